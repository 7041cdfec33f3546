"""What a button writes: cells and notes, each with what was there before, so that it can be taken back.

A button decides everything first and then hands its changes over; either all of them are made, or none stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from addin.contents import Content, content_of, for_excel, shown
from addin.located import values_of
from addin.notes import Cell
from addin.refusals import WritingError
from delegation.place import cell_name, sheet_reference


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChange:
    """One cell, 1-based."""

    sheet: str
    row: int
    column: int
    before: Content
    after: Content

    @property
    def reversed(self) -> CellChange:
        return replace(self, before=self.after, after=self.before)

    @property
    def place(self) -> str:
        return sheet_reference(self.sheet, cell_name(self.row, self.column))


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteChange:
    """A note that is added (`before` is None) or taken away (`after` is None)."""

    sheet: str
    row: int
    column: int
    before: str | None
    after: str | None

    @property
    def cell(self) -> Cell:
        return self.sheet, self.row, self.column

    @property
    def reversed(self) -> NoteChange:
        return replace(self, before=self.after, after=self.before)

    def at(self, cell: Cell) -> NoteChange:
        """The same change on that cell."""
        sheet, row, column = cell
        return replace(self, sheet=sheet, row=row, column=column)

    @property
    def place(self) -> str:
        return sheet_reference(self.sheet, cell_name(self.row, self.column))


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Everything that one press of a button writes."""

    cells: tuple[CellChange, ...] = ()
    notes: tuple[NoteChange, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.cells or self.notes)

    @property
    def reversed(self) -> Changes:
        return Changes(
            cells=tuple(each.reversed for each in self.cells),
            notes=tuple(each.reversed for each in reversed(self.notes)),
        )


NOTHING = Changes()


@dataclass(frozen=True, slots=True)
class Block:
    """Cells that are written at once: Excel takes its time for every single write."""

    cells: tuple[tuple[CellChange, ...], ...]

    @property
    def first(self) -> CellChange:
        return self.cells[0][0]

    def area(self, book: Any) -> Any:
        last = self.cells[-1][-1]
        sheet = book.sheets[self.first.sheet]
        return sheet.range((self.first.row, self.first.column), (last.row, last.column))


def blocks(cells: Iterable[CellChange]) -> Iterator[Block]:
    """The cells in as few rectangles as stand directly below one another."""
    open_rows: list[tuple[CellChange, ...]] = []
    for row in _runs(sorted(cells, key=lambda each: (each.sheet, each.row, each.column))):
        if open_rows and not _continues(open_rows[-1], row):
            yield Block(tuple(open_rows))
            open_rows = []
        open_rows.append(row)
    if open_rows:
        yield Block(tuple(open_rows))


def _runs(cells: Sequence[CellChange]) -> Iterator[tuple[CellChange, ...]]:
    """Neighbours in one row."""
    numbered = list(enumerate(cells))
    for _, group in groupby(
        numbered, key=lambda each: (each[1].sheet, each[1].row, each[1].column - each[0])
    ):
        yield tuple(cell for _, cell in group)


def _continues(above: Sequence[CellChange], row: Sequence[CellChange]) -> bool:
    first, next_ = above[0], row[0]
    same_columns = (first.column, len(above)) == (next_.column, len(row))
    return same_columns and first.sheet == next_.sheet and first.row + 1 == next_.row


def make(book: Any, changes: Changes, and_then: Callable[[], None] | None = None) -> int:
    """Writes all of it, and does what comes then; where Excel refuses, takes back what was written.

    A note that cannot be put on its cell (a part of merged cells, say) is left out, because what it says
    stands on Issues as well: how many they are is the answer. Raises: WritingError.
    """
    done: list[Block | NoteChange] = []
    left_out = 0
    try:
        for block in blocks(changes.cells):
            done.append(block)  # a write that fails may have written some of its cells
            _write(book, block)
        for note in sorted(changes.notes, key=lambda each: each.after is not None):
            if _set_note(book, note):
                done.append(note)
            else:
                left_out += 1
        if and_then is not None:
            and_then()
    except Exception as error:
        raise WritingError(reason_of(error), _take_back(book, done)) from error
    return left_out


def _write(book: Any, block: Block) -> None:
    block.area(book).value = [[for_excel(cell.after) for cell in row] for row in block.cells]


def _set_note(book: Any, change: NoteChange) -> bool:
    """Whether it is as wanted now. One that Excel will not take away is a failure: it would stay for ever."""
    cell = book.sheets[change.sheet].range((change.row, change.column))
    if change.after is None:
        cell.note.delete()
        return True
    try:
        cell.add_note(change.after)
    except Exception:
        return False
    return True


def _take_back(book: Any, done: Sequence[Block | NoteChange]) -> tuple[str, ...]:
    """Gives back what was there, and names the cells where that failed too."""
    left: list[str] = []
    for each in reversed(done):
        if isinstance(each, NoteChange):
            if not _is_given_back(book, each.reversed):
                left.append(each.place)
        else:
            back = Block(tuple(tuple(cell.reversed for cell in row) for row in each.cells))
            try:
                _write(book, back)
            except Exception:
                left += _different(book, back)
    return tuple(left)


def _is_given_back(book: Any, note: NoteChange) -> bool:
    try:
        return _set_note(book, note)
    except Exception:
        return False


def _different(book: Any, block: Block) -> list[str]:
    try:
        found = values_of(block.area(book))
    except Exception:
        return [cell.place for row in block.cells for cell in row]
    return [
        cell.place
        for row, values in zip(block.cells, found, strict=True)
        for cell, value in zip(row, values, strict=True)
        if content_of(value) != shown(cell.after)
    ]


def reason_of(error: Exception) -> str:
    """What the library or Excel said, on one line."""
    return " ".join(str(part) for part in (str(error) or type(error).__name__).split())
