"""Every rule of SPEC §5: a sound workbook, one thing changed, what is said of it."""

from __future__ import annotations

import datetime as dt

import pytest

from delegation.issues import Severity, catalogue
from delegation.rules.wording import has_number_or_date, must_ask_first
from delegation.settings import Settings
from tests.delegation.books import changed_context, check, codes, keys, said, unreadable, variant

D = dt.date


def about_delegation(**cells: object) -> list[str]:
    """The codes that a delegation with these cells gets."""
    found = check(delegations=variant("delegations", **cells))
    return [issue.code for issue in found.issues]


def about_kpi(**cells: object) -> list[str]:
    return [issue.code for issue in check(kpis=variant("kpis", **cells)).issues]


def test_a_sound_workbook_is_left_in_peace() -> None:
    assert said(check()) == []


class TestDays:
    def test_due_before_start_rejects_the_delegation(self) -> None:
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
    def test_other_days_of_a_delegation_before_its_start(self, cells: dict[str, object], code: str) -> None:
        assert about_delegation(**cells) == [code]

    def test_the_same_day_is_in_order(self) -> None:
        assert about_delegation(due=D(2026, 10, 5), due_agreed=D(2026, 10, 5)) == []

    def test_leave_and_kpi_that_end_before_they_start_are_rejected(self) -> None:
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

    def test_milestones_check_ins_and_meetings(self) -> None:
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

    def test_what_lies_outside_the_cycle_is_mentioned(self) -> None:
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


class TestClosing:
    def test_a_closed_delegation_needs_its_day(self) -> None:
        for status in ("completed", "returned", "cancelled"):
            cells = {"status": status, "success_criteria": "Live", "criteria_met": "yes"}
            found = check(delegations=variant("delegations", **cells))
            assert codes(found) == ["DLG-COMPLETED-MISSING Delegations!A2"]
            assert keys(found, "delegations") == ["D2"]

    def test_a_day_of_closing_that_cannot_be_read_is_not_missing(self) -> None:
        found = about_delegation(status="returned", completed_on="soon")
        assert found == ["DLG-COMPLETED-TYPE"]

    def test_an_open_delegation_has_none(self) -> None:
        assert about_delegation(completed_on=D(2026, 11, 1)) == ["DLG-COMPLETED-CONFLICT"]

    @pytest.mark.parametrize(
        ("status", "progress", "expected"),
        [
            ("in_progress", 1, ["DLG-PROGRESS-CONFLICT"]),
            ("on_hold", "100%", ["DLG-PROGRESS-CONFLICT"]),
            ("awaiting_review", 1, []),
            ("in_progress", 0.99, []),
        ],
    )
    def test_everything_done_goes_with_closing(
        self, status: str, progress: object, expected: list[str]
    ) -> None:
        assert about_delegation(status=status, progress=progress) == expected

    def test_completed_goes_with_everything_done(self) -> None:
        found = check(
            delegations=variant(
                "delegations",
                status="completed",
                completed_on=D(2026, 11, 2),
                progress=0.6,
                success_criteria="Live",
                criteria_met="yes",
            )
        )
        assert said(found) == [
            (
                "Delegations!M2 (Status): The status is completed, but the progress is only 60%."
                " Set the progress to 100%, or choose the status that fits. [DLG-STATUS-CONFLICT]"
            )
        ]

    def test_completed_without_criteria_or_without_a_word_on_them(self) -> None:
        closed = {"status": "completed", "completed_on": D(2026, 11, 2)}
        assert about_delegation(**closed, success_criteria="Live") == ["DLG-CRITERIA-MET-MISSING"]
        assert about_delegation(**closed, criteria_met="no") == ["DLG-SUCCESS-CRITERIA-MISSING"]
        assert about_delegation(**closed, success_criteria="Live", criteria_met="partly") == []


