"""How full people are: load beside capacity in a window, week by week, for one and for a group (SPEC §8).

Owns utilisation and its bands; where they part is a setting. Which hours lie on which days is known by
`delegation.load`, what people have by `delegation.capacity`; how unevenly it is shared out is the work of
`delegation.balance`.
"""

from __future__ import annotations

import datetime as dt
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import repeat

from delegation.capacity import Capacity, OwnDays, Stretch
from delegation.load import LoadIssue, LoadPlan, Person, total
from delegation.periods import Span
from delegation.rounding import above, at_most, below
from delegation.settings import DEFAULT, Settings


class Band(StrEnum):
    """How full somebody is; `no_capacity`: there is load and nobody to carry it."""

    UNDER = "under"
    HEALTHY = "healthy"
    FULL = "full"
    OVERLOADED = "overloaded"
    NO_CAPACITY = "no_capacity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Load beside capacity, in hours.

    `utilisation` is load ÷ capacity, None without capacity; `band` is None where there is neither.
    """

    capacity_hours: float
    load_hours: float
    utilisation: float | None
    band: Band | None


NOTHING = Usage(capacity_hours=0.0, load_hours=0.0, utilisation=None, band=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonUsage:
    """A row of the workload table. `name` is None for a delegate who is no member.

    `waiting_hours`: not asked for yet, or not now; whenever they may come, so they are of no window.
    """

    member_id: str
    name: str | None
    usage: Usage
    waiting_hours: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """The workload of a window: the members in their order, then delegates who are none."""

    people: tuple[PersonUsage, ...]
    group: Usage
    waiting_hours: float
    issues: tuple[LoadIssue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonWeeks:
    """A person's usage week by week."""

    member_id: str
    name: str | None
    weeks: tuple[Usage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyWorkload:
    """People × weeks. `people[i].weeks[j]` and `group[j]` are of `weeks[j]`."""

    weeks: tuple[Span, ...]
    people: tuple[PersonWeeks, ...]
    group: tuple[Usage, ...]
    issues: tuple[LoadIssue, ...]


def usage_of(capacity_hours: float, load_hours: float, settings: Settings = DEFAULT) -> Usage:
    """Load beside capacity, with what follows from the two. Source: SPEC §8."""
    if not above(capacity_hours, 0):
        if not above(load_hours, 0):
            return NOTHING
        return Usage(
            capacity_hours=capacity_hours, load_hours=load_hours, utilisation=None, band=Band.NO_CAPACITY
        )
    utilisation = min(load_hours / capacity_hours, sys.float_info.max)
    return Usage(
        capacity_hours=capacity_hours,
        load_hours=load_hours,
        utilisation=utilisation,
        band=band_of(utilisation, settings),
    )


def band_of(utilisation: float, settings: Settings = DEFAULT) -> Band:
    """The band of somebody who has capacity. Source: SPEC §8."""
    if below(utilisation, settings.healthy_from):
        return Band.UNDER
    if at_most(utilisation, settings.full_above):
        return Band.HEALTHY
    return Band.FULL if at_most(utilisation, settings.overloaded_above) else Band.OVERLOADED


def group_usage(parts: Iterable[Usage], settings: Settings = DEFAULT) -> Usage:
    """The usage of people together: Σ load ÷ Σ capacity, never a mean of percentages. Source: SPEC §8."""
    parts = tuple(parts)
    capacity = total(each.capacity_hours for each in parts)
    return usage_of(capacity, total(each.load_hours for each in parts), settings)


def workload(plan: LoadPlan, first: dt.date, last: dt.date, *, settings: Settings = DEFAULT) -> Workload:
    """Load and capacity of everybody over [max(first, as_of), last]. Source: SPEC §8."""
    windows = _Windows([Span(first, last)], plan.as_of)
    people = tuple(
        PersonUsage(
            member_id=each.member_id,
            name=each.name,
            usage=windows.usages(each, settings)[0],
            waiting_hours=each.waiting_hours,
        )
        for each in plan.people
    )
    return Workload(
        people=people,
        group=group_usage((each.usage for each in people), settings),
        waiting_hours=plan.waiting_hours,
        issues=plan.issues,
    )


def weekly_workload(
    plan: LoadPlan, first: dt.date, last: dt.date, *, settings: Settings = DEFAULT
) -> WeeklyWorkload:
    """Everybody's workload in each week that touches [first, last]; the weeks add up to that window.

    A week that has begun counts from as_of on, one that is over counts nothing. Source: SPEC §8.
    """
    weeks = weeks_between(first, last)
    windows = _Windows(weeks, plan.as_of)
    people = tuple(
        PersonWeeks(member_id=each.member_id, name=each.name, weeks=windows.usages(each, settings))
        for each in plan.people
    )
    group = tuple(group_usage((each.weeks[week] for each in people), settings) for week in range(len(weeks)))
    return WeeklyWorkload(weeks=weeks, people=people, group=group, issues=plan.issues)


def weeks_between(first: dt.date, last: dt.date) -> tuple[Span, ...]:
    """The weeks, Monday to Sunday, that [first, last] is made of; the first and the last may be shorter."""
    if last < first:
        return ()
    mondays = range(first.toordinal() - first.weekday(), last.toordinal() + 1, 7)
    low, high, day = first.toordinal(), last.toordinal(), dt.date.fromordinal
    return tuple(Span(day(max(low, each)), day(min(high, each + 6))) for each in mondays)


class _Windows:
    """Windows of days from as_of on, ascending and apart, as stretches of own days.

    Most people share their own days with others, so each kind of them is looked up once.
    """

    def __init__(self, windows: Sequence[Span], as_of: dt.date) -> None:
        self._days = [(max(each.first, as_of), each.last) for each in windows]
        self._stretches: dict[OwnDays, tuple[list[Stretch], list[int]]] = {}

    def usages(self, person: Person, settings: Settings) -> tuple[Usage, ...]:
        """The person's usage in each window."""
        loads: list[list[float]] = [[] for _ in self._days]
        for each in person.spreads:
            stretches, ends = self._of(each.own_days)
            first, last = bisect_right(ends, each.stretch.after), bisect_left(ends, each.stretch.upto)
            for index in range(first, min(last + 1, len(ends))):
                loads[index].append(each.hours_in(stretches[index]))
        return tuple(map(usage_of, self._capacities(person.capacity), map(total, loads), repeat(settings)))

    def _capacities(self, capacity: Capacity | None) -> list[float]:
        if capacity is None or capacity.own_days is None:
            return [0.0] * len(self._days)
        stretches, _ = self._of(capacity.own_days)
        return [
            capacity.hours_in(stretch, *days) for stretch, days in zip(stretches, self._days, strict=True)
        ]

    def _of(self, own_days: OwnDays) -> tuple[list[Stretch], list[int]]:
        """The windows' stretches, and where each of them ends."""
        found = self._stretches.get(own_days)
        if found is None:
            stretches = [own_days.stretch(*days) for days in self._days]
            found = self._stretches[own_days] = stretches, [each.upto for each in stretches]
        return found
