"""What rebalancing has to decide: who could take on which delegation, and what that would come to (SPEC §8).

Owns which moves are allowed, what each does to the hours of both people, and how two plans compare. Which
plan is the best one is found by `delegation.rebalance_search`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from delegation.calendar import WorkingDays
from delegation.capacity import WORK_WEEK, OwnDays, Stretch, Week
from delegation.happened import Values
from delegation.load import LoadPlan, Person, Spread, spread, total
from delegation.records import Record
from delegation.rounding import above, rounded
from delegation.settings import DEFAULT, Settings
from delegation.skills import NO_SKILLS, Levels, missing_skills, skills_by_member
from delegation.workload import Usage, usage_of, workload

Plan = tuple[int, ...]
"""Who has each task: for every task the position of a person."""


class Obstacle(StrEnum):
    """Why a delegation cannot be moved."""

    PINNED = "pinned"
    NOBODY = "nobody"  # else has the skills and capacity
    DELEGATOR = "delegator"  # nobody but the delegator has


class Option(NamedTuple):
    """A person who could take on a task, and the hours of it that would lie in the window."""

    person: int
    hours: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """Somebody who carries load. `fixed`: what cannot be moved; `fixed_hours`: those of it in the window."""

    member_id: str
    capacity_hours: float
    fixed_hours: float
    fixed: tuple[tuple[str, Obstacle], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A delegation that could be moved. `work_hours`: all that is left; `hours`: those in the window."""

    delegation_id: str
    home: int
    work_hours: float
    hours: float
    options: tuple[Option, ...]

    def hours_at(self, person: int) -> float:
        """The hours in the window where that person, who is home or an option, has the task."""
        return (
            self.hours
            if person == self.home
            else next(each.hours for each in self.options if each.person == person)
        )


class Objectives(NamedTuple):
    """What a plan comes to, in the order in which it counts; less is better. Source: SPEC §8.

    `above`: hours above capacity; `most`: the highest utilisation, never less than what is full; `order`: the
    moves as task and person.
    """

    above: float
    most: float
    moves: int
    hours: float
    order: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """People by member_id, tasks by delegation_id, so that no order of rows makes a difference.

    `full`: the utilisation up to which nobody needs relief.
    """

    people: tuple[Carrier, ...]
    tasks: tuple[Task, ...]
    full: float

    @property
    def as_it_is(self) -> Plan:
        return tuple(task.home for task in self.tasks)

    def plan_of(self, takers: Mapping[str, str]) -> Plan:
        """The plan in which these delegations are with these members, and all others where they are."""
        positions = {each.member_id: position for position, each in enumerate(self.people)}
        return tuple(
            positions[takers[task.delegation_id]] if task.delegation_id in takers else task.home
            for task in self.tasks
        )

    def digest(self) -> str:
        """The same for the same problem and for no other: whoever knows its answer need not look for it."""
        return sha256(repr(self).encode("utf-8", "surrogatepass")).hexdigest()

    def usages(self, plan: Plan, settings: Settings = DEFAULT) -> tuple[Usage, ...]:
        """Everybody's usage in the window under a plan."""
        loads = [[each.fixed_hours] for each in self.people]
        for task, person in zip(self.tasks, plan, strict=True):
            loads[person].append(task.hours_at(person))
        return tuple(
            usage_of(each.capacity_hours, total(hours), settings)
            for each, hours in zip(self.people, loads, strict=True)
        )

    def needs_relief(self, usage: Usage) -> bool:
        """Whether somebody has load without capacity, or more than is full."""
        if usage.utilisation is None:
            return usage.band is not None
        return above(usage.utilisation, self.full)

    def objectives(self, plan: Plan) -> Objectives:
        usages = self.usages(plan)
        moved = [
            (position, task, person)
            for position, (task, person) in enumerate(zip(self.tasks, plan, strict=True))
            if person != task.home
        ]
        most = max((each.utilisation for each in usages if each.utilisation is not None), default=0.0)
        return Objectives(
            above=rounded(total(hours_above(each) for each in usages)),
            most=rounded(max(most, self.full)),
            moves=len(moved),
            hours=rounded(total(task.work_hours for _, task, _ in moved)),
            order=tuple((position, person) for position, _, person in moved),
        )


