"""Where a cell is, in the words in which people find it: `North.xlsx › Delegations!F12`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_PLAIN_SHEET = re.compile(r"[^\W\d]\w*")
# Sheets may be called like a cell (Q4, R1C1) or a value; Excel then wants quotes.
_LIKE_A_CELL = re.compile(r"[A-Z]{1,3}\d+|R\d*C?\d*|C\d*|TRUE|FALSE", re.IGNORECASE)


@cache
def column_letters(column: int) -> str:
    """The letters of a 1-based column number: 1 → `A`, 28 → `AB`."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """The A1 name of a cell by its 1-based row and column."""
    return f"{column_letters(column)}{row}"


def sheet_reference(sheet: str, cell: str) -> str:
    """A reference that Excel follows as a link: `Delegations!F12`, `'Check-ins'!A3`."""
    if _PLAIN_SHEET.fullmatch(sheet) and not _LIKE_A_CELL.fullmatch(sheet):
        return f"{sheet}!{cell}" if cell else sheet
    quoted = "'" + sheet.replace("'", "''") + "'"
    return f"{quoted}!{cell}" if cell else quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A workbook, or a sheet or cell of it. Empty parts are left out of its text."""

    workbook: str = ""
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        inside = sheet_reference(self.sheet, self.cell) if self.sheet else self.cell
        return " › ".join(part for part in (self.workbook, inside) if part)
