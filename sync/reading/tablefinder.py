"""Where each table of Remit is in a workbook: by name of the Excel table, by sheet, by header row.

Decides which cells belong to which table. Interprets no value and reports nothing: what people are told
about it is `sync.reading.reader`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from delegation.headers import Headers, header_texts, looks_like_headers, match_headers
from delegation.schema import Table
from delegation.table_place import TablePlace, kind_of
from sync.reading.guard import Package
from sync.reading.outline import ExcelTable, Outline, Sheet, column_names
from sync.reading.sheet_values import Values

IDENTITY_SHEET = "_remit"
SYSTEM_SHEETS = frozenset({IDENTITY_SHEET, "_lists", "_calendar", "_avail", "_addin"})

_HEADER_WITHIN_ROWS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A table and its cells: rows and columns of the sheet, 1-based.

    `last_row` is the last row of the table without totals; None for a range, which ends with its sheet.
    `until` is the last row that can belong to it, because another table begins; None when nothing follows.
    """

    table: Table
    sheet: Sheet
    excel_table: ExcelTable | None
    header_row: int
    first_column: int
    texts: tuple[str, ...]
    headers: Headers
    first_row: int
    last_row: int | None
    until: int | None

    @property
    def is_plausible(self) -> bool:
        return self.headers.is_enough(self.table)

    @property
    def place(self) -> TablePlace:
        return TablePlace(
            table=self.table,
            sheet=self.sheet.name,
            header_row=self.header_row,
            first_row=self.first_row,
            first_column=self.first_column,
            texts=self.texts,
            headers=self.headers,
            is_range=self.excel_table is None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What was found of one table: nothing, one place, or several of which none is certain.

    `sheet` is the sheet of its name when that is there but holds no header row of it.
    """

    places: tuple[Found, ...] = ()
    sheet: Sheet | None = None


def load_named(outline: Outline, values: Values) -> tuple[Sheet, ...]:
    """Reads the sheets whose names, or whose tables' names, are those of a table, and who they belong to.

    Raises: UnreadableWorkbook.
    """
    named = tuple(
        sheet for sheet in _ordinary(outline) if kind_of(sheet.name) or any(map(_kind, sheet.tables))
    )
    identity = [sheet for sheet in outline.sheets if sheet.name.casefold() == IDENTITY_SHEET]
    values.load((*named, *identity))
    return named


def find_tables(
    package: Package,
    outline: Outline,
    values: Values,
    named: Sequence[Sheet],
    tables: Sequence[Table],
    *,
    is_expected: Callable[[Table], bool],
) -> dict[str, Search]:
    """The tables, by id. `named`: the sheets that `load_named` gave. `is_expected`: the table has to be
    somewhere, so that it is sought by its headers where nothing has its name.

    Raises: UnreadableWorkbook.
    """
    finder = _Finder(package, outline, values)
    found = {table.id: finder.by_name(table, named) for table in tables}
    missing = [table for table in tables if is_expected(table) and not found[table.id].places]
    if missing:
        taken = {(place.sheet.part, place.header_row) for each in found.values() for place in each.places}
        found |= finder.by_header(missing, found, taken)
    return found


def _ordinary(outline: Outline) -> list[Sheet]:
    return [sheet for sheet in outline.sheets if sheet.name.casefold() not in SYSTEM_SHEETS]


def _kind(table: ExcelTable) -> str:
    return kind_of(table.name)


class _Finder:
    def __init__(self, package: Package, outline: Outline, values: Values) -> None:
        self._package = package
        self._values = values
        self.sheets = _ordinary(outline)

    def by_name(self, table: Table, sheets: Sequence[Sheet]) -> Search:
        """The table by the name of an Excel table or of a sheet."""
        places: list[Found] = []
        own_sheet: Sheet | None = None
        for sheet in sheets:
            tables = [each for each in sheet.tables if _kind(each) == table.id]
            places += [self._excel_table(table, sheet, each) for each in tables]
            if not tables and kind_of(sheet.name) == table.id:
                own_sheet = own_sheet or sheet
                places += self._on_sheet(table, sheet)
        plausible = tuple(place for place in places if place.is_plausible)
        return Search(places=plausible or tuple(places[:1]), sheet=own_sheet)

    def by_header(
        self, tables: Sequence[Table], found: dict[str, Search], taken: set[tuple[str, int]]
    ) -> dict[str, Search]:
        """Tables that have lost their names, by their header rows on whatever sheet is left."""
        self._values.load(self.sheets)
        places: dict[str, list[Found]] = {table.id: [] for table in tables}
        for sheet in self.sheets:
            candidates = [
                place
                for table in tables
                for place in self._on_sheet(table, sheet)
                if (place.sheet.part, place.header_row) not in taken
            ]
            if candidates:
                best = max(candidates, key=lambda place: len(place.headers.columns))
                rivals = [
                    each for each in candidates if len(each.headers.columns) == len(best.headers.columns)
                ]
                if len(rivals) == 1:
                    places[best.table.id].append(best)
        return {
            table_id: Search(places=tuple(each), sheet=found[table_id].sheet)
            for table_id, each in places.items()
        }

    def _on_sheet(self, table: Table, sheet: Sheet) -> list[Found]:
        """The table on a sheet: an Excel table with another name, or else an ordinary range."""
        foreign = [each for each in sheet.tables if not _kind(each)]
        found = [self._excel_table(table, sheet, each) for each in foreign]
        plausible = [place for place in found if place.is_plausible]
        if plausible:
            return plausible[:1]
        best: Found | None = None
        for place in self._ranges(table, sheet):
            if best is None or len(place.headers.columns) > len(best.headers.columns):
                best = place
        return [best] if best is not None else []

    def _excel_table(self, table: Table, sheet: Sheet, excel: ExcelTable) -> Found:
        values = self._values.of(sheet)
        if excel.header_rows:
            row = values.row(excel.first_row)
            offset = excel.first_column - values.first_column
            width = excel.last_column - excel.first_column + 1
            cells = [row[at] if 0 <= at < len(row) else "" for at in range(offset, offset + width)]
            texts = header_texts(cells)
        else:
            texts = column_names(self._package, excel)
        rivals = [
            each.first_row
            for each in sheet.tables
            if each.first_row > excel.last_row
            and each.first_column <= excel.last_column
            and each.last_column >= excel.first_column
        ]
        return Found(
            table=table,
            sheet=sheet,
            excel_table=excel,
            header_row=excel.first_row if excel.header_rows else 0,
            first_column=excel.first_column,
            texts=texts,
            headers=match_headers(table.id, texts),
            first_row=excel.first_row + excel.header_rows,
            last_row=excel.last_row - excel.totals_rows,
            until=min(rivals) - 1 if rivals else None,
        )

    def _ranges(self, table: Table, sheet: Sheet) -> Iterator[Found]:
        values = self._values.of(sheet)
        inside = [range(each.first_row, each.last_row + 1) for each in sheet.tables]
        for number in range(values.first_row, values.first_row + _HEADER_WITHIN_ROWS):
            texts = header_texts(values.row(number))
            if any(number in rows for rows in inside) or not looks_like_headers(table.id, texts):
                continue
            headers = match_headers(table.id, texts)
            if headers.is_enough(table):
                below = [rows.start for rows in inside if rows.start > number]
                yield Found(
                    table=table,
                    sheet=sheet,
                    excel_table=None,
                    header_row=number,
                    first_column=values.first_column,
                    texts=texts,
                    headers=headers,
                    first_row=number + 1,
                    last_row=None,
                    until=min(below) - 1 if below else None,
                )
