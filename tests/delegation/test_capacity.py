from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.calendar import WorkingDays
from delegation.capacity import Absence, Capacity, apart, capacities
from delegation.happened import Values
from delegation.records import Record
from delegation.tables import WORK_DAYS
from tests.cases import day
from tests.delegation.given import records
from tests.delegation.team import CALENDARS, DAYS, SHARES, leave, members, spans, unhurried

MONDAY, FRIDAY, SATURDAY, SUNDAY = (day(f"2026-11-0{number}") for number in (2, 6, 7, 8))
TUESDAY, WEDNESDAY, THURSDAY = (day(f"2026-11-0{number}") for number in (3, 4, 5))
PLAIN = WorkingDays()


def capacity(member: str, leave: str = "", calendar: WorkingDays = PLAIN) -> Capacity:
    """Of the member with these weekly hours, reserved share, work days, active; leave: start, end, share."""
    people = f"""
        | member_id | name | weekly_hours | reserved_share | work_days | active |
        | M1        | Ann  | {member}     |
        """
    away = "\n".join(
        ["| member_id | start | end | share |", *(f"| M1 | {row} |" for row in leave.split(";"))]
    )
    found = capacities(records("members", people), records("leave", away) if leave else (), calendar)
    return found["M1"]


def of_days(found: Capacity, *days: dt.date) -> list[float]:
    return [found.hours(each, each) for each in days]


# The week


def test_hours_of_a_day_are_the_weeks_by_the_number_of_work_days_monday_to_friday_by_default() -> None:
    assert of_days(capacity("40 | | |"), THURSDAY, FRIDAY, SATURDAY, SUNDAY) == [8, 8, 0, 0]
    assert of_days(capacity("24 | | mon, tue, wed |"), TUESDAY, WEDNESDAY, THURSDAY) == [8, 8, 0]
    assert of_days(capacity("48 | | 周一, 周六 |"), MONDAY, TUESDAY, SATURDAY) == [24, 0, 24]


def test_reserved_time_is_not_there() -> None:
    assert of_days(capacity("40 | 25% | |"), MONDAY) == [6]
    assert of_days(capacity("40 | 1 | |"), MONDAY) == [0]
    assert capacity("40 | 1 | |").own_days is None


def test_who_is_inactive_has_no_hours_and_blank_is_active() -> None:
    assert of_days(capacity("40 | | | no"), MONDAY) == [0]
    assert capacity("40 | | | no").own_days is None
    assert of_days(capacity("40 | | | yes"), MONDAY) == [8]


# The calendar


def test_nobody_works_on_a_holiday_and_one_on_a_free_day_changes_nothing() -> None:
    calendar = WorkingDays([(MONDAY, "holiday"), (SATURDAY, "holiday")])
    assert of_days(capacity("40 | | |", calendar=calendar), MONDAY, TUESDAY, SATURDAY) == [0, 8, 0]
    assert of_days(capacity("48 | | mon, sat |", calendar=calendar), MONDAY, SATURDAY) == [0, 0]


def test_a_make_up_saturday_is_everybodys() -> None:
    calendar = WorkingDays([(SATURDAY, "working_day")])
    assert of_days(capacity("40 | | |", calendar=calendar), SATURDAY, SUNDAY) == [8, 0]
    assert of_days(capacity("24 | | mon, tue, wed |", calendar=calendar), SATURDAY) == [8]
    assert capacity("48 | | mon, tue, wed, thu, fri, sat |", calendar=calendar).hours(MONDAY, SUNDAY) == 48


def test_a_working_day_in_the_week_is_no_make_up_day_for_who_is_free_then() -> None:
    calendar = WorkingDays([(THURSDAY, "working_day")])
    assert of_days(capacity("24 | | mon, tue, wed |", calendar=calendar), THURSDAY) == [0]


def test_where_a_date_is_both_working_day_wins() -> None:
    calendar = WorkingDays([(day, kind) for day in (MONDAY, SATURDAY) for kind in ("working_day", "holiday")])
    assert of_days(capacity("40 | | |", calendar=calendar), MONDAY, SATURDAY) == [8, 8]


def test_the_teams_calendar_lies_over_the_programmes() -> None:
    base = WorkingDays([(MONDAY, "holiday"), (TUESDAY, "holiday")])
    calendar = WorkingDays([(MONDAY, "working_day")], base=base)
    assert of_days(capacity("40 | | |", calendar=calendar), MONDAY, TUESDAY) == [8, 0]


# Leave


def test_leave_takes_its_share_of_each_day_the_whole_of_it_by_default() -> None:
    found = capacity("40 | | |", "2026-11-03 | 2026-11-03 |; 2026-11-04 | 2026-11-05 | 0.5")
    assert of_days(found, MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY) == [8, 0, 4, 4, 8]
    assert found.hours(MONDAY, SUNDAY) == 24


