"""Sentences at the top of the Overview that the figures make: KPIs below target, the fullest team, or that
there are none.

Owns their choice and the words that go into them; their place among the others is `sync.master.lines`'s.
"""

from __future__ import annotations

from collections.abc import Iterator

from delegation.kpi import KpiStatus
from delegation.labels import Labels
from delegation.signals import Signal, Signals
from delegation.workload import Band
from sync.figures import Level, ProgrammeFigures
from sync.master.content import Line, Target, Tone
from sync.master.decided import Decisions
from workbook_templates.master import OVERVIEW, RUNS
from workbook_templates.master_decisions import REBALANCE


def figure_lines(
    labels: Labels, figures: ProgrammeFigures | None, decisions: Decisions | None
) -> Iterator[Line]:
    """What needs somebody, of KPIs and of people's time; nothing where all is well. None: Remit itself failed
    on them.
    """
    if figures is None or decisions is None:
        text = labels.text("master_columns.line.no_figures")
        yield Line(tone=Tone.BAD, text=text, target=Target(sheet=RUNS))
    if figures is not None:
        yield from _below(labels, figures)
        yield from _worsening(labels, figures, decisions or {})
        yield from _fullest(labels, figures)
        yield from _moves(labels, figures, decisions or {})


def _below(labels: Labels, figures: ProgrammeFigures) -> Iterator[Line]:
    """KPIs below target; the sentence leads to the one that is furthest from what is expected."""
    kpis = [(team, each) for team in figures.teams for each in team.kpis.values()]
    below = [(team, each) for team, each in kpis if each.judgement.status is KpiStatus.BELOW]
    if not below:
        return
    team, worst = min(below, key=lambda found: found[1].judgement.index or 0.0)
    text = labels.text(
        f"master_columns.line.{'below_one' if len(below) == 1 else 'below'}",
        n=len(below),
        total=len(kpis),
        name=team.values("kpis", worst.kpi_id).get("name", worst.kpi_id),
        team=team.team.name,
        index=f"{worst.judgement.index or 0.0:.0%}",
    )
    target = Target(sheet="kpis", key=f"{team.team.id}:{worst.kpi_id}")
    yield Line(tone=Tone.BAD, text=text, target=target)


def _worsening(labels: Labels, figures: ProgrammeFigures, decisions: Decisions) -> Iterator[Line]:
    """KPIs that are not below target yet and whose newest reading is bad news."""
    found = [
        (team, kpi_id)
        for team in figures.teams
        for kpi_id, each in (decisions[team.team.id].outlooks if team.team.id in decisions else {}).items()
        if isinstance(each.signals, Signals)
        and each.signals.signal is Signal.WORSENING
        and each.figures.judgement.status is not KpiStatus.BELOW
    ]
    if not found:
        return
    team, kpi_id = found[0]
    text = labels.text(
        f"master_columns.line.{'worsening_one' if len(found) == 1 else 'worsening'}",
        n=len(found),
        name=team.values("kpis", kpi_id).get("name", kpi_id),
        team=team.team.name,
    )
    target = Target(sheet="kpis", key=f"{team.team.id}:{kpi_id}")
    yield Line(tone=Tone.WATCH, text=text, target=target)


def _moves(labels: Labels, figures: ProgrammeFigures, decisions: Decisions) -> Iterator[Line]:
    """Where work could be evened out."""
    moving = [
        (team, decisions[team.team.id].moves.moves)
        for team in figures.teams
        if team.team.id in decisions and decisions[team.team.id].moves.moves
    ]
    if not moving:
        return
    count = sum(len(moves) for _, moves in moving)
    team, moves = moving[0]
    text = labels.text(
        f"master_columns.line.{'moves_one' if count == 1 else 'moves'}",
        n=count,
        title=team.values("delegations", moves[0].delegation_id).get("title", moves[0].delegation_id),
        name=team.name_of(moves[0].to_id),
        team=team.team.name,
    )
    target = Target(sheet=REBALANCE, key=f"{team.team.id}:{moves[0].delegation_id}")
    yield Line(tone=Tone.WATCH, text=text, target=target)


def _fullest(labels: Labels, figures: ProgrammeFigures) -> Iterator[Line]:
    """The team with the highest utilisation, where that is more than healthy."""
    full = [
        (each.usage.utilisation, each)
        for each in figures.groups
        if each.level is Level.TEAM
        and each.usage.band in (Band.FULL, Band.OVERLOADED)
        and each.usage.utilisation is not None
    ]
    if not full:
        return
    share, team = max(full, key=lambda found: found[0])
    text = labels.text("master_columns.line.fullest", team=team.name, share=f"{share:.0%}")
    tone = Tone.BAD if team.usage.band is Band.OVERLOADED else Tone.WATCH
    yield Line(tone=tone, text=text, target=Target(sheet=OVERVIEW, key=team.group_id))
