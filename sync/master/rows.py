"""What stands in the cells of the master's tables: `MasterContent` → rows by key, a column id → a cell's
value.

Owns the way from a record's value to what leadership reads: names instead of keys, labels instead of ids.
Knows no file and no format.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from delegation.labels import Labels, labels
from delegation.records import Value
from delegation.schema import Field, Kind
from delegation.tables import BY_ID, TABLES
from sync.links import excel_link
from sync.master.chart_rows import chart_rows
from sync.master.content import ExceptionRow, MasterContent, MasterRecord, RunRow, TeamOverview
from sync.master.decision_rows import decision_rows
from sync.master.figure_cells import Cells, figure_cells
from sync.master.figure_rows import group_rows, people_rows
from sync.master.team_cells import team_cells
from sync.run.incoming import Status, state_name
from workbook_templates.kpi_chart import CHARTS
from workbook_templates.master import EXCEPTIONS, KEY, OVERVIEW, RUNS, TEAM
from workbook_templates.master_decisions import PROPOSING
from workbook_templates.master_figures import FIGURES, WORKLOAD
from workbook_templates.master_sheet import TREND_RUNS


@dataclass(frozen=True, slots=True)
class Linked:
    """Text with a link behind it; plain text where the link is "" or Excel allows no more."""

    text: str
    link: str


Cell = str | int | float | dt.date | dt.datetime | Linked
Row = Mapping[str, Cell]
Names = Mapping[tuple[str, str], Mapping[str, str]]
"""(team, table) → key → the name by which people call that row."""


@dataclass(frozen=True, slots=True)
class TableRows:
    """The rows of one managed table in the order in which they are written: their keys, and a way to go
    through them, one at a time and as often as needed. Blank cells are absent.

    `used`: the columns in which anything stands at all, where that is known.
    """

    keys: Sequence[str]
    rows: Callable[[], Iterator[Row]]
    used: frozenset[str] | None = None


def table_rows(content: MasterContent, sheet_id: str) -> TableRows:
    """The rows of one managed sheet; what has left is not known to the content."""
    text = labels(content.language)
    if sheet_id == OVERVIEW:
        figures = team_cells(content.figures, content.quality, content.trends, text)
        return TableRows(
            [team.team for team in content.teams],
            lambda: ({**_team_row(team, text), **figures.get(team.team, {})} for team in content.teams),
        )
    if sheet_id == EXCEPTIONS:
        return TableRows(
            [each.key for each in content.exceptions],
            lambda: (_exception_row(each, text) for each in content.exceptions),
        )
    if sheet_id == RUNS:
        return TableRows(
            [str(run.run) for run in content.runs], lambda: (_run_row(run, text) for run in content.runs)
        )
    if sheet_id in (FIGURES, WORKLOAD):
        return _figure_rows(content, sheet_id, text)
    if sheet_id in (CHARTS, *PROPOSING):
        return _decision_rows(content, sheet_id, text)
    records = content.records.get(sheet_id, ())
    used = frozenset({KEY, TEAM, "team"}.union(*_record_rows(content, sheet_id, text)))
    return TableRows([each.key for each in records], lambda: _record_rows(content, sheet_id, text), used)


def _figure_rows(content: MasterContent, sheet_id: str, text: Labels) -> TableRows:
    figures = content.figures
    if figures is None:
        return _made(tuple)
    if sheet_id == FIGURES:
        return _made(lambda: group_rows(figures, text))
    return _made(lambda: people_rows(figures, content.settings, text))


def _decision_rows(content: MasterContent, sheet_id: str, text: Labels) -> TableRows:
    figures, decisions = content.figures, content.decisions
    if figures is None or decisions is None:
        return _made(tuple)
    if sheet_id == CHARTS:
        outlooks = {team: each.outlooks for team, each in decisions.items()}
        return _made(lambda: chart_rows(figures.teams, outlooks, text))
    return _made(lambda: decision_rows(figures, decisions, sheet_id, text, sensitive=content.sensitive))


def _made(make: Callable[[], Iterable[Row]]) -> TableRows:
    """Rows that are made anew each time: those of a thousand teams together take far more memory than what
    they are made from.
    """
    return TableRows([str(row[KEY]) for row in make()], lambda: iter(make()))


def _record_rows(content: MasterContent, table_id: str, text: Labels) -> Iterator[Row]:
    fields = {field.id: field for field in BY_ID[table_id].fields}
    names = row_names(content.records, {field.ref for field in fields.values() if field.ref is not None})
    worded = {name for name, field in fields.items() if field.ref is not None or field.choices is not None}
    teams = {each.team.id: each for each in content.figures.teams} if content.figures else {}
    figures: Mapping[str, Cells] = {}
    team = ""
    for each in content.records.get(table_id, ()):
        if each.team != team:
            team = each.team
            of_team = teams.get(team)
            decided = (content.decisions or {}).get(team)
            figures = figure_cells(of_team, content.trends, table_id, text, decided) if of_team else {}
        row: dict[str, Cell] = {KEY: each.key, TEAM: each.team, "team": each.team_name}
        for name, value in each.values.items():
            if name in worded or isinstance(value, tuple):
                row[name] = shown(value, fields[name], each.team, names, text)
            else:
                row[name] = value
        row.update(figures.get(each.key, {}))
        yield row


def row_names(records: Mapping[str, Sequence[MasterRecord]], tables: Collection[str]) -> Names:
    """What references to rows of these tables are shown as: the title of their row, with the key where a team
    has the title twice.
    """
    found: dict[tuple[str, str], dict[str, str]] = {}
    for table in TABLES:
        if table.title is None or table.id not in tables:
            continue
        titled = [
            (each.team, each.key.partition(":")[2], str(each.values.get(table.title, "")))
            for each in records.get(table.id, ())
        ]
        uses = Counter((team, title) for team, _, title in titled)
        for team, key, title in titled:
            unique = uses[team, title] == 1
            found.setdefault((team, table.id), {})[key] = (
                (title if unique else f"{title} ({key})") if title else key
            )
    return found


def shown(value: Value, field: Field, team: str, names: Names, text: Labels) -> Cell:
    """One value of a record as the master shows it."""
    if isinstance(value, tuple):
        return text.text("workbook.lists.join").join(_list_item(item, field, text) for item in value)
    if not isinstance(value, str):
        return value
    if field.ref is not None:
        return names.get((team, field.ref), {}).get(value, value)
    if field.choices is not None and value in field.choices.values:
        return text.choice(field.choices, value)
    return value


def _list_item(item: str | tuple[str, int], field: Field, text: Labels) -> str:
    if isinstance(item, tuple):
        return text.text("workbook.lists.skill", skill=item[0], level=item[1])
    if field.kind is Kind.CHOICE_LIST and field.choices is not None and item in field.choices.values:
        return text.choice(field.choices, item)
    return item


def _team_row(team: TeamOverview, text: Labels) -> Row:
    waiting = team.status is Status.MISSING and not team.arrived
    state = (
        "waiting"
        if waiting
        else "held_table"
        if team.held_table
        else state_name(team.status, team.reason_code)
    )
    row: dict[str, Cell] = {
        KEY: team.team,
        TEAM: team.team,
        "team": Linked(team.name, excel_link(team.link)),
        "state": text.text(f"master.state.{state}"),
        "open": team.open,
        "overdue": team.overdue,
        "rejected": team.rejected,
        "errors": team.errors,
        "warnings": team.warnings,
        "infos": team.infos,
        "change": _change(team.error_trend, text),
        "reason": team.reason,
        "changed_by": team.changed_by,
        **{f"rows_{table}": count for table, count in team.rows.items()},
    }
    if team.read_on is not None:
        row["read_on"] = team.read_on
    if team.age_days is not None:
        row["age"] = team.age_days
    shown_trend = team.error_trend[-TREND_RUNS:]
    row.update({f"trend_{len(shown_trend) - 1 - number}": count for number, count in enumerate(shown_trend)})
    return {name: value for name, value in row.items() if value != ""}


def _change(trend: Sequence[int], text: Labels) -> str:
    """How the errors of the newest run compare with those of the one before."""
    if len(trend) < 2:
        return text.text("master.overview.trend_none")
    by = trend[-1] - trend[-2]
    if by == 0:
        return text.text("master.overview.trend_same")
    return text.text(f"master.overview.{'trend_up' if by > 0 else 'trend_down'}", n=abs(by))


def _exception_row(each: ExceptionRow, text: Labels) -> Row:
    """The link lies on the closest part of the place that is known: the cell, else the sheet, else the
    file.
    """
    place: dict[str, Cell] = {"file": each.file, "sheet": each.sheet, "cell": each.cell}
    closest = next((name for name in ("cell", "sheet", "file") if place[name]), None)
    if closest and each.link:
        place[closest] = Linked(str(place[closest]), each.link)
    row: dict[str, Cell] = {
        KEY: each.key,
        TEAM: each.team,
        "severity": text.text(f"master.severity.{each.severity}"),
        "team": each.team_name,
        **place,
        "field": each.field,
        "value": each.value,
        "message": each.message,
        "fix": each.fix,
        "code": each.code,
        "since": each.since_run,
    }
    return {name: value for name, value in row.items() if value != ""}


def _run_row(run: RunRow, text: Labels) -> Row:
    return {
        KEY: str(run.run),
        "run": run.run,
        "as_of": run.as_of,
        "cycle": run.cycle,
        "started": run.started,
        "finished": run.finished,
        "complete": text.text(f"master.complete.{'yes' if run.complete else 'no'}"),
        "read": run.read,
        "workbooks": run.workbooks,
        "added": run.added,
        "changed": run.changed,
        "removed": run.removed,
        "errors": run.errors,
        "warnings": run.warnings,
        "infos": run.infos,
        **{f"errors_{team}": count for team, count in run.errors_by_team.items()},
    }
