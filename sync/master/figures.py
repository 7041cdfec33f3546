"""The store's contents → what a master tracker says (`MasterContent`): counts, ages, trends over runs.

Owns every number of the master that is a count. KPI and workload figures are the domain's (`delegation`);
the sentences are made in `sync.master.lines`, the rows of Exceptions in `sync.master.exceptions`. Writes
nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol
from zoneinfo import ZoneInfo

import pandas as pd

from delegation.labels import labels
from delegation.records import Value
from delegation.tables import BY_ID, TABLES
from sync.kept_moves import given_answers
from sync.master.content import Headline, MasterContent, MasterRecord, RunRow, TeamOverview
from sync.master.decided import decisions_of
from sync.master.exceptions import exception_rows
from sync.master.lines import due_soon, overview_lines
from sync.master.team_figures import team_overviews, workbook_link
from sync.master.trends import trends_of
from sync.measured import Measured, Source, measure, unless_at_fault
from sync.programme.model import Programme, Team, team_of
from sync.store.stored import ErrorSpan, FigureSpan, Run, StoredRecord
from workbook_templates.master import shown_fields
from workbook_templates.master_sheet import TREND_RUNS

RUNS_SHOWN = 400


class MasterSource(Source, Protocol):
    """What a master is made from; `sync.store.store.Store` is one, and `StoreAt`."""

    def error_spans(self, cycle: str) -> list[ErrorSpan]: ...
    def figure_spans(self, cycle: str, since: int = 0) -> list[FigureSpan]: ...


def build_content(
    store: MasterSource,
    programme: Programme,
    run: int,
    as_of: dt.date,
    *,
    sensitive: bool = False,
    scope: str = "",
    measured: Measured | None = None,
) -> MasterContent:
    """What the master says after that run. Personal fields stay out unless it is `sensitive` (Source: SPEC
    §12). `scope` as `MasterContent` has it. `measured`: the records after that run and their figures, where
    they are there already.
    """
    words = labels(programme.language)
    cycle = programme.cycle_at(as_of).id
    runs = sorted((each for each in store.runs() if each.run <= run), key=lambda each: -each.run)
    measured = measured or measure(store, programme, as_of)
    figures = measured.figures
    records = master_records(measured.stored, programme.teams, sensitive=sensitive)
    issues, states = store.issues(cycle), store.workbooks(cycle)
    errors = errors_by_run(store.error_spans(cycle), [each.run for each in runs if each.cycle == cycle])
    teams = team_overviews(
        programme,
        cycle,
        as_of,
        states=states,
        issues=issues,
        records=records,
        runs=runs,
        errors=errors,
    )
    links = {owner.id: workbook_link(programme, owner, cycle) for owner in programme.owners}
    exceptions = exception_rows(issues, teams, words, links=links, sensitive=sensitive)
    shown_runs = [int(each) for each in errors.index[-TREND_RUNS:]]
    spans = store.figure_spans(cycle, shown_runs[0] if shown_runs else 0)
    decisions = (
        unless_at_fault(lambda: decisions_of(figures, programme, given_answers(spans), sensitive=sensitive))
        if figures
        else None
    )
    headline = _headline(teams, records, as_of)
    this = next((each for each in runs if each.run == run), None)
    return MasterContent(
        language=programme.language,
        programme=programme.name,
        cycle=cycle,
        as_of=as_of,
        run=run,
        complete=this.complete if this else 0 < headline.workbooks == headline.read,
        finished=local_time(this.finished, programme) if this else None,
        sensitive=sensitive,
        scope=scope,
        headline=headline,
        lines=overview_lines(
            words,
            as_of,
            headline=headline,
            teams=teams,
            records=records,
            exceptions=exceptions,
            trend_runs=shown_runs,
            figures=figures,
            decisions=decisions,
        ),
        teams=teams,
        records=records,
        exceptions=exceptions,
        figures=figures,
        decisions=decisions,
        settings=programme.settings,
        quality=measured.quality,
        trends=trends_of(spans, shown_runs),
        runs=tuple(_run_row(each, programme, cycle, errors) for each in runs[:RUNS_SHOWN]),
        runs_known=len(runs),
    )


def master_records(
    stored: Iterable[StoredRecord], teams: Sequence[Team], *, sensitive: bool
) -> dict[str, tuple[MasterRecord, ...]]:
    """The records of every table: teams in the programme's order, each team's rows as they lie in its
    sheet.
    """
    order = {team.id: number for number, team in enumerate(teams)}
    shown = {table.id: {field.id for field in shown_fields(table, sensitive=sensitive)} for table in TABLES}
    found: dict[str, list[StoredRecord]] = {table.id: [] for table in TABLES}
    for each in stored:
        if each.table in found and each.team in order and (sensitive or not BY_ID[each.table].personal):
            found[each.table].append(each)
    return {
        table: tuple(
            MasterRecord(
                key=f"{each.team}:{each.key}",
                team=each.team,
                team_name=teams[order[each.team]].name,
                values=_without(each.values, shown[table]),
            )
            for each in sorted(rows, key=lambda row: (order[row.team], row.row, row.key))
        )
        for table, rows in found.items()
    }


def _without(values: Mapping[str, Value], shown: set[str]) -> Mapping[str, Value]:
    """The values of the shown fields; nearly always these are all."""
    if values.keys() <= shown:
        return values
    return {name: value for name, value in values.items() if name in shown}


def errors_by_run(spans: Sequence[ErrorSpan], runs: Iterable[int]) -> pd.DataFrame:
    """How many errors stood open after each of the runs: a row a run, oldest first, a column a team that, or
    whose lead, ever had one.
    """
    wanted = sorted(runs)
    changes = [(span.first_run, team_of(span.team), span.errors) for span in spans]
    changes += [
        (span.until_run, team_of(span.team), -span.errors) for span in spans if span.until_run is not None
    ]
    frame = pd.DataFrame(changes, columns=["run", "team", "errors"])
    by_run = frame.groupby(["run", "team"])["errors"].sum().unstack("team", fill_value=0)
    every = sorted({*by_run.index, *wanted})
    return by_run.reindex(every, fill_value=0).cumsum().reindex(wanted).astype(int)


def _headline(
    teams: Sequence[TeamOverview], records: Mapping[str, Sequence[MasterRecord]], as_of: dt.date
) -> Headline:
    return Headline(
        read=sum(team.read for team in teams),
        workbooks=len(teams),
        open=sum(team.open for team in teams),
        overdue=sum(team.overdue for team in teams),
        soon=len(due_soon(records["delegations"], as_of)),
        rejected=sum(team.rejected for team in teams),
        errors=sum(team.errors for team in teams),
    )


def _run_row(run: Run, programme: Programme, cycle: str, errors: pd.DataFrame) -> RunRow:
    per_team = errors.loc[run.run].to_dict() if run.cycle == cycle else {}
    read = run.updated + run.unchanged
    return RunRow(
        run=run.run,
        cycle=run.cycle,
        as_of=run.as_of,
        started=local_time(run.started, programme),
        finished=local_time(run.finished, programme),
        complete=run.complete,
        read=read,
        workbooks=read + run.held + run.unreadable + run.missing + run.locked,
        added=run.added,
        changed=run.changed,
        removed=run.removed,
        errors=run.errors,
        warnings=run.warnings,
        infos=run.infos,
        errors_by_team={
            team.id: int(per_team.get(team.id, 0)) for team in programme.teams if run.cycle == cycle
        },
    )


def local_time(moment: dt.datetime, programme: Programme) -> dt.datetime:
    """The moment as the programme's clocks show it, to the second; Excel has no time zones."""
    return moment.astimezone(ZoneInfo(programme.timezone)).replace(tzinfo=None, microsecond=0)
