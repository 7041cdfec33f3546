"""How a command is put together: the options that all of them have, help in the reader's language.

Owns nothing of what a command does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from delegation.labels import LANGUAGES, Labels, labels
from sync.commands.invocation import Invocation

# Days from which weeks can be counted on and back, within the calendar of Excel.
_EARLIEST, _LATEST = dt.date(1900, 3, 1), dt.date(2999, 12, 31)
FORMATS = ("text", "json")


class RemitCommand(click.Command):
    """A command whose help speaks the reader's language throughout and ends with an example."""

    def __init__(self, *args: Any, words: Labels, example: str, **kwargs: Any) -> None:
        kwargs |= {"options_metavar": words.text("terminal.usage.options_metavar"), "add_help_option": False}
        super().__init__(*args, **kwargs)
        self.words = words
        self.example = example
        self.params.append(_help_option(words))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """What is left over is told here, because click tells it in English."""
        ctx.allow_extra_args = True
        try:
            rest = super().parse_args(ctx, args)
        except click.BadOptionUsage as error:
            error.ctx = error.ctx or ctx
            raise
        if rest:
            ctx.fail(self.words.text("terminal.usage.extra", names=" ".join(rest)))
        return rest

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _usage(self, ctx, formatter, self.words)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _options(self, ctx, formatter, self.words)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _lines(formatter, self.words.text("terminal.usage.example"), self.example)


class RemitGroup(click.Group):
    """The command `remit` itself, or one of its commands that has commands of its own."""

    def __init__(self, *args: Any, words: Labels, example: str, **kwargs: Any) -> None:
        metavar = words.text("terminal.usage.command_metavar")
        kwargs |= {"options_metavar": "", "subcommand_metavar": metavar, "add_help_option": False}
        super().__init__(*args, **kwargs)
        self.words = words
        self.example = example
        self.params.append(_help_option(words))

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)  # in the order in which people need them

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _usage(self, ctx, formatter, self.words)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(self.words.text("terminal.usage.commands")):
            formatter.write_dl([(name, each.get_short_help_str(200)) for name, each in self.commands.items()])
        _options(self, ctx, formatter, self.words)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _lines(formatter, self.words.text("terminal.usage.example"), self.example)
        _lines(
            formatter,
            self.words.text("terminal.usage.statuses"),
            self.words.text("terminal.usage.status_list"),
        )


def group(words: Labels, name: str) -> RemitGroup:
    """A command of that name that has commands of its own."""
    return RemitGroup(
        name,
        help=words.text(f"terminal.help.{name}"),
        short_help=words.text(f"terminal.short.{name}"),
        words=words,
        example=words.text(f"terminal.example.{name}"),
        params=[language_option(words)],
    )


def build(
    words: Labels,
    name: str,
    run: Callable[..., int],
    *,
    texts: str = "",
    params: Sequence[click.Parameter] = (),
    as_of: bool = False,
    config: bool = True,
) -> click.Command:
    """The command of that name. `run(invocation, **params)` does it and gives the exit status.

    `texts` is the name of its help where another command has the same name.
    """
    texts = texts or name

    def callback(**given: Any) -> int:
        invocation = click.get_current_context().find_object(Invocation)
        assert invocation is not None
        invocation.json = given.pop("output_format") == "json"
        invocation.asked_language = given.pop("language") or invocation.asked_language
        invocation.config = given.pop("config", None)
        invocation.asked_as_of = given.pop("as_of", None)
        return run(invocation, **given)

    return RemitCommand(
        name,
        callback=callback,
        params=[*params, *_common(words, as_of=as_of, config=config)],
        help=words.text(f"terminal.help.{texts}"),
        short_help=words.text(f"terminal.short.{texts}"),
        words=words,
        example=words.text(f"terminal.example.{texts}"),
    )


def _common(words: Labels, *, as_of: bool, config: bool) -> Iterator[click.Parameter]:
    if as_of:
        help_text = words.text("terminal.option.as_of")
        yield click.Option(["--as-of", "as_of"], callback=day, metavar="DATE", help=help_text)
    if config:
        path = click.Path(path_type=Path, readable=False)  # what cannot be read is told by whoever reads it
        yield click.Option(["--config"], type=path, metavar="PATH", help=words.text("terminal.option.config"))
    yield click.Option(
        ["--format", "output_format"],
        type=click.Choice(FORMATS),
        default="text",
        metavar="text|json",
        help=words.text("terminal.option.format"),
    )
    yield click.Option(
        ["--lang", "language"],
        type=click.Choice(LANGUAGES),
        metavar="en|zh",
        help=words.text("terminal.option.lang"),
    )


def language_option(words: Labels) -> click.Option:
    """For a group's help; it was looked up in the arguments before there was anything to parse them."""
    return click.Option(
        ["--lang"],
        type=click.Choice(LANGUAGES),
        metavar="en|zh",
        expose_value=False,
        help=words.text("terminal.option.lang"),
    )


def day(ctx: click.Context, param: click.Parameter, value: str | None) -> dt.date | None:
    """A day as 2026-11-30."""
    if value is None:
        return None
    words = words_of(ctx)
    try:
        found = dt.date.fromisoformat(value.strip())
    except ValueError:
        raise click.BadParameter(words.text("terminal.usage.date", value=value), ctx, param) from None
    if not _EARLIEST <= found <= _LATEST:
        text = words.text("terminal.usage.date_range", value=value, first=_EARLIEST, last=_LATEST)
        raise click.BadParameter(text, ctx, param)
    return found


def words_of(ctx: click.Context) -> Labels:
    """The reader's language, where an option is read."""
    return ctx.command.words if isinstance(ctx.command, RemitCommand) else labels("en")


def _help_option(words: Labels) -> click.Option:
    def show(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        if value:
            click.echo(ctx.get_help(), color=ctx.color)
            ctx.exit()

    return click.Option(
        ["--help"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=show,
        help=words.text("terminal.option.help"),
    )


def _usage(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter, words: Labels) -> None:
    pieces = " ".join(piece for piece in command.collect_usage_pieces(ctx) if piece)
    formatter.write_usage(ctx.command_path, pieces, prefix=words.text("terminal.usage.usage") + " ")


def _options(
    command: click.Command, ctx: click.Context, formatter: click.HelpFormatter, words: Labels
) -> None:
    records = [
        record for each in command.get_params(ctx) if (record := each.get_help_record(ctx)) is not None
    ]
    with formatter.section(words.text("terminal.usage.options")):
        formatter.write_dl(records)


def _lines(formatter: click.HelpFormatter, heading: str, text: str) -> None:
    """A section whose lines stay as they are."""
    with formatter.section(heading):
        for line in text.splitlines():
            formatter.write(f"{'':>{formatter.current_indent}}{line}\n")
