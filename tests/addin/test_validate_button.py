"""Validate: the list on Issues, the notes on the cells, and what becomes of both."""

from __future__ import annotations

import openpyxl
import pytest

from delegation.labels import labels
from tests.addin.books import LANGUAGES, QUIET, crowded, opened, press, put, remove_table, rows_of
from tests.addin.host.excel import Host
from tests.contracts.package import check_package
from tests.workbook_templates.example import AS_OF
from workbook_templates.layout import ADDIN

pytestmark = QUIET


DUPLICATE = (
    '"2026-10-01" stands in A9 already. '
    "Each calendar day may be there only once, so only the first one counts."
)
SHEET_GONE = (
    'Undo the deletion of the sheet, or copy the sheet "Skills" back from an earlier version of the workbook.'
)
FOUND = (
    "Found: 4 errors, 9 warnings, 4 notes, as of 2026-11-18.\n\n"
    "They are listed on the sheet Issues, each with a link to its cell. Cells with a note from Remit: 13."
)
FOUND_ZH = (
    "截至 2026-11-18，发现：4 个错误、9 个警告、4 条提示。\n\n"
    "详见工作表“问题清单”，每条都有指向单元格的链接。带有 Remit 批注的单元格：13 个。"
)
SEVERAL = (
    """There are several tables for Skills: "Skills!A5", "'Skills (2)'!A5". """
    "It is not certain which one counts, so none was read; the last good rows are kept."
)
FOREIGN = (
    "Budget.xlsx has none of Remit's tables. Open the team workbook that you got from Remit, "
    "and press the button again."
)


def test_the_list_names_what_is_wrong_with_a_link_to_the_cell() -> None:
    host = opened()
    press(host, "validate")
    found = rows_of(host, "Issues")
    assert found[0] == (
        "Error",
        "Calendar",
        "A8",
        DUPLICATE,
        "Change this row if it is another calendar day, or delete it if it is the same one.",
        "CAL-DUPLICATE",
    )
    assert [row[0] for row in found] == ["Error"] * 4 + ["Warning"] * 9 + ["Info"] * 4
    assert host.formula("Issues", "C6") == '=HYPERLINK("#Calendar!A8","A8")'
    assert host.alerts == [(FOUND, "Remit: Validate", "info")]


def test_the_list_is_in_the_language_of_the_workbook() -> None:
    host = opened("zh")
    press(host, "validate", "en")
    assert rows_of(host, "Issues")[0] == (
        "错误",
        "日历",
        "A8",
        "“2026-10-01”在 A9 已经有了。同一日历条目只能出现一次，因此只有第一行有效。",
        "如果是另一日历条目，请修改这一行；如果是同一日历条目，请删除这一行。",
        "CAL-DUPLICATE",
    )
    assert host.alerts == [(FOUND_ZH, "授权：检查", "info")]


@LANGUAGES
@pytest.mark.parametrize("kind", ["ordinary", "awkward"])
def test_every_link_leads_to_a_cell_of_a_sheet_that_is_there(language: str, kind: str) -> None:
    host = opened(language, kind)
    press(host, "validate")
    for _, sheet, cell, *_ in rows_of(host, "Issues"):
        if cell is not None:
            assert host.kept[str(sheet)][str(cell)] is not None


def test_a_cell_with_an_error_or_a_warning_has_a_note() -> None:
    host = opened()
    press(host, "validate")
    assert host.notes()["Delegations!W6"] == (
        "Remit found:\n▲ It is not agreed how often you talk about this delegation, so Remit cannot notice "
        "when it goes silent. Enter the working days between two check-ins, for example 5 for once a week. "
        "[DLG-CHECK-IN-MISSING]"
    )
    noted = {(row[1], row[2]) for row in rows_of(host, "Issues") if row[0] != "Info"}
    assert {f"{sheet}!{cell}" for sheet, cell in noted} == {place.replace("'", "") for place in host.notes()}


@LANGUAGES
def test_a_second_press_changes_nothing(language: str) -> None:
    host = opened(language, "awkward")
    press(host, "validate")
    once = host.content()
    press(host, "validate")
    assert host.content() == once


