"""Rules of SPEC §5 for days: their order, and what lies outside the cycle."""

from __future__ import annotations

import pytest

from delegation.issues import Severity
from tests.delegation.books import check, codes, keys, said, variant
from tests.delegation.rules.about import D, about_delegation


def test_due_before_start_rejects_the_delegation() -> None:
    found = check(delegations=variant("delegations", due=D(2026, 9, 1)))
    assert said(found) == [
        (
            "Delegations!H2 (Due date): The due date 2026-09-01 is before the start date 2026-10-05."
            " Correct the due date or the start date. [DLG-DUE-ORDER]"
        )
    ]
    assert keys(found, "delegations") == ["D2"]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"due_agreed": D(2026, 9, 1)}, "DLG-DUE-AGREED-ORDER"),
        ({"status": "returned", "completed_on": D(2026, 9, 1)}, "DLG-COMPLETED-ORDER"),
    ],
)
def test_other_days_of_a_delegation_before_its_start(cells: dict[str, object], code: str) -> None:
    assert about_delegation(**cells) == [code]


def test_the_same_day_is_in_order() -> None:
    assert about_delegation(due=D(2026, 10, 5), due_agreed=D(2026, 10, 5)) == []


def test_leave_and_kpi_that_end_before_they_start_are_rejected() -> None:
    found = check(
        leave="""
        | member_id | start      | end        |
        | Ben Hill  | 2026-11-05 | 2026-11-04 |
        """,
        kpis=variant("kpis", end=D(2026, 10, 31)),
    )
    assert codes(found) == [
        "LVE-END-ORDER Leave!C2",
        "KPI-END-ORDER KPIs!H2",
        "RDG-KPI-REJECTED Readings!A2",
    ]


def test_milestones_check_ins_and_meetings() -> None:
    found = check(
        milestones="""
        | delegation_id | milestone | planned_start | planned_end |
        | D1            | Draft     | 2026-11-02    | 2026-11-01  |
        """,
        check_ins="""
        | date       | delegation_id | raised_by | type   | action | action_owner | action_due | actioned_on | closed_on  | verified_on |
        | 2026-11-02 | D1            | Ben Hill  | Praise | Do it  | Ben Hill     | 2026-11-01 | 2026-11-01  | 2026-11-01 | 2026-11-01  |
        | 2026-11-02 | D1            | Ben Hill  | Praise | Do it  | Ben Hill     | 2026-11-09 | 2026-11-08  | 2026-11-09 | 2026-11-08  |
        """,  # noqa: E501
        meetings="""
        | date       | topic  | action | action_owner | action_due | closed_on  |
        | 2026-11-02 | Weekly | Do it  | Ben Hill     | 2026-11-01 | 2026-11-01 |
        """,
    )
    assert codes(found) == [
        "MLS-PLANNED-END-ORDER Milestones!D2",
        "CHK-ACTION-DUE-ORDER CheckIns!G2",
        "CHK-ACTIONED-ORDER CheckIns!H2",
        "CHK-CLOSED-ORDER CheckIns!I2",
        "CHK-VERIFIED-ORDER CheckIns!J2",
        "CHK-VERIFIED-ORDER CheckIns!J3",
        "MTG-ACTION-DUE-ORDER Meetings!E2",
        "MTG-CLOSED-ORDER Meetings!F2",
    ]
    assert [issue.params["date"] for issue in found.issues if issue.code == "CHK-VERIFIED-ORDER"] == [
        D(2026, 11, 2),
        D(2026, 11, 9),
    ]


def test_what_lies_outside_the_cycle_is_mentioned() -> None:
    found = check(
        plan="""
        | delegation_id | phase   | method | planned_on | responsible | done_on    |
        | D1            | initial | data   | 2026-09-30 | Ben Hill    | 2026-09-30 |
        | D1            | summary | data   | 2026-12-31 | Ben Hill    |            |
        """,
        readings="""
        | kpi_id | period     | value |
        | K1     | 2027-01-31 |       |
        """,
        meetings="""
        | date       | topic  |
        | 2026-10-01 | Weekly |
        | 2027-01-01 | Weekly |
        """,
    )
    assert said(found) == [
        (
            "Readings!B2 (Period): The period 2027-01-31 is outside this cycle (2026-10-01 to"
            " 2026-12-31). Nothing has to be done if it was meant. Otherwise correct the period."
            " [RDG-PERIOD-CYCLE]"
        ),
        (
            "Plan!D2 (Planned for): The day 2026-09-30 is outside this cycle (2026-10-01 to 2026-12-31)."
            " Nothing has to be done if it was meant. Otherwise correct the date. [PLN-PLANNED-CYCLE]"
        ),
        (
            "Meetings!A3 (Date): The meeting on 2027-01-01 is outside this cycle"
            " (2026-10-01 to 2026-12-31). Nothing has to be done if it was meant."
            " Otherwise correct the date. [MTG-DATE-CYCLE]"
        ),
    ]
    assert {issue.severity for issue in found.issues} == {Severity.INFO}
