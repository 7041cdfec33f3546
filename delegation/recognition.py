"""Who has earned recognition, for what, and which kind would fit (SPEC §10).

Owns what counts as a reason. Proposes and never writes: whether somebody is praised is decided by people.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from delegation.delegation_figures import on_time
from delegation.evaluations import Evaluation, evaluations_by_member
from delegation.happened import Values, happened
from delegation.kpi import KpiFigures, KpiStatus
from delegation.periods import Span
from delegation.records import Record
from delegation.rounding import at_least
from delegation.signals import Signal, SignalError, Signals

EXCELLENT_FROM = 4.5
FULL_AUTHORITY = 7


class Reason(StrEnum):
    """What recognition is proposed for."""

    DELEGATION = "delegation"
    EVALUATION = "evaluation"
    SIGNAL = "signal"


class Recognition(StrEnum):
    """The kinds of recognition, as the table has them."""

    PUBLIC_PRAISE = "public_praise"
    BONUS = "bonus"
    DEVELOPMENT = "development"
    MORE_AUTHORITY = "more_authority"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One reason. `key`: of the delegation, the evaluation or the KPI; `mean`: of an evaluation.

    `kpi_id`: that is on target with the delegation, or has the signal.
    """

    reason: Reason
    key: str
    date: dt.date
    kpi_id: str | None = None
    mean: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Recognition for one member. `days_since`: calendar days since the last, None: there was none."""

    member_id: str
    kind: Recognition
    evidence: tuple[Evidence, ...]
    days_since: int | None


def propose_recognition(
    members: Iterable[Record],
    *,
    delegations: Sequence[Record],
    evaluations: Iterable[Record],
    recognition: Iterable[Record],
    kpis: Mapping[str, KpiFigures],
    signals: Mapping[str, Signals | SignalError],
    cycle: Span,
    as_of: dt.date,
) -> tuple[Proposal, ...]:
    """The proposals of a cycle, in the order of the members: what happened in it up to as_of.

    `kpis` and `signals` are those of as_of, by KPI. Source: SPEC §10.
    """
    evaluated = evaluations_by_member(evaluations, cycle, as_of)
    found: dict[str, list[Evidence]] = defaultdict(list)
    for delegate, each in _delivered(delegations, kpis, cycle, as_of):
        found[delegate].append(each)
    for member_id, means in evaluated.items():
        found[member_id].extend(_excellent(means))
    if as_of in cycle:
        for owner, each in _improving(kpis, signals, as_of):
            found[owner].append(each)
    last = _last_recognised(recognition, as_of)
    authority = {each.key: _authority(each.values) for each in delegations}
    return tuple(
        Proposal(
            member_id=record.key,
            kind=_fitting(found[record.key], authority),
            evidence=tuple(found[record.key]),
            days_since=(as_of - last[record.key]).days if record.key in last else None,
        )
        for record in members
        if found.get(record.key)
    )


def _delivered(
    delegations: Iterable[Record], kpis: Mapping[str, KpiFigures], cycle: Span, as_of: dt.date
) -> Iterator[tuple[str, Evidence]]:
    """Delegations closed on time in the cycle whose KPI is on target."""
    for record in delegations:
        values: Values = record.values
        completed_on = happened(values, "completed_on", as_of)
        kpi = kpis.get(values.get("kpi_id", ""))
        if completed_on is None or kpi is None or completed_on not in cycle:
            continue
        if on_time(values, as_of) and kpi.judgement.status is KpiStatus.ON_TARGET:
            yield (
                values["delegate"],
                Evidence(reason=Reason.DELEGATION, key=record.key, date=completed_on, kpi_id=kpi.kpi_id),
            )


def _excellent(evaluations: Iterable[Evaluation]) -> Iterator[Evidence]:
    for each in evaluations:
        if at_least(each.mean, EXCELLENT_FROM):
            yield Evidence(reason=Reason.EVALUATION, key=each.key, date=each.date, mean=each.mean)


def _improving(
    kpis: Mapping[str, KpiFigures], signals: Mapping[str, Signals | SignalError], as_of: dt.date
) -> Iterator[tuple[str, Evidence]]:
    for kpi_id, figures in kpis.items():
        seen = signals.get(kpi_id)
        if isinstance(seen, Signals) and seen.signal is Signal.IMPROVING and figures.owner:
            yield figures.owner, Evidence(reason=Reason.SIGNAL, key=kpi_id, date=as_of, kpi_id=kpi_id)


def _last_recognised(recognition: Iterable[Record], as_of: dt.date) -> dict[str, dt.date]:
    found: dict[str, dt.date] = {}
    for record in recognition:
        values: Values = record.values
        date = happened(values, "date", as_of)
        if date is not None:
            found[values["member_id"]] = max(date, found.get(values["member_id"], date))
    return found


def _authority(delegation: Values) -> int:
    level: int = delegation["authority_level"]
    return level


def _fitting(evidence: Sequence[Evidence], authority: Mapping[str, int]) -> Recognition:
    """For several reasons at once a bonus, for excellent work the next step in it; who delivers gets more
    authority, unless it was full already; and what has only begun to improve is praised while it is fresh.
    """
    reasons = {each.reason for each in evidence}
    if len(reasons) > 1:
        return Recognition.BONUS
    if reasons == {Reason.EVALUATION}:
        return Recognition.DEVELOPMENT
    if reasons == {Reason.DELEGATION} and any(authority[each.key] < FULL_AUTHORITY for each in evidence):
        return Recognition.MORE_AUTHORITY
    return Recognition.PUBLIC_PRAISE
