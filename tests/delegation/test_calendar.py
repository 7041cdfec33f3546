from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.calendar import WorkingDays
from delegation.records import Record
from tests.cases import Case, cases, day

FRIDAY = dt.date(2026, 10, 30)
SATURDAY = dt.date(2026, 10, 31)
NATIONAL_DAY = dt.date(2026, 10, 1)
GOLDEN_WEEK = WorkingDays(
    [(NATIONAL_DAY, "holiday"), (dt.date(2026, 10, 2), "holiday"), (SATURDAY, "working_day")]
)

_DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
_CALENDARS = st.lists(st.tuples(_DAYS, st.sampled_from(["holiday", "working_day"])), max_size=20).map(
    WorkingDays
)


def _calendar(rows: list[list[str | None]] | None) -> WorkingDays:
    return WorkingDays((day(row[0]), str(row[1])) for row in (rows or [[]])[1:])


@pytest.mark.parametrize("case", cases("working_days"), ids=str)
def test_worked_case_of_working_days(case: Case) -> None:
    calendar = _calendar(case.args["calendar"])
    assert calendar.working_days(day(case.args["first"]), day(case.args["last"])) == case.expected


@pytest.mark.parametrize("case", cases("add_working_days"), ids=str)
def test_worked_case_of_adding_working_days(case: Case) -> None:
    calendar = _calendar(case.args["calendar"])
    assert calendar.add_working_days(day(case.args["start"]), case.args["n"]) == day(case.expected)


def test_a_holiday_is_no_working_day_and_a_make_up_day_is_one() -> None:
    assert not GOLDEN_WEEK.is_working(NATIONAL_DAY)
    assert GOLDEN_WEEK.is_working(SATURDAY)
    assert GOLDEN_WEEK.working_days(NATIONAL_DAY, SATURDAY) == 21


def test_where_a_date_is_both_working_day_wins() -> None:
    for kinds in (["holiday", "working_day"], ["working_day", "holiday"]):
        assert WorkingDays((SATURDAY, kind) for kind in kinds).is_working(SATURDAY)
        assert WorkingDays((FRIDAY, kind) for kind in kinds).is_working(FRIDAY)


def test_the_teams_calendar_lies_over_the_programmes() -> None:
    team = WorkingDays([(NATIONAL_DAY, "working_day")], base=GOLDEN_WEEK)
    assert team.is_working(NATIONAL_DAY)
    assert team.is_working(SATURDAY)


def test_a_calendar_is_built_from_accepted_rows() -> None:
    row = Record(table="calendar", key="2026-10-01", row=5, values={"date": NATIONAL_DAY, "kind": "holiday"})
    assert not WorkingDays.from_records([row]).is_working(NATIONAL_DAY)


def test_a_window_that_ends_before_it_starts_has_no_working_day() -> None:
    assert WorkingDays().working_days(SATURDAY, FRIDAY) == 0


def test_adding_more_days_than_there_are_ends_at_the_last_day() -> None:
    assert WorkingDays().add_working_days(FRIDAY, 10**15) == dt.date.max


@given(_CALENDARS, _DAYS, _DAYS)
def test_property_the_count_is_that_of_the_days_one_by_one(
    calendar: WorkingDays, first: dt.date, last: dt.date
) -> None:
    days = (dt.date.fromordinal(each) for each in range(first.toordinal(), last.toordinal() + 1))
    assert calendar.working_days(first, last) == sum(calendar.is_working(each) for each in days)


@given(_CALENDARS, _DAYS, st.integers(1, 60))
def test_property_the_nth_working_day_is_a_working_day_and_the_nth(
    calendar: WorkingDays, start: dt.date, n: int
) -> None:
    found = calendar.add_working_days(start, n)
    assert calendar.is_working(found)
    assert calendar.working_days(start + dt.timedelta(days=1), found) == n


@given(_CALENDARS, _DAYS, st.integers(0, 20))
def test_property_the_day_before_is_the_last_from_which_that_many_working_days_have_passed(
    calendar: WorkingDays, today: dt.date, n: int
) -> None:
    found = calendar.day_before(today, n)
    assert calendar.add_working_days(found, n) < today
    assert calendar.add_working_days(found + dt.timedelta(days=1), n) >= today


@given(_CALENDARS, _DAYS, _DAYS)
def test_property_elapsed_counts_the_days_after_the_first_up_to_the_last(
    calendar: WorkingDays, since: dt.date, until: dt.date
) -> None:
    assert calendar.elapsed(since, until) == calendar.working_days(since + dt.timedelta(days=1), until)
