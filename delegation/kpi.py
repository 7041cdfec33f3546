"""What a KPI's figures are on a day: attainment, what is expected by now, index and status (SPEC §6).

Owns pace and status, for one KPI from single values (as a cell has them) and for whole tables. Knows neither
signals nor forecasts, and nothing of other KPIs: their common score is `delegation.rollup`'s.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from delegation.attainment import (
    Direction,
    Goal,
    KpiError,
    attained_part,
    attainment,
    goal_fault,
    share_of_goal,
)
from delegation.happened import Values
from delegation.readings import Aggregation, Frequency, Reached, counted, reached, readings_by_kpi
from delegation.records import Record
from delegation.rounding import at_least
from delegation.settings import DEFAULT, Settings


class KpiStatus(StrEnum):
    """What there is to say about a KPI on a day. A KPI that cannot be judged has a `KpiError` instead."""

    NOT_STARTED = "not_started"
    NO_DATA = "no_data"
    STALE = "stale"
    ON_TARGET = "on_target"
    CAUTION = "caution"
    BELOW = "below"


# Found faster than as members, in long columns.
_SUM = Aggregation.SUM
_NOT_STARTED, _NO_DATA = KpiStatus.NOT_STARTED, KpiStatus.NO_DATA
_ON_TARGET, _CAUTION, _BELOW = KpiStatus.ON_TARGET, KpiStatus.CAUTION, KpiStatus.BELOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    """How a KPI is judged. Without a frequency it is never stale.

    `stale_after_days`: how many calendar days the newest reading may be old; None: its frequency's default.
    """

    goal: Goal
    aggregation: Aggregation = Aggregation.LAST
    frequency: Frequency | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    green_at: float = DEFAULT.green_at
    amber_at: float = DEFAULT.amber_at
    stale_after_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A KPI on a day; what is missing or impossible is None.

    `attainment`: against the whole goal. `expected`: the share of it that is expected by now, None without a
    pace. `index`: the attainment of what is expected by now, the whole goal without a pace.
    """

    attainment: float | None
    expected: float | None
    index: float | None
    status: KpiStatus | KpiError


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiFigures:
    """A row of the table of KPIs on a day. `owner`: "" when nobody is named; `weight`: 1 when blank."""

    kpi_id: str
    owner: str
    weight: float
    reached: Reached
    judgement: Judgement


def kpi_of(values: Values, settings: Settings = DEFAULT) -> Kpi:
    """How the KPI of an accepted row is judged."""
    frequency = Frequency(values["frequency"])
    return Kpi(
        goal=Goal(
            direction=Direction(values["direction"]),
            target=values.get("target"),
            baseline=values.get("baseline"),
            low=values.get("low"),
            high=values.get("high"),
            tolerance=values.get("tolerance"),
        ),
        aggregation=Aggregation(values["aggregation"]),
        frequency=frequency,
        start=values.get("start"),
        end=values.get("end"),
        green_at=values.get("green_at", settings.green_at),
        amber_at=values.get("amber_at", settings.amber_at),
        stale_after_days=stale_after_days(frequency, settings),
    )


def stale_after_days(frequency: Frequency, settings: Settings = DEFAULT) -> int:
    """How many calendar days the newest reading may be old; one more is stale. Source: SPEC §6."""
    days = {
        Frequency.WEEKLY: settings.stale_weekly_days,
        Frequency.MONTHLY: settings.stale_monthly_days,
        Frequency.QUARTERLY: settings.stale_quarterly_days,
    }
    return days[frequency]


def evaluate_kpis(
    kpis: Iterable[Record], readings: Iterable[Record], as_of: dt.date, settings: Settings = DEFAULT
) -> dict[str, KpiFigures]:
    """The figures of every KPI of one team on a day, by its id, in the order of the records."""
    by_kpi = readings_by_kpi(readings)
    found = {}
    for record in kpis:
        values: Values = record.values
        kpi = kpi_of(values, settings)
        what = reached(counted(by_kpi.get(record.key, ()), as_of, kpi.start, kpi.end), kpi.aggregation)
        found[record.key] = KpiFigures(
            kpi_id=record.key,
            owner=values.get("owner", ""),
            weight=values.get("weight", 1.0),
            reached=what,
            judgement=judge(kpi, what, as_of),
        )
    return found


