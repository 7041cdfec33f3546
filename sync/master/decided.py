"""What a manager decides upon, for every team of a master: outlooks of KPIs, moves, the cycle's review.

Owns that they are made once, for how long a night looks for moves, and that the reviews of a master that is
not sensitive know no evaluation. What they are is decided in `sync.decisions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from delegation.rebalance import Rebalancing
from delegation.review import CycleReview
from sync.decisions import KpiOutlook, days_left, outlooks, rebalancings, review_of
from sync.figures import ProgrammeFigures
from sync.programme.model import Programme

NIGHTLY_SECONDS = 6.0
"""For how long moves are looked for in all teams together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDecisions:
    """One team's. `outlooks`: by KPI; `moves`: over what is left of the cycle."""

    outlooks: Mapping[str, KpiOutlook]
    moves: Rebalancing
    review: CycleReview


Decisions = Mapping[str, TeamDecisions]
"""By team; a team of which nothing is known has none."""


def decisions_of(figures: ProgrammeFigures, programme: Programme, *, sensitive: bool) -> Decisions:
    """What there is to decide upon on the day of the figures. Raises: SolverMissingError."""
    teams = [team for team in figures.teams if team.records]
    moves = rebalancings(teams, figures, programme, days_left(figures), seconds=NIGHTLY_SECONDS)
    return {
        team.team.id: TeamDecisions(
            outlooks=outlooks(team, figures, programme),
            moves=found,
            review=review_of(team, figures, programme, sensitive=sensitive),
        )
        for team, found in zip(teams, moves, strict=True)
    }
