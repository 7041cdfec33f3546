"""A cell that shows an error or has no result is never read as blank."""

from __future__ import annotations

from delegation.records import CellFault
from sync.reader import read_workbook
from tests.sync.reading import read_skills, rows_of
from tests.sync.workbooks import replaced, skills, workbook


def test_error_values_and_formulas_without_result_are_told_from_blank_cells() -> None:
    read = read_skills("""
        | Member | Skill | Level | Evidence | Notes |
        | M1     | Excel | #N/A  | =A2&"x"  |       |
        |        | =B2   |       |          |       |
    """)

    assert rows_of(read.tables["skills"]) == {
        2: ["M1", "Excel", CellFault("error", "#N/A"), CellFault("formula", '=A2&"x"'), None],
        3: [None, CellFault("formula", "=B2"), None, None, None],
    }


def test_an_error_that_calamine_does_not_know_costs_no_other_cell() -> None:
    data = workbook(skills("| Member | Skill | Level | Evidence | Notes |\n| M1 | #REF! | #N/A | x | |"))
    data = replaced(data, "sheet1.xml", "<v>#N/A</v>", "<v>#SPILL!</v>")

    assert rows_of(read_workbook(data).tables["skills"]) == {
        2: ["M1", CellFault("error", "#REF!"), CellFault("error", "#SPILL!"), "x", None]
    }


def test_errors_in_the_teams_own_columns_do_not_matter() -> None:
    read = read_skills("""
        | Member | Skill | Cost | Level | Evidence | Notes |
        | M1     | Excel | #N/A | 3     |          |       |
        |        |       | #N/A |       |          |       |
    """)

    assert rows_of(read.tables["skills"]) == {2: ["M1", "Excel", 3.0, None, None]}
