"""The marks that Validate puts on cells: notes that say what is wrong, each taken away by the next Validate.

Notes, because they destroy nothing: a cell's own colours stay, and where a person has written a note it stays
and none is added. Excel's sorting leaves notes where they are; the next Validate puts that right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from addin.changes import NoteChange
from addin.journal import Mark, marks_of
from addin.notes import Cell, Notes
from addin.open_book import OpenBook
from delegation.issues import Issue, Severity
from delegation.labels import Labels
from delegation.messages import fix, message
from workbook_templates.style import SEVERITY_SIGNS

MOST_MARKED = 500
_MARKED = (Severity.ERROR, Severity.WARNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    """What becomes of the marks. `marks`: those that are there then; `more`: cells beyond the limit."""

    notes: tuple[NoteChange, ...]
    marks: tuple[Mark, ...]
    more: int


def mark_cells(open_book: OpenBook, marks: Sequence[Mark], found: Sequence[Issue]) -> Marking:
    """The old marks away, a new one on every cell with an error or a warning."""
    words, notes = open_book.words, Notes(open_book.book)
    standing = notes.find([((each.sheet, each.row, each.column), each.text) for each in marks])
    away = tuple(
        _change(cell, before=mark.text)
        for mark, cell in zip(marks, standing, strict=True)
        if cell is not None
    )
    told: dict[Cell, list[str]] = defaultdict(list)
    for issue in found if notes.possible else ():
        if issue.severity in _MARKED and issue.sheet and issue.cell:
            told[issue.sheet, *_position(issue.cell)].append(_told(issue, words))
    ours = set(standing)
    free = [cell for cell in told if cell in ours or not notes.has(cell)]
    title = words.text("buttons.validate.note")
    new = tuple(_change(cell, after=_note(title, told[cell])) for cell in free[:MOST_MARKED])
    marked = marks_of(new) if notes.possible else tuple(marks)
    return Marking(notes=away + new, marks=marked, more=len(free) - len(new))


def _change(cell: Cell, *, before: str | None = None, after: str | None = None) -> NoteChange:
    sheet, row, column = cell
    return NoteChange(sheet=sheet, row=row, column=column, before=before, after=after)


def _note(title: str, texts: Iterable[str]) -> str:
    return "\n".join((title, *dict.fromkeys(texts)))


def _told(issue: Issue, words: Labels) -> str:
    sign = SEVERITY_SIGNS[issue.severity]
    return f"{sign} {message(issue, words)} {fix(issue, words)} [{issue.code}]"


def _position(cell: str) -> tuple[int, int]:
    """Row and column of an A1 name."""
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(cell[len(letters) :]), column
