"""The sheets on which buttons lay out what they propose: made, known again, replaced, and taken back."""

from __future__ import annotations

import io

import openpyxl
import pytest

from addin.journal import Journal, read_journal
from addin.result_looks import paint
from addin.result_sheet import Form, lay_out, lead, table
from delegation.labels import labels
from tests.addin.books import LANGUAGES, QUIET, cell_of, opened, press, put, remove_sheet
from tests.addin.host.excel import Host, RefusalError
from tests.addin.sheets import shown_on
from tests.contracts.package import check_package

pytestmark = QUIET


def _selected(cell: str = "B6", **options: object) -> Host:
    host = opened(kind="busy", **options)  # type: ignore[arg-type]
    host.select("Delegations", cell)
    return host


def _looks(host: Host, sheet: str) -> dict[str, tuple[object, ...]]:
    """Every cell's format, as far as buttons set one."""
    return {
        cell.coordinate: (
            *(cell.font.size, cell.font.bold, cell.font.color.rgb, cell.fill.fgColor.rgb),
            *(cell.number_format, cell.alignment.horizontal, cell.border.top.style),
        )
        for row in host.kept[sheet].iter_rows()
        for cell in row
        if cell.has_style
    }


def test_undo_takes_the_new_sheet_away() -> None:
    host = _selected()
    before, sheets = host.content(), list(host.kept.sheetnames)
    press(host, "suggest_delegate")
    press(host, "undo_last")
    assert host.content() == before
    assert [name for name in host.kept.sheetnames if name != "_addin"] == sheets
    assert host.told() == "What the button Suggest delegate had overwritten is back."


def test_undo_brings_back_the_results_of_the_press_before_with_their_looks() -> None:
    host = _selected("B7")
    press(host, "suggest_delegate")
    once, looks = host.content(), _looks(host, "Suggestions")
    host.select("Delegations", "B6")
    press(host, "suggest_delegate")
    assert _looks(host, "Suggestions") != looks
    press(host, "undo_last")
    assert (host.content(), _looks(host, "Suggestions")) == (once, looks)


def test_a_shorter_result_leaves_nothing_of_the_longer_one() -> None:
    host, fresh = opened(kind="busy"), opened(kind="busy")
    press(host, "balance_workload")
    longer = len(shown_on(host, "Balance"))
    for each in (host, fresh):
        put(each, "Delegations", cell_of(each, "delegations", "effort_hours", 6), 20)
        press(each, "balance_workload")
    assert shown_on(host, "Balance") == shown_on(fresh, "Balance")
    assert _looks(host, "Balance") == _looks(fresh, "Balance")
    assert len(shown_on(host, "Balance")) < longer


def test_the_sheet_is_known_again_whatever_it_is_called() -> None:
    host = _selected()
    press(host, "suggest_delegate")
    rows = shown_on(host, "Suggestions")
    for book in (host.kept, host.shown):
        book["Suggestions"].title = "For the meeting"
    host.select("Delegations", "B6")
    press(host, "suggest_delegate")
    assert shown_on(host, "For the meeting") == rows
    assert "Suggestions" not in host.kept.sheetnames


def test_a_copy_that_somebody_keeps_is_left_alone() -> None:
    host = _selected()
    press(host, "suggest_delegate")
    for book in (host.kept, host.shown):
        book.copy_worksheet(book["Suggestions"]).title = "A copy"
        book.move_sheet("A copy", -5)
    copied = shown_on(host, "A copy")
    host.select("Delegations", "B7")
    press(host, "suggest_delegate")
    assert shown_on(host, "A copy") == copied
    assert shown_on(host, "Suggestions")[0] == ("Who could take on: Supplier audit",)


def test_a_sheet_of_somebody_else_with_that_name_is_left_alone() -> None:
    host = _selected()
    for book in (host.kept, host.shown):
        book.create_sheet("suggestions")["A1"] = "Ours"
    press(host, "suggest_delegate")
    assert host.value("suggestions", "A1") == "Ours"
    assert shown_on(host, "Suggestions (2)")[0] == ("Who could take on: Website relaunch",)
    assert "the sheet Suggestions (2)" in host.told()


def test_what_is_written_beside_the_results_stays() -> None:
    host = _selected()
    press(host, "suggest_delegate")
    for book in (host.kept, host.shown):
        book["Suggestions"]["L10"] = "Ana agrees"
    host.select("Delegations", "B7")
    press(host, "suggest_delegate")
    press(host, "undo_last")
    host.select("Delegations", "B8")
    press(host, "suggest_delegate")
    assert host.value("Suggestions", "L10") == "Ana agrees"


