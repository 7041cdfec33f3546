from __future__ import annotations

import datetime as dt

import pytest

from delegation.calendar import WorkingDays
from delegation.check_ins import Contact, contact_of, initiative, next_check_in
from tests.cases import Case, cases
from tests.delegation.given import calendar, optional_day, values

AS_OF = dt.date(2026, 11, 16)
MONDAY = dt.date(2026, 11, 2)

TOLD = values(
    "check_ins",
    """
    | date       | delegation_id | raised_by | type         | confidence | closed_on  |
    | 2026-11-12 | D1            | M1        | progress     | 4          |            |
    | 2026-11-12 | D1            | m 1       | praise       | 3          |            |
    | 2026-11-04 | D1            | boss      | help_request | 1          | 2026-11-17 |
    | 2026-11-03 | D1            | boss      | help_request | 1          | 2026-11-05 |
    | 2026-11-17 | D1            | boss      | help_request | 1          |            |
    """,
)


@pytest.mark.parametrize("case", cases("next_check_in"), ids=str)
def test_worked_case_of_the_next_check_in(case: Case) -> None:
    args = case.args
    found = next_check_in(
        optional_day(args["last_check_in"]),
        args["check_in_days"],
        optional_day(args["start"]),
        optional_day(args["due"]),
        args["status"],
        calendar(args["calendar"]),
    )
    assert found == optional_day(case.expected)


def test_what_check_ins_tell_goes_up_to_as_of() -> None:
    assert contact_of(TOLD, AS_OF) == Contact(
        last=dt.date(2026, 11, 12), confidence=3, help_since=dt.date(2026, 11, 4)
    )


def test_before_the_first_check_in_nothing_is_told() -> None:
    assert contact_of(TOLD, dt.date(2026, 11, 1)) == Contact()


@pytest.mark.parametrize("status", ["completed", "returned", "cancelled"])
def test_when_closed_there_is_no_next_check_in(status: str) -> None:
    assert next_check_in(MONDAY, 5, MONDAY, None, status, WorkingDays()) is None


def test_with_nothing_to_count_from_there_is_no_next_check_in() -> None:
    assert next_check_in(None, 5, None, AS_OF, "in_progress", WorkingDays()) is None


def test_holidays_and_make_up_days_move_the_next_check_in() -> None:
    days = WorkingDays([(dt.date(2026, 11, 4), "holiday"), (dt.date(2026, 11, 7), "working_day")])
    assert next_check_in(MONDAY, 4, None, None, "in_progress", days) == dt.date(2026, 11, 7)


def test_initiative_is_the_delegates_share_of_the_check_ins_so_far() -> None:
    assert initiative(TOLD, {"D1": "M1"}, AS_OF) == 0.5
    assert initiative(TOLD, {"D1": "Boss"}, dt.date(2026, 11, 4)) == 1.0


def test_initiative_over_several_delegations_counts_check_ins_not_delegations() -> None:
    others = [{"delegation_id": f"D{n}", "date": AS_OF, "raised_by": "M2"} for n in (2, 3)]
    assert initiative([*TOLD, *others], {"D1": "M1", "D2": "M2"}, AS_OF) == 3 / 5


def test_without_check_ins_or_delegate_there_is_no_initiative() -> None:
    assert initiative(TOLD, {"D1": "M1"}, dt.date(2026, 11, 1)) is None
    assert initiative(TOLD, {}, AS_OF) is None
