"""`_calendar` and `_avail` against the calendar that the domain computes with."""

from __future__ import annotations

import dataclasses
import datetime as dt

from delegation.calendar import WorkingDays
from tests.workbook_templates.example import awkward, day, ordinary, with_public_holidays
from workbook_templates.computed.absences import typed_leave
from workbook_templates.computed.people import typed_members
from workbook_templates.days import calendar_days
from workbook_templates.layout import lay_out
from workbook_templates.own_days import works_on
from workbook_templates.specification import TeamWorkbook


def own_days(spec: TeamWorkbook, number: int, first: dt.date, last: dt.date) -> list[str]:
    layout = lay_out(spec)
    members = typed_members(layout)
    leave, member = typed_leave(layout, members), members[number - 1]
    days = [each for each in calendar_days(layout) if first <= each.date <= last]
    return [str(each.date) for each in days if works_on(member, leave, each)]


def test_the_calendar_reaches_60_days_back_and_400_on() -> None:
    days = calendar_days(lay_out(ordinary("en")))
    assert (days[0].date, days[-1].date) == (dt.date(2026, 8, 2), dt.date(2028, 2, 4))


def test_working_days_are_those_of_the_domain() -> None:
    calendar = WorkingDays(
        [
            (day(12, 25), "holiday"),
            (day(10, 10), "working_day"),
            (day(10, 1), "holiday"),
            (day(10, 1), "working_day"),
        ]
    )
    for language in ("en", "zh"):
        for each in calendar_days(lay_out(ordinary(language))):
            assert bool(each.work) == calendar.is_working(each.date), each.date


def test_public_holidays_hold_where_the_table_says_nothing_else() -> None:
    spec = with_public_holidays("zh")
    listed = [(day(10, 1), "holiday"), (day(10, 1), "working_day"), (day(10, 10), "working_day")]
    calendar = WorkingDays([*listed, (day(12, 25), "holiday")], WorkingDays(spec.public_holidays))
    days = calendar_days(lay_out(spec))
    assert [str(each.date) for each in days if each.work != (each.date.isoweekday() < 6)] == [
        "2026-09-20",  # a make-up day of the programme's
        "2026-10-02",  # the programme's, as 10-05; 10-01 is a working day by the table
        "2026-10-05",
        "2026-10-10",
        "2026-12-25",
    ]
    for each in days:
        assert bool(each.work) == calendar.is_working(each.date), each.date


def test_own_days_follow_work_days_make_up_days_and_holidays() -> None:
    # M03 works Monday, Wednesday, Saturday, and half days in early November; all work on Saturday 10 October.
    assert own_days(ordinary("en"), 3, day(10, 5), day(10, 11)) == ["2026-10-05", "2026-10-07", "2026-10-10"]
    assert own_days(ordinary("en"), 1, day(10, 9), day(10, 12)) == ["2026-10-09", "2026-10-10", "2026-10-12"]
    assert own_days(ordinary("en"), 3, day(11, 2), day(11, 4)) == ["2026-11-02", "2026-11-04"]
    assert own_days(ordinary("en"), 1, day(12, 24), day(12, 28)) == ["2026-12-24", "2026-12-28"]


def test_nobody_works_while_wholly_on_leave() -> None:
    assert own_days(ordinary("zh"), 2, day(12, 18), day(12, 31)) == ["2026-12-18"]


def test_who_is_inactive_wholly_reserved_or_without_hours_has_no_own_days() -> None:
    spec = awkward("en")  # M02 typed "40 h", M03 is inactive, M06 is reserved for 100%
    for number in (2, 3, 6):
        assert own_days(spec, number, day(10, 1), day(12, 31)) == []


def test_days_are_found_by_label_or_id() -> None:
    spec = ordinary("zh")
    members = [{"member_id": "M1", "name": "王", "weekly_hours": 8, "work_days": "周二、SAT"}]
    spec = dataclasses.replace(spec, rows={"members": members})
    assert own_days(spec, 1, day(11, 9), day(11, 15)) == ["2026-11-10", "2026-11-14"]
