"""An engine of xlwings over openpyxl, so that scripts run through the real `xw.Book` on a real .xlsx file.

Has what the desktop and Office.js share and nothing else: what is missing here raises, as it would there.
`Host(on_the_web=True)` is as blind as Excel on the web, which does not tell what a note says.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Container, Iterator
from functools import cache
from typing import Any

import openpyxl
import xlwings as xw
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter, range_boundaries
from xlwings import base_classes
from xlwings.main import Book as XlwingsBook

from tests.addin.host.cells import cleaned, write

Box = tuple[int, int, int, int]  # first row, first column, last row, last column


class RefusalError(Exception):
    """What Excel says when it does not let a script write."""


@cache
def _parsed(data: bytes) -> bytes:
    """Both sides of a workbook: parsing takes openpyxl a second, which most tests would spend on it.

    The sheet of everybody's days, which no button reads, is half of it.
    """
    books = [openpyxl.load_workbook(io.BytesIO(data), data_only=only) for only in (False, True)]
    for book in books:
        if "_avail" in book.sheetnames:
            del book["_avail"]
    tables = [(sheet.title, table) for sheet in books[0] for table in sheet.tables.values()]
    return pickle.dumps((*books, tables))


class Host:
    """One Excel with one open workbook, and what it showed to whoever sits before it."""

    def __init__(self, data: bytes, *, name: str = "North.xlsx", on_the_web: bool = False) -> None:
        self.kept, self.shown, tables = pickle.loads(_parsed(data))
        for sheet, table in tables:  # which pickle takes for their names
            dict.__setitem__(self.kept[sheet].tables, table.name, table)
        self.name, self.on_the_web = name, on_the_web
        self.alerts: list[tuple[str, str, str]] = []
        self.selected: tuple[str, Box] | None = None
        self.refused: Container[int] = ()  # of the writes from now on, counted from 0
        self._writes = 0
        self.structure_is_protected = False
        self.calculations = 0

    @property
    def book(self) -> XlwingsBook:
        """The book as a script gets it; from now on this is the Excel in front."""
        _running[:] = [self]
        _ENGINE.activate()
        return XlwingsBook(impl=Book(self))

    def select(self, sheet: str, cells: str) -> None:
        first_column, first_row, last_column, last_row = range_boundaries(cells)
        self.selected = (sheet, (first_row, first_column, last_row, last_column))

    def told(self) -> str:
        """What the last alert said."""
        return self.alerts[-1][0]

    def refuse(self, writes: Container[int]) -> None:
        """Excel will not carry out these of the writes that follow."""
        self.refused, self._writes = writes, 0

    def count_write(self) -> None:
        self._writes += 1
        if self._writes - 1 in self.refused:
            raise RefusalError("The cell is protected")

    def value(self, sheet: str, cell: str) -> Any:
        return self.shown[sheet][cell].value

    def formula(self, sheet: str, cell: str) -> Any:
        return self.kept[sheet][cell].value

    def notes(self) -> dict[str, str]:
        """Every note of the workbook by its place."""
        return {
            f"{sheet.title}!{cell.coordinate}": cell.comment.text
            for sheet in self.kept
            for cell in filled(sheet)
            if cell.comment is not None
        }

    def content(self) -> dict[str, object]:
        """Every filled cell and note of the visible workbook: what a person would say has changed or not."""
        cells = {
            f"{sheet.title}!{cell.coordinate}": cell.value
            for sheet in self.kept
            if sheet.title != "_addin"
            for cell in filled(sheet)
            if cell.value is not None
        }
        return {**cells, **{f"note {place}": text for place, text in self.notes().items()}}

    def saved(self) -> bytes:
        target = io.BytesIO()
        self.kept.save(target)
        return target.getvalue()


def filled(sheet: Any) -> list[Any]:
    """The cells that openpyxl knows; walking over rows would make every cell of a wide sheet."""
    return [cell for cell in sheet._cells.values() if not isinstance(cell, MergedCell)]


class EngineOverOpenpyxl:
    name = "openpyxl"
    type = "desktop"

    @property
    def apps(self) -> Apps:
        return Apps()

    @staticmethod
    def clean_value_data(data: Any, _dates: Any, _empty: Any, _numbers: Any, err_to_str: bool) -> Any:
        return [[cleaned(value, err_to_str) for value in row] for row in data]

    @staticmethod
    def prepare_xl_data_element(value: object, _options: object) -> object:
        return value


_running: list[Host] = []


class Apps(base_classes.Apps):
    def __iter__(self) -> Iterator[App]:
        return iter([App(host) for host in _running])

    def __len__(self) -> int:
        return len(_running)

    def keys(self) -> list[int]:
        return [app.pid for app in self]


class App(base_classes.App):
    def __init__(self, host: Host) -> None:
        self.host = host
        self.engine = EngineOverOpenpyxl()

    def activate(self, steal_focus: bool = False) -> None:
        assert not steal_focus

    @property
    def pid(self) -> int:
        return id(self.host)

    @property
    def selection(self) -> Any:
        if self.host.selected is None:
            return None
        sheet, box = self.host.selected
        return Range(Sheet(self.host, sheet), box)

    def alert(self, prompt: str, title: str, buttons: str, mode: str, callback: Any) -> None:
        self.host.alerts.append((prompt, title, mode))

    def calculate(self) -> None:
        self.host.calculations += 1


class Book(base_classes.Book):
    def __init__(self, host: Host) -> None:
        self.host = host

    @property
    def name(self) -> str:
        return self.host.name

    def activate(self) -> None:
        pass

    @property
    def app(self) -> App:
        return App(self.host)

    @property
    def sheets(self) -> Sheets:
        return Sheets(self.host)

    @property
    def names(self) -> Names:
        return Names(self.host)


class Sheets(base_classes.Sheets):
    def __init__(self, host: Host) -> None:
        self.host = host

    @property
    def active(self) -> Sheet:
        return Sheet(self.host, self.host.kept.active.title)

    def __call__(self, name_or_index: str | int) -> Sheet:
        if isinstance(name_or_index, int):
            return Sheet(self.host, self.host.kept.sheetnames[name_or_index - 1])
        return Sheet(self.host, self.host.kept[name_or_index].title)

    def __len__(self) -> int:
        return len(self.host.kept.sheetnames)

    def __iter__(self) -> Iterator[Sheet]:
        return iter([Sheet(self.host, name) for name in self.host.kept.sheetnames])

    def add(self, before: Sheet | None, after: Sheet | None, name: str) -> Sheet:
        if self.host.structure_is_protected:
            raise RefusalError("The workbook is protected")
        assert after is not None
        for book in (self.host.kept, self.host.shown):
            book.create_sheet(name, book.sheetnames.index(after.name) + 1)
        self.host.kept.active = self.host.kept.sheetnames.index(name)
        return Sheet(self.host, name)


class Sheet(base_classes.Sheet):
    def __init__(self, host: Host, name: str) -> None:
        self.host, self._name = host, name
        self.kept, self.shown = host.kept[name], host.shown[name]

    @property
    def name(self) -> str:
        return self._name

    @property
    def book(self) -> Book:
        return Book(self.host)

    @property
    def api(self) -> Any:
        return self.kept

    @property
    def tables(self) -> Tables:
        return Tables(self)

    @property
    def notes(self) -> list[Note]:
        cells = [cell for cell in filled(self.kept) if cell.comment is not None]
        return [Note(Range(self, (each.row, each.column, each.row, each.column))) for each in cells]

    @property
    def used_range(self) -> Range:
        left, top, right, bottom = range_boundaries(self.shown.dimensions)
        return Range(self, (top, left, bottom, right))

    @property
    def visible(self) -> bool:
        return bool(self.kept.sheet_state == "visible")

    @visible.setter
    def visible(self, value: bool) -> None:
        self.kept.sheet_state = "visible" if value else "hidden"

    def activate(self) -> None:
        if not self.visible:
            raise RefusalError("Activate method of Worksheet class failed")
        self.host.kept.active = self.host.kept.sheetnames.index(self._name)

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        if isinstance(arg1, str):
            left, top, right, bottom = range_boundaries(arg1)
            return Range(self, (top, left, bottom, right))
        first, last = _cell(arg1), _cell(arg2 or arg1)
        return Range(self, (first[0], first[1], last[0], last[1]))


def _cell(position: Any) -> tuple[int, int]:
    return (position.row, position.column) if isinstance(position, Range) else (position[0], position[1])


class Range(base_classes.Range):
    def __init__(self, sheet: Sheet, box: Box) -> None:
        self.sheet, self.box = sheet, box

    @property
    def api(self) -> Any:
        return self

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        return (self.sheet.name, *self.box)

    @property
    def row(self) -> int:
        return self.box[0]

    @property
    def column(self) -> int:
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
        cells = self.sheet.shown.iter_rows(top, bottom, left, right, values_only=True)
        return [list(row) for row in cells]

    @raw_value.setter
    def raw_value(self, values: Any) -> None:
        self.sheet.host.count_write()
        top, left, bottom, right = self.box
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                value = values[row - top][column - left] if isinstance(values, list) else values
                write(self.sheet.kept, self.sheet.shown, row, column, value)

    def get_address(self, row_absolute: bool, column_absolute: bool, external: bool) -> str:
        assert not external
        corners = (self.box[:2], self.box[2:])
        dollars = ("$" * column_absolute, "$" * row_absolute)
        names = [f"{dollars[0]}{get_column_letter(column)}{dollars[1]}{row}" for row, column in corners]
        return names[0] if names[0] == names[1] else ":".join(names)

    @property
    def address(self) -> str:
        return self.get_address(True, True, False)

    @property
    def note(self) -> Note | None:
        return Note(self) if self.sheet.kept.cell(self.row, self.column).comment else None

    def add_note(self, text: str) -> Note:
        cell = self.sheet.kept.cell(self.row, self.column)
        if cell.comment is not None:
            raise RefusalError("There is a note already")
        cell.comment = Comment(text, "")  # a part of merged cells has no such attribute
        return Note(self)

    def autofit(self, axis: str | None = None) -> None:
        self.sheet.host.count_write()

    def select(self) -> None:
        if self.sheet.host.kept.active.title != self.sheet.name:
            raise RefusalError("Select method of Range class failed")
        self.sheet.host.selected = (self.sheet.name, self.box)


class Note(base_classes.Note):
    def __init__(self, cell: Range) -> None:
        self.cell = cell

    @property
    def text(self) -> str:
        if self.cell.sheet.host.on_the_web:
            raise NotImplementedError("Reading a note's text isn't supported on this engine")
        return str(self.cell.sheet.kept.cell(self.cell.row, self.cell.column).comment.text)

    @property
    def location(self) -> Range:
        return self.cell

    def delete(self) -> None:
        self.cell.sheet.kept.cell(self.cell.row, self.cell.column).comment = None


class Names(base_classes.Names):
    def __init__(self, host: Host) -> None:
        self.host = host

    def contains(self, name: str) -> bool:
        return name in self.host.kept.defined_names

    def __call__(self, name: str) -> Name:
        return Name(self.host, name)

    def __len__(self) -> int:
        return len(self.host.kept.defined_names)


class Name(base_classes.Name):
    def __init__(self, host: Host, name: str) -> None:
        self.host, self._name = host, name

    @property
    def name(self) -> str:
        return self._name

    @property
    def refers_to_range(self) -> Range:
        sheet, cells = next(self.host.kept.defined_names[self._name].destinations)
        return Sheet(self.host, sheet).range(cells.replace("$", ""))


class Tables(base_classes.Collection, base_classes.Tables):  # type: ignore[misc]
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def __iter__(self) -> Iterator[Table]:
        return iter([Table(self.sheet, name) for name in self.sheet.kept.tables])

    def __len__(self) -> int:
        return len(self.sheet.kept.tables)


class Table(base_classes.Table):
    def __init__(self, sheet: Sheet, name: str) -> None:
        self.sheet, self._name = sheet, name
        self.kept = sheet.kept.tables[name]

    @property
    def name(self) -> str:
        return self._name

    @property
    def parent(self) -> Sheet:
        return self.sheet

    @property
    def range(self) -> Range:
        return self.sheet.range(self.kept.ref)

    @property
    def totals_row_range(self) -> Range | None:
        if not self.kept.totalsRowCount:
            return None
        _, left, bottom, right = self.range.box
        return Range(self.sheet, (bottom, left, bottom, right))

    def resize(self, area: Any) -> None:
        self.sheet.host.count_write()
        self.kept.ref = area.get_address(False, False, False)
        if self.kept.autoFilter is not None:
            self.kept.autoFilter.ref = self.kept.ref

    @property
    def rows(self) -> TableRows:
        return TableRows(self)


class TableRows(base_classes.TableRows):
    def __init__(self, table: Table) -> None:
        self.table = table

    @property
    def parent(self) -> Table:
        return self.table

    def __len__(self) -> int:
        return self.table.range.shape[0] - 1 - bool(self.table.kept.totalsRowCount)

    def __call__(self, index: int) -> TableRow:
        return TableRow(self.table)

    def add(self, values: Any, index: int | None) -> TableRow:
        assert values is None
        assert index is None
        top, left, bottom, right = self.table.range.box
        self.table.resize(Range(self.table.sheet, (top, left, bottom + 1, right)))
        return TableRow(self.table)


class TableRow(base_classes.TableRow):
    """Only ever the last one."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def delete(self) -> None:
        top, left, bottom, right = self.table.range.box
        self.table.kept.ref = Range(self.table.sheet, (top, left, bottom - 1, right)).get_address(
            False, False, False
        )


_ENGINE = xw.main.Engine(impl=EngineOverOpenpyxl())
