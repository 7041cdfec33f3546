"""Rules on who does the work: members, their skills and leave (SPEC §5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from delegation.cells import fold
from delegation.issues import listed
from delegation.load import DAYS_MISSING, plan_load
from delegation.parse import Finding, Row
from delegation.rules.book import Book, BookRule
from delegation.tables import OPEN_STATUSES

_DAY = dt.timedelta(days=1)


def _handed_out(book: Book) -> Iterator[tuple[Row, Row]]:
    """Every open delegation whose delegate is a member, with that member."""
    for row in book.accepted("delegations"):
        member = book.members.get(row.values["delegate"])
        if member is not None and row.values["status"] in OPEN_STATUSES:
            yield row, member


def inactive(book: Book) -> Iterator[tuple[str, Finding]]:
    for row, member in _handed_out(book):
        if member.values.get("active") == "no":
            yield "delegations", Finding(row, "delegate", "INACTIVE", {})


def away(book: Book) -> Iterator[tuple[str, Finding]]:
    """The delegate is there on at least one of their days between now, or the start, and the due date."""
    for row, member in _handed_out(book):
        start, due = max(row.values["start"], book.context.as_of), row.values["due"]
        if member.key in book.leave and _away_throughout(book, member, start, due):
            yield "delegations", Finding(row, "delegate", "LEAVE", {"start": start, "due": due})


def days_left(book: Book) -> Iterator[tuple[str, Finding]]:
    """What is left of a delegation has a working day of the delegate's to be done on, until it is due.

    Who is on leave throughout is told so, and of an overdue delegation everybody knows that no day is left.
    """
    if not book.has("members"):
        return  # whose days they would be is not known
    plan = plan_load(
        book.records("members"),
        book.records("delegations"),
        as_of=book.context.as_of,
        calendar=book.calendar,
        leave=book.records("leave"),
        milestones=book.records("milestones"),
    )
    missing = {each.delegation_id for each in plan.issues if each.code == DAYS_MISSING}
    told = {finding.row.key for _, finding in away(book)} if missing else set()
    for row in book.accepted("delegations"):
        if row.key in missing - told and row.values["due"] >= book.context.as_of:
            yield "delegations", Finding(row, "due", "MISSING", {}, code=DAYS_MISSING)


def _away_throughout(book: Book, member: Row, first: dt.date, last: dt.date) -> bool:
    """Whether full leave covers every own day of the member in [first, last], and there is such a day."""
    covered, day = False, first
    for leave in book.leave[member.key]:
        start, end = leave.values["start"], leave.values["end"]
        if leave.values.get("share", 1) < 1 or end < day or start > last:
            continue
        if _has_own_day(book, member, day, start - _DAY):
            return False
        covered = covered or _has_own_day(book, member, max(day, start), min(end, last))
        if end >= last:
            return covered
        day = end + _DAY
    return covered and not _has_own_day(book, member, day, last)


def _has_own_day(book: Book, member: Row, first: dt.date, last: dt.date) -> bool:
    days = (dt.date.fromordinal(each) for each in range(first.toordinal(), last.toordinal() + 1))
    return any(book.is_own_day(member, day) for day in days)


def skilled(book: Book) -> Iterator[tuple[str, Finding]]:
    """Where a required skill is not there yet, training or a mentor is."""
    if not book.has("skills"):
        return
    for row, member in _handed_out(book):
        if not (row.blank("training") and row.blank("mentor")):
            continue
        held = book.skills.get(member.key, {})
        required = row.values.get("required_skills", ())
        gaps = [
            f"{skill} {held.get(fold(skill), 0)}/{level}"
            for skill, level in required
            if held.get(fold(skill), 0) < level
        ]
        if gaps:
            yield "delegations", Finding(row, "required_skills", "GAP", {"skills": listed(gaps)})


def overlapping(book: Book) -> Iterator[tuple[str, Finding]]:
    """No two leaves of a member share a day; said at the one that starts later."""
    for rows in book.leave.values():
        longest = rows[0]
        for row in rows[1:]:
            if row.values["start"] <= longest.values["end"]:
                params = {
                    "start": longest.values["start"],
                    "end": longest.values["end"],
                    "first": book.cell("leave", longest, "start"),
                }
                yield "leave", Finding(row, "start", "OVERLAP", params)
            if row.values["end"] > longest.values["end"]:
                longest = row


BOOK_RULES: tuple[BookRule, ...] = (inactive, away, days_left, skilled, overlapping)