class TestHandOver:
    @pytest.mark.parametrize("status", ["accepted", "in_progress", "on_hold", "awaiting_review"])
    def test_accepted_or_later_without_the_day(self, status: str) -> None:
        assert about_delegation(status=status, accepted_on=None) == ["DLG-ACCEPTED-MISSING"]

    def test_acceptance_is_missed_after_three_working_days(self) -> None:
        waiting = variant("delegations", status="proposed", accepted_on=None, start=D(2026, 11, 13))
        on_the_third = check(changed_context(as_of=D(2026, 11, 18)), delegations=waiting)
        a_day_later = check(changed_context(as_of=D(2026, 11, 19)), delegations=waiting)
        assert codes(on_the_third) == []
        assert said(a_day_later) == [
            (
                "Delegations!L2 (Accepted on): Work was to start on 2026-11-13, and 3 working days later the"
                " delegate has not accepted. Talk to the delegate now: is the task understood and wanted?"
                " Then enter the day of acceptance. [DLG-ACCEPTED-MISSED]"
            )
        ]

    def test_a_holiday_is_no_working_day_for_acceptance_either(self) -> None:
        found = check(
            changed_context(as_of=D(2026, 11, 19)),
            delegations=variant("delegations", status="proposed", accepted_on=None, start=D(2026, 11, 13)),
            calendar="| date | kind |\n| 2026-11-16 | Holiday |",
        )
        assert codes(found) == []

    def test_a_public_holiday_is_none_unless_the_teams_calendar_makes_it_one(self) -> None:
        context = changed_context(as_of=D(2026, 11, 19), public_holidays=((D(2026, 11, 16), "holiday"),))
        asked = variant("delegations", status="proposed", accepted_on=None, start=D(2026, 11, 13))
        assert codes(check(context, delegations=asked)) == []
        corrected = check(
            context, delegations=asked, calendar="| date | kind |\n| 2026-11-16 | Working day |"
        )
        assert codes(corrected) == ["DLG-ACCEPTED-MISSED Delegations!L2"]

    def test_an_acceptance_that_is_still_to_come_counts_as_none(self) -> None:
        cells = {"status": "proposed", "accepted_on": D(2026, 11, 30)}
        assert about_delegation(**cells) == ["DLG-ACCEPTED-MISSED"]

    def test_no_cadence(self) -> None:
        assert about_delegation(check_in_days=None) == ["DLG-CHECK-IN-MISSING"]
        closed = {"status": "cancelled", "completed_on": D(2026, 11, 2), "check_in_days": None}
        assert about_delegation(**closed) == []

    def test_a_short_and_vague_objective(self) -> None:
        found = check(delegations=variant("delegations", objective="Make it better"))
        assert said(found) == [
            (
                "Delegations!C2 (Objective): The objective has 14 characters; below 20 it is hardly clear"
                " what is to be reached. Write a sentence that the delegate can work by, with a number or a"
                " date. [DLG-OBJECTIVE-SHORT]"
            ),
            (
                "Delegations!C2 (Objective): The objective names neither a number nor a date, so nobody can"
                " tell when it is reached. Say how much or by when, for example: cut late deliveries to 2% by"
                " 31 March. [DLG-OBJECTIVE-VAGUE]"
            ),
        ]

    def test_how_long_an_objective_has_to_be_is_a_setting(self) -> None:
        context = changed_context(settings=Settings(objective_min_chars=5))
        found = check(context, delegations=variant("delegations", objective="Sell 5 more"))
        assert codes(found) == []

    def test_whoever_delegates_to_themselves(self) -> None:
        assert about_delegation(delegator="ben hill") == ["DLG-DELEGATE-CONFLICT"]

    def test_level_seven_asks_nobody(self) -> None:
        limits = "May decide alone: layout; must ask first: hiring"
        found = check(delegations=variant("delegations", authority_level=7, authority_limits=limits))
        assert said(found) == [
            (
                "Delegations!J2 (Authority level): At level 7 the delegate decides alone, but the limits say"
                ' that something must be asked first: "hiring". Choose a lower level, or remove what must be'
                " asked first from the limits. [DLG-AUTHORITY-LEVEL-CONFLICT]"
            )
        ]
        assert about_delegation(authority_level=6, authority_limits=limits) == []


