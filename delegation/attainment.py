"""What an actual is worth against a target or a range: the attainment (SPEC §6).

Owns the formula and what makes a goal impossible. Knows neither days nor readings.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

from delegation.rounding import at_least, at_most


class Direction(StrEnum):
    """Where good values of a KPI lie: above, below, or between two limits."""

    HIGHER = "higher"
    LOWER = "lower"
    RANGE = "range"


_HIGHER, _RANGE = Direction.HIGHER, Direction.RANGE  # found faster than as members, in long columns


class KpiError(StrEnum):
    """Why a KPI cannot be judged; each is the code of an issue."""

    TARGET_MISSING = "KPI-TARGET-MISSING"
    TARGET_RANGE = "KPI-TARGET-RANGE"
    BASELINE_SIDE = "KPI-BASELINE-SIDE"
    LOW_MISSING = "KPI-LOW-MISSING"
    HIGH_MISSING = "KPI-HIGH-MISSING"
    LOW_ORDER = "KPI-LOW-ORDER"
    TOLERANCE_RANGE = "KPI-TOLERANCE-RANGE"
    END_ORDER = "KPI-END-ORDER"
    GREEN_RANGE = "KPI-GREEN-RANGE"
    AMBER_RANGE = "KPI-AMBER-RANGE"
    AMBER_ORDER = "KPI-AMBER-ORDER"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What a KPI is held against. A range needs `low` and `high`, the other directions a `target`."""

    direction: Direction = Direction.HIGHER
    target: float | None = None
    baseline: float | None = None
    low: float | None = None
    high: float | None = None
    tolerance: float | None = None


def goal_error(goal: Goal) -> KpiError | None:
    """What makes the goal one that no actual can be held against, be there an actual or not."""
    return goal_fault(goal.direction, goal.target, goal.baseline, goal.low, goal.high, goal.tolerance)


def attainment(actual: float | None, goal: Goal) -> float | KpiError | None:
    """How much of the goal an actual attains; 1 is all of it, and there is no upper end without a range.

    None without an actual, and where the result is beyond all numbers. Source: SPEC §6.
    """
    return attained(actual, goal.target, goal.direction, goal.baseline, goal.low, goal.high, goal.tolerance)


def attained(
    actual: float | None,
    target: float | None,
    direction: Direction,
    baseline: float | None,
    low: float | None,
    high: float | None,
    tolerance: float | None,
) -> float | KpiError | None:
    """The same from plain values, as the cells of a row have them: no objects in the way of long columns."""
    error = goal_fault(direction, target, baseline, low, high, tolerance)
    if error is not None or actual is None:
        return error
    return share_of_goal(actual, target, direction, baseline, low, high, tolerance)


def attained_part(
    share: float,
    actual: float,
    target: float | None,
    direction: Direction,
    low: float | None,
    high: float | None,
    tolerance: float | None,
) -> float | None:
    """How much of that share of a goal an actual attains; the baseline is not used. None: nobody can say."""
    if direction is not _RANGE and tolerance is None:  # most sums: in long columns every call counts
        due = _times(target, share)
        return share_of_goal(actual, due, direction, None, None, None, None) if due else None
    found = attained(
        actual,
        _times(target, share),
        direction,
        None,
        _times(low, share),
        _times(high, share),
        _times(tolerance, share),
    )
    return found if isinstance(found, float) else None


def goal_fault(
    direction: Direction,
    target: float | None,
    baseline: float | None,
    low: float | None,
    high: float | None,
    tolerance: float | None,
) -> KpiError | None:
    """`goal_error` from plain values."""
    if tolerance is not None and tolerance <= 0:
        return KpiError.TOLERANCE_RANGE
    if direction is _RANGE:
        return _range_fault(low, high)
    if target is None:
        return KpiError.TARGET_MISSING
    if baseline is None or baseline == target:
        return KpiError.TARGET_RANGE if target == 0 else None
    return KpiError.BASELINE_SIDE if (baseline > target) == (direction is _HIGHER) else None


def share_of_goal(
    actual: float,
    target: float | None,
    direction: Direction,
    baseline: float | None,
    low: float | None,
    high: float | None,
    tolerance: float | None,
) -> float | None:
    """How much of a goal without a fault an actual attains; None beyond all numbers."""
    if direction is _RANGE:
        assert low is not None and high is not None  # noqa: PT018  or there had been a fault
        found = _within(actual, low, high, tolerance)
    else:
        assert target is not None
        if baseline is not None and baseline != target:
            found = (actual - baseline) / (target - baseline)
        elif direction is _HIGHER:
            found = 1 + (actual - target) / abs(target)
        else:
            found = 1 - (actual - target) / abs(target)
    return found + 0.0 if isfinite(found) else None  # adding 0 makes -0.0, which 0 / -5 is, a plain 0


def _range_fault(low: float | None, high: float | None) -> KpiError | None:
    if low is None:
        return KpiError.LOW_MISSING
    if high is None:
        return KpiError.HIGH_MISSING
    return KpiError.LOW_ORDER if low > high else None


def _within(actual: float, low: float, high: float, tolerance: float | None) -> float:
    if at_least(actual, low) and at_most(actual, high):
        return 1.0
    distance = low - actual if actual < low else actual - high
    reach = (high - low) / 2 if tolerance is None else tolerance
    return max(0.0, 1 - distance / reach) if reach else 0.0


def _times(value: float | None, share: float) -> float | None:
    return None if value is None else value * share