@pytest.mark.parametrize("on_the_web", [False, True])
def test_what_was_corrected_loses_its_row_and_its_mark(on_the_web: bool) -> None:
    host = opened(on_the_web=on_the_web)
    press(host, "validate")
    put(host, "Delegations", "W6", 5)
    press(host, "validate")
    assert "Delegations!W6" not in host.notes()
    assert "Delegations!W7" in host.notes()
    assert ("Delegations", "W6") not in {row[1:3] for row in rows_of(host, "Issues")}


@pytest.mark.parametrize("on_the_web", [False, True])
def test_the_note_that_a_person_wrote_stays(on_the_web: bool) -> None:
    host = opened(on_the_web=on_the_web)
    host.book.sheets["Delegations"].range("W6").add_note("Ask Ana")
    host.script_has_ended()
    for _ in range(2):
        press(host, "validate")
        assert host.notes()["Delegations!W6"] == "Ask Ana"


def test_a_mark_is_taken_away_wherever_inserted_rows_have_moved_it() -> None:
    host = opened()
    press(host, "validate")
    moved = host.kept["Delegations"]["W6"].comment
    host.kept["Delegations"]["W6"].comment = None
    host.kept["Delegations"]["W20"].comment = openpyxl.comments.Comment(moved.text, "")
    put(host, "Delegations", "W6", 5)
    press(host, "validate")
    assert "Delegations!W20" not in host.notes()


def test_a_mark_that_a_person_wrote_into_is_theirs() -> None:
    host = opened()
    press(host, "validate")
    host.kept["Delegations"]["W6"].comment.text += "\nAna: weekly from December"
    put(host, "Delegations", "W6", 5)
    press(host, "validate")
    assert host.notes()["Delegations!W6"].endswith("Ana: weekly from December")


@LANGUAGES
def test_an_empty_workbook_is_told_that_nothing_is_wrong(language: str) -> None:
    host = opened(language, "empty")
    before = host.content()
    press(host, "validate")
    assert host.content() == before
    assert host.told() == labels(language).text("buttons.validate.clean", day=AS_OF.isoformat())


def test_more_issues_than_rows_make_the_table_grow() -> None:
    host = crowded(opened())
    press(host, "validate")
    assert len(rows_of(host, "Issues")) == 17
    assert host.kept["Issues"].tables["Issues"].ref == "A5:F22"


def test_a_table_that_is_missing_is_on_the_list() -> None:
    host = opened()
    remove_table(host, "Skills")
    press(host, "validate")
    assert [row for row in rows_of(host, "Issues") if str(row[5]).endswith("TABLE-MISSING")] == [
        (
            "Warning",
            "Skills",
            None,
            "The table Skills was not found. Its last good rows are kept.",
            SHEET_GONE,
            "SKL-TABLE-MISSING",
        )
    ]


@LANGUAGES
def test_without_the_sheet_of_issues_nothing_is_changed(language: str) -> None:
    host = opened(language)
    remove_table(host, "Issues")
    before = host.content()
    press(host, "validate")
    words = labels(language)
    assert host.content() == before
    assert host.told() == words.text("buttons.refused.table", table=words.text("workbook.issues.sheet"))


def test_a_header_of_the_list_that_was_renamed_is_named() -> None:
    host = opened()
    put(host, "Issues", "D5", "Remarks")
    before = host.content()
    press(host, "validate")
    assert host.content() == before
    assert host.told() == (
        "On the sheet Issues these columns are missing: What was found. Nothing was changed. "
        "Give the columns their headers back."
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", FOREIGN),
        ("zh", "“Budget.xlsx”里没有 Remit 的表格。请打开 Remit 发给您的团队工作簿，再按此按钮。"),
    ],
)
def test_a_workbook_that_is_not_remits_is_left_alone(language: str, said: str) -> None:
    host = Host(_somebodys_book(), name="Budget.xlsx")
    before = host.content()
    press(host, "validate", language)
    assert (host.content(), host.told()) == (before, said)
    assert ADDIN not in host.kept.sheetnames


def _somebodys_book() -> bytes:
    host = opened()
    for name in host.kept.sheetnames[1:]:
        del host.kept[name]
    host.kept.defined_names.clear()
    host.kept.active = 0
    host.kept.worksheets[0].title = "Budget"
    return host.saved()


def test_a_workbook_that_was_never_saved_is_checked_all_the_same() -> None:
    host = opened(name="Book1")
    press(host, "validate")
    assert len(rows_of(host, "Issues")) == 17


