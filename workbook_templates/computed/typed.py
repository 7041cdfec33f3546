"""What a formula takes a cell for: a number, a day, a choice, the name of a row; or something it cannot use.

Cells are judged as Excel judges them, where text stays text: "12" is no number, "2026-11-30" no date.
`delegation.cells` understands more, and says so to whoever typed it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Literal

from delegation.labels import Labels
from delegation.schema import Choices
from workbook_templates.formulas import serial
from workbook_templates.specification import ErrorValue
from workbook_templates.written import Cell, Row


class Unusable(Enum):
    """The one value that stands for every cell that a formula cannot use."""

    UNUSABLE = "unusable"


UNUSABLE: Literal[Unusable.UNUSABLE] = Unusable.UNUSABLE
_DAY_ZERO, _LAST_SERIAL = dt.date(1899, 12, 30), 2_958_465  # up to 9999-12-31


def number(cell: Cell) -> float | Unusable | None:
    """The number in a cell, a date's serial number too; None for a blank one."""
    if cell is None:
        return None
    if isinstance(cell, dt.date):
        return serial(cell)
    return cell if isinstance(cell, int | float) and not isinstance(cell, bool) else UNUSABLE


def day(cell: Cell) -> dt.date | Unusable | None:
    """The date in a cell; None for a blank one."""
    found = number(cell)
    if found is None or isinstance(found, Unusable):
        return found
    return _DAY_ZERO + dt.timedelta(days=int(found)) if 0 < found <= _LAST_SERIAL else UNUSABLE


def choice(cell: Cell, choices: Choices, labels: Labels) -> str | Unusable | None:
    """The value whose label in the workbook's language stands in a cell; None for a blank one."""
    if cell is None:
        return None
    text = cell.casefold() if isinstance(cell, str) else ""
    for value in choices.values:
        if labels.choice(choices, value).casefold() == text:
            return value
    return UNUSABLE


def row_of(cell: Cell, keys: Sequence[Cell], titles: Sequence[Cell]) -> int:
    """The position of the row that a cell names by id, else by a name that only one row has; 0 for none."""
    if cell is None or isinstance(cell, ErrorValue):
        return 0
    name = text_of(cell)
    by_key = [place for place, each in enumerate(keys, 1) if each is not None and text_of(each) == name]
    if by_key:
        return by_key[0]
    by_title = [place for place, each in enumerate(titles, 1) if each is not None and text_of(each) == name]
    return by_title[0] if len(by_title) == 1 else 0


def text_of(cell: Cell) -> str | None:
    """A cell joined to an empty text, as texts are compared; None for an error, which is like nothing."""
    if isinstance(cell, ErrorValue):
        return None
    if isinstance(cell, dt.date):
        return str(serial(cell))
    return "" if cell is None else str(cell).casefold()


def is_whole(cell: Cell, low: int, high: float) -> bool:
    """Whether a whole number of that range stands in a cell."""
    found = number(cell)
    return isinstance(found, int | float) and found == int(found) and low <= found <= high


def has_error(cells: Row, names: Iterable[str]) -> bool:
    """Whether one of these cells of a row shows an error."""
    return any(isinstance(cells.get(name), ErrorValue) for name in names)
