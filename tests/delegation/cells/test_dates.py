"""What a cell with a date means, however it was written (SPEC §4)."""

from __future__ import annotations

import datetime as dt

import pytest

from delegation.cells import Misfit, parse_cell
from tests.delegation.cells.fields import DUE, D, moment


@pytest.mark.parametrize(
    "typed",
    [
        D(2025, 3, 1),
        moment(2025, 3, 1),
        moment(2025, 3, 1, 17, 30),
        "2025-03-01",
        "2025-3-1",
        "2025/3/1",
        "2025.3.1",
        "2025年3月1日",
        "2025年3月1号",
        "2025 年 03 月 01 日",
        "２０２５年３月１日",
        "２０２５／３／１",
        "2025年3月1日 星期六",
        "1 Mar 2025",
        "1st March 2025",
        "01-Mar-2025",
        "Mar 1, 2025",
        "March 1st, 2025",
        "Sat, 1 Mar 2025",
        "2025 Mar 1",
        "20250301",
        20250301,
        20250301.0,
        "2025-03-01T00:00:00",
        "2025-03-01 17:30",
        "2025-03-01T17:30:00.000Z",
        "2025/3/1 下午 2:30",
        " \u00a02025-03-01\u200b ",
        45717,
        45717.75,
    ],
    ids=str,
)
def test_a_date_in_any_form_is_the_same_date(typed: object) -> None:
    assert parse_cell(DUE, typed) == D(2025, 3, 1)


@pytest.mark.parametrize("typed", ["25/12/2026", "12/25/2026", "25.12.2026", "25-12-2026"])
def test_a_part_above_twelve_settles_the_order(typed: str) -> None:
    assert parse_cell(DUE, typed) == D(2026, 12, 25)


def test_two_equal_parts_need_no_order() -> None:
    assert parse_cell(DUE, "04/04/2026") == D(2026, 4, 4)


def test_a_date_that_can_be_two_is_ambiguous_and_names_both() -> None:
    expected = Misfit("AMBIGUOUS", {"first": D(2025, 4, 3), "second": D(2025, 3, 4)})
    assert parse_cell(DUE, "03/04/2025") == expected


@pytest.mark.parametrize(
    ("typed", "first", "second"),
    [
        ("3/4/25", D(2025, 4, 3), D(2025, 3, 4)),
        ("31/12/99", D(2099, 12, 31), D(1999, 12, 31)),
        ("01-Mar-25", D(2025, 3, 1), D(2001, 3, 25)),
        ("25年3月1日", D(2025, 3, 1), D(1925, 3, 1)),
    ],
)
def test_a_year_of_two_digits_is_ambiguous(typed: str, first: D, second: D) -> None:
    assert parse_cell(DUE, typed) == Misfit("AMBIGUOUS", {"first": first, "second": second})


@pytest.mark.parametrize(
    "typed",
    [
        "2026-02-31",
        "31/02/2026",
        "2025-13-01",
        "2025/3-1",
        "3/1",
        "soon",
        "45717",
        "2026-03-01 25:00",
        2026,
        202603,
        20261301,
        5,
        -1,
        1e12,
        True,
        dt.time(8, 30),
        dt.timedelta(days=3),
        D(1900, 1, 5),
        float("nan"),
        float("inf"),
        10**400,
    ],
    ids=lambda typed: str(typed)[:20],
)
def test_what_is_no_date_is_said_to_be_none(typed: object) -> None:
    assert parse_cell(DUE, typed) == Misfit("TYPE")


def test_raw_serial_numbers_of_the_1904_system_count_from_1904() -> None:
    assert parse_cell(DUE, 45717 - 1462, epoch_1904=True) == D(2025, 3, 1)
    assert parse_cell(DUE, D(2025, 3, 1), epoch_1904=True) == D(2025, 3, 1)
    assert parse_cell(DUE, 20250301, epoch_1904=True) == D(2025, 3, 1)