def test_without_home_the_check_is_for_today() -> None:
    host = opened()
    for book in (host.kept, host.shown):
        del book["Home"]
    press(host, "validate")
    assert rows_of(host, "Issues") != []
    assert host.alerts[-1][2] == "info"


def test_rows_typed_below_the_table_are_read_and_remarked() -> None:
    host = crowded(opened())
    assert host.kept["Skills"].tables["Skills"].ref.endswith("6")
    for cell, value in (("A7", "Nobody"), ("B7", "Tendering"), ("C7", 2)):
        put(host, "Skills", cell, value)
    press(host, "validate")
    assert {row[5]: row[2] for row in rows_of(host, "Issues") if row[1] == "Skills"} == {
        "SKL-MEMBER-UNKNOWN": "A7",
        "SKL-ROWS-BELOW": "A7",
    }


def test_error_values_text_for_numbers_and_merged_cells_are_answered_on_the_list() -> None:
    host = opened()
    put(host, "Members", "F6", "forty")
    put(host, "Members", "F7", "#N/A")
    host.kept["Members"].merge_cells("F7:F8")
    host.shown["Members"].merge_cells("F7:F8")
    press(host, "validate")
    assert [row[2:3] + row[5:] for row in rows_of(host, "Issues") if row[1] == "Members"] == [
        ("F6", "MBR-WEEKLY-HOURS-TYPE"),
        ("F7", "MBR-WEEKLY-HOURS-ERROR"),
        ("F8", "MBR-WEEKLY-HOURS-REQUIRED"),
    ]


def test_the_table_is_known_by_its_sheet_when_it_is_a_plain_range() -> None:
    host = opened()
    press(host, "validate")
    expected = rows_of(host, "Issues")
    plain = opened()
    del plain.kept["Delegations"].tables["Delegations"]
    press(plain, "validate")
    ranges = [row for row in rows_of(plain, "Issues") if row[5] == "DLG-TABLE-RANGE"]
    assert [row for row in rows_of(plain, "Issues") if row not in ranges] == expected
    assert [row[1:3] for row in ranges] == [("Delegations", "A5")]


def test_tables_without_their_names_are_known_by_their_headers() -> None:
    host = opened()
    for book in (host.kept, host.shown):
        book["Skills"].title = "Who can do what"
    del host.kept["Who can do what"].tables["Skills"]
    press(host, "validate")
    assert [row[1:3] + row[5:] for row in rows_of(host, "Issues") if row[1] == "Who can do what"] == [
        ("Who can do what", None, "SKL-SHEET-RENAMED"),
        ("Who can do what", "A5", "SKL-TABLE-RANGE"),
    ]


def test_of_two_tables_of_one_kind_neither_is_read() -> None:
    host = opened()
    for book in (host.kept, host.shown):
        book.copy_worksheet(book["Skills"]).title = "Skills (2)"
    press(host, "validate")
    assert [row[2:4] for row in rows_of(host, "Issues") if row[5] == "SKL-TABLE-DUPLICATE"] == [
        (
            "A5",
            SEVERAL,
        )
    ]


def test_text_that_looks_like_a_formula_stays_text_on_the_list() -> None:
    host = opened()
    put(host, "Members", "F6", "=1+1 hours")
    host.kept["Members"]["F6"].data_type = "s"
    press(host, "validate")
    row = next(row for row in rows_of(host, "Issues") if row[2] == "F6")
    assert row[3] == '"=1+1 hours" is not a number.'


@LANGUAGES
def test_the_workbook_that_is_saved_afterwards_is_sound(language: str) -> None:
    host = opened(language, "awkward")
    press(host, "validate")
    own = [each for each in check_package(host.saved()) if ADDIN in str(each)]
    assert own == []


def test_what_the_buttons_remember_is_hidden() -> None:
    host = opened()
    press(host, "validate")
    assert host.kept[ADDIN].sheet_state == "hidden"


def test_more_than_can_be_listed_and_marked_is_counted() -> None:
    host = opened()
    for row in range(7, 1_107):
        put(host, "Skills", f"A{row}", "Nobody")
    press(host, "validate")
    assert len(rows_of(host, "Issues")) == 1_000
    assert len(host.notes()) == 500
    assert host.told().split("\n\n")[2:] == [
        "The list shows the first 1000, and 2318 are not on it. Correct these and press Validate again.",
        "The first 500 cells have a note, and 2813 have none.",
    ]
