"""Mistakes in a command line, which click finds, in the reader's language."""

from __future__ import annotations

import click

from delegation.labels import Labels


def usage_text(error: click.UsageError, words: Labels) -> str:
    """What is wrong; click's own sentence for what is not of the common kinds."""
    text = _text(error, words)
    close = getattr(error, "possibilities", None)
    return f"{text} {words.text('config.did_you_mean', close=close[0])}" if close else text


def _text(error: click.UsageError, words: Labels) -> str:
    if isinstance(error, click.BadOptionUsage):
        name = error.option_name
        return words.text(f"terminal.usage.{'takes_none' if _is_flag(error) else 'no_value'}", name=name)
    if isinstance(error, click.NoSuchOption):
        return words.text("terminal.usage.no_option", name=error.option_name)
    unknown = getattr(error, "command_name", None)  # click.NoSuchCommand, which older versions lack
    if unknown is not None:
        return words.text("terminal.usage.no_command", name=unknown)
    if not isinstance(error, click.BadParameter) or error.param is None:
        return error.format_message()
    name = _called(error.param)
    if isinstance(error, click.MissingParameter):
        return words.text("terminal.usage.missing", name=name)
    if isinstance(error.param.type, click.Choice):
        values = ", ".join(map(str, error.param.type.choices))
        return words.text("terminal.usage.choice", name=name, values=values)
    return f"{name}: {error.message}"


def _is_flag(error: click.BadOptionUsage) -> bool:
    """Whether too much was given to the option, and not too little."""
    options = error.ctx.command.params if error.ctx else []
    return any(error.option_name in each.opts and getattr(each, "is_flag", False) for each in options)


def _called(param: click.Parameter) -> str:
    """An option as it is typed, an argument as help shows it."""
    return param.opts[0] if isinstance(param, click.Option) else str(param.metavar or param.name)
