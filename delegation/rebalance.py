"""Which delegations to move to whom so that nobody is overloaded, with the fewest changes (SPEC §8).

Owns the question and its answer in words of the tables. The moves that are allowed are found by
`delegation.rebalance_problem`, the best of them by `delegation.rebalance_search`. Proposes; changes nothing.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from delegation.calendar import WorkingDays
from delegation.load import plan_load
from delegation.rebalance_problem import Objectives, Obstacle, Plan, Problem, problem_of
from delegation.rebalance_search import Solution, Unproved, best_plan
from delegation.records import Record
from delegation.settings import DEFAULT, Settings
from delegation.workload import Usage

TIME_LIMIT_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Somebody's usage of the window before and after all moves together."""

    before: Usage
    after: Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A delegation that somebody else had better do; `hours`: all that is left of it."""

    delegation_id: str
    from_id: str
    to_id: str
    hours: float
    giver: Change
    taker: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class StillFull:
    """Somebody who is more than full, or has load without capacity, even so.

    `obstacles`: which of their delegations cannot be moved at all, and why.
    """

    member_id: str
    usage: Usage
    obstacles: tuple[tuple[str, Obstacle], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAnswer:
    """What a question was answered before: who takes what, by delegation_id, and what of it is unproved."""

    question: str
    takers: Mapping[str, str]
    unproved: Unproved | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebalancing:
    """What to move, by delegation_id, and what it comes to.

    `needed`: somebody was more than full or had load without capacity. `question`: stands for everything that
    the answer depends on but time; "" where nothing was asked. `before`, `after`: by what plans are judged.
    `unproved`: None where there is no better plan; else there was not enough time to know.
    """

    needed: bool
    question: str
    moves: tuple[Move, ...]
    before: Objectives
    after: Objectives
    still_full: tuple[StillFull, ...]
    unproved: Unproved | None


def rebalance(
    members: Sequence[Record],
    skills: Iterable[Record],
    delegations: Sequence[Record],
    *,
    first: dt.date,
    last: dt.date,
    as_of: dt.date,
    calendar: WorkingDays,
    leave: Iterable[Record] = (),
    milestones: Iterable[Record] = (),
    settings: Settings = DEFAULT,
    seconds: float = TIME_LIMIT_SECONDS,
    clock: Callable[[], float] = time.monotonic,
    given: GivenAnswer | None = None,
) -> Rebalancing:
    """The moves after which the fewest hours lie above capacity, then the fullest is least full, then fewest.

    From accepted rows of these tables, over [max(first, as_of), last]. `seconds`: for how long a better plan
    is looked for, by the clock; not at all where the same question was given an answer. Source: SPEC §8.
    Raises: SolverMissingError.
    """
    plan = plan_load(members, delegations, as_of=as_of, calendar=calendar, leave=leave, milestones=milestones)
    problem = problem_of(
        plan, delegations, skills, first=first, last=last, calendar=calendar, full=settings.full_above
    )
    as_it_is = Solution(plan=problem.as_it_is, unproved=None)
    needed = any(map(problem.needs_relief, problem.usages(as_it_is.plan, settings)))
    if not needed:
        return _answer(problem, as_it_is, "", settings)
    question = problem.digest()
    if given is not None and given.question == question:
        found = Solution(plan=problem.plan_of(given.takers), unproved=given.unproved)
    else:
        found = best_plan(problem, seconds, clock)
    return _answer(problem, found, question, settings)


def _answer(problem: Problem, found: Solution, question: str, settings: Settings) -> Rebalancing:
    before, after = (problem.usages(plan, settings) for plan in (problem.as_it_is, found.plan))
    changes = [Change(before=one, after=other) for one, other in zip(before, after, strict=True)]
    return Rebalancing(
        needed=bool(question),
        question=question,
        moves=_moves(problem, found.plan, changes),
        before=problem.objectives(problem.as_it_is),
        after=problem.objectives(found.plan),
        still_full=tuple(
            StillFull(member_id=each.member_id, usage=usage, obstacles=each.fixed)
            for each, usage in zip(problem.people, after, strict=True)
            if problem.needs_relief(usage)
        ),
        unproved=found.unproved,
    )


def _moves(problem: Problem, plan: Plan, changes: Sequence[Change]) -> tuple[Move, ...]:
    return tuple(
        Move(
            delegation_id=task.delegation_id,
            from_id=problem.people[task.home].member_id,
            to_id=problem.people[person].member_id,
            hours=task.work_hours,
            giver=changes[task.home],
            taker=changes[person],
        )
        for task, person in zip(problem.tasks, plan, strict=True)
        if person != task.home
    )
