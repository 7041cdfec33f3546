from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.calendar import WorkingDays
from delegation.happened import Values
from delegation.progress import expected_progress, milestone_progress, progress_differs, progress_of
from tests.cases import Case, cases, day
from tests.delegation.given import calendar, optional_day, values

MONDAY = dt.date(2026, 11, 2)
FRIDAY = dt.date(2026, 11, 6)
SATURDAY = dt.date(2026, 11, 7)
SUNDAY = dt.date(2026, 11, 8)
PLAIN = WorkingDays()
DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
CALENDARS = st.lists(st.tuples(DAYS, st.sampled_from(["holiday", "working_day"])), max_size=20).map(
    WorkingDays
)
SHARES = st.floats(0, 1)
MILESTONES = st.lists(
    st.fixed_dictionaries(
        {},
        optional={"weight": st.floats(0, 1e300), "progress": SHARES, "actual_end": DAYS},
    ),
    max_size=6,
)

TWO = values(
    "milestones",
    """
    | delegation_id | milestone | planned_end | actual_end | weight | progress |
    | D1            | a         | 2026-11-13  | 2026-11-20 | 3      |          |
    | D1            | b         | 2026-11-13  |            |        | 0.5      |
    """,
)


@pytest.mark.parametrize("case", cases("expected_progress"), ids=str)
def test_worked_case_of_expected_progress(case: Case) -> None:
    args = case.args
    found = expected_progress(
        day(args["start"]), day(args["due"]), day(args["as_of"]), calendar(args["calendar"])
    )
    assert found == pytest.approx(case.expected, rel=1e-9)


@pytest.mark.parametrize("case", cases("milestone_progress"), ids=str)
def test_worked_case_of_milestone_progress(case: Case) -> None:
    rows = [
        row
        for row in values("milestones", case.args["milestones"])
        if row["delegation_id"] == case.args["delegation_id"]
    ]
    found = milestone_progress(rows, optional_day(case.args["as_of"]))
    assert found == (None if case.expected is None else pytest.approx(case.expected, rel=1e-9))


def test_on_the_due_day_the_due_day_itself_has_not_elapsed() -> None:
    assert expected_progress(MONDAY, FRIDAY, FRIDAY, PLAIN) == 0.8


def test_without_a_working_day_nothing_is_expected_until_due_has_passed() -> None:
    assert expected_progress(SATURDAY, SUNDAY, SUNDAY, PLAIN) == 0.0
    assert expected_progress(SATURDAY, SUNDAY, SUNDAY + dt.timedelta(days=1), PLAIN) == 1.0


def test_holidays_and_make_up_days_count_as_what_they_are() -> None:
    days = WorkingDays([(dt.date(2026, 11, 3), "holiday"), (SATURDAY, "working_day")])
    assert expected_progress(MONDAY, SATURDAY, FRIDAY, days) == pytest.approx(3 / 5)


def test_due_before_start_is_no_window() -> None:
    assert expected_progress(FRIDAY, MONDAY, FRIDAY, PLAIN) is None


def test_a_blank_weight_is_one_and_an_actual_end_makes_a_blank_progress_one() -> None:
    assert milestone_progress(TWO, dt.date(2026, 11, 20)) == (3 * 1 + 1 * 0.5) / 4


def test_an_actual_end_after_as_of_has_not_happened() -> None:
    assert milestone_progress(TWO, dt.date(2026, 11, 19)) == 0.5 / 4


@pytest.mark.parametrize("weight", [0.0, 1.7e308])
def test_weights_of_nothing_or_beyond_all_numbers_are_as_if_there_were_no_milestones(weight: float) -> None:
    rows: list[Values] = [{"weight": weight, "progress": 1.0}] * 2
    assert milestone_progress(rows, None) is None
    assert progress_of({"progress": 0.3}, rows, None) == 0.3


def test_milestones_go_before_what_is_typed_and_a_blank_is_nothing_done() -> None:
    assert progress_of({"progress": 0.9}, [{"progress": 0.2}], None) == 0.2
    assert progress_of({"progress": 0.9}, [], None) == 0.9
    assert progress_of({}, [], None) == 0.0


def test_typed_and_milestones_differ_only_above_15_points() -> None:
    assert not progress_differs(0.45, 0.3)
    assert progress_differs(0.46, 0.3)
    assert progress_differs(0.14, 0.3)
    assert not progress_differs(None, 0.3)
    assert not progress_differs(0.9, None)


@given(CALENDARS, DAYS, DAYS, DAYS, DAYS)
def test_property_expected_progress_never_falls_and_stays_within_0_and_1(
    days: WorkingDays, start: dt.date, due: dt.date, one: dt.date, other: dt.date
) -> None:
    start, due = sorted((start, due))
    earlier, later = sorted((one, other))
    before, after = (expected_progress(start, due, as_of, days) for as_of in (earlier, later))
    assert before is not None
    assert after is not None
    assert 0 <= before <= after <= 1


@given(MILESTONES, SHARES, DAYS)
def test_property_progress_lies_within_0_and_1(rows: list[Values], typed: float, as_of: dt.date) -> None:
    assert 0 <= progress_of({"progress": typed}, rows, as_of) <= 1


@given(MILESTONES, DAYS)
def test_property_an_end_after_as_of_is_as_good_as_none(rows: list[Values], as_of: dt.date) -> None:
    known = [
        {name: value for name, value in row.items() if name != "actual_end" or value <= as_of} for row in rows
    ]
    assert milestone_progress(rows, as_of) == milestone_progress(known, None)
