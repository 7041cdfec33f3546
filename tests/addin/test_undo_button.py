"""Undo last, and presses that fail: everything is as it was, and the person hears why."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addin.changes import CellChange, Changes, blocks, make
from addin.journal import Journal, read_journal
from addin.refusals import WritingError
from delegation.labels import labels
from tests.addin.books import LANGUAGES, QUIET, crowded, opened, press, put
from workbook_templates.layout import ADDIN

pytestmark = QUIET


@LANGUAGES
@pytest.mark.parametrize("kind", ["ordinary", "awkward"])
def test_undo_gives_back_the_list_and_the_notes(language: str, kind: str) -> None:
    host = opened(language, kind)
    before = host.content()
    press(host, "validate")
    assert host.content() != before
    press(host, "undo_last")
    assert host.content() == before
    words = labels(language)
    assert host.told() == words.text("buttons.undo_last.done", button=words.text("buttons.validate.label"))


@pytest.mark.parametrize("on_the_web", [False, True])
def test_undo_brings_back_the_list_of_the_press_before(on_the_web: bool) -> None:
    host = opened(on_the_web=on_the_web)
    press(host, "validate")
    once = host.content()
    put(host, "Delegations", "W6", 5)
    press(host, "validate")
    put(host, "Delegations", "W6", None)
    press(host, "undo_last")
    assert host.content() == once


def test_after_an_undo_validate_still_knows_its_marks() -> None:
    host = opened()
    press(host, "validate")
    once = host.content()
    press(host, "validate")
    press(host, "undo_last")
    press(host, "validate")
    assert host.content() == once


def test_a_row_into_which_a_person_typed_since_stays() -> None:
    host = opened()
    press(host, "validate")
    put(host, "Issues", "E6", "Ana does it")
    press(host, "undo_last")
    assert host.value("Issues", "E6") == "Ana does it"
    assert (host.value("Issues", "F6"), host.value("Issues", "F7")) == ("CAL-DUPLICATE", None)
    assert host.told() == (
        "What the button Validate had overwritten is back.\n\n"
        "Somebody has changed 1 of the cells since, so their rows stay as they are: Issues!E6."
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "There is nothing to undo: no button has written anything since the last undo."),
        ("zh", "没有可以撤销的内容：上次撤销之后，没有按钮写过任何内容。"),
    ],
)
def test_a_second_undo_has_nothing_to_do(language: str, said: str) -> None:
    host = opened(language)
    press(host, "validate")
    press(host, "undo_last")
    before = host.content()
    press(host, "undo_last")
    assert (host.content(), host.told()) == (before, said)


def test_what_the_buttons_remember_survives_saving_and_opening() -> None:
    host = opened()
    before = host.content()
    press(host, "validate")
    again = type(host)(host.saved())
    again.shown = host.shown  # openpyxl saves no results of formulas
    press(again, "undo_last")
    assert again.content() == before


def test_a_workbook_whose_memory_somebody_changed_has_nothing_to_undo() -> None:
    host = opened()
    press(host, "validate")
    host.shown[ADDIN]["A1"].value = '{"version": 1, "cells"'
    assert read_journal(host.book) == Journal()


@pytest.mark.parametrize("refused", [1, 2, 3, 9])  # hiding the memory, writing it, a first and a later row
def test_a_list_that_cannot_grow_changes_nothing(refused: int) -> None:
    host = crowded(opened())
    before = host.state()
    host.refuse({refused})
    press(host, "validate")
    assert host.alerts[-1][2] == "critical"
    assert host.state() == before
    assert read_journal(host.book) == Journal()


def test_a_refusal_in_the_midst_takes_back_what_was_written() -> None:
    host = opened()
    press(host, "validate")
    put(host, "Delegations", "W6", 5)
    before = host.content()
    host.refuse({1})
    press(host, "validate")
    assert host.content() == before
    assert host.told() == (
        "Excel refused to write, so everything is as it was. Excel said: The cell is protected. "
        "Finish editing the cell, remove the protection of the sheet, then press the button again."
    )


def test_cells_that_cannot_be_given_back_are_named() -> None:
    host = opened()
    press(host, "validate")
    press(host, "undo_last")
    book = host.book
    host.refuse(range(1, 9))
    with pytest.raises(WritingError) as refused:
        make(book, _two_rows())
    assert refused.value.left == ("Skills!A10",)
    assert refused.value.text(labels("en")) == (
        "Excel refused to write, and refused to take back: Skills!A10. As soon as Excel writes again, "
        "press Undo last, or close without saving. Excel said: The cell is protected."
    )


def _two_rows() -> Changes:
    cells = (
        CellChange(sheet="Skills", row=row, column=1, before=None, after="Ana Sousa") for row in (10, 12)
    )
    return Changes(cells=tuple(cells))


def test_a_workbook_with_a_protected_structure_is_left_alone() -> None:
    host = opened()
    before = host.content()
    host.structure_is_protected = True
    press(host, "validate")
    assert host.content() == before
    assert host.told() == (
        "Excel refused to write, so everything is as it was. Excel said: The workbook is protected. "
        "Finish editing the cell, remove the protection of the sheet, then press the button again."
    )


CELLS = st.sets(st.tuples(st.sampled_from("AB"), st.integers(1, 6), st.integers(1, 6)), max_size=30)


@settings(max_examples=60, deadline=None)
@given(CELLS)
def test_blocks_are_full_rectangles_and_hold_every_cell_once(places: set[tuple[str, int, int]]) -> None:
    cells = [
        CellChange(sheet=sheet, row=row, column=column, before=None, after=1) for sheet, row, column in places
    ]
    found = list(blocks(cells))
    flat = [cell for block in found for row in block.cells for cell in row]
    assert sorted(flat, key=str) == sorted(cells, key=str)
    for block in found:
        first, last = block.first, block.cells[-1][-1]
        rows = range(first.row, last.row + 1)
        columns = range(first.column, last.column + 1)
        assert [(cell.row, cell.column) for row in block.cells for cell in row] == [
            (row, column) for row in rows for column in columns
        ]
