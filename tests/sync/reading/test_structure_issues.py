"""Columns are recognised whatever people did to them, and every change is told once."""

from __future__ import annotations

from delegation.records import RawTable, TableState
from sync.reading.reader import read_workbook
from tests.sync.reads import codes, read_skills, rows_of, said, told
from tests.sync.workbooks import SheetSpec, workbook


def test_headers_match_by_id_and_label_in_any_language() -> None:
    read = read_skills("""
        | member_id | 技能  | LEVEL * | 依据   | notes: |
        | M1        | Excel | 3       | course | new    |
    """)

    assert rows_of(read.tables["skills"]) == {2: ["M1", "Excel", 3.0, "course", "new"]}
    assert told(read) == []


def test_headers_match_by_alias_and_count_as_renamed() -> None:
    read = read_skills("""
        | Member | Skill | Rating | 佐证   | Notes |
        | M1     | Excel | 3      | course |       |
    """)

    assert rows_of(read.tables["skills"]) == {2: ["M1", "Excel", 3.0, "course", None]}
    assert told(read) == said("""
        info: North.xlsx › Skills!C1: Columns have other headers than in the template: "Rating" →
        Level, "佐证" → Evidence. They were read all the same. Nothing has to be done. The old
        headers make it certain that the columns are found again. [SKL-COLUMN-RENAMED]
    """)


def test_renamed_columns_are_healed_where_it_is_certain() -> None:
    read = read_skills("""
        | Member | Skil  | Level | Evidense | Notes |
        | M1     | Excel | 3     | course   |       |
    """)

    assert rows_of(read.tables["skills"]) == {2: ["M1", "Excel", 3.0, "course", None]}
    assert told(read) == said("""
        info: North.xlsx › Skills!B1: Columns have other headers than in the template: "Skil" →
        Skill, "Evidense" → Evidence. They were read all the same. Nothing has to be done. The old
        headers make it certain that the columns are found again. [SKL-COLUMN-RENAMED]
    """)


def test_moved_columns_are_read_and_the_fewest_are_named() -> None:
    read = read_skills("""
        | Notes | Member | Skill | Level | Evidence |
        | new   | M1     | Excel | 3     | course   |
    """)

    assert rows_of(read.tables["skills"]) == {2: ["M1", "Excel", 3.0, "course", "new"]}
    assert told(read) == said("""
        info: North.xlsx › Skills!A1: Columns stand in another order than in the template: Notes.
        They were read all the same. Nothing has to be done. [SKL-COLUMN-MOVED]
    """)


def test_a_missing_column_is_told_with_the_one_that_it_may_be() -> None:
    read = read_skills("""
        | Member | Skill | Level | Evidence seen | Notes |
        | M1     | Excel | 3     | course        |       |
    """)

    assert "evidence" not in read.tables["skills"].columns
    assert told(read) == said("""
        warning: North.xlsx › Skills!A1: Columns are missing: Evidence. Everything in them counts
        as blank. Insert a column with exactly this header into the table. If the column only has
        another header, change it back: "Evidence seen" → Evidence. [SKL-COLUMN-MISSING]

        info: North.xlsx › Skills!D1: Columns that Remit does not know: "Evidence seen". They stay
        in the workbook and are not read. Nothing has to be done if they are your own. If one of
        them is a column of Remit, give it its header back: "Evidence seen" → Evidence.
        [SKL-COLUMN-UNKNOWN]
    """)


def test_columns_of_the_teams_own_are_told_once_and_move_nothing() -> None:
    read = read_skills("""
        | Member | Cost | Skill | Level | Room | Evidence | Notes |
        | M1     | 300  | Excel | 3     | B12  |          |       |
        |        | 500  |       |       | B13  |          |       |
    """)

    assert rows_of(read.tables["skills"]) == {2: ["M1", "Excel", 3.0, None, None]}
    assert told(read) == said("""
        info: North.xlsx › Skills!B1: Columns that Remit does not know: "Cost", "Room". They stay
        in the workbook and are not read. Nothing has to be done if they are your own.
        [SKL-COLUMN-UNKNOWN]
    """)


def test_of_a_doubled_column_the_first_is_read() -> None:
    read = read_skills("""
        | Member | Skill | Level | Level2 | Evidence | Notes |
        | M1     | Excel | 3     | 5      |          |       |
    """)

    assert read.tables["skills"].columns["level"].values == [3.0]
    assert told(read) == said("""
        warning: North.xlsx › Skills!D1: Columns stand more than once: "Level2". Only the first of
        each was read. Move everything into one of them, and give the other a header of its own or
        delete it. [SKL-COLUMN-DUPLICATE]
    """)


def test_a_table_without_a_required_column_is_unreadable() -> None:
    read = read_skills("""
        | Member | Skill | Grade of the year | Evidence | Notes |
        | M1     | Excel | 3                 |          |       |
    """)

    assert read.tables["skills"] == RawTable(table="skills", state=TableState.UNREADABLE, sheet="Skills")
    assert told(read) == said("""
        error: North.xlsx › Skills!A1: The table Skills could not be read, because these columns
        are missing: Level. Its last good rows are kept. Give the columns the headers back that
        they have in the template, one header in each column, in the row above the first entry.
        [SKL-TABLE-UNREADABLE]

        info: North.xlsx › Skills!C1: Columns that Remit does not know: "Grade of the year". They stay
        in the workbook and are not read. Nothing has to be done if they are your own.
        [SKL-COLUMN-UNKNOWN]
    """)


def test_an_unreadable_table_names_the_column_that_may_be_the_missing_one() -> None:
    read = read_skills("""
        | Member | Skill | Levels held | Evidence | Notes |
        | M1     | Excel | 3           |          |       |
    """)

    closest = '"Levels held" → Level.'
    assert codes(read) == ["SKL-TABLE-UNREADABLE", "SKL-COLUMN-UNKNOWN"]
    assert all(closest in line for line in told(read))


def test_personal_columns_may_be_missing_without_a_word() -> None:
    """The workbook that a whole team opens leaves them out (SPEC §12)."""
    leave = SheetSpec(
        name="Leave",
        table="Leave",
        text="""
            | Member | First day  | Last day   | Share of the day | Notes |
            | M1     | 2026-12-21 | 2026-12-24 |                  |       |
        """,
    )

    read = read_workbook(workbook(leave))

    assert read.tables["leave"].rows == [2]
    assert told(read, "leave") == []
