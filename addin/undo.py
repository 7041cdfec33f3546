"""The button Undo last: gives back what the last button overwrote, except where somebody has typed since."""

from __future__ import annotations

from addin.changes import Changes, still_there
from addin.journal import Journal, marks_after
from addin.open_book import OpenBook
from addin.pressed import Pressed
from addin.refusals import NothingToUndoError

_NAMED = 10  # cells that are named; the others are counted


def undo(open_book: OpenBook, journal: Journal) -> Pressed:
    """Raises: NothingToUndoError."""
    if not journal.button:
        raise NothingToUndoError
    words = open_book.words
    same, typed = still_there(open_book.book, journal.changes.cells)
    back = Changes(cells=tuple(same), notes=journal.changes.notes).reversed
    said = [words.text("buttons.undo_last.done", button=words.text(f"buttons.{journal.button}.label"))]
    if typed:
        cells = words.text("workbook.lists.join").join(each.place for each in typed[:_NAMED])
        said.append(words.text("buttons.undo_last.left", n=len(typed), cells=cells))
    return Pressed(
        said=tuple(said),
        changes=back,
        remembers=Journal(marks=marks_after(journal.marks, back.notes)),
    )
