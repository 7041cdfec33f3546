"""Rules of SPEC §5 for the whole workbook: a sound one is left in peace, and none rejects a row."""

from __future__ import annotations

from delegation.issues import Severity, catalogue
from tests.delegation.books import check, codes, said, unreadable, variant


def test_a_sound_workbook_is_left_in_peace() -> None:
    assert said(check()) == []


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