class TestPeople:
    def test_an_inactive_delegate(self) -> None:
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
    def test_a_delegate_on_leave_over_the_whole_window(self, leave: str, is_away: bool) -> None:
        found = check(leave="| member_id | start | end | share |\n" + leave)
        expected = ["DLG-DELEGATE-LEAVE Delegations!F2"] if is_away else []
        assert [code for code in codes(found) if "DELEGATE" in code] == expected

    def test_the_window_of_a_running_delegation_begins_today(self) -> None:
        found = check(leave="| member_id | start | end |\n| M2 | 2026-11-20 | 2026-12-18 |")
        assert said(found) == [
            (
                "Delegations!F2 (Delegated to): M2 is on leave for the whole time from 2026-11-20 to"
                " 2026-12-18. Choose another delegate, or move the dates. [DLG-DELEGATE-LEAVE]"
            )
        ]

    def test_days_that_the_delegate_does_not_work_anyway_need_no_leave(self) -> None:
        members = variant("members", member_id="M2", name="Ben Hill", work_days="Mon, Tue")
        found = check(
            members=members,
            delegations=variant("delegations", delegator="The board", due=D(2026, 11, 27)),
            leave="| member_id | start | end |\n| M2 | 2026-11-23 | 2026-11-24 |",
        )
        assert "DLG-DELEGATE-LEAVE Delegations!F2" in codes(found)

    def test_a_skill_below_the_required_level(self) -> None:
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
    def test_training_or_a_mentor_closes_the_gap(self, cells: dict[str, object]) -> None:
        found = check(
            skills="| member_id | skill | level |\n| Ben Hill | SQL | 2 |",
            delegations=variant("delegations", required_skills="SQL:3", **cells),
        )
        assert codes(found) == []

    def test_work_without_a_day_to_do_it_on(self) -> None:
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
        self, cells: dict[str, object], expected: list[str]
    ) -> None:
        weekend: dict[str, object] = {"start": D(2026, 11, 21), "due": D(2026, 11, 22)}
        assert about_delegation(**weekend | cells) == expected

    def test_a_make_up_day_is_a_day_and_leave_throughout_is_said_once(self) -> None:
        weekend = variant("delegations", start=D(2026, 11, 21), due=D(2026, 11, 22))
        made_up = changed_context(public_holidays=((D(2026, 11, 21), "working_day"),))
        assert codes(check(made_up, delegations=weekend)) == []
        leave = "| member_id | start | end |\n| M2 | 2026-11-20 | 2026-11-22 |"
        assert codes(check(made_up, delegations=weekend, leave=leave)) == [
            "DLG-DELEGATE-LEAVE Delegations!F2"
        ]

    def test_overlapping_leave_is_told_at_the_one_that_starts_later(self) -> None:
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


