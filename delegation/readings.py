"""A KPI's readings: which of them count on a day, and what they come to (SPEC §3, §6).

Owns what is a reading and what is none, and the aggregated actual. Knows no target: what an actual is worth
is `delegation.attainment`'s matter, what it means on a day `delegation.kpi`'s.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from delegation.happened import Values
from delegation.records import Record


class Aggregation(StrEnum):
    """How the readings of a KPI make one actual."""

    LAST = "last"
    SUM = "sum"
    MEAN = "mean"


class Frequency(StrEnum):
    """How often a KPI is read."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


class Reading(NamedTuple):  # of which there are many: made in half of the time
    """What somebody answered for one period; `value` is None where the KPI was not applicable."""

    period: dt.date
    value: float | None
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What the readings of a KPI come to on a day.

    `actual`: None when nothing is reported. `period`: of the newest reported reading. `answered`: of the
    newest reading, not applicable counting as one; None: the same as `period`.
    """

    actual: float | None = None
    period: dt.date | None = None
    answered: dt.date | None = None


def reading_of(values: Values) -> Reading | None:
    """The reading in an accepted row; None for a planned one, and for one without the value it speaks of."""
    if values.get("state") == "not_applicable":
        value = None  # a value beside it is not used: it has an issue of its own
    elif (value := values.get("value")) is None:
        return None
    return Reading(values["period"], value, values.get("remark", ""))


def readings_by_kpi(records: Iterable[Record]) -> dict[str, tuple[Reading, ...]]:
    """The readings of every KPI, oldest first."""
    found: dict[str, list[Reading]] = defaultdict(list)
    for record in records:
        reading, kpi_id = reading_of(record.values), record.values.get("kpi_id")
        if reading is not None and isinstance(kpi_id, str):
            found[kpi_id].append(reading)
    return {kpi_id: tuple(sorted(each, key=_by_period)) for kpi_id, each in found.items()}


def counted(
    readings: Iterable[Reading], as_of: dt.date, start: dt.date | None = None, end: dt.date | None = None
) -> tuple[Reading, ...]:
    """The readings up to as_of, and inside [start, end] where the KPI has them. Source: SPEC §6."""
    last = as_of if end is None else min(as_of, end)
    return tuple(each for each in readings if each.period <= last and (start is None or each.period >= start))


def reached(readings: Sequence[Reading], aggregation: Aggregation) -> Reached:
    """What readings that count, oldest first, come to. Source: SPEC §6."""
    reported = [each for each in readings if each.value is not None]
    return Reached(
        actual=aggregated((each.value for each in reported if each.value is not None), aggregation),
        period=reported[-1].period if reported else None,
        answered=readings[-1].period if readings else None,
    )


def aggregated(values: Iterable[float], aggregation: Aggregation) -> float | None:
    """The actual that reported values, oldest first, make.

    None without values, and where their sum is beyond all numbers.
    """
    *_, actual = (None, *running(values, aggregation))
    return actual if actual is not None and math.isfinite(actual) else None


def running(values: Iterable[float], aggregation: Aggregation) -> Iterator[float]:
    """The actual after each of the values, oldest first."""
    total = 0.0
    for count, value in enumerate(values, start=1):
        total += value
        if aggregation is Aggregation.LAST:
            yield value
        else:
            yield total if aggregation is Aggregation.SUM else total / count


def _by_period(reading: Reading) -> dt.date:
    return reading.period
