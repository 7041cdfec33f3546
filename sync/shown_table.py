"""Rows of figures as a table for the terminal: bars, signs and words, in the reader's language.

Owns how a figure is written for a person. Which rows there are is decided in `sync.shown`; colours follow
from the signs, in `sync.terminal`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from delegation.labels import Labels
from sync.figures import GroupFigures, Level, ProgrammeFigures
from sync.shown import By, Row, View, Wanted, rows_of
from sync.signs import Group, counted, signed

_BAR = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTable:
    """`right`: the positions of columns of numbers. `below`: what is said of all of it."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[int, ...]
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """A column: the id of its header, and what stands in it."""

    name: str
    cell: Callable[[Row], str]
    number: bool = False


class _Pen:
    """Writes cells in one language, with the names of one programme's teams and members."""

    def __init__(self, words: Labels, figures: ProgrammeFigures) -> None:
        self.words = words
        self._teams = {each.team.id: each for each in figures.teams}

    def team(self, row: Row) -> str:
        return self._teams[row["team"]].team.name

    def person(self, field: str) -> Callable[[Row], str]:
        def cell(row: Row) -> str:
            who = row[field]
            return self._teams[row["team"]].name_of(who) if who else ""

        return cell

    def label(self, group: Group, field: str) -> Callable[[Row], str]:
        """A status by sign and word; a code, which is no status, stays as it is."""

        def cell(row: Row) -> str:
            return signed(group, row[field], self.words) if row[field] else ""

        return cell

    def score(self, row: Row) -> str:
        found = row["score"]
        return bar(found) if isinstance(found, float) else signed("kpi_status", found, self.words)

    def group(self, row: Row) -> str:
        return self.words.text(f"show.level.{row['level']}", name=row["name"])

    def counts(self, row: Row) -> str:
        """How many there are of each health, the worst first."""
        return counted("health", row["health"], self.words)


def table_of(view: View, figures: ProgrammeFigures, wanted: Wanted, words: Labels) -> ShownTable:
    """The table of that view."""
    rows, pen = rows_of(view, figures, wanted), _Pen(words, figures)
    columns = _columns(view, wanted, pen)
    return ShownTable(
        headers=tuple(words.text(f"show.column.{each.name}") for each in columns),
        rows=tuple(tuple(each.cell(row) for each in columns) for row in rows),
        right=tuple(position for position, each in enumerate(columns) if each.number),
        below=_below(view, figures, wanted, pen) if rows else (),
    )


def _columns(view: View, wanted: Wanted, pen: _Pen) -> Sequence[_Column]:
    if view is View.BALANCE:
        fullest = _Column(name="member", cell=pen.person("member_id"))
        return (_Column(name="group", cell=pen.group), *_BALANCE, fullest)
    if wanted.by is By.MEMBER:
        who = (_Column(name="team", cell=pen.team), _Column(name="member", cell=pen.person("member_id")))
        return (*who, *_together(view, pen))
    if wanted.by is not None:
        return (_Column(name="group", cell=pen.group), *_together(view, pen))
    single = {View.KPI: _kpi, View.WORKLOAD: _people, View.HEALTH: _health}
    return (_Column(name="team", cell=pen.team), *single[view](pen))


def _kpi(pen: _Pen) -> tuple[_Column, ...]:
    return (
        _Column(name="id", cell=_text("kpi_id")),
        _Column(name="kpi", cell=_text("name")),
        _Column(name="owner", cell=pen.person("owner")),
        _Column(name="actual", cell=_number("actual"), number=True),
        _Column(name="target", cell=_goal, number=True),
        _Column(name="index", cell=_bar("index")),
        _Column(name="status", cell=pen.label("kpi_status", "status")),
    )


def _people(pen: _Pen) -> tuple[_Column, ...]:
    return (_Column(name="member", cell=pen.person("member_id")), *_together(View.WORKLOAD, pen))


def _health(pen: _Pen) -> tuple[_Column, ...]:
    return (
        _Column(name="id", cell=_text("delegation_id")),
        _Column(name="delegation", cell=_text("title")),
        _Column(name="delegate", cell=pen.person("delegate")),
        _Column(name="due", cell=_text("due"), number=True),
        _Column(name="progress", cell=_bar("progress")),
        _Column(name="expected", cell=_share("expected"), number=True),
        _Column(name="next_check_in", cell=_text("next_check_in"), number=True),
        _Column(name="health", cell=pen.label("health", "health")),
    )


