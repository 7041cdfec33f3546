"""Numbers as people type them: separators, signs, per cent, levels that have names."""

from __future__ import annotations

import math
import re
from functools import cache

from delegation.cells.faults import Misfit
from delegation.cells.text import cell_text, half_width
from delegation.labels import choice_values
from delegation.schema import Choices, Field, Kind, normalise

_MINUS = dict.fromkeys(map(ord, "−–—‒‐‑﹣"), "-")
_NUMBER = re.compile(
    r"([+-]?) ?((?:\d{1,3}(?:,\d{3})+|\d{1,3}(?:[ '’]\d{3})+|\d+)(?:\.\d*)?|\.\d+)(e[+-]?\d+)? ?(%?)",
    re.ASCII | re.IGNORECASE,
)
_GROUPING = re.compile("[ ,'’]")
_LEVEL = re.compile(r"(\d+)\s*[.:)=、-]*\s*(\D.*)", re.ASCII)

# Beyond it Excel's numbers lose digits, and so does everything that counts with them.
_MOST = 2**53


def number(value: object) -> float | None:
    """The number that a cell holds or spells, or None. `85%` is 0.85, as in Excel; TRUE is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        try:
            found = float(value)
        except OverflowError:
            return None
        return found if math.isfinite(found) else None
    return _spelled(half_width(cell_text(value)))


def parse_number(field: Field, value: object) -> float | Misfit:
    found = number(value)
    if found is None:
        return Misfit("TYPE")
    if not within(field, found):
        found = _as_shown(found)
    return found if within(field, found) else out_of_range(field, found)


def parse_int(field: Field, value: object) -> int | Misfit:
    found = number(value)
    if found is None and field.levels is not None:
        found = _level(field.levels, cell_text(value))
    if found is not None and not found.is_integer():
        found = _as_shown(found)
    if found is None or not found.is_integer() or abs(found) > _MOST:
        return Misfit("TYPE")
    return int(found) if within(field, found) else out_of_range(field, found)


def _as_shown(value: float) -> float:
    """The number with the 15 digits that Excel knows: a formula's 1.0000000000000002 is shown as 1."""
    return float(f"{value:.15g}")


def within(field: Field, value: float) -> bool:
    low, high = field.low, field.high
    if low is not None and (value < low or (field.low_open and value == low)):
        return False
    return high is None or value <= high


def out_of_range(field: Field, value: float) -> Misfit:
    """A share of 85 is most likely 85 %, but only the person who typed it can say so (SPEC §4)."""
    if field.kind is Kind.SHARE and 2 <= value <= 100:
        return Misfit("RANGE", {"suggestion": float(f"{value!r}e-2")})
    return Misfit("RANGE")


def _spelled(text: str) -> float | None:
    text = text.translate(_MINUS)
    negative = text.startswith("(") and text.endswith(")")  # as accountants write −5
    match = _NUMBER.fullmatch(text[1:-1].strip() if negative else text)
    if match is None or (negative and match[1]):
        return None
    digits, exponent = _GROUPING.sub("", match[2]), int((match[3] or "e0")[1:])
    if abs(exponent) > 400:
        return None
    if match[4]:
        exponent -= 2  # shifted in the text, so that 0.57 and 57% are the same number
    found = float(f"{digits}e{exponent}")
    if not math.isfinite(found):
        return None
    return -found if negative or match[1] == "-" else found


def _level(levels: Choices, text: str) -> float | None:
    """The number of a named level: `Consult`, `3 Consult`, `3 咨询`."""
    names = _level_names(levels)
    plain = half_width(text)
    if (found := names.get(normalise(plain))) is not None:
        return found
    match = _LEVEL.fullmatch(plain)
    if match and names.get(normalise(match[2])) == float(match[1]):
        return float(match[1])
    return None


@cache
def _level_names(levels: Choices) -> dict[str, float]:
    return {name: float(level) for name, level in choice_values(levels.name, levels.values).items()}
