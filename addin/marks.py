"""The marks that Validate puts on cells: notes that say what is wrong, each taken away by the next Validate.

Notes, because they destroy nothing: a cell's own colours stay, and where a person has written a note it stays
and none is added. Excel's sorting leaves notes where they are; the next Validate puts that right.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from addin.changes import NoteChange, plain_text
from addin.journal import Mark
from addin.open_book import OpenBook
from delegation.issues import Issue, Severity
from delegation.labels import Labels
from delegation.messages import fix, message
from workbook_templates.style import SEVERITY_SIGNS

MOST_MARKED = 500
_MARKED = (Severity.ERROR, Severity.WARNING)
Cell = tuple[str, int, int]


def mark_cells(open_book: OpenBook, marks: Sequence[Mark], found: Sequence[Issue]) -> tuple[NoteChange, ...]:
    """The old marks away, a new one on every cell with an error or a warning."""
    words, taken = open_book.words, _notes_of_people(open_book.book, marks)
    told: dict[Cell, list[str]] = defaultdict(list)
    for issue in found:
        if issue.severity in _MARKED and issue.sheet and issue.cell:
            cell = (issue.sheet, *_position(issue.cell))
            if cell not in taken:
                told[cell].append(_told(issue, words))
    title = words.text("buttons.validate.note")
    away = tuple(
        NoteChange(sheet=each.sheet, row=each.row, column=each.column, before=each.text, after=None)
        for each in marks
    )
    return away + tuple(
        NoteChange(sheet=sheet, row=row, column=column, before=None, after=_note(title, texts))
        for (sheet, row, column), texts in list(told.items())[:MOST_MARKED]
    )


def _note(title: str, texts: Iterable[str]) -> str:
    return "\n".join((title, *dict.fromkeys(texts)))


def _told(issue: Issue, words: Labels) -> str:
    sign = SEVERITY_SIGNS[issue.severity]
    return f"{sign} {message(issue, words)} {fix(issue, words)} [{issue.code}]"


def _notes_of_people(book: Any, marks: Iterable[Mark]) -> frozenset[Cell]:
    """Cells with a note that is no mark: by its text, or by its place where a host keeps the text back."""
    notes = [(str(sheet.name), note) for sheet in book.sheets for note in sheet.notes]
    texts = Counter(plain_text(each.text) for each in marks)
    places = {(each.sheet, each.row, each.column) for each in marks}
    found = set()
    for sheet, note in notes:
        cell = (sheet, note.location.row, note.location.column)
        try:
            text = plain_text(note.text)
            is_ours = texts[text] > 0
            texts[text] -= is_ours
        except NotImplementedError:
            is_ours = cell in places
        if not is_ours:
            found.add(cell)
    return frozenset(found)


def _position(cell: str) -> tuple[int, int]:
    """Row and column of an A1 name."""
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(cell[len(letters) :]), column
