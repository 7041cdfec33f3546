"""The buttons that add rows for the selected delegation, and those that only tell."""

from __future__ import annotations

import datetime as dt

import pytest

from addin import entry
from delegation.labels import labels
from tests.addin.books import LANGUAGES, QUIET, crowded, opened, press, put, remove_table, rows_of, sheet_of
from tests.addin.host.excel import Host

pytestmark = QUIET
AS_OF = dt.datetime(2026, 11, 18)
ROW_BUTTONS = pytest.mark.parametrize("button", ["log_check_in", "log_meeting", "draft_plan"])
TELLING = ("refresh_status", "help")


def _selected(language: str = "en", cell: str = "C7") -> Host:
    host = opened(language)
    host.select(sheet_of(host, "Delegations"), cell)
    return host


@pytest.mark.parametrize(("language", "title"), [("en", "Tender"), ("zh", "投标")])
def test_a_check_in_gets_the_next_id_the_day_and_the_delegation(language: str, title: str) -> None:
    host = _selected(language)
    press(host, "log_check_in")
    assert rows_of(host, "CheckIns")[-1][:4] == ("C01", AS_OF, title, None)
    assert host.selected == (sheet_of(host, "CheckIns"), (8, 4, 8, 4))
    press(host, "undo_last")
    assert len(rows_of(host, "CheckIns")) == 2


def test_the_ids_that_people_use_go_on() -> None:
    host = _selected()
    put(host, "CheckIns", "A7", "F-009")
    press(host, "log_check_in")
    assert rows_of(host, "CheckIns")[-1][0] == "F-010"
    assert host.told() == (
        "Check-in F-010 for Tender stands on Check-ins, row 8. Fill in who raised it and what it is about. "
        "If you do not see the row, a filter hides it."
    )


def test_a_meeting_is_about_the_delegation_until_somebody_says_otherwise() -> None:
    host = _selected()
    press(host, "log_meeting")
    assert rows_of(host, "Meetings")[-1] == ("T01", AS_OF, "Tender", *[None] * 5, "Tender", None, None)


def test_a_row_of_another_table_names_the_delegation_too() -> None:
    host = opened()
    host.select("Check-ins", "F7")
    press(host, "log_check_in")
    assert rows_of(host, "CheckIns")[-1][2] == "Price review"


def test_a_title_of_two_delegations_is_written_as_the_id() -> None:
    host = _selected()
    put(host, "Delegations", "B6", "Tender")
    press(host, "log_check_in")
    assert rows_of(host, "CheckIns")[-1][2] == "D02"


def _with_cadence(language: str = "en") -> Host:
    host = _selected(language)
    put(host, "Delegations", "E7", "A report")
    put(host, "Delegations", "W7", 3)
    put(host, "Delegations", "F7", "=more than 3 bids")
    host.kept[sheet_of(host, "Delegations")]["F7"].data_type = "s"
    return host


def test_a_plan_has_what_is_not_planned_yet_on_working_days() -> None:
    host = _with_cadence()
    press(host, "draft_plan")
    assert rows_of(host, "Plan")[1:] == [
        ("Tender", "Periodic", "Inspection", dt.datetime(2026, 11, 18), "Ana Sousa", None, None, None),
        ("Tender", "Periodic", "Inspection", dt.datetime(2026, 11, 23), "Ana Sousa", None, None, None),
        (
            "Tender",
            "Summary",
            "Data analysis",
            dt.datetime(2026, 11, 24),
            "Ana Sousa",
            "=more than 3 bids",
            None,
            None,
        ),
    ]
    before = host.content()
    host.select("Delegations", "C7")
    press(host, "draft_plan")
    assert (host.content(), host.told()) == (
        before,
        "Every checkpoint for Tender from today on is in the plan already. Nothing was changed.",
    )


def test_a_plan_that_needs_more_rows_than_there_are_makes_the_table_grow() -> None:
    host = crowded(_selected())
    put(host, "Delegations", "E7", "A report")
    put(host, "Delegations", "W7", 1)
    press(host, "draft_plan")
    rows = rows_of(host, "Plan")
    assert len(rows) == 6
    assert host.kept["Tracking plan"].tables["Plan"].ref.endswith("11")


