"""One managed table while the master is filled: how it was found, what it will hold, whose its columns are.

Owns what belongs together of it. What is done with it is `sync.master.fill`'s.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sync.master.cell_values import Value, formula_of, value_of
from sync.master.columns import OwnColumn
from sync.master.follow import copied
from sync.master.old_rows import OldRow, OldSheet
from sync.master.rows import TableRows
from sync.master.sheet_xml import RawCell
from sync.master.workbook import Tab, TableColumn, TablePart
from sync.store.stored import WrittenCell
from workbook_templates.master_sheet import Column, Sheet


@dataclass(slots=True, kw_only=True)
class Managed:
    """A managed table. `filled`: Remit's columns by id; `own`: people's. `beside`: what stands in people's
    columns in the new rows, by key and then by column; `texts`: the shared strings that were asked for.

    `was_there`: the table was found in the file, so that what is blank in it is blank on purpose.
    """

    sheet: Sheet
    tab: Tab
    table: TablePart
    filled: dict[str, TableColumn]
    own: list[OwnColumn]
    was_there: bool
    old: OldSheet
    wanted: TableRows
    first: int  # its first and last row with data before the fill
    last: int
    columns_before: int  # how many columns it had
    headers: dict[int, str] = field(default_factory=dict)  # what its header row says, also beside it
    epoch_1904: bool = False
    texts: Mapping[int, str] = field(default_factory=dict)
    beside: dict[str, dict[int, RawCell]] = field(default_factory=dict)
    row_of: dict[str, int] = field(default_factory=dict)  # of the keys that it will hold
    from_row: dict[str, OldRow] = field(default_factory=dict)  # key → the row that it had
    moved: dict[int, int] = field(default_factory=dict)  # old row → new row

    @property
    def new_last(self) -> int:
        """Its last row with data after the fill; a table of Excel has at least one row."""
        return self.first + max(1, len(self.row_of)) - 1

    @property
    def growth(self) -> int:
        return self.new_last - self.last

    def column(self, name: str) -> Column | None:
        """A column of the declared ones."""
        return next((each for each in self.sheet.columns if each.id == name), None)

    def own_column(self, name: str) -> OwnColumn | None:
        """People's column of that name."""
        folded = name.casefold()
        return next((each for each in self.own if each.name.casefold() == folded), None)

    def place(self, column: OwnColumn) -> int:
        return self.table.position(column.column)

    def keep_rows(self, keys: Iterator[str] | list[str] | tuple[str, ...]) -> None:
        """Decides the new rows: these keys, in this order."""
        self.row_of = {key: row for row, key in enumerate(dict.fromkeys(keys), start=self.first)}
        self.moved = {
            old.number: self.row_of[key] for key, old in self.from_row.items() if key in self.row_of
        }

    def in_the_way(self) -> TablePart | None:
        """A table on its sheet that its new rows or columns would tear apart or cover. What lies below it,
        and is no wider, moves as a whole.
        """
        table = self.table
        for other in self.tab.tables:
            if other is table or other.right < table.left or other.left > table.right:
                continue
            if other.last + other.totals < table.header_row:
                continue
            below = other.header_row > self.last + table.totals
            whole = table.left <= other.left and other.right <= table.right
            if not below or (self.growth and not whole):
                return other
        return None

    def leaving(self) -> Iterator[OldRow]:
        """Rows that will not be there any more: their key has gone, or stands twice, or they have none."""
        for row in self.old.rows:
            if row.number not in self.moved:
                yield row

    def where(self, row: int, column: int) -> tuple[int, int] | None:
        """Where a cell is after the fill; None: its row has left."""
        inside = self.table.left <= column <= self.table.right
        if not inside or row < self.first:
            return row, column
        if row > self.last:
            return row + self.growth, column
        if not self.old.read:
            return row, column
        new = self.moved.get(row)
        return None if new is None else (new, column)

    def is_written_in(self, row: OldRow) -> bool:
        """Whether a person has written beside the row: what Excel fills a column with nobody has written."""
        return any(not cell.blank and not self.is_filled_down(row, place) for place, cell in row.own.items())

    def is_filled_down(self, row: OldRow, place: int) -> bool:
        """Whether the cell has the formula that its whole column is calculated by: it is filled in again
        wherever a row comes.
        """
        column = self.table.columns[place - self.table.left]
        formula = formula_of(row.own[place]) if column.formula else ""
        if not formula:
            return False
        # Excel and others name the table in the cells, and may leave it out in the column.
        found = copied(formula, self.first - row.number).replace(f"{self.table.name}[", "[")
        return found == column.formula.replace(f"{self.table.name}[", "[")

    def said(self, cell: RawCell) -> Value | None:
        return value_of(cell, self.texts)

    def written_cells(self) -> Iterator[WrittenCell]:
        """What stands in people's columns of the new rows, as the history keeps it."""
        names = {self.place(column): column.name for column in self.own}
        for key, cells in self.beside.items():
            for place, cell in sorted(cells.items()):
                value = None if cell.blank else self.said(cell)
                if value is not None:
                    yield WrittenCell(
                        sheet=self.sheet.id,
                        key=key,
                        column=names[place],
                        kind=value.kind,
                        value=value.text,
                        result=value.result,
                    )