class TestKpis:
    @pytest.mark.parametrize(
        ("cells", "expected"),
        [
            ({"target": None}, ["KPI-TARGET-MISSING"]),
            ({"target": "many"}, ["KPI-TARGET-TYPE"]),
            ({"target": 0}, ["KPI-TARGET-RANGE"]),
            ({"target": 0, "baseline": 0}, ["KPI-TARGET-RANGE", "KPI-BASELINE-EQUAL"]),
            ({"target": 0, "baseline": -5}, []),
            (
                {"target": 0, "baseline": -5, "aggregation": "sum"},
                ["KPI-TARGET-RANGE", "KPI-BASELINE-CONFLICT"],
            ),
            (
                {"target": 0, "baseline": -5, "aggregation": "sum", "end": None},
                ["KPI-END-MISSING", "KPI-BASELINE-CONFLICT"],
            ),
            ({"baseline": 50}, []),
            ({"baseline": 100}, ["KPI-BASELINE-EQUAL"]),
            ({"baseline": 120}, ["KPI-BASELINE-SIDE"]),
            ({"direction": "lower", "baseline": 120}, []),
            ({"direction": "lower", "baseline": 50}, ["KPI-BASELINE-SIDE"]),
            ({"direction": "range", "target": None}, ["KPI-LOW-MISSING", "KPI-HIGH-MISSING"]),
            ({"direction": "range", "target": None, "low": 1, "high": 5}, []),
            ({"direction": "range", "target": None, "low": 0, "high": 0}, []),
            ({"direction": "range", "target": None, "low": 5, "high": 1}, ["KPI-LOW-ORDER"]),
            ({"direction": "range", "target": None, "low": "x", "high": 1}, ["KPI-LOW-TYPE"]),
            ({"tolerance": 0}, ["KPI-TOLERANCE-RANGE"]),
            ({"aggregation": "sum"}, []),
            ({"aggregation": "sum", "start": None}, ["KPI-START-MISSING"]),
            ({"aggregation": "sum", "start": None, "end": None}, ["KPI-START-MISSING", "KPI-END-MISSING"]),
            ({"aggregation": "sum", "baseline": 10}, ["KPI-BASELINE-CONFLICT"]),
            ({"amber_at": 0.9, "green_at": 0.9}, []),
            ({"amber_at": 0.95}, ["KPI-AMBER-ORDER"]),
            ({"green_at": 0.7}, ["KPI-AMBER-ORDER"]),
            ({"weight": 0}, ["KPI-WEIGHT-ZERO"]),
            ({"weight": -1}, ["KPI-WEIGHT-RANGE"]),
        ],
        ids=str,
    )
    def test_definition(self, cells: dict[str, object], expected: list[str]) -> None:
        found = [code for code in about_kpi(**cells) if code not in ("KPI-MISSED", "RDG-KPI-REJECTED")]
        assert sorted(found) == sorted(expected)

    def test_the_wrong_side_is_told_with_target_and_direction(self) -> None:
        found = check(kpis=variant("kpis", baseline=120))
        assert said(found)[0] == (
            "KPIs!I2 (Baseline): The baseline 120 is on the wrong side of the target 100: the direction is"
            " Higher is better. Correct the direction, the baseline or the target. [KPI-BASELINE-SIDE]"
        )

    def test_the_thresholds_of_the_programme_hold_where_the_kpi_has_none(self) -> None:
        context = changed_context(settings=Settings(green_at=0.8))
        found = check(context, kpis=variant("kpis", amber_at=0.85))
        assert codes(found)[:1] == ["KPI-AMBER-ORDER KPIs!I2"]

    def test_one_weight_above_zero_is_enough(self) -> None:
        kpis = """
            | kpi_id | name    | direction | target | frequency | aggregation | start      | weight |
            | K1     | Revenue | higher    | 100    | monthly   | last        | 2026-11-01 | 0      |
            | K2     | Errors  | lower     | 5      | monthly   | last        | 2026-11-01 | {}     |
        """
        assert codes(check(kpis=kpis.format("0"))) == ["KPI-WEIGHT-ZERO KPIs!H2"]
        assert codes(check(kpis=kpis.format("0.5"))) == []
        assert codes(check(kpis=kpis.format(""))) == []


