"""Whom to delegate to: who can take a delegation on, how well each fits, and why (SPEC §9).

Owns gates, terms, score and style. Every term is a part of the answer: a suggestion that cannot be explained
is not made. How full people are comes from `delegation.workload`; who sees motivation and reliability is for
whoever shows them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields, replace
from enum import StrEnum

from delegation.calendar import WorkingDays
from delegation.capacity import Capacity
from delegation.happened import Values, by_delegation
from delegation.load import plan_load, remaining_hours
from delegation.periods import Span
from delegation.records import Record
from delegation.reliability import on_time_by_delegate, prior_rate, reliability
from delegation.rounding import at_most, rounded
from delegation.settings import DEFAULT as SETTINGS
from delegation.settings import Settings
from delegation.skills import (
    NO_SKILLS,
    Levels,
    MissingSkill,
    has_all_levels,
    is_for_learning,
    lifts_a_skill,
    missing_skills,
    skill_match,
    skills_by_member,
)
from delegation.workload import Usage, workload

MOST_LEAVE = 0.5
MOST_UTILISATION = 1.0
WILLING_FROM = 4
UNKNOWN_MOTIVATION = 3


class Gate(StrEnum):
    """What keeps somebody from being suggested, in the order in which it is looked at."""

    INACTIVE = "inactive"
    DELEGATOR = "delegator"
    ON_LEAVE = "on_leave"
    SKILLS = "skills"
    UTILISATION = "utilisation"


class Style(StrEnum):
    """How to hand over, by skill and will."""

    DIRECT = "direct"
    GUIDE = "guide"
    EXCITE = "excite"
    DELEGATE = "delegate"


AUTHORITY = {Style.DIRECT: 1, Style.GUIDE: 3, Style.EXCITE: 5, Style.DELEGATE: 7}
"""The level of authority that goes with each style."""


class MatchError(StrEnum):
    """Why nobody can be suggested; each is a code."""

    DELEGATION_UNKNOWN = "DLG-UNKNOWN"
    WEIGHTS_RANGE = "ARG-WEIGHTS-RANGE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each term counts. Only their proportions matter."""

    skill: float
    spare: float
    motivation: float
    reliability: float
    development: float


def weights_of(settings: Settings) -> Weights:
    """Those of a programme."""
    return Weights(**{each.name: getattr(settings, f"weight_{each.name}") for each in fields(Weights)})


