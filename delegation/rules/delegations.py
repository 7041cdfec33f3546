"""Rules on a single delegation: its status and days, its objective, who acts in it (SPEC §5)."""

from __future__ import annotations

from collections.abc import Iterator

from delegation.cells import fold
from delegation.context import Context
from delegation.issues import Param
from delegation.parse import Finding, Row
from delegation.rules.book import RowRule
from delegation.rules.wording import has_number_or_date, must_ask_first
from delegation.tables import CLOSED_STATUSES, OPEN_STATUSES

_ACCEPTED_OR_LATER = ("accepted", "in_progress", "on_hold", "awaiting_review", "completed")
_DECIDES_ALONE = 7


def _status(row: Row) -> dict[str, Param]:
    return {"status": f"@choice:status.{row.values['status']}"}


def closing(row: Row, _: Context) -> Iterator[Finding]:
    """A closed delegation has the day of closing, an open one has none."""
    status = row.values.get("status")
    if status in CLOSED_STATUSES and row.blank("completed_on"):
        yield Finding(row, "completed_on", "MISSING", _status(row))
    if status in OPEN_STATUSES and "completed_on" in row.values:
        yield Finding(row, "completed_on", "CONFLICT", _status(row))


def progress(row: Row, _: Context) -> Iterator[Finding]:
    """100 % goes with closing, or with waiting for the review; completed goes with 100 %."""
    share, status = row.values.get("progress"), row.values.get("status")
    if share is None or status is None:
        return
    if share >= 1 and status in OPEN_STATUSES and status != "awaiting_review":
        yield Finding(row, "progress", "CONFLICT", _status(row))
    if share < 1 and status == "completed":
        yield Finding(row, "status", "CONFLICT", {"progress": share})


def success(row: Row, _: Context) -> Iterator[Finding]:
    """Of a completed delegation it is known what success was, and whether it was had."""
    if row.values.get("status") == "completed":
        for field_id in ("success_criteria", "criteria_met"):
            if row.blank(field_id):
                yield Finding(row, field_id, "MISSING", {})


def acceptance(row: Row, _: Context) -> Iterator[Finding]:
    if row.values.get("status") in _ACCEPTED_OR_LATER and row.blank("accepted_on"):
        yield Finding(row, "accepted_on", "MISSING", _status(row))


def cadence(row: Row, _: Context) -> Iterator[Finding]:
    if row.values.get("status") in OPEN_STATUSES and row.blank("check_in_days"):
        yield Finding(row, "check_in_days", "MISSING", {})


def objective(row: Row, context: Context) -> Iterator[Finding]:
    """Long enough to be understood, and with a number or a date to know it by."""
    text = row.values.get("objective")
    if text is None:
        return
    minimum = context.settings.objective_min_chars
    if len(text) < minimum:
        yield Finding(row, "objective", "SHORT", {"length": len(text), "minimum": minimum})
    if not has_number_or_date(text):
        yield Finding(row, "objective", "VAGUE", {})


def authority(row: Row, _: Context) -> Iterator[Finding]:
    """Level 7 decides alone, so there is nothing to be asked first."""
    limits = row.values.get("authority_limits")
    if limits is not None and row.values.get("authority_level") == _DECIDES_ALONE:
        asked = must_ask_first(limits)
        if asked:
            yield Finding(row, "authority_level", "CONFLICT", {"limits": asked})


def two_people(row: Row, _: Context) -> Iterator[Finding]:
    delegator, delegate = row.values.get("delegator"), row.values.get("delegate")
    if delegator is not None and delegate is not None and fold(delegator) == fold(delegate):
        yield Finding(row, "delegate", "CONFLICT", {})


ROW_RULES: dict[str, tuple[RowRule, ...]] = {
    "delegations": (
        closing,
        progress,
        success,
        acceptance,
        cadence,
        objective,
        authority,
        two_people,
    ),
}
