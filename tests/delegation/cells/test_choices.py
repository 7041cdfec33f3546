"""What a cell with one of several choices means (SPEC §4)."""

from __future__ import annotations

import pytest

from delegation.cells import Misfit, parse_cell
from tests.delegation.cells.fields import ACTIVE, STATUS


@pytest.mark.parametrize(
    "typed",
    [
        "in_progress",
        "In progress",
        "IN PROGRESS",
        "in-progress",
        "进行中",
        " 进行中\u200b",
        "ＩＮ ＰＲＯＧＲＥＳＳ",
    ],
)
def test_a_choice_by_id_or_label_of_any_language(typed: str) -> None:
    assert parse_cell(STATUS, typed) == "in_progress"


@pytest.mark.parametrize("typed", [True, "TRUE", "yes", "Y", "是"])
def test_yes(typed: object) -> None:
    assert parse_cell(ACTIVE, typed) == "yes"


@pytest.mark.parametrize("typed", [False, "false", "No", "否"])
def test_no(typed: object) -> None:
    assert parse_cell(ACTIVE, typed) == "no"


def test_an_unknown_word_gets_the_closest_choice() -> None:
    assert parse_cell(STATUS, "in progess") == Misfit("CHOICE", {"closest": "@choice:status.in_progress"})
    assert parse_cell(STATUS, "zzz") == Misfit("CHOICE")
    assert parse_cell(STATUS, 7) == Misfit("CHOICE")
