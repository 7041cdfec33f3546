from __future__ import annotations

import datetime as dt

from delegation.grids import table_from_rows
from delegation.records import CellFault, TableState
from delegation.tables import DELEGATIONS, MEMBERS
from tests.grids import grid, raw, text_grid


def test_headers_by_id_label_of_any_language_and_alias_in_any_order() -> None:
    found = raw(
        "delegations",
        """
        | 截止日期   | Deadline extra | title  | Delegation ID |
        |------------|----------------|--------|---------------|
        | 2026-11-30 | mine           | Launch | D1            |
        """,
    )
    assert {name: (each.column, each.values) for name, each in found.columns.items()} == {
        "due": (1, [dt.date(2026, 11, 30)]),
        "title": (3, ["Launch"]),
        "delegation_id": (4, ["D1"]),
    }
    assert (found.state, found.sheet, found.rows) == (TableState.ROWS, "Delegations", [2])


def test_the_place_of_the_header_gives_the_places_of_the_cells() -> None:
    found = table_from_rows(
        [["name", "member_id"], ["Anna", "M1"], ["Ben"]], MEMBERS, sheet="People", first_row=4, first_column=2
    )
    assert found.rows == [5, 6]
    assert {name: each.column for name, each in found.columns.items()} == {"name": 2, "member_id": 3}
    assert found.columns["member_id"].values == ["M1", None]


def test_of_two_headers_for_one_field_the_first_counts() -> None:
    found = table_from_rows([["Title", "title"], ["one", "two"]], DELEGATIONS)
    assert found.columns["title"].values == ["one"]


def test_a_label_goes_before_an_alias_that_a_team_gave_a_column_of_its_own() -> None:
    found = table_from_rows([["Owner", "Delegate *", "delegation_id"], ["Zoe", "Ben", "D1"]], DELEGATIONS)
    assert found.columns["delegate"].values == ["Ben"]


def test_a_totals_row_counts_as_blank_and_keeps_its_place() -> None:
    """`Members[#All]` brings Excel's own totals row along."""
    found = table_from_rows(
        [
            ["Member ID", "Name", "Weekly hours", "Role"],
            ["M1", "Total", 40, None],
            ["Total", None, 40, ""],
            ["合计", None, 40, "engineer"],
        ],
        MEMBERS,
    )
    assert found.rows == [2, 3, 4]
    assert [column.values for column in found.columns.values()] == [
        ["M1", None, "合计"],
        ["Total", None, None],
        [40, None, 40],
        [None, None, "engineer"],
    ]


def test_a_table_without_filled_rows_is_empty_and_one_without_known_headers_is_unreadable() -> None:
    assert table_from_rows([["member_id"], [None], [" "]], MEMBERS).state is TableState.EMPTY
    assert table_from_rows([["member_id"]], MEMBERS).state is TableState.EMPTY
    assert table_from_rows([["colour"], ["red"]], MEMBERS).state is TableState.UNREADABLE
    assert table_from_rows([], MEMBERS).state is TableState.UNREADABLE


def test_a_pipe_grid_has_typed_cells() -> None:
    assert grid("""
        | a          | b    | c     | d    | e    | f      | g            |
        |------------|------|-------|------|------|--------|--------------|
        | 2026-11-30 | 4.5  | "4.5" | TRUE | #N/A | =A1+B1 | two\\nlines  |
        | 2026-02-31 | -4   | ""    |      | text | "# no" | 1,5          |
    """) == [
        ["a", "b", "c", "d", "e", "f", "g"],
        [
            dt.date(2026, 11, 30),
            4.5,
            "4.5",
            True,
            CellFault("error", "#N/A"),
            CellFault("formula", "=A1+B1"),
            "two\nlines",
        ],
        ["2026-02-31", -4.0, "", None, "text", "# no", "1,5"],
    ]


def test_a_text_grid_has_the_text_that_stands_there() -> None:
    assert text_grid("| a | 1 |\n|---|---|\n| 2026-11-30 | |") == [["a", "1"], ["2026-11-30", ""]]
