"""The button Balance workload: which delegations to move to whom in what is left of the cycle, and why.

Proposes and changes no row. What is best is decided by `delegation.rebalance`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from addin.contents import Content
from addin.journal import Journal
from addin.names import Names
from addin.open_book import OpenBook
from addin.pressed import Pressed
from addin.proposals import DECIDING_ROWS, hours_text, left_out, propose
from addin.refusals import CycleOverError, NobodyError, NoCycleError, NoSolverError
from addin.result_sheet import Form, Row, hint, lead, table
from delegation.balance import balance
from delegation.decision_words import obstacle_words, state_words
from delegation.labels import Labels
from delegation.load import plan_load
from delegation.periods import Span
from delegation.rebalance import Move, Rebalancing, StillFull, rebalance
from delegation.rebalance_model import SolverMissingError
from delegation.rebalance_problem import Objectives
from delegation.validate import Validation
from delegation.workload import Band, PersonUsage, Usage, workload
from workbook_templates.style import BAD_SIGN, CAUTION_SIGN, GOOD_SIGN

BUTTON = "balance_workload"
_SECONDS = 8.0  # that somebody waits for Excel
_NAMED = 5  # moves are named in the message
_SIGNS = {Band.HEALTHY: GOOD_SIGN, Band.FULL: CAUTION_SIGN, Band.UNDER: "○"}  # any other is bad
_MOVES = {
    "delegation": Form.TEXT,
    "from": Form.TEXT,
    "to": Form.TEXT,
    "hours": Form.HOURS,
    "from_before": Form.SHARE,
    "from_after": Form.SHARE,
    "to_before": Form.SHARE,
    "to_after": Form.SHARE,
    "state": Form.TEXT,
}
_PEOPLE = {
    "member": Form.TEXT,
    "band": Form.TEXT,
    "capacity": Form.HOURS,
    "load_before": Form.HOURS,
    "used_before": Form.SHARE,
}
_MOVED_PEOPLE = {**_PEOPLE, "load_after": Form.HOURS, "used_after": Form.SHARE, "band_after": Form.TEXT}
_FULL = {"member": Form.TEXT, "used_after": Form.SHARE, "obstacles": Form.TEXT}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Balancing:
    """What was found: everybody before and after the moves, in the order of the sheet."""

    window: Span
    found: Rebalancing
    before: tuple[PersonUsage, ...]
    after: tuple[PersonUsage, ...]


def balance_workload(open_book: OpenBook, journal: Journal, seconds: float = _SECONDS) -> Pressed:
    """`seconds`: for how long better moves are looked for.

    Raises: MissingTableError, NoCycleError, CycleOverError, NobodyError, NoSolverError.
    """
    open_book.table("members")
    open_book.table("delegations")
    window, validation = _window(open_book), open_book.validation()
    if not validation.records.get("members"):
        raise NobodyError
    balancing = _balancing(open_book, validation, window, seconds)
    omitted = left_out(open_book, validation, DECIDING_ROWS)
    outcome = _outcome(open_book, balancing)
    names = Names(validation)
    return propose(
        open_book,
        journal,
        button=BUTTON,
        title=open_book.words.text(f"results.{BUTTON}.title"),
        rows=_rows(open_book, names, balancing, outcome, omitted),
        said=(outcome, *_named(open_book.words, names, balancing.found.moves), *omitted),
    )


def _window(open_book: OpenBook) -> Span:
    """What is left of the cycle."""
    context = open_book.context
    if context.cycle_first is None or context.cycle_last is None:
        raise NoCycleError
    if open_book.as_of > context.cycle_last:
        raise CycleOverError(context.cycle, context.cycle_last, open_book.as_of)
    return Span(max(context.cycle_first, open_book.as_of), context.cycle_last)


def _balancing(open_book: OpenBook, validation: Validation, window: Span, seconds: float) -> _Balancing:
    records, calendar = validation.records, open_book.calendar(validation)
    members, delegations = records.get("members", ()), records.get("delegations", ())
    leave, milestones = records.get("leave", ()), records.get("milestones", ())
    settings = open_book.context.settings
    try:
        found = rebalance(
            members,
            records.get("skills", ()),
            delegations,
            first=window.first,
            last=window.last,
            as_of=open_book.as_of,
            calendar=calendar,
            leave=leave,
            milestones=milestones,
            settings=settings,
            seconds=seconds,
        )
    except SolverMissingError:
        raise NoSolverError from None
    plan = plan_load(
        members, delegations, as_of=open_book.as_of, calendar=calendar, leave=leave, milestones=milestones
    )
    before = workload(plan, window.first, window.last, settings=settings).people
    changed: dict[str, Usage] = {}
    for move in found.moves:
        changed |= {move.from_id: move.giver.after, move.to_id: move.taker.after}
    after = tuple(replace(each, usage=changed.get(each.member_id, each.usage)) for each in before)
    return _Balancing(window=window, found=found, before=before, after=after)


def _outcome(open_book: OpenBook, balancing: _Balancing) -> str:
    """What came of it, in one sentence."""
    words, found = open_book.words, balancing.found
    full = f"{open_book.context.settings.full_above:.0%}"
    if not found.needed:
        return words.text(f"buttons.{BUTTON}.not_needed", full=full)
    if not found.moves:
        return words.text(f"buttons.{BUTTON}.{'stuck' if found.unproved is None else 'no_time'}", full=full)
    moves = "one" if len(found.moves) == 1 else "many"
    return words.text(f"buttons.{BUTTON}.{moves}", n=len(found.moves), hours=hours_text(found.after.hours))


def _figures(balancing: _Balancing, words: Labels) -> Iterator[str]:
    """How full the fullest are and how unevenly work is shared out, now and after the moves."""
    found = balancing.found
    yield from _figure("now", balancing.before, found.before, words)
    if found.moves:
        yield from _figure("then", balancing.after, found.after, words)


def _figure(when: str, people: Sequence[PersonUsage], reached: Objectives, words: Labels) -> Iterator[str]:
    """Nothing where nobody has capacity."""
    found = balance(people)
    if found.most is not None and found.gini is not None:
        yield words.text(
            f"results.{BUTTON}.{when}",
            most=f"{found.most:.0%}",
            above=hours_text(reached.above),
            gini=f"{found.gini:.2f}",
        )


def _named(words: Labels, names: Names, moves: Sequence[Move]) -> tuple[str, ...]:
    """The moves, one a line, as many as fit into a message."""
    lines = [
        words.text(
            f"buttons.{BUTTON}.move",
            delegation=names.delegation(each.delegation_id),
            giver=names.member(each.from_id),
            taker=names.member(each.to_id),
        )
        for each in moves[:_NAMED]
    ]
    return ("\n".join(lines),) if lines else ()


def _rows(
    open_book: OpenBook, names: Names, balancing: _Balancing, outcome: str, omitted: Sequence[str]
) -> Iterator[Row]:
    words, found, window = open_book.words, balancing.found, balancing.window
    yield lead(
        words.text(
            f"results.{BUTTON}.about",
            cycle=open_book.context.cycle,
            first=window.first,
            last=window.last,
            day=open_book.as_of,
        )
    )
    yield lead(outcome)
    if found.moves:
        yield lead(words.text(f"results.{BUTTON}.next", sheet=words.sheet("delegations")))
    for sentence in (*_figures(balancing, words), *omitted):
        yield hint(sentence)
    if found.moves:
        moves = (_move(each, state_words(found, words), names) for each in found.moves)
        yield from table(words, words.text(f"results.{BUTTON}.moves"), _MOVES, moves)
    if found.still_full:
        full = (_full(each, names, words) for each in found.still_full)
        yield from table(words, words.text(f"results.{BUTTON}.still_full"), _FULL, full)
    people = zip(balancing.before, balancing.after, strict=True)
    columns = _MOVED_PEOPLE if found.moves else _PEOPLE
    lines = (_person(names.member(one.member_id), one.usage, other.usage, words) for one, other in people)
    yield from table(words, words.text(f"results.{BUTTON}.people"), columns, lines)


def _move(each: Move, state: str, names: Names) -> dict[str, Content]:
    return {
        "delegation": names.delegation(each.delegation_id),
        "from": names.member(each.from_id),
        "to": names.member(each.to_id),
        "hours": each.hours,
        "from_before": each.giver.before.utilisation,
        "from_after": each.giver.after.utilisation,
        "to_before": each.taker.before.utilisation,
        "to_after": each.taker.after.utilisation,
        "state": state,
    }


def _person(name: str, before: Usage, after: Usage, words: Labels) -> dict[str, Content]:
    return {
        "member": name,
        "capacity": before.capacity_hours,
        "load_before": before.load_hours,
        "load_after": after.load_hours,
        "used_before": before.utilisation,
        "used_after": after.utilisation,
        "band": _band(before.band, words),
        "band_after": _band(after.band, words),
    }


def _band(band: Band | None, words: Labels) -> str | None:
    return None if band is None else f"{_SIGNS.get(band, BAD_SIGN)} {words.text(f'show.band.{band}')}"


def _full(each: StillFull, names: Names, words: Labels) -> dict[str, Content]:
    return {
        "member": names.member(each.member_id),
        "used_after": each.usage.utilisation,
        "obstacles": obstacle_words(each, names, words) or None,
    }
