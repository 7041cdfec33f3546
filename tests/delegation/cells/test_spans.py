"""What a cell with a week, month or quarter means (SPEC §3, §4)."""

from __future__ import annotations

import pytest

from delegation.cells import Misfit, parse_cell
from delegation.periods import Span
from tests.delegation.cells.fields import PERIOD, D, moment

MARCH = Span(D(2026, 3, 1), D(2026, 3, 31))
FIRST_QUARTER = Span(D(2026, 1, 1), D(2026, 3, 31))
TENTH_WEEK = Span(D(2026, 3, 2), D(2026, 3, 8))


@pytest.mark.parametrize(
    "typed",
    [
        "2026-03",
        "2026/3",
        "2026.03",
        "2026年3月",
        "2026年03月份",
        "２０２６年３月",
        "202603",
        202603,
        202603.0,
        "Mar 2026",
        "March, 2026",
        "2026 Mar",
        "03/2026",
    ],
    ids=str,
)
def test_a_month(typed: object) -> None:
    assert parse_cell(PERIOD, typed) == MARCH


@pytest.mark.parametrize(
    "typed",
    [
        "2026-Q1",
        "2026Q1",
        "2026 q1",
        "Q1 2026",
        "Q1/2026",
        "1Q 2026",
        "2026, Q1",
        "2026年Q1",
        "2026年第1季度",
        "2026年第一季度",
        "2026年1季度",
    ],
)
def test_a_quarter(typed: str) -> None:
    assert parse_cell(PERIOD, typed) == FIRST_QUARTER


@pytest.mark.parametrize(
    "typed",
    [
        "2026-W10",
        "2026W10",
        "2026 week 10",
        "W10 2026",
        "Week 10, 2026",
        "2026年第10周",
        "2026年第10週",
    ],
)
def test_a_week(typed: str) -> None:
    assert parse_cell(PERIOD, typed) == TENTH_WEEK


def test_a_year() -> None:
    assert parse_cell(PERIOD, 2026) == Span(D(2026, 1, 1), D(2026, 12, 31))
    assert parse_cell(PERIOD, "2026年") == Span(D(2026, 1, 1), D(2026, 12, 31))


def test_any_day() -> None:
    assert parse_cell(PERIOD, "2026/3/5") == D(2026, 3, 5)
    assert parse_cell(PERIOD, moment(2026, 3, 5)) == D(2026, 3, 5)


@pytest.mark.parametrize("typed", ["2026-13", "2026-Q5", "2026-W54", "Q1", "spring", "20261", 2026.1, True])
def test_what_is_no_period_is_said_to_be_none(typed: object) -> None:
    assert parse_cell(PERIOD, typed) == Misfit("TYPE")


def test_an_ambiguous_day_is_an_ambiguous_period() -> None:
    expected = Misfit("AMBIGUOUS", {"first": D(2026, 4, 3), "second": D(2026, 3, 4)})
    assert parse_cell(PERIOD, "03/04/2026") == expected
