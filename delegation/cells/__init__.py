"""What a cell means: date, number, share, choice, list (SPEC §4). The only place that interprets cells.

Works a column at a time, with a fast way for columns that hold what they should. Owns every form in which
people write a value. Knows neither tables nor references (one stays the text that was typed) nor places.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, cast

from delegation.cells.choices import parse_choice, parse_choice_list, parse_skill_list, parse_text_list
from delegation.cells.dates import EARLIEST, parse_date
from delegation.cells.faults import Misfit
from delegation.cells.numbers import parse_int, parse_number, within
from delegation.cells.spans import parse_period
from delegation.cells.text import (
    cell_text,
    clean,
    clean_column,
    flaws_of_column,
    fold,
    fold_key,
    is_none_word,
)
from delegation.issues import Param
from delegation.periods import Span
from delegation.records import CellFault, Value
from delegation.schema import Field, Kind

__all__ = [
    "Fault",
    "Misfit",
    "Parsed",
    "cell_text",
    "cleaned_cells",
    "fold",
    "fold_key",
    "parse_cell",
    "parse_column",
]

Parsed = Value | Span | None
"""A cell's meaning; None for a blank one. A `Span` only in columns of kind PERIOD."""


class Fault(NamedTuple):
    """A cell of a column that cannot be used: the kind of the issue, and what its message needs."""

    position: int
    kind: str
    params: dict[str, Param]


_BLANK: frozenset[type] = frozenset({type(None)})
_BLANK_OR_TEXT = frozenset({type(None), str})
_BLANK_OR_NUMBER = frozenset({type(None), int, float})
_PLAIN_TEXT = frozenset({Kind.TEXT, Kind.ID, Kind.REF, Kind.PERSON})
_NUMBERS = frozenset({Kind.INT, Kind.NUMBER, Kind.SHARE})
_DATES = frozenset({Kind.DATE, Kind.PERIOD})


def parse_column(
    field: Field, values: Sequence[object], *, epoch_1904: bool = False
) -> tuple[list[Parsed], list[Fault]]:
    """What the cells of a column mean, in their order, and what is wrong with which of them.

    A cell with a fault is None in the first list. `epoch_1904`: raw serial numbers count from 1904.
    """
    found = _homogeneous(field, values, frozenset(map(type, values)))
    return (found, []) if found is not None else _mixed(field, values, epoch_1904)


def cleaned_cells(field: Field, values: Sequence[object]) -> list[Fault]:
    """The texts of a column that no cell of Excel can hold as they are. They keep their meaning: what cannot
    be held has been left out of it, and what is too long is shown as far as it goes.
    """
    if field.kind not in _PLAIN_TEXT or str not in set(map(type, values)):
        return []
    flaws = flaws_of_column([value if type(value) is str else "" for value in values])
    return [
        Fault(position, "CLEANED", {name: count for name, count in flaw._asdict().items() if count})
        for position, flaw in flaws.items()
    ]


def parse_cell(field: Field, value: object, *, epoch_1904: bool = False) -> Parsed | Misfit:
    """What one cell means; any Python value is allowed."""
    if isinstance(value, CellFault):
        return Misfit("ERROR" if value.kind == "error" else "FORMULA")
    if value is None or (isinstance(value, str) and not clean(value)):
        return None
    if field.kind in _PLAIN_TEXT:
        text = cell_text(value)
        return None if not text or (field.none_words and is_none_word(text)) else text
    if field.kind is Kind.DATE:
        return parse_date(value, epoch_1904)
    if field.kind is Kind.PERIOD:
        return parse_period(value, epoch_1904)
    found: Parsed | Misfit = _PARSERS[field.kind](field, value)
    return None if found == () else found  # a list of nothing but separators


_PARSERS: dict[Kind, Callable[[Field, object], Any]] = {
    Kind.INT: parse_int,
    Kind.NUMBER: parse_number,
    Kind.SHARE: parse_number,
    Kind.CHOICE: parse_choice,
    Kind.CHOICE_LIST: parse_choice_list,
    Kind.TEXT_LIST: parse_text_list,
    Kind.SKILL_LIST: parse_skill_list,
}


def _homogeneous(field: Field, values: Sequence[object], types: frozenset[type]) -> list[Parsed] | None:
    """The meanings where every cell holds what the column is for, else None."""
    if types <= _BLANK:
        return [None] * len(values)
    if types <= _BLANK_OR_TEXT:
        return _sound_texts(field, cast("Sequence[str | None]", values))
    if str in types:
        # Readers give "" for an empty cell; what is left may be all of one type.
        values = [None if value == "" else value for value in values]
        types = frozenset(map(type, values))
    if types <= _BLANK_OR_NUMBER and field.kind in _NUMBERS:
        return _sound_numbers(field, values)
    if field.kind in _DATES and len(kinds := types - _BLANK) == 1:
        return _sound_dates(values, *kinds)
    return None


def _sound_texts(field: Field, texts: Sequence[str | None]) -> list[Parsed] | None:
    if field.kind in _PLAIN_TEXT and not field.none_words:
        return cast("list[Parsed]", clean_column(texts))
    known: dict[str | None, Parsed] = {}
    for text in set(texts):
        found = parse_cell(field, text)
        if isinstance(found, Misfit):
            return None
        known[text] = found
    return [known[text] for text in texts]


def _sound_numbers(field: Field, values: Sequence[Any]) -> list[Parsed] | None:
    numbers = [value for value in values if value is not None]
    # The sum tells of every NaN and infinity; finite numbers whose sum is infinite are looked at one by one.
    try:
        if not math.isfinite(sum(numbers)):
            return None
        if not (within(field, min(numbers)) and within(field, max(numbers))):
            return None
        if field.kind is not Kind.INT:
            return [None if value is None else float(value) for value in values]
    except OverflowError:  # an int beyond all floats
        return None
    whole = [None if value is None else int(value) for value in values]
    return whole if whole == values and max(numbers) < 2**53 else None  # type: ignore[return-value]


def _sound_dates(values: Sequence[Any], kind: type) -> list[Parsed] | None:
    if kind is dt.datetime:
        values = [None if value is None else value.date() for value in values]
    elif kind is not dt.date:
        return None
    return list(values) if min(filter(None, values)) >= EARLIEST else None


def _mixed(field: Field, values: Sequence[object], epoch_1904: bool) -> tuple[list[Parsed], list[Fault]]:
    """Cell by cell; a text that stands there twice is read once."""
    found: list[Parsed] = []
    faults: list[Fault] = []
    known: dict[str, Parsed | Misfit] = {}
    for index, value in enumerate(values):
        if value is None:
            found.append(None)
            continue
        if type(value) is str:
            if value in known:
                result = known[value]
            else:
                result = known[value] = parse_cell(field, value)
        else:
            result = parse_cell(field, value, epoch_1904=epoch_1904)
        if isinstance(result, Misfit):
            faults.append(Fault(index, result.kind, result.params))
            found.append(None)
        else:
            found.append(result)
    return found, faults
