"""Home says what it should on the day that is in force, links everywhere, and follows what people type."""

from __future__ import annotations

import dataclasses

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from delegation.labels import labels
from delegation.tables import TABLES
from tests.workbook_templates.example import Rows, day, ordinary
from tests.workbook_templates.recalculation import opened
from workbook_templates.specification import TeamWorkbook
from workbook_templates.team import build_team_workbook


def home(spec: TeamWorkbook) -> Worksheet:
    return opened(build_team_workbook(spec), values=True).worksheets[0]


def tiles(spec: TeamWorkbook) -> dict[str, object]:
    sheet = home(spec)
    return {str(sheet[f"{column}13"].value): sheet[f"{column}12"].value for column in "BFJNRV"}


def test_this_week_in_six_figures() -> None:
    assert tiles(ordinary("en")) == {
        "open delegations": 2,
        "overdue": 1,
        "due in the next 7 days": 1,
        "readings missing": 4,  # the late deliveries of four weeks
        "check-ins, last 7 days": 1,  # the one of 11 November is a week and a day ago
        "issues found": 0,
    }


def test_another_day_gives_other_figures() -> None:
    found = tiles(dataclasses.replace(ordinary("zh"), as_of=day(10, 31)))
    assert found == {
        "未结授权": 2,
        "已逾期": 0,
        "7 天内到期": 0,
        "读数待填": 1,
        "近 7 天反馈": 0,
        "待处理问题": 0,
    }


def test_a_typed_date_is_in_force_else_today() -> None:
    typed, today = ordinary("en"), dataclasses.replace(ordinary("en"), as_of=None)
    book = opened(build_team_workbook(typed))
    assert book.defined_names["as_of"].attr_text == "Home!$F$7"
    assert book.defined_names["as_of_typed"].attr_text == "Home!$R$7"
    assert book["Home"]["F7"].value == "=IF(ISNUMBER(as_of_typed),as_of_typed,TODAY())"
    assert (
        home(typed)["B8"].value
        == "The date you typed is in force. Clear the yellow cell to go back to today."
    )
    assert (
        home(today)["B8"].value
        == "Today's date is in force. Type a date into the yellow cell to see another day."
    )
    assert home(today)["R7"].value is None


def test_the_next_due_come_first_and_alike_dates_stay_apart() -> None:
    rows: Rows = {
        "delegations": [
            {"delegation_id": "D1", "title": "Later", "due": day(12, 1), "status": "draft"},
            {"delegation_id": "D2", "title": "Closed", "due": day(11, 1), "status": "cancelled"},
            {"delegation_id": "D3", "title": "Same day, first", "due": day(11, 5), "status": "on_hold"},
            {"delegation_id": "D4", "title": "Same day, second", "due": day(11, 5), "status": "accepted"},
            {"delegation_id": "D5", "title": "Undated", "due": "soon", "status": "accepted"},
        ]
    }
    sheet = home(dataclasses.replace(ordinary("en"), rows=rows))
    assert [sheet[f"P{row}"].value for row in range(16, 20)] == [
        "Same day, first",
        "Same day, second",
        "Later",
        None,
    ]


def test_a_workbook_without_due_dates_says_that_nothing_is_due() -> None:
    rows = {"delegations": [{"delegation_id": "D1", "title": "Undated"}], "members": [{"member_id": "M1"}]}
    sheet = home(dataclasses.replace(ordinary("en"), rows=rows))
    assert sheet["P16"].value == "No open delegation has a due date yet."


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ({}, "Begin with step 1: enter your people."),
        ({"members": [{"member_id": "M01", "name": "Ana"}]}, "Go on with step 2: what you hand over."),
    ],
)
def test_a_new_workbook_says_what_to_do_next(rows: Rows, says: str) -> None:
    assert home(dataclasses.replace(ordinary("en"), rows=rows))["P16"].value == says


def test_a_link_to_a_hidden_sheet_says_what_to_do_when_nothing_happens() -> None:
    for sheets, said in (("six", 12), ("full", 0)):
        sheet = home(dataclasses.replace(ordinary("en"), sheets=sheets))
        tips = [cell.hyperlink.tooltip for row in sheet.iter_rows() for cell in row if cell.hyperlink]
        assert sum("is hidden" in str(tip) for tip in tips) == said


def test_every_sheet_has_a_link_and_its_purpose() -> None:
    for language in ("en", "zh"):
        text = labels(language)
        sheet = home(ordinary(language))
        found = [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]
        links = {str(link.location).split("!")[0].strip("'") for link in found}
        assert links >= {text.sheet(table.id) for table in TABLES} | {text.text("workbook.issues.sheet")}
        shown = {str(cell.value) for row in sheet.iter_rows() for cell in row}
        assert shown >= {text.table_help(table.id) for table in TABLES}


def test_hidden_sheets_come_with_the_words_how_to_show_them() -> None:
    sheet = home(ordinary("en"))
    words = [str(row[1].value) for row in sheet.iter_rows() if row[1].value]
    place = words.index("More sheets")
    assert words[place + 1] == (
        "Hidden until you need them. To show one: right-click any sheet tab below, choose Unhide, "
        "pick the sheet. Its link here works from then on."
    )
    full = home(dataclasses.replace(ordinary("en"), sheets="full"))
    assert "More sheets" not in {cell.value for row in full.iter_rows() for cell in row}
