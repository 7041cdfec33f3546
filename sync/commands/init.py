"""`remit init DIR`: a new programme to be filled in."""

from __future__ import annotations

from pathlib import Path

import click

from delegation.labels import Labels
from sync.commands.building import build
from sync.commands.exits import WELL
from sync.commands.invocation import Invocation


def command(words: Labels) -> click.Command:
    directory = click.Argument(["directory"], type=click.Path(path_type=Path, readable=False), metavar="DIR")
    return build(words, "init", run, params=[directory], as_of=True, config=False)


def run(invocation: Invocation, directory: Path) -> int:
    from sync.programme.init import InitReport, make_programme
    from sync.terminal import show, show_json, show_next, typed

    today = invocation.asked_as_of or invocation.today()
    report: InitReport = make_programme(directory, language=invocation.language, today=today)
    if invocation.json:
        told = {
            "directory": report.directory,
            "config": report.config,
            "private": report.private,
            "template": report.template,
        }
        show_json(
            "remit.init",
            {name: str(path) for name, path in told.items()}
            | {"language": report.language, "cycle": report.cycle.id},
        )
        return WELL
    words = invocation.words
    show(words.text("terminal.init.made", path=report.config))
    show(words.text("terminal.init.private", path=report.private))
    show(words.text("terminal.init.template", path=report.template))
    show_next(words, words.text("terminal.next.init", config=report.config, directory=typed(directory)))
    return WELL
