"""The notes of the open workbook, as far as its host tells of them.

The desktop says where every note is and what it says. Excel on the web says only whether a cell has one, and
where it is too old for notes not even that: xlwings raises NotImplementedError then, which nobody else here
has to know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

Cell = tuple[str, int, int]
"""Sheet, row and column, 1-based."""


def plain_text(text: object) -> str:
    """A note's text without what hosts make of line ends."""
    return str(text or "").replace("\r\n", "\n").replace("\r", "\n").strip()


def text_of(note: Any) -> str | None:
    """What one of xlwings' notes says; None where the host keeps it back."""
    try:
        return plain_text(note.text)
    except NotImplementedError:
        return None


class Notes:
    """The notes as they stood when the button was pressed. `possible`: whether this Excel has any at all."""

    def __init__(self, book: Any) -> None:
        self._sheets = {str(each.name): each for each in book.sheets}
        self.possible = True
        self._texts: dict[Cell, str] | None = None
        try:
            self._texts = _texts(self._sheets)
        except NotImplementedError:
            self.possible = False

    def has(self, cell: Cell) -> bool:
        """Whether there is a note on that cell."""
        if self._texts is not None:
            return cell in self._texts
        sheet = self._sheets.get(cell[0])
        return sheet is not None and sheet.range(cell[1:]).note is not None

    def find(self, written: Sequence[tuple[Cell, str]]) -> list[Cell | None]:
        """Where each of these notes is now, by what it says: inserted rows and renamed sheets move notes.

        None for one that is gone, or says something else by now. Where texts are kept back it is the one at
        its place.
        """
        if self._texts is None:
            return [cell if self.has(cell) else None for cell, _ in written]
        texts = self._texts
        found = [cell if texts.get(cell) == plain_text(text) else None for cell, text in written]
        in_place, moved = set(found), defaultdict[str, list[Cell]](list)
        for cell, text in texts.items():
            if cell not in in_place:
                moved[text].append(cell)
        return [
            cell or (moved[wanted].pop(0) if moved[wanted := plain_text(text)] else None)
            for cell, (_, text) in zip(found, written, strict=True)
        ]


def _texts(sheets: dict[str, Any]) -> dict[Cell, str] | None:
    """What every note says, by its cell; None where the host keeps that back."""
    found: dict[Cell, str] = {}
    for name, sheet in sheets.items():
        for note in sheet.notes:
            text = text_of(note)
            if text is None:
                return None
            at = note.location
            found[name, at.row, at.column] = text
    return found
