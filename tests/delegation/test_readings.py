"""Which readings count, and what they come to: SPEC §3 and §6."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.readings import (
    Aggregation,
    Frequency,
    Reached,
    Reading,
    aggregated,
    counted,
    reached,
    readings_by_kpi,
    running,
)
from delegation.tables import AGGREGATION, FREQUENCY
from tests.cases import Case, cases, day
from tests.delegation.given import records

D = dt.date
VALUES = st.lists(st.integers(-100_000, 100_000).map(lambda each: each / 100), max_size=12)

OCTOBER = Reading(period=D(2026, 10, 31), value=10.0)
NOVEMBER = Reading(period=D(2026, 11, 30), value=20.0)
DECEMBER = Reading(period=D(2026, 12, 31), value=60.0)
QUARTER = (OCTOBER, NOVEMBER, DECEMBER)


@pytest.mark.parametrize("case", cases("kpi_aggregate"), ids=str)
def test_worked_case(case: Case) -> None:
    found = readings_by_kpi(records("readings", case.args["readings"]))
    what = reached(
        counted(found[case.args["kpi_id"]], day(case.args["as_of"])), Aggregation(case.args["aggregation"])
    )
    assert what.actual == case.expected


def test_the_choices_are_those_of_the_tables() -> None:
    assert tuple(Aggregation) == AGGREGATION.values
    assert tuple(Frequency) == FREQUENCY.values


def test_what_is_a_reading_and_what_is_none() -> None:
    found = readings_by_kpi(
        records(
            "readings",
            """
            | kpi_id | period     | value | state          | remark |
            | K1     | 2026-12-31 |       |                |        |
            | K1     | 2026-11-30 | 20    |                | late   |
            | K1     | 2026-09-30 |       | reported       |        |
            | K1     | 2026-10-31 | 7     | not_applicable |        |
            | K1     | 2026-08-31 | 0     | reported       |        |
            | K2     | 2026-10-31 | 999   | reported       |        |
            """,
        )
    )
    assert found == {
        "K1": (
            Reading(period=D(2026, 8, 31), value=0.0),
            Reading(period=D(2026, 10, 31), value=None),
            Reading(period=D(2026, 11, 30), value=20.0, remark="late"),
        ),
        "K2": (Reading(period=D(2026, 10, 31), value=999.0),),
    }


@pytest.mark.parametrize(
    ("as_of", "start", "end", "expected"),
    [
        (D(2026, 12, 31), None, None, QUARTER),
        (D(2026, 12, 30), None, None, (OCTOBER, NOVEMBER)),
        (D(2026, 12, 31), D(2026, 10, 31), D(2026, 12, 31), QUARTER),
        (D(2026, 12, 31), D(2026, 11, 1), None, (NOVEMBER, DECEMBER)),
        (D(2027, 6, 30), None, D(2026, 11, 30), (OCTOBER, NOVEMBER)),
        (D(2026, 10, 30), None, None, ()),
    ],
)
def test_readings_count_up_to_as_of_and_inside_the_kpis_dates(
    as_of: D, start: D | None, end: D | None, expected: tuple[Reading, ...]
) -> None:
    assert counted(QUARTER, as_of, start, end) == expected


@pytest.mark.parametrize(
    ("aggregation", "actual"), [(Aggregation.LAST, 60.0), (Aggregation.SUM, 90.0), (Aggregation.MEAN, 30.0)]
)
def test_what_readings_come_to(aggregation: Aggregation, actual: float) -> None:
    assert reached(QUARTER, aggregation) == Reached(
        actual=actual, period=D(2026, 12, 31), answered=D(2026, 12, 31)
    )


@pytest.mark.parametrize(
    ("aggregation", "actual"), [(Aggregation.LAST, 20.0), (Aggregation.SUM, 30.0), (Aggregation.MEAN, 15.0)]
)
def test_not_applicable_is_skipped_never_zero_and_still_an_answer(
    aggregation: Aggregation, actual: float
) -> None:
    pause = Reading(period=D(2026, 12, 31), value=None)
    assert reached((OCTOBER, NOVEMBER, pause), aggregation) == Reached(
        actual=actual, period=D(2026, 11, 30), answered=D(2026, 12, 31)
    )
    assert reached((pause,), aggregation) == Reached(actual=None, period=None, answered=D(2026, 12, 31))


def test_nothing_comes_to_nothing() -> None:
    assert reached((), Aggregation.SUM) == Reached()
    assert aggregated((), Aggregation.MEAN) is None


def test_a_sum_beyond_all_numbers_is_none() -> None:
    assert aggregated((1e308, 1e308), Aggregation.SUM) is None
    assert aggregated((1e308, 1e308), Aggregation.LAST) == 1e308


@given(VALUES, st.sampled_from(Aggregation))
def test_property_the_running_actual_is_what_each_beginning_comes_to(
    values: list[float], aggregation: Aggregation
) -> None:
    assert list(running(values, aggregation)) == [
        aggregated(values[: count + 1], aggregation) for count in range(len(values))
    ]
