"""Forecasts: SPEC §6 clause by clause, the line held against SciPy's, and what must hold for all readings."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from delegation.attainment import Goal, KpiError
from delegation.forecast import (
    ForecastError,
    KpiForecast,
    Line,
    NoForecast,
    evaluate_forecasts,
    forecast,
    forecast_kpi,
    theil_sen,
)
from delegation.kpi import Kpi, kpi_of
from delegation.readings import Aggregation, Frequency, Reading, readings_by_kpi
from tests.cases import Case, cases, day
from tests.delegation.given import optional_day, records

D = dt.date
TOO_FEW = NoForecast.TOO_FEW
SUNDAY = D(2026, 10, 4)
RISING = [(SUNDAY + dt.timedelta(weeks=week), 10.0 * (week + 1)) for week in range(4)]
NEWEST = RISING[-1][0]
POINTS = st.lists(
    st.tuples(st.dates(D(2026, 1, 1), D(2026, 12, 31)), st.integers(-1000, 1000).map(float)),
    min_size=4,
    max_size=24,
    unique_by=lambda each: each[0],
)
# Several on one day, and of the same value.
TIED_POINTS = st.lists(
    st.tuples(st.dates(SUNDAY, D(2026, 10, 9)), st.sampled_from([0.0, 1.0, 1.5, 7.0])),
    min_size=2,
    max_size=24,
).filter(lambda points: len({day for day, _ in points}) > 1)


def near(value: Any) -> Any:
    return pytest.approx(value, rel=1e-9) if isinstance(value, float) else value


# Worked cases


@pytest.mark.parametrize("case", cases("kpi_forecast"), ids=str)
def test_worked_case(case: Case) -> None:
    args = case.args
    frequency = args["frequency"]
    found = forecast(
        [(day(period), value) for period, value in zip(args["periods"], args["values"], strict=True)],
        optional_day(args["end"]),
        Aggregation(args["aggregation"]),
        None if frequency is None else Frequency(frequency),
    )
    assert found == near(case.expected)


@pytest.mark.parametrize("case", cases("kpi_forecast_full"), ids=str)
def test_worked_case_of_a_kpi(case: Case) -> None:
    readings = readings_by_kpi(records("readings", case.args["readings"]))
    (kpi,) = records("kpis", case.args["kpi"])
    found = forecast_kpi(kpi_of(kpi.values), readings["K1"], day(case.args["as_of"]))
    if "error" in case.expected:
        assert found.attainment == case.expected["error"]
        return
    expected = {name: near(each) for name, each in case.expected.items()}
    will_hit = {True: "yes", False: "no", None: None}[found.will_hit]
    assert {"value": found.value, "attainment": found.attainment, "will_hit": will_hit} == expected


# The line


def test_one_outlier_does_not_tilt_the_line() -> None:
    points = [*RISING[:2], (RISING[2][0], 500.0), *RISING[3:], (NEWEST + dt.timedelta(weeks=1), 50.0)]
    assert theil_sen(points) == Line(day=SUNDAY, value=pytest.approx(10), slope=pytest.approx(10 / 7))


def test_points_of_one_day_have_no_slope_between_them() -> None:
    assert theil_sen([]) is None
    assert theil_sen([(SUNDAY, 1.0), (SUNDAY, 5.0)]) is None
    twice = [(SUNDAY, 0.0), (SUNDAY, 0.0), (NEWEST, 21.0)]
    assert theil_sen(twice) == Line(day=SUNDAY, value=0, slope=1)


@given(POINTS | TIED_POINTS)
def test_property_the_line_is_that_of_scipy(points: list[tuple[dt.date, float]]) -> None:
    found = theil_sen(points)
    assert found is not None
    days = [period.toordinal() for period, _ in points]
    with np.errstate(invalid="ignore"):  # of SciPy's interval, which many ties leave without a width
        expected = stats.theilslopes([value for _, value in points], days, method="joint")
    assert found.slope == pytest.approx(expected.slope, rel=1e-9, abs=1e-12)
    assert found.at(D.fromordinal(1)) == pytest.approx(
        expected.intercept + expected.slope, rel=1e-9, abs=1e-6
    )


# What the aggregations make of it


def test_each_aggregation_at_the_end() -> None:
    end = NEWEST + dt.timedelta(weeks=2)
    assert forecast(RISING, end) == pytest.approx(60)
    assert forecast(RISING, end, Aggregation.MEAN, Frequency.WEEKLY) == pytest.approx(35)
    # Cumulated 10, 30, 60, 100: slopes 20, 25, 30, 30, 35, 40 a week, so 30; 100 are reached.
    assert forecast(RISING, end, Aggregation.SUM) == pytest.approx(160)


def test_the_last_period_may_be_cut_by_the_end() -> None:
    end = NEWEST + dt.timedelta(days=10)
    # Two more days of reading: next Sunday, 50, and the end itself, 10 + 10 × 31 ÷ 7.
    expected = (100 + 50 + 10 + 310 / 7) / 6
    assert forecast(RISING, end, Aggregation.MEAN, Frequency.WEEKLY) == pytest.approx(expected)


def test_readings_may_come_in_any_order() -> None:
    for aggregation in Aggregation:
        at = NEWEST + dt.timedelta(weeks=2), aggregation, Frequency.WEEKLY
        assert forecast(RISING[::-1], *at) == forecast(RISING, *at)


def test_an_end_that_has_passed_gives_the_actual_of_the_readings_up_to_it() -> None:
    assert forecast(RISING[:2], RISING[1][0]) == 20
    assert forecast(RISING, RISING[1][0], Aggregation.SUM) == 30
    assert forecast(RISING, RISING[1][0], Aggregation.MEAN, Frequency.WEEKLY) == 15
    assert forecast(RISING, SUNDAY - dt.timedelta(days=1)) is None


def test_when_there_is_no_forecast() -> None:
    end = NEWEST + dt.timedelta(weeks=2)
    assert forecast(RISING, None) is None
    assert forecast(RISING[:3], end) is TOO_FEW
    assert forecast([], end) is TOO_FEW
    assert forecast([(SUNDAY, 1.0)] * 4, end) is TOO_FEW
    assert forecast(RISING, None, Aggregation.MEAN) is ForecastError.FREQUENCY_REQUIRED
    assert forecast([(period, 1e308) for period, _ in RISING], end, Aggregation.SUM) is None


# KPIs


def test_a_kpi_is_forecast_from_what_counts_on_the_day_and_held_against_its_goal() -> None:
    kpi = Kpi(goal=Goal(target=60), start=SUNDAY, end=NEWEST + dt.timedelta(weeks=2))
    before = Reading(period=SUNDAY - dt.timedelta(weeks=1), value=999.0)
    answered = Reading(period=SUNDAY + dt.timedelta(days=1), value=None)
    readings = [before, *(Reading(period=period, value=value) for period, value in RISING), answered]
    expected = KpiForecast(value=pytest.approx(60), attainment=pytest.approx(1), will_hit=True)
    assert forecast_kpi(kpi, readings, NEWEST) == expected
    too_few = KpiForecast(value=TOO_FEW, attainment=None, will_hit=None)
    assert forecast_kpi(kpi, readings, NEWEST - dt.timedelta(days=1)) == too_few


def test_a_goal_that_nothing_can_be_held_against_says_so() -> None:
    kpi = Kpi(goal=Goal(target=0), end=NEWEST)
    found = forecast_kpi(kpi, [Reading(period=NEWEST, value=5.0)], NEWEST)
    assert found == KpiForecast(value=5.0, attainment=KpiError.TARGET_RANGE, will_hit=None)


def test_a_hair_of_arithmetic_under_the_goal_hits_it() -> None:
    kpi = Kpi(goal=Goal(target=0.3), end=NEWEST, aggregation=Aggregation.SUM)
    readings = [Reading(period=period, value=0.1) for period, _ in RISING[1:]]
    for value, will_hit in ((0.1, True), (0.0999999, False)):
        last = Reading(period=NEWEST, value=value)
        assert forecast_kpi(kpi, [*readings[:2], last], NEWEST).will_hit is will_hit


def test_forecasts_of_a_team() -> None:
    kpis = records(
        "kpis",
        """
        | kpi_id | direction | target | frequency | aggregation | end        |
        | K2     | higher    | 70     | weekly    | last        | 2026-11-08 |
        | K1     | higher    | 70     | weekly    | last        |            |
        """,
    )
    header: list[object] = ["kpi_id", "period", "value"]
    rows = [[kpi_id, period, value] for kpi_id in ("K1", "K2") for period, value in RISING]
    found = evaluate_forecasts(kpis, records("readings", [header, *rows]), NEWEST)
    assert found == {
        "K2": KpiForecast(value=pytest.approx(60), attainment=pytest.approx(6 / 7), will_hit=False),
        "K1": KpiForecast(value=None, attainment=None, will_hit=None),
    }
    assert list(found) == ["K2", "K1"]


# Properties


@given(POINTS, st.integers(1, 200), st.sampled_from(Aggregation), st.sampled_from(Frequency))
def test_property_a_reading_after_as_of_changes_nothing(
    points: list[tuple[dt.date, float]], days: int, aggregation: Aggregation, frequency: Frequency
) -> None:
    readings = [Reading(period=period, value=value) for period, value in sorted(points)]
    as_of = readings[-1].period
    later = Reading(period=as_of + dt.timedelta(days=1), value=1e6)
    kpi = Kpi(
        goal=Goal(target=5), aggregation=aggregation, frequency=frequency, end=as_of + dt.timedelta(days=days)
    )
    assert forecast_kpi(kpi, [*readings, later], as_of) == forecast_kpi(kpi, readings, as_of)


@given(POINTS, st.integers(1, 200), st.sampled_from(Aggregation), st.integers(-50, 50))
def test_property_a_forecast_goes_with_the_unit_and_but_for_sums_with_the_origin(
    points: list[tuple[dt.date, float]], days: int, aggregation: Aggregation, shift: int
) -> None:
    end = max(points)[0] + dt.timedelta(days=days)
    one = forecast(points, end, aggregation, Frequency.MONTHLY)
    assert isinstance(one, float)
    in_units = forecast([(each, value * 60) for each, value in points], end, aggregation, Frequency.MONTHLY)
    assert in_units == pytest.approx(one * 60, rel=1e-9, abs=1e-6)
    if aggregation is not Aggregation.SUM:
        moved = forecast(
            [(each, value + shift) for each, value in points], end, aggregation, Frequency.MONTHLY
        )
        assert moved == pytest.approx(one + shift, rel=1e-9, abs=1e-6)


@given(st.floats(-100, 100), st.floats(-5, 5), st.integers(0, 100), st.integers(4, 20))
def test_property_what_lies_on_a_line_stays_on_it(start: float, slope: float, days: int, count: int) -> None:
    points = [(SUNDAY + dt.timedelta(days=3 * each), start + slope * 3 * each) for each in range(count)]
    end = points[-1][0] + dt.timedelta(days=days)
    expected = start + slope * (end - SUNDAY).days
    assert forecast(points, end) == pytest.approx(expected, rel=1e-9, abs=1e-9)