def test_a_new_sheet_into_which_somebody_typed_stays() -> None:
    host = _selected()
    press(host, "suggest_delegate")
    for book in (host.kept, host.shown):
        book["Suggestions"]["L10"] = "Ana agrees"
    press(host, "undo_last")
    assert shown_on(host, "Suggestions") == [(None,) * 10 + ("Ana agrees",)]


def test_the_sheet_that_somebody_deleted_is_made_again() -> None:
    host = _selected()
    press(host, "suggest_delegate")
    rows = shown_on(host, "Suggestions")
    remove_sheet(host, "Suggestions")
    host.select("Delegations", "B6")
    press(host, "suggest_delegate")
    assert shown_on(host, "Suggestions") == rows


@pytest.mark.parametrize("broken_off", [3, 4, 30, 60])
@pytest.mark.parametrize("button", ["suggest_delegate", "balance_workload"])
def test_undo_ends_what_excel_on_the_web_broke_off(button: str, broken_off: int) -> None:
    """There a script has ended before Excel refuses, so nobody is left to take anything back."""
    host = _selected(on_the_web=True)
    before, sheets = host.content(), list(host.kept.sheetnames)
    host.refuse({broken_off})
    with pytest.raises(RefusalError):
        press(host, button)
    host.refuse(())
    press(host, "undo_last")
    assert host.content() == before
    assert [name for name in host.kept.sheetnames if name != "_addin"] == sheets


@pytest.mark.parametrize("refused", range(1, 4))
def test_a_press_that_excel_refuses_leaves_no_sheet(refused: int) -> None:
    host = _selected()
    before, sheets = host.content(), set(host.kept.sheetnames)
    host.refuse({refused})
    press(host, "suggest_delegate")
    assert (host.content(), host.alerts[-1][2]) == (before, "critical")
    assert set(host.kept.sheetnames) - {"_addin"} == sheets
    assert read_journal(host.book) == Journal()


def test_a_workbook_with_a_protected_structure_gets_no_sheet() -> None:
    host = _selected()
    press(host, "validate")
    host.select("Delegations", "B6")
    before = host.content()
    host.structure_is_protected = True
    press(host, "suggest_delegate")
    assert host.content() == before
    assert host.told() == (
        "Excel refused to write, so everything is as it was. Excel said: The workbook is protected. "
        "Finish editing the cell, remove the protection of the sheet, then press the button again."
    )


def test_looks_that_excel_refuses_cost_only_the_looks() -> None:
    host = _selected()
    press(host, "suggest_delegate")
    rows = shown_on(host, "Suggestions")
    again = _selected()
    again.refuse(range(4, 500))  # the journal is there, and what it is about
    press(again, "suggest_delegate")
    assert (shown_on(again, "Suggestions"), again.alerts[-1][2]) == (rows, "info")


@LANGUAGES
def test_a_table_has_its_header_its_formats_and_its_widths(language: str) -> None:
    host, words = opened(language, "busy"), labels(language)
    columns = {
        "member": Form.TEXT,
        "hours": Form.HOURS,
        "score": Form.SHARE,
        "rank": Form.COUNT,
        "band": Form.TEXT,
    }
    values = {"member": "Ana", "hours": 12.5, "score": 0.5, "rank": 1, "band": "■ Bad"}
    made = lay_out(
        host.book,
        "balance_workload",
        "Title",
        [lead("Read this"), *table(words, "Part", columns, [values])],
        words,
    )
    for book in (host.kept, host.shown):
        book.create_sheet(made.name)
    paint(host.book, made.cells)
    sheet = host.kept[made.name]
    assert [sheet.cell(6, column).number_format for column in range(2, 6)] == [
        "General",
        "#,##0.0_)",
        "0%_)",
        "0",
    ]
    assert [sheet.cell(5, column).fill.fgColor.rgb[-6:] for column in range(2, 7)] == ["22384D"] * 5
    assert [sheet.cell(6, column).font.color.rgb[-6:] for column in (2, 6)] == ["1F2A37", "8A2F00"]
    assert (sheet["B1"].font.size, sheet["B4"].font.size) == (18, 13)
    assert sheet.column_dimensions["A"].hidden
    assert sheet.sheet_view.showGridLines is False


@LANGUAGES
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_the_workbook_opens_without_repair(language: str) -> None:
    host = opened(language, "busy")
    host.select(host.kept.sheetnames[0], "A1")
    press(host, "balance_workload")
    saved = host.saved()
    assert list(check_package(saved)) == []
    assert openpyxl.load_workbook(io.BytesIO(saved)).sheetnames[-1] == labels(language).text(
        "results.balance_workload.sheet"
    )
