"""The button Suggest delegate: who could take on the selected delegation, best first, each with the reasons.

Proposes and changes no row. What is personal stays in the score and is only shown in a lead's own workbook
(SPEC §12).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from addin.contents import Content
from addin.journal import Journal
from addin.names import Names
from addin.open_book import OpenBook
from addin.pressed import Pressed
from addin.proposals import DECIDING_ROWS, hours_text, left_out, propose
from addin.refusals import NobodyError, UnusableDelegationError
from addin.result_sheet import Form, Row, hint, lead, table
from addin.selected import SelectedDelegation, open_delegation, selected_delegation
from delegation.decision_words import against, authority_words
from delegation.happened import Values
from delegation.labels import Labels
from delegation.matching import Candidate, MatchError, Suggestions, suggest, weights_of
from delegation.records import Record
from delegation.skills import is_for_learning
from delegation.validate import Validation

BUTTON = "suggest_delegate"
_NAMED = 3  # of the best are named in the message
_PERSONAL = ("motivation", "reliability")
_FORMS = {
    "rank": Form.COUNT,
    "member": Form.TEXT,
    "score": Form.SHARE,
    "skill": Form.SHARE,
    "spare": Form.SHARE,
    "motivation": Form.SHARE,
    "reliability": Form.SHARE,
    "development": Form.SHARE,
    "utilisation_after": Form.SHARE,
    "style": Form.TEXT,
    "authority": Form.TEXT,
    "failed": Form.TEXT,
}


def suggest_delegate(open_book: OpenBook, journal: Journal) -> Pressed:
    """Raises: NoDelegationSelectedError, UnusableDelegationError, ClosedDelegationError, NobodyError,
    MissingTableError.
    """
    about = selected_delegation(open_book)
    open_book.table("members")
    validation = open_book.validation()
    record = open_delegation(validation, about, open_book.as_of)
    if record.values.get("required_skills"):
        open_book.table("skills")
    found = _found(open_book, validation, record)
    if isinstance(found, MatchError):
        raise UnusableDelegationError(about.name, (found.value,))
    if not found.candidates:
        raise NobodyError
    omitted = left_out(open_book, validation, DECIDING_ROWS)
    names = Names(validation)
    return propose(
        open_book,
        journal,
        button=BUTTON,
        title=open_book.words.text(f"results.{BUTTON}.title", name=about.name),
        rows=_rows(open_book, names, record, found, omitted),
        said=(_said(open_book.words, names, about, found), *omitted),
    )


def _found(open_book: OpenBook, validation: Validation, record: Record) -> Suggestions | MatchError:
    records = validation.records
    return suggest(
        record.key,
        records.get("members", ()),
        records.get("skills", ()),
        records.get("delegations", ()),
        as_of=open_book.as_of,
        calendar=open_book.calendar(validation),
        leave=records.get("leave", ()),
        milestones=records.get("milestones", ()),
        prior=open_book.prior,
        weights=weights_of(open_book.context.settings),
    )


def _rows(
    open_book: OpenBook, names: Names, record: Record, found: Suggestions, omitted: Sequence[str]
) -> Iterator[Row]:
    words = open_book.words
    values: Values = record.values
    delegate = values["delegate"]
    yield lead(
        words.text(
            f"results.{BUTTON}.about",
            id=record.key,
            delegate=names.member(delegate),
            hours=hours_text(found.hours),
            first=found.window.first,
            last=found.window.last,
            day=open_book.as_of,
        )
    )
    if values["due"] < open_book.as_of:
        yield lead(words.text(f"results.{BUTTON}.overdue", day=found.window.first))
    if found.candidates[0].rank is None:
        yield lead(words.text(f"results.{BUTTON}.nobody"))
    yield lead(words.text(f"results.{BUTTON}.next", sheet=words.sheet("delegations")))
    learning = is_for_learning(values)
    yield hint(_weighing(open_book, learning=learning))
    if not open_book.is_leads:
        yield hint(words.text(f"results.{BUTTON}.personal"))
    for sentence in omitted:
        yield hint(sentence)
    hidden = (*(() if open_book.is_leads else _PERSONAL), *(() if learning else ("development",)))
    columns = {each: form for each, form in _FORMS.items() if each not in hidden}
    candidates = (_candidate(each, names, delegate, words) for each in found.candidates)
    yield from table(words, "", columns, candidates)


def _weighing(open_book: OpenBook, *, learning: bool) -> str:
    """How much each term counts, of those that do."""
    words = open_book.words
    weights = asdict(weights_of(open_book.context.settings))
    whole = sum(weights.values())
    parts = [
        f"{words.text(f'results.column.{term}')} {weight / whole:.0%}"
        for term, weight in weights.items()
        if learning or term != "development"
    ]
    return words.text(f"results.{BUTTON}.weighing", parts=words.text("workbook.lists.join").join(parts))


def _candidate(each: Candidate, names: Names, delegate: str, words: Labels) -> dict[str, Content]:
    name = names.member(each.member_id)
    is_now = each.member_id == delegate
    return {
        **asdict(each.terms),
        "rank": each.rank,
        "member": words.text(f"results.{BUTTON}.now", name=name) if is_now else name,
        "score": each.score,
        "utilisation_after": each.utilisation,
        "style": words.text(f"decisions.style.{each.style}"),
        "authority": authority_words(each.authority, words),
        "failed": against(each, words) or None,
    }


def _said(words: Labels, names: Names, about: SelectedDelegation, found: Suggestions) -> str:
    best = [
        f"{each.rank}. {names.member(each.member_id)} {each.score:.0%}"
        for each in found.candidates[:_NAMED]
        if each.rank is not None
    ]
    if not best:
        return words.text(f"buttons.{BUTTON}.nobody", name=about.name)
    joined = words.text("workbook.lists.join").join(best)
    return words.text(f"buttons.{BUTTON}.done", name=about.name, best=joined)
