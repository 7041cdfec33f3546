"""One score for several KPIs, how much of them it rests on, and the worst of them (SPEC §6).

Owns the weighted mean, the coverage and the order from bad to good. Who belongs to whom – owner, team,
department, programme – is the caller's knowledge.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from delegation.kpi import KpiFigures, KpiStatus
from delegation.rounding import below
from delegation.settings import DEFAULT, Settings

FROM_WORST = (
    KpiStatus.BELOW,
    KpiStatus.STALE,
    KpiStatus.NO_DATA,
    KpiStatus.CAUTION,
    KpiStatus.ON_TARGET,
    KpiStatus.NOT_STARTED,
)

Group = TypeVar("Group", bound=Hashable)
Index = float | str | None


class NoScore(StrEnum):
    """What stands in place of a score."""

    INSUFFICIENT_DATA = "insufficient_data"


class ScoreError(StrEnum):
    """Why indexes and weights make no score; each is the code of an issue."""

    SHAPE = "ARG-SHAPE"
    WEIGHT_RANGE = "KPI-WEIGHT-RANGE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """`coverage`: the share of the weight that is with KPIs that have data, 0..1; 0 when nothing has any."""

    score: float | NoScore
    coverage: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RollUp:
    """The KPIs of one group. `worst`: None without KPIs; one that cannot be judged counts as without data."""

    kpis: int
    score: float | NoScore
    coverage: float
    worst: KpiStatus | None


def kpi_score(
    indexes: Sequence[Index],
    weights: Sequence[float | None],
    cap: float = DEFAULT.score_cap,
    min_coverage: float = DEFAULT.min_coverage,
) -> Score | ScoreError:
    """The common score of indexes as cells have them.

    An index is a number, blank, or a label: `not_started` is left out of both sides, any other is without
    data, and so is a blank one that has a weight. A blank weight is 1. Of either one cell is held against the
    whole column of the other. Source: SPEC §13.
    """
    if len(indexes) != len(weights) and 1 not in (len(indexes), len(weights)):
        return ScoreError.SHAPE
    parts = _rows(indexes, weights)
    found = [weight for _, weight in parts]
    if found and (min(found) < 0 or not any(found)):
        return ScoreError.WEIGHT_RANGE
    known = (
        (None if isinstance(index, str) else index, weight)
        for index, weight in parts
        if index != KpiStatus.NOT_STARTED
    )
    return _score(known, cap, min_coverage)


def roll_up(figures: Iterable[KpiFigures], settings: Settings = DEFAULT) -> RollUp:
    """Score, coverage and worst child of the KPIs of one group. Source: SPEC §6."""
    children = tuple(figures)
    statuses = {_status(each) for each in children}
    parts = (
        (each.judgement.index, each.weight)
        for each in children
        if each.judgement.status is not KpiStatus.NOT_STARTED
    )
    found = _score(parts, settings.score_cap, settings.min_coverage)
    return RollUp(
        kpis=len(children),
        score=found.score,
        coverage=found.coverage,
        worst=next((status for status in FROM_WORST if status in statuses), None),
    )


def roll_up_by(
    figures: Iterable[tuple[Group, KpiFigures]], settings: Settings = DEFAULT
) -> dict[Group, RollUp]:
    """The roll-up of every group, in the order in which they first appear.

    Every level is made from the KPIs themselves, never from the scores of the level below. Source: SPEC §6.
    """
    groups: dict[Group, list[KpiFigures]] = defaultdict(list)
    for group, each in figures:
        groups[group].append(each)
    return {group: roll_up(children, settings) for group, children in groups.items()}


def _rows(indexes: Sequence[Index], weights: Sequence[float | None]) -> list[tuple[Index, float]]:
    """Index and weight of every row that is not blank; a single cell makes no row of its own."""
    if len(weights) == 1 != len(indexes):
        weight = 1.0 if weights[0] is None else weights[0]
        return [(index, weight) for index in indexes if index is not None]
    if len(indexes) == 1 != len(weights):
        return [(indexes[0], weight) for weight in weights if weight is not None]
    return [
        (index, 1.0 if weight is None else weight)
        for index, weight in zip(indexes, weights, strict=True)
        if index is not None or weight is not None
    ]


def _score(parts: Iterable[tuple[float | None, float]], cap: float, min_coverage: float) -> Score:
    """The weighted mean of what is known, each part clamped to [0, cap]."""
    total = known = points = 0.0
    for index, weight in parts:
        total += weight
        if index is not None:
            known += weight
            points += weight * min(max(index, 0.0), cap)
    if not math.isfinite(total + points):
        return Score(score=NoScore.INSUFFICIENT_DATA, coverage=0.0)
    coverage = known / total if total else 0.0
    if known == 0 or below(coverage, min_coverage):
        return Score(score=NoScore.INSUFFICIENT_DATA, coverage=coverage)
    return Score(score=points / known, coverage=coverage)


def _status(figures: KpiFigures) -> KpiStatus:
    status = figures.judgement.status
    return status if isinstance(status, KpiStatus) else KpiStatus.NO_DATA
