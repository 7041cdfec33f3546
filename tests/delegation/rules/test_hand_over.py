"""Rules of SPEC §5 for how work is handed over."""

from __future__ import annotations

import pytest

from delegation.settings import Settings
from tests.delegation.books import changed_context, check, codes, said, variant
from tests.delegation.rules.about import D, about_delegation


@pytest.mark.parametrize("status", ["accepted", "in_progress", "on_hold", "awaiting_review"])
def test_accepted_or_later_without_the_day(status: str) -> None:
    assert about_delegation(status=status, accepted_on=None) == ["DLG-ACCEPTED-MISSING"]


def test_acceptance_is_missed_after_three_working_days() -> None:
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


def test_a_holiday_is_no_working_day_for_acceptance_either() -> None:
    found = check(
        changed_context(as_of=D(2026, 11, 19)),
        delegations=variant("delegations", status="proposed", accepted_on=None, start=D(2026, 11, 13)),
        calendar="| date | kind |\n| 2026-11-16 | Holiday |",
    )
    assert codes(found) == []


def test_a_public_holiday_is_none_unless_the_teams_calendar_makes_it_one() -> None:
    context = changed_context(as_of=D(2026, 11, 19), public_holidays=((D(2026, 11, 16), "holiday"),))
    asked = variant("delegations", status="proposed", accepted_on=None, start=D(2026, 11, 13))
    assert codes(check(context, delegations=asked)) == []
    corrected = check(context, delegations=asked, calendar="| date | kind |\n| 2026-11-16 | Working day |")
    assert codes(corrected) == ["DLG-ACCEPTED-MISSED Delegations!L2"]


def test_an_acceptance_that_is_still_to_come_counts_as_none() -> None:
    cells = {"status": "proposed", "accepted_on": D(2026, 11, 30)}
    assert about_delegation(**cells) == ["DLG-ACCEPTED-MISSED"]


def test_no_cadence() -> None:
    assert about_delegation(check_in_days=None) == ["DLG-CHECK-IN-MISSING"]
    closed = {"status": "cancelled", "completed_on": D(2026, 11, 2), "check_in_days": None}
    assert about_delegation(**closed) == []


def test_a_short_and_vague_objective() -> None:
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


def test_how_long_an_objective_has_to_be_is_a_setting() -> None:
    context = changed_context(settings=Settings(objective_min_chars=5))
    found = check(context, delegations=variant("delegations", objective="Sell 5 more"))
    assert codes(found) == []


def test_whoever_delegates_to_themselves() -> None:
    assert about_delegation(delegator="ben hill") == ["DLG-DELEGATE-CONFLICT"]


def test_level_seven_asks_nobody() -> None:
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
