from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.periods import (
    Span,
    month_span,
    period_day,
    periods_between,
    quarter_span,
    span_day,
    week_span,
    year_span,
)
from tests.cases import Case, cases, day

D = dt.date
_DAYS = st.dates(D(2020, 1, 1), D(2030, 12, 31))
_FREQUENCIES = st.sampled_from(["weekly", "monthly", "quarterly"])
_ENDS = st.none() | _DAYS


@pytest.mark.parametrize("case", cases("period_day"), ids=str)
def test_worked_case(case: Case) -> None:
    end = day(case.args["end"]) if case.args["end"] else None
    assert period_day(day(case.args["period"]), case.args["frequency"], end=end) == day(case.expected)


@pytest.mark.parametrize(
    ("typed", "frequency", "expected"),
    [
        (D(2026, 10, 1), "weekly", D(2026, 10, 4)),
        (D(2026, 10, 4), "weekly", D(2026, 10, 4)),
        (D(2026, 10, 5), "weekly", D(2026, 10, 11)),
        (D(2028, 2, 1), "monthly", D(2028, 2, 29)),
        (D(2026, 12, 31), "monthly", D(2026, 12, 31)),
        (D(2026, 1, 1), "quarterly", D(2026, 3, 31)),
        (D(2026, 6, 30), "quarterly", D(2026, 6, 30)),
        (D(9999, 12, 31), "weekly", D(9999, 12, 31)),
    ],
)
def test_a_day_stands_for_its_period(typed: D, frequency: str, expected: D) -> None:
    assert period_day(typed, frequency) == expected


def test_a_day_before_the_start_belongs_to_a_period_of_its_own() -> None:
    start = D(2026, 10, 15)
    assert period_day(D(2026, 10, 3), "monthly", start) == D(2026, 10, 14)
    assert period_day(D(2026, 10, 15), "monthly", start) == D(2026, 10, 31)
    assert period_day(D(2026, 9, 3), "monthly", start) == D(2026, 9, 30)


def test_a_day_after_the_end_but_inside_its_period_stands_for_the_end() -> None:
    assert period_day(D(2026, 11, 20), "monthly", end=D(2026, 11, 15)) == D(2026, 11, 15)
    assert period_day(D(2026, 12, 1), "monthly", end=D(2026, 11, 15)) == D(2026, 12, 31)


@pytest.mark.parametrize(
    ("span", "frequency", "expected"),
    [
        (month_span(2026, 3), "monthly", D(2026, 3, 31)),
        (month_span(2026, 3), "quarterly", D(2026, 3, 31)),
        (month_span(2026, 3), "weekly", None),
        (quarter_span(2026, 1), "quarterly", D(2026, 3, 31)),
        (quarter_span(2026, 1), "monthly", None),
        (week_span(2026, 10), "weekly", D(2026, 3, 8)),
        (week_span(2026, 10), "monthly", D(2026, 3, 31)),
        (week_span(2026, 14), "monthly", None),
        (year_span(2026), "quarterly", None),
    ],
)
def test_a_span_is_one_period_or_none(span: Span, frequency: str, expected: D | None) -> None:
    assert span_day(span, frequency) == expected


def test_a_month_in_which_the_kpi_starts_or_ends_means_the_part_inside() -> None:
    assert span_day(month_span(2026, 10), "monthly", start=D(2026, 10, 15)) == D(2026, 10, 31)
    assert span_day(month_span(2026, 11), "monthly", end=D(2026, 11, 15)) == D(2026, 11, 15)


def test_the_periods_of_a_cycle_are_those_whose_day_lies_in_it() -> None:
    first, last = D(2026, 10, 1), D(2026, 12, 31)
    assert periods_between(first, last, "monthly") == (D(2026, 10, 31), D(2026, 11, 30), D(2026, 12, 31))
    assert periods_between(first, last, "quarterly") == (D(2026, 12, 31),)
    weeks = periods_between(first, last, "weekly")
    assert (len(weeks), weeks[0], weeks[-1]) == (13, D(2026, 10, 4), D(2026, 12, 27))


def test_the_periods_keep_to_the_kpis_start_and_end() -> None:
    found = periods_between(
        D(2026, 10, 1), D(2026, 12, 31), "monthly", start=D(2026, 11, 10), end=D(2026, 12, 15)
    )
    assert found == (D(2026, 11, 30), D(2026, 12, 15))


@given(_DAYS, _FREQUENCIES, _ENDS, _ENDS)
def test_property_a_period_day_stands_for_itself(
    typed: D, frequency: str, start: D | None, end: D | None
) -> None:
    if start is not None and end is not None and end < start:
        end = None
    found = period_day(typed, frequency, start, end)
    assert period_day(found, frequency, start, end) == found
