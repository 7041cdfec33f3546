"""The formulas that propose: whom to delegate to, and what to move to whom (SPEC §8, §9, §13)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple

from addin.answers import Wrong, WrongArgumentError
from addin.arguments import delegation, own, read_cell, read_cells, read_day, read_flag
from addin.ranges import Cell, ShapeError, Spill, cell, cells
from addin.readable import readable
from addin.tables import CALENDAR, MILESTONES, needs, sound_tables
from addin.workloads import LEAVE, read_window
from delegation.cells import fold
from delegation.labels import Labels
from delegation.matching import DEFAULT, Candidate, MatchError, Weights, suggest
from delegation.needed_columns import NeededTables
from delegation.rebalance import Change, Move, Rebalancing, StillFull, rebalance
from delegation.rebalance_model import SolverMissingError
from delegation.settings import DEFAULT as SETTINGS

_MEMBERS = "member_id name weekly_hours work_days reserved_share active"
_DELEGATIONS = (
    "delegation_id delegator delegate start due effort_hours progress status completed_on"
    " required_skills development_purpose"
)
_SKILLS = needs("member_id skill level")
_SUGGEST = {
    "members": needs(f"{_MEMBERS} motivation"),
    "skills": _SKILLS,
    "delegations": needs(f"{_DELEGATIONS} due_agreed"),
    "leave": LEAVE,
    "calendar": CALENDAR,
    "milestones": MILESTONES,
}
_REBALANCE = {
    **_SUGGEST,
    "members": needs(_MEMBERS),
    "delegations": needs(f"{_DELEGATIONS} pinned"),
}
_DELEGATION, _AS_OF, _TOP, _PRIOR = delegation("delegation_id"), own("as_of"), own("top"), own("prior")
_SHOWN = (
    *("rank", "member", "score", "skill", "spare", "motivation", "reliability", "development"),
    *("utilisation_after", "style", "authority", "failed"),
)
_PERSONAL = frozenset(("motivation", "reliability"))
_MOVED = ("delegation", "from", "to", "hours", "from_before", "from_after", "to_before", "to_after", "state")


@readable
def suggestions(
    words: Labels,
    delegation_id: object,
    members: object,
    skills: object,
    delegations: object,
    as_of: object,
    leave: object,
    calendar: object,
    milestones: object,
    top: object,
    prior: object,
    weights: object,
    sensitive: object,
) -> Spill:
    """A row for each member under a header; what is personal only where it is asked for."""
    day = read_day(_AS_OF, as_of)
    given = {
        "members": members,
        "skills": skills,
        "delegations": delegations,
        "leave": leave,
        "calendar": calendar,
        "milestones": milestones,
    }
    tables = sound_tables(given, _SUGGEST, day, words)
    found = suggest(
        _delegation_id(delegation_id, tables),
        tables.records("members"),
        tables.records("skills"),
        tables.records("delegations"),
        as_of=day,
        calendar=tables.calendar(),
        leave=tables.records("leave"),
        milestones=tables.records("milestones"),
        prior=read_cell(_PRIOR, prior),
        weights=_weights(weights),
        top=read_cell(_TOP, top),
    )
    if isinstance(found, MatchError):
        raise WrongArgumentError(Wrong(code=found.value, value=cell(delegation_id)))
    hidden = frozenset[str]() if read_flag("sensitive", sensitive) else _PERSONAL
    return _table(_SHOWN, hidden, (_candidate(each, words) for each in found.candidates), words)


@readable
def moves(
    words: Labels,
    members: object,
    skills: object,
    delegations: object,
    first: object,
    last: object,
    leave: object,
    calendar: object,
    milestones: object,
    as_of: object,
) -> Spill:
    """A row for each move under a header; without any the header ends with why."""
    window = read_window(first, last, as_of)
    given = {
        "members": members,
        "skills": skills,
        "delegations": delegations,
        "leave": leave,
        "calendar": calendar,
        "milestones": milestones,
    }
    tables = sound_tables(given, _REBALANCE, window.as_of, words)
    try:
        found = rebalance(
            tables.records("members"),
            tables.records("skills"),
            tables.records("delegations"),
            first=window.first,
            last=window.last,
            as_of=window.as_of,
            calendar=tables.calendar(),
            leave=tables.records("leave"),
            milestones=tables.records("milestones"),
        )
    except SolverMissingError:
        raise WrongArgumentError(Wrong(code="ARG-SOLVER-MISSING")) from None
    if not found.moves:
        return [[*_header(_MOVED, words), _remark(found, words)]]
    state = _state(found, words)
    return _table(_MOVED, frozenset(), ([*_move(each), state] for each in found.moves), words)


def _delegation_id(given: object, tables: NeededTables) -> str:
    """The id that was given as the table spells it; one that is not there stays as it is."""
    text: str | None = read_cell(_DELEGATION, given)
    if text is None:
        raise WrongArgumentError(Wrong(code="DLG-DELEGATION-REQUIRED"))
    known = {fold(each.key): each.key for each in tables.records("delegations")}
    return known.get(fold(text), text)


def _weights(given: object) -> Weights:
    """Five cells in the order of the terms; a blank one has its default. Raises: ShapeError for others."""
    defaults = astuple(DEFAULT)
    found = read_cells(own("weights"), cells(given))
    if found == [None]:
        return DEFAULT
    if len(found) != len(defaults):
        raise ShapeError
    skill, spare, motivation, reliability, development = (
        default if each is None else each for each, default in zip(found, defaults, strict=True)
    )
    return Weights(
        skill=skill, spare=spare, motivation=motivation, reliability=reliability, development=development
    )


def _table(
    columns: tuple[str, ...], hidden: frozenset[str], rows: Iterable[list[Cell]], words: Labels
) -> Spill:
    kept = [place for place, name in enumerate(columns) if name not in hidden]
    header = _header([columns[place] for place in kept], words)
    return [header, *(["" if row[place] is None else row[place] for place in kept] for row in rows)]


def _header(columns: Iterable[str], words: Labels) -> list[Cell]:
    return [words.text(f"functions.column.{name}") for name in columns]


def _candidate(each: Candidate, words: Labels) -> list[Cell]:
    terms = each.terms
    gates = [words.text(f"decisions.gate.{gate}") for gate in each.failed]
    return [
        *(each.rank, each.member_id, each.score),
        *(terms.skill, terms.spare, terms.motivation, terms.reliability, terms.development),
        each.utilisation,
        words.text(f"decisions.style.{each.style}"),
        each.authority,
        words.text("functions.form.between").join(gates),
    ]


def _move(each: Move) -> list[Cell]:
    return [
        each.delegation_id,
        each.from_id,
        each.to_id,
        each.hours,
        *_change(each.giver),
        *_change(each.taker),
    ]


def _change(each: Change) -> tuple[float | None, float | None]:
    return each.before.utilisation, each.after.utilisation


def _state(found: Rebalancing, words: Labels) -> str:
    if found.unproved is None:
        return words.text("decisions.state.optimal")
    return words.text("decisions.state.best_found", gap=f"{found.unproved.gap:.1%}")


def _remark(found: Rebalancing, words: Labels) -> str:
    """Why nothing moves: nobody is full, or nothing would help those who are, with what keeps them so."""
    if not found.needed:
        return words.text("rebalance.remark.fine", full=f"{SETTINGS.full_above:.0%}")
    return words.text("functions.form.between").join(_still_full(each, words) for each in found.still_full)


def _still_full(each: StillFull, words: Labels) -> str:
    used = each.usage.utilisation
    told = (
        words.text(
            "rebalance.remark.no_capacity", member=each.member_id, load=f"{each.usage.load_hours:,.1f}"
        )
        if used is None
        else words.text("rebalance.remark.still", member=each.member_id, used=f"{used:.0%}")
    )
    why = words.text("messages.form.separator").join(
        words.text(f"decisions.obstacle.{obstacle}", delegation=delegation_id)
        for delegation_id, obstacle in each.obstacles
    )
    return words.text("rebalance.remark.because", told=told, why=why) if why else told
