from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.calendar import WorkingDays
from delegation.loops import FeedbackLoops, Loop, Stage, feedback_loops
from delegation.records import Record
from delegation.tables import CHECK_IN_TYPE
from tests.cases import Case, cases, day
from tests.delegation.given import calendar, records

AS_OF = dt.date(2026, 11, 16)
PLAIN = WorkingDays()


def loops(check_ins: str = "", meetings: str = "", as_of: dt.date = AS_OF) -> FeedbackLoops:
    return feedback_loops(records("check_ins", check_ins), records("meetings", meetings), as_of, PLAIN)


@pytest.mark.parametrize("case", cases("feedback_loops"), ids=str)
def test_worked_case_of_feedback_loops(case: Case) -> None:
    args = case.args
    found = feedback_loops(
        records("check_ins", args["check_ins"]),
        records("meetings", args["meetings"]),
        day(args["as_of"]),
        calendar(args["calendar"]),
    )
    assert {
        "stages": found.stages,
        "open": [loop.key for loop in found.open],
        "median_days": found.median_days,
    } == case.expected


def test_a_loop_keeps_what_is_known_of_it() -> None:
    found = loops(
        """
        | check_in_id | date       | delegation_id | type     | issue | action | action_due | actioned_on | closed_on  | verified_on |
        | C1          | 2026-11-02 | D1            | progress | late  | call   | 2026-11-06 | 2026-11-03  | 2026-11-05 | 2026-11-09  |
        """  # noqa: E501
    )
    assert found.loops == (
        Loop(
            table="check_ins",
            key="C1",
            delegation_id="D1",
            date=dt.date(2026, 11, 2),
            stage=Stage.VERIFIED,
            action_due=dt.date(2026, 11, 6),
            actioned_on=dt.date(2026, 11, 3),
            closed_on=dt.date(2026, 11, 5),
            verified_on=dt.date(2026, 11, 9),
        ),
    )
    assert found.open == ()
    assert found.median_days == {Stage.ACTIONED: 1, Stage.CLOSED: 3, Stage.VERIFIED: 5}


def test_the_stage_is_the_furthest_on_that_day() -> None:
    check_in = """
        | check_in_id | date       | type       | actioned_on | closed_on  | verified_on |
        | C1          | 2026-11-02 | corrective | 2026-11-03  | 2026-11-05 | 2026-11-09  |
        """
    stages = [loops(check_in, as_of=dt.date(2026, 11, each)).loops for each in (1, 2, 3, 5, 9)]
    assert [[loop.stage for loop in found] for found in stages] == [
        [],
        [Stage.OPENED],
        [Stage.ACTIONED],
        [Stage.CLOSED],
        [Stage.VERIFIED],
    ]


def test_what_is_verified_but_not_closed_is_open() -> None:
    found = loops(
        """
        | check_in_id | date       | type       | actioned_on | verified_on |
        | C1          | 2026-11-02 | corrective | 2026-11-03  | 2026-11-05  |
        """
    )
    assert [loop.stage for loop in found.open] == [Stage.ACTIONED]
    assert found.median_days == {Stage.ACTIONED: 1, Stage.CLOSED: None, Stage.VERIFIED: None}


def test_a_meeting_opens_a_loop_by_its_action_alone() -> None:
    found = loops(
        meetings="""
        | meeting_id | date       | topic  | decision | action    | delegation_id |
        | T1         | 2026-11-02 | weekly | go       |           | D1            |
        | T2         | 2026-11-03 | weekly |          | buy paper | D1            |
        | T3         | 2026-11-17 | weekly |          | buy ink   | D1            |
        """
    )
    assert [(loop.table, loop.key, loop.delegation_id) for loop in found.open] == [("meetings", "T2", "D1")]


def test_of_one_day_the_open_loops_go_by_their_key() -> None:
    found = loops(
        """
        | check_in_id | date       | type       |
        | C2          | 2026-11-09 | corrective |
        | C1          | 2026-11-09 | corrective |
        | C3          | 2026-11-06 | corrective |
        """
    )
    assert [loop.key for loop in found.open] == ["C3", "C1", "C2"]


def test_the_median_of_two_lies_between_them_and_a_contradiction_is_no_duration() -> None:
    found = loops(
        """
        | check_in_id | date       | type       | closed_on  |
        | C1          | 2026-11-02 | corrective | 2026-11-03 |
        | C2          | 2026-11-02 | corrective | 2026-11-06 |
        | C3          | 2026-11-09 | corrective | 2026-11-06 |
        """
    )
    assert found.median_days[Stage.CLOSED] == 2.5
    assert found.stages[Stage.CLOSED] == 3


_DAYS = st.dates(dt.date(2026, 10, 1), dt.date(2026, 12, 31))
_CHECK_INS = st.lists(
    st.fixed_dictionaries(
        {"date": _DAYS, "type": st.sampled_from(CHECK_IN_TYPE.values)},
        optional={
            "issue": st.just("late"),
            "actioned_on": _DAYS,
            "closed_on": _DAYS,
            "verified_on": _DAYS,
        },
    ),
    max_size=8,
).map(lambda rows: [Record("check_ins", f"C{number}", number, row) for number, row in enumerate(rows)])


@given(_CHECK_INS, _DAYS)
def test_property_every_loop_stands_at_one_stage_and_the_open_ones_are_those_before_closed(
    check_ins: list[Record], as_of: dt.date
) -> None:
    found = feedback_loops(check_ins, (), as_of, PLAIN)
    assert sum(found.stages.values()) == len(found.loops)
    assert len(found.open) == found.stages[Stage.OPENED] + found.stages[Stage.ACTIONED]
    assert [loop.date for loop in found.open] == sorted(loop.date for loop in found.open)


@given(_CHECK_INS, _DAYS)
def test_property_what_is_dated_after_as_of_changes_no_loop(check_ins: list[Record], as_of: dt.date) -> None:
    known = [
        Record(
            record.table,
            record.key,
            record.row,
            {
                name: value
                for name, value in record.values.items()
                if not isinstance(value, dt.date) or value <= as_of
            },
        )
        for record in check_ins
    ]
    dated = [record for record in known if "date" in record.values]
    assert feedback_loops(check_ins, (), as_of, PLAIN) == feedback_loops(dated, (), as_of, PLAIN)


@given(_CHECK_INS, _DAYS, st.randoms())
def test_property_the_order_of_rows_does_not_matter_to_the_open_loops(
    check_ins: list[Record], as_of: dt.date, chance: random.Random
) -> None:
    mixed = sorted(check_ins, key=lambda _: chance.random())
    one, other = (feedback_loops(rows, (), as_of, PLAIN) for rows in (check_ins, mixed))
    assert (one.open, one.stages, one.median_days) == (other.open, other.stages, other.median_days)
