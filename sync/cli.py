"""The command `remit`: from the arguments to an exit status.

Owns the list of commands and that nobody ever sees a traceback. Each command is in `sync.commands`.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence

import click

from delegation.labels import Labels
from sync.commands import (
    addin,
    adopt,
    backup,
    daemon,
    demo,
    distribute,
    doctor,
    exits,
    history,
    init,
    master,
    rebuild,
    restore,
    show,
    status,
    suggest,
    sync,
    validate,
)
from sync.commands.building import RemitGroup, language_option
from sync.commands.invocation import Clock, Invocation, system_clock

_COMMANDS = (
    demo,
    init,
    distribute,
    validate,
    sync,
    status,
    adopt,
    show,
    suggest,
    history,
    rebuild,
    master,
    addin,
    daemon,
    doctor,
    backup,
    restore,
)


def remit(words: Labels) -> click.Group:
    """The command with everything below it, its help in that language."""
    group = RemitGroup(
        "remit",
        help=words.text("terminal.help.remit"),
        words=words,
        example=words.text("terminal.example.remit"),
        params=[language_option(words), _version_option(words)],
    )
    for module in _COMMANDS:
        group.add_command(module.command(words))
    return group


def main(arguments: Sequence[str] | None = None, *, clock: Clock = system_clock) -> int:
    """Runs one command line and gives its exit status."""
    _let_every_sign_through()
    invocation = Invocation.of(sys.argv[1:] if arguments is None else arguments, clock)
    given = None if arguments is None else list(arguments)
    try:
        # Without arguments of its own click expands wildcards on Windows, where the shell does not.
        status = remit(invocation.words).main(given, prog_name="remit", standalone_mode=False, obj=invocation)
        sys.stdout.flush()
        return int(status or 0)
    except BrokenPipeError:
        _forget_output()
        return exits.WELL
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return exits.WRONG_USE
    except (Exception, KeyboardInterrupt) as error:
        return exits.report(error, invocation)


def _let_every_sign_through() -> None:
    """A console that lacks a sign shows "?" in its place; it is no reason to stop."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]


def _forget_output() -> None:
    """The reader of the pipe has gone (`| head`): what is left unwritten is given up without a message."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.close()


def _version_option(words: Labels) -> click.Option:
    def show(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        if value:
            from sync.doctor import own_version

            click.echo(f"remit {own_version()}".strip())
            ctx.exit()

    return click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=show,
        help=words.text("terminal.option.version"),
    )
