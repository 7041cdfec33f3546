"""A cycle in review as far as data goes: what was on time, what moved, what was closed, why not (SPEC §10).

Owns what belongs to a cycle. Brings figures together and decides nothing of these itself; what is to be
concluded from them is for people to write.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from delegation.authority import AuthorityProposal, propose_authority
from delegation.calendar import WorkingDays
from delegation.delegation_figures import evaluate_delegations
from delegation.kpi import KpiFigures, evaluate_kpis
from delegation.loops import feedback_loops
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
class CycleReview:
    """One team's cycle up to `as_of`, its last day at the latest.

    `closed`: how many delegations were completed or returned; `on_time`: the share of them, None without any.
    `score_at_start`, `score_at_end`: of all KPIs together. `causes`: how often each was named in reviews of
    the cycle. `loops_opened`, `loops_closed`: in the cycle, whenever the other was.
    """

    cycle: Span
    as_of: dt.date
    closed: int
    on_time: float | None
    kpis: tuple[IndexChange, ...]
    score_at_start: RollUp
    score_at_end: RollUp
    loops_opened: int
    loops_closed: int
    causes: Mapping[str, int]
    recognition: tuple[Proposal, ...]
    authority: tuple[AuthorityProposal, ...]


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
    by_delegate = on_time_by_delegate(delegations, day, cycle)
    closed = [is_on_time for each in by_delegate.values() for is_on_time in each]
    loops = feedback_loops(rows.get("check_ins", ()), rows.get("meetings", ()), day, calendar).loops
    return CycleReview(
        cycle=cycle,
        as_of=day,
        closed=len(closed),
        on_time=on_time_rate(closed),
        kpis=_index_changes(start, end),
        score_at_start=roll_up(start.values(), settings),
        score_at_end=roll_up(end.values(), settings),
        loops_opened=sum(each.date in cycle for each in loops),
        loops_closed=sum(each.closed_on in cycle for each in loops),
        causes=_causes(rows.get("reviews", ()), cycle_id),
        recognition=propose_recognition(
            rows.get("members", ()),
            delegations=delegations,
            evaluations=rows.get("evaluations", ()),
            recognition=rows.get("recognition", ()),
            kpis=end,
            signals=evaluate_signals(kpis, readings, day, settings),
            cycle=cycle,
            as_of=day,
        ),
        authority=propose_authority(
            rows.get("members", ()),
            delegations=delegations,
            figures=figures,
            evaluations=rows.get("evaluations", ()),
            cycle=cycle,
            as_of=day,
        ),
    )


def _index_changes(start: Mapping[str, KpiFigures], end: Mapping[str, KpiFigures]) -> tuple[IndexChange, ...]:
    return tuple(
        IndexChange(kpi_id=kpi_id, at_start=start[kpi_id].judgement.index, at_end=figures.judgement.index)
        for kpi_id, figures in end.items()
    )


def _causes(reviews: Iterable[Record], cycle_id: str) -> Mapping[str, int]:
    return Counter(
        str(record.values["cause"])
        for record in reviews
        if record.values.get("cycle") == cycle_id and "cause" in record.values
    )
