"""Rules of SPEC §5 for plans, check-ins, meetings and milestones."""

from __future__ import annotations

import pytest

from tests.delegation.books import check, codes, said, variant
from tests.delegation.rules.about import D


def test_a_typed_progress_far_from_the_milestones() -> None:
    found = check(
        delegations=variant("delegations", progress="60%"),
        milestones="""
        | delegation_id | milestone | planned_end | actual_end | weight | progress |
        | D1            | Draft     | 2026-11-01  | 2026-10-30 | 1      |          |
        | D1            | Page      | 2026-11-30  |            | 2      | 10%      |
        """,
    )
    assert said(found) == [
        (
            "Delegations!N2 (Progress): The progress is 60%, but the milestones come to 40%. The"
            " milestones count. Bring the milestones up to date, or clear the progress: it follows from"
            " them. [DLG-PROGRESS-DIFFERENT]"
        )
    ]
    assert said(found, "zh") == [
        (
            "Delegations!N2（进度）：填写的进度为 60%，而按里程碑计算为 40%。以里程碑为准。"
            "请更新里程碑，或者清空进度：有里程碑时进度由里程碑得出。 [DLG-PROGRESS-DIFFERENT]"
        )
    ]


@pytest.mark.parametrize(
    ("cells", "done", "expected"),
    [
        ({"progress": 0.55}, "40%", []),
        ({"progress": 0.25}, "40%", []),
        ({"progress": 0.24}, "40%", ["DLG-PROGRESS-DIFFERENT"]),
        ({"progress": None}, "40%", []),
        ({"progress": 0.9}, "", ["DLG-PROGRESS-DIFFERENT"]),
        ({"progress": 0.9, "status": "cancelled", "completed_on": D(2026, 11, 2)}, "", []),
    ],
)
def test_a_typed_progress_may_be_a_little_off(
    cells: dict[str, object], done: str, expected: list[str]
) -> None:
    milestones = (
        f"| delegation_id | milestone | planned_end | progress |\n| D1 | Draft | 2026-11-01 | {done} |"
    )
    found = check(delegations=variant("delegations", **cells), milestones=milestones)
    assert [issue.code for issue in found.issues] == expected


def test_a_planned_day_that_has_passed() -> None:
    found = check(
        plan="""
        | delegation_id | phase    | method       | planned_on | responsible | done_on    |
        | D1            | Initial  | Conversation | 2026-10-12 | Anna Berg   | 2026-10-13 |
        | D1            | Periodic | Data analysis| 2026-11-19 | Anna Berg   |            |
        | D1            | Periodic | Conversation | 2026-11-20 | Anna Berg   |            |
        | D1            | Summary  | Conversation | 2026-11-18 | Anna Berg   | 2026-11-25 |
        """
    )
    assert said(found) == [
        (
            "Plan!D3 (Planned for): The checkpoint planned for 2026-11-19 has passed and is not done."
            " Do it now and enter the day in the column for done, or plan a new day. [PLN-MISSED]"
        ),
        (
            "Plan!D5 (Planned for): The checkpoint planned for 2026-11-18 has passed and is not done."
            " Do it now and enter the day in the column for done, or plan a new day. [PLN-MISSED]"
        ),
    ]


def test_nothing_is_missed_of_a_closed_delegation() -> None:
    found = check(
        delegations=variant("delegations", status="cancelled", completed_on=D(2026, 11, 2)),
        plan="""
        | delegation_id | phase   | method | planned_on | responsible |
        | D1            | Summary | Data analysis | 2026-11-18 | Anna Berg |
        """,
    )
    assert codes(found) == []


def test_weights_of_milestones_that_are_all_zero() -> None:
    found = check(
        milestones="""
        | delegation_id | milestone | planned_end | weight |
        | D1            | Draft     | 2026-11-01  | 0      |
        | D1            | Live      | 2026-12-01  | 0      |
        | D2            | Draft     | 2026-11-01  | 0      |
        | D2            | Live      | 2026-12-01  |        |
        """
    )
    assert said(found) == [
        (
            'Milestones!D2 (Weight): The weights of all milestones of "D1" are 0, so they do not count in'
            " its progress. Give at least one milestone a weight above 0, or leave the weights blank:"
            " then all count the same. [MLS-WEIGHT-ZERO]"
        )
    ]


def test_an_issue_needs_an_action_and_an_action_an_owner_and_a_date() -> None:
    found = check(
        check_ins="""
        | date       | delegation_id | raised_by | type     | issue | action | action_owner | action_due |
        | 2026-11-02 | D1            | Ben Hill  | Progress | Late  |        |              |            |
        | 2026-11-03 | D1            | Ben Hill  | Progress | Late  | Call   |              |            |
        | 2026-11-04 | D1            | Ben Hill  | Progress | Late  | Call   | Ben Hill     | 2026-11-09 |
        """,
        meetings="""
        | date       | topic  | action | action_owner | action_due |
        | 2026-11-02 | Weekly | Call   |              |            |
        | 2026-11-09 | Weekly |        |              |            |
        """,
    )
    assert codes(found) == [
        "CHK-ACTION-MISSING CheckIns!F2",
        "CHK-ACTION-OWNER-MISSING CheckIns!G3",
        "CHK-ACTION-DUE-MISSING CheckIns!H3",
        "MTG-ACTION-OWNER-MISSING Meetings!D2",
        "MTG-ACTION-DUE-MISSING Meetings!E2",
    ]
