"""What a cell with a share or a whole number means (SPEC §4)."""

from __future__ import annotations

import pytest

from delegation.cells import Misfit, parse_cell
from tests.delegation.cells.fields import LEVEL, PROGRESS, field


@pytest.mark.parametrize(
    ("typed", "expected"), [(0.85, 0.85), ("85%", 0.85), ("0.85", 0.85), (1, 1.0), (0, 0.0)]
)
def test_a_share(typed: object, expected: float) -> None:
    assert parse_cell(PROGRESS, typed) == expected


def test_a_share_that_a_formula_missed_by_its_last_digit_is_the_one_that_excel_shows() -> None:
    assert parse_cell(PROGRESS, 1.0000000000000002) == 1.0
    assert parse_cell(PROGRESS, -1e-300) == Misfit("RANGE")


@pytest.mark.parametrize("typed", [85, "85", "８５"])
def test_85_is_never_divided_but_85_per_cent_is_suggested(typed: object) -> None:
    assert parse_cell(PROGRESS, typed) == Misfit("RANGE", {"suggestion": 0.85})


@pytest.mark.parametrize("typed", [-0.1, 1.2, "120%", 850])
def test_where_no_per_cent_can_be_meant_none_is_suggested(typed: object) -> None:
    assert parse_cell(PROGRESS, typed) == Misfit("RANGE")


@pytest.mark.parametrize(
    "typed",
    [
        3,
        3.0,
        "3",
        "3.0",
        "３",
        "Consult",
        "consult",
        "征询",
        "3 Consult",
        "3. Consult",
        "3 征询",
        "3 咨询",
        "3-征询",
    ],
    ids=str,
)
def test_a_level_by_number_or_name(typed: object) -> None:
    assert parse_cell(LEVEL, typed) == 3


@pytest.mark.parametrize("typed", [5.5, "5.5", "some", "4 Consult", "3 or 4", True])
def test_what_is_no_level(typed: object) -> None:
    assert parse_cell(LEVEL, typed) == Misfit("TYPE")


@pytest.mark.parametrize("typed", [0, 8, "９"])
def test_a_level_that_there_is_not(typed: object) -> None:
    assert parse_cell(LEVEL, typed) == Misfit("RANGE")


def test_an_integer_that_a_formula_missed_by_its_last_digit_is_the_one_that_excel_shows() -> None:
    assert parse_cell(LEVEL, 0.1 * 3 * 10) == 3


def test_beyond_what_excel_counts_exactly_there_is_no_integer() -> None:
    assert parse_cell(field("delegations.check_in_days"), 1e300) == Misfit("TYPE")
