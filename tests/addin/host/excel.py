"""One Excel with one open workbook, and what it shows to whoever sits before it.

On the desktop everything happens at once. Excel on the web hands a script the workbook as it is, and carries
out what the script wrote when it has ended, one thing after the other until one is refused.
"""

from __future__ import annotations

import gc
import io
import pickle
from collections.abc import Callable, Container
from functools import cache, partial
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries
from xlwings.main import Book as XlwingsBook

from tests.addin.host.cells import filled
from tests.addin.host.engine import Book, bring_to_front
from tests.addin.host.ranges import Box

Step = Callable[[], object]


class RefusalError(Exception):
    """What Excel says when it does not let a script write."""


class Host:
    """`refuse` and `protected` say what Excel will not do; `told` says what the person heard."""

    def __init__(self, data: bytes, *, name: str = "North.xlsx", on_the_web: bool = False) -> None:
        self.kept, self.shown, tables = _unpickled(_parsed(data))
        for sheet, table in tables:  # which pickle takes for their names
            dict.__setitem__(self.kept[sheet].tables, table.name, table)
        self.name, self.on_the_web = name, on_the_web
        self.alerts: list[tuple[str, str, str]] = []
        self.selected: tuple[str, Box] | None = None
        self.hidden_rows: set[tuple[str, int]] = set()
        self.protected: set[str] = set()  # sheets that take nothing
        self.structure_is_protected = False
        self.calculations = 0
        self.in_front: Host = self  # the workbook in which something is selected
        self.has_notes = True  # an old Excel on the web has none
        self.noted: set[tuple[str, int, int]] = set()  # on the web: where a script takes notes to be
        self._refused: Container[int] = ()
        self._done, self._is_broken = 0, False
        self._queue: list[Step] = []

    @property
    def book(self) -> XlwingsBook:
        """The book as a script gets it; from now on this is the Excel in front."""
        bring_to_front(self)
        self._queue.clear()
        self.noted = {
            (sheet.title, cell.row, cell.column)
            for sheet in self.kept
            for cell in filled(sheet)
            if cell.comment is not None
        }
        return XlwingsBook(impl=Book(self))

    def script_has_ended(self) -> None:
        """Excel on the web does what it was told, up to what it refuses. Raises: RefusalError."""
        while self._queue:
            self._queue.pop(0)()

    def carry_out(self, sheet: str, *steps: Step) -> None:
        """One thing that Excel is told to do on that sheet, step by step."""
        if self.on_the_web:
            self._queue.append(partial(self._do, sheet, steps))
        else:
            self._do(sheet, steps)

    def _do(self, sheet: str, steps: tuple[Step, ...]) -> None:
        number, self._done = self._done, self._done + 1
        is_refused = number in self._refused
        if sheet in self.protected or (is_refused and self._is_broken):
            raise RefusalError("The cell is protected")
        for step in steps[: len(steps) // 2] if is_refused else steps:
            step()
        if is_refused:
            self._is_broken = True
            raise RefusalError("The cell is protected")

    def alert(self, prompt: str, title: str, mode: str) -> None:
        said = partial(self.alerts.append, (prompt, title, mode))
        if self.on_the_web:
            self._queue.append(said)
        else:
            said()

    def refuse(self, writes: Container[int]) -> None:
        """Excel will not do these of the things that it is told from now on, counted from 0.

        The first of them it does by half.
        """
        self._refused, self._done, self._is_broken = writes, 0, False

    @property
    def done(self) -> int:
        """How many things Excel was told to do since the last `refuse`."""
        return self._done

    def add_sheet(self, name: str, after: str) -> None:
        if self.structure_is_protected:
            raise RefusalError("The workbook is protected")
        for book in (self.kept, self.shown):
            book.create_sheet(name, book.sheetnames.index(after) + 1)
        self.kept.active = self.kept.sheetnames.index(name)

    def remove_sheet(self, name: str) -> None:
        for book in (self.kept, self.shown):
            del book[name]
            book.active = 0

    def go_to(self, sheet: str) -> None:
        if self.kept[sheet].sheet_state != "visible":
            raise RefusalError("Activate method of Worksheet class failed")
        self.kept.active = self.kept.sheetnames.index(sheet)

    def select_cells(self, sheet: str, box: Box) -> None:
        if self.kept.active.title != sheet:
            raise RefusalError("Select method of Range class failed")
        self.selected = (sheet, box)

    def select(self, sheet: str, cells: str) -> None:
        """A person does it."""
        first_column, first_row, last_column, last_row = range_boundaries(cells)
        self.selected = (
            sheet,
            (first_row or 1, first_column or 1, last_row or 1048576, last_column or 16384),
        )

    def told(self) -> str:
        """What the last alert said."""
        return self.alerts[-1][0]

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

    def state(self) -> tuple[object, ...]:
        """All that a button may change: the content, its looks, the size of tables, which sheets are seen."""
        sheets = [sheet for sheet in self.kept if sheet.title != "_addin"]
        looks = {
            (sheet.title, cell.coordinate): cell.style_id
            for sheet in sheets
            for cell in filled(sheet)
            if cell.has_style
        }
        tables = [
            (sheet.title, sheet.sheet_state, *(t.ref for t in sheet.tables.values())) for sheet in sheets
        ]
        memory = [sheet.sheet_state for sheet in self.kept if sheet.title == "_addin"]
        return self.content(), looks, tables, memory in ([], ["hidden"])

    def saved(self) -> bytes:
        target = io.BytesIO()
        self.kept.save(target)
        return target.getvalue()


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


def _unpickled(data: bytes) -> Any:
    """Without the garbage collector, which would look through all of it again and again."""
    gc.disable()
    try:
        return pickle.loads(data)
    finally:
        gc.enable()