class TestReadings:
    def test_reported_goes_with_a_value_and_not_applicable_without(self) -> None:
        found = check(
            readings="""
            | kpi_id | period  | value | state          |
            | K1     | 2026-10 |       | Reported       |
            | K1     | 2026-11 | 5     | Not applicable |
            | K1     | 2026-12 | 5     | Reported       |
            """
        )
        assert codes(found) == ["RDG-VALUE-MISSING Readings!C2", "RDG-VALUE-CONFLICT Readings!C3"]

    def test_a_reading_is_missed_after_five_working_days(self) -> None:
        on_the_fifth = check(changed_context(as_of=D(2026, 12, 7)))
        a_day_later = check(changed_context(as_of=D(2026, 12, 8)))
        assert codes(on_the_fifth) == []
        assert said(a_day_later) == [
            (
                "KPIs!A2 (KPI ID): A reading is overdue: the one for the period up to 2026-11-30 is not there"
                " 5 working days after its end. Enter the value on the sheet Readings. If there can be none,"
                " choose the state not applicable. [KPI-MISSED]"
            )
        ]

    @pytest.mark.parametrize(
        "reading", ["| K1 | 2026-11 | 5 | |", "| K1 | 2026-11 | | n/a |", "| K1 | 2026-11 | five | |"]
    )
    def test_a_value_a_not_applicable_or_one_that_cannot_be_read_is_no_missing_reading(
        self, reading: str
    ) -> None:
        readings = "| kpi_id | period | value | state |\n" + reading
        found = check(changed_context(as_of=D(2026, 12, 8)), readings=readings)
        assert "KPI-MISSED KPIs!A2" not in codes(found)

    def test_several_missing_readings_are_one_issue_about_the_newest(self) -> None:
        found = check(changed_context(as_of=D(2027, 2, 1)), kpis=variant("kpis", frequency="weekly"))
        (missed,) = found.issues
        assert missed.params == {"period": D(2026, 12, 31), "days": 5, "count": 10}

    def test_a_reading_that_is_not_on_target_is_explained(self) -> None:
        found = check(
            changed_context(as_of=D(2026, 12, 20)),
            kpis=variant("kpis", frequency="weekly", start=D(2026, 11, 2)),
            readings="""
            | kpi_id | period     | value | state | remark       |
            | K1     | 2026-11-08 | 90    |       |              |
            | K1     | 2026-11-15 | 89    |       | Server down  |
            | K1     | 2026-11-22 | 89    |       |              |
            | K1     | 2026-11-29 |       | n/a   |              |
            | K1     | 2026-12-06 | 10    |       | -            |
            | K1     | 2026-12-13 | 100   |       |              |
            | K1     | 2026-12-27 | 10    |       |              |
            """,
        )
        assert said(found) == [
            (
                "Readings!E4 (Remark): With this reading the KPI was not on target, and no remark says why."
                " Write what happened and what is being done about it. [RDG-REMARK-MISSING]"
            )
        ]
        assert said(found, "zh") == [
            (
                "Readings!E4（说明）：填报这一读数时指标未达标，但没有说明原因。"
                "请写明发生了什么，以及正在采取什么措施。 [RDG-REMARK-MISSING]"
            )
        ]

    def test_what_was_reported_before_the_cycle_or_of_a_rejected_kpi_needs_no_explanation(self) -> None:
        readings = "| kpi_id | period | value |\n| K1 | 2026-09 | 10 |\n| K1 | 2026-11 | 100 |"
        kpi = {"start": D(2026, 1, 1)}
        found = check(kpis=variant("kpis", **kpi), readings=readings)
        assert "RDG-REMARK-MISSING Readings!A2" not in codes(found)
        rejected = check(
            kpis=variant("kpis", target=None, **kpi), readings=readings.replace("2026-09", "2026-10")
        )
        assert not any(code.startswith("RDG-REMARK-MISSING") for code in codes(rejected))

    def test_the_thresholds_of_the_programme_say_what_needs_an_explanation(self) -> None:
        readings = "| kpi_id | period | value |\n| K1 | 2026-11 | 85 |"
        strict, kind = (
            changed_context(as_of=D(2026, 12, 1), settings=Settings(green_at=green_at))
            for green_at in (0.9, 0.8)
        )
        assert codes(check(strict, readings=readings)) == ["RDG-REMARK-MISSING Readings!A2"]
        assert codes(check(kind, readings=readings)) == []

    def test_where_readings_could_not_be_read_none_is_missed(self) -> None:
        found = check(changed_context(as_of=D(2027, 2, 1)), readings=unreadable("readings"))
        assert codes(found) == []


