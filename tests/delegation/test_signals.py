"""Signals and limits: SPEC §6 clause by clause, and what must hold for all values."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from statistics import fmean
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.attainment import Direction
from delegation.settings import Settings
from delegation.signals import (
    TOO_FEW,
    ControlLimits,
    Rule,
    Signal,
    SignalError,
    Signals,
    control_limits,
    evaluate_signals,
    signals_of,
)
from tests.cases import Case, cases, day
from tests.delegation.given import records

QUIET = [9.0, 11.0] * 6
VALUES = st.lists(st.integers(-1000, 1000).map(float), min_size=6, max_size=30)
ROWS = VALUES | st.lists(st.sampled_from([-3.0, -1.0, 0.0, 1.0, 3.0, 9.0]), min_size=6, max_size=40)
MIRRORED = {Signal.IMPROVING: Signal.WORSENING, Signal.WORSENING: Signal.IMPROVING}


def seen(values: list[float], direction: Direction = Direction.HIGHER, **options: Any) -> Signals:
    found = signals_of(values, direction, **options)
    assert isinstance(found, Signals)
    return found


def limits_of(values: list[float], *, screen: bool = False) -> ControlLimits:
    found = control_limits(values, screen=screen)
    assert isinstance(found, ControlLimits)
    return found


def points(values: list[float], rule: Rule, **options: Any) -> tuple[int, ...]:
    return seen(values, **options).points.get(rule, ())


def near(limits: dict[str, Any]) -> dict[str, Any]:
    return {
        name: pytest.approx(each, rel=1e-9) if isinstance(each, float) else each
        for name, each in limits.items()
    }


# Worked cases


@pytest.mark.parametrize("case", cases("kpi_limits"), ids=str)
def test_worked_case_of_limits(case: Case) -> None:
    found = limits_of(case.args["values"], screen=case.args.get("screen", False))
    shown = {name: getattr(found, name) for name in case.expected}
    assert shown == near(case.expected)


@pytest.mark.parametrize("case", cases("kpi_signal"), ids=str)
def test_worked_case_of_a_signal(case: Case) -> None:
    options = {name: each for name, each in case.args.items() if name in ("run_length", "screen")}
    direction = Direction(case.args.get("direction", "higher"))
    found = signals_of(case.args["values"], direction, **options)
    expected = case.expected["error"] if isinstance(case.expected, dict) else case.expected
    assert (found.signal if isinstance(found, Signals) else found) == expected


# Screening


def test_screening_takes_an_outlier_out_of_the_ranges_and_leaves_it_in_the_mean() -> None:
    whole, screened = limits_of([*QUIET, 30.0]), limits_of([*QUIET, 30.0], screen=True)
    assert whole.centre == screened.centre == pytest.approx(150 / 13)
    assert whole.lower == pytest.approx(150 / 13 - 2.66 * 41 / 12)
    assert screened.upper == pytest.approx(150 / 13 + 2.66 * 2)


def test_ranges_are_screened_once_even_where_another_one_then_stands_out() -> None:
    # Eleven ranges of 2, one of 9, one of 60. Their mean is 7, and only 60 is above 3.267 × 7; of the others
    # it is 31 ÷ 12, and 9 is above 3.267 times that, but stays.
    values = [*QUIET, 20.0, 80.0]
    assert limits_of(values, screen=True).upper - limits_of(values).centre == pytest.approx(2.66 * 31 / 12)


def test_a_range_at_exactly_the_limit_of_ranges_is_not_screened() -> None:
    # Twelve ranges of 1 and one of r make r = 3.267 × (12 + r) ÷ 13.
    jump = 12 * 3.267 / (13 - 3.267)
    values = [0.0, *(float(place % 2) for place in range(1, 13)), jump]
    assert limits_of(values, screen=True) == limits_of(values)
    above = [*values[:-1], jump * 1.001]
    assert limits_of(above, screen=True).upper < limits_of(above).upper


# Rules


def test_six_points_are_enough_and_from_twelve_on_limits_are_no_trial() -> None:
    assert signals_of(QUIET[:5]) == signals_of([]) == TOO_FEW
    assert Signals(signal=Signal.TOO_FEW, limits=None, points={}, newest=()) == TOO_FEW
    assert [limits_of(QUIET[:count]).trial for count in (6, 11, 12)] == [True, True, False]


def test_whatever_happens_by_chance_alone_is_no_signal() -> None:
    limits = ControlLimits(centre=10.0, lower=pytest.approx(4.68), upper=pytest.approx(15.32), trial=False)
    assert seen(QUIET) == Signals(signal=Signal.COMMON_CAUSE, limits=limits, points={}, newest=())


@pytest.mark.parametrize(
    ("direction", "high", "low"),
    [
        ("higher", "improving", "worsening"),
        ("lower", "worsening", "improving"),
        ("range", "unusual", "unusual"),
    ],
)
def test_the_word_is_about_the_newest_point_and_goes_by_its_side(direction: str, high: str, low: str) -> None:
    up, down = [*QUIET, 30.0], [*QUIET, -10.0]
    assert seen(up, Direction(direction)).signal == high
    assert seen(down, Direction(direction)).signal == low
    after = seen([*up, 11.0, 9.0], Direction(direction))
    assert (after.signal, after.newest, after.points[Rule.OUTSIDE]) == (Signal.COMMON_CAUSE, (), (12,))


def test_a_run_is_of_run_length_points_and_one_on_the_mean_breaks_it() -> None:
    start = [20.0, 26.0] * 7
    assert points([*start, *[18.0, 19.0] * 3], Rule.RUN) == ()
    assert points([*start, *[18.0, 19.0] * 3, 18.0], Rule.RUN) == tuple(range(14, 21))
    assert points([*start, *[18.0, 19.0] * 3], Rule.RUN, run_length=6) == tuple(range(14, 20))
    seven_below = [5.0, -1, 3, -1, -1, -1, 3, -1, -1, -1, -1, -1, -1, -1]  # the mean is 0
    assert fmean(seven_below) == 0
    assert points(seven_below, Rule.RUN) == tuple(range(7, 14))
    broken = [*seven_below[:10], 0.0, *seven_below[11:13], -2.0]
    assert fmean(broken) == 0
    assert points(broken, Rule.RUN) == ()


def test_a_trend_is_strict_and_its_turning_point_belongs_to_both() -> None:
    wave = [4.0, 1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1, 3]
    assert points(wave, Rule.TREND) == tuple(range(1, 14))
    assert points([4.0, 1, 2, 3, 3, 4, 5, 6, 1], Rule.TREND) == ()
    assert points([9.0, 1, 2, 3, 4, 5, 6, 1], Rule.TREND) == ()
    assert points([9.0, 1, 2, 3, 4, 5, 6, 1], Rule.TREND, run_length=6) == tuple(range(1, 7))


def test_a_trend_that_ends_on_the_mean_goes_by_its_slope() -> None:
    values = [10.5, 10.5, -6.0, -5.0, -4.0, -3.0, -2.0, -1.0, 0.0]
    assert fmean(values) == 0
    assert seen(values).newest == (Rule.TREND,)
    assert seen(values).signal is Signal.IMPROVING
    assert seen([-each for each in values]).signal is Signal.WORSENING
    assert seen(values, Direction.LOWER).signal is Signal.WORSENING


def two_of_three(*tail: float) -> Signals:
    """The tail after 40 values around 0 with limits at about 26.6, and near ones at two thirds of that."""
    return seen([*[-5.0, 5.0] * 20, *tail])


def test_two_of_three_near_a_limit_are_a_signal_where_all_three_are_on_that_side() -> None:
    assert two_of_three(22.0, 2.0, 22.0).points == {Rule.TWO_OF_THREE: (40, 42)}
    assert two_of_three(22.0, 22.0).points == {Rule.TWO_OF_THREE: (40, 41)}
    assert two_of_three(22.0, -1.0, 22.0).points == {}
    assert two_of_three(22.0, 2.0, 2.0, 22.0).points == {}
    assert two_of_three(22.0, -22.0).points == {}


def test_a_point_outside_the_limits_is_none_of_two_near_one() -> None:
    found = two_of_three(22.0, 2.0, 40.0)
    assert (found.points, found.newest) == ({Rule.OUTSIDE: (42,)}, (Rule.OUTSIDE,))


def test_the_third_that_is_near_nothing_is_no_news_itself() -> None:
    found = two_of_three(22.0, 22.0, 2.0)
    assert found.points == {Rule.TWO_OF_THREE: (40, 41)}
    assert found.signal is Signal.COMMON_CAUSE


def test_a_difference_that_is_only_one_of_arithmetic_is_none() -> None:
    wobbling = [0.1 + 0.2, 0.3] * 6
    assert seen(wobbling).points == {}
    assert points([0.3 + each * 1e-12 for each in range(12)], Rule.TREND) == ()
    assert points([0.3 + each * 1e-8 for each in range(12)], Rule.TREND) == tuple(range(12))


def test_a_run_of_fewer_than_three_and_values_beyond_all_numbers_are_refused() -> None:
    assert signals_of(QUIET, run_length=2) is SignalError.RUN_LENGTH_RANGE
    assert signals_of([], run_length=2) is SignalError.RUN_LENGTH_RANGE
    assert signals_of([1e308, -1e308] * 4) is SignalError.VALUES_RANGE
    assert signals_of([1e308] * 8) is SignalError.VALUES_RANGE


# Tables


def test_signals_of_a_team_are_of_what_is_reported_by_the_day_whenever_the_kpi_began() -> None:
    kpis = records(
        "kpis",
        """
        | kpi_id | name  | direction | target | frequency | aggregation | start      |
        | K1     | Calls | lower     | 10     | weekly    | last        | 2026-12-01 |
        | K2     | Leads | range     |        | weekly    | sum         |            |
        """,
    )
    rows = [["kpi_id", "period", "value", "state"]]
    first = day("2026-10-04")
    for week, value in enumerate([9, 11, None, 9, 11, 9, 11, 9, 11, 9, 11, 9, 11, 30, 99]):
        period = first + dt.timedelta(weeks=week)
        rows.insert(1, ["K1", period, value, "reported" if value else "not_applicable"])  # type: ignore[list-item]
    as_of = first + dt.timedelta(weeks=13)
    found = evaluate_signals(kpis, records("readings", rows), as_of)
    assert list(found) == ["K1", "K2"]
    assert found["K1"] == seen([*QUIET, 30.0], Direction.LOWER)
    assert found["K2"] == TOO_FEW
    short = evaluate_signals(kpis, records("readings", rows), as_of, Settings(run_length=2))
    assert short["K1"] is SignalError.RUN_LENGTH_RANGE
    screened = evaluate_signals(kpis, records("readings", rows), as_of, Settings(screen=True))
    assert screened["K1"] == seen([*QUIET, 30.0], Direction.LOWER, screen=True)


# Properties


@given(ROWS, st.sampled_from(Direction), st.sampled_from([0.001, 0.25, 7.0, 1024.0]), st.integers(-500, 500))
def test_property_signals_do_not_change_with_unit_and_origin(
    values: list[float], direction: Direction, factor: float, shift: int
) -> None:
    one = seen(values, direction)
    other = seen([(each + shift) * factor for each in values], direction)
    assert (other.signal, other.points, other.newest) == (one.signal, one.points, one.newest)


@given(ROWS, st.sampled_from(Direction))
def test_property_signals_mirror_under_negation(values: list[float], direction: Direction) -> None:
    one, other = seen(values, direction), seen([-each for each in values], direction)
    expected = one.signal if direction is Direction.RANGE else MIRRORED.get(one.signal, one.signal)
    assert (other.signal, other.points) == (expected, one.points)
    assert one.limits is not None
    assert other.limits is not None
    assert (other.limits.lower, other.limits.upper) == (-one.limits.upper, -one.limits.lower)


@given(ROWS, st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=3))
def test_property_a_reading_after_as_of_changes_nothing(values: list[float], later: list[float]) -> None:
    kpis = records("kpis", [["kpi_id", "direction"], ["K1", "higher"]])
    first, count = day("2024-01-07"), len(values)
    rows = [["K1", first + dt.timedelta(weeks=week), value] for week, value in enumerate([*values, *later])]
    as_of = first + dt.timedelta(weeks=count - 1)
    header: list[object] = ["kpi_id", "period", "value"]
    whole = evaluate_signals(kpis, records("readings", [header, *rows]), as_of)
    assert whole == evaluate_signals(kpis, records("readings", [header, *rows[:count]]), as_of)
    assert whole == {"K1": signals_of(values)}


@given(ROWS, st.booleans())
def test_property_limits_are_of_the_definition(values: list[float], screen: bool) -> None:
    found = limits_of(values, screen=screen)
    ranges = [abs(later - earlier) for earlier, later in pairwise(values)]
    if screen:
        ranges = [each for each in ranges if each <= 3.267 * fmean(ranges)]
    assert found.centre == pytest.approx(fmean(values), abs=1e-9)
    assert found.upper - found.centre == pytest.approx(2.66 * fmean(ranges), abs=1e-9)
