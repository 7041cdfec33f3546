"""The cell formats of the master's tables, chosen by what is in a cell.

Owns how a date, a share, a level or a text looks. Writes nothing.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

from delegation.labels import Labels
from sync.master.rows import Cell
from workbook_templates.master import Column, Look
from workbook_templates.style import DECIMAL_FORMAT, NUMBER_FORMAT, Formats, lines

_FIRST_DATE = dt.date(1900, 3, 1)  # Excel counts a 29 February 1900 that never was
_TYPED_ANEW = ("=", "+", "-", "@", "'")  # what Excel would take for a formula once somebody edits the cell
_LOOK_STYLES: Mapping[Look, tuple[str, Mapping[str, Any]]] = {
    Look.TEXT: ("text", {"indent": 1}),
    Look.LONG: ("text", {"indent": 1}),
    Look.SIGN: ("text", {"indent": 1, "text_wrap": False}),
    Look.ID: ("id", {"indent": 1}),
    Look.INT: ("int", {}),
    Look.COUNT: ("int", {"num_format": '#,##0;-#,##0;"–"'}),
    Look.NUMBER: ("number", {"indent": 1}),
    Look.SHARE: ("share", {"indent": 1}),
    Look.DATE: ("date", {"indent": 1}),
    Look.TIME: ("date", {"indent": 1, "num_format": "yyyy-mm-dd hh:mm"}),
    Look.LEVEL: ("text", {"indent": 1, "text_wrap": False}),
}


class CellForms:
    """The formats of one table's cells, each made once. `most_lines`: what its rows have room for."""

    def __init__(self, formats: Formats, labels: Labels, most_lines: int) -> None:
        self._formats = formats
        self._labels = labels
        self._most_lines = most_lines
        self._made: dict[tuple[object, ...], Any] = {}

    def form(self, column: Column | None, value: Cell, *, linked: bool = False) -> Any:
        """The format for that value; `column` is None for one that people added."""
        look = column.look if column else Look.TEXT
        traits: tuple[object, ...] = ()
        if isinstance(value, str):
            # What is cut off at the end of a cell has to begin at its top.
            over = (
                self._most_lines > 1
                and column is not None
                and lines(value, column.width, self._labels.language) > self._most_lines
            )
            traits = (value.startswith(_TYPED_ANEW), over)
        elif look is Look.NUMBER and isinstance(value, float):
            traits = (value.is_integer(),)
        elif look is Look.LEVEL and column is not None:
            traits = (column.id, value)
        known = (look, type(value), linked, *traits)
        if known not in self._made:
            self._made[known] = self._make(look, column, value, linked, traits)
        return self._made[known]

    def _make(
        self, look: Look, column: Column | None, value: Cell, linked: bool, traits: tuple[object, ...]
    ) -> Any:
        style, properties = _LOOK_STYLES[look]
        wanted: dict[str, Any] = {**properties, "valign": "vcenter"}
        if self._most_lines == 1:
            wanted["text_wrap"] = False
        if isinstance(value, str):
            typed, over = traits
            wanted |= {"quote_prefix": True} if typed else {}
            wanted |= {"valign": "top"} if over else {}
        elif look is Look.NUMBER:
            whole = not isinstance(value, float) or value.is_integer()
            wanted["num_format"] = NUMBER_FORMAT if whole else DECIMAL_FORMAT
        elif look is Look.LEVEL:
            wanted["num_format"] = self._level(column, str(value))
        return self._formats.of("plain", style, *(["link"] if linked else []), **wanted)

    def _level(self, column: Column | None, value: str) -> str:
        """Shows the level's name beside the number: the cell stays a number that can be averaged."""
        levels = column.field.levels if column and column.field else None
        if levels is None or value not in levels.values:
            return "0"
        name = self._labels.choice(levels, value).replace('"', "'")
        return f'0" {name}"'


def plain(value: Cell) -> Cell:
    """The value, as text where Excel does not know such a number or date."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dt.date) and value.year <= _FIRST_DATE.year:
        day = value.date() if isinstance(value, dt.datetime) else value
        return value.isoformat() if day < _FIRST_DATE else value
    return value