def judge(kpi: Kpi, what: Reached, as_of: dt.date | None) -> Judgement:
    """Attainment, expectation, index and status of a KPI that has reached this much.

    Without as_of it is judged as it stands: it has started and is never stale. Source: SPEC §6, §13.
    """
    goal = kpi.goal
    expected, index, status = judged(
        what.actual,
        goal.target,
        goal.direction,
        goal.baseline,
        goal.low,
        goal.high,
        goal.tolerance,
        kpi.start,
        kpi.end,
        as_of,
        kpi.aggregation,
        what.period,
        kpi.frequency,
        kpi.green_at,
        kpi.amber_at,
        what.answered,
        kpi.stale_after_days,
    )
    whole = attainment(what.actual, goal)
    return Judgement(
        attainment=whole if isinstance(whole, float) else None, expected=expected, index=index, status=status
    )


def judged(
    actual: float | None,
    target: float | None,
    direction: Direction,
    baseline: float | None,
    low: float | None,
    high: float | None,
    tolerance: float | None,
    start: dt.date | None,
    end: dt.date | None,
    as_of: dt.date | None,
    aggregation: Aggregation,
    period: dt.date | None,
    frequency: Frequency | None,
    green_at: float,
    amber_at: float,
    answered: dt.date | None,
    stale_days: int | None = None,
) -> tuple[float | None, float | None, KpiStatus | KpiError]:
    """Expectation, index and status from plain values, in the order of KPI_STATUS.

    No objects in the way of long columns, and no call that a row can do without.
    """
    expected = _pace(start, end, as_of, period) if aggregation is _SUM else None
    error = goal_fault(direction, target, baseline, low, high, tolerance)
    if error is None and baseline is not None and expected is not None:
        # A target of 0 that only its baseline makes a goal, and a pace uses no baseline.
        error = goal_fault(direction, target, None, low, high, tolerance)
    if error is None and start is not None and end is not None and end < start:
        error = KpiError.END_ORDER
    if error is None and not 0 <= amber_at <= green_at <= 1:
        error = _threshold_fault(green_at, amber_at)
    if error is not None:
        return expected, None, error
    if actual is None:
        index = None
    elif expected is None:
        index = share_of_goal(actual, target, direction, baseline, low, high, tolerance)
    else:
        # Where nothing is expected yet, whatever is reported is all of it.
        index = attained_part(expected, actual, target, direction, low, high, tolerance) if expected else 1.0
    if (as_of is not None and start is not None and as_of < start) or (actual is None and expected == 0):
        return expected, index, _NOT_STARTED
    if index is None:
        return expected, index, _NO_DATA
    if as_of is not None and frequency is not None:
        newest = period if answered is None else answered
        if newest is not None and _is_stale(newest, as_of, end, frequency, stale_days):
            return expected, index, KpiStatus.STALE
    if at_least(index, green_at):
        return expected, index, _ON_TARGET
    return expected, index, _CAUTION if at_least(index, amber_at) else _BELOW


def expected_share(
    start: dt.date | None, end: dt.date | None, day: dt.date | None
) -> float | KpiError | None:
    """The share of [start, end] that has gone by on a day, 0..1, in calendar days.

    A window of one day is 0 before it and 1 from it on; None where a day is missing. Source: SPEC §6.
    """
    if start is not None and end is not None and end < start:
        return KpiError.END_ORDER
    if start is None or end is None or day is None:
        return None
    if start == end:
        return 1.0 if day >= start else 0.0
    if day <= start:
        return 0.0
    return (day - start).days / (end - start).days if day < end else 1.0


def _pace(
    start: dt.date | None, end: dt.date | None, as_of: dt.date | None, period: dt.date | None
) -> float | None:
    """What is expected by now of a KPI that sums up: what has not been reported yet is not expected yet."""
    day = period if as_of is None or (period is not None and period < as_of) else as_of
    share = expected_share(start, end, day)
    return share if isinstance(share, float) else None


def _threshold_fault(green_at: float, amber_at: float) -> KpiError:
    if not 0 <= green_at <= 1:
        return KpiError.GREEN_RANGE
    return KpiError.AMBER_ORDER if 0 <= amber_at <= 1 else KpiError.AMBER_RANGE


def _is_stale(
    newest: dt.date, as_of: dt.date, end: dt.date | None, frequency: Frequency, stale_days: int | None
) -> bool:
    limit = _STALE_DAYS[frequency] if stale_days is None else stale_days
    day = as_of if end is None or as_of < end else end
    return (day - newest).days > limit


_STALE_DAYS = {frequency: stale_after_days(frequency) for frequency in Frequency}
