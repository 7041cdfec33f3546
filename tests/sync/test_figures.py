"""The figures of a programme from its records: whose they are, and over which days."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from delegation.health import Health
from delegation.kpi import KpiStatus
from delegation.rollup import NoScore
from delegation.workload import Band, weekly_workload
from sync.figures import Level, ProgrammeFigures, programme_figures
from sync.programme.model import PublicHolidays, Team
from sync.store.store import Store
from tests.sync.programmes import Office

AS_OF = dt.date(2026, 12, 14)  # a Monday; 14 working days of the cycle are left
MEMBERS = """
    | member_id | name | weekly_hours |
    |-----------|------|--------------|
    | M1        | {}   | 40           |
    | M2        | Ben  | 20           |
"""
KPIS = """
    | kpi_id | name    | owner | direction | target | frequency | aggregation | weight |
    |--------|---------|-------|-----------|--------|-----------|-------------|--------|
    | K1     | Revenue | M1    | higher    | 100    | monthly   | last        | 3      |
    | K2     | Returns |       | lower     | 5      | monthly   | last        |        |
"""
READINGS = """
    | kpi_id | period     | value |
    |--------|------------|-------|
    | K1     | 2026-11-30 | {}    |
"""
DELEGATIONS = """
    | delegation_id | title | objective       | expected_outcome | delegator | delegate | start      | due        | effort_hours | authority_level | check_in_days | accepted_on | status      | progress |
    |---------------|-------|-----------------|------------------|-----------|----------|------------|------------|--------------|-----------------|---------------|-------------|-------------|----------|
    | D1            | Page  | Publish 3 pages | Pages are live   | Boss      | {}       | 2026-12-14 | 2026-12-18 | {}           | 3               | 5             | 2026-12-14  | in_progress | 0%       |
    | D2            | List  | Print 12 prices | List is printed  | Boss      | M2       | 2026-11-02 | 2026-12-11 | 10           | 3               | 5             | 2026-11-02  | in_progress | 50%      |
"""  # noqa: E501 - a table stays a table


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Two teams of one department and one of none."""
    found = Office(tmp_path, "north", "south", "lab")
    teams = [
        Team(id=each.id, name=each.name, department="" if each.id == "lab" else "Sales")
        for each in found.programme.teams
    ]
    found.programme = dataclasses.replace(found.programme, teams=tuple(teams))
    for team, name, value, hours in (("north", "Ana", "90", "20"), ("south", "Cleo", "50", "44")):
        found.write(
            team,
            members=MEMBERS.format(name),
            kpis=KPIS,
            readings=READINGS.format(value),
            delegations=DELEGATIONS.format("M1", hours),
        )
    found.write("lab", members=MEMBERS.format("Dora"))
    return found


def figures(office: Office, as_of: dt.date = AS_OF) -> ProgrammeFigures:
    office.consolidate(as_of=as_of)
    with Store(office.programme.store) as store:
        return programme_figures(store, office.programme, as_of)


def test_a_team_has_the_figures_of_its_own_rows(office: Office) -> None:
    north, south, _ = figures(office).teams
    assert {key: each.judgement.status for key, each in north.kpis.items()} == {
        "K1": KpiStatus.ON_TARGET,
        "K2": KpiStatus.NO_DATA,
    }
    assert south.kpis["K1"].judgement.status is KpiStatus.BELOW
    assert (north.owners["M1"].score, north.owners[""].score) == (0.9, NoScore.INSUFFICIENT_DATA)
    assert [(each.delegation_id, each.health) for each in north.delegations] == [
        ("D1", Health.ON_TRACK),
        ("D2", Health.OVERDUE),
    ]
    assert (north.name_of("M1"), north.name_of("Zoe")) == ("Ana", "Zoe")


def test_the_week_and_the_rest_of_the_cycle_are_told_apart(office: Office) -> None:
    south = figures(office).teams[1]
    week, cycle = south.week.people[0].usage, south.workload.people[0].usage
    assert (week.capacity_hours, week.load_hours, week.band) == (40.0, 44.0, Band.OVERLOADED)
    assert (cycle.capacity_hours, cycle.load_hours, cycle.band) == (112.0, 44.0, Band.UNDER)
    weeks = weekly_workload(south.plan, dt.date(2026, 12, 14), dt.date(2026, 12, 31))
    assert [each.load_hours for each in weeks.people[0].weeks] == [44.0, 0.0, 0.0]


def test_groups_are_made_of_people_and_kpis_not_of_the_groups_below(office: Office) -> None:
    groups = figures(office).groups
    assert [(each.level, each.name, each.teams) for each in groups] == [
        (Level.TEAM, "North", ("north",)),
        (Level.TEAM, "South", ("south",)),
        (Level.TEAM, "Lab", ("lab",)),
        (Level.DEPARTMENT, "Sales", ("north", "south")),
        (Level.PROGRAMME, "Launch", ("north", "south", "lab")),
    ]
    sales, whole = groups[3], groups[4]
    assert (sales.score.score, sales.score.coverage, sales.score.kpis) == (pytest.approx(0.7), 0.75, 4)
    assert (whole.score.worst, whole.people) == (KpiStatus.BELOW, 6)
    assert (sales.usage.load_hours, sales.usage.capacity_hours) == (74.0, 336.0)
    assert whole.usage.capacity_hours == 504.0
    assert (sales.week.load_hours, sales.week.capacity_hours) == (74.0, 120.0)
    assert sales.health == {Health.ON_TRACK: 2, Health.OVERDUE: 2}
    assert (groups[1].balance.member_id, whole.balance.member_id) == ("M1", "south:M1")


def test_public_holidays_are_no_working_days_of_anybody(office: Office) -> None:
    christmas = tuple((dt.date(2026, 12, day), "holiday") for day in (24, 25))
    office.programme = dataclasses.replace(
        office.programme, holidays=PublicHolidays(region="ZZ", days=christmas)
    )
    assert figures(office).teams[0].workload.people[0].usage.capacity_hours == 96.0


def test_before_anything_is_filled_in_nothing_is_known(tmp_path: Path) -> None:
    office = Office(tmp_path, "north")
    office.write("north", members="| member_id | name | weekly_hours |\n| | | |")
    found = figures(office)
    (team,) = found.teams
    assert (team.kpis, team.delegations, team.workload.people) == ({}, (), ())
    assert [each.score.score for each in found.groups] == [NoScore.INSUFFICIENT_DATA] * 2
    assert [each.usage.band for each in found.groups] == [None, None]
    assert [each.balance.cv for each in found.groups] == [None, None]
