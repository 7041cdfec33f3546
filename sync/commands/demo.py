"""`remit demo [DIR]`: a whole programme to look at, made in a minute."""

from __future__ import annotations

from pathlib import Path

import click

from delegation.labels import Labels
from sync.commands.building import build
from sync.commands.exits import WELL
from sync.commands.invocation import Invocation


def command(words: Labels) -> click.Command:
    directory = click.Argument(
        ["directory"], type=click.Path(path_type=Path), metavar="[DIR]", required=False
    )
    return build(words, "demo", run, params=[directory], config=False)


def run(invocation: Invocation, directory: Path | None) -> int:
    from sync.demo import free_folder, make_demo
    from sync.terminal import progress, show, show_json, show_next

    folder = (directory or free_folder(Path.cwd())).absolute()
    with progress(wanted=not invocation.json) as step:
        report = make_demo(folder, language=invocation.language, progress=step)
    programme, last = report.programme, report.nights[-1]
    if invocation.json:
        contents = {"directory": str(folder), "teams": len(programme.teams), "runs": len(report.nights)}
        show_json("remit.demo", contents | {"master": str(programme.master)})
        return WELL
    words = invocation.words
    show(
        words.text(
            "terminal.demo.made", directory=folder, teams=len(programme.teams), runs=len(report.nights)
        )
    )
    show(words.text("terminal.demo.intended", errors=last.issues.error, warnings=last.issues.warning))
    show(words.text("terminal.demo.master", master=programme.master))
    show(
        words.text(
            "terminal.demo.workbooks", folder=programme.workbook_path(programme.teams[0], last.cycle).parent
        )
    )
    show_next(words, words.text("terminal.next.demo", directory=folder))
    return WELL
