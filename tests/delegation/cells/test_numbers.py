"""What a cell with a number means (SPEC §4)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from delegation.cells import Misfit, parse_cell
from tests.delegation.cells.fields import EFFORT, D, field


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (40, 40.0),
        (2.5, 2.5),
        ("40", 40.0),
        ("2.5", 2.5),
        (".5", 0.5),
        ("+3", 3.0),
        ("1,234", 1234.0),
        ("1,234,567.8", 1234567.8),
        ("1 234", 1234.0),
        ("1\u00a0234", 1234.0),
        ("1\u202f234", 1234.0),
        ("1\u2009234", 1234.0),
        ("1'234", 1234.0),
        ("１２３", 123.0),
        ("１，２３４．５", 1234.5),
        ("85%", 0.85),
        ("57%", 0.57),
        ("１２．５％", 0.125),
        ("1e3", 1000.0),
        (Decimal("2.5"), 2.5),
    ],
    ids=str,
)
def test_a_number_in_any_form(typed: object, expected: float) -> None:
    assert parse_cell(EFFORT, typed) == expected


@pytest.mark.parametrize("typed", ["-5", "−5", "–5", "－5", "﹣5", "- 5", "(5)", "（5）", -5])
def test_a_minus_in_any_form(typed: object) -> None:
    assert parse_cell(field("kpis.target"), typed) == -5.0


@pytest.mark.parametrize(
    "typed",
    [
        "forty",
        "40 h",
        "1,23",
        "12,34,567",
        "1.234,5",
        "5²",
        "½",
        "-",
        "1e999",
        "--5",
        "(-5)",
        "4 0",
        "$5",
    ],
)
def test_text_that_is_no_number_is_never_guessed(typed: str) -> None:
    assert parse_cell(EFFORT, typed) == Misfit("TYPE")


@pytest.mark.parametrize(
    "typed", [True, False, float("nan"), float("inf"), 10**400, D(2026, 1, 1), dt.time(8)]
)
def test_other_values_are_no_numbers(typed: object) -> None:
    assert parse_cell(EFFORT, typed) == Misfit("TYPE")


def test_a_bound_is_inside_unless_it_is_open() -> None:
    hours = field("members.weekly_hours")
    assert parse_cell(EFFORT, 0) == 0.0
    assert parse_cell(EFFORT, -0.1) == Misfit("RANGE")
    assert parse_cell(hours, 168) == 168.0
    assert parse_cell(hours, 168.1) == Misfit("RANGE")
    assert parse_cell(hours, 0) == Misfit("RANGE")
