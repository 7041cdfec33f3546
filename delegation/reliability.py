"""How often people finish on time what was delegated to them, told with care where there is little (SPEC §9).

Owns the rates. What on time means is decided in `delegation.delegation_figures`; what is made of the rates by
`delegation.matching` and `delegation.review`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from delegation.delegation_figures import on_time
from delegation.happened import happened
from delegation.periods import Span
from delegation.records import Record

PRIOR_COUNTS_AS = 4
"""How many delegations of one's own the rate of everybody is worth."""
UNKNOWN_RATE = 0.5


def on_time_by_delegate(
    delegations: Iterable[Record], as_of: dt.date, cycle: Span | None = None
) -> dict[str, tuple[bool, ...]]:
    """For whoever has closed delegations, of those in the cycle, whether each was on time.

    Cancelled ones do not count, and neither does one of which nobody knows the day.
    """
    found: dict[str, list[bool]] = defaultdict(list)
    for record in delegations:
        in_time = on_time(record.values, as_of)
        if in_time is not None and (cycle is None or happened(record.values, "completed_on", as_of) in cycle):
            found[str(record.values["delegate"])].append(in_time)
    return {delegate: tuple(each) for delegate, each in found.items()}


def on_time_rate(closed: Iterable[bool]) -> float | None:
    """The share that was on time, 0..1; None where nothing is closed."""
    known = tuple(closed)
    return sum(known) / len(known) if known else None


def prior_rate(delegations: Iterable[Record], as_of: dt.date) -> float:
    """The on-time rate of all these delegations; 0.5 while none is closed. Source: SPEC §9."""
    by_delegate = on_time_by_delegate(delegations, as_of)
    rate = on_time_rate(each for closed in by_delegate.values() for each in closed)
    return UNKNOWN_RATE if rate is None else rate


def reliability(closed: Sequence[bool], prior: float) -> float:
    """The on-time rate of somebody's closed delegations, drawn towards the prior, 0..1. Source: SPEC §9."""
    return (PRIOR_COUNTS_AS * prior + sum(closed)) / (PRIOR_COUNTS_AS + len(closed))
