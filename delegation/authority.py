"""Whether somebody ought to have more authority, less, or as much as now (SPEC §10).

Owns the thresholds. What on time means is decided in `delegation.delegation_figures`. Proposes, never writes.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from delegation.delegation_figures import DelegationFigures
from delegation.evaluations import evaluations_by_member
from delegation.happened import Values
from delegation.health import Health
from delegation.periods import Span
from delegation.records import Record
from delegation.reliability import on_time_by_delegate, on_time_rate
from delegation.rounding import at_least, below

RAISE_ON_TIME_FROM = 0.9
RAISE_EVALUATION_FROM = 4.0
LOWER_ON_TIME_BELOW = 0.5
FEWEST_CLOSED = 3
NEGLECTED = (Health.SILENT, Health.OVERDUE)


class NextAuthority(StrEnum):
    """What to do about somebody's authority, as the table of reviews has it."""

    RAISE = "raise"
    KEEP = "keep"
    LOWER = "lower"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityProposal:
    """What is proposed for one member, and what it rests on.

    `closed`: how many delegations were completed or returned in the cycle; `on_time`: the share of them, None
    without any; `evaluation`: the mean of the evaluations, None without any. `neglected`: the last two
    delegations by due date where both are silent or overdue.
    """

    member_id: str
    change: NextAuthority
    closed: int
    on_time: float | None
    evaluation: float | None
    neglected: tuple[str, ...]

    @property
    def hangs_on_evaluation(self) -> bool:
        """Whether enough was on time for a raise, so that evaluations decide about it."""
        return self.closed >= FEWEST_CLOSED and self.on_time is not None and _is_punctual(self.on_time)


def propose_authority(
    members: Iterable[Record],
    *,
    delegations: Sequence[Record],
    figures: Iterable[DelegationFigures],
    evaluations: Iterable[Record],
    cycle: Span,
    as_of: dt.date,
) -> tuple[AuthorityProposal, ...]:
    """What is proposed for every member, in their order; `figures`: those of the delegations on as_of.

    What was closed in the cycle and evaluated in it counts, up to as_of. Source: SPEC §10.
    """
    health_by_id = {each.delegation_id: each.health for each in figures}
    health: dict[str, list[tuple[dt.date, str, Health]]] = defaultdict(list)
    for record in delegations:
        values: Values = record.values
        health[values["delegate"]].append((values["due"], record.key, health_by_id[record.key]))
    closed = on_time_by_delegate(delegations, as_of, cycle)
    evaluated = evaluations_by_member(evaluations, cycle, as_of)
    return tuple(
        _proposal(
            record.key,
            closed.get(record.key, ()),
            [each.mean for each in evaluated.get(record.key, ())],
            _neglected(health.get(record.key, ())),
        )
        for record in members
    )


def next_authority(proposal: AuthorityProposal, *, sensitive: bool) -> NextAuthority | None:
    """What is proposed; None where evaluations decide and nobody has looked at them."""
    return None if proposal.hangs_on_evaluation and not sensitive else proposal.change


def _neglected(delegations: Sequence[tuple[dt.date, str, Health]]) -> tuple[str, ...]:
    last_two = sorted(delegations)[-2:]
    if len(last_two) == 2 and all(health in NEGLECTED for _, _, health in last_two):
        return tuple(delegation_id for _, delegation_id, _ in last_two)
    return ()


def _proposal(
    member_id: str, closed: Sequence[bool], means: Sequence[float], neglected: tuple[str, ...]
) -> AuthorityProposal:
    on_time = on_time_rate(closed)
    evaluation = sum(means) / len(means) if means else None
    return AuthorityProposal(
        member_id=member_id,
        change=_change(on_time if len(closed) >= FEWEST_CLOSED else None, evaluation, bool(neglected)),
        closed=len(closed),
        on_time=on_time,
        evaluation=evaluation,
        neglected=neglected,
    )


def _change(on_time: float | None, evaluation: float | None, is_neglecting: bool) -> NextAuthority:
    """The first that holds; `on_time` None: too little is closed to tell."""
    is_valued = evaluation is not None and at_least(evaluation, RAISE_EVALUATION_FROM)
    if is_valued and on_time is not None and _is_punctual(on_time):
        return NextAuthority.RAISE
    if is_neglecting or (on_time is not None and below(on_time, LOWER_ON_TIME_BELOW)):
        return NextAuthority.LOWER
    return NextAuthority.KEEP


def _is_punctual(on_time: float) -> bool:
    return at_least(on_time, RAISE_ON_TIME_FROM)
