"""Sheets are read one by one when they are asked for; places survive what calamine leaves out."""

from __future__ import annotations

import pytest

from delegation.records import CellFault
from sync.limits import Limits
from sync.reading.guard import open_package
from sync.reading.outline import read_outline
from sync.reading.reader import read_workbook
from sync.reading.sheet_values import SheetValues, Values
from sync.reading.unreadable import UnreadableWorkbook
from tests.sync.workbooks import SheetSpec, edited, skills, workbook


def test_hidden_look_up_sheets_are_not_even_opened() -> None:
    lists = [SheetSpec(name=name, text="| x |", hidden=True) for name in ("_lists", "_calendar", "_avail")]
    data = workbook(skills(), *lists)
    look_ups = [f"xl/worksheets/sheet{number}.xml" for number in (2, 3, 4)]
    spoiled = edited(data, lambda name, content: b"<" if name in look_ups else content)

    assert read_workbook(spoiled).tables["skills"].rows == [2, 3]


def test_a_damaged_sheet_is_refused_when_it_is_read() -> None:
    data = edited(workbook(skills()), lambda name, content: b"<" if name.endswith("sheet1.xml") else content)
    package = open_package(data, Limits())
    outline = read_outline(package)

    with pytest.raises(UnreadableWorkbook) as caught:
        Values(package, outline, Limits()).of(outline.sheets[0])

    assert caught.value.issue.code == "WB-DAMAGED"
    assert caught.value.issue.params == {"part": "Skills"}


VALUES = SheetValues(first_row=3, first_column=2, rows=[["a", "b"], ["c", "d"]])


@pytest.mark.parametrize(
    ("rows", "columns", "expected"),
    [
        ((3, 4), (2, 3), [["a", "c"], ["b", "d"]]),
        ((4, 4), (3,), [["d"]]),
        ((1, 6), (2,), [["", "", "a", "c", "", ""]]),
        ((1, 2), (2,), [["", ""]]),
        ((7, 8), (2,), [["", ""]]),
        ((3, 4), (1, 4), [["", ""], ["", ""]]),
        ((5, 4), (2,), [[]]),
    ],
    ids=["all", "one cell", "around", "above", "below", "beside", "no rows"],
)
def test_columns(rows: tuple[int, int], columns: tuple[int, ...], expected: list[list[str]]) -> None:
    assert [list(each) for each in VALUES.columns(*rows, columns)] == expected


def test_rows_outside_have_no_cells() -> None:
    assert [list(VALUES.row(number)) for number in (2, 3, 5)] == [[], ["a", "b"], []]


def test_the_last_row_counts_cells_that_calamine_does_not_see() -> None:
    faults = {(9, 2): CellFault("error", "#N/A")}

    assert VALUES.last_row == 4
    assert SheetValues(first_row=3, first_column=2, rows=[["a"]], faults=faults).last_row == 9
    assert SheetValues(first_row=1, first_column=1, rows=[]).last_row == 0


def test_an_empty_sheet_has_no_rows() -> None:
    data = workbook(SheetSpec(name="Empty", text=""), skills())
    package = open_package(data, Limits())
    outline = read_outline(package)

    values = Values(package, outline, Limits()).of(outline.sheets[0])

    assert (values.rows, values.last_row) == ([], 0)
