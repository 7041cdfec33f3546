from __future__ import annotations

import datetime as dt
import sys
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.calendar import WorkingDays
from delegation.load import LoadIssue, LoadPlan, Person, plan_load, total
from tests.cases import day
from tests.delegation.given import records
from tests.delegation.team import DAYS, Team, teams, unhurried
from tests.delegation.test_capacity import hours_by_the_specification

PLAIN = WorkingDays()
MONDAY = day("2026-11-02")
AFTER_ALL = dt.date(2027, 1, 31)
MEMBERS = """
    | member_id | name | weekly_hours | reserved_share | work_days | active |
    | M1        | Ann  | 40           |                |           |        |
    | M2        | Bob  | 24           |                | mon, sat  |        |
    | M3        | Cai  | 40           |                |           | no     |
    | M4        | Dan  | 40           | 1              | sat       |        |
    """


def plan(
    *rows: str,
    leave: str = "",
    milestones: str = "",
    calendar: WorkingDays = PLAIN,
    as_of: dt.date = MONDAY,
) -> LoadPlan:
    """Rows of delegations: delegate, start, due, effort, progress, status, completed_on. D1, D2, …"""
    head = "| delegation_id | delegate | start | due | effort_hours | progress | status | completed_on |"
    lines = [f"| D{number} | {row} |" for number, row in enumerate(rows, 1)]
    return plan_load(
        records("members", MEMBERS),
        records("delegations", "\n".join([head, *lines])),
        as_of=as_of,
        calendar=calendar,
        leave=records("leave", leave),
        milestones=records("milestones", milestones),
    )


def on_day(person: Person, date: dt.date) -> float:
    return total(each.hours_in(each.own_days.stretch(date, date)) for each in person.spreads)


def days_with_load(found: LoadPlan, member_id: str) -> dict[str, float]:
    """Month and day → hours, from a month before as-of on."""
    (person,) = (each for each in found.people if each.member_id == member_id)
    days = [found.as_of + dt.timedelta(days=each) for each in range(-30, 60)]
    return {f"{each:%m-%d}": hours for each in days if (hours := on_day(person, each))}


# How hours are spread


def test_hours_lie_evenly_on_own_days_from_start_to_due() -> None:
    found = plan("M1 | 2026-11-05 | 2026-11-10 | 20 | | in_progress |")
    assert days_with_load(found, "M1") == {"11-05": 5, "11-06": 5, "11-09": 5, "11-10": 5}
    found = plan("M2 | 2026-11-02 | 2026-11-14 | 20 | | in_progress |")
    assert days_with_load(found, "M2") == {"11-02": 5, "11-07": 5, "11-09": 5, "11-14": 5}
    assert found.issues == ()


def test_what_is_left_lies_from_as_of_on() -> None:
    found = plan("M1 | 2026-10-05 | 2026-11-03 | 20 | 0.5 | in_progress |")
    assert days_with_load(found, "M1") == {"11-02": 5, "11-03": 5}


def test_a_half_day_of_leave_has_as_much_load_as_a_whole_day() -> None:
    away = "| member_id | start | end | share |\n| M1 | 2026-11-03 | 2026-11-03 | 0.5 |"
    found = plan("M1 | 2026-11-02 | 2026-11-04 | 15 | | in_progress |", leave=away)
    assert days_with_load(found, "M1") == {"11-02": 5, "11-03": 5, "11-04": 5}


def test_holidays_and_leave_move_the_load_to_the_days_that_are_left() -> None:
    away = "| member_id | start | end |\n| M1 | 2026-11-03 | 2026-11-04 |"
    calendar = WorkingDays([(MONDAY, "holiday"), (day("2026-11-07"), "working_day")])
    found = plan("M1 | 2026-11-02 | 2026-11-08 | 15 | | in_progress |", leave=away, calendar=calendar)
    assert days_with_load(found, "M1") == {"11-05": 5, "11-06": 5, "11-07": 5}


@pytest.mark.parametrize("start", ["2026-10-05", "2026-10-30"])
def test_what_is_overdue_lies_on_the_first_own_day_as_a_whole(start: str) -> None:
    found = plan(f"M2 | {start} | 2026-11-02 | 20 | | accepted |", as_of=day("2026-11-03"))
    assert days_with_load(found, "M2") == {"11-07": 20}
    assert found.issues == (LoadIssue(code="WL-DAYS-MISSING", delegation_id="D1"),)


