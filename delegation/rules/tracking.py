"""Rules on following up: acceptance, plan, milestones, check-ins, meetings (SPEC §5)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from delegation.context import Context
from delegation.happened import by_delegation
from delegation.parse import Finding, Row
from delegation.progress import milestone_progress, progress_differs
from delegation.rounding import rounded
from delegation.rules.book import Book, BookRule, RowRule
from delegation.tables import CLOSED_STATUSES

_NOT_YET_ACCEPTED = ("draft", "proposed")
_GIVEN_UP = ("returned", "cancelled")


def answered(row: Row, _: Context) -> Iterator[Finding]:
    """An issue that was raised has an action."""
    if "issue" in row.values and row.blank("action"):
        yield Finding(row, "action", "MISSING", {})


def owned(row: Row, _: Context) -> Iterator[Finding]:
    """An action has an owner and a date."""
    if "action" in row.values:
        for field_id in ("action_owner", "action_due"):
            if row.blank(field_id):
                yield Finding(row, field_id, "MISSING", {})


def accepted_in_time(book: Book) -> Iterator[tuple[str, Finding]]:
    """The delegate has accepted by the `accept_within_days`-th working day after start."""
    days, as_of = book.context.settings.accept_within_days, book.context.as_of
    for row in book.accepted("delegations"):
        start, accepted_on = row.values["start"], row.values.get("accepted_on", dt.date.max)
        waiting = row.values["status"] in _NOT_YET_ACCEPTED and accepted_on > as_of
        if waiting and as_of > book.calendar.add_working_days(start, days):
            yield "delegations", Finding(row, "accepted_on", "MISSED", {"start": start, "days": days})


def followed_up(book: Book) -> Iterator[tuple[str, Finding]]:
    """What was planned for a day that has passed is done, unless the delegation is closed."""
    as_of = book.context.as_of
    for row in book.accepted("plan"):
        done_on = row.values.get("done_on")
        is_open = book.statuses.get(row.values["delegation_id"]) not in CLOSED_STATUSES
        if row.values["planned_on"] < as_of and (done_on is None or done_on > as_of) and is_open:
            yield "plan", Finding(row, "planned_on", "MISSED", {}, False)


def weighted(book: Book) -> Iterator[tuple[str, Finding]]:
    """At least one milestone of a delegation has a weight above zero (blank is 1)."""
    by_delegation: dict[str, list[Row]] = defaultdict(list)
    for row in book.accepted("milestones"):
        by_delegation[row.values["delegation_id"]].append(row)
    for delegation_id, rows in by_delegation.items():
        if all(row.values.get("weight") == 0 for row in rows):
            yield "milestones", Finding(rows[0], "weight", "ZERO", {"delegation": delegation_id})


def one_progress(book: Book) -> Iterator[tuple[str, Finding]]:
    """What is typed as progress is not far from what the milestones say, unless the work was given up."""
    apart = book.context.settings.progress_apart
    milestones = by_delegation(book.records("milestones"))
    for row in book.accepted("delegations"):
        if row.key in milestones and row.values["status"] not in _GIVEN_UP:
            found = milestone_progress(milestones[row.key], book.context.as_of)
            if found is not None and progress_differs(row.values.get("progress"), found, apart):
                yield "delegations", Finding(row, "progress", "DIFFERENT", {"milestones": rounded(found)})


ROW_RULES: dict[str, tuple[RowRule, ...]] = {"check_ins": (answered, owned), "meetings": (owned,)}
BOOK_RULES: tuple[BookRule, ...] = (accepted_in_time, followed_up, weighted, one_progress)
