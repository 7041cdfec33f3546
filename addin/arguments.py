"""The arguments of formulas that stand in cells or columns: what they mean, and the code of what is wrong.

Owns which argument is read as which kind of value, broadcasting, and which rows are blank. An argument that
is a field of a declared table is read like that field; all others belong to a table of their own, ARG.
Source: SPEC §5, §13.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import repeat
from typing import Any, NamedTuple

from addin.answers import Wrong, WrongArgumentError
from addin.codes import ARG
from addin.ranges import Cell, ShapeError, cell, column, is_blank
from delegation.cells import Misfit, parse_cell, parse_column
from delegation.labels import Labels, labels
from delegation.periods import Span
from delegation.schema import Field, Kind, Table, normalise
from delegation.tables import DELEGATIONS, KPIS, READINGS, YES_NO

_BLANK_TYPES = frozenset((type(None), str))


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """How an argument is read.

    `default`: what a blank cell means. `members`: the choices as the domain's enum has them.
    """

    field: Field
    table: Table = ARG
    default: Any = None
    members: type[StrEnum] | None = None

    def code(self, kind: str) -> str:
        """`KPI-TARGET-TYPE`, or `ARG-ACTUAL-TYPE` of what is no field of a table. Source: SPEC §5."""
        return self.table.code(kind, self.field.id)


def own(name: str, default: object = None) -> Argument:
    """An argument that is no field of a table."""
    return Argument(field=ARG.field(name), default=default)


def kpi(name: str, default: object = None, members: type[StrEnum] | None = None) -> Argument:
    """A column of the table of KPIs."""
    return Argument(field=KPIS.field(name), table=KPIS, default=default, members=members)


def reading(name: str) -> Argument:
    return Argument(field=READINGS.field(name), table=READINGS)


def delegation(name: str) -> Argument:
    return Argument(field=DELEGATIONS.field(name), table=DELEGATIONS)


class Fault(NamedTuple):
    """What is wrong with a cell of an argument."""

    argument: Argument
    value: Cell
    kind: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The arguments of a formula, row by row; all columns are of that height, single cells repeated.

    `faults`: row → the first of its arguments that is wrong. `blank`: the rows with nothing in any column.
    """

    height: int
    columns: list[Iterable[Any]]
    raw: list[list[Cell]]
    faults: dict[int, Fault]
    blank: frozenset[int]

    def at(self, row: int) -> Iterator[Cell]:
        """The cells of a row as they came."""
        return (cells[row] if len(cells) > 1 else cells[0] for cells in self.raw)


def read_rows(arguments: Iterable[Argument], values: Iterable[object]) -> Rows:
    """The arguments of a formula that gives one value a row. Raises: ShapeError."""
    arguments = tuple(arguments)
    raw = [column(value) for value in values]
    height = max(map(len, raw))
    if any(len(cells) not in (1, height) for cells in raw):
        raise ShapeError
    faults: dict[int, Fault] = {}
    columns: list[Iterable[Any]] = []
    for argument, cells in zip(arguments, raw, strict=True):
        found = _parsed(argument, cells, faults, height)
        columns.append(found if len(cells) == height else repeat(found[0], height))
    return Rows(height=height, columns=columns, raw=raw, faults=faults, blank=_blank_rows(raw, height))


def read_column(argument: Argument, value: object) -> list[Any]:
    """One argument that is a column. Raises: ShapeError, WrongArgumentError for its first wrong cell."""
    return read_cells(argument, column(value))


def read_cells(argument: Argument, cells: list[Cell]) -> list[Any]:
    """What the cells mean. Raises: WrongArgumentError for the first wrong one."""
    faults: dict[int, Fault] = {}
    found = _parsed(argument, cells, faults, len(cells))
    for row in sorted(faults)[:1]:
        raise WrongArgumentError(wrong(faults[row]))
    return found


def read_cell(argument: Argument, value: object) -> Any:
    """One argument that is a single cell. Raises: ShapeError, WrongArgumentError."""
    return read_column(argument, cell(value))[0]


def read_day(argument: Argument, value: object) -> dt.date:
    """A date without which nothing can be worked out. Raises: ShapeError, WrongArgumentError."""
    day: dt.date | None = read_cell(argument, value)
    if day is None:
        raise WrongArgumentError(wrong(Fault(argument, None, "REQUIRED", {})))
    return day


def read_flag(name: str, value: object) -> bool:
    """TRUE or FALSE, or a word for it; blank is FALSE. Raises: ShapeError, WrongArgumentError."""
    given = cell(value)
    if isinstance(given, int | float) and given in (0, 1):
        return bool(given)
    found = parse_cell(_FLAG, given)
    if isinstance(found, Misfit):
        raise WrongArgumentError(Wrong(code=f"ARG-{name.upper()}-{found.kind}", value=given))
    return found == "yes"


_FLAG = Field(id="flag", kind=Kind.CHOICE, choices=YES_NO)


def read_words(value: object) -> Labels:
    """The labels of the language that is asked for. Raises: ShapeError, WrongArgumentError."""
    language = cell(value)
    found = _LANGUAGE_NAMES.get(normalise("en" if is_blank(language) else str(language)))
    if found is None:
        raise WrongArgumentError(Wrong(code="ARG-LANG-CHOICE", value=language))
    return labels(found)


_LANGUAGE_NAMES = {"en": "en", "english": "en", "zh": "zh", "zhcn": "zh", "中文": "zh", "简体中文": "zh"}


def wrong(fault: Fault) -> Wrong:
    """A fault with its code."""
    return Wrong(code=fault.argument.code(fault.kind), value=fault.value, params=dict(fault.params))


def _parsed(argument: Argument, cells: list[Cell], faults: dict[int, Fault], height: int) -> list[Any]:
    """The meanings of the cells, defaults for blank ones; what is wrong is added to the faults."""
    if len(cells) == 1 and cells[0] is None:
        return [argument.default]
    found: list[Any]
    found, wrong_cells = parse_column(argument.field, cells)
    for position, kind, params in wrong_cells:
        fault = Fault(argument, cells[position], kind, params)
        for row in (position,) if len(cells) == height else range(height):
            faults.setdefault(row, fault)
    if argument.field.kind is Kind.PERIOD:
        found = [each.last if isinstance(each, Span) else each for each in found]
    if argument.members is not None:
        known: dict[Any, Any] = {None: None, **{each.value: each for each in argument.members}}
        found = [known[each] for each in found]
    if argument.default is not None and None in found:
        found = [argument.default if each is None else each for each in found]
    return found


def _blank_rows(raw: list[list[Cell]], height: int) -> frozenset[int]:
    """The rows blank in every column, single cells aside."""
    if height == 1:
        return frozenset()
    blank: Iterable[int] = range(height)
    for cells in raw:
        if len(cells) > 1:
            if _BLANK_TYPES.isdisjoint(map(type, cells)):
                return frozenset()
            blank = [row for row in blank if is_blank(cells[row])]
    return frozenset(blank)