def test_leave_over_the_whole_window_moves_all_of_the_load_to_the_first_own_day_after() -> None:
    away = "| member_id | start | end |\n| M1 | 2026-11-02 | 2026-11-09 |"
    found = plan("M1 | 2026-11-04 | 2026-11-06 | 20 | | proposed |", leave=away)
    assert days_with_load(found, "M1") == {"11-10": 20}
    assert found.issues == (LoadIssue(code="WL-DAYS-MISSING", delegation_id="D1"),)


def test_a_start_to_come_is_waited_for_also_when_no_day_is_left() -> None:
    found = plan("M2 | 2026-11-10 | 2026-11-12 | 20 | | in_progress |")
    assert days_with_load(found, "M2") == {"11-14": 20}


def test_for_whom_no_day_is_their_own_the_calendars_working_days_stand_in() -> None:
    row = "2026-11-05 | 2026-11-09 | 15 | | in_progress |"
    expected = {"11-05": 5, "11-06": 5, "11-09": 5}
    for who in ("M3", "M4", "Eve"):
        assert days_with_load(plan(f"{who} | {row}"), who) == expected
    away = "| member_id | start | end |\n| M2 | 2026-11-02 | 9999-12-31 |"
    assert days_with_load(plan(f"M2 | {row}", leave=away), "M2") == expected


def test_where_days_stand_in_and_none_is_left_it_is_the_first_working_day() -> None:
    found = plan("M4 | 2026-11-07 | 2026-11-08 | 15 | | in_progress |")
    assert days_with_load(found, "M4") == {"11-09": 15}
    assert found.issues == (LoadIssue(code="WL-DAYS-MISSING", delegation_id="D1"),)


# What makes load


@pytest.mark.parametrize("status", ["proposed", "accepted", "in_progress"])
def test_what_is_asked_for_makes_load(status: str) -> None:
    found = plan(f"M1 | 2026-11-02 | 2026-11-02 | 20 | 0.25 | {status} |")
    assert days_with_load(found, "M1") == {"11-02": 15}
    assert found.waiting_hours == 0


@pytest.mark.parametrize("status", ["draft", "on_hold", "awaiting_review"])
def test_what_is_not_asked_for_yet_or_now_is_shown_apart(status: str) -> None:
    found = plan(
        f"M1 | 2026-11-02 | 2026-11-02 | 20 | 0.25 | {status} |",
        f"Eve | 2026-11-02 | 2026-11-02 | 1 | | {status} |",
    )
    assert days_with_load(found, "M1") == {}
    assert {each.member_id: each.waiting_hours for each in found.people if each.waiting_hours} == {"M1": 15}
    assert found.waiting_hours == 16
    assert found.issues == ()


@pytest.mark.parametrize("status", ["completed", "returned", "cancelled"])
def test_what_is_closed_makes_no_load_but_what_is_closed_after_as_of_does(status: str) -> None:
    row = f"M1 | 2026-11-02 | 2026-11-02 | 20 | 0.25 | {status}"
    assert days_with_load(plan(f"{row} | 2026-11-02"), "M1") == {}
    assert days_with_load(plan(f"{row} | 2026-11-03"), "M1") == {"11-02": 15}
    assert plan(f"{row} | 2026-11-02").waiting_hours == 0


def test_milestones_say_how_much_is_left_before_typed_progress_does() -> None:
    milestones = """
        | delegation_id | milestone | planned_end | actual_end | weight | progress |
        | D1            | a         | 2026-11-13  | 2026-11-02 | 3      |          |
        | D1            | b         | 2026-11-13  | 2026-11-03 | 1      |          |
        """
    found = plan("M1 | 2026-11-02 | 2026-11-02 | 20 | 0.1 | in_progress |", milestones=milestones)
    assert days_with_load(found, "M1") == {"11-02": 5}


def test_nothing_left_is_no_load_and_misses_no_days() -> None:
    milestones = """
        | delegation_id | milestone | planned_end | progress |
        | D3            | a         | 2026-11-13  | 1        |
        """
    found = plan(
        "M1 | 2026-10-05 | 2026-10-09 | 0 | | in_progress |",
        "M1 | 2026-10-05 | 2026-10-09 | 20 | 1 | in_progress |",
        "M1 | 2026-10-05 | 2026-10-09 | 20 | 0 | in_progress |",
        "M1 | 2026-10-05 | 2026-10-09 | 20 | 0.999999999999 | in_progress |",
        milestones=milestones,
    )
    assert [each.spreads for each in found.people] == [(), (), (), ()]
    assert found.issues == ()


