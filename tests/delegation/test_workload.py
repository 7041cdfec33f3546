from __future__ import annotations

import datetime as dt
import math
import sys
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.calendar import WorkingDays
from delegation.context import Context
from delegation.load import LoadIssue, LoadPlan, plan_load
from delegation.parse import ParsedTable
from delegation.periods import Span
from delegation.records import Record
from delegation.references import Directory, resolve
from delegation.settings import Settings
from delegation.workload import (
    NOTHING,
    Band,
    PersonUsage,
    Usage,
    Workload,
    band_of,
    group_usage,
    usage_of,
    weekly_workload,
    weeks_between,
    workload,
)
from tests.cases import Case, cases, day
from tests.delegation.given import calendar, optional_day, parsed, records
from tests.delegation.team import DAYS, Team, spans, teams, unhurried

MONDAY, FRIDAY = day("2026-11-02"), day("2026-11-06")
MEMBERS = """
    | member_id | name | weekly_hours | active |
    | M1        | Ann  | 40           |        |
    | M2        | Bob  | 20           |        |
    | M3        | Cai  | 40           | no     |
    """
DELEGATIONS = """
    | delegation_id | delegate | start      | due        | effort_hours | status      |
    | D1            | M1       | 2026-11-02 | 2026-11-13 | 60           | in_progress |
    | D2            | M2       | 2026-11-05 | 2026-11-06 | 12           | accepted    |
    | D3            | M3       | 2026-11-02 | 2026-11-06 | 5            | proposed    |
    | D4            | Eve      | 2026-11-09 | 2026-11-09 | 3            | in_progress |
    | D5            | M1       | 2026-11-02 | 2026-11-06 | 7            | on_hold     |
    """


def given_plan(as_of: dt.date = MONDAY, delegations: str = DELEGATIONS) -> LoadPlan:
    return plan_load(
        records("members", MEMBERS),
        records("delegations", delegations),
        as_of=as_of,
        calendar=WorkingDays(),
    )


def usage(capacity: float, load: float, utilisation: float | None, band: str | None) -> Usage:
    return Usage(
        capacity_hours=capacity,
        load_hours=load,
        utilisation=utilisation,
        band=None if band is None else Band(band),
    )


# Worked cases


def tables_of(case: Case) -> dict[str, ParsedTable]:
    """The tables of the case with their references looked up."""
    names = ("members", "delegations", "leave", "milestones")
    found = {name: parsed(name, case.args[name]) for name in names if case.args.get(name)}
    directories = {name: Directory(found[name]) for name in ("members", "delegations")}
    for each in found.values():
        resolve(each, directories, Context(language="en", as_of=MONDAY))
    return found


def workload_of(case: Case) -> Workload:
    rows = {
        name: tuple(Record(name, row.key, row.number, row.values) for row in table.rows)
        for name, table in tables_of(case).items()
    }
    first, last = day(case.args["first"]), day(case.args["last"])
    plan = plan_load(
        rows["members"],
        rows["delegations"],
        as_of=optional_day(case.args.get("as_of")) or first,
        calendar=calendar(case.args.get("calendar")),
        leave=rows.get("leave", ()),
        milestones=rows.get("milestones", ()),
    )
    return workload(plan, first, last)


def near(value: Any) -> Any:
    return pytest.approx(value, rel=1e-9) if isinstance(value, float) else value


@pytest.mark.parametrize("case", [each for each in cases("workload") if "rows" in each.expected], ids=str)
def test_worked_case_of_workload(case: Case) -> None:
    found = workload_of(case)
    rows = [
        [
            each.member_id,
            each.name,
            each.usage.capacity_hours,
            each.usage.load_hours,
            each.usage.utilisation,
            each.usage.band,
        ]
        for each in found.people
    ]
    assert rows == [[near(value) for value in row] for row in case.expected["rows"]]
    assert found.group.utilisation == near(case.expected["group"])
    assert [[each.code, each.delegation_id] for each in found.issues] == case.expected["issues"]


@pytest.mark.parametrize("case", [each for each in cases("workload") if "error" in each.expected], ids=str)
def test_worked_case_of_a_wrong_row(case: Case) -> None:
    delegations = tables_of(case)["delegations"]
    columns = case.args["delegations"][0]
    codes = {delegations.code(each) for each in delegations.findings if each.field in columns}
    assert codes == {case.expected["error"]}


# One window


