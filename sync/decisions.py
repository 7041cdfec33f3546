"""What a manager decides upon, for each team of a programme: what is news about KPIs and where they will end,
whom to delegate to, what to move, who has earned recognition, what a cycle came to (SPEC §6, §8-§10).

Owns which records, days and holidays of a programme each of these is made from, and that evaluations are read
only for those who may see them (SPEC §12). What a figure is stands in `delegation`; how it is shown is for
the commands and the master.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from delegation.calendar import WorkingDays
from delegation.forecast import KpiForecast, evaluate_forecasts
from delegation.kpi import KpiFigures
from delegation.matching import MatchError, Suggestions, Weights, suggest
from delegation.periods import Span
from delegation.readings import Reading, counted, readings_by_kpi
from delegation.rebalance import TIME_LIMIT_SECONDS, GivenAnswer, Rebalancing, rebalance
from delegation.records import Record
from delegation.reliability import prior_rate
from delegation.review import CycleReview, review_cycle
from delegation.signals import SignalError, Signals, evaluate_signals
from delegation.workload import Band, workload
from sync.figures import ProgrammeFigures, TeamFigures
from sync.programme.model import Programme
from sync.store.stored import StoredRecord
from sync.stray_output import kept_from_stdout


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiOutlook:
    """A KPI on a day: how it stands, whether that is news, and where it will end if it goes on like this.

    `readings`: what was reported up to that day, oldest first, which is what the signals are about.
    """

    figures: KpiFigures
    readings: tuple[Reading, ...]
    signals: Signals | SignalError
    forecast: KpiForecast


def outlooks(team: TeamFigures, figures: ProgrammeFigures, programme: Programme) -> dict[str, KpiOutlook]:
    """The outlook of every KPI of a team on the day of the figures, by its id."""
    rows = _rows(team)
    kpis, readings = rows.get("kpis", ()), rows.get("readings", ())
    signals = evaluate_signals(kpis, readings, figures.as_of, programme.settings)
    forecasts = evaluate_forecasts(kpis, readings, figures.as_of, programme.settings)
    by_kpi = readings_by_kpi(readings)
    return {
        kpi_id: KpiOutlook(
            figures=each,
            readings=tuple(
                reading
                for reading in counted(by_kpi.get(kpi_id, ()), figures.as_of)
                if reading.value is not None
            ),
            signals=signals[kpi_id],
            forecast=forecasts[kpi_id],
        )
        for kpi_id, each in team.kpis.items()
    }


def review_of(
    team: TeamFigures, figures: ProgrammeFigures, programme: Programme, *, sensitive: bool
) -> CycleReview:
    """The review of a team's cycle, with its proposals, on the day of the figures.

    Unless `sensitive` no evaluation is looked at: `delegation.authority.next_authority` tells where that
    leaves a proposal open.
    """
    rows = _rows(team)
    return review_cycle(
        rows if sensitive else {table: found for table, found in rows.items() if table != "evaluations"},
        cycle_id=figures.cycle.id,
        cycle=Span(figures.cycle.first, figures.cycle.last),
        as_of=figures.as_of,
        calendar=_calendar(rows, programme),
        settings=programme.settings,
    )


def rebalancing_of(
    team: TeamFigures,
    figures: ProgrammeFigures,
    programme: Programme,
    window: Span,
    *,
    seconds: float = TIME_LIMIT_SECONDS,
    clock: Callable[[], float] = time.monotonic,
    given: GivenAnswer | None = None,
) -> Rebalancing:
    """What to move within a team, whose capacity is its own, over a window that counts from the day of the
    figures on. Raises: SolverMissingError.
    """
    rows = _rows(team)
    with kept_from_stdout():
        return rebalance(
            rows.get("members", ()),
            rows.get("skills", ()),
            rows.get("delegations", ()),
            first=window.first,
            last=window.last,
            as_of=figures.as_of,
            calendar=_calendar(rows, programme),
            leave=rows.get("leave", ()),
            milestones=rows.get("milestones", ()),
            settings=programme.settings,
            seconds=seconds,
            clock=clock,
            given=given,
        )


def rebalancings(
    teams: Sequence[TeamFigures],
    figures: ProgrammeFigures,
    programme: Programme,
    window: Span,
    *,
    given: Mapping[str, GivenAnswer],
    seconds: float = TIME_LIMIT_SECONDS,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Rebalancing]:
    """The same for one team after the other: each that needs it gets its part of the time that is left.

    `given`: answers of before, by team. Raises: SolverMissingError.
    """
    until = clock() + seconds
    waiting = [_is_overfull(team, window, programme) for team in teams]
    for done, team in enumerate(teams):
        part = max(0.0, until - clock()) / max(1, sum(waiting[done:]))
        known = given.get(team.team.id)
        yield rebalancing_of(team, figures, programme, window, seconds=part, clock=clock, given=known)


def _is_overfull(team: TeamFigures, window: Span, programme: Programme) -> bool:
    """Whether anybody is more than full, so that there may be something to look for."""
    people = workload(team.plan, window.first, window.last, settings=programme.settings).people
    return any(each.usage.band in (Band.FULL, Band.OVERLOADED, Band.NO_CAPACITY) for each in people)


def suggestions_for(
    delegation_id: str,
    team: TeamFigures,
    figures: ProgrammeFigures,
    programme: Programme,
    *,
    prior: float,
    weights: Weights,
    top: int | None = None,
) -> Suggestions | MatchError:
    """Who of a team could take on one of its delegations, from the day of the figures on.

    `prior`: how often the programme's delegations are on time.
    """
    rows = _rows(team)
    return suggest(
        delegation_id,
        rows.get("members", ()),
        rows.get("skills", ()),
        rows.get("delegations", ()),
        as_of=figures.as_of,
        calendar=_calendar(rows, programme),
        leave=rows.get("leave", ()),
        milestones=rows.get("milestones", ()),
        prior=prior,
        weights=weights,
        top=top,
    )


def on_time_prior(delegations: Iterable[StoredRecord], programme: Programme, as_of: dt.date) -> float:
    """How often delegations of all cycles are on time; 0.5 while none is closed. Source: SPEC §9.

    One that was carried over counts once, as its newest cycle has it.
    """
    order = {each.id: each.first for each in programme.cycles}
    newest = {
        (each.team, each.key): Record(each.table, each.key, each.row, each.values)
        for each in sorted(delegations, key=lambda record: order[record.cycle])
    }
    return prior_rate(newest.values(), as_of)


def days_left(figures: ProgrammeFigures) -> Span:
    """The days of the cycle that are left; after its end the day itself."""
    return Span(figures.as_of, max(figures.as_of, figures.cycle.last))


def _rows(team: TeamFigures) -> Mapping[str, Sequence[Record]]:
    return {table: tuple(found.values()) for table, found in team.records.items()}


def _calendar(rows: Mapping[str, Sequence[Record]], programme: Programme) -> WorkingDays:
    return WorkingDays.from_records(rows.get("calendar", ()), WorkingDays(programme.holidays.days))
