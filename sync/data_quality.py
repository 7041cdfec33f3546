"""How good the data of every team's workbook is, from the store (SPEC §11).

Owns where the parts come from: counts and issues of the last validation, the day of the last accepted change.
What they come to is decided in `delegation.quality`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from delegation.calendar import WorkingDays
from delegation.issues import Issue
from delegation.loops import feedback_loops
from delegation.quality import Quality, measure_quality
from delegation.settings import Settings
from sync.figures import ProgrammeFigures, TeamFigures
from sync.programme.model import Programme
from sync.store.stored import StoredIssue, WorkbookState


def qualities(
    figures: ProgrammeFigures,
    programme: Programme,
    *,
    states: Iterable[WorkbookState],
    issues: Iterable[StoredIssue],
    days: Mapping[int, dt.date],
) -> dict[str, Quality]:
    """Team → the quality of its workbook on the day of the figures, from what the store has said; without
    teams of which nothing was ever taken in. `days`: run → the day that it was made for.
    """
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
