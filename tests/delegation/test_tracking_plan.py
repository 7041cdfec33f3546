"""The draft of a tracking plan: which days, on which conditions."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from delegation.calendar import WorkingDays
from delegation.tracking_plan import MOST_PERIODIC, Checkpoint, draft_plan

NOVEMBER = {"start": dt.date(2026, 11, 2), "due": dt.date(2026, 11, 22), "check_in_days": 5}


def _days(delegation: dict[str, object], as_of: dt.date, calendar: WorkingDays | None = None) -> list[str]:
    found = draft_plan(delegation, as_of=as_of, calendar=calendar or WorkingDays())
    return [f"{each.phase} {each.planned_on:%m-%d}" for each in found]


def test_three_phases_on_working_days() -> None:
    # The 22nd is a Sunday: the summary is on the Friday before.
    assert draft_plan(NOVEMBER, as_of=dt.date(2026, 11, 1), calendar=WorkingDays()) == (
        Checkpoint(phase="initial", method="conversation", planned_on=dt.date(2026, 11, 5)),
        Checkpoint(phase="periodic", method="inspection", planned_on=dt.date(2026, 11, 9)),
        Checkpoint(phase="periodic", method="inspection", planned_on=dt.date(2026, 11, 16)),
        Checkpoint(phase="summary", method="data", planned_on=dt.date(2026, 11, 20)),
    )


def test_a_holiday_moves_what_follows() -> None:
    holiday = WorkingDays([(dt.date(2026, 11, 9), "holiday")])
    assert _days(NOVEMBER, dt.date(2026, 11, 1), holiday) == [
        "initial 11-05",
        "periodic 11-10",
        "periodic 11-17",
        "summary 11-20",
    ]


def test_what_has_passed_is_not_planned() -> None:
    assert _days(NOVEMBER, dt.date(2026, 11, 14)) == ["initial 11-16", "periodic 11-16", "summary 11-20"]


def test_who_has_accepted_is_not_asked_again() -> None:
    accepted = {**NOVEMBER, "accepted_on": dt.date(2026, 11, 3)}
    assert _days(accepted, dt.date(2026, 11, 4)) == ["periodic 11-09", "periodic 11-16", "summary 11-20"]


def test_without_a_cadence_nothing_is_planned_in_between() -> None:
    without = {"start": NOVEMBER["start"], "due": NOVEMBER["due"]}
    assert _days(without, dt.date(2026, 11, 1)) == ["initial 11-05", "summary 11-20"]


def test_what_is_overdue_is_summed_up_on_the_next_working_day() -> None:
    assert _days(NOVEMBER, dt.date(2026, 11, 28)) == ["initial 11-30", "summary 11-30"]


DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))
HOLIDAYS = st.lists(st.tuples(DAYS, st.sampled_from(["holiday", "working_day"])), max_size=8)


@given(
    window=st.tuples(DAYS, DAYS).map(sorted),
    cadence=st.integers(1, 40),
    as_of=DAYS,
    days=HOLIDAYS,
)
def test_every_checkpoint_is_a_working_day_from_as_of_on(
    window: list[dt.date], cadence: int, as_of: dt.date, days: list[tuple[dt.date, str]]
) -> None:
    calendar, (start, due) = WorkingDays(days), window
    delegation = {"start": start, "due": due, "check_in_days": cadence}
    found = draft_plan(delegation, as_of=as_of, calendar=calendar)
    assert [each.phase for each in found][:: len(found) - 1] == ["initial", "summary"]
    assert len(found) <= MOST_PERIODIC + 2
    for each in found:
        assert each.planned_on >= as_of
        assert calendar.is_working(each.planned_on) or calendar.working_days(start, due) == 0
