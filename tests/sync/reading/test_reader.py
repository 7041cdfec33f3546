"""Rows are read where people have put them, with true places; nothing that they typed is lost."""

from __future__ import annotations

import datetime as dt
import io
import pickle
from pathlib import Path

import openpyxl
import pytest

from delegation.labels import LANGUAGES
from delegation.records import CellFault, TableState
from delegation.tables import TEAM_TABLES
from sync.reading.identity import Identity
from sync.reading.reader import read_workbook
from tests.sync.reads import LONG, codes, read_skills, rows_of, said, told
from tests.sync.workbooks import SheetSpec, identity, skills, workbook
from workbook_templates.specification import TeamWorkbook
from workbook_templates.team import build_team_workbook


def test_a_table_is_read_with_its_rows_and_columns() -> None:
    read = read_skills()

    table = read.tables["skills"]
    assert table.state is TableState.ROWS
    assert table.sheet == "Skills"
    assert {each.field: each.column for each in table.columns.values()} == {
        "member_id": 1,
        "skill": 2,
        "level": 3,
        "evidence": 4,
        "notes": 5,
    }
    assert rows_of(table) == {
        2: ["M1", "Negotiation", 4.0, 2025.0, "new"],
        3: ["M2", "Excel", 3.0, "course", None],
    }
    assert told(read) == []


def test_places_are_true_where_the_table_begins_further_down_and_to_the_right() -> None:
    table = read_skills(top=6, left=3).tables["skills"]

    assert table.rows == [7, 8]
    assert table.columns["level"].column == 5
    assert table.columns["level"].values == [4.0, 3.0]


def test_every_declared_table_is_there_and_a_missing_one_is_unreadable_not_empty() -> None:
    read = read_skills()

    assert set(read.tables) == {table.id for table in TEAM_TABLES}
    assert read.tables["leave"].state is TableState.UNREADABLE
    assert told(read, "leave") == said("""
        warning: North.xlsx: The table Leave was not found. Its last good rows are kept. Undo the
        deletion of the sheet, or copy the sheet "Leave" back from an earlier version of the
        workbook. [LVE-TABLE-MISSING]
    """)


def test_a_table_whose_rows_are_all_blank_is_empty() -> None:
    read = read_skills("""
        | Member | Skill | Level | Evidence | Notes |
        |        |       |       |          |       |
        |        | " "   |       |          |       |
    """)

    assert read.tables["skills"].state is TableState.EMPTY
    assert read.tables["skills"].rows == []
    assert told(read) == []


def test_values_keep_their_types() -> None:
    read = read_workbook(
        workbook(
            SheetSpec(
                name="Leave",
                table="Leave",
                text="""
                    | Member | First day  | Last day     | Share of the day | Reason | Notes |
                    | M1     | 2026-12-21 | "2026-12-24" | 0.5              | TRUE   | "12"  |
                """,
            )
        )
    )

    assert rows_of(read.tables["leave"]) == {2: ["M1", dt.date(2026, 12, 21), "2026-12-24", 0.5, True, "12"]}


def test_a_blank_row_loses_none_of_those_that_follow() -> None:
    read = read_skills("""
        | Member | Skill       | Level | Evidence | Notes |
        | M1     | Negotiation | 4     |          |       |
        |        |             |       |          |       |
        |        |             |       |          |       |
        | M2     | Excel       | 3     |          |       |
    """)

    assert read.tables["skills"].rows == [2, 5]


def test_a_sheet_that_was_moved_needs_no_word() -> None:
    calendar = SheetSpec(
        name="Calendar",
        table="Calendar",
        text="| Date | Kind of day | Name | Notes |\n| 2026-12-25 | holiday | | |",
    )

    read = read_workbook(workbook(calendar, SheetSpec(name="Mine", text="| to do |"), skills()))

    assert told(read) == []
    assert told(read, "calendar") == []
    assert read.tables["calendar"].rows == [2]


