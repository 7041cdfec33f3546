"""A master as two other programs read it: what stands in its tables, and what people have beside their rows.

Knows of Remit only which columns are whose.
"""

from __future__ import annotations

import datetime as dt
import io
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from delegation.labels import labels
from sync.master import MasterContent
from sync.master.rows import Linked, table_rows
from workbook_templates.master import KEY, LEFT, master_sheets
from workbook_templates.master_sheet import Sheet

MANAGED = "M_"  # what the names of Remit's tables begin with
FRAMED = "_remit."  # what those of its single cells begin with
COLOURS = frozenset({"00FFFF00", "FFFFFF00", "00CCFFCC", "FFCCFFCC"})  # in which people mark cells
_FAR_ROW = 100_000  # to which formulas are copied, so that two of them can be compared wherever they stand

Row = Mapping[str, object]
Rows = Mapping[str, Row]


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as it would stand far below; a text that begins like one is none."""

    text: str


@dataclass(frozen=True, slots=True)
class Arranged:
    """How one tab is arranged; `widths`: first and last column, width, whether it is hidden."""

    frozen: str | None
    state: str
    repeated: str | None
    widths: Mapping[str, tuple[object, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A table as it lies: its columns, and the rows of its body; 1-based, inclusive."""

    tab: str
    header_row: int
    first: int
    last: int
    left: int
    right: int


def sheets_of(content: MasterContent) -> dict[str, Sheet]:
    """The managed sheets by id."""
    teams = [(team.team, team.name) for team in content.teams]
    return {sheet.id: sheet for sheet in master_sheets(labels(content.language), teams)}


@lru_cache(maxsize=24)
def read(data: bytes) -> Workbook:
    """The workbook to be looked at, by all who look at it; reading it takes most of the time."""
    return opened(data)


def opened(data: bytes, *, values: bool = False) -> Workbook:
    """As openpyxl reads it, with looks inside of texts; `values`: what formulas last came to."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl knows neither sparklines nor slicers
        return load_workbook(io.BytesIO(data), data_only=values, rich_text=not values)


def tables_of(book: Workbook) -> dict[str, tuple[Worksheet, Table]]:
    return {table.displayName: (tab, table) for tab in book.worksheets for table in tab.tables.values()}


def framed_tabs(data: bytes) -> set[str]:
    """The tabs on which Remit has named cells, with a table or without."""
    return {
        tab
        for name, defined in read(data).defined_names.items()
        if name.startswith(FRAMED)
        for tab, _ in defined.destinations
    }


def area_of(tab: Worksheet, table: Table) -> Area:
    left, top, right, bottom = range_boundaries(table.ref)
    assert left is not None
    assert top is not None
    assert right is not None
    assert bottom is not None
    return Area(
        tab=tab.title,
        header_row=top,
        first=top + 1,
        last=bottom - (table.totalsRowCount or 0),
        left=left,
        right=right,
    )


def areas(data: bytes) -> dict[str, Area]:
    """Where the tables lie, by name."""
    return {name: area_of(*found) for name, found in tables_of(read(data)).items()}


def said(content: MasterContent) -> dict[str, Rows]:
    """What every managed table but Left is to say: table → key → header → value, blanks left out."""
    found: dict[str, Rows] = {}
    for sheet in sheets_of(content).values():
        if sheet.id == LEFT:
            continue
        headers = {column.id: column.header for column in sheet.columns}
        rows = table_rows(content, sheet.id)
        found[sheet.table] = {
            key: {headers[name]: plain(value) for name, value in row.items()}
            for key, row in zip(rows.keys, rows.rows(), strict=True)
        }
    return found


def read_by_openpyxl(data: bytes, content: MasterContent, renamed: Mapping[str, str]) -> dict[str, Rows]:
    """Remit's columns of every managed table but Left, in the order of the rows. `renamed`: header as it is
    now → as it was.
    """
    found = tables_of(read(data))
    return {
        sheet.table: _rows_of(*found[sheet.table], sheet, renamed)
        for sheet in sheets_of(content).values()
        if sheet.id != LEFT
    }


def _rows_of(tab: Worksheet, table: Table, sheet: Sheet, renamed: Mapping[str, str]) -> Rows:
    area = area_of(tab, table)
    filled = {column.header for column in sheet.filled}
    headers = {
        column: renamed.get(header, header)
        for column in range(area.left, area.right + 1)
        if (header := str(tab.cell(area.header_row, column).value))
    }
    rows = {}
    for row in range(area.first, area.last + 1):
        cells = {
            header: plain(value)
            for column, header in headers.items()
            if header in filled and (value := tab.cell(row, column).value) is not None
        }
        if cells:
            rows[str(cells[KEY])] = cells
    return rows


def read_by_calamine(data: bytes, content: MasterContent, renamed: Mapping[str, str]) -> dict[str, Rows]:
    """The same, read by another program."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data), load_tables=True)
    found = {}
    for sheet in sheets_of(content).values():
        if sheet.id == LEFT:
            continue
        filled = {column.header for column in sheet.filled}
        table = book.get_table_by_name(sheet.table)
        rows = {}
        for row in table.to_python():
            named = zip((renamed.get(header, header) for header in table.columns), row, strict=True)
            cells = {header: plain(value) for header, value in named if header in filled and value != ""}
            if cells:
                rows[str(cells[KEY])] = cells
        found[sheet.table] = rows
    return found


