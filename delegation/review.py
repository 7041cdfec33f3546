"""A cycle in review as far as data goes: what was on time, what moved, what was closed, why not (SPEC §10).

Owns what belongs to a cycle. Brings figures together and decides nothing of these itself; what is to be
concluded from them is for people to write.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from delegation.authority import AuthorityProposal, propose_authority
from delegation.calendar import WorkingDays
from delegation.delegation_figures import evaluate_delegations
from delegation.kpi import KpiFigures, evaluate_kpis
from delegation.loops import Loop, feedback_loops
from delegation.periods import Span
from delegation.recognition import Proposal, propose_recognition
from delegation.records import Record
from delegation.reliability import on_time_by_delegate, on_time_rate
from delegation.rollup import RollUp, roll_up
from delegation.settings import DEFAULT, Settings
from delegation.signals import evaluate_signals

Tables = Mapping[str, Sequence[Record]]
"""One team's accepted rows by table; a table that is not there has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexChange:
    """A KPI's index on the first day of the cycle and on the last that counts; None: nothing is known."""

    kpi_id: str
    at_start: float | None
    at_end: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a cycle came to, for a team or for one of its members.

    `closed`: how many delegations were completed or returned; `on_time`: the share of them, None without any.
    `score_at_start`, `score_at_end`: of the KPIs together. `causes`: how often each was named in reviews of
    the cycle. `loops_opened`, `loops_closed`: in the cycle, whenever the other was.
    """

    closed: int
    on_time: float | None
    score_at_start: RollUp
    score_at_end: RollUp
    loops_opened: int
    loops_closed: int
    causes: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleReview:
    """One team's cycle up to `as_of`, its last day at the latest.

    `members`: by member_id, in their order, what came of the delegations that were given to them and of the
    KPIs that they own; `authority`: a proposal for each of them.
    """

    cycle: Span
    as_of: dt.date
    team: Outcome
    members: Mapping[str, Outcome]
    kpis: tuple[IndexChange, ...]
    recognition: tuple[Proposal, ...]
    authority: tuple[AuthorityProposal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Share:
    """Somebody's part in what happened in a cycle."""

    closed: list[bool] = field(default_factory=list)
    at_start: list[KpiFigures] = field(default_factory=list)
    at_end: list[KpiFigures] = field(default_factory=list)
    loops: list[Loop] = field(default_factory=list)
    causes: list[str] = field(default_factory=list)


def review_cycle(
    tables: Tables,
    *,
    cycle_id: str,
    cycle: Span,
    as_of: dt.date,
    calendar: WorkingDays,
    settings: Settings = DEFAULT,
) -> CycleReview:
    """What there is to say about a team's cycle on a day. Source: SPEC §10."""
    day = min(as_of, cycle.last)
    rows = {name: tuple(records) for name, records in tables.items()}
    kpis, readings = rows.get("kpis", ()), rows.get("readings", ())
    start, end = (evaluate_kpis(kpis, readings, each, settings) for each in (min(cycle.first, day), day))
    delegations = rows.get("delegations", ())
    figures = evaluate_delegations(
        delegations,
        as_of=day,
        check_ins=rows.get("check_ins", ()),
        milestones=rows.get("milestones", ()),
        calendar=calendar,
        settings=settings,
    )
    members = rows.get("members", ())
    shares = _shares(
        closed=on_time_by_delegate(delegations, day, cycle),
        kpis=(start, end),
        loops=feedback_loops(rows.get("check_ins", ()), rows.get("meetings", ()), day, calendar).loops,
        causes=_causes(rows.get("reviews", ()), cycle_id),
        delegates={record.key: str(record.values["delegate"]) for record in delegations},
    )
    nothing = _Share()
    return CycleReview(
        cycle=cycle,
        as_of=day,
        team=_outcome(shares.values(), cycle, settings),
        members={
            record.key: _outcome((shares.get(record.key, nothing),), cycle, settings) for record in members
        },
        kpis=_index_changes(start, end),
        recognition=propose_recognition(
            members,
            delegations=delegations,
            evaluations=rows.get("evaluations", ()),
            recognition=rows.get("recognition", ()),
            kpis=end,
            signals=evaluate_signals(kpis, readings, day, settings),
            cycle=cycle,
            as_of=day,
        ),
        authority=propose_authority(
            members,
            delegations=delegations,
            figures=figures,
            evaluations=rows.get("evaluations", ()),
            cycle=cycle,
            as_of=day,
        ),
    )


def _shares(
    *,
    closed: Mapping[str, Sequence[bool]],
    kpis: tuple[Mapping[str, KpiFigures], Mapping[str, KpiFigures]],
    loops: Iterable[Loop],
    causes: Iterable[tuple[str, str]],
    delegates: Mapping[str, str],
) -> Mapping[str, _Share]:
    """Whose is what: KPIs are of their owners, the rest of the delegates; "" has what is nobody's."""
    found: dict[str, _Share] = defaultdict(_Share)
    for delegate, each in closed.items():
        found[delegate].closed.extend(each)
    for at_start, at_end in zip(*(each.values() for each in kpis), strict=True):
        found[at_end.owner].at_start.append(at_start)
        found[at_end.owner].at_end.append(at_end)
    for loop in loops:
        found[delegates.get(loop.delegation_id or "", "")].loops.append(loop)
    for delegation_id, cause in causes:
        found[delegates.get(delegation_id, "")].causes.append(cause)
    return found


def _outcome(shares: Iterable[_Share], cycle: Span, settings: Settings) -> Outcome:
    """What shares come to together."""
    parts = tuple(shares)
    closed = [each for part in parts for each in part.closed]
    loops = [each for part in parts for each in part.loops]
    return Outcome(
        closed=len(closed),
        on_time=on_time_rate(closed),
        score_at_start=roll_up((each for part in parts for each in part.at_start), settings),
        score_at_end=roll_up((each for part in parts for each in part.at_end), settings),
        loops_opened=sum(each.date in cycle for each in loops),
        loops_closed=sum(each.closed_on in cycle for each in loops),
        causes=Counter(each for part in parts for each in part.causes),
    )


def _index_changes(start: Mapping[str, KpiFigures], end: Mapping[str, KpiFigures]) -> tuple[IndexChange, ...]:
    return tuple(
        IndexChange(kpi_id=kpi_id, at_start=start[kpi_id].judgement.index, at_end=figures.judgement.index)
        for kpi_id, figures in end.items()
    )


def _causes(reviews: Iterable[Record], cycle_id: str) -> tuple[tuple[str, str], ...]:
    """Delegation and cause of every review of the cycle that names one."""
    return tuple(
        (str(record.values["delegation_id"]), str(record.values["cause"]))
        for record in reviews
        if record.values.get("cycle") == cycle_id and "cause" in record.values
    )
