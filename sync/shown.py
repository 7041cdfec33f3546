"""Figures as rows with field ids as keys: what `remit show` tells, as JSON and as a table.

Owns which figures stand in a row, and which rows are asked for. Makes no figure (`sync.figures` does) and no
sentence; dates are ISO texts, so that rows are JSON as they are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from delegation.cells import fold
from delegation.delegation_figures import DelegationFigures
from delegation.kpi import KpiFigures
from delegation.rollup import RollUp
from delegation.workload import PersonUsage, Usage
from sync.figures import GroupFigures, Level, ProgrammeFigures, TeamFigures

Row = dict[str, Any]


class View(StrEnum):
    """What can be shown."""

    KPI = "kpi"
    WORKLOAD = "workload"
    HEALTH = "health"
    BALANCE = "balance"


class By(StrEnum):
    """What the figures are brought together for."""

    MEMBER = "member"
    TEAM = "team"
    DEPARTMENT = "department"
    PROGRAMME = "programme"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which rows are asked for; "" and None ask for all.

    `member`: an id or a name, of who owns the KPI or carries the work. `row_id`: of the KPI or delegation.
    """

    team: str = ""
    member: str = ""
    row_id: str = ""
    by: By | None = None


def rows_of(view: View, figures: ProgrammeFigures, wanted: Wanted) -> list[Row]:
    """The rows of that view, in the order of the programme's teams and of their sheets."""
    if view is View.BALANCE or wanted.by not in (None, By.MEMBER):
        return list(_group_rows(view, figures, wanted))
    single = wanted.by is None
    make: dict[View, Callable[[TeamFigures], Iterator[Row]]] = {
        View.KPI: _kpi_rows if single else _owner_rows,
        View.WORKLOAD: _workload_rows,
        View.HEALTH: _health_rows if single else _delegate_rows,
    }
    return [
        row
        for team in figures.teams
        if wanted.team in ("", team.team.id)
        for row in make[view](team)
        if is_asked_for(row, team, wanted)
    ]


def is_asked_for(row: Row, team: TeamFigures, wanted: Wanted) -> bool:
    """Whether a row of a team is about the person and the KPI or delegation that are asked for."""
    who = str(row.get("owner") or row.get("delegate") or row.get("member_id") or "")
    if wanted.member and fold(wanted.member) not in (fold(who), fold(team.name_of(who))):
        return False
    return fold(wanted.row_id) in ("", fold(str(row.get("kpi_id") or row.get("delegation_id") or "")))


def _kpi_rows(team: TeamFigures) -> Iterator[Row]:
    for each in team.kpis.values():
        declared = team.values("kpis", each.kpi_id)
        told = ("name", "unit", "direction", "target", "low", "high", "start", "end")
        yield {
            "team": team.team.id,
            "kpi_id": each.kpi_id,
            **{field: plain(declared.get(field)) for field in told},
            "owner": each.owner or None,
            "weight": each.weight,
            **_judged(each),
        }


def _judged(each: KpiFigures) -> Row:
    return {
        "actual": each.reached.actual,
        "period": plain(each.reached.period),
        "attainment": each.judgement.attainment,
        "expected": each.judgement.expected,
        "index": each.judgement.index,
        "status": each.judgement.status.value,
    }


def _owner_rows(team: TeamFigures) -> Iterator[Row]:
    for owner, score in team.owners.items():
        yield {
            "team": team.team.id,
            "member_id": owner or None,
            "name": team.name_of(owner) if owner else None,
            **_rolled_up(score),
        }


def _rolled_up(score: RollUp) -> Row:
    return {
        "kpis": score.kpis,
        "score": score.score if isinstance(score.score, float) else score.score.value,
        "coverage": score.coverage,
        "worst": score.worst.value if score.worst else None,
    }


def _workload_rows(team: TeamFigures) -> Iterator[Row]:
    for cycle, week in zip(team.workload.people, team.week.people, strict=True):
        yield {
            "team": team.team.id,
            "member_id": cycle.member_id,
            "name": cycle.name,
            **_used(cycle, week),
        }


def _used(cycle: PersonUsage, week: PersonUsage) -> Row:
    return {**_usage(cycle.usage), "waiting_hours": cycle.waiting_hours, **_usage(week.usage, "week_")}


def _usage(usage: Usage, prefix: str = "") -> Row:
    return {
        f"{prefix}capacity_hours": usage.capacity_hours,
        f"{prefix}load_hours": usage.load_hours,
        f"{prefix}utilisation": usage.utilisation,
        f"{prefix}band": usage.band.value if usage.band else None,
    }


def _health_rows(team: TeamFigures) -> Iterator[Row]:
    for each in team.delegations:
        declared = team.values("delegations", each.delegation_id)
        yield {
            "team": team.team.id,
            "delegation_id": each.delegation_id,
            **{field: plain(declared.get(field)) for field in ("title", "delegate", "start", "due")},
            **_on_its_day(each),
        }


def _on_its_day(each: DelegationFigures) -> Row:
    return {
        "status": each.status,
        "health": each.health.value,
        "progress": each.progress,
        "expected": each.expected,
        "gap": each.gap,
        "last_check_in": plain(each.last_check_in),
        "next_check_in": plain(each.next_check_in),
        "confidence": each.confidence,
        "on_time": each.on_time,
        "extensions": each.extensions,
        "definition": each.definition,
        "initiative": each.initiative,
    }


def _delegate_rows(team: TeamFigures) -> Iterator[Row]:
    found: dict[str, list[DelegationFigures]] = {}
    for each in team.delegations:
        who = str(team.values("delegations", each.delegation_id).get("delegate", ""))
        found.setdefault(who, []).append(each)
    for who, delegations in found.items():
        closed = [each.on_time for each in delegations if each.on_time is not None]
        health: dict[str, int] = {}
        for each in delegations:
            health[each.health.value] = health.get(each.health.value, 0) + 1
        yield {
            "team": team.team.id,
            "member_id": who,
            "name": team.name_of(who),
            "delegations": len(delegations),
            "on_time": sum(closed) / len(closed) if closed else None,
            "health": health,
        }


def _group_rows(view: View, figures: ProgrammeFigures, wanted: Wanted) -> Iterator[Row]:
    levels = tuple(Level) if wanted.by is None else (Level(wanted.by.value),)
    for each in figures.groups:
        if each.level in levels and (not wanted.team or wanted.team in each.teams):
            group: Row = {"level": each.level.value, "id": each.group_id, "name": each.name}
            yield group | _of_group(view, each)


def _of_group(view: View, each: GroupFigures) -> Row:
    if view is View.KPI:
        return _rolled_up(each.score)
    if view is View.WORKLOAD:
        return {**_usage(each.usage), "waiting_hours": each.waiting_hours, **_usage(each.week, "week_")}
    if view is View.HEALTH:
        health = {key.value: count for key, count in each.health.items()}
        return {"delegations": sum(health.values()), "on_time": each.on_time, "health": health}
    found = each.balance
    team, member = each.group_id, found.member_id
    if each.level is not Level.TEAM and member is not None:
        team, _, member = member.partition(":")
    return {
        "people": each.people,
        "cv": found.cv,
        "gini": found.gini,
        "max": found.most,
        "team": team if member else None,
        "member_id": member,
    }


def plain(value: object) -> object:
    """A value as JSON has it."""
    return value.isoformat() if isinstance(value, dt.date) else value
