"""`remit master`: what concerns the master tracker itself; `template` says how it looks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from delegation.labels import Labels
from sync.commands.building import build, group
from sync.commands.exits import WELL
from sync.commands.invocation import Invocation

if TYPE_CHECKING:
    from sync.master_template import TemplateReport


def command(words: Labels) -> click.Command:
    master = group(words, "master")
    file = click.Argument(
        ["file"], type=click.Path(path_type=Path, readable=False), metavar="[FILE]", required=False
    )
    reset = click.Option(["--reset"], is_flag=True, help=words.text("terminal.option.reset"))
    master.add_command(build(words, "template", run, params=[file, reset]))
    return master


def run(invocation: Invocation, file: Path | None, reset: bool) -> int:
    if file is not None and reset:
        text = invocation.words.text("terminal.usage.reset_or_file")
        raise click.UsageError(text, click.get_current_context())
    from sync.master_template import ensure_template, reset_template, take_template

    programme = invocation.programme(looks_inside=False)
    day = invocation.today(programme.timezone)
    if file is not None:
        report = take_template(programme, file.absolute(), day)
    elif reset:
        report = reset_template(programme, day)
    else:
        report = ensure_template(programme)
    if invocation.json:
        _show_json(report)
    else:
        _show(report, invocation.words)
    return WELL


def _show_json(report: TemplateReport) -> None:
    from sync.terminal import show_json

    contents = {
        "template": str(report.path),
        "outcome": report.outcome.value,
        "kept": str(report.kept) if report.kept else "",
        "put_back": list(report.missing),
        "cleared": report.cleared,
    }
    show_json("remit.template", contents)


def _show(report: TemplateReport, words: Labels) -> None:
    from sync.terminal import show, show_next

    show(words.text(f"terminal.template.{report.outcome}", path=report.path))
    if report.kept is not None:
        show(words.text("terminal.template.kept", path=report.kept))
    if report.missing:
        show(words.text("terminal.template.put_back", parts=", ".join(report.missing)))
    if report.cleared:
        one = "_one" if report.cleared == 1 else ""
        show(words.text(f"terminal.template.cleared{one}", n=report.cleared))
    show()
    show(words.text("terminal.template.how"))
    show_next(words, words.text("terminal.next.template", path=report.path))
