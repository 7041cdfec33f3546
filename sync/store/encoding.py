"""Values of a record ↔ the one text that the store keeps for them.

The text is canonical: the same values give the same text in every run, so that comparing two texts is
comparing two records. Knows the kinds of fields (to read dates and lists back), no database and no file.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from functools import cache
from typing import Any

from delegation.issues import Param
from delegation.records import Value
from delegation.schema import Kind
from delegation.tables import BY_ID

_DATE_PARAM = "@date:"


encode = json.JSONEncoder(
    ensure_ascii=False,
    sort_keys=True,
    separators=(",", ":"),
    allow_nan=False,
    check_circular=False,
    default=dt.date.isoformat,
).encode
"""`encode(values)`: the canonical text of a record's values (JSON, fields sorted, dates ISO, no spaces)."""


def decode(table_id: str, data: str) -> dict[str, Value]:
    """The values that `encode` made the text from; fields that the schema no longer has stay as JSON has
    them.
    """
    return _converted(table_id, json.loads(data))


def decode_all(tables: Iterable[str], data: Iterable[str]) -> Iterator[dict[str, Value]]:
    """The same for many texts, each of the table that stands in its place: several times faster than one by
    one.
    """
    return map(_converted, tables, json.loads(f"[{','.join(data)}]"))


def _converted(table_id: str, values: dict[str, Any]) -> dict[str, Value]:
    for field_id, convert in _conversions(table_id).items():
        if field_id in values:
            values[field_id] = convert(values[field_id])
    return values


@cache
def _conversions(table_id: str) -> dict[str, Callable[[Any], Value]]:
    return {
        field.id: _CONVERSIONS[field.kind] for field in BY_ID[table_id].fields if field.kind in _CONVERSIONS
    }


def _skills(pairs: list[list[Any]]) -> tuple[tuple[str, int], ...]:
    return tuple((str(skill), int(level)) for skill, level in pairs)


_CONVERSIONS: dict[Kind, Callable[[Any], Value]] = {
    Kind.DATE: dt.date.fromisoformat,
    Kind.PERIOD: dt.date.fromisoformat,
    Kind.TEXT_LIST: tuple,
    Kind.CHOICE_LIST: tuple,
    Kind.SKILL_LIST: _skills,
}


def with_absent(before: str, now: str, absent: Set[str]) -> str:
    """The text `now` with those of the absent fields that the text `before` has."""
    kept = {field_id: value for field_id, value in json.loads(before).items() if field_id in absent}
    return encode(json.loads(now) | kept) if kept else now


def encode_params(params: Mapping[str, Param]) -> str:
    """The parameters of an issue's message as canonical text; dates keep being dates."""
    return encode(
        {
            name: f"{_DATE_PARAM}{value}" if isinstance(value, dt.date) else value
            for name, value in params.items()
        }
    )


def decode_params(text: str) -> dict[str, Param]:
    """What `encode_params` made the text from."""
    return {name: _param(value) for name, value in json.loads(text).items()}


def _param(value: str | int | float) -> Param:
    if isinstance(value, str) and value.startswith(_DATE_PARAM):
        return dt.date.fromisoformat(value.removeprefix(_DATE_PARAM))
    return value
