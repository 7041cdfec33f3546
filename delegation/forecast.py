"""Where a KPI will stand at its end if it goes on as before: a Theil–Sen line through its readings (SPEC §6).

Owns the line and what each aggregation makes of it. What the projected number is worth against the goal is
found by `delegation.attainment`; whether the newest reading is news at all by `delegation.signals`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from statistics import median

from delegation.attainment import KpiError, attainment
from delegation.kpi import Kpi, kpi_of
from delegation.periods import periods_between
from delegation.readings import Aggregation, Frequency, Reading, aggregated, counted, readings_by_kpi, running
from delegation.records import Record
from delegation.rounding import at_least
from delegation.settings import DEFAULT, Settings

FEWEST_READINGS = 4


class NoForecast(StrEnum):
    """What stands in place of a forecast."""

    TOO_FEW = "too_few"


class ForecastError(StrEnum):
    """Why readings make no forecast; the code of an argument."""

    FREQUENCY_REQUIRED = "ARG-FREQUENCY-REQUIRED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line over days: its value on a day and how much it gains in one."""

    day: dt.date
    value: float
    slope: float

    def at(self, day: dt.date) -> float:
        return self.value + self.slope * (day - self.day).days


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiForecast:
    """A KPI at its end.

    `value`: None without an end, and where nothing comes out. `attainment`: of that value, None where there
    is no number. `will_hit`: whether all of the goal is attained, None where nobody can tell.
    """

    value: float | NoForecast | None
    attainment: float | KpiError | None
    will_hit: bool | None


def theil_sen(points: Sequence[tuple[dt.date, float]]) -> Line | None:
    """The line with the median of all pairwise slopes and the median of what then remains as its height.

    Outliers, up to 29 % of the points, do not tilt it. None where no two points are on different days.
    Source: SPEC §6.
    """
    if not points:
        return None
    first = min(day for day, _ in points)
    placed = [((day - first).days, value) for day, value in points]
    slopes = [
        (value - other) / (x - other_x)
        for index, (x, value) in enumerate(placed)
        for other_x, other in placed[:index]
        if x != other_x
    ]
    if not slopes:
        return None
    slope = median(slopes)
    return Line(day=first, value=median(value - slope * x for x, value in placed), slope=slope)


def forecast(
    readings: Sequence[tuple[dt.date, float]],
    end: dt.date | None,
    aggregation: Aggregation = Aggregation.LAST,
    frequency: Frequency | None = None,
) -> float | NoForecast | ForecastError | None:
    """What reported readings, as period and value, come to at the end of the KPI.

    `frequency` is needed for the mean alone. None without an end, where an end that has passed
    has no reading before it, and beyond all numbers. Source: SPEC §6.
    """
    if aggregation is Aggregation.MEAN and frequency is None:
        return ForecastError.FREQUENCY_REQUIRED
    if end is None:
        return None
    known = sorted(readings, key=lambda each: each[0])
    if known and end <= known[-1][0]:
        return aggregated((value for period, value in known if period <= end), aggregation)
    line = _line(known, aggregation) if len(known) >= FEWEST_READINGS else None
    if line is None:
        return NoForecast.TOO_FEW
    found = _projected(known, line, end, aggregation, frequency)
    return found if found is not None and isfinite(found) else None


def forecast_kpi(kpi: Kpi, readings: Iterable[Reading], as_of: dt.date) -> KpiForecast:
    """The forecast of a KPI from its readings, oldest first, as they are known on a day. Source: SPEC §6."""
    known = [
        (each.period, each.value)
        for each in counted(readings, as_of, kpi.start, kpi.end)
        if each.value is not None
    ]
    value = forecast(known, kpi.end, kpi.aggregation, kpi.frequency)
    assert not isinstance(
        value, ForecastError
    )  # a KPI whose mean counts has a frequency: the table demands it
    share = attainment(None if isinstance(value, NoForecast) else value, kpi.goal)
    return KpiForecast(
        value=value, attainment=share, will_hit=at_least(share, 1.0) if isinstance(share, float) else None
    )


def evaluate_forecasts(
    kpis: Iterable[Record], readings: Iterable[Record], as_of: dt.date, settings: Settings = DEFAULT
) -> dict[str, KpiForecast]:
    """The forecast of every KPI of one team on a day, by its id, in the order of the records."""
    by_kpi = readings_by_kpi(readings)
    return {
        record.key: forecast_kpi(kpi_of(record.values, settings), by_kpi.get(record.key, ()), as_of)
        for record in kpis
    }


def _line(known: Sequence[tuple[dt.date, float]], aggregation: Aggregation) -> Line | None:
    """Through the readings, of a KPI that sums up through what they had come to each time."""
    if aggregation is not Aggregation.SUM:
        return theil_sen(known)
    sums = running((value for _, value in known), Aggregation.SUM)
    return theil_sen([(period, reached) for (period, _), reached in zip(known, sums, strict=True)])


def _projected(
    known: Sequence[tuple[dt.date, float]],
    line: Line,
    end: dt.date,
    aggregation: Aggregation,
    frequency: Frequency | None,
) -> float | None:
    if aggregation is Aggregation.LAST:
        return line.at(end)
    newest, values = known[-1][0], [value for _, value in known]
    if aggregation is Aggregation.SUM:
        reached = aggregated(values, Aggregation.SUM)
        return None if reached is None else reached + line.slope * (end - newest).days
    assert frequency is not None  # or there had been an error
    to_come = periods_between(newest + dt.timedelta(days=1), end, frequency, end=end)
    return aggregated([*values, *(line.at(day) for day in to_come)], Aggregation.MEAN)
