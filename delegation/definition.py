"""How well a delegation is defined: which of the nine things that belong to it are there (SPEC §7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from delegation.happened import Values, happened

_Part = Callable[[Values, dt.date | None], bool]


def _text(field_id: str) -> _Part:
    return lambda values, _: bool(str(values.get(field_id, "")).strip())


def _number(field_id: str, low: float, high: float | None = None) -> _Part:
    def there(values: Values, _: dt.date | None) -> bool:
        number: float | None = values.get(field_id)
        return number is not None and number >= low and (high is None or number <= high)

    return there


def _timeline(values: Values, _: dt.date | None) -> bool:
    start: dt.date | None = values.get("start")
    due: dt.date | None = values.get("due")
    return start is not None and due is not None and start <= due


PARTS: dict[str, _Part] = {
    "objective": _text("objective"),
    "expected_outcome": _text("expected_outcome"),
    "success_criteria": _text("success_criteria"),
    "timeline": _timeline,
    "effort": _number("effort_hours", 0),
    "authority": _number("authority_level", 1, 7),
    "resources": _text("resources"),
    "cadence": _number("check_in_days", 1),
    "acceptance": lambda values, as_of: happened(values, "accepted_on", as_of) is not None,
}


def undefined_parts(delegation: Values, as_of: dt.date | None) -> tuple[str, ...]:
    """Which of the nine are not there, in the order in which SPEC §7 names them."""
    return tuple(name for name, there in PARTS.items() if not there(delegation, as_of))


def definition_score(delegation: Values, as_of: dt.date | None) -> float:
    """The share of the nine that is there, 0..1. `as_of` None: whatever is entered has happened."""
    return (len(PARTS) - len(undefined_parts(delegation, as_of))) / len(PARTS)
