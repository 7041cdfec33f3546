"""A column of Remit's under another header, and somebody's own column that has got its number."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.worksheet.table import TableColumn
from openpyxl.worksheet.worksheet import Worksheet

from sync.master.build import build_master, master_fill, shipped_template
from tests.sync.masters import content

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")


def edited(edit: Callable[[Worksheet], None]) -> bytes:
    """A master after somebody has worked on its delegations."""
    book = openpyxl.load_workbook(io.BytesIO(build_master(content())))
    edit(book["Delegations"])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def filled(data: bytes) -> tuple[list[str], dict[str, list[object]]]:
    """The headers after the next fill, and the cells under each."""
    fill = master_fill(data, content(), shipped_template(content()))
    fill.fill(())
    sheet = openpyxl.load_workbook(io.BytesIO(fill.parts.as_bytes()))["Delegations"]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    headers = [str(header) for header in rows[0]]
    return headers, {header: [row[place] for row in rows[1:5]] for place, header in enumerate(headers)}


def column_of(sheet: Worksheet, header: str) -> int:
    return next(cell.column for cell in sheet[4] if cell.value == header)


def rename(sheet: Worksheet, old: str, new: str) -> None:
    sheet.cell(4, column_of(sheet, old), new)
    columns: list[TableColumn] = sheet.tables["M_Delegations"].tableColumns
    next(each for each in columns if each.name == old).name = new


def test_a_header_that_somebody_has_renamed_keeps_its_name_and_is_still_filled() -> None:
    headers, cells = filled(edited(lambda sheet: rename(sheet, "Title", "What it is")))

    assert "Title" not in headers
    assert cells["What it is"] == ["Price review", "Supplier talks", "Stock count", "门店陈列"]


def test_a_key_column_that_somebody_has_renamed_is_still_the_key() -> None:
    headers, cells = filled(edited(lambda sheet: rename(sheet, "_key", "Row")))

    assert "_key" not in headers
    assert cells["Row"] == ["north:D1", "north:D2", "south:D1", "huadong:007"]


def test_a_column_of_somebodys_in_the_place_of_one_that_is_gone_is_not_written_over() -> None:
    def replace_last(sheet: Worksheet) -> None:
        """Deletes the column Notes, and adds one of their own: the program gives it the same number."""
        rename(sheet, "Notes", "Budget")
        for row, amount in enumerate((100, 250, None, 75), start=5):
            sheet.cell(row, column_of(sheet, "Budget"), amount)

    headers, cells = filled(edited(replace_last))

    assert cells["Budget"] == [100, 250, None, 75]
    assert headers[-1] == "Notes"
