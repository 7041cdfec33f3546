"""Which hours of work lie on which days of whom: the remaining hours of delegations, spread (SPEC §8).

Owns what makes load, how it is spread, and whom it falls on, members or not. What it comes to in a window,
beside the capacity, is the work of `delegation.workload`.
"""

from __future__ import annotations

import datetime as dt
import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from delegation.calendar import WorkingDays
from delegation.capacity import WORK_WEEK, Capacity, OwnDays, Stretch, Week, capacities
from delegation.cells import fold
from delegation.happened import Values, by_delegation, status_at
from delegation.progress import progress_of
from delegation.records import Record
from delegation.rounding import above
from delegation.tables import CLOSED_STATUSES, LOAD_STATUSES

DAYS_MISSING = "WL-DAYS-MISSING"
DELEGATE_UNKNOWN = "DLG-DELEGATE-UNKNOWN"


class Spread(NamedTuple):
    """The remaining hours of a delegation, as many on each day of a stretch of `own_days`.

    `days_missing`: no own day is left until it is due; all of it lies on the first one from then on.
    """

    delegation_id: str
    hours: float
    own_days: OwnDays
    stretch: Stretch
    days_missing: bool

    def hours_in(self, window: Stretch) -> float:
        """The hours that lie in a stretch of the same own days."""
        after, upto = self.stretch
        common = min(upto, window.upto) - max(after, window.after)
        return self.hours * (common / (upto - after)) if common > 0 else 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Person:
    """Who carries load, and all of it.

    `capacity` and `name` are None for a delegate who is no member; `member_id` is then the text as typed.
    `waiting_hours` are not asked for yet, or not now (draft, on_hold, awaiting_review); they lie on no day.
    """

    member_id: str
    name: str | None
    capacity: Capacity | None
    spreads: tuple[Spread, ...]
    waiting_hours: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadIssue:
    """What was found about a delegation when its hours were spread; `code` is one of the catalogue."""

    code: str
    delegation_id: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LoadPlan:
    """All load from `as_of` on: the members in their order, then the delegates who are none as they come.

    `waiting_hours` is the sum over everybody, delegates who are no members and have no load included.
    """

    as_of: dt.date
    people: tuple[Person, ...]
    issues: tuple[LoadIssue, ...]
    waiting_hours: float


@dataclass(slots=True, eq=False)
class _Sorted:
    """What has been found about delegations while they are gone through, by who carries them."""

    strangers: dict[str, str] = field(default_factory=dict)  # who is no member: folded → as first typed
    spreads: dict[str, list[Spread]] = field(default_factory=lambda: defaultdict(list))
    waiting: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    issues: list[LoadIssue] = field(default_factory=list)

    def person(self, member_id: str, name: str | None, capacity: Capacity | None) -> Person:
        return Person(
            member_id=member_id,
            name=name,
            capacity=capacity,
            spreads=tuple(self.spreads.get(member_id, ())),
            waiting_hours=total(self.waiting.get(member_id, ())),
        )


def plan_load(
    members: Sequence[Record],
    delegations: Iterable[Record],
    *,
    as_of: dt.date,
    calendar: WorkingDays,
    leave: Iterable[Record] = (),
    milestones: Iterable[Record] = (),
) -> LoadPlan:
    """Spread the remaining hours of all delegations that make load, from accepted rows of these tables.

    Delegates are member_ids; a text that is none stands for somebody who is no member. Source: SPEC §8.
    """
    capacity_of = capacities(members, leave, calendar)
    found = _sort(delegations, by_delegation(milestones), capacity_of, calendar, as_of)
    people = [found.person(each.key, _name(each.values), capacity_of[each.key]) for each in members]
    outside = [who for who in found.spreads if who not in capacity_of]
    return LoadPlan(
        as_of=as_of,
        people=(*people, *(found.person(who, None, None) for who in outside)),
        issues=tuple(found.issues),
        waiting_hours=total(hours for each in found.waiting.values() for hours in each),
    )


def _name(member: Values) -> str | None:
    name: str | None = member.get("name")
    return name


def _sort(
    delegations: Iterable[Record],
    milestones: Mapping[str, Sequence[Values]],
    capacity_of: Mapping[str, Capacity],
    calendar: WorkingDays,
    as_of: dt.date,
) -> _Sorted:
    found = _Sorted()
    everybody = OwnDays(Week(WORK_WEEK, calendar))
    for record in delegations:
        delegation: Values = record.values
        status = status_at(delegation, as_of)
        if status in CLOSED_STATUSES:
            continue
        who: str = delegation["delegate"]
        capacity = capacity_of.get(who)
        if capacity is None:
            who = found.strangers.setdefault(fold(who), who)
        hours = remaining_hours(delegation, milestones.get(record.key, ()), as_of)
        if status not in LOAD_STATUSES:
            found.waiting[who].append(hours)
            continue
        carried = found.spreads[who]  # also of no hours: who is no member is a row all the same
        if capacity is None:
            found.issues.append(LoadIssue(code=DELEGATE_UNKNOWN, delegation_id=record.key))
        if hours:
            start = max(as_of, delegation["start"])
            laid = spread(record.key, hours, start, delegation["due"], capacity, everybody)
            carried.append(laid)
            if laid.days_missing:
                found.issues.append(LoadIssue(code=DAYS_MISSING, delegation_id=record.key))
    return found


def remaining_hours(delegation: Values, milestones: Iterable[Values], as_of: dt.date) -> float:
    """The hours of work that are left of a delegation, whatever its status. Source: SPEC §8."""
    effort: float = delegation["effort_hours"]
    hours = effort * (1 - progress_of(delegation, milestones, as_of))
    return hours if above(hours, 0) else 0.0


def spread(
    delegation_id: str,
    hours: float,
    first: dt.date,
    due: dt.date,
    capacity: Capacity | None,
    everybody: OwnDays,
) -> Spread:
    """The hours, evenly over the own days in [first, due]; without one, all on the first own day after.

    For whom there is no own day at all, the days of `everybody` stand in. Source: SPEC §8.
    """
    own_days = everybody if capacity is None or capacity.own_days is None else capacity.own_days
    after = own_days.running(first.toordinal() - 1)
    if after == own_days.last_number:
        own_days, after = everybody, everybody.running(first.toordinal() - 1)
    upto = own_days.running(due.toordinal()) if due >= first else after
    days_missing = upto == after
    return Spread(delegation_id, hours, own_days, Stretch(after, upto + days_missing), days_missing)


def total(hours: Iterable[float]) -> float:
    """The sum, the same in whatever order; no more than the largest number there is."""
    try:
        return math.fsum(hours)
    except OverflowError:
        return sys.float_info.max
