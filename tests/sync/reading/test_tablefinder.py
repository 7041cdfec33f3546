"""Tables are found by name, by sheet, by header; two of one kind, or none, are never taken for no rows."""

from __future__ import annotations

from delegation.records import RawTable, TableState
from sync.reading.reader import read_workbook
from tests.sync.reads import codes, read_skills, said, told
from tests.sync.workbooks import SheetSpec, skills, workbook


def test_a_table_is_found_on_a_renamed_sheet() -> None:
    read = read_skills(name="What we can do")

    assert read.tables["skills"].rows == [2, 3]
    assert told(read) == said("""
        info: North.xlsx › 'What we can do': The sheet Skills is now called "What we can do". It
        was read all the same. Nothing has to be done. The old name makes it certain that the
        sheet is found again. [SKL-SHEET-RENAMED]
    """)


def test_a_sheet_in_another_language_is_no_renamed_one() -> None:
    assert told(read_skills(name="技能")) == []


def test_a_table_that_excel_renamed_with_its_copied_sheet_is_found() -> None:
    read = read_skills(name="Skills (2)", table="Skills3")

    assert read.tables["skills"].rows == [2, 3]
    assert told(read) == []


def test_a_table_that_lost_its_name_is_found_on_its_sheet() -> None:
    read = read_skills(table="Table1", top=4)

    assert read.tables["skills"].rows == [5, 6]
    assert told(read) == []


def test_a_table_turned_into_a_range_is_read() -> None:
    read = read_skills(table="", top=4, left=2)

    assert read.tables["skills"].rows == [5, 6]
    assert read.tables["skills"].columns["level"].column == 4
    assert told(read) == said("""
        info: North.xlsx › Skills!B4: The table Skills was turned into ordinary cells (B4:F6). It
        was read all the same. Click into it and press Ctrl+T to make it a table again, so that it
        grows with new rows. [SKL-TABLE-RANGE]
    """)


def test_a_range_on_a_renamed_sheet_is_found_by_its_headers() -> None:
    read = read_workbook(
        workbook(SheetSpec(name="Names", text="| a | b |"), skills(name="Abilities", table=""))
    )

    assert read.tables["skills"].rows == [2, 3]
    assert codes(read) == ["SKL-SHEET-RENAMED", "SKL-TABLE-RANGE"]


def test_an_excel_table_without_its_names_is_found_by_its_headers() -> None:
    read = read_workbook(workbook(skills(name="Abilities", table="Table1", top=30)))

    assert read.tables["skills"].rows == [31, 32]
    assert codes(read) == ["SKL-SHEET-RENAMED"]


def test_headers_that_fit_two_tables_equally_are_taken_for_neither() -> None:
    unclear = SheetSpec(
        name="List",
        text="| Member | Date | Skill | Level | Type of leave |\n| M1 | 2026-10-01 | Excel | 3 | x |",
    )
    read = read_workbook(workbook(skills(), unclear))

    assert read.tables["leave"].state is TableState.UNREADABLE
    assert read.tables["skills"].rows == [2, 3]


def test_a_table_without_header_row_is_read_by_the_names_excel_keeps() -> None:
    read = read_skills(header_row=False)

    assert read.tables["skills"].rows == [2, 3]
    assert told(read) == []


def test_two_tables_of_one_kind_are_both_left_alone() -> None:
    copy = skills(name="Skills (2)", table="Skills2", top=3)

    read = read_workbook(workbook(skills(), copy))

    assert read.tables["skills"] == RawTable(table="skills", state=TableState.UNREADABLE)
    assert told(read) == said("""
        error: North.xlsx › 'Skills (2)'!A3: There are several tables for Skills: "Skills!A1",
        "'Skills (2)'!A3". It is not certain which one counts, so none was read; the last good
        rows are kept. Keep one of them, move the rows of the others into it, and delete the
        others. [SKL-TABLE-DUPLICATE]
    """)


def test_a_copy_of_the_cells_alone_is_a_second_table_too() -> None:
    read = read_workbook(workbook(skills(), skills(name="Skills (2)", table="")))

    assert codes(read) == ["SKL-TABLE-DUPLICATE"]


def test_a_table_that_only_sounds_alike_is_the_teams_own() -> None:
    own = SheetSpec(name="Courses", table="Skills2", text="| Course | Price |\n| Excel | 300 |")

    read = read_workbook(workbook(skills(), own))

    assert read.tables["skills"].rows == [2, 3]
    assert told(read) == []


def test_a_sheet_without_its_header_row_is_unreadable_not_empty() -> None:
    read = read_workbook(
        workbook(
            skills(),
            SheetSpec(name="Leave", text="| M1 | 2026-12-21 | 2026-12-24 |\n| M2 | 2026-12-28 | x |"),
        )
    )

    assert read.tables["leave"] == RawTable(table="leave", state=TableState.UNREADABLE, sheet="Leave")
    assert told(read, "leave") == said("""
        error: North.xlsx › Leave: The table Leave could not be read, because these columns are
        missing: Member, First day, Last day. Its last good rows are kept. Give the columns the
        headers back that they have in the template, one header in each column, in the row above
        the first entry. [LVE-TABLE-UNREADABLE]
    """)
