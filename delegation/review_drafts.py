"""Drafts of the reviews that a cycle still owes: one for each delegation that was closed in it (SPEC §10).

Owns which delegations those are and what of a review is known beforehand. What went well and what to improve
is for people to write.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from delegation.authority import NextAuthority, next_authority
from delegation.cells import Misfit, fold_key
from delegation.cells.choices import parse_choice
from delegation.happened import Values, by_delegation, happened
from delegation.records import Record
from delegation.review import CycleReview, Tables
from delegation.tables import CLOSED_STATUSES, REVIEWS


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDraft:
    """What is known of a review. `cause`: the one that check-ins name, None where they name none or several;
    `next_authority`: None for who is no member, and where it depends on what is not looked at.
    """

    delegation_id: str
    cause: str | None
    next_authority: NextAuthority | None


def closed_in_cycle(delegations: Iterable[Record], review: CycleReview) -> tuple[Record, ...]:
    """The delegations that were completed, returned or cancelled in the cycle up to the day of the review."""
    return tuple(
        record
        for record in delegations
        if record.values["status"] in CLOSED_STATUSES
        and happened(record.values, "completed_on", review.as_of) in review.cycle
    )


def draft_reviews(
    tables: Tables, review: CycleReview, *, cycle_id: str, sensitive: bool
) -> tuple[ReviewDraft, ...]:
    """A draft for each delegation closed in the cycle that has no review yet, in the order of the sheet.

    `sensitive`: evaluations were looked at when the cycle was reviewed.
    """
    there = {
        each.values["delegation_id"]
        for each in tables.get("reviews", ())
        if fold_key(str(each.values["cycle"])) == fold_key(cycle_id)
    }
    proposed = {each.member_id: next_authority(each, sensitive=sensitive) for each in review.authority}
    check_ins = by_delegation(tables.get("check_ins", ()))
    return tuple(
        ReviewDraft(
            delegation_id=record.key,
            cause=_cause(check_ins.get(record.key, ())),
            next_authority=proposed.get(str(record.values["delegate"])),
        )
        for record in closed_in_cycle(tables.get("delegations", ()), review)
        if record.key not in there
    )


def _cause(check_ins: Iterable[Values]) -> str | None:
    """Causes are free text in check-ins: one counts where it is the word of a category of reviews."""
    field = REVIEWS.field("cause")
    read = [parse_choice(field, each["cause"]) for each in check_ins if "cause" in each]
    found = {each for each in read if not isinstance(each, Misfit)}
    return found.pop() if len(found) == 1 else None
