"""Rules of SPEC §5 for who hands over to whom."""

from __future__ import annotations

import pytest

from tests.delegation.books import changed_context, check, codes, said, unreadable, variant
from tests.delegation.rules.about import D, about_delegation


def test_an_inactive_delegate() -> None:
    members = variant("members", member_id="M2", name="Ben Hill", active="No")
    found = check(
        members=members,
        delegations=variant("delegations", delegator="The board"),
        readings=unreadable("readings"),
    )
    assert "DLG-DELEGATE-INACTIVE Delegations!F2" in codes(found)


@pytest.mark.parametrize(
    ("leave", "is_away"),
    [
        ("| M2 | 2026-11-01 | 2026-12-18 | |", True),
        ("| M2 | 2026-11-20 | 2026-11-29 | |\n| M2 | 2026-11-28 | 2026-12-31 | 1 |", True),
        ("| M2 | 2026-11-20 | 2026-11-27 | |\n| M2 | 2026-11-30 | 2026-12-31 | |", True),
        ("| M2 | 2026-11-23 | 2026-12-31 | |", False),
        ("| M2 | 2026-11-01 | 2026-12-17 | |", False),
        ("| M2 | 2026-11-01 | 2026-12-31 | 0.5 |", False),
        ("| M3 | 2027-01-01 | 2027-01-31 | |", False),
    ],
)
def test_a_delegate_on_leave_over_the_whole_window(leave: str, is_away: bool) -> None:
    found = check(leave="| member_id | start | end | share |\n" + leave)
    expected = ["DLG-DELEGATE-LEAVE Delegations!F2"] if is_away else []
    assert [code for code in codes(found) if "DELEGATE" in code] == expected


def test_the_window_of_a_running_delegation_begins_today() -> None:
    found = check(leave="| member_id | start | end |\n| M2 | 2026-11-20 | 2026-12-18 |")
    assert said(found) == [
        (
            "Delegations!F2 (Delegated to): M2 is on leave for the whole time from 2026-11-20 to"
            " 2026-12-18. Choose another delegate, or move the dates. [DLG-DELEGATE-LEAVE]"
        )
    ]


def test_days_that_the_delegate_does_not_work_anyway_need_no_leave() -> None:
    members = variant("members", member_id="M2", name="Ben Hill", work_days="Mon, Tue")
    found = check(
        members=members,
        delegations=variant("delegations", delegator="The board", due=D(2026, 11, 27)),
        leave="| member_id | start | end |\n| M2 | 2026-11-23 | 2026-11-24 |",
    )
    assert "DLG-DELEGATE-LEAVE Delegations!F2" in codes(found)


def test_a_skill_below_the_required_level() -> None:
    skills = "| member_id | skill | level |\n| Ben Hill | sql | 2 |\n| Ben Hill | Excel | 4 |"
    found = check(
        skills=skills, delegations=variant("delegations", required_skills="SQL:3, Excel:4, Negotiation")
    )
    assert said(found) == [
        (
            "Delegations!N2 (Required skills): The delegate lacks required skills (level held / level"
            ' needed): "SQL 2/3", "Negotiation 0/3". Neither training nor a mentor is given. Arrange'
            " training or a mentor, choose another delegate, or correct the levels on the sheet Skills."
            " [DLG-REQUIRED-SKILLS-GAP]"
        )
    ]


@pytest.mark.parametrize("cells", [{"training": "SQL course"}, {"mentor": "Cleo"}])
def test_training_or_a_mentor_closes_the_gap(cells: dict[str, object]) -> None:
    found = check(
        skills="| member_id | skill | level |\n| Ben Hill | SQL | 2 |",
        delegations=variant("delegations", required_skills="SQL:3", **cells),
    )
    assert codes(found) == []


def test_work_without_a_day_to_do_it_on() -> None:
    weekend = {"start": D(2026, 11, 21), "due": D(2026, 11, 22)}
    found = check(delegations=variant("delegations", **weekend))
    assert said(found) == [
        (
            "Delegations!H2 (Due date): Work is left, but the delegate has no working day until"
            " 2026-11-22: leave, holidays and days off take all of them. The hours count on the first"
            " day after that. Move the due date, or hand the work to somebody who is there."
            " [WL-DAYS-MISSING]"
        )
    ]
    assert said(found, "zh") == [
        (
            "Delegations!H2（截止日期）：还有工作未完成，但到 2026-11-22 为止，被授权人没有可用的工作日："
            "都是请假、节假日或休息日。剩余工时计入之后的第一个工作日。"
            "请调整截止日期，或者把工作交给有时间的人。 [WL-DAYS-MISSING]"
        )
    ]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"due": D(2026, 11, 23)}, []),
        ({"effort_hours": 0}, []),
        ({"progress": 1, "status": "awaiting_review"}, []),
        ({"status": "draft"}, []),
        ({"start": D(2026, 11, 7), "due": D(2026, 11, 8)}, []),
    ],
)
def test_days_are_missing_only_where_hours_are_to_be_spread(
    cells: dict[str, object], expected: list[str]
) -> None:
    weekend: dict[str, object] = {"start": D(2026, 11, 21), "due": D(2026, 11, 22)}
    assert about_delegation(**weekend | cells) == expected


def test_a_make_up_day_is_a_day_and_leave_throughout_is_said_once() -> None:
    weekend = variant("delegations", start=D(2026, 11, 21), due=D(2026, 11, 22))
    made_up = changed_context(public_holidays=((D(2026, 11, 21), "working_day"),))
    assert codes(check(made_up, delegations=weekend)) == []
    leave = "| member_id | start | end |\n| M2 | 2026-11-20 | 2026-11-22 |"
    assert codes(check(made_up, delegations=weekend, leave=leave)) == ["DLG-DELEGATE-LEAVE Delegations!F2"]


def test_overlapping_leave_is_told_at_the_one_that_starts_later() -> None:
    found = check(
        leave="""
        | member_id | start      | end        |
        | Ben Hill  | 2026-11-09 | 2026-11-10 |
        | Ben Hill  | 2026-11-02 | 2026-11-09 |
        | Ben Hill  | 2026-11-11 | 2026-11-11 |
        | Cleo Park | 2026-11-02 | 2026-11-09 |
        """
    )
    assert said(found) == [
        (
            "Leave!B2 (First day): This leave overlaps another one of the same person, 2026-11-02 to"
            " 2026-11-09 (B3). A shared day counts once. Join the two rows, or change the days so that"
            " each day is in one row only. [LVE-START-OVERLAP]"
        )
    ]
