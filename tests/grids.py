"""Tables in tests, written so that a person can read them.

    grid('''
        | Delegation ID | Title       | Due date   | Effort (h) | Progress |
        |---------------|-------------|------------|------------|----------|
        | D1            | Launch page | 2026-11-30 | 40         | "85%"    |
    ''')

gives a list of rows, header first. A blank cell is None, an ISO date is a `date`, a number a float, TRUE and
FALSE are bools, `#N/A` and the like are error cells, `=…` is a formula without a result; all else is text. In
double quotes everything is text: `"85"` is the text 85, `""` the empty text. `\\n` in a cell is a line break.
A line of dashes is left out.
"""

from __future__ import annotations

import datetime as dt
import re

from delegation.grids import table_from_rows
from delegation.records import CellFault, RawTable
from delegation.tables import BY_ID

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_RULE = re.compile(r"[\s|:+-]*-[\s|:+-]*")


def grid(text: str) -> list[list[object]]:
    """The rows of a pipe grid, with typed cells; see the module's docstring."""
    return [[_cell(cell) for cell in row] for row in text_grid(text)]


def text_grid(text: str) -> list[list[str]]:
    """The rows of a pipe grid, every cell as the text that stands there."""
    lines = [line.strip() for line in text.strip().splitlines()]
    rows = [line for line in lines if line and not _RULE.fullmatch(line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in rows]


def raw(table_id: str, text: str, *, sheet: str = "", first_row: int = 1) -> RawTable:
    """The raw table that a pipe grid describes; its sheet is called like the Excel table unless named."""
    table = BY_ID[table_id]
    return table_from_rows(grid(text), table, sheet=sheet or table.name, first_row=first_row)


def _cell(text: str) -> object:
    if len(text) >= 2 and text[0] == text[-1] == '"':
        return text[1:-1].replace("\\n", "\n")
    if not text:
        return None
    if text in ("TRUE", "FALSE"):
        return text == "TRUE"
    if _DATE.fullmatch(text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:  # 2026-02-31: what people type, Excel leaves it text
            return text
    if _NUMBER.fullmatch(text):
        return float(text)
    if text.startswith("#"):
        return CellFault("error", text)
    if text.startswith("="):
        return CellFault("formula", text)
    return text.replace("\\n", "\n")
