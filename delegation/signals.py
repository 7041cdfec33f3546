"""Is a KPI's newest reading news or noise: limits and signals of an XmR chart (SPEC §6).

Owns the limits, the four rules and the word for the newest point: after Wheeler, and where that leaves room
as the R package NHSRplotthedots has it. Knows no target: a signal says that something has changed, never that
it is good enough. What is to come is the work of `delegation.forecast`.
"""

from __future__ import annotations

import datetime as dt
import math
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise

from delegation.attainment import Direction
from delegation.readings import Reading, counted, readings_by_kpi
from delegation.records import Record
from delegation.settings import DEFAULT, Settings

FEWEST_POINTS = 6
FULL_LIMITS_FROM = 12
"""With fewer points than these the limits are trial ones."""
SHORTEST_RUN = 3

_TO_LIMIT = 2.66  # 3 ÷ 1.128: from the mean of ranges of two to three standard deviations
_SCREENED_ABOVE = 3.267  # times the mean range: the upper limit of the ranges themselves
_NEAR_LIMIT = 2 / 3
_NO_DIFFERENCE = 1e-9  # of the largest absolute value
_DOWN, _UP = b"\0", b"\2"


class Signal(StrEnum):
    """What the newest point tells."""

    TOO_FEW = "too_few"
    COMMON_CAUSE = "common_cause"
    IMPROVING = "improving"
    WORSENING = "worsening"
    UNUSUAL = "unusual"


class Rule(StrEnum):
    """What makes a point one of a signal."""

    OUTSIDE = "outside"
    RUN = "run"
    TREND = "trend"
    TWO_OF_THREE = "two_of_three"


class SignalError(StrEnum):
    """Why there can be no limits or signals; each is the code of an argument."""

    RUN_LENGTH_RANGE = "ARG-RUN-LENGTH-RANGE"
    VALUES_RANGE = "ARG-VALUES-RANGE"


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlLimits:
    """Between which values chance alone moves a KPI. `trial`: from fewer than twelve points."""

    centre: float
    lower: float
    upper: float
    trial: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """All that there is to say about a row of values.

    `limits`: None where there are too few. `points`: by rule the positions of the values that are part of
    such a signal, ascending; a rule that none meets is not in it. `newest`: the rules that the newest meets.
    """

    signal: Signal
    limits: ControlLimits | None
    points: Mapping[Rule, tuple[int, ...]]
    newest: tuple[Rule, ...]


TOO_FEW = Signals(signal=Signal.TOO_FEW, limits=None, points={}, newest=())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chart:
    """Values as a chart shows them. `sides`: above the centre 1, on it 0, below it -1; `steps`: to each value
    from the one before, up 1, level 0, down -1; `outside` the limits, or else `near` them.
    """

    sides: Sequence[int]
    steps: Sequence[int]
    outside: Sequence[bool]
    near: Sequence[bool]


def control_limits(values: Sequence[float], *, screen: bool = False) -> ControlLimits | SignalError | None:
    """Mean ± 2.66 × mean moving range of values, oldest first; None for fewer than six.

    `screen`: ranges above 3.267 × their mean are left out of it, once; the mean stays. Source: SPEC §6.
    """
    if len(values) < FEWEST_POINTS:
        return None
    try:
        centre = math.fsum(values) / len(values)
        reach = _TO_LIMIT * _mean_range(values, screen)
    except OverflowError:
        return SignalError.VALUES_RANGE
    limits = ControlLimits(
        centre=centre, lower=centre - reach, upper=centre + reach, trial=len(values) < FULL_LIMITS_FROM
    )
    return limits if math.isfinite(limits.lower - limits.upper) else SignalError.VALUES_RANGE


def signals_of(
    values: Sequence[float],
    direction: Direction = Direction.HIGHER,
    *,
    run_length: int = DEFAULT.run_length,
    screen: bool = DEFAULT.screen,
) -> Signals | SignalError:
    """Limits and signals of values, oldest first, and what the newest one tells. Source: SPEC §6."""
    if run_length < SHORTEST_RUN:
        return SignalError.RUN_LENGTH_RANGE
    limits = control_limits(values, screen=screen)
    if limits is None:
        return TOO_FEW
    if isinstance(limits, SignalError):
        return limits
    chart = _chart(values, limits)
    found = {
        Rule.OUTSIDE: tuple(position for position, is_out in enumerate(chart.outside) if is_out),
        Rule.RUN: tuple(_runs(chart, run_length)),
        Rule.TREND: tuple(_trends(chart, run_length)),
        Rule.TWO_OF_THREE: tuple(_twos_of_three(chart)),
    }
    points = {rule: positions for rule, positions in found.items() if positions}
    newest = tuple(rule for rule, positions in points.items() if positions[-1] == len(values) - 1)
    signal = _word(chart, direction) if newest else Signal.COMMON_CAUSE
    return Signals(signal=signal, limits=limits, points=points, newest=newest)


