"""How many hours a member has on each day: their week, holidays, make-up days and leave (SPEC §8).

Counts by arithmetic over what is out of the ordinary, so that a window of years costs no more than one of a
day. Knows nothing of delegations: what fills the hours is the work of `delegation.load`.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import accumulate, pairwise
from typing import NamedTuple

from delegation.calendar import WorkingDays
from delegation.happened import Values
from delegation.records import Record
from delegation.rounding import above
from delegation.tables import WORK_DAYS

WORK_WEEK = ("mon", "tue", "wed", "thu", "fri")
_LAST_ORDINAL = dt.date.max.toordinal()


class Week:
    """The days that a kind of week comes to: its weekdays less holidays, and every make-up day.

    A make-up day is a Saturday or Sunday that the calendar makes a working day; it is everybody's, whatever
    their weekdays. Days are ordinals here (`date.toordinal`).
    """

    def __init__(self, weekdays: Collection[str], calendar: WorkingDays) -> None:
        own = [name in weekdays for name in WORK_DAYS.values]
        self._by_weekday = (0, *accumulate(own))
        changes: list[tuple[int, int]] = []
        for day, kind in calendar.kinds.items():
            weekday = day.weekday()
            works = kind == "working_day" and (own[weekday] or weekday >= 5)
            if works != own[weekday]:
                changes.append((day.toordinal(), 1 if works else -1))
        changes.sort()
        self._ordinals = [ordinal for ordinal, _ in changes]
        self._sums = [0, *accumulate(change for _, change in changes)]

    def running(self, ordinal: int) -> int:
        """How many of these days there are up to and including that one. Day 1, 0001-01-01, is a Monday."""
        weeks, rest = divmod(ordinal, 7)
        by_weekday = self._by_weekday
        return weeks * by_weekday[7] + by_weekday[rest] + self._sums[bisect_right(self._ordinals, ordinal)]


class Absence(NamedTuple):
    """Days of leave as ordinals, first and last included, and the share of each that is taken (0..1)."""

    first: int
    last: int
    share: float


class Stretch(NamedTuple):
    """Some of somebody's own days by their running numbers: those after the one, up to the other.

    What two stretches of days have in common is what their numbers have in common.
    """

    after: int
    upto: int


class OwnDays:
    """The days on which somebody has hours: those of their week without the ones that leave takes whole.

    `away` are the absences of whole days, apart from each other and earliest first.
    """

    def __init__(self, week: Week, away: Sequence[Absence] = ()) -> None:
        self.week = week
        self._firsts = [each.first for each in away]
        self._lasts = [each.last for each in away]
        taken = (week.running(each.last) - week.running(each.first - 1) for each in away)
        self._taken = [0, *accumulate(taken)]
        self._known: dict[int, int] = {}  # as-of, due dates and ends of windows come again and again
        self.last_number = self.running(_LAST_ORDINAL)

    def running(self, ordinal: int) -> int:
        """How many own days there are up to and including that ordinal."""
        found = self._known.get(ordinal)
        if found is None:
            found = self._known[ordinal] = self._counted(ordinal)
        return found

    def _counted(self, ordinal: int) -> int:
        days = self.week.running(ordinal)
        begun = bisect_right(self._firsts, ordinal)
        if not begun:
            return days
        last = self._lasts[begun - 1]
        to_come = self.week.running(last) - days if last > ordinal else 0
        return days - self._taken[begun] + to_come

    def stretch(self, first: dt.date, last: dt.date) -> Stretch:
        """The own days in [first, last]; none when last is before first."""
        after = self.running(first.toordinal() - 1)
        return Stretch(after, self.running(last.toordinal()) if last >= first else after)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Capacity:
    """A member's hours on every day.

    `own_days` is None for who has hours on none: inactive, or reserved as a whole. `hours_a_day` are those of
    an own day without leave; `part_leave` is leave of less than whole days, earliest first.
    """

    hours_a_day: float
    own_days: OwnDays | None
    part_leave: tuple[Absence, ...] = ()

    def hours(self, first: dt.date, last: dt.date) -> float:
        """The hours in [first, last]; 0 when last is before first. Source: SPEC §8."""
        if self.own_days is None:
            return 0.0
        return self.hours_in(self.own_days.stretch(first, last), first, last)

    def hours_in(self, stretch: Stretch, first: dt.date, last: dt.date) -> float:
        """The same where the stretch of own days in [first, last] is known already."""
        days: float = stretch.upto - stretch.after
        if self.own_days is not None and self.part_leave and days:
            low, high, running = first.toordinal(), last.toordinal(), self.own_days.week.running
            for each in self.part_leave[bisect_left(self.part_leave, low, key=lambda each: each.last) :]:
                if each.first > high:
                    break
                days -= each.share * (running(min(each.last, high)) - running(max(each.first, low) - 1))
        return self.hours_a_day * days


def capacities(
    members: Iterable[Record], leave: Iterable[Record], calendar: WorkingDays
) -> dict[str, Capacity]:
    """The capacity of every member by member_id, from accepted rows of `members` and `leave`.

    The hours of a day are weekly_hours ÷ number of work_days × (1 − reserved_share) × (1 − leave share); an
    own day is one on which they are above 0. Source: SPEC §8.
    """
    absences = _absences(leave)
    weeks: dict[frozenset[str], OwnDays] = {}
    found: dict[str, Capacity] = {}
    for record in members:
        member: Values = record.values
        work_days = frozenset(member.get("work_days") or WORK_WEEK)
        own_days = weeks.get(work_days)
        if own_days is None:
            own_days = weeks[work_days] = OwnDays(Week(work_days, calendar))
        hours = member["weekly_hours"] / len(work_days) * (1 - member.get("reserved_share", 0.0))
        if member.get("active") == "no" or not above(hours, 0):
            found[record.key] = Capacity(hours_a_day=0.0, own_days=None)
        else:
            found[record.key] = _capacity(hours, own_days, absences.get(record.key, ()))
    return found


def _absences(leave: Iterable[Record]) -> dict[str, list[Absence]]:
    """The absences of every member, as they were entered."""
    found: dict[str, list[Absence]] = defaultdict(list)
    for record in leave:
        row: Values = record.values
        absence = Absence(row["start"].toordinal(), row["end"].toordinal(), row.get("share", 1.0))
        found[row["member_id"]].append(absence)
    return found


def _capacity(hours: float, own_days: OwnDays, absences: Sequence[Absence]) -> Capacity:
    if not absences:
        return Capacity(hours_a_day=hours, own_days=own_days)
    part: list[Absence] = []
    whole: list[Absence] = []
    for each in apart(absences):
        (part if above(hours * (1 - each.share), 0) else whole).append(each)
    return Capacity(hours_a_day=hours, own_days=OwnDays(own_days.week, whole), part_leave=tuple(part))


def apart(absences: Iterable[Absence]) -> list[Absence]:
    """The same days, each in one absence only, with the largest of the shares that it had; earliest first."""
    pending = sorted(absences, reverse=True)
    bounds = sorted({each.first for each in pending} | {each.last + 1 for each in pending})
    found: list[Absence] = []
    running: list[tuple[float, int]] = []  # the largest share first, each with its last day
    for first, after in pairwise(bounds):
        while pending and pending[-1].first <= first:
            each = pending.pop()
            heappush(running, (-each.share, each.last))
        while running and running[0][1] < first:
            heappop(running)
        if running:
            found.append(Absence(first, after - 1, -running[0][0]))
    return found
