"""Rules of SPEC §5 for how a delegation ends."""

from __future__ import annotations

import pytest

from tests.delegation.books import check, codes, keys, said, variant
from tests.delegation.rules.about import D, about_delegation


def test_a_closed_delegation_needs_its_day() -> None:
    for status in ("completed", "returned", "cancelled"):
        cells = {"status": status, "success_criteria": "Live", "criteria_met": "yes"}
        found = check(delegations=variant("delegations", **cells))
        assert codes(found) == ["DLG-COMPLETED-MISSING Delegations!A2"]
        assert keys(found, "delegations") == ["D2"]


def test_a_day_of_closing_that_cannot_be_read_is_not_missing() -> None:
    found = about_delegation(status="returned", completed_on="soon")
    assert found == ["DLG-COMPLETED-TYPE"]


def test_an_open_delegation_has_none() -> None:
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
def test_everything_done_goes_with_closing(status: str, progress: object, expected: list[str]) -> None:
    assert about_delegation(status=status, progress=progress) == expected


def test_completed_goes_with_everything_done() -> None:
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


def test_completed_without_criteria_or_without_a_word_on_them() -> None:
    closed = {"status": "completed", "completed_on": D(2026, 11, 2)}
    assert about_delegation(**closed, success_criteria="Live") == ["DLG-CRITERIA-MET-MISSING"]
    assert about_delegation(**closed, criteria_met="no") == ["DLG-SUCCESS-CRITERIA-MISSING"]
    assert about_delegation(**closed, success_criteria="Live", criteria_met="partly") == []
