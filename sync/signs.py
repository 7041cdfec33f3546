"""A status of the figures as people see it everywhere: a sign that says how it is meant, and its word.

Owns which sign a status has, and which status is worse. The words are in the labels (`show`); colours follow
from the signs, where there are any.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from delegation.labels import Labels

GOOD, CARE, BAD, NEITHER = "●", "▲", "■", "○"
Group = Literal["kpi_status", "health", "band", "signal"]

_SIGNS = {
    GOOD: ("on_target", "on_track", "completed", "healthy", "improving"),
    CARE: ("caution", "stale", "no_data", "slipping", "not_accepted", "silent", "full", "unusual"),
    BAD: ("below", "overdue", "blocked", "at_risk", "review_late", "overloaded", "no_capacity", "worsening"),
    NEITHER: (
        *("not_started", "in_review", "returned", "cancelled", "under", "insufficient_data"),
        *("common_cause", "too_few"),
    ),
}
_SIGN_OF = {status: sign for sign, found in _SIGNS.items() for status in found}


def signed(group: Group, status: str, words: Labels) -> str:
    """Sign and word; what is no status but the code of an issue stays as it is, with the sign of what is
    bad.
    """
    if status not in _SIGN_OF:
        return f"{BAD} {status}"
    return f"{_SIGN_OF[status]} {words.text(f'show.{group}.{status}')}"


def counted(group: Group, counts: Mapping[str, int], words: Labels) -> str:
    """How many there are of each status, the worst first."""
    found = sorted(counts.items(), key=lambda each: (_badness(each[0]), -each[1], each[0]))
    return "  ".join(f"{signed(group, status, words)} {count}" for status, count in found)


def _badness(status: str) -> int:
    return (BAD, CARE, NEITHER, GOOD).index(_SIGN_OF.get(status, BAD))
