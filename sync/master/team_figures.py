"""How each team stands: the rows of the master's Overview.

Owns freshness, the state of a workbook in words, and what is counted per team. Writes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath

import pandas as pd

from delegation.issues import Severity
from delegation.labels import Labels, labels
from delegation.messages import fix, message
from sync.ages import ages
from sync.links import relative_link
from sync.master.content import MasterRecord, TeamOverview
from sync.master.lines import is_open, overdue
from sync.programme.model import Programme, Team, team_of
from sync.run.incoming import GOOD, Status
from sync.store.stored import Run, StoredIssue, WorkbookState
from workbook_templates.master_sheet import TREND_RUNS

_HELD_TABLE = "-TABLE-EMPTIED"


def team_overviews(
    programme: Programme,
    cycle: str,
    as_of: dt.date,
    *,
    states: Iterable[WorkbookState],
    issues: Sequence[StoredIssue],
    records: Mapping[str, Sequence[MasterRecord]],
    runs: Sequence[Run],
    errors: pd.DataFrame,
) -> tuple[TeamOverview, ...]:
    """Every team of the programme, also one that no run knows yet. `errors`: per run and team, oldest run
    first.
    """
    words, states = labels(programme.language), tuple(states)
    known = {state.team: state for state in states}
    days = {each.run: each.as_of for each in runs}
    old = {each.team: each for each in ages(states, issues, days, as_of, _names(programme))}
    delegations = records.get("delegations", ())
    rows = Counter((each.team, table) for table, found in records.items() for each in found)
    running = Counter(each.team for each in delegations if is_open(each.values, as_of))
    late = Counter(each.team for each in overdue(delegations, as_of))
    severities = Counter((team_of(each.team), each.issue.severity) for each in issues)
    found = []
    for team in programme.teams:
        state = known.get(team.id) or _unknown(programme, team, cycle)
        explained = _explaining(state, issues)
        read_on = days.get(state.last_good_run)
        found.append(
            TeamOverview(
                team=team.id,
                name=team.name,
                file=PurePath(state.file).name,
                link=workbook_link(programme, team, cycle),
                status=state.status,
                reason=_reason(state, explained, words),
                reason_code=state.reason,
                held_table=explained.issue.table if explained and state.reason.endswith(_HELD_TABLE) else "",
                changed_by=state.modified_by,
                last_good_run=state.last_good_run,
                read_on=read_on,
                old=old.get(team.id),
                age_days=None if read_on is None else max(0, (as_of - read_on).days),
                rows={table: rows[team.id, table] for table in records},
                rejected=sum(each.rejected for each in state.rows.values()),
                open=running[team.id],
                overdue=late[team.id],
                errors=severities[team.id, Severity.ERROR],
                warnings=severities[team.id, Severity.WARNING],
                infos=severities[team.id, Severity.INFO],
                error_trend=_trend(errors, team.id),
            )
        )
    return tuple(found)


def _names(programme: Programme) -> dict[str, str]:
    return {each.id: each.name for each in programme.owners}


def workbook_link(programme: Programme, team: Team, cycle: str) -> str:
    """How readers of the master reach the workbook: `open_as`, else the way from the master's folder."""
    if team.open_as:
        return programme.open_as(team, cycle)
    return relative_link(programme.workbook_path(team, cycle), programme.master.parent)


def _unknown(programme: Programme, team: Team, cycle: str) -> WorkbookState:
    return WorkbookState(
        team=team.id,
        cycle=cycle,
        file=programme.workbook_path(team, cycle).name,
        status=Status.MISSING,
        reason="",
        sha256="",
        read_at=None,
        changed_run=0,
        last_good_run=0,
        modified_by="",
        modified_at="",
        rows={},
    )


def _explaining(state: WorkbookState, issues: Iterable[StoredIssue]) -> StoredIssue | None:
    """The issue that says why the workbook is not as it should be."""
    return next(
        (each for each in issues if each.team == state.team and each.issue.code == state.reason), None
    )


def _reason(state: WorkbookState, explained: StoredIssue | None, words: Labels) -> str:
    if state.status in GOOD:
        return ""
    if explained is not None:
        return f"{message(explained.issue, words)}\n{fix(explained.issue, words)}".strip()
    waiting = state.status is Status.MISSING and not state.last_good_run
    return words.text(f"master.reason.{'waiting' if waiting else state.status.value}")


def _trend(errors: pd.DataFrame, team: str) -> tuple[int, ...]:
    if team not in errors.columns:
        return (0,) * min(len(errors), TREND_RUNS)
    return tuple(int(each) for each in errors[team].tail(TREND_RUNS))