class TestFollowingUp:
    def test_a_typed_progress_far_from_the_milestones(self) -> None:
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
        self, cells: dict[str, object], done: str, expected: list[str]
    ) -> None:
        milestones = (
            f"| delegation_id | milestone | planned_end | progress |\n| D1 | Draft | 2026-11-01 | {done} |"
        )
        found = check(delegations=variant("delegations", **cells), milestones=milestones)
        assert [issue.code for issue in found.issues] == expected

    def test_a_planned_day_that_has_passed(self) -> None:
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

    def test_nothing_is_missed_of_a_closed_delegation(self) -> None:
        found = check(
            delegations=variant("delegations", status="cancelled", completed_on=D(2026, 11, 2)),
            plan="""
            | delegation_id | phase   | method | planned_on | responsible |
            | D1            | Summary | Data analysis | 2026-11-18 | Anna Berg |
            """,
        )
        assert codes(found) == []

    def test_weights_of_milestones_that_are_all_zero(self) -> None:
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

    def test_an_issue_needs_an_action_and_an_action_an_owner_and_a_date(self) -> None:
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


class TestWording:
    @pytest.mark.parametrize(
        "objective",
        [
            "Sell 200 tickets",
            "卖出２００张票",
            "Done by March",
            "完成三次培训",
            "提高两成",
            "年底前上线",
            "Halve the errors",
            "By Friday",
        ],
    )
    def test_a_number_or_a_date(self, objective: str) -> None:
        assert has_number_or_date(objective)

    @pytest.mark.parametrize(
        "objective", ["Make customers happy", "You may improve the page", "统一流程", "提高客户满意度"]
    )
    def test_neither(self, objective: str) -> None:
        assert not has_number_or_date(objective)

    @pytest.mark.parametrize(
        ("limits", "asked"),
        [
            ("May decide alone: layout; must ask first: hiring", "hiring"),
            ("Alone: layout / Must ask first: budget above 5,000", "budget above 5,000"),
            ("Spending above 5,000: ask first", "Spending above 5,000"),
            ("Ask Anna first before hiring", "before hiring"),
            ("可自行决定排期，须先请示预算", "预算"),
            ("可自行决定：排期；先请示：预算超 1 万元", "预算超 1 万元"),
            ("Budget up to 5,000", "Budget up to 5,000"),
            ("May decide alone: everything; must ask first: nothing", ""),
            ("Must ask first: none", ""),
            ("须先请示：无", ""),
            ("无需请示", ""),
            ("No need to ask first", ""),
            ("Decides everything alone", ""),
            ("可自行审批 5000 元以内", ""),
            ("全权决定", ""),
            ("n/a", ""),
            ("-", ""),
        ],
    )
    def test_what_must_be_asked_first(self, limits: str, asked: str) -> None:
        assert must_ask_first(limits) == asked


def test_rules_for_the_whole_book_never_reject_a_row() -> None:
    about_book = {
        "DLG-DELEGATE-INACTIVE",
        "DLG-DELEGATE-LEAVE",
        "DLG-REQUIRED-SKILLS-GAP",
        "LVE-START-OVERLAP",
        "KPI-WEIGHT-ZERO",
        "KPI-MISSED",
        "DLG-ACCEPTED-MISSED",
        "PLN-MISSED",
        "MLS-WEIGHT-ZERO",
    }
    assert {catalogue()[code].severity for code in about_book} == {Severity.WARNING}


def test_where_skills_could_not_be_read_none_is_lacking() -> None:
    found = check(skills=unreadable("skills"), delegations=variant("delegations", required_skills="SQL:3"))
    assert codes(found) == []