def test_workload_of_a_week() -> None:
    assert workload(given_plan(), MONDAY, FRIDAY) == Workload(
        people=(
            PersonUsage(member_id="M1", name="Ann", usage=usage(40, 30, 0.75, "healthy"), waiting_hours=7),
            PersonUsage(member_id="M2", name="Bob", usage=usage(20, 12, 0.6, "healthy"), waiting_hours=0),
            PersonUsage(member_id="M3", name="Cai", usage=usage(0, 5, None, "no_capacity"), waiting_hours=0),
            PersonUsage(member_id="Eve", name=None, usage=NOTHING, waiting_hours=0),
        ),
        group=usage(60, 47, 47 / 60, "healthy"),
        waiting_hours=7,
        issues=(LoadIssue(code="DLG-DELEGATE-UNKNOWN", delegation_id="D4"),),
    )


def test_load_and_capacity_are_both_counted_from_as_of_on() -> None:
    found = workload(given_plan(as_of=day("2026-11-05")), MONDAY, FRIDAY)
    loads = [(each.usage.capacity_hours, each.usage.load_hours) for each in found.people]
    assert loads == [(16, pytest.approx(60 / 7 * 2)), (8, 12), (0, 5), (0, 0)]


def test_a_window_before_as_of_has_neither_and_one_that_ends_before_it_begins_too() -> None:
    for first, last in ((MONDAY, FRIDAY), (day("2026-11-20"), day("2026-11-19"))):
        found = workload(given_plan(as_of=day("2026-11-09")), first, last)
        assert [each.usage for each in found.people] == [NOTHING] * 4
        assert found.group == NOTHING


def test_nobody_at_all_is_no_workload() -> None:
    plan = plan_load((), (), as_of=MONDAY, calendar=WorkingDays())
    assert workload(plan, MONDAY, FRIDAY) == Workload(people=(), group=NOTHING, waiting_hours=0, issues=())


# Utilisation and bands


@pytest.mark.parametrize(
    ("utilisation", "band"),
    [
        (0, "under"),
        (0.599999999, "under"),
        (0.6, "healthy"),
        (0.6 - 1e-12, "healthy"),
        (0.85, "healthy"),
        (0.85 + 1e-12, "healthy"),
        (0.850000001, "full"),
        (1, "full"),
        (1 + 1e-12, "full"),
        (1.000000001, "overloaded"),
        (7, "overloaded"),
    ],
)
def test_bands_part_at_60_85_and_100_per_cent(utilisation: float, band: str) -> None:
    assert band_of(utilisation) == band


def test_bands_may_part_elsewhere() -> None:
    settings = Settings(healthy_from=0.5, full_above=0.7, overloaded_above=0.9)
    assert [band_of(each, settings) for each in (0.5, 0.7, 0.8, 0.95)] == [
        "healthy",
        "healthy",
        "full",
        "overloaded",
    ]
    assert workload(given_plan(), MONDAY, FRIDAY, settings=settings).people[0].usage.band == "full"


def test_load_without_capacity_is_a_band_and_no_number_and_neither_is_blank() -> None:
    assert usage_of(0, 5) == usage(0, 5, None, "no_capacity")
    assert usage_of(1e-10, 5) == usage(1e-10, 5, None, "no_capacity")
    assert usage_of(0, 0) == usage_of(1e-10, 1e-10) == usage(0, 0, None, None)
    assert usage_of(5, 0) == usage(5, 0, 0, "under")


def test_load_beyond_all_bounds_stays_a_number() -> None:
    found = usage_of(0.5, sys.float_info.max)
    assert found.utilisation is not None
    assert math.isfinite(found.utilisation)
    assert found.band == "overloaded"


def test_a_group_without_capacity_has_no_utilisation() -> None:
    assert group_usage([usage(0, 5, None, "no_capacity"), NOTHING]) == usage(0, 5, None, "no_capacity")


# Weeks


def test_weeks_go_from_monday_to_sunday_and_are_cut_at_both_ends() -> None:
    assert weeks_between(day("2026-10-29"), day("2026-11-10")) == (
        Span(day("2026-10-29"), day("2026-11-01")),
        Span(MONDAY, day("2026-11-08")),
        Span(day("2026-11-09"), day("2026-11-10")),
    )
    assert weeks_between(MONDAY, MONDAY) == (Span(MONDAY, MONDAY),)
    assert weeks_between(FRIDAY, MONDAY) == ()
    assert weeks_between(dt.date.max, dt.date.max) == (Span(dt.date.max, dt.date.max),)


