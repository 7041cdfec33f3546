"""The section [limits] of remit.toml: how large a workbook may be, and what reading it may cost.

Owns the keys, their units and how far each may be moved. What a limit is for, and its default, is known in
`sync.limits`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from delegation.labels import Labels
from sync.limits import ChildLimits, Limits
from sync.programme.problems import Section

_MB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class _Key:
    """Which limit a key sets: so many `unit`, from `low` to `high` of them."""

    limit: str
    low: int
    high: int
    unit: int = 1


_OF_FILE = {
    "file_mb": _Key(limit="file_bytes", low=1, high=1_024, unit=_MB),
    "part_mb": _Key(limit="part_bytes", low=1, high=4_096, unit=_MB),
    "unpacked_mb": _Key(limit="total_bytes", low=1, high=4_096, unit=_MB),
    "parts": _Key(limit="members", low=20, high=65_000),
    "compression": _Key(limit="ratio", low=10, high=1_100),
    "cells": _Key(limit="cells", low=1_000, high=100_000_000),
    "rows": _Key(limit="rows", low=10, high=1_048_576),
}
_OF_READER = {
    "reader_seconds": _Key(limit="wall_seconds", low=1, high=3_600),
    "reader_cpu_seconds": _Key(limit="cpu_seconds", low=1, high=3_600),
    "reader_memory_mb": _Key(limit="memory_bytes", low=64, high=65_536, unit=_MB),
}
LIMITS = (*_OF_FILE, *_OF_READER)


def limits_in(section: Section) -> tuple[Limits, ChildLimits]:
    """The limits that the section sets, every other one its default; mistakes are noted in it."""
    return Limits(**_read(section, _OF_FILE)), ChildLimits(**_read(section, _OF_READER))


def _read(section: Section, keys: dict[str, _Key]) -> dict[str, int]:
    found = {}
    for name, key in keys.items():
        number = section.number(name, _default(name), low=key.low, high=key.high, whole=True)
        found[key.limit] = int(number) * key.unit
    return found


def _default(name: str) -> int:
    if name in _OF_FILE:
        return int(getattr(Limits(), _OF_FILE[name].limit)) // _OF_FILE[name].unit
    return int(getattr(ChildLimits(), _OF_READER[name].limit)) // _OF_READER[name].unit


def limit_lines(words: Labels) -> Iterator[str]:
    """Every key with its default and what it limits, as lines of a `remit.toml`."""
    for name in LIMITS:
        assigned = f"{name} = {_default(name)}"
        yield f"{assigned:<30} # {words.text(f'limits.{name}')}"
