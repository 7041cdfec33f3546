"""`remit distribute`: a workbook for every team of a cycle."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from delegation.labels import Labels
from sync.commands.building import build
from sync.commands.exits import UNREAD, WELL
from sync.commands.invocation import Invocation

if TYPE_CHECKING:
    from sync.distribution.distribute import DistributeReport, HandedOut
    from sync.programme.model import Cycle, Programme

_SIGNS = {"kept": "▲", "failed": "■"}


class UnknownCycleError(Exception):
    """The programme has no cycle of that id."""

    def __init__(self, cycle: str, known: tuple[str, ...]) -> None:
        self.cycle = cycle
        self.known = known
        super().__init__(cycle, known)

    def text(self, words: Labels) -> str:
        return words.text("terminal.error.cycle", cycle=self.cycle, known=", ".join(self.known))


def command(words: Labels) -> click.Command:
    cycle = click.Option(["--cycle", "cycle_id"], metavar="ID", help=words.text("terminal.option.cycle"))
    anew = click.Option(["--new-secret"], is_flag=True, help=words.text("terminal.option.new_secret"))
    return build(words, "distribute", run, params=[cycle, anew], as_of=True)


def run(invocation: Invocation, cycle_id: str | None, new_secret: bool) -> int:
    from sync.distribution.distribute import Handed, distribute
    from sync.programme.lock import programme_lock
    from sync.programme.logs import log_to
    from sync.programme.private import ensure_private
    from sync.terminal import progress

    programme = invocation.programme()
    cycle = cycle_of(programme, cycle_id) if cycle_id else None
    ensure_private(programme.private, anew=new_secret)
    log_to(programme.private)
    words = invocation.words
    with programme_lock(programme.private, "remit distribute"), progress(wanted=not invocation.json) as step:
        report = distribute(
            programme,
            cycle,
            made_on=invocation.as_of(programme),
            progress=step
            and (lambda done, total: step(words.text("terminal.distribute.progress"), done, total)),
        )
    if invocation.json:
        _show_json(report, programme)
    else:
        _show(report, programme, words)
    return UNREAD if report.count(Handed.FAILED) else WELL


def cycle_of(programme: Programme, cycle_id: str) -> Cycle:
    """The cycle of that id. Raises: UnknownCycleError."""
    try:
        return programme.cycle(cycle_id)
    except KeyError:
        raise UnknownCycleError(cycle_id, tuple(each.id for each in programme.cycles)) from None


def _show_json(report: DistributeReport, programme: Programme) -> None:
    from sync.terminal import show_json

    workbooks: list[dict[str, Any]] = [
        {
            "team": each.team,
            "file": shown_path(each.file, programme.root),
            "status": each.status.value,
            "reason": each.reason,
            "carried_over": each.carried,
        }
        for each in report.workbooks
    ]
    contents = {
        "cycle": report.cycle,
        "as_of": report.made_on.isoformat(),
        "workbooks": workbooks,
        "holidays": {"region": programme.holidays.region, "unsettled_years": list(report.unsettled)},
    }
    show_json("remit.distribute", contents)


def _show(report: DistributeReport, programme: Programme, words: Labels) -> None:
    from sync.distribution.distribute import Handed
    from sync.terminal import show, show_next, show_table

    show(words.text("terminal.distribute.title", programme=programme.name, cycle=report.cycle))
    show()
    headers = [words.text(f"terminal.column.{name}") for name in ("team", "workbook", "result", "carried")]
    rows = [_row(each, programme, words) for each in report.workbooks]
    show_table(headers, rows, right=(3,))
    if report.unsettled:
        years = words.text("messages.form.separator").join(map(str, report.unsettled))
        region = programme.holidays.region
        show(words.text("config.holidays.unsettled", region=region, years=years))
    if report.count(Handed.FAILED):
        show_next(words, words.text("terminal.next.distribute_failed"))
    else:
        show_next(words, words.text("terminal.next.distribute"))


def _row(each: HandedOut, programme: Programme, words: Labels) -> tuple[str, str, str, str]:
    result = f"{_SIGNS.get(each.status, '●')} {words.text(f'terminal.handed.{each.status}')}"
    if each.reason:
        reason = words.text(f"terminal.reason.{each.reason}", detail=each.detail)
        result = words.text("terminal.distribute.result", result=result, reason=reason)
    carried = sum(each.carried.values())
    file = shown_path(each.file, programme.root)
    return programme.team(each.team).name, file, result, str(carried) if carried else ""


def shown_path(file: Path, root: Path) -> str:
    """A path inside the programme's folder without it."""
    return str(file.relative_to(root)) if file.is_relative_to(root) else str(file)