def test_a_delegation_with_errors_is_not_planned() -> None:
    host = _selected()
    before = host.content()
    press(host, "draft_plan")
    assert host.content() == before
    assert host.told() == (
        "The delegation Tender has errors that have to be corrected first: DLG-EXPECTED-OUTCOME-REQUIRED. "
        "Press Validate to see where."
    )


def test_a_closed_delegation_is_not_planned() -> None:
    host = _selected(cell="A8")
    put(host, "Delegations", "E8", "A stand")
    before = host.content()
    press(host, "draft_plan")
    assert host.content() == before
    assert host.told() == "The delegation Fair is closed. This button is for open ones."


@ROW_BUTTONS
@LANGUAGES
@pytest.mark.parametrize("place", ["outside", "blank row", "header", "other sheet", "picture"])
def test_without_a_delegation_nothing_is_written(button: str, language: str, place: str) -> None:
    host = opened(language)
    cells = {"outside": "A2", "blank row": "A20", "header": "A5"}
    if place in cells:
        host.select(sheet_of(host, "Delegations"), cells[place])
    elif place == "other sheet":
        host.select(sheet_of(host, "Members"), "A6")
    before = host.content()
    press(host, button)
    words = labels(language)
    assert host.content() == before
    assert host.told() == words.text("buttons.refused.selection", sheet=words.sheet("delegations"))


@pytest.mark.parametrize(
    ("button", "table"), [("log_check_in", "CheckIns"), ("log_meeting", "Meetings"), ("draft_plan", "Plan")]
)
@LANGUAGES
def test_a_missing_table_is_named(button: str, table: str, language: str) -> None:
    host = _selected(language)
    words = labels(language)
    name = sheet_of(host, table)
    remove_table(host, table)
    before = host.content()
    press(host, button)
    assert (host.content(), host.told()) == (before, words.text("buttons.refused.table", table=name))


@ROW_BUTTONS
def test_a_row_that_excel_refuses_leaves_nothing(button: str) -> None:
    host = _with_cadence()
    before = host.content()
    host.refuse({1})
    press(host, button)
    assert host.content() == before
    assert "Excel said: The cell is protected" in host.told()


@pytest.mark.parametrize("button", [*TELLING, "log_check_in"])
@LANGUAGES
def test_an_empty_workbook_changes_nothing(button: str, language: str) -> None:
    host = opened(language, "empty")
    before = host.content()
    press(host, button)
    assert host.content() == before


def test_refresh_calculates_and_says_how_things_stand() -> None:
    host = opened()
    for row in (6, 7, 8):
        put(host, "Delegations", f"E{row}", "A report")
    before = host.content()
    press(host, "refresh_status")
    assert (host.calculations, host.content()) == (1, before)
    assert host.told() == (
        "Calculated anew, as of 2026-11-18.\n\nDelegations: Completed 1, Overdue 1, Blocked 1\n\n"
        "KPIs: No data 1, On target 1\n\n"
        "Rows with errors are left out of this: 1. Press Validate to see them."
    )


def test_refresh_keeps_what_can_be_undone() -> None:
    host = opened()
    before = host.content()
    press(host, "validate")
    press(host, "refresh_status")
    press(host, "undo_last")
    assert host.content() == before


@LANGUAGES
def test_help_names_every_button(language: str) -> None:
    host = opened(language)
    press(host, "help")
    words = labels(language)
    for button in entry.BUTTONS:
        if button != "help":
            assert words.text(f"buttons.{button}.label") in host.told()
            assert words.text(f"buttons.{button}.tip") in host.told()


def test_help_on_a_code_explains_it() -> None:
    host = opened()
    press(host, "validate")
    host.select("Issues", "F6")
    press(host, "help")
    assert host.told().startswith("CAL-DUPLICATE\n\n")


def test_the_door_presses_in_the_workbook_in_front() -> None:
    host = opened()
    host.book.set_mock_caller()
    entry.run("help", "zh")
    assert host.alerts[-1][1] == "Remit: Help"