# Who carries it


def test_a_delegate_who_is_no_member_is_a_row_after_the_members_as_typed() -> None:
    found = plan(
        "Eve Li | 2026-11-02 | 2026-11-02 | 20 | | in_progress |",
        "M1 | 2026-11-02 | 2026-11-02 | 5 | | in_progress |",
        "eve li | 2026-11-02 | 2026-11-02 | 1 | | in_progress |",
        "Fay | 2026-11-02 | 2026-11-02 | 0 | | in_progress |",
        "Gus | 2026-11-02 | 2026-11-02 | 5 | | on_hold |",
        "EVE LI | 2026-11-02 | 2026-11-02 | 7 | | on_hold |",
    )
    assert [each.waiting_hours for each in found.people] == [0, 0, 0, 0, 7, 0]
    assert [(each.member_id, each.name, on_day(each, MONDAY)) for each in found.people] == [
        ("M1", "Ann", 5),
        ("M2", "Bob", 0),
        ("M3", "Cai", 0),
        ("M4", "Dan", 0),
        ("Eve Li", None, 21),
        ("Fay", None, 0),
    ]
    assert [each.capacity is None for each in found.people] == [False] * 4 + [True] * 2
    assert found.issues == tuple(
        LoadIssue(code="DLG-DELEGATE-UNKNOWN", delegation_id=each) for each in ("D1", "D3", "D4")
    )


def test_a_sum_is_never_more_than_a_number_can_be() -> None:
    assert total([sys.float_info.max, sys.float_info.max]) == sys.float_info.max


# Properties


@unhurried
@given(teams(), DAYS)
def test_property_load_is_conserved_by_spreading(team: Team, as_of: dt.date) -> None:
    found = team.plan(as_of)
    days = [as_of + dt.timedelta(days=each) for each in range((AFTER_ALL - as_of).days)]
    for person in found.people:
        spread = total(on_day(person, each) for each in days)
        assert spread == pytest.approx(total(each.hours for each in person.spreads), rel=1e-9)
    left = total(
        row["effort_hours"] * (1 - row.get("progress", 0.0))
        for row in (each.values for each in team.delegations)
        if row["status"] in ("proposed", "accepted", "in_progress")
        or ("completed_on" in row and row["completed_on"] > as_of)
    )
    assert total(each.hours for person in found.people for each in person.spreads) == pytest.approx(left)


@unhurried
@given(teams(), DAYS)
def test_property_load_lies_evenly_on_the_days_that_the_specification_names(
    team: Team, as_of: dt.date
) -> None:
    members = {each.key: each.values for each in team.members}
    leave = [each.values for each in team.leave]
    for person in team.plan(as_of).people:
        for each in person.spreads:
            (row,) = (row.values for row in team.delegations if row.key == each.delegation_id)
            first = max(as_of, row["start"])
            days = [first + dt.timedelta(days=number) for number in range((AFTER_ALL - first).days)]
            own = [
                date
                for date in days
                if person.member_id in members
                and hours_by_the_specification(members[person.member_id], leave, team.calendar, date) > 0
            ] or [date for date in days if team.calendar.is_working(date)]
            chosen = [date for date in own if date <= row["due"]] or own[:1]
            parts = {date: each.hours_in(each.own_days.stretch(date, date)) for date in days}
            loaded = {date: hours for date, hours in parts.items() if hours}
            assert loaded == {date: pytest.approx(each.hours / len(chosen)) for date in chosen}
            assert each.days_missing == (own[0] > row["due"])


@unhurried
@given(teams(), DAYS, st.randoms())
def test_property_the_order_of_rows_does_not_matter(team: Team, as_of: dt.date, random: Random) -> None:
    shuffled = Team(
        members=tuple(random.sample(team.members, len(team.members))),
        leave=tuple(random.sample(team.leave, len(team.leave))),
        delegations=tuple(random.sample(team.delegations, len(team.delegations))),
        calendar=team.calendar,
    )
    one, other = team.plan(as_of), shuffled.plan(as_of)
    days = [as_of + dt.timedelta(days=each) for each in range(90)]
    loads = [
        {each.member_id: [each.waiting_hours, *(on_day(each, date) for date in days)] for each in plan.people}
        for plan in (one, other)
    ]
    assert loads[0] == loads[1]
    assert one.waiting_hours == other.waiting_hours
    assert sorted(map(str, one.issues)) == sorted(map(str, other.issues))
