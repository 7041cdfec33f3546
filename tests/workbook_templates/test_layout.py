from __future__ import annotations

import dataclasses

import pytest

from tests.workbook_templates.example import awkward, ordinary
from workbook_templates.layout import lay_out


@pytest.mark.parametrize(
    ("table", "column", "reference"),
    [
        ("delegations", "status", "Delegations[Status]"),
        ("delegations", "due", "Delegations[[#Data],[Deadline (latest) '#1]]"),
        ("members", "name", "Members[[#Data],[Who''s who]]"),
        ("check_ins", "check_in_id", "CheckIns[[#Data],[Check-in ID]]"),
    ],
)
def test_formulas_name_columns_as_they_are_headed(table: str, column: str, reference: str) -> None:
    assert lay_out(awkward("en")).tables[table].ref(column) == reference


def test_chinese_headers_need_no_brackets_of_their_own() -> None:
    assert lay_out(ordinary("zh")).tables["delegations"].ref("due") == "Delegations[截止日期]"


@pytest.mark.parametrize(
    ("table", "frozen"),
    [("delegations", 2), ("members", 2), ("readings", 2), ("check_ins", 3), ("calendar", 1), ("plan", 2)],
)
def test_what_names_a_row_stays_in_sight(table: str, frozen: int) -> None:
    assert lay_out(ordinary("en")).tables[table].frozen == frozen


def test_empty_rows_follow_the_carried_over_ones() -> None:
    layout = lay_out(dataclasses.replace(ordinary("en"), empty_rows=30))
    assert layout.tables["delegations"].body == 33
    assert layout.tables["reviews"].body == 30
    assert lay_out(dataclasses.replace(ordinary("en"), empty_rows=0)).tables["reviews"].body == 1


def test_sheets_may_stand_in_another_order() -> None:
    layout = lay_out(dataclasses.replace(ordinary("en"), sheet_order=("issues", "members", "gone")))
    assert layout.order[:4] == ("issues", "members", "home", "delegations")
    assert len(layout.order) == 16


def test_a_header_is_never_empty_nor_there_twice() -> None:
    spec = dataclasses.replace(ordinary("en"), extra_columns={"leave": ("", "first DAY", "x" * 300)})
    headers = [column.header for column in lay_out(spec).tables["leave"].columns[-3:]]
    assert headers == ["-", "first DAY2", "x" * 251]
