"""Excel on the web as xlwings' client shows it: what it sends for a formula or a button, what it does then.

The counterpart of `tests.addin.classic`, which hands arguments over as COM does.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import xlwings as xw
from openpyxl.utils import get_column_letter, range_boundaries

from tests.addin import sound
from tests.addin.classic import MISSING
from tests.addin.host.excel import Host

Json = Any
Action = dict[str, Any]

SOLVER_MISSING = [["#ARG-SOLVER-MISSING: The best moves cannot be found here: SciPy is missing."]]
"""What REBALANCE says in xlwings Lite where nobody has asked for SciPy."""

_FIRST_DAY = dt.date(1899, 12, 30)
_ERRORS = {
    -2146826288: ("Null", "#NULL!"),
    -2146826281: ("Div0", "#DIV/0!"),
    -2146826246: ("NotAvailable", "#N/A"),
    -2146826238: ("Calc", "#CALC!"),
}
_CELLS = re.compile(r"'?(?P<sheet>[^'!]+)'?!(?P<cells>[$A-Z0-9:]+)")


def without_format(raw: Any) -> Any:
    """A date as the number that stands in its cell: on the web nothing says that it looks like a date."""
    if isinstance(raw, tuple):
        return tuple(map(without_format, raw))
    return serial(raw) if isinstance(raw, dt.date | dt.time) else raw


def argument(raw: Any) -> Json:
    """An argument of a formula, from what COM hands over for it: always rows of cells."""
    if raw == MISSING:
        return None
    if not isinstance(raw, tuple):
        return [[cell(raw)]]
    return [[cell(each) for each in row] for row in raw] or [[None]]


def cell(raw: Any) -> Json:
    """A cell: numbers are JavaScript's, dates are serial numbers, an error is an object."""
    if isinstance(raw, dt.date | dt.time):
        return number(serial(raw))
    if isinstance(raw, int) and raw in _ERRORS:
        kind, text = _ERRORS[raw]
        return {"type": "Error", "errorType": kind, "basicType": "Error", "basicValue": text}
    return number(float(raw)) if isinstance(raw, float | Decimal) else raw


def number(value: float) -> Json:
    """JavaScript writes a whole number without a point."""
    return int(value) if value.is_integer() and abs(value) < 1e21 else value


def serial(moment: dt.date | dt.time) -> float:
    """What Excel keeps for a date, or for a time of day."""
    if isinstance(moment, dt.time):
        return (moment.hour * 60 + moment.minute) / 1440
    return float((dt.date(moment.year, moment.month, moment.day) - _FIRST_DAY).days)


def shown(answer: Json) -> Json:
    """What the cells show of an answer: a date is a number with a format."""
    return [[each["basicValue"] if isinstance(each, dict) else each for each in row] for row in answer]


def shown_on_the_desktop(answer: Json) -> Json:
    """The same of what goes back to COM."""
    return [[serial(each) if isinstance(each, dt.date) else each for each in row] for row in answer]


ODD = {
    name: without_format(raw)
    for name, raw in sound.ODD.items()
    if name not in ("not a number", "infinity", "a day long ago")
}
"""Odd arguments of every kind that a cell can hold; COM could hand over more."""


def is_code(answer: Json) -> bool:
    """Whether it says what is wrong instead of giving figures."""
    return str(answer[0][0]).startswith("#")


def workbook(host: Host) -> Json:
    """The workbook as the client describes it to a button."""
    sheet, _ = host.selected or (host.kept.active.title, None)
    return {
        "client": "Office.js",
        "version": xw.__version__,
        "book": {
            "name": host.name,
            "active_sheet_index": host.kept.sheetnames.index(sheet),
            "selection": host.selected and _address(*host.selected[1]),
        },
        "names": [_name(host, name) for name in host.kept.defined_names],
        "sheets": [_sheet(host, name) for name in host.kept.sheetnames],
    }


def _name(host: Host, name: str) -> Json:
    """With its place where it is the name of cells on a sheet, and not of a formula."""
    found = _CELLS.fullmatch(host.kept.defined_names[name].attr_text)
    is_there = found is not None and found["sheet"] in host.kept.sheetnames
    return {
        "name": name,
        "sheet_index": host.kept.sheetnames.index(found["sheet"]) if found and is_there else None,
        "address": found["cells"].replace("$", "") if found and is_there else None,
        "scope_sheet_name": None,
        "scope_sheet_index": None,
        "book_scope": True,
    }


def _sheet(host: Host, name: str) -> Json:
    kept, shown = host.kept[name], host.shown[name]
    rows = shown.iter_rows(1, shown.max_row, 1, shown.max_column, values_only=True)
    return {
        "name": name,
        "visibility": {"visible": "Visible", "hidden": "Hidden"}.get(kept.sheet_state, "VeryHidden"),
        "values": [[_value(each) for each in row] for row in rows],
        "used_range_address": shown.dimensions,
        "tables": [_table(table) for table in kept.tables.values()],
        "notes": [
            {"address": f"${get_column_letter(column)}${row}"}
            for (row, column), each in sorted(kept._cells.items())
            if getattr(each, "comment", None) is not None
        ],
        "notes_supported": True,
        "pictures": [],
        "shapes": [],
        "charts": [],
    }


