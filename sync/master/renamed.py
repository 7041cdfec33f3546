"""Whether a column of a master is one of Remit's under another header, or somebody's own in its place.

Both may have the number of the column that is gone. What stands in it tells them apart: Remit's holds what
Remit would write. In doubt it is somebody's own: a column too many can be deleted, a text that was written
over cannot be brought back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import islice

from sync.master.cell_values import value_of
from sync.master.manifest import serial, texts_of
from sync.master.rows import Cell, Linked, TableRows
from sync.master.sheet_xml import RawCell, SheetReader
from sync.master.workbook import Tab, TablePart
from sync.package import Parts
from workbook_templates.master import KEY

_ROWS_SEEN = 200


def holds_ours(
    parts: Parts, tab: Tab, table: TablePart, places: Mapping[str, int], column_id: str, wanted: TableRows
) -> bool:
    """Whether the column holds what Remit writes into it, for most rows of which there is something to
    compare. A column in which nothing stands may be Remit's as well.

    `places`: the columns of the sheet by id; that of the key is needed, but for the key itself.
    """
    reader = SheetReader(parts.chunks(tab.part), tab.part)
    body = (row.cells() for row in reader.rows() if table.first <= row.number <= table.last)
    rows = [{cell.column: cell for cell in cells} for cells in islice(body, _ROWS_SEEN)]
    key, place = places.get(KEY, 0), places[column_id]
    texts = texts_of(parts, (cell for row in rows for at, cell in row.items() if at in (key, place)))

    def said(cell: RawCell | None) -> str:
        value = value_of(cell, texts) if cell is not None else None
        return value.text if value is not None else ""

    found = [(said(row.get(key)), said(row.get(place))) for row in rows if said(row.get(place))]
    if not found:
        return True
    asked = {name for name, _ in found}
    ours = {
        name: row.get(column_id)
        for name, row in zip(wanted.keys, wanted.rows(), strict=True)
        if name in asked
    }
    same = [_as_written(ours[name]) == text for name, text in found if name in ours]
    return sum(same) * 2 > len(same)


def _as_written(value: Cell | None) -> str:
    """The value as a cell says it; numbers as their shortest digits."""
    if isinstance(value, Linked):
        return value.text
    if isinstance(value, dt.datetime):
        return ""  # a fraction of a day: every program rounds it in its own way
    if isinstance(value, dt.date):
        return str(serial(value))
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
