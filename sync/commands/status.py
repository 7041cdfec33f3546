"""`remit status`: what the last run found, team by team."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from delegation.labels import Labels, labels
from sync.commands.building import build
from sync.commands.exits import WELL
from sync.commands.invocation import Invocation, moment

if TYPE_CHECKING:
    from sync.ages import Age
    from sync.programme.model import Programme
    from sync.status import Status
    from sync.store.stored import Adoption


def command(words: Labels) -> click.Command:
    return build(words, "status", run, as_of=True)


def run(invocation: Invocation) -> int:
    from sync.status import read_status

    programme = invocation.programme()
    as_of = invocation.as_of(programme)
    status = read_status(programme, programme.cycle_at(as_of).id, as_of)
    if invocation.json:
        _show_json(status, programme, as_of)
    else:
        _show(status, programme, invocation.words)
    return WELL


def _show_json(status: Status, programme: Programme, as_of: dt.date) -> None:
    from sync.terminal import show_json

    last = status.run
    show_json(
        "remit.status",
        {
            "as_of": as_of.isoformat(),
            "cycle": status.cycle,
            "last_run": last
            and {
                "run": last.run,
                "as_of": last.as_of.isoformat(),
                "started": last.started.isoformat(),
                "finished": last.finished.isoformat(),
                "complete": last.complete,
                "changes": {"added": last.added, "changed": last.changed, "removed": last.removed},
                "issues": {"error": last.errors, "warning": last.warnings, "info": last.infos},
            },
            "workbooks": [_workbook(team.id, status) for team in programme.owners],
            "held": [
                {
                    "team": each.team,
                    "table": each.table,
                    "lost": each.lost,
                    "had": each.had,
                    "since": each.since_run,
                }
                for each in status.held
            ],
            "adopted": [_adoption(each) for each in status.adoptions],
            "master": str(programme.master),
            "waiting": status.waiting
            and {
                "file": str(status.waiting.path),
                "run": status.waiting.run,
                "since": status.waiting.since.isoformat(),
                "reason": status.waiting.text(labels(programme.language)),
            },
        },
    )


def old_as_json(age: Age) -> dict[str, Any]:
    """How old rows of a workbook are; `tables` is empty when it is all of them."""
    return {"last_good": age.last_good.isoformat(), "days": age.days, "tables": list(age.tables)}


def _adoption(each: Adoption) -> dict[str, Any]:
    return {
        "team": each.team,
        "file": each.file,
        "sha256": each.sha256,
        "workbook_id": each.says.workbook_id,
        "code": each.code,
        "reason": each.reason,
        "by": each.by,
        "at": each.at.isoformat(),
    }


def _workbook(team: str, status: Status) -> dict[str, Any]:
    from delegation.issues import Severity

    state, counts = status.workbooks.get(team), status.counts(team)
    return {
        "team": team,
        "file": state.file if state else "",
        "status": state.status.value if state else "",
        "reason": state.reason if state else "",
        "read_at": state.read_at.isoformat() if state and state.read_at else "",
        "modified_by": state.modified_by if state else "",
        "last_good_run": state.last_good_run if state else 0,
        "old": next((old_as_json(each) for each in status.ages if each.team == team), None),
        "rows": {
            table: {"read": rows.read, "accepted": rows.accepted, "rejected": rows.rejected}
            for table, rows in (state.rows if state else {}).items()
        },
        "issues": {severity.value: counts[severity] for severity in Severity},
    }


def _show(status: Status, programme: Programme, words: Labels) -> None:
    from sync.terminal import show, show_next, show_table

    show(words.text("terminal.status.title", programme=programme.name, cycle=status.cycle))
    if status.run is None:
        show(words.text("terminal.status.never"))
        show_next(words, words.text("terminal.next.first_run"))
        return
    finished = moment(status.run.finished, programme)
    show(words.text("terminal.status.run", run=status.run.run, finished=finished, as_of=status.run.as_of))
    show()
    names = ("team", "workbook", "read_at", "rows", "errors", "warnings", "modified_by")
    headers = [words.text(f"terminal.column.{name}") for name in names]
    show_table(
        headers, [_row(each.id, status, programme, words) for each in programme.owners], right=(3, 4, 5)
    )
    reasons = _reasons(status, programme, words)
    for line in ("", *reasons) if reasons else ():
        show(line)
    for age in status.ages:
        show(f"▲ {age.text(words)}")
    for line in _adopted(status, programme, words):
        show(line)
    if status.waiting is not None:
        show()
        show(f"▲ {status.waiting.text(words)}")
    show_next(words, _next(status, programme, words))


def _row(team: str, status: Status, programme: Programme, words: Labels) -> tuple[str, ...]:
    from delegation.issues import Severity
    from sync.run.incoming import state_name
    from sync.terminal import state_sign

    name, state, counts = programme.team(team).name, status.workbooks.get(team), status.counts(team)
    if state is None:
        return name, f"▲ {words.text('terminal.state.new')}", "", "", "", "", ""
    called = words.text(f"terminal.state.{state_name(state.status, state.reason)}")
    return (
        name,
        f"{state_sign(state.status)} {called}",
        moment(state.read_at, programme) if state.read_at else "",
        str(sum(rows.accepted for rows in state.rows.values())),
        str(counts[Severity.ERROR]),
        str(counts[Severity.WARNING]),
        state.modified_by,
    )


def _reasons(status: Status, programme: Programme, words: Labels) -> list[str]:
    """A line for every workbook whose state needs an explanation."""
    from delegation.messages import sentence

    reasons = ((team.name, status.reason(team.id)) for team in programme.owners)
    return [f"{name}: {sentence(issue, words)}" for name, issue in reasons if issue]


def _adopted(status: Status, programme: Programme, words: Labels) -> Iterator[str]:
    """A line for every team whose workbook was accepted by hand."""
    names = {team.id: team.name for team in programme.teams}
    for each in {each.team: each for each in status.adoptions}.values():
        facts = {"team": names.get(each.team, each.team), "by": each.by, "file": each.file, "code": each.code}
        name = "state_because" if each.code else "state"
        line = words.text(f"adopt.{name}", at=moment(each.at, programme), **facts)
        yield f"{line} {words.text('adopt.state_reason', reason=each.reason)}" if each.reason else line


def _next(status: Status, programme: Programme, words: Labels) -> str:
    from delegation.issues import Severity
    from sync.programme.model import team_of

    if status.held:
        return words.text("terminal.next.held", team=team_of(status.held[0].team), table=status.held[0].table)
    if any(each.issue.severity is Severity.ERROR for each in status.issues):
        return words.text("terminal.next.errors", master=programme.master)
    return words.text("terminal.next.master", master=programme.master)
