"""The formulas on KPIs: attainment, what is expected by now, status, score (SPEC §6, §13)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from addin.answers import Wrong, WrongArgumentError, in_words
from addin.arguments import Argument, Rows, kpi, own, read_cell, read_column, read_rows, reading, wrong
from addin.ranges import Cell, Spill, column, is_blank, spill
from addin.readable import readable
from delegation.attainment import Direction, KpiError, attained
from delegation.cells import cell_text
from delegation.issues import Param
from delegation.kpi import KpiStatus, expected_share, judged
from delegation.labels import LANGUAGES, Labels, labels
from delegation.readings import Aggregation, Frequency
from delegation.rollup import NoScore, ScoreError, kpi_score
from delegation.schema import normalise
from delegation.settings import DEFAULT

_GOAL = (
    own("actual"),
    kpi("target"),
    kpi("direction", Direction.HIGHER, Direction),
    kpi("baseline"),
    kpi("low"),
    kpi("high"),
    kpi("tolerance"),
)
_WINDOW = (kpi("start"), kpi("end"), own("as_of"))
_STATUS = (
    *_GOAL,
    *_WINDOW,
    kpi("aggregation", Aggregation.LAST, Aggregation),
    reading("period"),
    kpi("frequency", None, Frequency),
    kpi("green_at", DEFAULT.green_at),
    kpi("amber_at", DEFAULT.amber_at),
    own("answered"),
)
_CAP = own("cap", DEFAULT.score_cap)
_MIN_COVERAGE = own("min_coverage", DEFAULT.min_coverage)


@readable
def attainments(words: Labels, *values: object) -> Spill:
    """The attainment of every row, blank where there is no actual."""
    rows = read_rows(_GOAL, values)
    return _told(rows, _GOAL, list(map(attained, *rows.columns)), words)


@readable
def expected_shares(words: Labels, *values: object) -> Spill:
    """What is expected by as_of in every row, 0..1; blank where a day is missing."""
    rows = read_rows(_WINDOW, values)
    return _told(rows, _WINDOW, list(map(expected_share, *rows.columns)), words)


@readable
def statuses(words: Labels, *values: object) -> Spill:
    """The label of every row's status."""
    rows = read_rows(_STATUS, values)
    return _told(rows, _STATUS, [each[2] for each in map(judged, *rows.columns)], words)


@readable
def score(words: Labels, indexes: object, weights: object, cap: object, min_coverage: object) -> Spill:
    """The common score of a column of indexes."""
    found = kpi_score(
        _indexes(indexes),
        read_column(kpi("weight"), weights),
        read_cell(_CAP, cap),
        read_cell(_MIN_COVERAGE, min_coverage),
    )
    if isinstance(found, ScoreError):
        raise WrongArgumentError(Wrong(code=found.value))
    return [[_label(found.score, words) if isinstance(found.score, NoScore) else found.score]]


def _told(rows: Rows, arguments: Sequence[Argument], found: list[Any], words: Labels) -> Spill:
    """The results as they are shown: labels for statuses, sentences for what is wrong, blanks."""
    kinds = set(map(type, found))
    if KpiStatus in kinds:
        shown: dict[Any, Any] = {each: _label(each, words) for each in KpiStatus}
        shown |= {each: each for each in KpiError}
        found = [shown[each] for each in found]
    if KpiError in kinds:
        for row, each in enumerate(found):
            if type(each) is KpiError and row not in rows.faults and row not in rows.blank:
                found[row] = in_words(_impossible(each, arguments, list(rows.at(row))), words)
    for row, fault in rows.faults.items():
        found[row] = in_words(wrong(fault), words)
    for row in rows.blank:
        found[row] = None
    return spill(found)


def _impossible(error: KpiError, arguments: Sequence[Argument], cells: Sequence[Cell]) -> Wrong:
    """An error of a whole row, with the cells of the row for its sentence."""
    params: dict[str, Param] = {}
    value: Cell = None
    for argument, each in zip(arguments, cells, strict=True):
        meant = argument.default if is_blank(each) else each
        if meant is None:
            continue
        name = argument.field.id
        choices = argument.field.choices
        params[name] = cell_text(meant)
        if choices is not None and argument.members is not None:
            params[name] = f"@choice:{choices.name}.{read_cell(argument, each)}"
        elif isinstance(meant, int | float):
            params[name] = meant
        if error.value.startswith(f"KPI-{argument.field.code}-"):
            value = meant
    return Wrong(code=error.value, value=value, params=params)


def _indexes(value: object) -> list[float | str | None]:
    """The indexes of KPIs: numbers, blanks, and the labels that stand where there is no index."""
    cells = column(value)
    labelled = {row: _known_label(cell) for row, cell in enumerate(cells) if isinstance(cell, str)}
    numbers = [None if labelled.get(row) else cell for row, cell in enumerate(cells)]
    found = read_column(own("indexes"), [[each] for each in numbers])
    return [labelled.get(row) or each for row, each in enumerate(found)]


def _known_label(text: str) -> str:
    """The id of a label that a formula of KPIs can have given; an error's own text is a label too."""
    if text.startswith(("#KPI-", "#ARG-")):
        return text
    return _labels_of_indexes().get(normalise(text), "")


@lru_cache(maxsize=1)
def _labels_of_indexes() -> dict[str, str]:
    found: dict[str, str] = {}
    for each in (*KpiStatus, *NoScore):
        for language in LANGUAGES:
            found[normalise(_label(each, labels(language)))] = each.value
        found[normalise(each.value)] = each.value
    return found


def _label(value: KpiStatus | NoScore, words: Labels) -> str:
    return words.text(f"show.kpi_status.{value}")
