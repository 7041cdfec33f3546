"""What a host of xlwings hands over for a range, and what it takes back: cells, columns, rows.

Owns how hosts differ: one cell or rows of cells; error values as text, as numbers of COM or as objects; dates
of pywin32. What a cell means is for `delegation.cells`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import chain, zip_longest
from typing import Any

from delegation.records import CellFault

Cell = Any
"""None, str, bool, int, float, datetime, CellFault, or whatever else a host may hand over."""

Spill = list[list[Any]]
"""What a formula gives: rows of cells, all of the same length. A blank cell is the empty text."""

_COM_ERRORS = {
    2000: "#NULL!",
    2007: "#DIV/0!",
    2015: "#VALUE!",
    2023: "#REF!",
    2029: "#NAME?",
    2036: "#NUM!",
    2042: "#N/A",
    2043: "#GETTING_DATA",
    2045: "#SPILL!",
    2046: "#CONNECT!",
    2047: "#BLOCKED!",
    2048: "#UNKNOWN!",
    2049: "#FIELD!",
    2050: "#CALC!",
}
ERRORS = frozenset(
    (*_COM_ERRORS.values(), "#EXTERNAL!", "#BUSY!", "#PYTHON!", "#TIMEOUT!"),
)
_COM_BASE = -2146828288  # 0x800A0000: what COM puts in front of Excel's number of an error
_COM_RANGE = range(_COM_BASE + 2000, _COM_BASE + 2100)
_PLAIN = frozenset({type(None), float, bool, dt.datetime})


class ShapeError(Exception):
    """A range that is wider than one column, where single cells or columns are asked for."""


def column(value: object) -> list[Cell]:
    """The cells of an argument that is one cell or a column. Raises: ShapeError."""
    if not isinstance(value, list | tuple):
        return plain([value])
    if not value:
        return [None]
    if isinstance(value[0], list | tuple):
        if set(map(len, value)) != {1}:
            raise ShapeError
        return plain(list(chain.from_iterable(value)))
    if len(value) > 1:
        raise ShapeError
    return plain(value)


def cell(value: object) -> Cell:
    """The cell of an argument that is a single one. Raises: ShapeError."""
    cells = column(value)
    if len(cells) > 1:
        raise ShapeError
    return cells[0]


def cells(value: object) -> list[Cell]:
    """All cells of an argument, row by row, whatever its shape."""
    if not isinstance(value, list | tuple):
        return plain([value])
    rows = value if value and isinstance(value[0], list | tuple) else [value]
    return plain(list(chain.from_iterable(rows)) or [None])


def columns(value: object) -> list[list[Cell]]:
    """The columns of a table with its header row, the header's cell first; rows may be of any length."""
    if not isinstance(value, list | tuple) or not value:
        return [column(value)]
    rows = value if isinstance(value[0], list | tuple) else [value]
    return [plain(each) for each in zip_longest(*rows)]


def is_blank(value: Cell) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def spill(values: Sequence[Cell]) -> Spill:
    """A column, as Excel spills it."""
    if None in values:
        values = ["" if value is None else value for value in values]
    return [[value] for value in values]


def plain(values: Sequence[Cell]) -> list[Cell]:
    """The cells as values of Python's own types, and error values as such."""
    odd = set(map(type, values)) - _PLAIN
    if not odd or (odd == {str} and ERRORS.isdisjoint(values)):
        return list(values)
    convert = {kind: _conversion(kind) for kind in odd}
    return [convert[type(value)](value) if type(value) in convert else value for value in values]


def _conversion(kind: type) -> Callable[[Any], Cell]:
    for known, convert in _CONVERSIONS:
        if issubclass(kind, known):
            return convert
    # Pyodide's null in JavaScript is an object of its own.
    return (lambda _: None) if kind.__name__ == "JsNull" else (lambda value: value)


def _text(value: str) -> Cell:
    return CellFault("error", value) if value in ERRORS else value


def _whole(value: int) -> Cell:
    if value in _COM_RANGE:
        return CellFault("error", _COM_ERRORS.get(value - _COM_BASE, "#VALUE!"))
    return value


def _entity(value: dict[str, Any]) -> Cell:
    """A cell as Office.js hands it over where the function takes data types."""
    basic = value.get("basicValue")
    return CellFault("error", str(basic)) if value.get("type") == "Error" else basic


_CONVERSIONS: tuple[tuple[type, Callable[[Any], Cell]], ...] = (
    (str, _text),
    (int, _whole),
    (dt.datetime, dt.datetime.date),  # one of pywin32, in a time zone that means nothing
    (Decimal, float),  # a cell with a currency format
    (dict, _entity),
)