def _value(value: object) -> Json:
    """A blank cell is the empty text, a cell with the format of a date is ISO text."""
    if isinstance(value, dt.date):
        return dt.datetime(*value.timetuple()[:6]).isoformat() + ".000Z"
    return "" if value is None else number(value) if isinstance(value, float) else value


def _table(table: Any) -> Json:
    left, top, right, bottom = range_boundaries(table.ref)
    totals = bool(table.totalsRowCount)
    return {
        "name": table.name,
        "range_address": table.ref,
        "header_row_range_address": _address(top, left, top, right),
        "data_body_range_address": _address(top + 1, left, bottom - totals, right),
        "total_row_range_address": _address(bottom, left, bottom, right) if totals else None,
        "show_headers": True,
        "show_totals": totals,
        "row_count": bottom - top + 1,
        "column_count": right - left + 1,
    }


def _address(top: int, left: int, bottom: int, right: int) -> str:
    first, last = f"{get_column_letter(left)}{top}", f"{get_column_letter(right)}{bottom}"
    return first if first == last else f"{first}:{last}"


def carry_out(host: Host, actions: list[Action]) -> None:
    """Does to the workbook what the button answered, one after another as the client does."""
    for action in actions:
        if action["func"] not in _LOOKS:
            _CARRIED_OUT[action["func"]](host.book, action)


def _sheet_of(book: xw.Book, action: Action) -> xw.Sheet:
    return book.sheets[action["sheet_position"]]


def _range_of(book: xw.Book, action: Action) -> xw.Range:
    first = action["start_row"] + 1, action["start_column"] + 1
    last = first[0] + action["row_count"] - 1, first[1] + action["column_count"] - 1
    return _sheet_of(book, action).range(first, last)


def _table_of(book: xw.Book, action: Action) -> xw.Table:
    return list(_sheet_of(book, action).tables)[action["args"][0]]


def _set_values(book: xw.Book, action: Action) -> None:
    values = [[None if each == "" else each for each in row] for row in action["values"]]
    _range_of(book, action).value = values


def _add_sheet(book: xw.Book, action: Action) -> None:
    position, name = action["args"]
    book.sheets.add(name, after=book.sheets[position - 1])


def _set_visibility(book: xw.Book, action: Action) -> None:
    _sheet_of(book, action).visible = action["args"] == ["Visible"]


def _set_rows_hidden(book: xw.Book, action: Action) -> None:
    [hidden] = action["args"]
    _range_of(book, action).rows.hidden = hidden


def _resize_table(book: xw.Book, action: Action) -> None:
    _table_of(book, action).resize(_sheet_of(book, action).range(action["args"][1].replace("$", "")))


def _add_row(book: xw.Book, action: Action) -> None:
    table, (_, position, values) = _table_of(book, action), action["args"]
    assert position == len(table.rows)
    table.rows.add(values)


def _add_note(book: xw.Book, action: Action) -> None:
    address, text = action["args"]
    _sheet_of(book, action).range(address.replace("$", "")).add_note(text)


def _delete_note(book: xw.Book, action: Action) -> None:
    note = _sheet_of(book, action).range(action["args"][0].replace("$", "")).note
    assert note is not None
    note.delete()


def _alert(book: xw.Book, action: Action) -> None:
    prompt, title, buttons, mode, callback = action["args"]
    assert (buttons, callback) == ("ok", "")
    book.app.alert(prompt, title, mode=mode)


_CARRIED_OUT: dict[str, Callable[[xw.Book, Action], object]] = {
    "setValues": _set_values,
    "setAutofit": lambda book, action: getattr(_range_of(book, action), action["args"][0]).autofit(),
    "setRowHidden": _set_rows_hidden,
    "rangeSelect": lambda book, action: _range_of(book, action).select(),
    "addSheet": _add_sheet,
    "sheetDelete": lambda book, action: _sheet_of(book, action).delete(),
    "activateSheet": lambda book, action: book.sheets[action["args"][0]].activate(),
    "setSheetVisibility": _set_visibility,
    "addTableRow": _add_row,
    "resizeTable": _resize_table,
    "addNote": _add_note,
    "deleteNote": _delete_note,
    "calculate": lambda book, action: book.app.calculate(),
    "alert": _alert,
}
"""What the client can do; only what a button of Remit has ever asked for is here."""
# Formats, which nothing reads back: it is enough that the client knows them.
_FORMATS = """
    rangeClearFormats setBorderProperty setColumnWidth setFontProperty setHorizontalAlignment setNumberFormat
    setRangeColor setRowHeight setShowGridlines setVerticalAlignment setWrapText
"""
_LOOKS = frozenset(_FORMATS.split())
