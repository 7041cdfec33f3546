"""Which reviews a cycle still owes, and what of them is known beforehand (SPEC §10)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from delegation.authority import NextAuthority
from delegation.calendar import WorkingDays
from delegation.periods import Span
from delegation.records import Record
from delegation.review import review_cycle
from delegation.review_drafts import ReviewDraft, draft_reviews

CYCLE = Span(dt.date(2026, 10, 1), dt.date(2026, 12, 31))
AS_OF = dt.date(2026, 11, 18)
_ROWS = iter(range(2, 10_000))


def _record(table: str, key: str, **values: Any) -> Record:
    return Record(table, key, next(_ROWS), values)


def _delegation(key: str, completed_on: dt.date | None = dt.date(2026, 11, 2), **values: Any) -> Record:
    row: dict[str, Any] = {
        "delegation_id": key,
        "title": key,
        "delegator": "M01",
        "delegate": "M02",
        "start": dt.date(2026, 10, 5),
        "due": dt.date(2026, 10, 30),
        "effort_hours": 10.0,
        "authority_level": 3,
        "status": "completed",
        "completed_on": completed_on,
        **values,
    }
    return _record("delegations", key, **{name: value for name, value in row.items() if value is not None})


def _drafts(*delegations: Record, sensitive: bool = True, **tables: list[Record]) -> tuple[ReviewDraft, ...]:
    rows = {
        "members": [_record("members", "M02", member_id="M02", name="Li", weekly_hours=40.0)],
        "delegations": list(delegations),
        **tables,
    }
    review = review_cycle(rows, cycle_id="2026-Q4", cycle=CYCLE, as_of=AS_OF, calendar=WorkingDays())
    return draft_reviews(rows, review, cycle_id="2026-Q4", sensitive=sensitive)


def _keep(key: str, cause: str | None = None) -> ReviewDraft:
    return ReviewDraft(delegation_id=key, cause=cause, next_authority=NextAuthority.KEEP)


def test_what_was_closed_in_the_cycle_by_the_day_is_owed_a_review() -> None:
    assert _drafts(
        _delegation("D1"),
        _delegation("D2", status="returned"),
        _delegation("D3", status="cancelled"),
        _delegation("D4", status="in_progress", completed_on=None),
        _delegation("D5", completed_on=dt.date(2026, 9, 30)),
        _delegation("D6", completed_on=dt.date(2026, 11, 19)),
    ) == (_keep("D1"), _keep("D2"), _keep("D3"))


@pytest.mark.parametrize(("cycle", "owed"), [("2026-Q4", ()), ("2026-q4 ", ()), ("2026-Q3", (_keep("D1"),))])
def test_who_has_a_review_of_the_cycle_gets_no_draft(cycle: str, owed: tuple[ReviewDraft, ...]) -> None:
    there = _record("reviews", f"D1+{cycle}", delegation_id="D1", cycle=cycle)
    assert _drafts(_delegation("D1"), reviews=[there]) == owed


@pytest.mark.parametrize(
    ("causes", "cause"),
    [
        ((), None),
        (("Lack of resources",), "resources"),
        (("资源不足", "resources"), "resources"),
        (("Lack of resources", "The lift was broken"), "resources"),
        (("Lack of resources", "Unclear authority"), None),
        (("The lift was broken",), None),
    ],
)
def test_a_cause_that_check_ins_name_by_its_word_is_filled_in(
    causes: tuple[str, ...], cause: str | None
) -> None:
    check_ins = [
        _record(
            "check_ins",
            f"C{number}",
            date=dt.date(2026, 10, 12),
            delegation_id="D1",
            raised_by="M02",
            type="corrective",
            issue="Late",
            cause=each,
        )
        for number, each in enumerate(causes)
    ]
    assert _drafts(_delegation("D1"), check_ins=check_ins) == (_keep("D1", cause),)


def test_of_who_is_no_member_no_authority_is_proposed() -> None:
    assert _drafts(_delegation("D1", delegate="Somebody")) == (
        ReviewDraft(delegation_id="D1", cause=None, next_authority=None),
    )


def test_what_depends_on_evaluations_is_left_open_where_they_are_not_looked_at() -> None:
    closed = [_delegation(f"D{number}", completed_on=dt.date(2026, 10, 30)) for number in range(3)]
    assert {each.next_authority for each in _drafts(*closed, sensitive=False)} == {None}
    assert {each.next_authority for each in _drafts(*closed)} == {NextAuthority.KEEP}
