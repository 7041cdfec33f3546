"""One wide table for measuring how masters are filled: its columns, its rows, always the same, no chance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sync.master.rows import Row, TableRows
from workbook_templates.master import KEY
from workbook_templates.master_sheet import Column, Look, Sheet

FIRST_DAY = dt.date(2026, 1, 1)
TABLE = "rows"
_STATES = ("accepted", "in progress", "on hold", "awaiting review", "completed", "cancelled")
_AREAS = ("customers", "launch", "pricing", "supplier", "training", "quality", "contract", "budget")
_COLUMNS = (
    (KEY, Look.ID), ("team", Look.TEXT), ("id", Look.ID), ("title", Look.TEXT), ("owner", Look.TEXT),
    ("state", Look.TEXT), ("area", Look.TEXT), ("start", Look.DATE), ("due", Look.DATE),
    ("closed", Look.DATE), ("hours", Look.NUMBER), ("amount", Look.NUMBER), ("progress", Look.SHARE),
    ("level", Look.INT), ("outcome", Look.TEXT),
)  # fmt: skip

SHEET = Sheet(
    id=TABLE,
    name="Rows",
    table="M_Rows",
    columns=tuple(
        Column(id=name, header=name, look=look, width=18, hidden=name == KEY) for name, look in _COLUMNS
    ),
    frozen=4,
)


def table_rows(count: int, *, day: int = 0) -> TableRows:
    """That many rows, made one at a time. On another `day` every row says something else."""
    return TableRows([_key(number) for number in range(count)], lambda: _rows(count, day))


def _key(number: int) -> str:
    return f"T{number % 200:03}:D{number}"


def _rows(count: int, day: int) -> Iterator[Row]:
    days = [FIRST_DAY + dt.timedelta(days=number) for number in range(500)]
    for number in range(count):
        yield {
            KEY: _key(number),
            "team": f"Team {number % 200:03}",
            "id": f"D{number}",
            "title": f"{_AREAS[number % 8]} {_AREAS[number * 3 % 8]} {number} & more",
            "owner": f"Name {number % 700}",
            "state": _STATES[(number + day) % 6],
            "area": _AREAS[number % 8],
            "start": days[number % 300],
            "due": days[number % 300 + 60 + day],
            "closed": days[number % 300 + 90],
            "hours": 10.0 + number % 90,
            "amount": 1000.25 + number * 7 + day,
            "progress": (number + day) % 21 / 20,
            "level": number % 7 + 1,
            "outcome": f"Bring {_AREAS[number % 8]} to {number % 100} by the end of the quarter",
        }
