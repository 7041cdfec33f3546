"""How far a delegation is, and how far it would have to be by now (SPEC §7).

Owns the expected progress, the progress that milestones make, and which of it and the typed one holds. Knows
neither check-ins nor health nor hours.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable

from delegation.calendar import WorkingDays
from delegation.happened import Values, happened
from delegation.rounding import above
from delegation.settings import DEFAULT


def expected_progress(start: dt.date, due: dt.date, as_of: dt.date, calendar: WorkingDays) -> float | None:
    """The share of the working days in [start, due] that have elapsed before as_of, 0..1.

    With no working day in the window it is 0 until due has passed; None where due is before start, which has
    no meaning. Source: SPEC §7.
    """
    if due < start:
        return None
    if as_of <= start:
        return 0.0
    if as_of > due:
        return 1.0
    window = calendar.working_days(start, due)
    return calendar.working_days(start, as_of - dt.timedelta(days=1)) / window if window else 0.0


def milestone_progress(milestones: Iterable[Values], as_of: dt.date | None) -> float | None:
    """The weighted mean progress of one delegation's milestones, 0..1.

    A blank weight is 1; a blank progress is 1 with an actual end that has happened, else 0. None without
    milestones, and where the weights add up to nothing or beyond all numbers. Source: SPEC §7.
    """
    done = weights = 0.0
    for each in milestones:
        weight: float = each.get("weight", 1.0)
        progress: float | None = each.get("progress")
        if progress is None:
            progress = 0.0 if happened(each, "actual_end", as_of) is None else 1.0
        done += weight * progress
        weights += weight
    return done / weights if 0 < weights < math.inf else None


def progress_of(delegation: Values, milestones: Iterable[Values], as_of: dt.date | None) -> float:
    """How much of a delegation is done, 0..1: what its milestones say, else what is typed, else nothing.

    Source: SPEC §7.
    """
    share = milestone_progress(milestones, as_of)
    return typed_progress(delegation) if share is None else share


def typed_progress(delegation: Values) -> float:
    """The progress that somebody typed, 0..1; a blank one is 0: nobody says that anything is done."""
    share: float = delegation.get("progress", 0.0)
    return share


def progress_differs(
    typed: float | None, from_milestones: float | None, apart: float = DEFAULT.progress_apart
) -> bool:
    """Whether what is typed and what the milestones say are both there and more than that apart.

    Source: SPEC §7.
    """
    if typed is None or from_milestones is None:
        return False
    return above(abs(typed - from_milestones), apart)