def texts_of(data: bytes, content: MasterContent, renamed: Mapping[str, str]) -> dict[str, dict[str, Row]]:
    """What people have beside rows: table → key → header → value. Formulas as if all stood in one row."""
    found: dict[str, dict[str, Row]] = {}
    by_name = tables_of(read(data))
    for sheet in sheets_of(content).values():
        if sheet.table in by_name:
            rows = _beside(*by_name[sheet.table], sheet, renamed)
            found[sheet.table] = {key: dict(cells) for key, cells in rows if cells}
    return found


def left_of(data: bytes) -> dict[str, Row]:
    """The rows of the sheet Left: key → header → value."""
    tab, table = tables_of(read(data))[f"{MANAGED}Left"]
    area = area_of(tab, table)
    headers = [str(tab.cell(area.header_row, column).value) for column in range(area.left, area.right + 1)]
    found = {}
    for row in tab.iter_rows(area.first, area.last, area.left, area.right):
        said = {
            name: plain(cell.value) for name, cell in zip(headers, row, strict=True) if cell.value is not None
        }
        if said:
            found[str(said[KEY])] = said
    return found


def notes_of(data: bytes) -> set[tuple[str, str, str, str]]:
    """Notes beside and on rows: table, key, header, text."""
    return {(*where, cell.comment.text) for where, cell in _cells_of_rows(data) if cell.comment is not None}


def colours_of(data: bytes) -> set[tuple[str, str, str, str]]:
    """Cells of rows that somebody has coloured: table, key, header, colour."""
    return {
        (*where, str(cell.fill.fgColor.rgb))
        for where, cell in _cells_of_rows(data)
        if cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb in COLOURS
    }


def _cells_of_rows(data: bytes) -> Iterator[tuple[tuple[str, str, str], Cell | MergedCell]]:
    """Every cell of every row that the master has now, by table, key and header."""
    for name, (tab, table) in tables_of(read(data)).items():
        if name.startswith(MANAGED) and name != f"{MANAGED}Left":
            area = area_of(tab, table)
            key = _key_column(tab, area)
            for row in tab.iter_rows(area.first, area.last, area.left, area.right):
                for cell in row:
                    header = str(tab.cell(area.header_row, cell.column).value)
                    yield (name, str(tab.cell(cell.row, key).value), header), cell


def around(data: bytes, name: str, right: int) -> list[tuple[int, str, object]]:
    """What stands on the tab of a table in none of its rows. Below the table, up to the column `right`, rows
    are counted from its end (negative); elsewhere they are those of the sheet. Formulas are left out: they
    follow.
    """
    tab, table = tables_of(read(data))[name]
    area = area_of(tab, table)
    end = area.last + (table.totalsRowCount or 0)
    found: list[tuple[int, str, object]] = []
    for row in tab.iter_rows():
        for cell in row:
            within = area.left <= cell.column <= right and cell.row >= area.header_row
            if cell.value is not None and cell.data_type != "f" and not (within and cell.row <= end):
                place = end - cell.row if within else cell.row
                found.append((place, get_column_letter(cell.column), plain(cell.value)))
    return sorted(found, key=repr)


def arranged(data: bytes) -> dict[str, Arranged]:
    """How the tabs are arranged, in their order."""
    book = read(data)
    found = {}
    for tab in book.worksheets:
        widths = {
            letter: (each.min, each.max, each.width, each.hidden)
            for letter, each in tab.column_dimensions.items()
        }
        found[tab.title] = Arranged(tab.freeze_panes, tab.sheet_state, tab.print_title_rows, widths)
    return found


def _key_column(tab: Worksheet, area: Area) -> int:
    columns = range(area.left, area.right + 1)
    return next(column for column in columns if str(tab.cell(area.header_row, column).value) == KEY)


def _beside(
    tab: Worksheet, table: Table, sheet: Sheet, renamed: Mapping[str, str]
) -> Iterator[tuple[str, Row]]:
    area = area_of(tab, table)
    headers = {
        column: str(tab.cell(area.header_row, column).value) for column in range(area.left, area.right + 1)
    }
    key = next(column for column, header in headers.items() if header == KEY)
    filled = {column.header for column in sheet.filled}
    own = [column for column, header in headers.items() if renamed.get(header, header) not in filled]
    for row in range(area.first, area.last + 1):
        named = tab.cell(row, key).value
        if named is not None:
            yield (
                str(named),
                {
                    headers[column]: _comparable(cell)
                    for column in own
                    if (cell := tab.cell(row, column)).value is not None
                },
            )


def _comparable(cell: Cell | MergedCell) -> object:
    if cell.data_type != "f":
        return plain(cell.value)
    text = cell.value.text if isinstance(cell.value, ArrayFormula) else str(cell.value)
    formula = Translator(text, cell.coordinate).translate_formula(f"{cell.column_letter}{_FAR_ROW}")
    return Formula(formula)


def plain(value: object) -> object:
    """Numbers, dates and texts of three programs alike; looks inside of a text stay."""
    if isinstance(value, Linked):
        return value.text
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, dt.datetime):
        return value.replace(microsecond=0)
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time())
    return value
