"""What travels between reading and storing: raw rows with their places, and parsed records.

A `RawTable` is what stood in the cells (made by `sync.reading` from a file, by `delegation.grids` from an
Excel range). A `Record` is what it means. Interpreting the one into the other is `delegation.parse`'s work.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, NamedTuple

Value = str | int | float | dt.date | tuple[str, ...] | tuple[tuple[str, int], ...]


class TableState(StrEnum):
    """A table is read as rows, as empty, or as unreadable: three different things (SPEC §4)."""

    ROWS = "rows"
    EMPTY = "empty"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell whose value cannot be had: an Excel error value, or a formula saved without its result."""

    kind: Literal["error", "formula"]
    text: str  # "#N/A", or the formula


@dataclass(frozen=True, slots=True, kw_only=True)
class RawColumn:
    """One recognised column: its sheet column (1-based, 0 when unknown), and a value for every row.

    Values are None, str, bool, int, float, datetime, date, time, timedelta or CellFault. Blank: "" or None.
    """

    field: str
    column: int
    values: list[object]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTable:
    """The cells of one table. `rows`: the sheet's row numbers (1-based), one for every value of a column."""

    table: str
    state: TableState
    sheet: str = ""
    rows: list[int] = field(default_factory=list)
    columns: dict[str, RawColumn] = field(default_factory=dict)


class Record(NamedTuple):
    """One accepted row. `values` holds what was filled in, by field id, without blanks; references are keys.

    `key` is unique within its team, cycle and table; its parts are joined with "+", dates are ISO.
    """

    table: str
    key: str
    row: int
    values: dict[str, Value]
