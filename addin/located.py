"""Where Remit's tables are in the open workbook, and what stands in them, row by row with its place.

Finds a table as the nightly run does in the file: by its name, by that of its sheet, then by its headers.
Reads only values, which every host of xlwings gives.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from delegation.cells import cell_text
from delegation.grids import table_from_rows
from delegation.headers import header_texts, looks_like_headers, match_headers
from delegation.labels import computed_headers, header_name
from delegation.records import CellFault, RawTable, TableState
from delegation.schema import Table
from delegation.table_place import TablePlace, kind_of
from delegation.tables import BY_ID

Rows = list[list[object]]

# fmt: off
ERROR_VALUES = frozenset((
    "#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NAME?", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!",
    "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#PYTHON!", "#EXTERNAL!", "#GETTING_DATA",
))
# fmt: on
_HEADER_WITHIN = 15  # rows from the top of a sheet


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
    place: TablePlace

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """The tables of Remit that a workbook has, by table id. `doubled`: where those are that it has twice, of
    which nobody can know which one is meant.
    """

    tables: dict[str, LocatedTable]
    doubled: dict[str, tuple[TablePlace, ...]]


def locate(book: Any, expected: Sequence[Table]) -> Located:
    """By the names of Excel tables, then by those of sheets, then by what heads the rows of a sheet, which is
    looked at only for the `expected` ones.
    """
    sheets = [each for each in book.sheets if not str(each.name).startswith("_")]
    found: dict[str, list[LocatedTable]] = defaultdict(list)
    taken = set()
    for sheet in sheets:
        kinds = set()
        for each in sheet.tables:
            if table_id := kind_of(str(each.name)):
                found[table_id].append(_located(BY_ID[table_id], area_of(sheet, each)))
                kinds.add(table_id)
        named = kind_of(str(sheet.name))
        if named and named not in kinds and (table := _on_sheet(sheet, [BY_ID[named]])):
            found[named].append(table)
            kinds.add(named)
        if kinds:
            taken.add(str(sheet.name))
    missing = [table for table in expected if table.id not in found]
    for sheet in sheets if missing else ():
        if str(sheet.name) not in taken and (table := _on_sheet(sheet, missing)):
            found[table.table.id].append(table)
    plausible = {
        table_id: [each for each in places if each.place.headers.is_enough(each.table)] or places[:1]
        for table_id, places in found.items()
    }
    return Located(
        tables={table_id: each[0] for table_id, each in plausible.items() if len(each) == 1},
        doubled={
            table_id: tuple(each.place for each in places)
            for table_id, places in plausible.items()
            if len(places) > 1
        },
    )


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


def _on_sheet(sheet: Any, tables: Sequence[Table]) -> LocatedTable | None:
    """The one of these tables of which the sheet has the most columns, from its header to the last row."""
    used = sheet.used_range
    rows = values_of(used)
    best: list[LocatedTable] = []
    for index, row in enumerate(rows[:_HEADER_WITHIN]):
        texts = _texts(row)
        for table in tables:
            if not looks_like_headers(table.id, texts) or not match_headers(table.id, texts).is_enough(table):
                continue
            body = rows[index:]
            while len(body) > 1 and _is_blank(body[-1]):
                body = body[:-1]
            area = Area(sheet=sheet, header_row=used.row + index, first_column=used.column, rows=body)
            located = _located(table, area)
            width = len(located.raw.columns)
            if not best or width > len(best[0].raw.columns):
                best = [located]
            elif width == len(best[0].raw.columns) and table is not best[0].table:
                best.append(located)
    return best[0] if len(best) == 1 else None


def _texts(row: Sequence[object]) -> tuple[str, ...]:
    return header_texts("" if cell is None else cell for cell in row)


def _located(table: Table, area: Area) -> LocatedTable:
    texts = _texts(area.rows[0])
    headers = match_headers(table.id, texts)
    rows = [[_fault(cell) for cell in row] for row in area.rows]
    raw = table_from_rows(
        rows,
        table,
        sheet=area.sheet_name,
        first_row=area.header_row,
        first_column=area.first_column,
        places=headers.columns,
    )
    if headers.missing_required(table):
        raw = replace(raw, state=TableState.UNREADABLE)
    place = TablePlace(
        table=table,
        sheet=area.sheet_name,
        header_row=area.header_row,
        first_row=area.header_row + 1,
        first_column=area.first_column,
        texts=texts,
        headers=headers,
        is_range=area.excel_table is None,
    )
    return LocatedTable(table=table, area=area, raw=raw, place=place)


def _fault(cell: object) -> object:
    """An error value as what it is: xlwings gives its text."""
    is_error = isinstance(cell, str) and cell.startswith("#") and cell.upper() in ERROR_VALUES
    return CellFault("error", str(cell)) if is_error else cell
