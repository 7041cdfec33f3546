"""The workbook while it is written. Text stays text, and every formula is saved with its value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbook_templates.computed.column import Columns
from workbook_templates.formulas import Formula, serial
from workbook_templates.layout import Layout
from workbook_templates.specification import ErrorValue
from workbook_templates.style import Formats
from workbook_templates.written import Cell

# What a person's formula may be that ends in each of Excel's error values.
_ERROR_FORMULAS = {
    "#N/A": "=NA()",
    "#DIV/0!": "=1/0",
    "#VALUE!": '=1+"x"',
    "#REF!": "=#REF!",
    "#NUM!": "=SQRT(-1)",
    "#NULL!": "=A1:A2 C1:C2",
    "#NAME?": "=UNKNOWN_NAME",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """What every part of a workbook needs to write itself.

    `sheets` holds the worksheets by sheet id, `computed` the computed columns by table id.
    """

    book: Any
    formats: Formats
    layout: Layout
    sheets: dict[str, Any]
    computed: Mapping[str, Columns]


def write_cell(sheet: Any, row: int, column: int, cell: Cell, form: Any) -> None:
    """Writes a cell as what it is: text never becomes a number, formula or link. Positions count from 0."""
    if cell is None:
        sheet.write_blank(row, column, None, form)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell, form)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, form)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell, form)
    elif isinstance(cell, ErrorValue):
        sheet.write_formula(row, column, _ERROR_FORMULAS.get(cell.text, "=NA()"), form, cell.text)
    else:
        sheet.write_number(row, column, serial(cell), form)


def write_formula(sheet: Any, row: int, column: int, formula: Formula, form: Any) -> None:
    value = serial(formula.value) if isinstance(formula.value, dt.date) else formula.value
    sheet.write_formula(row, column, str(formula), form, value)
