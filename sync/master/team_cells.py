"""What the figures say of a team on the Overview: cells by the team's id and column id.

Owns which figures these are, and which delegations count as being in trouble. Makes no figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from delegation.health import Health
from delegation.labels import Labels
from delegation.quality import Quality
from delegation.rounding import rounded
from sync.figures import GroupFigures, Level, ProgrammeFigures
from sync.kept_figures import QUALITY, group_key
from sync.master.figure_cells import Cells, Value, score_cells, usage_cells
from sync.master.trends import Trends, trend_cells

IN_TROUBLE = (
    Health.OVERDUE,
    Health.BLOCKED,
    Health.NOT_ACCEPTED,
    Health.SILENT,
    Health.AT_RISK,
    Health.REVIEW_LATE,
)
_USAGE = ("utilisation", "band")
_SCORE = ("score", "worst")


def team_cells(
    figures: ProgrammeFigures | None, quality: Mapping[str, Quality], trends: Trends, words: Labels
) -> dict[str, Cells]:
    """Team → its figures, to nine decimals. Of a team of which nothing is known there are none."""
    if figures is None:
        return {}
    known = {each.team.id for each in figures.teams if each.records}
    return {
        group.group_id: {
            name: rounded(value) if isinstance(value, float) else value
            for name, value in _cells(group, quality.get(group.group_id, Quality()), trends, words).items()
            if value is not None
        }
        for group in figures.groups
        if group.level is Level.TEAM and group.group_id in known
    }


def _cells(
    group: GroupFigures, quality: Quality, trends: Trends, words: Labels
) -> Mapping[str, Value | None]:
    usage, score = usage_cells(group.usage, words), score_cells(group.score, words)
    trend = trends.numbers(group_key(Level.TEAM, group.group_id, QUALITY))
    return {
        "trouble": sum(group.health.get(each, 0) for each in IN_TROUBLE),
        **{name: usage.get(name) for name in _USAGE},
        **{name: score.get(name) for name in _SCORE},
        "quality": quality.score,
        **{part.name: getattr(quality, part.name) for part in fields(quality)},
        **trend_cells("quality_trend", trend),
    }
