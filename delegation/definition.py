"""How well a delegation is defined: which of the nine things that belong to it are there (SPEC §7)."""

from __future__ import annotations

import datetime as dt

from delegation.happened import Values, happened

PARTS = (
    "objective",
    "expected_outcome",
    "success_criteria",
    "timeline",
    "effort",
    "authority",
    "resources",
    "cadence",
    "acceptance",
)
"""In the order in which SPEC §7 names them."""


def undefined_parts(delegation: Values, as_of: dt.date | None) -> tuple[str, ...]:
    """Which of the nine parts are not there. `as_of` None: whatever is entered has happened."""
    there = _there(delegation, as_of)
    return tuple(name for name, is_there in zip(PARTS, there, strict=True) if not is_there)


def definition_score(delegation: Values, as_of: dt.date | None) -> float:
    """The share of the nine parts that is there, 0..1. Source: SPEC §7."""
    return sum(_there(delegation, as_of)) / len(PARTS)


def _there(delegation: Values, as_of: dt.date | None) -> tuple[bool, ...]:
    """Of each of `PARTS`, whether it is there."""
    value = delegation.get
    start, due = value("start"), value("due")
    return (
        _is_text(value("objective")),
        _is_text(value("expected_outcome")),
        _is_text(value("success_criteria")),
        start is not None and due is not None and start <= due,
        value("effort_hours", -1) >= 0,
        1 <= value("authority_level", 0) <= 7,
        _is_text(value("resources")),
        value("check_in_days", 0) >= 1,
        happened(delegation, "accepted_on", as_of) is not None,
    )


def _is_text(value: str | None) -> bool:
    return bool(value and value.strip())