def test_weekly_workload() -> None:
    found = weekly_workload(given_plan(as_of=day("2026-11-04")), day("2026-10-26"), day("2026-11-15"))
    assert [each.first for each in found.weeks] == [day("2026-10-26"), MONDAY, day("2026-11-09")]
    assert {each.member_id: each.weeks for each in found.people} == {
        "M1": (NOTHING, usage(24, 22.5, 0.9375, "full"), usage(40, 37.5, 0.9375, "full")),
        "M2": (NOTHING, usage(12, 12, 1, "full"), usage(20, 0, 0, "under")),
        "M3": (NOTHING, usage(0, 5, None, "no_capacity"), NOTHING),
        "Eve": (NOTHING, NOTHING, usage(0, 3, None, "no_capacity")),
    }
    assert [each.name for each in found.people] == ["Ann", "Bob", "Cai", None]
    assert found.group == (
        NOTHING,
        usage(36, 39.5, 39.5 / 36, "overloaded"),
        usage(60, 40.5, 0.675, "healthy"),
    )
    assert found.issues == (LoadIssue(code="DLG-DELEGATE-UNKNOWN", delegation_id="D4"),)


def test_weekly_workload_of_nobody_has_its_weeks_all_the_same() -> None:
    found = weekly_workload(
        plan_load((), (), as_of=MONDAY, calendar=WorkingDays()), MONDAY, day("2026-11-15")
    )
    assert (found.people, found.group) == ((), (NOTHING, NOTHING))


# Properties


@unhurried
@given(teams(), DAYS, spans())
def test_property_weeks_add_up_to_the_window(
    team: Team, as_of: dt.date, window: tuple[dt.date, dt.date]
) -> None:
    plan = team.plan(as_of)
    whole, weekly = workload(plan, *window), weekly_workload(plan, *window)
    for person, weeks in zip(whole.people, weekly.people, strict=True):
        capacity = sum(each.capacity_hours for each in weeks.weeks)
        load = sum(each.load_hours for each in weeks.weeks)
        assert person.usage.capacity_hours == pytest.approx(capacity, abs=1e-9)
        assert person.usage.load_hours == pytest.approx(load, abs=1e-9)


@unhurried
@given(teams(), DAYS, spans())
def test_property_a_week_of_many_is_what_it_is_alone(
    team: Team, as_of: dt.date, window: tuple[dt.date, dt.date]
) -> None:
    plan = team.plan(as_of)
    weekly = weekly_workload(plan, *window)
    for number, week in enumerate(weekly.weeks):
        alone = workload(plan, week.first, week.last)
        assert [each.weeks[number] for each in weekly.people] == [each.usage for each in alone.people]
        assert weekly.group[number] == alone.group


@given(st.lists(st.tuples(st.floats(1, 400), st.floats(0, 800)), min_size=1, max_size=6))
def test_property_utilisation_of_a_group_lies_between_its_members(hours: list[tuple[float, float]]) -> None:
    members = [usage_of(capacity, load) for capacity, load in hours]
    parts = [each.utilisation for each in members if each.utilisation is not None]
    together = group_usage(members).utilisation
    assert len(parts) == len(hours)
    assert together is not None
    assert min(parts) - 1e-9 <= together <= max(parts) + 1e-9


@unhurried
@given(teams(), DAYS, spans())
def test_property_utilisation_of_a_group_lies_between_its_members_in_any_window(
    team: Team, as_of: dt.date, window: tuple[dt.date, dt.date]
) -> None:
    found = workload(team.plan(as_of), *window)
    busy = [each.usage for each in found.people if each.usage.utilisation is not None]
    parts = [each.utilisation for each in busy if each.utilisation is not None]
    together = group_usage(busy).utilisation
    if not parts or together is None or found.group.utilisation is None:
        assert (parts, together, found.group.utilisation) == ([], None, None)
        return
    assert min(parts) - 1e-9 <= together <= max(parts) + 1e-9
    assert found.group.utilisation >= together - 1e-9  # what falls on nobody with capacity comes on top


@unhurried
@given(teams(), DAYS, spans(), st.randoms())
def test_property_the_order_of_rows_does_not_matter(
    team: Team, as_of: dt.date, window: tuple[dt.date, dt.date], random: Random
) -> None:
    shuffled = Team(
        members=tuple(random.sample(team.members, len(team.members))),
        leave=tuple(random.sample(team.leave, len(team.leave))),
        delegations=tuple(random.sample(team.delegations, len(team.delegations))),
        calendar=team.calendar,
    )
    one, other = workload(team.plan(as_of), *window), workload(shuffled.plan(as_of), *window)
    assert one.group == other.group
    assert {each.member_id: each for each in one.people} == {each.member_id: each for each in other.people}
