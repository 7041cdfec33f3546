"""What stands on a managed sheet before it is filled: Remit's rows, and everything that people put there.

Owns the reading of one sheet, once. Of Remit's own cells only the keys are kept, and looks that people gave
them; a master has far more of those than of anything else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sync.master.cell_values import SharedFormulas, shared_index, value_of
from sync.master.sheet_xml import Glance, RawCell, RawRow, SheetReader, glanced
from sync.master.workbook import Tab, TableColumn, TablePart
from sync.package import Parts

COMMENTS = ("comments", "threadedComment")
_SEEN = 10_000  # kinds of rows that are remembered
_NOTED = re.compile(
    rb"""<(?:\w+:)?(?:comment|threadedComment)\b[^>]*?\bref\s*=\s*["']\$?[A-Za-z]+\$?([0-9]+)"""
)


@dataclass(slots=True)
class OldRow:
    """A row of the table. `own`: cells that people wrote or formatted, by column; `looks`: formats that
    people gave to Remit's cells. `cells`: all of it, kept when somebody wrote in it or it has no key.
    """

    number: int
    attributes: bytes
    key_cell: RawCell | None
    key: str = ""
    own: dict[int, RawCell] = field(default_factory=dict)
    looks: dict[int, int] = field(default_factory=dict)
    cells: tuple[RawCell, ...] = ()

    @property
    def is_written_in(self) -> bool:
        return any(not cell.blank for cell in self.own.values())


@dataclass(slots=True, kw_only=True)
class OldSheet:
    """A managed sheet as it was found. `others`: cells outside of the table's rows and columns, by row."""

    head: bytes
    tail: bytes
    above: dict[int, RawRow]
    rows: list[OldRow]
    others: dict[int, list[RawCell]]
    attributes: dict[int, bytes]  # of the rows below the table
    read: bool  # False: only Remit's cells were there, and they were not looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Whose a table's columns are, by their places on the sheet."""

    key: int
    filled: frozenset[int]
    looks: frozenset[int]  # formats that Remit gives; none: nobody's look is told from Remit's


def noted_rows(parts: Parts, sheet_part: str) -> frozenset[int]:
    """The rows of a sheet that have comments."""
    found = [
        parts.read(each.target)
        for each in parts.relations(sheet_part)
        if each.kind in COMMENTS and each.target in parts
    ]
    return frozenset(int(row) for data in found for row in _NOTED.findall(data))


def read_sheet(
    parts: Parts, tab: Tab, table: TablePart, columns: Columns, *, bare: bool, noted: Collection[int] = ()
) -> OldSheet:
    """Everything on the sheet. `bare`: it is as Remit left it and nobody had written beside its rows.
    `noted`: rows that are kept whole because something hangs on their cells.

    Raises: UnreadableWorkbook.
    """
    reader = SheetReader(parts.chunks(tab.part), tab.part)
    found = OldSheet(head=reader.head, tail=b"", above={}, rows=[], others={}, attributes={}, read=not bare)
    formulas = SharedFormulas()
    taking = _Taking(found, table, columns, formulas, noted)
    for row in reader.rows():
        if row.number < table.first:
            found.above[row.number] = row
        elif row.number > table.last:
            _take_below(found, row, formulas)
        elif not bare:
            found.rows.append(taking.glance(row) or taking.row(row))
    found.tail = reader.tail
    return found


def _take_below(found: OldSheet, row: RawRow, formulas: SharedFormulas) -> None:
    cells = row.cells()
    for cell in cells:
        formulas.unshared(cell, row.number)
    found.others[row.number] = cells
    found.attributes[row.number] = row.attributes


