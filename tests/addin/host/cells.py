"""How Excel takes what it is given, and what it gives back: the two sheets behind one cell.

`kept` is the workbook with its formulas, `shown` the same with their results; writing goes to both.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from openpyxl.cell.cell import MergedCell

_HYPERLINK = re.compile(r'=HYPERLINK\("[^"]*","([^"]*)"\)')
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def as_excel_takes_it(value: object, number_format: str) -> object:
    """An apostrophe makes text; without it "=…" is a formula and digits a number, as if typed."""
    if not isinstance(value, str):
        return value
    if value.startswith("'"):
        return value[1:] or None
    if number_format == "@" or not value:
        return value or None
    if _NUMBER.fullmatch(value):
        return float(value)
    if _DATE.fullmatch(value):
        return dt.datetime.fromisoformat(value)
    assert re.match(r"[=A-Za-z]", value), f"Excel would make something else of {value!r}"
    return value


def write(kept: Any, shown: Any, row: int, column: int, value: object) -> None:
    """One cell of both sheets. A part of merged cells takes nothing, as in Excel."""
    if isinstance(kept.cell(row, column), MergedCell):
        return
    taken = as_excel_takes_it(value, kept.cell(row, column).number_format)
    kept.cell(row, column).value = taken
    if isinstance(taken, str):
        kept.cell(row, column).data_type = "f" if taken.startswith("=") and value == taken else "s"
    link = _HYPERLINK.fullmatch(taken) if isinstance(taken, str) and taken is value else None
    is_formula = kept.cell(row, column).data_type == "f"
    shown.cell(row, column).value = link.group(1) if link else None if is_formula else taken
    if isinstance(taken, str) and not is_formula:
        shown.cell(row, column).data_type = "s"


def cleaned(value: object, err_to_str: bool) -> object:
    """What the desktop gives: floats, None for blank, None for an error unless its text is asked for."""
    if isinstance(value, str) and value.startswith("#") and not err_to_str:
        return None
    if isinstance(value, bool) or not isinstance(value, int | dt.date):
        return value
    if isinstance(value, int):
        return float(value)
    return value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())


def filled(sheet: Any) -> list[Any]:
    """The cells that openpyxl knows; walking over rows would make every cell of a wide sheet."""
    return [cell for cell in sheet._cells.values() if not isinstance(cell, MergedCell)]
