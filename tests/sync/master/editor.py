"""A person at a master: what stands in its tables, and what people do to them in Excel.

The file is opened and saved by openpyxl, which is neither Excel nor Remit; everything else in it stays.
"""

from __future__ import annotations

import copy
import io
import re
import warnings
from dataclasses import dataclass
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.table import Table, TableColumn
from openpyxl.worksheet.worksheet import Worksheet

from delegation.place import cell_name

KEY = "_key"
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # openpyxl writes and reads what Excel escapes as it is


@dataclass(slots=True)
class Content:
    """What stands in a cell, and how it looks. A formula begins with `=`, a text that does is told by
    `type`.
    """

    value: Any = None
    type: str = "n"
    look: Any = None


class Grid:
    """One table: its headers and rows, and the cells outside of it, below by their distance from its end."""

    def __init__(self, sheet: Worksheet, table: Table) -> None:
        self.sheet, self.table = sheet, table
        self.columns: list[TableColumn] = list(table.tableColumns)
        left, top, right, bottom = _range(table.ref)
        self.left, self.header_row, self._before = left, top, (right, bottom)
        self.rows = [
            [_content(sheet.cell(row, column)) for column in range(left, right + 1)]
            for row in range(top + 1, bottom + 1)
        ]
        if len(self.rows) == 1 and all(each.value is None for each in self.rows[0]):
            self.rows = []
        self.below: dict[tuple[int, int], Content] = {}
        self.beside: dict[tuple[int, int], Content] = {}
        for line in sheet.iter_rows(min_row=top):
            for cell in line:
                if cell.value is None:
                    continue
                if left <= cell.column <= right and cell.row > bottom:
                    self.below[cell.row - bottom, cell.column] = _content(cell)
                elif cell.column > right:
                    self.beside[cell.row, cell.column] = _content(cell)

    @property
    def headers(self) -> list[str]:
        return [each.name for each in self.columns]

    @property
    def right(self) -> int:
        return self.left + len(self.columns) - 1

    def place(self, header: str) -> int:
        return self.headers.index(header)

    def keys(self) -> list[str]:
        return [str(row[self.place(KEY)].value or "").strip() for row in self.rows]

    def add_column(self, header: str, place: int) -> None:
        number = max(each.id for each in self.columns) + 1
        self.columns.insert(place, TableColumn(id=number, name=header))
        for row in self.rows:
            row.insert(place, Content())

    def delete_column(self, place: int) -> None:
        del self.columns[place]
        for row in self.rows:
            del row[place]

    def move_column(self, place: int, to: int) -> None:
        for line in (self.columns, *self.rows):
            line.insert(to, line.pop(place))  # type: ignore[attr-defined]

    def blank_row(self) -> list[Content]:
        return [Content() for _ in self.columns]

    def put_back(self) -> None:
        """Writes everything into the sheet again."""
        right, bottom = self._before
        for distance, column in self.below:
            self.sheet.cell(bottom + distance, column).value = None
        for row in range(self.header_row, bottom + 1):
            for column in range(self.left, right + 1):
                _put(self.sheet.cell(row, column), Content())
        headers = [Content(each.name, "s") for each in self.columns]
        rows = self.rows or [self.blank_row()]
        for number, line in enumerate([headers, *rows], start=self.header_row):
            for column, content in enumerate(line, start=self.left):
                _put(self.sheet.cell(number, column), content)
        last = self.header_row + len(rows)
        for (distance, column), content in self.below.items():
            _put(self.sheet.cell(last + distance, column), content)
        for (row, column), content in self.beside.items():
            _put(self.sheet.cell(row, column), content)
        ref = f"{cell_name(self.header_row, self.left)}:{cell_name(last, self.right)}"
        self.table.tableColumns = self.columns
        self.table.ref = ref
        if self.table.autoFilter is not None:
            self.table.autoFilter.ref = ref


class Person:
    """Somebody who has a master open."""

    def __init__(self, data: bytes) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl drops sparklines and says so
            self.book = load_workbook(io.BytesIO(data))
        self._grids: dict[str, Grid] = {}

    def grid(self, table: str) -> Grid:
        """The table of that name."""
        if table not in self._grids:
            sheet = next(each for each in self.book.worksheets if table in each.tables)
            self._grids[table] = Grid(sheet, sheet.tables[table])
        return self._grids[table]

    def saved(self) -> bytes:
        for grid in self._grids.values():
            grid.put_back()
        buffer = io.BytesIO()
        self.book.save(buffer)
        return buffer.getvalue()


def _content(cell: Cell) -> Content:
    value = cell.value.replace("_x005F_", "_") if isinstance(cell.value, str) else cell.value
    return Content(value, cell.data_type, copy.copy(cell._style))


def _put(cell: Cell, content: Content) -> None:
    is_text = content.type == "s" and content.value is not None
    cell.value = _LOOKS_ESCAPED.sub("_x005F_", content.value) if is_text else content.value
    if content.type in ("s", "f") and content.value is not None:
        cell.data_type = content.type
    if content.look is not None:
        cell._style = copy.copy(content.look)


def _range(ref: str) -> tuple[int, int, int, int]:
    return range_boundaries(ref)
