"""Cells of a sheet, and the notes on them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from xlwings import base_classes

from tests.addin.host.cells import write
from tests.addin.host.looks import WritesLooks

if TYPE_CHECKING:
    from tests.addin.host.sheet import Sheet

Box = tuple[int, int, int, int]  # first row, first column, last row, last column
NOT_CELLS: Box = (0, 0, 0, 0)  # where a picture is


def desktop_only(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """What Excel on the web tells only to scripts that wait for it."""

    @wraps(read)
    def member(self: Any) -> Any:
        if self.host.on_the_web:
            raise NotImplementedError(f"Reading {read.__name__} synchronously isn't supported on this engine")
        return read(self)

    member.is_desktop_only = True  # type: ignore[attr-defined]
    return member


class Range(WritesLooks, base_classes.Range):
    def __init__(self, sheet: Sheet, box: Box) -> None:
        self.sheet, self.host, self.box = sheet, sheet.host, box

    @property
    def api(self) -> Any:
        return self

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        return (self.sheet.name, *self.box)

    @property
    def row(self) -> int:
        assert self.box is not NOT_CELLS
        return self.box[0]

    @property
    def column(self) -> int:
        assert self.box is not NOT_CELLS
        return self.box[1]

    @property
    def shape(self) -> tuple[int, int]:
        return self.box[2] - self.box[0] + 1, self.box[3] - self.box[1] + 1

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, row: int, column: int | None = None) -> Range:
        if column is None:
            row, column = divmod(row - 1, self.shape[1])
            row, column = row + 1, column + 1
        position = (self.row + row - 1, self.column + column - 1)
        return Range(self.sheet, (*position, *position))

    @property
    def raw_value(self) -> list[list[object]]:
        top, left, bottom, right = self.box
        cells = self.sheet.shown._cells  # a third of the time that `iter_rows` takes
        columns = range(left, right + 1)
        return [
            [cell.value if (cell := cells.get((row, column))) else None for column in columns]
            for row in range(top, bottom + 1)
        ]

    @raw_value.setter
    def raw_value(self, values: Any) -> None:
        top, left, bottom, right = self.box
        steps = [
            partial(
                write,
                self.sheet.kept,
                self.sheet.shown,
                row,
                column,
                values[row - top][column - left] if isinstance(values, list) else values,
            )
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        ]
        self.host.carry_out(self.sheet.name, *steps)

    def get_address(self, row_absolute: bool, column_absolute: bool, external: bool) -> str:
        assert not external
        corners = (self.box[:2], self.box[2:])
        dollars = ("$" * column_absolute, "$" * row_absolute)
        names = [f"{dollars[0]}{get_column_letter(column)}{dollars[1]}{row}" for row, column in corners]
        return names[0] if names[0] == names[1] else ":".join(names)

    @property
    def address(self) -> str | None:
        return None if self.box is NOT_CELLS else self.get_address(True, True, False)

    @property
    def _place(self) -> tuple[str, int, int]:
        return self.sheet.name, self.row, self.column

    @property
    def note(self) -> Note | None:
        if self.host.on_the_web:
            return Note(self) if self._place in self.host.noted else None
        return Note(self) if self.sheet.kept.cell(self.row, self.column).comment else None

    def add_note(self, text: str) -> Note:
        cell = self.sheet.kept.cell(self.row, self.column)
        # A part of merged cells has no such attribute.
        self.host.carry_out(self.sheet.name, lambda: setattr(cell, "comment", Comment(text, "")))
        self.host.noted.add(self._place)
        return Note(self)

    @property
    @desktop_only
    def row_hidden(self) -> bool:
        return {(self.sheet.name, row) for row in self._rows} <= self.host.hidden_rows

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        do = self.host.hidden_rows.add if value else self.host.hidden_rows.discard
        self.host.carry_out(self.sheet.name, *(partial(do, (self.sheet.name, row)) for row in self._rows))

    @property
    def _rows(self) -> range:
        return range(self.box[0], self.box[2] + 1)

    def autofit(self, axis: str | None = None) -> None:
        self.host.carry_out(self.sheet.name)

    def select(self) -> None:
        self.host.carry_out("", lambda: self.host.select_cells(self.sheet.name, self.box))


class Note(base_classes.Note):
    def __init__(self, cell: Range) -> None:
        self.cell, self.host = cell, cell.host

    @property
    @desktop_only
    def text(self) -> str:
        return str(self.cell.sheet.kept.cell(self.cell.row, self.cell.column).comment.text)

    @property
    @desktop_only
    def location(self) -> Range:
        return self.cell

    def delete(self) -> None:
        cell = self.cell.sheet.kept.cell(self.cell.row, self.cell.column)
        self.host.carry_out(self.cell.sheet.name, lambda: setattr(cell, "comment", None))
        self.host.noted.discard((self.cell.sheet.name, self.cell.row, self.cell.column))
