"""What people still owe to their KPIs: a reading that is overdue, a remark on a bad one (SPEC §5).

Owns when either is owed, as facts. What is said about it, and where, is for the rules and the sheets that
show it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from delegation.calendar import WorkingDays
from delegation.kpi import Kpi, KpiStatus, judge
from delegation.periods import periods_between
from delegation.readings import Reached, Reading, counted, running
from delegation.settings import DEFAULT, Settings

TO_EXPLAIN = (KpiStatus.CAUTION, KpiStatus.BELOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueReadings:
    """A KPI that owes readings. `periods`: the days of the periods without one, oldest first, never none."""

    code: ClassVar[str] = "KPI-MISSED"
    kpi_id: str
    periods: tuple[dt.date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnexplainedReading:
    """A reading without a remark at whose day its KPI was at caution or below."""

    code: ClassVar[str] = "RDG-REMARK-MISSING"
    kpi_id: str
    period: dt.date
    status: KpiStatus


def overdue_readings(
    kpis: Mapping[str, Kpi],
    readings: Mapping[str, Sequence[Reading]],
    as_of: dt.date,
    calendar: WorkingDays,
    settings: Settings = DEFAULT,
    *,
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> tuple[OverdueReadings, ...]:
    """The KPIs that lack a reading `reading_due_days` working days after a period's end, in their order.

    `readings` are those of every KPI, oldest first; not applicable is an answer too. [first, last] is the
    cycle; without a first day the periods count since the KPI's start, else since it first gave a reading.
    Source: SPEC §5.
    """
    due = calendar.day_before(as_of, settings.reading_due_days)
    found = []
    for kpi_id, kpi in kpis.items():
        answered = [each.period for each in readings.get(kpi_id, ())]
        since = first or kpi.start or min(answered, default=as_of)
        missing = missing_periods(kpi, answered, since, due if last is None else min(due, last))
        if missing:
            found.append(OverdueReadings(kpi_id=kpi_id, periods=missing))
    return tuple(found)


def missing_periods(
    kpi: Kpi, answered: Collection[dt.date], first: dt.date, last: dt.date
) -> tuple[dt.date, ...]:
    """The days of the KPI's periods in [first, last] that are not among the answered ones, oldest first."""
    if kpi.frequency is None:
        return ()
    given = frozenset(answered)
    wanted = periods_between(first, last, kpi.frequency, kpi.start, kpi.end)
    return tuple(day for day in wanted if day not in given)


def unexplained_readings(
    kpis: Mapping[str, Kpi], readings: Mapping[str, Sequence[Reading]], as_of: dt.date
) -> tuple[UnexplainedReading, ...]:
    """The reported readings up to as_of that need a remark and have none, by KPI, oldest first.

    Judged is the status at the reading's own day, of what was reported until then. Source: SPEC §5.
    """
    return tuple(
        UnexplainedReading(kpi_id=kpi_id, period=reading.period, status=status)
        for kpi_id, kpi in kpis.items()
        for reading, status in _statuses(kpi, readings.get(kpi_id, ()), as_of)
        if status in TO_EXPLAIN and not reading.remark
    )


def _statuses(kpi: Kpi, readings: Iterable[Reading], as_of: dt.date) -> Iterator[tuple[Reading, KpiStatus]]:
    """Every reported reading that counts, with the KPI's status at its day, if it can be judged.

    One pass: what is reached at a reading grows from what was reached at the one before it.
    """
    reported = [
        (each, each.value) for each in counted(readings, as_of, kpi.start, kpi.end) if each.value is not None
    ]
    actuals = running((value for _, value in reported), kpi.aggregation)
    for (reading, _), actual in zip(reported, actuals, strict=True):
        status = judge(kpi, Reached(actual=actual, period=reading.period), reading.period).status
        if isinstance(status, KpiStatus):
            yield reading, status
