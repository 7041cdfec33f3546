"""Where Remit's tables are in the open workbook, and what stands in them, row by row with its place.

Finds a table by its name, then by the name of its sheet and its header row, as people leave tables that were
turned into plain ranges. Reads only values, which every host of xlwings gives.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from delegation.cells import cell_text
from delegation.grids import table_from_rows
from delegation.labels import computed_headers, header_name, sheet_tables
from delegation.records import CellFault, RawTable
from delegation.schema import Table, normalise
from delegation.tables import BY_ID

Rows = list[list[object]]

# fmt: off
ERROR_VALUES = frozenset((
    "#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NAME?", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!",
    "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#PYTHON!", "#EXTERNAL!", "#GETTING_DATA",
))
# fmt: on
_HEADER_WITHIN = 40  # rows from the top of a sheet
_ENOUGH = 0.6  # of the required headers: it is the header row of that table


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A table on its sheet. `rows` are its cells with the header row first; positions count from 1.

    `excel_table`: xlwings' table, None where it is a plain range. Rows typed directly below a table's end
    are among `rows`; `below` says how many they are.
    """

    sheet: Any
    header_row: int
    first_column: int
    rows: Rows
    excel_table: Any = None
    below: int = 0

    @property
    def sheet_name(self) -> str:
        return str(self.sheet.name)

    @property
    def last_row(self) -> int:
        return self.header_row + len(self.rows) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedTable:
    """One of Remit's tables in the open workbook."""

    table: Table
    area: Area
    raw: RawTable

    def column(self, field_id: str) -> int | None:
        """The sheet's column of a field, 1-based; None where the table lacks it."""
        found = self.raw.columns.get(field_id)
        return found.column if found else None

    def blank_rows(self) -> Iterator[int]:
        """The sheet's rows behind the last one in which anything is typed, computed columns aside."""
        names = [header_name(cell_text(cell)) for cell in self.area.rows[0]]
        typed = [index for index, name in enumerate(names) if name not in computed_headers(self.table.id)]
        body = self.area.rows[1:]
        last = 0
        for number, row in enumerate(body, 1):
            if any(cell_text(row[index]) for index in typed):
                last = number
        yield from range(self.area.header_row + last + 1, self.area.header_row + len(body) + 1)


def locate(book: Any) -> dict[str, LocatedTable]:
    """The tables of Remit that the workbook has, by table id."""
    areas: dict[str, Area] = {}
    sheets = list(book.sheets)
    for sheet in sheets:
        for each in sheet.tables:
            table_id = sheet_tables().get(normalise(str(each.name)))
            if table_id is not None and table_id not in areas:
                areas[table_id] = area_of(sheet, each)
    for sheet in sheets:
        table_id = sheet_tables().get(normalise(str(sheet.name)))
        if table_id is not None and table_id not in areas and (area := _plain_area(sheet, BY_ID[table_id])):
            areas[table_id] = area
    return {
        table_id: LocatedTable(table=BY_ID[table_id], area=area, raw=_raw(BY_ID[table_id], area))
        for table_id, area in areas.items()
    }


def values_of(cells: Any) -> Rows:
    """A range's values as rows; error values are their texts."""
    found = cells.options(ndim=2, err_to_str=True).value
    return [list(row) for row in found]


def area_of(sheet: Any, excel_table: Any) -> Area:
    """The cells of an Excel table without its totals row, and the rows typed directly below it."""
    whole = excel_table.range
    rows, totals = values_of(whole), excel_table.totals_row_range is not None
    if totals:
        rows = rows[:-1]
    below = [] if totals else _below(sheet, whole)
    return Area(
        sheet=sheet,
        header_row=whole.row,
        first_column=whole.column,
        rows=rows + below,
        excel_table=excel_table,
        below=len(below),
    )


def _below(sheet: Any, whole: Any) -> Rows:
    first = whole.row + whole.shape[0]
    used = sheet.used_range
    last = used.row + used.shape[0] - 1
    if last < first:
        return []
    columns = (whole.column, whole.column + whole.shape[1] - 1)
    rows = values_of(sheet.range((first, columns[0]), (last, columns[1])))
    return rows[: next((index for index, row in enumerate(rows) if _is_blank(row)), len(rows))]


def _is_blank(row: Sequence[object]) -> bool:
    return not any(cell_text(cell) for cell in row)


def _plain_area(sheet: Any, table: Table) -> Area | None:
    """The rows from the first header row of that table down to the last used row."""
    used = sheet.used_range
    rows = values_of(used)
    for index, row in enumerate(rows[:_HEADER_WITHIN]):
        if _is_header(table, row):
            body = rows[index:]
            while len(body) > 1 and _is_blank(body[-1]):
                body.pop()
            return Area(sheet=sheet, header_row=used.row + index, first_column=used.column, rows=body)
    return None


def _is_header(table: Table, row: Sequence[object]) -> bool:
    found = table_from_rows([row], table).columns
    required = [each.id for each in table.fields if each.required]
    return len(found) > 1 and sum(each in found for each in required) >= _ENOUGH * len(required)


def _raw(table: Table, area: Area) -> RawTable:
    rows = [[_fault(cell) for cell in row] for row in area.rows]
    return table_from_rows(
        rows, table, sheet=area.sheet_name, first_row=area.header_row, first_column=area.first_column
    )


def _fault(cell: object) -> object:
    """An error value as what it is: xlwings gives its text."""
    is_error = isinstance(cell, str) and cell.startswith("#") and cell.upper() in ERROR_VALUES
    return CellFault("error", str(cell)) if is_error else cell
