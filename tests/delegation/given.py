"""Rows as the figures take them, from tables of worked cases or pipe grids; columns may be missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from delegation.calendar import WorkingDays
from delegation.grids import table_from_rows
from delegation.happened import Values
from delegation.parse import ParsedTable, make_keys, parse_table
from delegation.records import Record
from delegation.tables import BY_ID
from tests.grids import grid

Rows = Sequence[Sequence[object]]

MONDAY, FRIDAY = dt.date(2026, 11, 2), dt.date(2026, 11, 6)


def parsed(table_id: str, rows: Rows) -> ParsedTable:
    found = parse_table(table_from_rows(rows, BY_ID[table_id]))
    make_keys(found)
    return found


def records(table_id: str, rows: Rows | str | None) -> tuple[Record, ...]:
    """Every filled row with what could be read of it, whatever else is required of such a row."""
    if not rows:
        return ()
    table = parsed(table_id, grid(rows) if isinstance(rows, str) else rows)
    return tuple(Record(table_id, row.key, row.number, row.values) for row in table.rows)


def values(table_id: str, rows: Rows | str | None) -> tuple[Values, ...]:
    return tuple(record.values for record in records(table_id, rows))


def calendar(rows: Rows | None) -> WorkingDays:
    return WorkingDays.from_records(records("calendar", rows))


def optional_day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)


def delegation(key: str, delegate: str = "M1", effort_hours: float = 20, **more: Any) -> Record:
    """An accepted row for work from that Monday to that Friday; what is None is blank."""
    row = {
        "delegation_id": key,
        "delegator": "boss",
        "delegate": delegate,
        "start": MONDAY,
        "due": FRIDAY,
        "effort_hours": effort_hours,
        "status": "in_progress",
    }
    return Record("delegations", key, 1, row | more)
