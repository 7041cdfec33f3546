"""What one delegation's check-ins tell by a day: the last, how it went, when the next is due (SPEC §7).

Owns how check-ins are read as a row of events. What follows for the delegation's health: `delegation.health`;
what became of an issue that one raised: `delegation.loops`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from delegation.calendar import WorkingDays
from delegation.cells import fold
from delegation.happened import Values, happened
from delegation.tables import CLOSED_STATUSES


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The check-ins of one delegation up to as_of, in short.

    `confidence`: the lowest on the last day; None where nobody gave one that day, whatever was said before.
    `help_since`: the day of the oldest request for help that is not closed.
    """

    last: dt.date | None = None
    confidence: int | None = None
    help_since: dt.date | None = None


def contact_of(check_ins: Iterable[Values], as_of: dt.date) -> Contact:
    """What one delegation's check-ins tell, in whatever order they stand. Source: SPEC §7."""
    last = help_since = None
    confidence: int | None = None
    for each in check_ins:
        date = happened(each, "date", as_of)
        if date is None:
            continue
        given: int | None = each.get("confidence")
        if last is None or date > last:
            last, confidence = date, given
        elif date == last and given is not None:
            confidence = given if confidence is None else min(given, confidence)
        if each.get("type") == "help_request" and happened(each, "closed_on", as_of) is None:
            help_since = date if help_since is None else min(date, help_since)
    return Contact(last=last, confidence=confidence, help_since=help_since)


def initiative(check_ins: Iterable[Values], delegates: Mapping[str, str], as_of: dt.date) -> float | None:
    """The share of check-ins that the delegate raised, 0..1, over the delegations given; None without any.

    `delegates`: delegation_id → delegate. People are a member's id where they are a member, else the text as
    typed, in which case and spaces do not count. Source: SPEC §7.
    """
    raised = [
        fold(each.get("raised_by", "")) == fold(delegate)
        for each in check_ins
        if (delegate := delegates.get(each["delegation_id"])) is not None
        and happened(each, "date", as_of) is not None
    ]
    return sum(raised) / len(raised) if raised else None


def next_check_in(
    last_check_in: dt.date | None,
    check_in_days: int | None,
    start: dt.date | None,
    due: dt.date | None,
    status: str | None,
    calendar: WorkingDays,
) -> dt.date | None:
    """The day that is check_in_days working days after the later of start and last check-in, never after due.

    None when closed, without cadence, or with nothing to count from. Source: SPEC §7.
    """
    known = [day for day in (start, last_check_in) if day is not None]
    if status in CLOSED_STATUSES or check_in_days is None or not known:
        return None
    planned = calendar.add_working_days(max(known), check_in_days)
    return planned if due is None else min(planned, due)
