"""What to move to whom, as rows for programs and as a table for people: `remit show rebalance`.

Owns what is said of a team whose work has to be moved, and of those where it has not. The rows are made by
`sync.decided`, the plans by `sync.decisions`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from delegation.decision_words import obstacle_words, state_words
from delegation.labels import Labels
from delegation.periods import Span
from delegation.rebalance import Change, Rebalancing, StillFull
from delegation.rounding import at_most
from sync.decided import rebalancing_row
from sync.decided_table import Answer
from sync.figures import ProgrammeFigures, TeamFigures
from sync.programme.model import Programme
from sync.shown_table import ShownTable

_HEADERS = ("team", "id", "delegation", "from", "to", "hours", "from_used", "to_used")
_NUMBERS = ("hours", "from_used", "to_used")


def moves_answer(
    found: Mapping[str, Rebalancing],
    window: Span,
    figures: ProgrammeFigures,
    programme: Programme,
    words: Labels,
) -> Answer:
    """What to move within each of these teams, by its id, over a window."""
    teams = [(each, found[each.team.id]) for each in figures.teams if each.team.id in found]
    full = programme.settings.full_above
    below = (
        words.text("show.rebalance.window", first=window.first, last=window.last),
        *(line for team, each in teams if each.needed for line in _came_to(team, each, full, words)),
        *_fine([team.team.name for team, each in teams if not each.needed], full, words),
    )
    table = ShownTable(
        headers=tuple(words.text(f"show.column.{name}") for name in _HEADERS),
        rows=tuple(cells for each in teams for cells in _moves(*each)),
        right=tuple(place for place, name in enumerate(_HEADERS) if name in _NUMBERS),
        below=below,
    )
    return Answer(rows=tuple(rebalancing_row(*each, window, full) for each in teams), table=table)


def _moves(team: TeamFigures, found: Rebalancing) -> Iterator[tuple[str, ...]]:
    for each in found.moves:
        yield (
            team.team.name,
            each.delegation_id,
            str(team.values("delegations", each.delegation_id)["title"]),
            team.name_of(each.from_id),
            team.name_of(each.to_id),
            f"{each.hours:,.1f}",
            _used(each.giver),
            _used(each.taker),
        )


def _came_to(team: TeamFigures, found: Rebalancing, full: float, words: Labels) -> Iterator[str]:
    """What the moves of a team come to, or that there are none, and who is full even so."""
    name, state = team.team.name, state_words(found, words)
    if not found.moves:
        told = "none_helps" if found.unproved is None else "none_found"
        yield words.text(f"show.rebalance.{told}", team=name, state=state)
    else:
        yield words.text(
            "show.rebalance.moved",
            team=name,
            moves=len(found.moves),
            above=f"{found.before.above:,.1f} → {found.after.above:,.1f}",
            most=f"{_most(found.before.most, full)} → {_most(found.after.most, full)}",
            state=state,
        )
    for each in found.still_full:
        yield _still_full(team, each, words)


def _still_full(team: TeamFigures, each: StillFull, words: Labels) -> str:
    name = team.name_of(each.member_id)
    if each.usage.utilisation is None:
        told = words.text("show.rebalance.no_capacity", name=name, load=f"{each.usage.load_hours:,.1f}")
    else:
        told = words.text("show.rebalance.still", name=name, used=f"{each.usage.utilisation:.0%}")
    why = obstacle_words(each, team, words)
    return words.text("show.rebalance.because", told=told, why=why) if why else told


def _fine(teams: Sequence[str], full: float, words: Labels) -> Iterator[str]:
    if teams:
        names = words.text("messages.form.separator").join(teams)
        yield words.text("show.rebalance.fine", teams=names, full=f"{full:.0%}")


def _used(change: Change) -> str:
    both = (each.utilisation for each in (change.before, change.after))
    return " → ".join("–" if each is None else f"{each:.0%}" for each in both)


def _most(utilisation: float, full: float) -> str:
    """The fullest person's; below what is full nothing is told apart."""
    return f"≤ {full:.0%}" if at_most(utilisation, full) else f"{utilisation:.0%}"
