"""`remit rebuild`: the master tracker as it was after a run, as a separate file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from delegation.labels import Labels
from sync.commands.building import build, day, words_of
from sync.commands.exits import WELL
from sync.commands.invocation import Invocation

if TYPE_CHECKING:
    from sync.rebuild import Rebuilt


def command(words: Labels) -> click.Command:
    params = [
        click.Option(
            ["--run", "number"], callback=_number, metavar="N", help=words.text("terminal.option.run")
        ),
        click.Option(
            ["--as-of", "as_of"], callback=day, metavar="DATE", help=words.text("terminal.option.run_as_of")
        ),
        click.Option(
            ["--output"],
            type=click.Path(path_type=Path, readable=False),
            metavar="FILE",
            help=words.text("terminal.option.output"),
        ),
    ]
    return build(words, "rebuild", run, params=params)


def run(invocation: Invocation, number: int | None, output: Path | None) -> int:
    from sync.rebuild import rebuild

    if number is not None and invocation.asked_as_of is not None:
        raise click.UsageError(
            invocation.words.text("terminal.usage.run_or_day"), click.get_current_context()
        )
    programme = invocation.programme()
    rebuilt = rebuild(programme, run=number, as_of=invocation.asked_as_of, output=output)
    if invocation.json:
        _show_json(rebuilt)
    else:
        _show(rebuilt, invocation.words)
    return WELL


def _number(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """The number of a run; whether there was that run is for the store to say."""
    if value is None:
        return None
    digits = value.strip()
    try:
        if digits.isdecimal():
            return int(digits)
    except ValueError:
        pass  # more digits than Python turns into a number
    raise click.BadParameter(words_of(ctx).text("terminal.usage.run", value=value), ctx, param)


def _show_json(rebuilt: Rebuilt) -> None:
    from sync.terminal import show_json

    contents = {
        "run": rebuilt.run.run,
        "as_of": rebuilt.run.as_of.isoformat(),
        "file": str(rebuilt.file),
    }
    show_json("remit.rebuild", contents)


def _show(rebuilt: Rebuilt, words: Labels) -> None:
    from sync.terminal import show, show_next

    facts = {"run": rebuilt.run.run, "as_of": rebuilt.run.as_of, "file": rebuilt.file}
    show(words.text(f"terminal.rebuild.{'made' if rebuilt.is_new else 'unchanged'}", **facts))
    show_next(words, words.text("terminal.next.master", master=rebuilt.file))
