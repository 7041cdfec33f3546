"""What evaluations of members come to (SPEC §3, §10).

Owns which scores make a mean. What follows from it is decided by `delegation.recognition` and
`delegation.authority`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from delegation.happened import Values
from delegation.periods import Span
from delegation.records import Record

SCORES = ("quality", "timeliness", "initiative", "communication", "kpi_result")
FEWEST_SCORES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """An evaluation that says enough to have a mean, 1..5."""

    key: str
    date: dt.date
    mean: float


def evaluation_mean(evaluation: Values) -> float | None:
    """The mean of the scores that are filled, 1..5; None for fewer than three of them. Source: SPEC §10."""
    filled = [evaluation[name] for name in SCORES if name in evaluation]
    return sum(filled) / len(filled) if len(filled) >= FEWEST_SCORES else None


def evaluations_by_member(
    records: Iterable[Record], cycle: Span, as_of: dt.date
) -> dict[str, tuple[Evaluation, ...]]:
    """Everybody's evaluations of a cycle, by their date, that have a mean, in the order of the records."""
    found: dict[str, list[Evaluation]] = defaultdict(list)
    for record in records:
        values: Values = record.values
        date, mean = values["date"], evaluation_mean(values)
        if mean is not None and date <= as_of and date in cycle:
            found[values["member_id"]].append(Evaluation(key=record.key, date=date, mean=mean))
    return {member_id: tuple(each) for member_id, each in found.items()}
