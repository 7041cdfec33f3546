"""A sheet of the workbook: where its tables and notes are, whether it is seen, which cells it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openpyxl.utils import range_boundaries
from xlwings import base_classes

from tests.addin.host.cells import filled
from tests.addin.host.ranges import Note, Range
from tests.addin.host.tables import Tables

if TYPE_CHECKING:
    from tests.addin.host.engine import Book


class Sheet(base_classes.Sheet):
    def __init__(self, book: Book, name: str) -> None:
        self._book, self.host, self._name = book, book.host, name
        self.kept, self.shown = self.host.kept[name], self.host.shown[name]

    @classmethod
    def added(cls, book: Book, name: str, after: Sheet | None) -> Sheet:
        """A new sheet, to which Excel goes. On the web, too, a script has it at once."""
        assert after is not None
        book.host.add_sheet(name, after.name)
        return cls(book, name)

    @property
    def name(self) -> str:
        return self._name

    @property
    def book(self) -> Book:
        return self._book

    @property
    def api(self) -> Any:
        return self.kept

    @property
    def tables(self) -> Tables:
        return Tables(self)

    @property
    def notes(self) -> list[Note]:
        if not self.host.has_notes:
            raise NotImplementedError("Notes require ExcelApi 1.18")
        if self.host.on_the_web:
            places = sorted((row, column) for name, row, column in self.host.noted if name == self._name)
        else:
            places = [(each.row, each.column) for each in filled(self.kept) if each.comment is not None]
        return [Note(Range(self, (*place, *place))) for place in places]

    @property
    def used_range(self) -> Range:
        left, top, right, bottom = range_boundaries(self.shown.dimensions)
        return Range(self, (top, left, bottom, right))

    @property
    def visible(self) -> bool:
        return bool(self.kept.sheet_state == "visible")

    @visible.setter
    def visible(self, value: bool) -> None:
        state = "visible" if value else "hidden"
        self.host.carry_out(self._name, lambda: setattr(self.kept, "sheet_state", state))

    def delete(self) -> None:
        self.host.carry_out(self._name, lambda: self.host.remove_sheet(self._name))

    def _set_gridlines(self, value: bool) -> None:
        self.host.carry_out(self._name, lambda: setattr(self.kept.sheet_view, "showGridLines", value))

    show_gridlines = property(None, _set_gridlines)

    def activate(self) -> None:
        self.host.carry_out("", lambda: self.host.go_to(self._name))

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        if isinstance(arg1, str):
            left, top, right, bottom = range_boundaries(arg1)
            return Range(self, (top, left, bottom, right))
        first, last = _cell(arg1), _cell(arg2 or arg1)
        return Range(self, (first[0], first[1], last[0], last[1]))


def _cell(position: Any) -> tuple[int, int]:
    return (position.row, position.column) if isinstance(position, Range) else (position[0], position[1])
