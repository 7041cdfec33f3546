"""How a delegation is doing: exactly one word for each, found by the first clause that holds (SPEC §7).

Owns the order of the clauses, which is that of the formula in Excel; where each begins is a setting. How
progress is made up and what check-ins tell is found elsewhere and passed in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum

from delegation.calendar import WorkingDays
from delegation.check_ins import Contact
from delegation.happened import Values, happened, status_at
from delegation.rounding import above, below
from delegation.settings import DEFAULT, Settings
from delegation.tables import CLOSED_STATUSES


class Health(StrEnum):
    """In the order in which they are looked for."""

    COMPLETED = "completed"
    CANCELLED = "cancelled"
    RETURNED = "returned"
    IN_REVIEW = "in_review"
    REVIEW_LATE = "review_late"
    NOT_STARTED = "not_started"
    OVERDUE = "overdue"
    BLOCKED = "blocked"
    NOT_ACCEPTED = "not_accepted"
    SILENT = "silent"
    AT_RISK = "at_risk"
    SLIPPING = "slipping"
    ON_TRACK = "on_track"


def health_of(
    delegation: Values,
    *,
    contact: Contact,
    milestones: Iterable[Values],
    gap: float | None,
    as_of: dt.date,
    calendar: WorkingDays,
    settings: Settings = DEFAULT,
) -> Health:
    """The health of an accepted delegation; `gap` is progress less expected progress. Source: SPEC §7."""
    status = status_at(delegation, as_of)
    start: dt.date = delegation["start"]
    if status in CLOSED_STATUSES:
        return Health(status)
    if status == "awaiting_review":
        return Health.REVIEW_LATE if _review_late(delegation, contact, as_of, calendar) else Health.IN_REVIEW
    stuck = status == "on_hold" or _waits_for_help(contact, as_of, calendar, settings.help_within_days)
    if as_of < start and not stuck:
        return Health.NOT_STARTED
    if delegation["due"] < as_of:
        return Health.OVERDUE
    if stuck or any(is_blocked(each, as_of) for each in milestones):
        return Health.BLOCKED
    accepted = happened(delegation, "accepted_on", as_of) is not None
    if not accepted and as_of > calendar.add_working_days(start, settings.accept_within_days):
        return Health.NOT_ACCEPTED
    if _is_silent(delegation, contact, as_of, calendar, settings.silent_after_cadences):
        return Health.SILENT
    unsure = contact.confidence is not None and contact.confidence <= settings.low_confidence
    if unsure or (gap is not None and below(gap, settings.at_risk_gap)):
        return Health.AT_RISK
    behind = gap is not None and below(gap, settings.slipping_gap)
    return Health.SLIPPING if behind else Health.ON_TRACK


def is_blocked(milestone: Values, as_of: dt.date) -> bool:
    """Whether a milestone is open on that day and has a blocker. Source: SPEC §7."""
    return (
        "blocker" in milestone
        and happened(milestone, "actual_end", as_of) is None
        and below(milestone.get("progress", 0.0), 1.0)
    )


def _review_late(delegation: Values, contact: Contact, as_of: dt.date, calendar: WorkingDays) -> bool:
    every: int | None = delegation.get("check_in_days")
    since = contact.last or delegation["start"]
    return every is not None and calendar.elapsed(since, as_of) > every


def _waits_for_help(contact: Contact, as_of: dt.date, calendar: WorkingDays, within_days: int) -> bool:
    since = contact.help_since
    return since is not None and calendar.elapsed(since, as_of) > within_days


def _is_silent(
    delegation: Values, contact: Contact, as_of: dt.date, calendar: WorkingDays, cadences: float
) -> bool:
    every: int | None = delegation.get("check_in_days")
    if every is None:
        return False
    start: dt.date = delegation["start"]
    since = start if contact.last is None else max(start, contact.last)
    return above(calendar.elapsed(since, as_of), every * cadences)
