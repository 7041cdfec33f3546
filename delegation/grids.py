"""A rectangle of cells with its header row → `RawTable`, for whoever has rows in memory, not a workbook.

Recognises headers by id, label in any language or alias, in any order. Healing of renamed headers is the
workbook reader's work, not done here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from delegation.cells import cell_text
from delegation.labels import header_fields, header_labels, header_name
from delegation.records import RawColumn, RawTable, TableState
from delegation.schema import Table
from delegation.totals import total_rows


def table_from_rows(
    rows: Sequence[Sequence[object]],
    table: Table,
    *,
    sheet: str = "",
    first_row: int = 1,
    first_column: int = 1,
    places: Mapping[str, int] | None = None,
) -> RawTable:
    """The table that the rows hold, the first of them being its header.

    `first_row`, `first_column`: where the header's first cell is on the sheet. A header that names no field
    is left out, of two that name the same one the first counts, but a label before an alias; rows may be
    shorter than the header. A totals row counts as blank. Without a header of the table it is unreadable,
    without any filled cell below the header it is empty. `places`: field → index in the header, for whoever
    has matched it already.
    """
    header = rows[0] if rows else ()
    columns = [[row[index] if index < len(row) else None for row in rows] for index in range(len(header))]
    return table_from_columns(
        columns, table, sheet=sheet, first_row=first_row, first_column=first_column, places=places
    )


def table_from_columns(
    columns: Sequence[Sequence[object]],
    table: Table,
    *,
    sheet: str = "",
    first_row: int = 1,
    first_column: int = 1,
    places: Mapping[str, int] | None = None,
) -> RawTable:
    """The same from the columns of the rectangle, all of one length, the header's cell first."""
    if places is None:
        places = _places([each[0] for each in columns if each], table)
    values = {field_id: list(columns[index][1:]) for field_id, index in places.items()}
    height = max((len(each) - 1 for each in columns), default=0)
    for row in total_rows(table, values):
        for column in values.values():
            column[row] = None
    found = {
        field_id: RawColumn(field=field_id, column=first_column + places[field_id], values=column)
        for field_id, column in values.items()
    }
    state = TableState.UNREADABLE
    if found:
        filled = any(cell_text(value) for column in found.values() for value in column.values)
        state = TableState.ROWS if filled else TableState.EMPTY
    return RawTable(
        table=table.id,
        state=state,
        sheet=sheet,
        rows=[first_row + 1 + index for index in range(height)],
        columns=found,
    )


def _places(header: Sequence[object], table: Table) -> dict[str, int]:
    """Field → index in the header, in the order of the sheet."""
    names = [header_name(cell_text(cell)) for cell in header]
    places: dict[str, int] = {}
    for known in (header_labels(table.id), header_fields(table.id)):
        for index, name in enumerate(names):
            if name in known:
                places.setdefault(known[name], index)
    return dict(sorted(places.items(), key=lambda place: place[1]))
