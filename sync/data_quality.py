"""How good the data of every team's workbook is, from the store (SPEC §11).

Owns where the parts come from: counts and issues of the last validation, the day of the last accepted change.
What they come to is decided in `delegation.quality`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from delegation.calendar import WorkingDays
from delegation.issues import Issue
from delegation.loops import feedback_loops
from delegation.quality import Quality, measure_quality
from delegation.settings import Settings
from sync.figures import ProgrammeFigures, TeamFigures
from sync.programme.model import Programme
from sync.store.stored import Run, StoredIssue, WorkbookState


class Source(Protocol):
    """Where workbooks and issues come from; `sync.store.store.Store` is one, and `StoreAt`."""

    def workbooks(self, cycle: str) -> list[WorkbookState]: ...
    def issues(self, cycle: str) -> list[StoredIssue]: ...
    def runs(self) -> list[Run]: ...


def data_quality(source: Source, figures: ProgrammeFigures, programme: Programme) -> dict[str, Quality]:
    """Team → the quality of its workbook on the day of the figures; without teams of which nothing was ever
    taken in. Raises: StoreError.
    """
    cycle = figures.cycle.id
    return qualities(
        figures,
        programme,
        states=source.workbooks(cycle),
        issues=source.issues(cycle),
        days={run.run: run.as_of for run in source.runs()},
    )


def qualities(
    figures: ProgrammeFigures,
    programme: Programme,
    *,
    states: Iterable[WorkbookState],
    issues: Iterable[StoredIssue],
    days: Mapping[int, dt.date],
) -> dict[str, Quality]:
    """The same from what the store has said. `days`: run → the day that it was made for."""
    known = {state.team: state for state in states if state.rows}
    by_team: dict[str, list[Issue]] = defaultdict(list)
    for each in issues:
        by_team[each.team].append(each.issue)
    base = WorkingDays(programme.holidays.days)
    return {
        team.team.id: _quality(
            team, known[team.team.id], by_team[team.team.id], days, figures.as_of, base, programme.settings
        )
        for team in figures.teams
        if team.team.id in known
    }


def _quality(
    team: TeamFigures,
    state: WorkbookState,
    issues: Sequence[Issue],
    days: Mapping[int, dt.date],
    as_of: dt.date,
    base: WorkingDays,
    settings: Settings,
) -> Quality:
    rows = {table: tuple(found.values()) for table, found in team.records.items()}
    calendar = WorkingDays.from_records(rows.get("calendar", ()), base)
    return measure_quality(
        counts=state.rows,
        issues=issues,
        delegations=rows.get("delegations", ()),
        loops=feedback_loops(rows.get("check_ins", ()), rows.get("meetings", ()), as_of, calendar).loops,
        last_change=days.get(state.changed_run),
        as_of=as_of,
        calendar=calendar,
        settings=settings,
    )
