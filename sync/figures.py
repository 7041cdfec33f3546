"""A programme's figures on a day, from its records: per KPI, delegation and member, for teams, departments
and the programme (SPEC §6-§8).

Owns who belongs to whom, and the windows of days. What a figure is stands in `delegation`; how it is shown is
for the commands and the master. Reads records only, so that the figures of a past run are made the same way.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from delegation.balance import Balance, balance
from delegation.calendar import WorkingDays
from delegation.delegation_figures import DelegationFigures, evaluate_delegations
from delegation.health import Health
from delegation.kpi import KpiFigures, evaluate_kpis
from delegation.load import LoadPlan, plan_load, total
from delegation.records import Record, Value
from delegation.rollup import RollUp, roll_up, roll_up_by
from delegation.settings import Settings
from delegation.workload import (
    PersonUsage,
    Usage,
    WeeklyWorkload,
    Workload,
    group_usage,
    weekly_workload,
    workload,
)
from sync.programme.model import Cycle, Programme, Team
from sync.store.stored import StoredRecord


class Source(Protocol):
    """Where the records come from; `sync.store.store.Store` is one, and `StoreAt`."""

    def current(self, cycle: str) -> list[StoredRecord]: ...


class Level(StrEnum):
    """What figures are brought together for."""

    TEAM = "team"
    DEPARTMENT = "department"
    PROGRAMME = "programme"


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamFigures:
    """One team on a day.

    `records`: table → key → record. `owners`: the KPIs of every owner together, those of nobody under "".
    `workload` is that of the cycle, `week` that of the as-of date's week; both count from as_of on.
    `plan`: which hours lie on which days, for other windows.
    """

    team: Team
    records: Mapping[str, Mapping[str, Record]]
    kpis: Mapping[str, KpiFigures]
    owners: Mapping[str, RollUp]
    delegations: tuple[DelegationFigures, ...]
    plan: LoadPlan = field(compare=False)  # goes by identity; what it comes to is in the workloads
    workload: Workload
    week: Workload

    def values(self, table: str, key: str) -> Mapping[str, Value]:
        """What stands in that row; nothing where there is none."""
        found = self.records.get(table, {}).get(key)
        return {} if found is None else found.values

    def name_of(self, member_id: str) -> str:
        """The member's name; of who is none the text itself."""
        return str(self.values("members", member_id).get("name", member_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFigures:
    """Several people's figures together. `teams`: the ids of whose.

    `on_time`: the share of the delegations that were completed or returned which were on time, None without
    any. `balance.member_id` has the team in front, but for a team's own.
    """

    level: Level
    group_id: str
    name: str
    teams: tuple[str, ...]
    score: RollUp
    usage: Usage
    week: Usage
    waiting_hours: float
    people: int
    balance: Balance
    health: Mapping[Health, int]
    on_time: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeFigures:
    """A programme on a day. `groups`: the teams as configured, then departments, then the programme."""

    cycle: Cycle
    as_of: dt.date
    teams: tuple[TeamFigures, ...]
    groups: tuple[GroupFigures, ...]


def programme_figures(source: Source, programme: Programme, as_of: dt.date) -> ProgrammeFigures:
    """The figures of the cycle of that day. Raises: StoreError."""
    return figures_of(source.current(programme.cycle_at(as_of).id), programme, as_of)


def figures_of(records: Iterable[StoredRecord], programme: Programme, as_of: dt.date) -> ProgrammeFigures:
    """The same from the records of that day's cycle."""
    cycle = programme.cycle_at(as_of)
    by_team: dict[str, dict[str, dict[str, Record]]] = defaultdict(lambda: defaultdict(dict))
    for each in records:
        record = Record(each.table, each.key, each.row, each.values)
        by_team[each.team][each.table][each.key] = record
    base = WorkingDays(programme.holidays.days)
    teams = tuple(
        _team_figures(team, by_team.get(team.id, {}), cycle, as_of, base, programme.settings)
        for team in programme.teams
    )
    groups = tuple(_groups(programme, teams))
    return ProgrammeFigures(cycle=cycle, as_of=as_of, teams=teams, groups=groups)


def weeks_of(team: TeamFigures, cycle: Cycle, settings: Settings) -> WeeklyWorkload:
    """The team's workload in each week of the cycle, from the day of the figures on."""
    return weekly_workload(team.plan, cycle.first, cycle.last, settings=settings)


def _team_figures(
    team: Team,
    records: Mapping[str, Mapping[str, Record]],
    cycle: Cycle,
    as_of: dt.date,
    base: WorkingDays,
    settings: Settings,
) -> TeamFigures:
    rows = {table: tuple(found.values()) for table, found in records.items()}
    calendar = WorkingDays.from_records(rows.get("calendar", ()), base)
    kpis = evaluate_kpis(rows.get("kpis", ()), rows.get("readings", ()), as_of, settings)
    plan = plan_load(
        rows.get("members", ()),
        rows.get("delegations", ()),
        as_of=as_of,
        calendar=calendar,
        leave=rows.get("leave", ()),
        milestones=rows.get("milestones", ()),
    )
    delegations = evaluate_delegations(
        rows.get("delegations", ()),
        as_of=as_of,
        check_ins=rows.get("check_ins", ()),
        milestones=rows.get("milestones", ()),
        adjustments=rows.get("adjustments", ()),
        calendar=calendar,
        settings=settings,
    )
    monday = as_of - dt.timedelta(days=as_of.weekday())
    return TeamFigures(
        team=team,
        records=records,
        kpis=kpis,
        owners=roll_up_by(((each.owner, each) for each in kpis.values()), settings),
        delegations=delegations,
        plan=plan,
        workload=workload(plan, cycle.first, cycle.last, settings=settings),
        week=workload(plan, monday, monday + dt.timedelta(days=6), settings=settings),
    )


def _groups(programme: Programme, teams: Sequence[TeamFigures]) -> Iterator[GroupFigures]:
    for each in teams:
        yield _group(Level.TEAM, each.team.id, each.team.name, [each], programme.settings)
    departments: dict[str, list[TeamFigures]] = defaultdict(list)
    for each in teams:
        if each.team.department:
            departments[each.team.department].append(each)
    for name, found in departments.items():
        yield _group(Level.DEPARTMENT, name, name, found, programme.settings)
    yield _group(Level.PROGRAMME, programme.name, programme.name, teams, programme.settings)


def _group(
    level: Level, group_id: str, name: str, teams: Sequence[TeamFigures], settings: Settings
) -> GroupFigures:
    delegations = [found for each in teams for found in each.delegations]
    closed = [each.on_time for each in delegations if each.on_time is not None]
    people = [
        found if level is Level.TEAM else _qualified(found, each.team)
        for each in teams
        for found in each.workload.people
    ]
    return GroupFigures(
        level=level,
        group_id=group_id,
        name=name,
        teams=tuple(each.team.id for each in teams),
        score=roll_up((found for each in teams for found in each.kpis.values()), settings),
        usage=group_usage((each.usage for each in people), settings),
        week=_together((each.week for each in teams), settings),
        waiting_hours=total(each.workload.waiting_hours for each in teams),
        people=sum(each.usage.utilisation is not None for each in people),
        balance=balance(people),
        health=Counter(each.health for each in delegations),
        on_time=sum(closed) / len(closed) if closed else None,
    )


def _qualified(person: PersonUsage, team: Team) -> PersonUsage:
    """The same with the team in front: ids are unique within a team only."""
    return replace(person, member_id=f"{team.id}:{person.member_id}")


def _together(workloads: Iterable[Workload], settings: Settings) -> Usage:
    return group_usage((person.usage for each in workloads for person in each.people), settings)