def test_overlapping_leave_counts_a_day_once_with_the_larger_share() -> None:
    found = capacity("40 | | |", "2026-11-02 | 2026-11-05 | 0.5; 2026-11-03 | 2026-11-04 | 0.25")
    assert of_days(found, MONDAY, TUESDAY, WEDNESDAY, THURSDAY) == [4, 4, 4, 4]
    found = capacity("40 | | |", "2026-11-02 | 2026-11-05 | 0.5; 2026-11-03 | 2026-11-04 | 1")
    assert of_days(found, MONDAY, TUESDAY, WEDNESDAY, THURSDAY) == [4, 0, 0, 4]


def test_leave_on_free_days_takes_nothing() -> None:
    assert capacity("40 | | |", "2026-11-07 | 2026-11-08 |").hours(MONDAY, SUNDAY) == 40
    assert capacity("40 | | |", "2026-11-07 | 2026-11-08 | 0.5").hours(MONDAY, SUNDAY) == 40


def test_leave_over_all_of_a_window_leaves_exactly_nothing() -> None:
    away = "2026-10-26 | 2026-10-30 | 0.1; 2026-11-02 | 2026-11-06 |; 2026-11-09 | 2026-11-13 | 0.3"
    assert capacity("37.5 | 0.1 | |", away).hours(MONDAY, SUNDAY) == 0


def test_a_day_of_which_next_to_nothing_is_left_is_no_own_day() -> None:
    found = capacity("40 | | |", "2026-11-03 | 2026-11-03 | 0.99999999999")
    assert of_days(found, TUESDAY) == [0]
    assert found.own_days is not None
    assert found.own_days.stretch(MONDAY, FRIDAY).upto - found.own_days.stretch(MONDAY, FRIDAY).after == 4


def test_a_window_that_ends_before_it_begins_has_no_hours() -> None:
    assert capacity("40 | | |", "2026-11-03 | 2026-11-03 | 0.5").hours(FRIDAY, MONDAY) == 0


def test_leave_without_end_costs_nothing() -> None:
    found = capacity("40 | | |", "2026-11-03 | 9999-12-31 |")
    assert found.hours(MONDAY, dt.date.max) == 8


# Properties


def hours_by_the_specification(
    member: Values, leave: Sequence[Values], calendar: WorkingDays, date: dt.date
) -> float:
    """SPEC §8 read out for one day."""
    kind, weekday = calendar.kinds.get(date), WORK_DAYS.values[date.weekday()]
    days = member.get("work_days", ("mon", "tue", "wed", "thu", "fri"))
    own = weekday in days and kind != "holiday"
    make_up = date.weekday() >= 5 and kind == "working_day"
    if member.get("active") == "no" or not (own or make_up):
        return 0.0
    taken = [
        each.get("share", 1.0)
        for each in leave
        if each["member_id"] == member["member_id"] and each["start"] <= date <= each["end"]
    ]
    share = 1 - max(taken, default=0.0)
    return float(member["weekly_hours"] / len(days) * (1 - member.get("reserved_share", 0.0)) * share)


@unhurried
@given(members(), leave(), CALENDARS, spans())
def test_property_hours_are_those_of_the_days_one_by_one(
    people: tuple[Record, ...],
    away: tuple[Record, ...],
    calendar: WorkingDays,
    window: tuple[dt.date, dt.date],
) -> None:
    first, last = window
    found = capacities(people, away, calendar)
    for member in people:
        leave = [each.values for each in away]
        hours = [
            hours_by_the_specification(member.values, leave, calendar, first + dt.timedelta(days=each))
            for each in range((last - first).days + 1)
        ]
        mine = found[member.key]
        assert mine.hours(first, last) == pytest.approx(sum(hours), rel=1e-9, abs=1e-12)
        if mine.own_days is None:
            assert not any(hours)
        else:
            stretch = mine.own_days.stretch(first, last)
            assert stretch.upto - stretch.after == sum(each > 0 for each in hours)


@unhurried
@given(members(), leave(), CALENDARS, spans(), st.randoms())
def test_property_the_order_of_leave_does_not_matter(
    people: tuple[Record, ...],
    away: tuple[Record, ...],
    calendar: WorkingDays,
    window: tuple[dt.date, dt.date],
    random: Random,
) -> None:
    shuffled = random.sample(away, len(away))
    one, other = capacities(people, away, calendar), capacities(people, shuffled, calendar)
    assert [one[each].hours(*window) for each in one] == [other[each].hours(*window) for each in one]


@unhurried
@given(st.lists(st.builds(lambda span, share: (*span, share), spans(), SHARES), max_size=8), DAYS)
def test_property_days_of_leave_are_put_apart_with_the_largest_share(
    rows: list[tuple[dt.date, dt.date, float]], date: dt.date
) -> None:
    entered = [Absence(start.toordinal(), end.toordinal(), share) for start, end, share in rows]
    found, ordinal = apart(entered), date.toordinal()
    assert all(one.last < other.first for one, other in pairwise(found))
    shares = [each.share for each in entered if each.first <= ordinal <= each.last]
    kept = [each.share for each in found if each.first <= ordinal <= each.last]
    assert kept == ([max(shares)] if shares else [])
