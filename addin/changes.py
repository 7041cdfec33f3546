"""What a button writes: cells and notes, each with what was there before, so that it can be taken back.

A button decides everything first and then hands its changes over; either all of them are made, or none stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from addin.contents import Content, Formula, content_of, for_excel, shown
from addin.located import values_of
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
    def reversed(self) -> NoteChange:
        return replace(self, before=self.after, after=self.before)


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


def make(book: Any, changes: Changes) -> None:
    """Writes all of it; where Excel refuses, takes back what was written.

    A note that cannot be set (on a part of merged cells, say) is left out: what it says stands on Issues.
    Raises: WritingError.
    """
    done: list[Block] = []
    try:
        for block in blocks(changes.cells):
            done.append(block)  # a write that fails may have written some of its cells
            _write(book, block)
        set_notes(book, changes.notes)
    except Exception as error:
        left = _take_back(book, done)
        with suppress(Exception):
            set_notes(book, changes.reversed.notes)
        raise WritingError(reason_of(error), left) from error


def _write(book: Any, block: Block) -> None:
    block.area(book).value = [[for_excel(cell.after) for cell in row] for row in block.cells]


def _take_back(book: Any, done: Sequence[Block]) -> tuple[str, ...]:
    """Gives back what was there, and names the cells where that failed too."""
    left: list[str] = []
    for block in reversed(done):
        back = Block(tuple(tuple(cell.reversed for cell in row) for row in block.cells))
        try:
            _write(book, back)
        except Exception:
            left += _different(book, back)
    return tuple(left)


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


def still_there(book: Any, cells: Iterable[CellChange]) -> tuple[list[CellChange], list[CellChange]]:
    """The cells that still show what was written, and those into which somebody typed since."""
    same: list[CellChange] = []
    typed: list[CellChange] = []
    names = {str(each.name) for each in book.sheets}
    for block in blocks(cells):
        if block.first.sheet not in names:
            typed += [cell for row in block.cells for cell in row]
            continue
        for row, values in zip(block.cells, values_of(block.area(book)), strict=True):
            for cell, value in zip(row, values, strict=True):
                (same if _shows(value, cell.after) else typed).append(cell)
    return same, typed


def _shows(value: object, content: Content) -> bool:
    """A formula whose text is unknown yet, because nothing has calculated it, counts as there."""
    found = content_of(value)
    return found == shown(content) or (isinstance(content, Formula) and found is None)


def set_notes(book: Any, notes: Iterable[NoteChange]) -> None:
    """Takes notes away, then adds others; never one over a note that is there."""
    wanted = list(notes)
    taken = [each for each in wanted if each.after is None]
    if taken:
        _remove_notes(book, taken)
    for each in wanted:
        if each.after is not None:
            _add_note(book, each)


def _remove_notes(book: Any, changes: Iterable[NoteChange]) -> None:
    """Each note by its text, wherever inserted rows or a renamed sheet have moved it.

    Excel on the web tells where notes are, not what they say: there it is the one at that place.
    """
    sheets = {str(each.name): each for each in book.sheets}
    try:
        texts = Counter(plain_text(each.before) for each in changes)
        ours = []
        for note in [note for sheet in sheets.values() for note in sheet.notes]:
            text = plain_text(note.text)
            if texts[text] > 0:
                texts[text] -= 1
                ours.append(note)
    except NotImplementedError:
        cells = [
            sheets[each.sheet].range((each.row, each.column)) for each in changes if each.sheet in sheets
        ]
        ours = [note for cell in cells if (note := cell.note) is not None]
    for note in ours:
        note.delete()


def _add_note(book: Any, change: NoteChange) -> None:
    with suppress(Exception):
        cell = book.sheets[change.sheet].range((change.row, change.column))
        if cell.note is None:
            cell.add_note(change.after)


def plain_text(text: object) -> str:
    """A note's text without what hosts make of line ends."""
    return str(text or "").replace("\r\n", "\n").replace("\r", "\n").strip()
