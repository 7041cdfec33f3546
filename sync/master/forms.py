"""The cell formats of the master's tables: the format of a column, and how it differs for what is in a cell.

Owns how a date, a share, a level or a text looks. Writes nothing.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from typing import Any

from delegation.labels import Labels
from sync.master.rows import Cell
from sync.master.styles import Variant
from workbook_templates.master_sheet import Column, Look
from workbook_templates.style import DECIMAL_FORMAT, LINK, lines

PLAIN = Variant()
LINKED = Variant(font_color=LINK, underline=True)

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
    Look.HOURS: ("number", {"indent": 1, "num_format": '#,##0.0_);-#,##0.0_);"–"_)'}),
    Look.RATIO: ("number", {"indent": 1, "num_format": "0.00_)"}),
    Look.SHARE: ("share", {"indent": 1}),
    Look.DIFFERENCE: ("share", {"indent": 1, "num_format": "+0%_);-0%_);0%_)"}),
    Look.DATE: ("date", {"indent": 1}),
    Look.TIME: ("date", {"indent": 1, "num_format": "yyyy-mm-dd hh:mm"}),
    Look.LEVEL: ("text", {"indent": 1, "text_wrap": False, "num_format": "0"}),
}


def base_form(of: Callable[..., Any], column: Column, most_lines: int) -> Any:
    """The format of a column in the template; `of` is `workbook_templates.style.Formats.of`."""
    style, properties = _LOOK_STYLES[column.look]
    wanted: dict[str, Any] = {**properties, "valign": "vcenter"}
    if most_lines == 1 and not column.written:
        wanted["text_wrap"] = False
    return of("plain", style, **wanted)


class CellForms:
    """How the cells of one table differ from their column's format. `most_lines`: what its rows have room
    for.
    """

    def __init__(self, labels: Labels, most_lines: int) -> None:
        self._labels = labels
        self._most_lines = most_lines
        self._levels: dict[tuple[str, object], Variant] = {}

    def variant(self, column: Column, value: Cell) -> Variant:
        """What is different for that value."""
        if isinstance(value, str):
            return self._text(column, value)
        if column.look is Look.NUMBER and isinstance(value, float) and not value.is_integer():
            return _DECIMALS
        if column.look is Look.LEVEL:
            return self._level(column, value)
        return PLAIN

    def _text(self, column: Column, value: str) -> Variant:
        typed = value.startswith(_TYPED_ANEW)
        # What is cut off at the end of a cell has to begin at its top.
        over = (
            self._most_lines > 1
            and len(value) * 2 > column.width  # the others cannot be long enough, and measuring takes time
            and lines(value, column.width, self._labels.language) > self._most_lines
        )
        return _TEXTS[typed, over]

    def _level(self, column: Column, value: Cell) -> Variant:
        """Shows the level's name beside the number: the cell stays a number that can be averaged."""
        known = (column.id, value)
        if known not in self._levels:
            levels = column.field.levels if column.field else None
            named = levels is not None and str(value) in levels.values
            name = self._labels.choice(levels, str(value)).replace('"', "'") if levels and named else ""
            self._levels[known] = Variant(number_format=f'0" {name}"') if name else PLAIN
        return self._levels[known]


_DECIMALS = Variant(number_format=DECIMAL_FORMAT)
_TEXTS = {
    (False, False): PLAIN,
    (True, False): Variant(quote_prefix=True),
    (False, True): Variant(vertical="top"),
    (True, True): Variant(quote_prefix=True, vertical="top"),
}


def plain(value: Cell) -> Cell:
    """The value, as text where Excel does not know such a number or date."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dt.date) and value.year <= _FIRST_DATE.year:
        day = value.date() if isinstance(value, dt.datetime) else value
        return value.isoformat() if day < _FIRST_DATE else value
    return value
