"""What a manager decides upon, for every team of a master: outlooks of KPIs, moves, the cycle's review.

Owns that they are made once, and that the reviews of a master that is not sensitive know no evaluation. What
they are is decided in `sync.decisions`, for how long moves are looked for in `sync.kept_moves`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from delegation.rebalance import GivenAnswer, Rebalancing
from delegation.review import CycleReview
from sync.decisions import KpiOutlook, outlooks, review_of
from sync.figures import ProgrammeFigures
from sync.kept_moves import nightly_moves
from sync.programme.model import Programme


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDecisions:
    """One team's. `outlooks`: by KPI; `moves`: over what is left of the cycle."""

    outlooks: Mapping[str, KpiOutlook]
    moves: Rebalancing
    review: CycleReview


Decisions = Mapping[str, TeamDecisions]
"""By team; a team of which nothing is known has none."""


def decisions_of(
    figures: ProgrammeFigures, programme: Programme, given: Mapping[str, GivenAnswer], *, sensitive: bool
) -> Decisions:
    """What there is to decide upon on the day of the figures. `given`: what moves were found before, by team.

    Raises: SolverMissingError.
    """
    moves = nightly_moves(figures, programme, given)
    return {
        team.team.id: TeamDecisions(
            outlooks=outlooks(team, figures, programme),
            moves=moves[team.team.id],
            review=review_of(team, figures, programme, sensitive=sensitive),
        )
        for team in figures.teams
        if team.team.id in moves
    }
