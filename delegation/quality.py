"""Is the tool being used: how good the data of one team's workbook is (SPEC §11).

Owns the four parts and their mean. What is wrong with which row is found by `delegation.validate`; the trend
over runs is kept by whoever keeps runs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from delegation.calendar import WorkingDays
from delegation.happened import status_at
from delegation.issues import Issue
from delegation.loops import Loop
from delegation.records import Record
from delegation.settings import DEFAULT, Settings
from delegation.tables import BY_ID, OPEN_STATUSES
from delegation.validate import RowCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """The parts of a workbook's data quality, each 0..1, or None where there is nothing to measure."""

    timeliness: float | None = None
    completeness: float | None = None
    validity: float | None = None
    closure: float | None = None

    @property
    def score(self) -> float | None:
        """The mean of the parts that could be measured, 0..1; None without any. Source: SPEC §11."""
        known = [part for each in fields(self) if (part := getattr(self, each.name)) is not None]
        return sum(known) / len(known) if known else None


def measure_quality(
    *,
    counts: Mapping[str, RowCounts],
    issues: Iterable[Issue],
    delegations: Iterable[Record],
    loops: Iterable[Loop],
    last_change: dt.date | None,
    as_of: dt.date,
    calendar: WorkingDays,
    settings: Settings = DEFAULT,
) -> Quality:
    """The quality of one workbook, from its validation, its accepted delegations and its loops.

    `last_change`: the day on which a change of it was last accepted. Source: SPEC §11.
    """
    cadence_days = shortest_cadence(delegations, as_of, settings.default_cadence_days)
    return Quality(
        timeliness=timeliness(last_change, cadence_days, as_of, calendar),
        completeness=completeness(counts, issues),
        validity=validity(counts),
        closure=closure(loops, as_of),
    )


def timeliness(
    last_change: dt.date | None, cadence_days: int, as_of: dt.date, calendar: WorkingDays
) -> float | None:
    """1 while the last accepted change is at most one cadence ago, 0 from two on. None: never one by as_of.

    `cadence_days` in working days, see `shortest_cadence`. Source: SPEC §11.
    """
    if last_change is None or last_change > as_of:
        return None
    return min(max(2 - calendar.elapsed(last_change, as_of) / cadence_days, 0.0), 1.0)


def shortest_cadence(
    delegations: Iterable[Record], as_of: dt.date, default_days: int = DEFAULT.default_cadence_days
) -> int:
    """The least check_in_days of the delegations open on that day; the default where none has any."""
    cadences = [
        days
        for record in delegations
        if isinstance(days := record.values.get("check_in_days"), int)
        and status_at(record.values, as_of) in OPEN_STATUSES
    ]
    return min(cadences, default=default_days)


def completeness(counts: Mapping[str, RowCounts], issues: Iterable[Issue]) -> float | None:
    """Required cells that are filled ÷ required cells of the rows in which something stands.

    Of the tables that could be read; `counts` and `issues` are those of one validation. A cell that holds
    something that cannot be used is filled. Source: SPEC §11.
    """
    required = sum(
        rows.read * sum(field.required for field in BY_ID[table_id].fields)
        for table_id, rows in counts.items()
    )
    blank = sum(issue.code.endswith("-REQUIRED") and issue.table in counts for issue in issues)
    return (required - blank) / required if required else None


def validity(counts: Mapping[str, RowCounts]) -> float | None:
    """Rows without an error ÷ rows in which something stands. Source: SPEC §11."""
    read = sum(rows.read for rows in counts.values())
    return sum(rows.accepted for rows in counts.values()) / read if read else None


def closure(loops: Iterable[Loop], as_of: dt.date) -> float | None:
    """Loops closed by their action_due ÷ loops whose action_due has passed.

    The as-of day itself has not passed. An action due before the day that raised it is a contradiction (a
    warning of its own) and counts on neither side. Source: SPEC §11.
    """
    in_time = [
        loop.closed_on is not None and loop.closed_on <= loop.action_due
        for loop in loops
        if loop.action_due is not None and loop.date <= loop.action_due < as_of
    ]
    return sum(in_time) / len(in_time) if in_time else None
