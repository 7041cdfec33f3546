"""The button Undo last: gives back what the last button overwrote, except where somebody has been since."""

from __future__ import annotations

from collections.abc import Iterator

from addin.changes import Changes, NoteChange
from addin.journal import Journal, marks_of
from addin.notes import Notes
from addin.open_book import OpenBook
from addin.pressed import Pressed
from addin.refusals import NothingToUndoError
from addin.result_sheet import holds_only
from addin.since import what_became_of

_NAMED = 10  # cells that are named; the others are counted


def undo(open_book: OpenBook, journal: Journal) -> Pressed:
    """Raises: NothingToUndoError."""
    if not journal.button:
        raise NothingToUndoError
    words = open_book.words
    since = what_became_of(open_book.book, journal.changes.cells)
    notes = tuple(_notes(Notes(open_book.book), journal.changes.notes))
    said = [words.text("buttons.undo_last.done", button=words.text(f"buttons.{journal.button}.label"))]
    if since.typed:
        cells = words.text("workbook.lists.join").join(each.place for each in since.typed[:_NAMED])
        said.append(words.text("buttons.undo_last.left", n=len(since.typed), cells=cells))
    back = Changes(cells=tuple(each.reversed for each in since.same), notes=notes)
    return Pressed(
        said=tuple(said),
        changes=back,
        drops=journal.made if _is_only_ours(open_book, journal.made, back) else "",
        remembers=Journal(marks=marks_of(notes) if journal.changes.notes else journal.marks),
    )


def _notes(notes: Notes, changes: tuple[NoteChange, ...]) -> Iterator[NoteChange]:
    """The button's notes away from where they are now, and back those that it took; never over a person's."""
    added = [each for each in changes if each.after is not None]
    found = notes.find([(each.cell, each.after or "") for each in added])
    now = {each.cell: cell for each, cell in zip(added, found, strict=True) if cell is not None}
    for each in added:
        if each.cell in now:
            yield each.reversed.at(now[each.cell])
    for each in changes:
        cell = now.get(each.cell, each.cell)
        if each.after is None and (cell in now.values() or not notes.has(cell)):
            yield each.reversed.at(cell)


def _is_only_ours(open_book: OpenBook, made: str, back: Changes) -> bool:
    """Whether the sheet that the button made holds nothing but what is taken back."""
    sheet = next((each for each in open_book.book.sheets if str(each.name) == made), None)
    return sheet is not None and holds_only(sheet, back.cells)
