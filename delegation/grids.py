"""A rectangle of cells with its header row → `RawTable`, for whoever has rows in memory, not a workbook.

Recognises headers by id, label in any language or alias, in any order. Healing of renamed headers is the
workbook reader's work, not done here.
"""

from __future__ import annotations

from collections.abc import Sequence

from delegation.cells import cell_text
from delegation.labels import header_fields
from delegation.records import RawColumn, RawTable, TableState
from delegation.schema import Table, normalise


def table_from_rows(
    rows: Sequence[Sequence[object]],
    table: Table,
    *,
    sheet: str = "",
    first_row: int = 1,
    first_column: int = 1,
) -> RawTable:
    """The table that the rows hold, the first of them being its header.

    `first_row`, `first_column`: where the header's first cell is on the sheet. A header that names no field
    is left out, of two that name the same one the first counts; rows may be shorter than the header. Without
    a header of the table it is unreadable, without any filled cell below the header it is empty.
    """
    known = header_fields(table.id)
    header = rows[0] if rows else ()
    places: dict[str, int] = {}
    for index, cell in enumerate(header):
        field_id = known.get(normalise(cell_text(cell)))
        if field_id is not None:
            places.setdefault(field_id, index)
    body = rows[1:]
    columns = {
        field_id: RawColumn(
            field=field_id,
            column=first_column + index,
            values=[row[index] if index < len(row) else None for row in body],
        )
        for field_id, index in places.items()
    }
    state = TableState.UNREADABLE
    if columns:
        filled = any(cell_text(value) for column in columns.values() for value in column.values)
        state = TableState.ROWS if filled else TableState.EMPTY
    return RawTable(
        table=table.id,
        state=state,
        sheet=sheet,
        rows=[first_row + 1 + index for index in range(len(body))],
        columns=columns,
    )