def problem_of(
    plan: LoadPlan,
    delegations: Iterable[Record],
    skills: Iterable[Record],
    *,
    first: dt.date,
    last: dt.date,
    calendar: WorkingDays,
    full: float,
) -> Problem:
    """The problem of a window, from the load as it is and accepted rows of these tables. Source: SPEC §8."""
    usages = {each.member_id: each.usage for each in workload(plan, first, last).people}
    carriers = sorted(plan.people, key=lambda each: each.member_id)
    takers = _Takers(
        window=_Window(max(first, plan.as_of), last, plan.as_of, calendar),
        people=[each if usages[each.member_id].utilisation is not None else None for each in carriers],
        levels=skills_by_member(skills),
    )
    values = {each.key: each.values for each in delegations}
    tasks: list[Task] = []
    people: list[Carrier] = []
    for home, person in enumerate(carriers):
        staying: list[tuple[str, float, Obstacle]] = []
        for each in person.spreads:
            hours = takers.window.hours(each)
            if not above(hours, 0):
                continue  # who has none of it in the window gains nothing by giving it away
            options = takers.options(each, values[each.delegation_id], home)
            if isinstance(options, Obstacle):
                staying.append((each.delegation_id, hours, options))
            else:
                tasks.append(
                    Task(
                        delegation_id=each.delegation_id,
                        home=home,
                        work_hours=each.hours,
                        hours=hours,
                        options=options,
                    )
                )
        people.append(
            Carrier(
                member_id=person.member_id,
                capacity_hours=usages[person.member_id].capacity_hours,
                fixed_hours=total(hours for _, hours, _ in staying),
                fixed=tuple(sorted((delegation_id, obstacle) for delegation_id, _, obstacle in staying)),
            )
        )
    tasks.sort(key=lambda task: task.delegation_id)
    return Problem(people=tuple(people), tasks=tuple(tasks), full=full)


def hours_above(usage: Usage) -> float:
    """The hours that are more than somebody has; without capacity all of them. Source: SPEC §8."""
    if usage.utilisation is None:
        return usage.load_hours
    return max(0.0, usage.load_hours - usage.capacity_hours)


class _Window:
    """The days that are looked at, as stretches of own days; most people share theirs with others."""

    def __init__(self, first: dt.date, last: dt.date, as_of: dt.date, calendar: WorkingDays) -> None:
        self._days, self._as_of = (first, last), as_of
        self._everybody = OwnDays(Week(WORK_WEEK, calendar))
        self._stretches: dict[OwnDays, Stretch] = {}

    def hours(self, spread: Spread) -> float:
        """Those of the hours that lie in the window."""
        stretch = self._stretches.get(spread.own_days)
        if stretch is None:
            stretch = self._stretches[spread.own_days] = spread.own_days.stretch(*self._days)
        return spread.hours_in(stretch)

    def option(self, now: Spread, delegation: Values, position: int, person: Person) -> Option:
        """The delegation, spread over the own days of somebody else."""
        start = max(self._as_of, delegation["start"])
        there = spread(
            now.delegation_id, now.hours, start, delegation["due"], person.capacity, self._everybody
        )
        return Option(position, self.hours(there))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Takers:
    """Who could take something on: everybody's position, None at that of who has no capacity."""

    window: _Window
    people: Sequence[Person | None]
    levels: Mapping[str, Levels]

    def options(self, now: Spread, delegation: Values, home: int) -> tuple[Option, ...] | Obstacle:
        """To whom a delegation could be moved, by position, or why to nobody."""
        if delegation.get("pinned") == "yes":
            return Obstacle.PINNED
        able = [
            (position, person)
            for position, person in enumerate(self.people)
            if person is not None and position != home and self._is_skilled(person, delegation)
        ]
        found = tuple(
            self.window.option(now, delegation, position, person)
            for position, person in able
            if person.member_id != delegation.get("delegator")
        )
        return found or (Obstacle.DELEGATOR if able else Obstacle.NOBODY)

    def _is_skilled(self, person: Person, delegation: Values) -> bool:
        return not missing_skills(delegation, self.levels.get(person.member_id, NO_SKILLS))
