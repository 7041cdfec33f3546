"""What a KPI's figures are on a day: attainment, what is expected by now, index and status (SPEC §6).

Owns pace and status, for one KPI from single values (as a cell has them) and for whole tables. Knows neither
signals nor forecasts, and nothing of other KPIs: their common score is `delegation.rollup`'s.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from delegation.attainment import Direction, Goal, KpiError, attainment, goal_error
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
    expected = _pace(kpi, what, as_of)
    error = _error(kpi, paced=expected is not None)
    whole = attainment(what.actual, kpi.goal)
    share = whole if isinstance(whole, float) else None
    index = None if error is not None else _index(kpi, what, share, expected)
    status = error or _status(kpi, what, as_of, expected, index)
    return Judgement(attainment=share, expected=expected, index=index, status=status)


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
    return min(1.0, max(0.0, (day - start).days / (end - start).days))


def _pace(kpi: Kpi, what: Reached, as_of: dt.date | None) -> float | None:
    """What is expected by now of a KPI that sums up: what has not been reported yet is not expected yet."""
    if kpi.aggregation is not Aggregation.SUM:
        return None
    day = min((each for each in (as_of, what.period) if each is not None), default=None)
    share = expected_share(kpi.start, kpi.end, day)
    return share if isinstance(share, float) else None


def _error(kpi: Kpi, *, paced: bool) -> KpiError | None:
    if (error := goal_error(kpi.goal)) is not None:
        return error
    if paced and (error := goal_error(kpi.goal.part(1.0))) is not None:
        return error  # a target of 0 that only its baseline makes a goal, and a pace uses no baseline
    if kpi.start is not None and kpi.end is not None and kpi.end < kpi.start:
        return KpiError.END_ORDER
    if not 0 <= kpi.green_at <= 1:
        return KpiError.GREEN_RANGE
    if not 0 <= kpi.amber_at <= 1:
        return KpiError.AMBER_RANGE
    return KpiError.AMBER_ORDER if kpi.amber_at > kpi.green_at else None


def _index(kpi: Kpi, what: Reached, share: float | None, expected: float | None) -> float | None:
    if expected is None or what.actual is None:
        return share
    if expected == 0:
        return 1.0  # something is reported and nothing is expected yet
    found = attainment(what.actual, kpi.goal.part(expected))
    return found if isinstance(found, float) else None


def _status(
    kpi: Kpi, what: Reached, as_of: dt.date | None, expected: float | None, index: float | None
) -> KpiStatus:
    """The first that holds; a KPI error stands before all of them."""
    if as_of is not None and kpi.start is not None and as_of < kpi.start:
        return KpiStatus.NOT_STARTED
    if what.actual is None and expected == 0:
        return KpiStatus.NOT_STARTED
    if index is None:
        return KpiStatus.NO_DATA
    if _is_stale(kpi, what, as_of):
        return KpiStatus.STALE
    if at_least(index, kpi.green_at):
        return KpiStatus.ON_TARGET
    return KpiStatus.CAUTION if at_least(index, kpi.amber_at) else KpiStatus.BELOW


def _is_stale(kpi: Kpi, what: Reached, as_of: dt.date | None) -> bool:
    answered = what.period if what.answered is None else what.answered
    if as_of is None or kpi.frequency is None or answered is None:
        return False
    limit = stale_after_days(kpi.frequency) if kpi.stale_after_days is None else kpi.stale_after_days
    day = as_of if kpi.end is None else min(as_of, kpi.end)
    return (day - answered).days > limit
