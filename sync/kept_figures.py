"""The few figures that are kept for every run, because their trend over runs is shown.

Owns which these are and how they are called in the store. Makes none of them, and keeps none.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import fields

from delegation.quality import Quality
from delegation.rounding import rounded
from sync.figures import GroupFigures, Level, ProgrammeFigures, TeamFigures
from sync.store.stored import FigureKey, FigureValue

KPI = "kpi"
INDEX, STATUS, SCORE, QUALITY = "index", "status", "score", "quality"


def kpi_key(team_id: str, kpi_id: str, figure: str = INDEX) -> FigureKey:
    return FigureKey(KPI, f"{team_id}:{kpi_id}", figure)


def group_key(level: Level, group_id: str, figure: str = SCORE) -> FigureKey:
    """A figure of a team, department or programme; of this there is one, whatever it is called."""
    return FigureKey(level.value, "" if level is Level.PROGRAMME else group_id, figure)


def kept_figures(figures: ProgrammeFigures, quality: Mapping[str, Quality]) -> dict[FigureKey, FigureValue]:
    """Index and status of every KPI, score of every group, quality of every team's workbook with its parts;
    numbers to nine decimals. What is not known is not there.
    """
    found = {
        **{key: value for team in figures.teams for key, value in _kpis(team)},
        **{key: value for group in figures.groups for key, value in _scores(group)},
        **{key: value for team, each in quality.items() for key, value in _parts(team, each)},
    }
    return {key: value for key, each in found.items() if (value := _storable(each)) is not None}


_Found = Iterator[tuple[FigureKey, FigureValue | None]]


def _kpis(team: TeamFigures) -> _Found:
    for each in team.kpis.values():
        yield kpi_key(team.team.id, each.kpi_id, INDEX), each.judgement.index
        yield kpi_key(team.team.id, each.kpi_id, STATUS), each.judgement.status.value


def _scores(group: GroupFigures) -> _Found:
    score = group.score.score
    yield group_key(group.level, group.group_id), score if isinstance(score, float) else None


def _parts(team_id: str, quality: Quality) -> _Found:
    yield group_key(Level.TEAM, team_id, QUALITY), quality.score
    for part in fields(quality):
        yield group_key(Level.TEAM, team_id, part.name), getattr(quality, part.name)


def _storable(value: FigureValue | None) -> FigureValue | None:
    if not isinstance(value, float):
        return value
    return rounded(value) if math.isfinite(value) else None
