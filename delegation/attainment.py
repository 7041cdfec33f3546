"""What an actual is worth against a target or a range: the attainment (SPEC §6).

Owns the formula and what makes a goal impossible. Knows neither days nor readings.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from delegation.rounding import at_least, at_most


class Direction(StrEnum):
    """Where good values of a KPI lie: above, below, or between two limits."""

    HIGHER = "higher"
    LOWER = "lower"
    RANGE = "range"


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

    def part(self, share: float) -> Goal:
        """The goal by the time when that share of the whole is expected; the baseline is not used."""
        return Goal(
            direction=self.direction,
            target=_times(self.target, share),
            low=_times(self.low, share),
            high=_times(self.high, share),
            tolerance=_times(self.tolerance, share),
        )


def goal_error(goal: Goal) -> KpiError | None:
    """What makes the goal one that no actual can be held against, be there an actual or not."""
    if goal.tolerance is not None and goal.tolerance <= 0:
        return KpiError.TOLERANCE_RANGE
    if goal.direction is Direction.RANGE:
        return _range_error(goal)
    if goal.target is None:
        return KpiError.TARGET_MISSING
    if goal.baseline is None or goal.baseline == goal.target:
        return KpiError.TARGET_RANGE if goal.target == 0 else None
    wrong = (goal.baseline > goal.target) == (goal.direction is Direction.HIGHER)
    return KpiError.BASELINE_SIDE if wrong else None


def attainment(actual: float | None, goal: Goal) -> float | KpiError | None:
    """How much of the goal an actual attains; 1 is all of it, and there is no upper end without a range.

    None without an actual, and where the result is beyond all numbers. Source: SPEC §6.
    """
    error = goal_error(goal)
    if error is not None or actual is None:
        return error
    if goal.low is not None and goal.high is not None and goal.direction is Direction.RANGE:
        found = _within(actual, goal.low, goal.high, goal.tolerance)
    else:
        assert goal.target is not None  # or there had been an error
        found = _towards(actual, goal.target, goal)
    return found + 0.0 if math.isfinite(found) else None  # adding 0 makes -0.0, which 0 / -5 is, a plain 0


def _range_error(goal: Goal) -> KpiError | None:
    if goal.low is None:
        return KpiError.LOW_MISSING
    if goal.high is None:
        return KpiError.HIGH_MISSING
    return KpiError.LOW_ORDER if goal.low > goal.high else None


def _towards(actual: float, target: float, goal: Goal) -> float:
    if goal.baseline is not None and goal.baseline != target:
        return (actual - goal.baseline) / (target - goal.baseline)
    gained = (actual - target) / abs(target)
    return 1 + gained if goal.direction is Direction.HIGHER else 1 - gained


def _within(actual: float, low: float, high: float, tolerance: float | None) -> float:
    if at_least(actual, low) and at_most(actual, high):
        return 1.0
    distance = low - actual if actual < low else actual - high
    reach = (high - low) / 2 if tolerance is None else tolerance
    return max(0.0, 1 - distance / reach) if reach else 0.0


def _times(value: float | None, share: float) -> float | None:
    return None if value is None else value * share
