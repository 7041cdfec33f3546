"""Signals and limits against data and rules that others have published.

NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2 "Individuals control charts".
NHSRplotthedots (NHS-R community, MIT): the vignette "Deviations from Excel defaults", the snapshots of its
tests for `ptd_spc` and `ptd_spc_standard`, and its tests of each rule (test-ptd_calculate_point_type.R).
nhspy-plotthedots (NHS Python community, MIT): NHS England's demonstration of its SPC tool.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.attainment import Direction
from delegation.signals import ControlLimits, Rule, Signal, Signals, control_limits, signals_of

FLOW_RATES = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
ONE_OUTLIER = [1.0, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
# R's set.seed(123); rnorm(20), on which the tests of NHSRplotthedots run.
NORMAL = [
    *(-0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621, -1.26506123),
    *(-0.68685285, -0.44566197, 1.22408180, 0.35981383, 0.40077145, 0.11068272, -0.55584113, 1.78691314),
    *(0.49785048, -1.96661716, 0.70135590, -0.47279141),
]
NORMAL_AND_TEN = [*NORMAL[:14], 10.0, *NORMAL[15:]]
NHS_ENGLAND = [89.0, 86, 75, 77, 81, 74, 72, 78, 76, 82, 77, 54, 66, 77, 86]


def limits_of(values: Sequence[float], *, screen: bool = False) -> ControlLimits:
    found = control_limits(values, screen=screen)
    assert isinstance(found, ControlLimits)
    return found


def seen(values: Sequence[float]) -> Signals:
    found = signals_of(values)
    assert isinstance(found, Signals)
    return found


# Data


def test_nist_flow_rates() -> None:
    found = limits_of(FLOW_RATES)
    # With a mean range of 1.8778; the handbook has 3 ÷ 1.128 where Wheeler has 2.66.
    assert found.centre == pytest.approx(50.81)
    assert (found.upper - found.centre) / 2.66 == pytest.approx(1.8778, abs=5e-5)
    assert (found.lower, found.upper) == (pytest.approx(45.8159, abs=1e-3), pytest.approx(55.8041, abs=1e-3))
    assert seen(FLOW_RATES).points == {}  # "the process is in control"


@pytest.mark.parametrize(
    ("values", "screen", "centre", "lower", "upper"),
    [
        (NORMAL, True, 0.1416238, -3.01138, 3.294627),
        (NORMAL[:10], True, 0.0746, -2.60, 2.75),
        (NORMAL[10:], True, 0.209, -3.28, 3.70),
        (NORMAL_AND_TEN, True, 0.6694159, -2.383666, 3.722497),
        (NORMAL_AND_TEN, False, 0.6694159, -4.596625, 5.935457),
        (ONE_OUTLIER, True, 1.94, -0.72, 4.60),
    ],
)
def test_limits_as_nhsrplotthedots_has_them(
    values: list[float], screen: bool, centre: float, lower: float, upper: float
) -> None:
    found = limits_of(values, screen=screen)
    for computed, published in ((found.centre, centre), (found.lower, lower), (found.upper, upper)):
        decimals = len(str(published).partition(".")[2])
        assert round(computed, decimals) == published


def test_twenty_normal_numbers_hold_no_signal_as_nhsrplotthedots_has_it() -> None:
    assert seen(NORMAL).points == {}
    assert signals_of(NORMAL_AND_TEN, screen=True) == Signals(
        signal=Signal.COMMON_CAUSE,
        limits=limits_of(NORMAL_AND_TEN, screen=True),
        points={Rule.OUTSIDE: (14,)},
        newest=(),
    )


def test_the_demonstration_of_nhs_england() -> None:
    found = limits_of(NHS_ENGLAND)
    assert [round(each) for each in (found.lower, found.upper)] == [57, 96]
    assert round(found.centre, 2) == 76.67
    assert seen(NHS_ENGLAND).points == {Rule.OUTSIDE: (11,)}


# Rules, from the examples of NHSRplotthedots' own tests of them


def around(shown: Sequence[float]) -> list[float]:
    """The values with as many mirrored ones before them, far apart in turn: mean 0, no other signal."""
    calm = [each * sign for each in (40.0, 41.0, 40.0, 41.0) for sign in (1, -1)]
    return [*(-each for each in shown), *calm, *shown]


@pytest.mark.parametrize(
    ("shown", "marked"),
    [
        ([1, 1, 1, 1, 1, 1], []),
        ([1, 1, 1, 1, 1, 1, -1], []),
        ([-1, 1, 1, 1, 1, 1, 1, 1, 1, -1], [1, 2, 3, 4, 5, 6, 7, 8]),
        ([1, -1, -1, -1, -1, -1, -1, -1, -1, 1], [1, 2, 3, 4, 5, 6, 7, 8]),
    ],
)
def test_seven_points_on_one_side_of_the_mean(shown: list[float], marked: list[int]) -> None:
    values = around(shown)
    first = len(values) - len(shown)
    found = seen(values).points.get(Rule.RUN, ())
    assert [each - first for each in found if each >= first] == marked


@pytest.mark.parametrize(
    ("values", "marked"),
    [
        ([1, 2, 3, 4, 5, 6], []),
        ([1, 2, 3, 3, 4, 5, 6], []),
        ([1, 2, 3, 4, 5, 6, 7], [0, 1, 2, 3, 4, 5, 6]),
        ([2, 1, 2, 3, 4, 5, 6, 7, 3], [1, 2, 3, 4, 5, 6, 7]),
        ([7, 6, 5, 4, 3, 2, 1], [0, 1, 2, 3, 4, 5, 6]),
        ([2, 7, 6, 5, 4, 3, 2, 1, 3], [1, 2, 3, 4, 5, 6, 7]),
    ],
)
def test_seven_points_rising_or_falling(values: list[float], marked: list[int]) -> None:
    assert list(seen(values).points.get(Rule.TREND, ())) == marked


# Near a limit of about ±26.6 that forty values in turn make: 1 is near it, 0 is not, all on one side.
@pytest.mark.parametrize(
    ("near", "marked"),
    [
        ([1, 0, 1], [0, 2]),
        ([0, 1, 1], [1, 2]),
        ([1, 1, 0], [0, 1]),
        ([0, 0, 1, 0, 1, 0, 0], [2, 4]),
        ([0, 0, 1, 1, 0, 0, 0], [2, 3]),
        ([1, 0, 0, 1], []),
        ([1, 0, 0, 1, 1], [3, 4]),
    ],
)
def test_two_of_three_near_a_limit(near: list[int], marked: list[int]) -> None:
    values = [*[-5.0, 5.0] * 40, -2.0, *(20.0 if each else 2.0 for each in near), -2.0]
    found = seen(values).points.get(Rule.TWO_OF_THREE, ())
    assert [each - 81 for each in found] == marked


def test_two_near_limits_on_opposite_sides_are_none() -> None:
    """NHSRplotthedots issue 143."""
    found = signals_of([*[1.0, -1.0] * 7, 5.5, -5.5], screen=True)
    assert isinstance(found, Signals)
    assert (found.signal, found.points) == (Signal.COMMON_CAUSE, {})


# The rules as NHSRplotthedots documents them, told point by point in exact numbers


def windows(count: int, length: int) -> Iterable[range]:
    return (range(first, first + length) for first in range(count - length + 1))


def documented(values: Sequence[int], run_length: int) -> dict[Rule, set[int]]:
    """Which points are flagged: outside the limits; among so many on one side of the mean; among so many that
    all rise or all fall; two of three on one side, between two thirds of the way to a limit and the limit."""
    count = len(values)
    mean = Fraction(sum(values), count)
    reach = Fraction(266, 100) * Fraction(sum(abs(b - a) for a, b in pairwise(values)), count - 1)
    apart = [value - mean for value in values]
    outside = {place for place in range(count) if abs(apart[place]) > reach}
    near = {place for place in range(count) if abs(apart[place]) > reach * 2 / 3} - outside

    def one_sided(window: range) -> bool:
        return all(apart[place] > 0 for place in window) or all(apart[place] < 0 for place in window)

    def one_way(window: range) -> bool:
        steps = [later - earlier for earlier, later in pairwise(values[place] for place in window)]
        return all(step > 0 for step in steps) or all(step < 0 for step in steps)

    rows, threes = list(windows(count, run_length)), windows(count, 3)
    return {
        Rule.OUTSIDE: outside,
        Rule.RUN: {place for window in rows if one_sided(window) for place in window},
        Rule.TREND: {place for window in rows if one_way(window) for place in window},
        Rule.TWO_OF_THREE: {
            place
            for window in threes
            if one_sided(window) and len(near.intersection(window)) >= 2
            for place in near.intersection(window)
        },
    }


@given(
    st.lists(st.integers(-1000, 1000), min_size=6, max_size=30)
    | st.lists(st.sampled_from([-9, -3, -1, 0, 1, 3, 4, 9]), min_size=6, max_size=40)
    | st.lists(st.integers(-6, 9), min_size=6, max_size=30).map(
        lambda steps: [sum(steps[: end + 1]) for end in range(len(steps))]
    ),
    st.sampled_from([7, 7, 3, 4, 8]),
)
def test_property_every_point_is_flagged_as_documented(values: list[int], run_length: int) -> None:
    expected = documented(values, run_length)
    found = signals_of([float(each) for each in values], run_length=run_length)
    assert isinstance(found, Signals)
    assert {rule: set(found.points.get(rule, ())) for rule in Rule} == expected
    newest = {rule for rule in Rule if len(values) - 1 in expected[rule]}
    assert set(found.newest) == newest
    assert (found.signal is Signal.COMMON_CAUSE) == (not newest)


@given(
    st.lists(st.integers(-50, 50), min_size=6, max_size=24),
    st.sampled_from([Direction.HIGHER, Direction.LOWER]),
)
def test_property_a_flagged_point_is_named_by_its_side_as_documented(
    values: list[int], direction: Direction
) -> None:
    found = signals_of([float(each) for each in values], direction)
    assert isinstance(found, Signals)
    side = len(values) * values[-1] - sum(values)
    if found.newest and side:
        good = (side > 0) == (direction is Direction.HIGHER)
        assert found.signal is (Signal.IMPROVING if good else Signal.WORSENING)
