"""The formulas: ranges in, ranges out, and readable text for every wrong argument."""

from __future__ import annotations

import datetime as dt

import pytest

from addin.functions import ISSUE_HELP, VALIDATE_TABLE

DELEGATIONS = [
    ["Delegation ID", "Title", "Start", "Due date", "Status"],
    ["D1", "Migrate the database", dt.datetime(2026, 10, 5), dt.datetime(2026, 9, 1), "In progress"],
]
HEADER = ["Row", "Column", "Severity", "Code", "Message", "What to do"]


def codes(result: list[list[object]]) -> list[object]:
    return [row[3] for row in result[1:]]


def test_a_table_is_checked_row_by_row() -> None:
    result = VALIDATE_TABLE(DELEGATIONS, "Delegations", dt.datetime(2026, 10, 10))
    assert result[0] == HEADER
    order = next(row for row in result[1:] if row[3] == "DLG-DUE-ORDER")
    assert order[:3] == [1, "Due date", "Error"]
    assert "2026-09-01" in str(order[4])


def test_a_sound_table_gives_the_header_alone() -> None:
    calendar = [["Date", "Kind"], [dt.datetime(2026, 12, 25), "holiday"]]
    assert VALIDATE_TABLE(calendar, "calendar", 46000) == [HEADER]


def test_headers_and_answers_may_be_chinese() -> None:
    calendar = [["日期", "类型"], ["2026年2月30日", "holiday"]]
    result = VALIDATE_TABLE(calendar, "日历", None, "zh")
    assert codes(result) == ["CAL-DATE-TYPE"]
    assert result[0][2] == "严重程度"


def test_references_into_tables_that_were_not_passed_are_left_alone() -> None:
    readings = [["KPI", "Period", "Value"], ["Revenue", "2026-10-31", 5]]
    assert VALIDATE_TABLE(readings, "readings", "2026-11-01") == [HEADER]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((DELEGATIONS, "Salaries"), "ARG-NAME-UNKNOWN"),
        ((DELEGATIONS, None), "ARG-NAME-REQUIRED"),
        (([["x", "y"], [1, 2]], "Delegations"), "ARG-TABLE-MISSING"),
        (([[None]], "Delegations"), "ARG-TABLE-MISSING"),
        ((DELEGATIONS, "Delegations", "soon"), "ARG-AS-OF-TYPE"),
        ((DELEGATIONS, "Delegations", None, "fr"), "ARG-LANG-CHOICE"),
    ],
)
def test_a_wrong_argument_gives_readable_text(arguments: tuple[object, ...], code: str) -> None:
    [[text]] = VALIDATE_TABLE(*arguments)
    assert text.startswith(f"#{code}: ")
    assert len(text) > len(code) + 20


def test_a_code_is_explained_however_it_is_copied() -> None:
    [[message, fix]] = ISSUE_HELP("[DLG-DUE-ORDER]")
    assert message
    assert fix
    assert ISSUE_HELP("#dlg-due-order: text") == [[message, fix]]
    assert ISSUE_HELP("DLG-DUE-ORDER", "zh") != [[message, fix]]


def test_an_unknown_code_gives_readable_text() -> None:
    [[text]] = ISSUE_HELP("DLG-NOPE")
    assert text.startswith("#ARG-CODE-UNKNOWN: ")