def _together(view: View, pen: _Pen) -> tuple[_Column, ...]:
    if view is View.KPI:
        return (
            _Column(name="kpis", cell=_number("kpis"), number=True),
            _Column(name="score", cell=pen.score),
            _Column(name="coverage", cell=_share("coverage"), number=True),
            _Column(name="worst", cell=pen.label("kpi_status", "worst")),
        )
    if view is View.HEALTH:
        return (
            _Column(name="delegations", cell=_number("delegations"), number=True),
            _Column(name="on_time", cell=_share("on_time"), number=True),
            _Column(name="health", cell=pen.counts),
        )
    return (
        _Column(name="week", cell=_bar("week_utilisation")),
        _Column(name="capacity", cell=_hours("capacity_hours"), number=True),
        _Column(name="load", cell=_hours("load_hours"), number=True),
        _Column(name="waiting", cell=_hours("waiting_hours"), number=True),
        _Column(name="utilisation", cell=_bar("utilisation")),
        _Column(name="band", cell=pen.label("band", "band")),
    )


def _below(view: View, figures: ProgrammeFigures, wanted: Wanted, pen: _Pen) -> tuple[str, ...]:
    """What it comes to for the whole programme, where every row of it is shown singly."""
    if view is View.BALANCE or wanted != Wanted():
        return ()
    whole = next(each for each in figures.groups if each.level is Level.PROGRAMME)
    return (pen.words.text("show.whole", text=_whole(view, whole, pen)),)


def _whole(view: View, whole: GroupFigures, pen: _Pen) -> str:
    words = pen.words
    if view is View.KPI:
        score = whole.score.score
        shown = f"{score:.0%}" if isinstance(score, float) else signed("kpi_status", score, words)
        return words.text("show.whole_kpi", score=shown, coverage=f"{whole.score.coverage:.0%}")
    if view is View.HEALTH:
        return counted("health", {label.value: count for label, count in whole.health.items()}, words)
    used = whole.usage
    utilisation = "–" if used.utilisation is None else f"{used.utilisation:.0%}"
    load, capacity = f"{used.load_hours:,.1f}", f"{used.capacity_hours:,.1f}"
    return words.text("show.whole_workload", utilisation=utilisation, load=load, capacity=capacity)


def bar(share: float) -> str:
    """A share as ten blocks and in figures: the blocks end at 100 %, the figures do not."""
    blocks = round(min(max(share, 0.0), 1.0) * _BAR)
    return f"{'█' * blocks}{'░' * (_BAR - blocks)} {share:>4.0%}"


def _bar(field: str) -> Callable[[Row], str]:
    return lambda row: "" if row[field] is None else bar(row[field])


def _share(field: str) -> Callable[[Row], str]:
    return lambda row: "" if row[field] is None else f"{row[field]:.0%}"


def _hours(field: str) -> Callable[[Row], str]:
    return lambda row: f"{row[field]:,.1f}"


def _text(field: str) -> Callable[[Row], str]:
    return lambda row: str(row[field] or "")


def _number(field: str) -> Callable[[Row], str]:
    return lambda row: figure(row[field])


def _goal(row: Row) -> str:
    """The target, or the two limits of a range."""
    if row["direction"] != "range":
        return figure(row["target"])
    return f"{figure(row['low'])} – {figure(row['high'])}"


def _index(field: str) -> Callable[[Row], str]:
    return lambda row: "" if row[field] is None else f"{row[field]:.2f}"


def figure(value: Any) -> str:
    """A number as people write it: two places, more where it is small; nothing for what is not known."""
    if value is None:
        return ""
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.2f}" if abs(value) >= 1 else f"{value:.4g}"


_BALANCE = (
    _Column(name="people", cell=_number("people"), number=True),
    _Column(name="cv", cell=_index("cv"), number=True),
    _Column(name="gini", cell=_index("gini"), number=True),
    _Column(name="most", cell=_bar("max")),
)
