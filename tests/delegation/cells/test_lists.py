"""What a cell with a list means (SPEC §4)."""

from __future__ import annotations

import pytest

from delegation.cells import Misfit, parse_cell
from tests.delegation.cells.fields import ATTENDEES, SKILLS, WORK_DAYS


@pytest.mark.parametrize(
    "typed",
    [
        "mon, wed; fri",
        "Mon，Wed；Fri",
        "周一、周三、周五",
        "Monday\nWednesday\r\nFriday",
        "fri, mon, wed, mon,",
    ],
)
def test_separators_and_the_order_of_the_declaration(typed: str) -> None:
    assert parse_cell(WORK_DAYS, typed) == ("mon", "wed", "fri")


@pytest.mark.parametrize("typed", ["Mon-Fri", "mon – fri", "Monday to Friday", "周一至周五", "周一到周五"])
def test_a_stretch_of_choices(typed: str) -> None:
    assert parse_cell(WORK_DAYS, typed) == ("mon", "tue", "wed", "thu", "fri")


def test_the_part_that_is_not_known_is_named() -> None:
    expected = Misfit("CHOICE", {"part": "Tusday", "closest": "@choice:work_days.tue"})
    assert parse_cell(WORK_DAYS, "Mon, Tusday") == expected


def test_skills_with_levels() -> None:
    assert parse_cell(SKILLS, "SQL:3, 谈判：专家\nExcel : expert；C++") == (
        ("SQL", 3),
        ("谈判", 5),
        ("Excel", 5),
        ("C++", 3),
    )


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("SQL:9", Misfit("RANGE", {"part": "SQL:9"})),
        ("SQL:x", Misfit("TYPE", {"part": "SQL:x"})),
        ("SQL:3, :2", Misfit("TYPE", {"part": ":2"})),
    ],
)
def test_a_skill_with_a_wrong_level(typed: str, expected: Misfit) -> None:
    assert parse_cell(SKILLS, typed) == expected


def test_names() -> None:
    assert parse_cell(ATTENDEES, "Anna Berg; 王芳、李雷") == ("Anna Berg", "王芳", "李雷")


def test_nothing_but_separators_is_blank() -> None:
    assert parse_cell(ATTENDEES, " , ;") is None
