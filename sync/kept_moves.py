"""The rebalancing of every team, kept for every run: whoever asks the same again is answered the same, even
where there is now time to find another plan.

Owns how such an answer lies in the store, beside the figures, and for how long a run looks for moves. What to
move is decided in `sync.decisions`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from delegation.rebalance import GivenAnswer, Rebalancing
from delegation.rebalance_model import Objective
from delegation.rebalance_search import Unproved
from sync.decisions import days_left, rebalancings
from sync.figures import Level, ProgrammeFigures
from sync.kept_figures import group_key
from sync.programme.model import Programme
from sync.store.stored import FigureKey, FigureSpan, FigureValue

NIGHTLY_SECONDS = 6.0
"""For how long moves are looked for in all teams together."""
_MOVES = "moves"


def nightly_moves(
    figures: ProgrammeFigures, programme: Programme, given: Mapping[str, GivenAnswer]
) -> dict[str, Rebalancing]:
    """What to move in what is left of the cycle, by team; a team of which nothing is known has none.

    `given`: what was found before, by team. Raises: SolverMissingError.
    """
    teams = [team for team in figures.teams if team.records]
    window = days_left(figures)
    found = rebalancings(teams, figures, programme, window, given=given, seconds=NIGHTLY_SECONDS)
    return {team.team.id: each for team, each in zip(teams, found, strict=True)}


def kept_moves(found: Mapping[str, Rebalancing]) -> dict[FigureKey, FigureValue]:
    """What to keep of them: the answers that had to be looked for."""
    return {group_key(Level.TEAM, team, _MOVES): _text(each) for team, each in found.items() if each.question}


def given_answers(spans: Iterable[FigureSpan]) -> dict[str, GivenAnswer]:
    """The answers that hold, by team."""
    return {
        span.key.scope: _answer(str(span.value))
        for span in spans
        if span.key.figure == _MOVES and span.until_run is None
    }


def _text(found: Rebalancing) -> str:
    unproved = found.unproved and [found.unproved.objective, found.unproved.gap]
    takers = {move.delegation_id: move.to_id for move in found.moves}
    return json.dumps([found.question, takers, unproved], separators=(",", ":"))


def _answer(text: str) -> GivenAnswer:
    question, takers, unproved = json.loads(text)
    return GivenAnswer(
        question=question,
        takers=takers,
        unproved=unproved and Unproved(objective=Objective(unproved[0]), gap=unproved[1]),
    )
