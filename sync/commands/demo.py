"""`remit demo [DIR]`: a whole programme to look at, made in a minute."""

from __future__ import annotations

from pathlib import Path

import click

from delegation.labels import Labels
from sync.commands.building import build
from sync.commands.exits import WELL
from sync.commands.invocation import Invocation


class DemoFolderError(Exception):
    """The folder that was named for the demo has something in it."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        super().__init__(directory)

    def text(self, words: Labels) -> str:
        return words.text("terminal.error.demo_folder", directory=self.directory)


def command(words: Labels) -> click.Command:
    directory = click.Argument(
        ["directory"], type=click.Path(path_type=Path, readable=False), metavar="[DIR]", required=False
    )
    return build(words, "demo", run, params=[directory], config=False)


def run(invocation: Invocation, directory: Path | None) -> int:
    from sync.demo import DemoFolderInUseError, free_folder, make_demo
    from sync.programme.model import CONFIG_NAME
    from sync.terminal import own_command, progress, show, show_json, show_next, typed

    folder = (directory or free_folder(Path.cwd())).absolute()
    with progress(wanted=not invocation.json) as step:
        try:
            report = make_demo(folder, language=invocation.language, progress=step)
        except DemoFolderInUseError as error:
            raise DemoFolderError(error.directory) from error
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
    config = typed(folder / CONFIG_NAME)
    tries = words.text("terminal.next.demo", command=own_command(), night=last.as_of, config=config)
    show_next(words, tries)
    return WELL
