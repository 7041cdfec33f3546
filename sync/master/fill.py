"""`fill`: the one function through which every managed table of the master is written.

Owns the cells, the header and the formats of a table. The sheet around it is `sync.master.frame`'s, the
marks on it are `sync.master.marks`'.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from delegation.place import cell_name
from sync.master.frame import set_up
from sync.master.marks import mark
from sync.master.package import MasterPackage
from sync.master.rows import Cell, Linked, Row
from workbook_templates.master import ROW_HEIGHT, TWO_LINES, Column, Look, Sheet
from workbook_templates.style import DECIMAL_FORMAT, NUMBER_FORMAT, TABLE_STYLE, display_width
from workbook_templates.written import clean_text

_LINE_HEIGHT = 15.0
_NARROWER = 0.87  # letters are, on average, than the digits in which the width of a column is counted
_MOST_LINES = 8
_LONGEST_HEADER = 255
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraColumn:
    """A column that people added to a managed table, with its cells by the rows' keys."""

    header: str
    cells: Mapping[str, Cell] = field(default_factory=dict)


def fill(
    package: MasterPackage,
    table: Sheet,
    rows_by_key: Mapping[str, Row],
    extra_columns: Sequence[ExtraColumn] = (),
) -> None:
    """Writes one managed table: its header, a row for every key in the order given, and the columns people
    added.

    A table of Excel has at least one row: without records it is blank, and the sheet's count says so.
    """
    worksheet = package.worksheet(table)
    headers = _unique(table.columns, extra_columns)
    first, last = table.header_row + 1, table.header_row + max(1, len(rows_by_key))
    package.remember(table, headers[: len(table.columns)], last)
    head, hidden = package.formats.of("header", indent=1), package.formats.of("hidden_head")
    worksheet.add_table(
        table.header_row - 1,
        0,
        last - 1,
        len(headers) - 1,
        {
            "name": table.table,
            "style": TABLE_STYLE,
            "columns": [
                {"header": header, "header_format": hidden if header.startswith("_") else head}
                for header in headers
            ],
        },
    )
    forms = _Forms(package, table)
    for row, (key, cells) in enumerate(rows_by_key.items(), start=first):
        for column, declared in enumerate(table.columns, start=1):
            if (value := cells.get(declared.id)) is not None:
                forms.write(table, row, column, declared, value)
        for column, extra in enumerate(extra_columns, start=len(table.columns) + 1):
            if (value := extra.cells.get(key)) is not None:
                forms.write(table, row, column, None, value)
    # Ids such as 007 are text on purpose: no green corner on each of them.
    worksheet.ignore_errors({"number_stored_as_text": f"A{first}:{cell_name(last, len(headers))}"})
    set_up(package, table, [column.header for column in extra_columns])
    _set_heights(worksheet, table, rows_by_key)
    mark(worksheet, package.book, table, first, last)


class _Forms:
    """The formats of the cells of a table, by what is in them."""

    def __init__(self, package: MasterPackage, table: Sheet) -> None:
        self._package = package
        # Rows of one line never show a second; where there are two, what is longer is cut off at its end.
        self._wraps = table.row_height != ROW_HEIGHT
        self._valign = "top" if table.row_height == TWO_LINES else "vcenter"
        self._known: dict[tuple[object, ...], Any] = {}

    def write(self, sheet: Sheet, row: int, column: int, declared: Column | None, value: Cell) -> None:
        look = declared.look if declared else Look.TEXT
        if isinstance(value, float) and not math.isfinite(value):
            value = str(value)
        if isinstance(value, dt.date) and value.year < _FIRST_DATE.year + 1 and _day(value) < _FIRST_DATE:
            value = value.isoformat()
        form = self._form(look, declared, value)
        link_form = self._form(look, declared, value, linked=True) if isinstance(value, Linked) else None
        self._package.write(sheet, row, column, value, form, link_form)

    def _form(self, look: Look, declared: Column | None, value: Cell, *, linked: bool = False) -> Any:
        text = value.text if isinstance(value, Linked) else value
        variant = ""
        if isinstance(text, str):
            variant = "typed" if text.startswith(_TYPED_ANEW) else ""
        elif look is Look.NUMBER and isinstance(value, float):
            variant = "" if value.is_integer() else "decimal"
        elif look is Look.LEVEL:
            variant = str(value)
        known = (look, variant, linked, declared.id if declared and look is Look.LEVEL else "")
        if known not in self._known:
            self._known[known] = self._make(look, declared, variant, linked)
        return self._known[known]

    def _make(self, look: Look, declared: Column | None, variant: str, linked: bool) -> Any:
        style, properties = _LOOK_STYLES[look]
        wanted: dict[str, Any] = {**properties, "valign": self._valign}
        if not self._wraps:
            wanted["text_wrap"] = False
        if variant == "typed":
            wanted["quote_prefix"] = True
        elif variant == "decimal":
            wanted["num_format"] = DECIMAL_FORMAT
        elif look is Look.NUMBER:
            wanted["num_format"] = NUMBER_FORMAT
        elif look is Look.LEVEL and variant:
            wanted["num_format"] = self._level(declared, variant)
        return self._package.formats.of("plain", style, *(["link"] if linked else []), **wanted)

    def _level(self, declared: Column | None, value: str) -> str:
        """A number format that shows the level's name beside the number: the cell stays a number that can
        be averaged.
        """
        levels = declared.field.levels if declared and declared.field else None
        if levels is None or value not in levels.values:
            return "0"
        name = self._package.labels.choice(levels, value).replace('"', "'")
        return f'0" {name}"'


def _day(value: dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


def _unique(columns: Sequence[Column], extra: Sequence[ExtraColumn]) -> list[str]:
    """The headers as Excel would leave them: not empty, at most 255 characters, no two alike."""
    taken: set[str] = set()
    found = []
    for wanted in (*(column.header for column in columns), *(column.header for column in extra)):
        base = clean_text(wanted).strip()[: _LONGEST_HEADER - 5] or "-"
        header, number = base, 1
        while header.casefold() in taken:
            number += 1
            header = f"{base} {number}"
        taken.add(header.casefold())
        found.append(header)
    return found


def _set_heights(worksheet: Any, table: Sheet, rows_by_key: Mapping[str, Row]) -> None:
    """Where text is to be read as a whole, every row as high as its longest text; nobody else would make it
    so.
    """
    if table.row_height is not None:
        return
    long = [column for column in table.columns if column.look is Look.LONG]
    for row, cells in enumerate(rows_by_key.values(), start=table.header_row):
        lines = max((lines_of(str(cells.get(column.id, "")), column.width) for column in long), default=1)
        worksheet.set_row(row, 5 + _LINE_HEIGHT * min(lines, _MOST_LINES))


def lines_of(text: str, width: float) -> int:
    """On how many lines a text stands in a column of that width: an estimate, rather one too many."""
    return sum(max(1, math.ceil(_printed_width(line) / (width - 2))) for line in text.splitlines()) or 1


def _printed_width(line: str) -> float:
    wide = display_width(line) - len(line)
    return 2 * wide + _NARROWER * (len(line) - wide)
