"""Home says what it should on the day that is in force, links everywhere, and follows what people type."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from delegation.context import Context
from delegation.labels import labels
from delegation.quality import completeness
from delegation.tables import TEAM_TABLES
from delegation.validate import validate_tables
from sync.reading.reader import read_workbook
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


def things(spec: TeamWorkbook) -> list[tuple[object, ...]]:
    """Of each of the three things its name, how many there are, the date, the link's text, and who."""
    sheet = home(spec)
    return [tuple(sheet[f"{column}{row}"].value for column in "BGHLU") for row in range(16, 19)]


def test_what_to_do_first_with_its_number_and_date() -> None:
    spec = ordinary("en")
    rows = {table: [dict(row) for row in found] for table, found in spec.rows.items()}
    rows["delegations"][1]["check_in_days"] = 5
    assert things(dataclasses.replace(spec, rows=rows)) == [
        ("Next check-ins", 1, dt.datetime(2026, 11, 19), "Tender", "Li Wei"),
        ("Missing readings", 4, dt.datetime(2026, 10, 25), "Late deliveries", None),
        ("Overdue", 1, dt.datetime(2026, 11, 13), "Price review", "Li Wei"),
    ]


def test_nothing_to_do_is_said_in_words() -> None:
    assert things(dataclasses.replace(ordinary("zh"), rows={})) == [
        ("下次检查", 0, None, "7 天内没有要做的检查。", None),
        ("待填读数", 0, None, "没有缺少的读数。", None),
        ("已逾期", 0, None, "没有逾期事项。", None),
    ]


def test_a_thing_to_do_is_a_link_to_its_row() -> None:
    sheet = opened(build_team_workbook(ordinary("en"))).worksheets[0]
    assert 'HYPERLINK("#Delegations!A"&ROW(INDEX(Delegations[Title],' in str(sheet["L18"].value)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_how_complete_the_workbook_is(language: str) -> None:
    data = build_team_workbook(ordinary(language))
    context = Context(language=language, as_of=day(11, 18))
    found = validate_tables(read_workbook(data).tables, context)
    shown = opened(data, values=True).worksheets[0]["G19"].value
    assert shown == pytest.approx(completeness(found.counts, found.issues), abs=1e-9)
    assert home(dataclasses.replace(ordinary(language), rows={}))["G19"].value is None


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
    assert [sheet[f"P{row}"].value for row in range(22, 26)] == [
        "Same day, first",
        "Same day, second",
        "Later",
        None,
    ]


def test_a_workbook_without_due_dates_says_that_nothing_is_due() -> None:
    rows = {"delegations": [{"delegation_id": "D1", "title": "Undated"}], "members": [{"member_id": "M1"}]}
    sheet = home(dataclasses.replace(ordinary("en"), rows=rows))
    assert sheet["P22"].value == "No open delegation has a due date yet."


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ({}, "Begin with step 1: enter your people."),
        ({"members": [{"member_id": "M01", "name": "Ana"}]}, "Go on with step 2: what you hand over."),
    ],
)
def test_a_new_workbook_says_what_to_do_next(rows: Rows, says: str) -> None:
    assert home(dataclasses.replace(ordinary("en"), rows=rows))["P22"].value == says


def test_a_link_to_a_hidden_sheet_says_what_to_do_when_nothing_happens() -> None:
    for sheets, said in (("six", 11), ("full", 0)):
        sheet = home(dataclasses.replace(ordinary("en"), sheets=sheets))
        tips = [cell.hyperlink.tooltip for row in sheet.iter_rows() for cell in row if cell.hyperlink]
        assert sum("is hidden" in str(tip) for tip in tips) == said


def test_every_sheet_has_a_link_and_its_purpose() -> None:
    for language in ("en", "zh"):
        text = labels(language)
        sheet = home(ordinary(language))
        found = [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]
        links = {str(link.location).split("!")[0].strip("'") for link in found}
        assert links >= {text.sheet(table.id) for table in TEAM_TABLES} | {text.text("workbook.issues.sheet")}
        shown = {str(cell.value) for row in sheet.iter_rows() for cell in row}
        assert shown >= {text.table_help(table.id) for table in TEAM_TABLES}


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