class _Taking:
    """Takes in the rows of the table. In most of them nobody has written: those are only glanced at."""

    def __init__(
        self,
        found: OldSheet,
        table: TablePart,
        columns: Columns,
        formulas: SharedFormulas,
        noted: Collection[int],
    ) -> None:
        self._found = found
        self._table = table
        self._columns = columns
        self._formulas = formulas
        self._noted = noted
        self._seen: dict[Glance, tuple[tuple[int, int], ...] | None] = {}

    def glance(self, row: RawRow) -> OldRow | None:
        """The row, when nothing stands in it but what Remit wrote; None: it has to be looked at."""
        seen = row.glance()
        if seen is None or row.number in self._noted:
            return None
        if seen not in self._seen:
            if len(self._seen) >= _SEEN:
                self._seen.clear()
            self._seen[seen] = self._blanks(seen)
        blanks, key = self._seen[seen], row.cell(self._columns.key)
        if blanks is None or key is None or key.blank:
            return None
        old = OldRow(row.number, row.attributes, key)
        old.own.update((column, RawCell(column, style)) for column, style in blanks)
        return old

    def _blanks(self, seen: Glance) -> tuple[tuple[int, int], ...] | None:
        """People's cells, with their formats, in rows of that kind; None where there is more than that."""
        found = []
        columns, table = self._columns, self._table
        for column, style, blank in glanced(seen):
            if column in columns.filled:
                if columns.looks and style not in columns.looks:
                    return None
            elif not blank or (style and not table.left <= column <= table.right):
                return None
            elif style:
                found.append((column, style))
        return tuple(found)

    def row(self, row: RawRow) -> OldRow:
        """The row, whatever is in it."""
        old = OldRow(row.number, row.attributes, None)
        columns, table, beside = self._columns, self._table, []
        cells = row.cells()
        for cell in cells:
            if cell.column in columns.filled:
                if cell.column == columns.key:
                    old.key_cell = cell
                if columns.looks and cell.style not in columns.looks:
                    old.looks[cell.column] = cell.style
            elif cell.inner or cell.style:
                self._formulas.unshared(cell, row.number)
                if table.left <= cell.column <= table.right:
                    old.own[cell.column] = cell
                else:
                    beside.append(cell)
        if beside:
            self._found.others[row.number] = beside
        if old.is_written_in or row.number in self._noted or old.key_cell is None or old.key_cell.blank:
            old.cells = tuple(cell for cell in cells if table.left <= cell.column <= table.right)
        return old


def take_in_neighbours(
    found: OldSheet,
    table: TablePart,
    headers: dict[int, str],
    spare_name: str,
    tables: Sequence[TablePart] = (),
) -> Iterator[TableColumn]:
    """Columns that people wrote right beside the table become columns of it, so that their texts stay with
    their rows: Excel does the same while they type, LibreOffice does not.

    `headers`: what stands in the header row beside the table, by column. `tables`: all of the sheet; what is
    in another one stays in it. Gives the new columns.
    """
    others = [
        each
        for each in tables
        if each is not table and each.header_row <= table.last and each.last >= table.header_row
    ]
    while True:
        column = table.right + 1
        if any(each.left <= column <= each.right for each in others):
            return
        rows = [
            row for row in found.rows if any(_is(cell, column) for cell in found.others.get(row.number, ()))
        ]
        if column not in headers and not rows:
            return
        for row in rows:
            beside = found.others[row.number]
            row.own.update((cell.column, cell) for cell in beside if cell.column == column)
            found.others[row.number] = [cell for cell in beside if cell.column != column]
        yield table.append(headers.get(column, "") or spare_name)


def _is(cell: RawCell, column: int) -> bool:
    return cell.column == column and not cell.blank


def asked_texts(found: OldSheet) -> Iterator[int]:
    """The shared strings that have to be known: those of keys, and of whatever people wrote."""
    cells: Iterable[RawCell | None]
    for row in found.rows:
        cells = (row.key_cell, *row.own.values(), *row.cells)
        for cell in cells:
            if cell is not None and (index := shared_index(cell)) is not None:
                yield index


def resolve_keys(found: OldSheet, texts: dict[int, str]) -> None:
    """Gives every row its key, where it has one."""
    for row in found.rows:
        value = value_of(row.key_cell, texts) if row.key_cell is not None else None
        row.key = value.text.strip() if value is not None else ""
        row.key_cell = None  # a master has many; what it said is known now
