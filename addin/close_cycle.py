"""The button Close cycle: what the cycle came to, drafts of the reviews that it owes, and what is proposed.

Drafts become rows of the reviews, where none is there yet, because people have to go on writing in them.
Recognition and authority are only proposed on the sheet of results: nothing of that is given by a button.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from addin.contents import Content
from addin.journal import Journal
from addin.names import Names
from addin.new_rows import NewRows, new_rows
from addin.open_book import OpenBook
from addin.pressed import Pressed
from addin.proposals import left_out, propose
from addin.refusals import CycleAheadError, NoCycleError, NothingToReviewError
from addin.result_sheet import Form, Row, hint, lead, table
from delegation.authority import NextAuthority, next_authority
from delegation.decision_words import (
    authority_grounds,
    evidence_words,
    last_recognised,
    next_authority_words,
)
from delegation.delegation_figures import on_time
from delegation.happened import Values
from delegation.labels import Labels
from delegation.periods import Span
from delegation.records import Record
from delegation.review import CycleReview, Tables, review_cycle
from delegation.review_drafts import ReviewDraft, closed_in_cycle, draft_reviews
from delegation.rollup import RollUp
from delegation.tables import CAUSE, NEXT_AUTHORITY, RECOGNITION_TYPE, STATUS, YES_NO
from delegation.validate import Validation

BUTTON = "close_cycle"
_TABLES = ("members", "delegations", "kpis", "readings", "check_ins", "meetings", "evaluations", "reviews")
_FIGURES = {"figure": Form.TEXT, "value": Form.TEXT}
_KPIS = {"kpi": Form.TEXT, "member": Form.TEXT, "index_start": Form.SHARE, "index_end": Form.SHARE}
_CLOSED = {
    "delegation": Form.TEXT,
    "member": Form.TEXT,
    "status": Form.TEXT,
    "due": Form.DATE,
    "completed_on": Form.DATE,
    "on_time": Form.TEXT,
    "review": Form.TEXT,
}
_RECOGNITION = {"member": Form.TEXT, "kind": Form.TEXT, "evidence": Form.TEXT, "last": Form.TEXT}
_AUTHORITY = {"member": Form.TEXT, "change": Form.TEXT, "grounds": Form.TEXT}
_SIGNS = {NextAuthority.RAISE: "↑", NextAuthority.KEEP: "→", NextAuthority.LOWER: "↓"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Closing:
    """What was found, and the rows that were drafted from it; None where no review is owed."""

    review: CycleReview
    records: Tables
    drafts: tuple[ReviewDraft, ...]
    rows: NewRows | None
    names: Names
    sensitive: bool


def close_cycle(open_book: OpenBook, journal: Journal) -> Pressed:
    """Raises: MissingTableError, MissingColumnsError, NoCycleError, CycleAheadError, NothingToReviewError."""
    open_book.table("delegations")
    open_book.table("reviews")
    cycle, validation = _cycle(open_book), open_book.validation()
    if not (validation.records.get("delegations") or validation.records.get("kpis")):
        raise NothingToReviewError
    closing = _closing(open_book, validation, cycle)
    omitted = left_out(open_book, validation, _TABLES)
    said = tuple(_said(open_book, closing))
    return propose(
        open_book,
        journal,
        button=BUTTON,
        title=open_book.words.text(f"results.{BUTTON}.title", cycle=open_book.context.cycle),
        rows=_rows(open_book, closing, said, omitted),
        said=(*said, *omitted),
        new_rows=closing.rows,
    )


def _cycle(open_book: OpenBook) -> Span:
    context = open_book.context
    if context.cycle_first is None or context.cycle_last is None or not context.cycle:
        raise NoCycleError
    if open_book.as_of < context.cycle_first:
        raise CycleAheadError(context.cycle, context.cycle_first, open_book.as_of)
    return Span(context.cycle_first, context.cycle_last)


def _closing(open_book: OpenBook, validation: Validation, cycle: Span) -> _Closing:
    """Evaluations are looked at only in a workbook that the lead alone opens (SPEC §12)."""
    sensitive, cycle_id = open_book.is_leads, open_book.context.cycle
    records: Tables = {
        name: found for name, found in validation.records.items() if sensitive or name != "evaluations"
    }
    review = review_cycle(
        records,
        cycle_id=cycle_id,
        cycle=cycle,
        as_of=open_book.as_of,
        calendar=open_book.calendar(validation),
        settings=open_book.context.settings,
    )
    drafts = draft_reviews(records, review, cycle_id=cycle_id, sensitive=sensitive)
    names = Names(validation)
    rows = [_draft(each, cycle_id, names, open_book.words) for each in drafts]
    return _Closing(
        review=review,
        records=records,
        drafts=drafts,
        rows=new_rows(open_book.table("reviews"), rows, open_book.words) if rows else None,
        names=names,
        sensitive=sensitive,
    )


def _draft(each: ReviewDraft, cycle_id: str, names: Names, words: Labels) -> Mapping[str, Content]:
    row: dict[str, Content] = {"delegation_id": names.delegation(each.delegation_id), "cycle": cycle_id}
    if each.cause is not None:
        row["cause"] = words.choice(CAUSE, each.cause)
    if each.next_authority is not None:
        row["next_authority"] = words.choice(NEXT_AUTHORITY, each.next_authority)
    return row


def _said(open_book: OpenBook, closing: _Closing) -> Iterator[str]:
    words, review = open_book.words, closing.review
    yield words.text(f"buttons.{BUTTON}.done", cycle=open_book.context.cycle, day=review.as_of)
    if review.as_of < review.cycle.last:
        yield words.text(f"buttons.{BUTTON}.running", last=review.cycle.last)
    if closing.rows is not None:
        yield words.text(
            f"buttons.{BUTTON}.drafted",
            n=len(closing.drafts),
            sheet=open_book.table("reviews").area.sheet_name,
            row=closing.rows.first,
        )
    else:
        yield words.text(f"buttons.{BUTTON}.nothing_owed")
    yield words.text(
        f"buttons.{BUTTON}.proposed",
        recognition=len(review.recognition),
        authority=len(_changes(closing)),
    )


def _changes(closing: _Closing) -> tuple[str, ...]:
    """The members for whom another authority is proposed."""
    return tuple(
        each.member_id
        for each in closing.review.authority
        if next_authority(each, sensitive=closing.sensitive) in (NextAuthority.RAISE, NextAuthority.LOWER)
    )


def _rows(
    open_book: OpenBook, closing: _Closing, said: Sequence[str], omitted: Sequence[str]
) -> Iterator[Row]:
    words, review = open_book.words, closing.review
    for sentence in said:
        yield lead(sentence)
    sheets = {each: words.sheet(each) for each in ("recognition", "adjustments")}
    yield lead(words.text(f"results.{BUTTON}.next", **sheets))
    if not closing.sensitive:
        yield hint(words.text(f"results.{BUTTON}.personal"))
    for sentence in omitted:
        yield hint(sentence)

    def part(name: str) -> str:
        return words.text(f"results.{BUTTON}.{name}")

    yield from table(words, part("figures"), _FIGURES, _figures(review, words))
    if review.recognition:
        yield from table(words, part("recognition"), _RECOGNITION, _recognition(closing, words))
    yield from table(words, part("authority"), _AUTHORITY, _authority(closing, words))
    closed = closed_in_cycle(closing.records.get("delegations", ()), review)
    if closed:
        yield from table(words, part("closed"), _CLOSED, (_closed(each, closing, words) for each in closed))
    if review.kpis:
        yield from table(words, part("kpis"), _KPIS, _kpis(closing))


def _figures(review: CycleReview, words: Labels) -> Iterator[dict[str, Content]]:
    team = review.team
    causes = [f"{words.choice(CAUSE, cause)} {count}" for cause, count in sorted(team.causes.items())]
    found = {
        "closed": str(team.closed),
        "on_time": "–" if team.on_time is None else f"{team.on_time:.0%}",
        "score_start": _score(team.score_at_start, words),
        "score_end": _score(team.score_at_end, words),
        "loops": words.text(f"results.{BUTTON}.loops", opened=team.loops_opened, closed=team.loops_closed),
        "causes": words.text("workbook.lists.join").join(causes) or "–",
    }
    for name, value in found.items():
        yield {"figure": words.text(f"results.{BUTTON}.figure.{name}"), "value": value}


def _score(found: RollUp, words: Labels) -> str:
    if isinstance(found.score, float):
        return f"{found.score:.0%}"
    return words.text(f"show.kpi_status.{found.score}")


def _recognition(closing: _Closing, words: Labels) -> Iterator[dict[str, Content]]:
    for each in closing.review.recognition:
        yield {
            "member": closing.names.member(each.member_id),
            "kind": words.choice(RECOGNITION_TYPE, each.kind),
            "evidence": evidence_words(each.evidence, closing.names, words),
            "last": last_recognised(each.days_since, words),
        }


def _authority(closing: _Closing, words: Labels) -> Iterator[dict[str, Content]]:
    for each in closing.review.authority:
        change = next_authority(each, sensitive=closing.sensitive)
        word = next_authority_words(each, words, sensitive=closing.sensitive)
        yield {
            "member": closing.names.member(each.member_id),
            "change": f"{_SIGNS[change]} {word}" if change else word,
            "grounds": authority_grounds(each, closing.names, words, sensitive=closing.sensitive),
        }


def _closed(record: Record, closing: _Closing, words: Labels) -> dict[str, Content]:
    values: Values = record.values
    names = closing.names
    in_time = on_time(values, closing.review.as_of)
    drafted = [each.delegation_id for each in closing.drafts]
    row = closing.rows.first + drafted.index(record.key) if closing.rows and record.key in drafted else 0
    return {
        "delegation": names.delegation(record.key),
        "member": names.member(values["delegate"]),
        "status": words.choice(STATUS, values["status"]),
        "due": values["due"],
        "completed_on": values["completed_on"],
        "on_time": None if in_time is None else words.choice(YES_NO, "yes" if in_time else "no"),
        "review": words.text(f"results.{BUTTON}.{'draft' if row else 'there'}", row=row),
    }


def _kpis(closing: _Closing) -> Iterator[dict[str, Content]]:
    for each in closing.review.kpis:
        values = closing.names.values("kpis", each.kpi_id)
        yield {
            "kpi": str(values.get("name", each.kpi_id)),
            "member": closing.names.member(str(values.get("owner", ""))) or None,
            "index_start": each.at_start,
            "index_end": each.at_end,
        }
