"""Which rows are entries: those in the table, those typed below it, none that adds up others."""

from __future__ import annotations

from tests.sync.reads import LONG, codes, read_skills, said, told
from tests.sync.workbooks import SKILLS, SheetSpec


def test_rows_typed_below_the_end_of_a_table_are_read() -> None:
    read = read_skills(LONG, table_rows=1)

    assert read.tables["skills"].rows == [2, 3, 4, 6]
    assert read.tables["skills"].columns["skill"].values == ["Negotiation", "Excel", "Python", "Writing"]
    assert told(read) == said("""
        info: North.xlsx › Skills!A3: Entries stand below the end of the table, in row 3-4, 6.
        They were read all the same. Drag the small corner at the lower right of the table down
        over them, so that they become part of it. [SKL-ROWS-BELOW]
    """)


def test_a_remark_further_down_is_no_row() -> None:
    read = read_skills(SKILLS + "|||||\n| Please fill in | | | | |\n| by Friday | | | | |", table_rows=2)

    assert read.tables["skills"].rows == [2, 3]
    assert told(read) == []


def test_an_entry_below_a_remark_is_not_lost() -> None:
    read = read_skills(
        SKILLS + "|||||\n| Please fill in by Friday | | | | |\n| M7 | Excel | 3 | | |", table_rows=2
    )

    assert read.tables["skills"].rows == [2, 3, 6]
    assert codes(read) == ["SKL-ROWS-BELOW"]


def test_rows_of_the_next_table_on_the_sheet_are_not_rows_below() -> None:
    courses = SheetSpec(
        name="", table="Courses", top=6, text="| Course | Price |\n| Excel | 300 |\n| SQL | 200 |"
    )

    as_table = read_skills(more=(courses,))
    as_range = read_skills(more=(courses,), table="")

    assert as_table.tables["skills"].rows == [2, 3]
    assert as_range.tables["skills"].rows == [2, 3]
    assert told(as_table) == []


def test_a_totals_row_is_never_read() -> None:
    total = SKILLS + "| Total | | 7 | | |\n"

    read = read_skills(total, table_rows=2, total_row=True)

    assert read.tables["skills"].rows == [2, 3]
    assert told(read) == []


def test_rows_below_a_totals_row_are_read() -> None:
    read = read_skills(
        SKILLS + "| Total | | 7 | | |\n| M3 | Python | 3 | | |\n", table_rows=2, total_row=True
    )

    assert read.tables["skills"].rows == [2, 3, 5]
    assert codes(read) == ["SKL-ROWS-BELOW"]


def test_a_sum_that_somebody_typed_is_no_row_either() -> None:
    for words in ("Total", "合计：", "Subtotal"):
        read = read_skills(SKILLS + f"| {words} | | 7 | | |\n", table="")
        assert read.tables["skills"].rows == [2, 3]


def test_a_sum_with_rows_below_it_is_no_row_either() -> None:
    read = read_skills(
        SKILLS
        + "| Subtotal | | 7 | | |\n| M3 | Excel | 3 | | |\n| Total | | 10 | | |\n|||||\n| M4 | SQL | 1 | | |",
        table="",
    )

    assert read.tables["skills"].rows == [2, 3, 5, 8]


def test_an_entry_that_is_only_called_total_is_a_row() -> None:
    read = read_skills(SKILLS + "| Total | Excel | 7 | | |\n| Sum | | 3 | a course | |\n")

    assert read.tables["skills"].rows == [2, 3, 4, 5]
