"""Attainment: SPEC §6, clause by clause, and what must hold for every KPI."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from delegation.attainment import Direction, Goal, KpiError, attained_part, attainment, goal_error
from delegation.issues import Severity, catalogue
from delegation.tables import DIRECTION
from tests.cases import Case, cases

AMOUNTS = st.integers(-10_000, 10_000).map(lambda each: each / 100)
SHARES = st.integers(1, 1000).map(lambda each: each / 1000)
UNITS = st.sampled_from([0.001, 0.0254, 1 / 12, 60.0, 1000.0])


@st.composite
def goals(draw: st.DrawFn) -> Goal:
    """Goals that an actual can be held against."""
    direction = draw(st.sampled_from(Direction))
    if direction is Direction.RANGE:
        low, high = sorted([draw(AMOUNTS), draw(AMOUNTS)])
        tolerance = draw(st.none() | AMOUNTS.filter(lambda each: each > 0))
        return Goal(direction=direction, low=low, high=high, tolerance=tolerance)
    found = Goal(direction=direction, target=draw(AMOUNTS), baseline=draw(st.none() | AMOUNTS))
    assume(goal_error(found) is None)
    return found


def attained(actual: float, goal: Goal) -> float:
    found = attainment(actual, goal)
    assert isinstance(found, float)
    return found


def converted(
    goal: Goal, change: Callable[[float], float], stretch: Callable[[float], float] | None = None
) -> Goal:
    """The goal on another scale; a tolerance is a length and is only stretched."""

    def of(value: float | None, how: Callable[[float], float] = change) -> float | None:
        return None if value is None else how(value)

    return Goal(
        direction=goal.direction,
        target=of(goal.target),
        baseline=of(goal.baseline),
        low=of(goal.low),
        high=of(goal.high),
        tolerance=of(goal.tolerance, stretch or change),
    )


def goal_of(args: dict[str, Any]) -> Goal:
    """The goal that a worked case describes; blank arguments take the default."""
    return Goal(
        direction=Direction(args.get("direction") or "higher"),
        **{name: args.get(name) for name in ("target", "baseline", "low", "high", "tolerance")},
    )


def shown(value: float | KpiError | None) -> object:
    """A result as the worked cases write it."""
    if isinstance(value, KpiError):
        return {"error": value}
    return value if value is None else pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize("case", cases("kpi_attainment"), ids=str)
def test_worked_case(case: Case) -> None:
    actual = None if case.args["actual"] == "" else case.args["actual"]
    assert case.expected == shown(attainment(actual, goal_of(case.args)))


def test_directions_are_those_of_the_tables() -> None:
    assert tuple(Direction) == DIRECTION.values


@pytest.mark.parametrize("error", KpiError)
def test_every_error_is_an_error_of_the_catalogue(error: KpiError) -> None:
    assert catalogue()[error].severity is Severity.ERROR


@pytest.mark.parametrize(
    ("goal", "expected"),
    [
        (Goal(), KpiError.TARGET_MISSING),
        (Goal(target=0), KpiError.TARGET_RANGE),
        (Goal(target=0, baseline=0), KpiError.TARGET_RANGE),
        (Goal(target=0, baseline=-1), None),
        (Goal(target=100, baseline=120), KpiError.BASELINE_SIDE),
        (Goal(direction=Direction.LOWER, target=100, baseline=80), KpiError.BASELINE_SIDE),
        (Goal(direction=Direction.LOWER, target=100, baseline=120), None),
        (Goal(target=100, baseline=100), None),
        (Goal(direction=Direction.RANGE), KpiError.LOW_MISSING),
        (Goal(direction=Direction.RANGE, high=1), KpiError.LOW_MISSING),
        (Goal(direction=Direction.RANGE, low=1), KpiError.HIGH_MISSING),
        (Goal(direction=Direction.RANGE, low=2, high=1), KpiError.LOW_ORDER),
        (Goal(direction=Direction.RANGE, low=1, high=2, tolerance=0), KpiError.TOLERANCE_RANGE),
        (Goal(target=100, tolerance=-1), KpiError.TOLERANCE_RANGE),
        (Goal(direction=Direction.RANGE, low=1, high=1), None),
    ],
)
def test_what_makes_a_goal_impossible(goal: Goal, expected: KpiError | None) -> None:
    assert goal_error(goal) is expected
    if expected is not None:
        assert attainment(50, goal) is expected
        assert attainment(None, goal) is expected, "a wrong goal is wrong before anything is reported"


@pytest.mark.parametrize(
    ("direction", "actual", "baseline", "target", "expected"),
    [
        (Direction.HIGHER, 15, 10, 20, 0.5),
        (Direction.LOWER, 15, 20, 10, 0.5),
        (Direction.LOWER, 25, 20, 10, -0.5),
        (Direction.HIGHER, -15, -20, -10, 0.5),
        (Direction.HIGHER, 90, None, 100, 0.9),
        (Direction.LOWER, 90, None, 100, 1.1),
        (Direction.HIGHER, 90, 100, 100, 0.9),  # a baseline that equals the target is not used
        (Direction.HIGHER, -110, None, -100, 0.9),  # a negative target: further down is worse
        (Direction.LOWER, -110, None, -100, 1.1),
        (Direction.LOWER, 0, 0, -5, 0.0),
    ],
)
def test_towards_a_target(
    direction: Direction, actual: float, baseline: float | None, target: float, expected: float
) -> None:
    found = attainment(actual, Goal(direction=direction, baseline=baseline, target=target))
    assert found == pytest.approx(expected, abs=1e-12)
    assert not str(found).startswith("-0.0"), "0 / -5 is shown as 0"


@pytest.mark.parametrize(
    ("actual", "low", "high", "tolerance", "expected"),
    [
        (50, 50, 70, None, 1.0),
        (70, 50, 70, None, 1.0),
        (75, 50, 70, None, 0.5),
        (45, 50, 70, None, 0.5),
        (500, 50, 70, None, 0.0),
        (72, 50, 70, 4, 0.5),
        (0, 0, 0, None, 1.0),
        (0.1, 0, 0, None, 0.0),
        (1, 0, 0, 4, 0.75),
        (0.1 + 0.2, 0.3, 0.3, None, 1.0),  # a sum of readings is compared on nine decimals
        (0.3 - 0.1, 0.2, 0.2, None, 1.0),
    ],
)
def test_within_a_range(
    actual: float, low: float, high: float, tolerance: float | None, expected: float
) -> None:
    goal = Goal(direction=Direction.RANGE, low=low, high=high, tolerance=tolerance)
    assert attained(actual, goal) == pytest.approx(expected, abs=1e-12)


def test_a_result_beyond_all_numbers_is_none() -> None:
    assert attainment(1e308, Goal(target=1e-300)) is None
    assert attainment(1e308, Goal(target=1.5e308, baseline=-1.5e308)) is None


def test_a_part_of_a_goal_scales_all_of_it_and_drops_the_baseline() -> None:
    half = Goal(direction=Direction.RANGE, low=5, high=15, tolerance=2)
    for actual in (4.5, 10, 16, 18):
        found = attained_part(0.5, actual, 100, Direction.RANGE, 10, 30, 4)
        assert found == attainment(actual, half)
    assert attained_part(0.25, 20, 100, Direction.HIGHER, None, None, None) == attainment(20, Goal(target=25))


@given(goals(), AMOUNTS, AMOUNTS)
def test_property_attainment_is_monotone_in_the_actual(goal: Goal, one: float, other: float) -> None:
    worse, better = sorted([one, other], reverse=goal.direction is Direction.LOWER)
    if goal.direction is Direction.RANGE:
        low, high = goal.low or 0.0, goal.high or 0.0
        worse, better = sorted([one, other], key=lambda each: -max(low - each, each - high, 0))
    assert attained(worse, goal) <= attained(better, goal) + 1e-9


@given(goals(), AMOUNTS)
def test_property_lower_mirrors_higher(goal: Goal, actual: float) -> None:
    """What is below zero on one side of the mirror is above it on the other; a range swaps its limits."""
    opposite = {Direction.HIGHER: Direction.LOWER, Direction.LOWER: Direction.HIGHER}
    mirrored = Goal(
        direction=opposite.get(goal.direction, goal.direction),
        target=None if goal.target is None else -goal.target,
        baseline=None if goal.baseline is None else -goal.baseline,
        low=None if goal.high is None else -goal.high,
        high=None if goal.low is None else -goal.low,
        tolerance=goal.tolerance,
    )
    assert attained(-actual, mirrored) == attained(actual, goal)


@given(goals(), AMOUNTS, UNITS)
def test_property_changing_units_changes_nothing(goal: Goal, actual: float, unit: float) -> None:
    other = converted(goal, lambda each: each * unit)
    assert attained(actual * unit, other) == pytest.approx(attained(actual, goal), rel=1e-9, abs=1e-9)


@given(goals(), AMOUNTS, st.sampled_from([-273.15, 32.0, 1000.0]))
def test_property_a_shifted_scale_changes_nothing_where_there_is_a_baseline_or_a_range(
    goal: Goal, actual: float, shift: float
) -> None:
    assume(goal.direction is Direction.RANGE or goal.baseline not in (None, goal.target))
    other = converted(goal, lambda each: each + shift, lambda each: each)
    assert attained(actual + shift, other) == pytest.approx(attained(actual, goal), rel=1e-9, abs=1e-9)


@given(goals(), AMOUNTS, SHARES)
def test_property_a_part_of_the_goal_is_attained_by_the_same_part_of_the_actual(
    goal: Goal, actual: float, share: float
) -> None:
    whole = dataclasses.replace(goal, baseline=None)
    assume(goal_error(whole) is None)
    of_goal = (goal.target, goal.direction, goal.low, goal.high, goal.tolerance)
    found = attained_part(share, actual * share, *of_goal)
    assert found == pytest.approx(attained(actual, whole), rel=1e-9, abs=1e-9)