DEFAULT = weights_of(SETTINGS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a score is made of, each 0..1. `development`: None where the delegation is not there to teach."""

    skill: float
    spare: float
    motivation: float
    reliability: float
    development: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What there is to say about a member as the delegate.

    `rank`, from 1, and `score`: None for who fails a gate. `utilisation`: in the window with this delegation,
    None without capacity. `leave_share`: of the days that are theirs, None where there are none.
    """

    member_id: str
    name: str | None
    rank: int | None
    score: float | None
    terms: Terms
    utilisation: float | None
    leave_share: float | None
    missing: tuple[MissingSkill, ...]
    style: Style
    failed: tuple[Gate, ...]

    @property
    def authority(self) -> int:
        return AUTHORITY[self.style]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """Who could take on a delegation: those who pass, best first, then the others by member_id.

    `window`: the days over which people are looked at; `hours`: what is left to do.
    """

    delegation_id: str
    window: Span
    hours: float
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """The delegation that is to be given to somebody."""

    values: Values
    window: Span
    hours: float


def suggest(
    delegation_id: str,
    members: Sequence[Record],
    skills: Iterable[Record],
    delegations: Sequence[Record],
    *,
    as_of: dt.date,
    calendar: WorkingDays,
    leave: Iterable[Record] = (),
    milestones: Iterable[Record] = (),
    prior: float | None = None,
    weights: Weights = DEFAULT,
    top: int | None = None,
) -> Suggestions | MatchError:
    """Every member as the delegate of a delegation, from accepted rows of these tables.

    `prior`: the on-time rate of the programme, without it that of the delegations given. `top`: how many of
    those who pass are named. Source: SPEC §9.
    """
    record = next((each for each in delegations if each.key == delegation_id), None)
    if record is None:
        return MatchError.DELEGATION_UNKNOWN
    if not _can_weigh(weights, learning=is_for_learning(record.values)):
        return MatchError.WEIGHTS_RANGE
    milestones = tuple(milestones)
    task = _Task(
        values=record.values,
        window=_window(record.values, as_of, calendar),
        hours=remaining_hours(record.values, by_delegation(milestones).get(delegation_id, ()), as_of),
    )
    plan = plan_load(
        members,
        [each for each in delegations if each.key != delegation_id],
        as_of=as_of,
        calendar=calendar,
        leave=leave,
        milestones=milestones,
    )
    used = workload(plan, task.window.first, task.window.last).people
    held = skills_by_member(skills)
    closed = on_time_by_delegate(delegations, as_of)
    rate = prior_rate(delegations, as_of) if prior is None else prior
    found = [
        _candidate(
            member,
            task,
            person.capacity,
            usage.usage,
            held.get(member.key, NO_SKILLS),
            reliability(closed.get(member.key, ()), rate),
        )
        for member, person, usage in zip(members, plan.people, used, strict=False)  # then who is no member
    ]
    candidates = (
        *_ranked(found, weights)[:top],
        *sorted((each for each in found if each.failed), key=_member_id),
    )
    return Suggestions(
        delegation_id=delegation_id, window=task.window, hours=task.hours, candidates=candidates
    )


def score_of(terms: Terms, weights: Weights = DEFAULT) -> float:
    """The weighted mean of the terms that count, 0..1, as it is ranked. Source: SPEC §9."""
    parts = [
        (weight, term)
        for weight, term in zip(astuple(weights), astuple(terms), strict=True)
        if term is not None
    ]
    return rounded(sum(weight * term for weight, term in parts) / sum(weight for weight, _ in parts))


def style_of(*, skilled: bool, willing: bool) -> Style:
    """How to hand over to somebody. Source: SPEC §9."""
    if skilled:
        return Style.DELEGATE if willing else Style.EXCITE
    return Style.GUIDE if willing else Style.DIRECT


def _can_weigh(weights: Weights, *, learning: bool) -> bool:
    every: tuple[float, ...] = astuple(weights)
    return min(every) >= 0 and sum(every if learning else every[:-1]) > 0


def _window(delegation: Values, as_of: dt.date, calendar: WorkingDays) -> Span:
    """The days from now until it is due; of an overdue one the first working day that there is."""
    if delegation["due"] >= as_of:
        return Span(max(as_of, delegation["start"]), delegation["due"])
    day = as_of if calendar.is_working(as_of) else calendar.add_working_days(as_of, 1)
    return Span(day, day)


def _candidate(
    member: Record, task: _Task, capacity: Capacity | None, others: Usage, held: Levels, reliable: float
) -> Candidate:
    values: Values = member.values
    has_capacity = others.utilisation is not None
    utilisation = (others.load_hours + task.hours) / others.capacity_hours if has_capacity else None
    motivation: int = values.get("motivation", UNKNOWN_MOTIVATION)
    leave_share = None if capacity is None else _leave_share(capacity, task.window)
    missing = missing_skills(task.values, held)
    failed = {
        Gate.INACTIVE: values.get("active") == "no",
        Gate.DELEGATOR: task.values.get("delegator") == member.key,
        Gate.ON_LEAVE: leave_share is not None and not at_most(leave_share, MOST_LEAVE),
        Gate.SKILLS: bool(missing),
        Gate.UTILISATION: utilisation is None or not at_most(utilisation, MOST_UTILISATION),
    }
    learning = is_for_learning(task.values)
    return Candidate(
        member_id=member.key,
        name=values.get("name"),
        rank=None,
        score=None,
        terms=Terms(
            skill=skill_match(task.values, held),
            spare=0.0 if utilisation is None else min(max(1 - utilisation, 0.0), 1.0),
            motivation=(motivation - 1) / 4,
            reliability=reliable,
            development=float(lifts_a_skill(task.values, held)) if learning else None,
        ),
        utilisation=utilisation,
        leave_share=leave_share,
        missing=missing,
        style=style_of(skilled=has_all_levels(task.values, held), willing=motivation >= WILLING_FROM),
        failed=tuple(gate for gate, is_failed in failed.items() if is_failed),
    )


def _leave_share(capacity: Capacity, window: Span) -> float | None:
    """The share of somebody's days in the window that leave takes; None where no day is theirs."""
    if capacity.own_days is None:
        return None
    running = capacity.own_days.week.running
    days = running(window.last.toordinal()) - running(window.first.toordinal() - 1)
    return 1 - capacity.hours(window.first, window.last) / capacity.hours_a_day / days if days else None


def _ranked(found: Iterable[Candidate], weights: Weights) -> list[Candidate]:
    scored = [(score_of(each.terms, weights), each) for each in found if not each.failed]
    scored.sort(key=lambda pair: (-pair[0], rounded(pair[1].utilisation or 0.0), pair[1].member_id))
    return [replace(each, rank=rank, score=score) for rank, (score, each) in enumerate(scored, 1)]


def _member_id(candidate: Candidate) -> str:
    return candidate.member_id
