"""A draft of the plan by which one delegation is followed: its three phases with dates on working days.

Initial tracking asks whether the delegate has understood and accepted, periodic evaluation follows the
cadence agreed, the summary is due with the work. Knows nothing of rows that are planned already.
Source: SPEC §1, §3.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from delegation.calendar import WorkingDays
from delegation.happened import Values, happened
from delegation.settings import DEFAULT, Settings

MOST_PERIODIC = 60  # a year of weekly checks and more; beyond that the cadence is a mistake


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """One row of the plan; `phase` and `method` are values of its choices."""

    phase: str
    method: str
    planned_on: dt.date


def draft_plan(
    delegation: Values, *, as_of: dt.date, calendar: WorkingDays, settings: Settings = DEFAULT
) -> tuple[Checkpoint, ...]:
    """The checkpoints from as_of on, by day; `delegation` is an accepted row that is open.

    Without a cadence nothing is checked between beginning and end; who has accepted is not asked again.
    """
    return tuple(_checkpoints(delegation, as_of, calendar, settings))


def _checkpoints(
    delegation: Values, as_of: dt.date, calendar: WorkingDays, settings: Settings
) -> Iterator[Checkpoint]:
    start, due = delegation["start"], delegation["due"]
    end = max(_working_day_until(due, start, calendar), _working_day_from(as_of, calendar))
    if happened(delegation, "accepted_on", as_of) is None:
        asked = min(calendar.add_working_days(start, settings.accept_within_days), end)
        day = max(asked, _working_day_from(as_of, calendar))
        yield Checkpoint(phase="initial", method="conversation", planned_on=day)
    cadence = delegation.get("check_in_days")
    if cadence is not None:
        for day in _periodic_days(start, end, cadence, as_of, calendar):
            yield Checkpoint(phase="periodic", method="inspection", planned_on=day)
    yield Checkpoint(phase="summary", method="data", planned_on=end)


def _periodic_days(
    start: dt.date, end: dt.date, cadence: int, as_of: dt.date, calendar: WorkingDays
) -> Iterator[dt.date]:
    """Every so many working days after the start, before the end, from as_of on."""
    passed = calendar.elapsed(start, as_of - dt.timedelta(days=1)) // cadence
    for number in range(passed + 1, passed + 1 + MOST_PERIODIC):
        day = calendar.add_working_days(start, number * cadence)
        if day >= end:
            return
        if day >= as_of:
            yield day


def _working_day_from(day: dt.date, calendar: WorkingDays) -> dt.date:
    return calendar.add_working_days(day - dt.timedelta(days=1), 1)


def _working_day_until(day: dt.date, start: dt.date, calendar: WorkingDays) -> dt.date:
    """The last working day up to that day; the day itself where there is none since the start."""
    if calendar.working_days(start, day) == 0:
        return day
    while not calendar.is_working(day):
        day -= dt.timedelta(days=1)
    return day