def test_dates_of_a_workbook_that_counts_from_1904() -> None:
    leave = SheetSpec(
        name="Leave",
        table="Leave",
        text="""
            | Member | First day  | Last day | Share of the day | Reason | Notes |
            | M1     | 2026-12-21 | 44915    |                  |        |       |
        """,
    )

    read = read_workbook(workbook(leave, date_1904=True))

    assert read.epoch_1904 is True
    assert rows_of(read.tables["leave"])[2][1:3] == [dt.date(2026, 12, 21), 44915.0]
    assert read_workbook(workbook(leave)).epoch_1904 is False


def test_identity_and_language_come_from_the_hidden_sheet() -> None:
    mine = identity(
        workbook_id="w-1",
        team="NORTH",
        team_name="North",
        cycle="2026-Q4",
        schema_version=1,
        language="zh",
        token="abc",
    )

    read = read_workbook(workbook(skills(), mine))

    assert read.identity == Identity(
        workbook_id="w-1", team="NORTH", cycle="2026-Q4", schema_version=1, language="zh", token="abc"
    )
    assert read.language == "zh"


def test_a_workbook_without_identity_has_the_language_of_its_headers() -> None:
    chinese = "| 成员 | 技能 | 水平 | 依据 | 备注 |\n| M1 | Excel | 3 | | |"

    assert read_workbook(workbook(skills(chinese))).language == "zh"
    assert read_skills().language == "en"
    assert read_skills().identity is None


def test_who_saved_it_last_and_when() -> None:
    read = read_workbook(workbook(skills(), author="Ana Sousa"))

    assert (read.modified_by, read.modified_at) == ("Ana Sousa", "2026-11-02T09:30:00Z")


def test_the_result_comes_back_from_a_worker() -> None:
    read = read_skills(LONG, table_rows=1)

    assert pickle.loads(pickle.dumps(read)) == read


def test_a_workbook_that_libreoffice_saved() -> None:
    """By its version 7.4: a date as text, an error, a blank row, and a row below the table."""
    data = (Path(__file__).parents[1] / "files" / "libreoffice.xlsx").read_bytes()

    read = read_workbook(data)

    assert rows_of(read.tables["leave"]) == {
        5: ["M1", dt.date(2026, 12, 21), dt.date(2026, 12, 24), 0.5, None, "Christmas"],
        6: ["M2", dt.date(2026, 12, 28), "2026-12-31", None, CellFault("error", "#N/A"), None],
        8: ["M3", dt.date(2026, 12, 28), dt.date(2026, 12, 29), 1.0, None, "typed below"],
    }
    assert read.tables["skills"].rows == [2, 3]
    assert codes(read, "leave") == ["LVE-ROWS-BELOW"]
    assert read.identity is not None
    assert read.modified_by == "Ana Sousa"


def test_a_workbook_that_openpyxl_saved_without_any_result() -> None:
    data = workbook(skills("| Member | Skill | Level | Evidence | Notes |\n| M1 | Excel | =1+2 | x | |"))
    saved = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(data)).save(saved)

    assert rows_of(read_workbook(saved.getvalue()).tables["skills"]) == {
        2: ["M1", "Excel", CellFault("formula", "=1+2"), "x", None]
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_as_it_is_handed_out_is_whole(language: str) -> None:
    spec = TeamWorkbook(
        team_id="NORTH",
        team_name="North",
        language=language,
        cycle="2026-Q4",
        cycle_first=dt.date(2026, 10, 1),
        cycle_last=dt.date(2026, 12, 31),
        workbook_id="w-1",
        token="abc",
        made_on=dt.date(2026, 9, 30),
        rows={"skills": [{"member_id": "M1", "skill": "Excel", "level": 3}]},
    )

    read = read_workbook(build_team_workbook(spec))

    assert read.issues == ()
    assert read.language == language
    assert read.identity == Identity(
        workbook_id="w-1",
        team="NORTH",
        cycle="2026-Q4",
        schema_version=1,
        language=language,
        token="abc",
        cycle_first=dt.date(2026, 10, 1),
        cycle_last=dt.date(2026, 12, 31),
    )
    empty = [table for table, raw in read.tables.items() if raw.state is TableState.EMPTY]
    assert set(empty) == set(read.tables) - {"skills"}
    assert len(read.tables["skills"].rows) == 1
