"""What the buttons remember between two presses: what the last one overwrote, and which notes are theirs.

Lives in the workbook, on the hidden sheet `_addin`: the next press may come from another process, another
computer or Excel on the web. One JSON text a column, cut into pieces that a cell can hold.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from addin.changes import NOTHING, CellChange, Changes, NoteChange
from addin.contents import as_json, for_excel, from_json
from addin.located import values_of
from workbook_templates.layout import ADDIN

_PIECE = 30_000  # a cell holds 32,767 characters
_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A note that Validate has put on a cell."""

    sheet: str
    row: int
    column: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """`button`: the id of the one whose changes can be undone; empty when there are none. `made`: the sheet
    that it made for them.
    """

    button: str = ""
    changes: Changes = NOTHING
    made: str = ""
    marks: tuple[Mark, ...] = ()


def read_journal(book: Any) -> Journal:
    """What the workbook remembers; nothing where the sheet is missing or somebody changed it."""
    if not _is_there(book):
        return Journal()
    pieces = [str(row[0]) for row in values_of(book.sheets[ADDIN].used_range) if row[0] is not None]
    try:
        found = json.loads("".join(pieces))
        return _journal(found) if found["version"] == _VERSION else Journal()
    except (ValueError, KeyError, TypeError):
        return Journal()


def write_journal(book: Any, journal: Journal) -> None:
    """Replaces what the workbook remembers; makes the sheet when there is none."""
    if not _is_there(book):
        active = book.sheets.active
        book.sheets.add(ADDIN, after=book.sheets[len(book.sheets) - 1])
        with suppress(Exception):
            active.activate()  # Excel goes to a new sheet
    sheet = book.sheets[ADDIN]
    if sheet.visible:
        sheet.visible = False
    text = json.dumps(_plain(journal))
    pieces = [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]
    used = sheet.used_range
    spare = used.row + used.shape[0] - 1 - len(pieces)
    rows: list[list[object]] = [[for_excel(piece)] for piece in pieces] + [[None]] * max(0, spare)
    sheet.range((1, 1), (len(rows), 1)).value = rows


def marks_of(notes: Iterable[NoteChange]) -> tuple[Mark, ...]:
    """The notes that these changes add."""
    return tuple(
        Mark(sheet=each.sheet, row=each.row, column=each.column, text=each.after)
        for each in notes
        if each.after is not None
    )


def _is_there(book: Any) -> bool:
    return any(str(each.name) == ADDIN for each in book.sheets)


def _plain(journal: Journal) -> dict[str, object]:
    return {
        "version": _VERSION,
        "button": journal.button,
        "made": journal.made,
        "cells": [
            [each.sheet, each.row, each.column, as_json(each.before), as_json(each.after)]
            for each in journal.changes.cells
        ],
        "notes": [
            [each.sheet, each.row, each.column, each.before, each.after] for each in journal.changes.notes
        ],
        "marks": [[each.sheet, each.row, each.column, each.text] for each in journal.marks],
    }


def _journal(found: dict[str, Any]) -> Journal:
    cells = tuple(
        CellChange(sheet=sheet, row=row, column=column, before=from_json(before), after=from_json(after))
        for sheet, row, column, before, after in found["cells"]
    )
    notes = tuple(
        NoteChange(sheet=sheet, row=row, column=column, before=before, after=after)
        for sheet, row, column, before, after in found["notes"]
    )
    marks = tuple(
        Mark(sheet=sheet, row=row, column=column, text=text) for sheet, row, column, text in found["marks"]
    )
    changes = Changes(cells=cells, notes=notes)
    return Journal(button=found["button"], changes=changes, made=found.get("made", ""), marks=marks)
