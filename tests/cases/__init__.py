"""The worked cases of the specification: `cases("working_days")` gives those of one function."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    id: str
    function: str
    args: dict[str, Any]
    expected: Any
    reason: str

    def __str__(self) -> str:
        return f"{self.id} {self.reason}"


@cache
def _all() -> tuple[Case, ...]:
    found = json.loads(Path(__file__).with_name("worked.json").read_text(encoding="utf-8"))["cases"]
    return tuple(
        Case(
            id=each["id"],
            function=each["function"],
            args=each["args"],
            expected=each["expected"],
            reason=each["reason"],
        )
        for each in found
    )


def cases(function: str) -> list[Case]:
    return [case for case in _all() if case.function == function]


def functions() -> set[str]:
    """The functions that there are cases of."""
    return {case.function for case in _all()}


def day(text: str | None) -> dt.date:
    """The date that a case writes as ISO text."""
    assert text is not None
    return dt.date.fromisoformat(text)