def evaluate_signals(
    kpis: Iterable[Record], readings: Iterable[Record], as_of: dt.date, settings: Settings = DEFAULT
) -> dict[str, Signals | SignalError]:
    """The signals of every KPI of one team on a day, by its id, in the order of the records.

    Readings from before the KPI's start count: what is usual is learned from what came before.
    Source: SPEC §6.
    """
    by_kpi = readings_by_kpi(readings)
    return {
        record.key: signals_of(
            reported(counted(by_kpi.get(record.key, ()), as_of)),
            Direction(str(record.values["direction"])),
            run_length=settings.run_length,
            screen=settings.screen,
        )
        for record in kpis
    }


def reported(readings: Iterable[Reading]) -> tuple[float, ...]:
    """The values of readings, without those that were not applicable."""
    return tuple(each.value for each in readings if each.value is not None)


def _mean_range(values: Sequence[float], screen: bool) -> float:
    ranges = [abs(later - earlier) for earlier, later in pairwise(values)]
    mean = math.fsum(ranges) / len(ranges)
    if not screen:
        return mean
    limit = _SCREENED_ABOVE * mean
    signs = _signs((each - limit for each in ranges), _least_difference(values))
    kept = [each for each, sign in zip(ranges, signs, strict=True) if sign <= 0]
    return math.fsum(kept) / len(kept)


def _least_difference(values: Iterable[float]) -> float:
    """The least that is a difference; more than nothing even where all values are 0."""
    return max(_NO_DIFFERENCE * max(map(abs, values)), sys.float_info.min)


def _signs(differences: Iterable[float], least: float) -> list[int]:
    """Of each difference whether it is more than nothing (1), less (-1), or none (0)."""
    return [(each >= least) - (each <= -least) for each in differences]


def _chart(values: Sequence[float], limits: ControlLimits) -> _Chart:
    least, centre = _least_difference(values), limits.centre
    apart = [value - centre for value in values]
    reach = limits.upper - centre
    near, outside = _NEAR_LIMIT * reach + least, reach + least
    return _Chart(
        sides=_signs(apart, least),
        steps=[0, *_signs([later - earlier for earlier, later in pairwise(values)], least)],
        outside=[abs(each) >= outside for each in apart],
        near=[near <= abs(each) < outside for each in apart],
    )


def _stretches(signs: Sequence[int], fewest: int) -> Iterator[tuple[int, int]]:
    """First position and the one after the last of every stretch of at least so many of one sign."""
    row = bytes([sign + 1 for sign in signs])  # which is searched faster than it is walked; mostly in vain
    if _UP * fewest not in row and _DOWN * fewest not in row:
        return
    after = 0
    for sign, stretch in groupby(signs):
        first, after = after, after + len(list(stretch))
        if sign and after - first >= fewest:
            yield first, after


def _runs(chart: _Chart, run_length: int) -> Iterator[int]:
    for first, after in _stretches(chart.sides, run_length):
        yield from range(first, after)


def _trends(chart: _Chart, run_length: int) -> Iterator[int]:
    seen = -1
    for first, after in _stretches(chart.steps, run_length - 1):
        yield from range(max(first - 1, seen + 1), after)  # the point before the first step belongs to it
        seen = after - 1


def _twos_of_three(chart: _Chart) -> Iterator[int]:
    """Of three in a row on one side the two or three near the limit; the one between is no news itself."""
    count = len(chart.sides)
    marked = [False] * count
    for first in range(count - 2) if sum(chart.near) >= 2 else ():
        three = range(first, first + 3)
        if abs(sum(chart.sides[first : first + 3])) == 3 and sum(chart.near[first : first + 3]) >= 2:
            for position in three:
                marked[position] = marked[position] or chart.near[position]
    return (position for position, is_marked in enumerate(marked) if is_marked)


def _word(chart: _Chart, direction: Direction) -> Signal:
    """What it means that the newest point is part of a signal."""
    if direction is Direction.RANGE:
        return Signal.UNUSUAL
    side = chart.sides[-1] or chart.steps[-1]  # only a trend can end on the mean
    return Signal.IMPROVING if (side > 0) == (direction is Direction.HIGHER) else Signal.WORSENING
