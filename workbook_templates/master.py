"""How the master tracker is laid out: its sheets, their tables and columns, in one language.

Owns names, headers, widths, what is frozen, and which cells are marked when. Knows no value: what the
sheets say is in `sync.master.content`, and writing it is the work of `sync.master`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from delegation.labels import Labels
from delegation.schema import Field, Kind, Table
from delegation.tables import BY_ID
from workbook_templates.figure_columns import arranged, figure_columns, figure_trends, trend_columns
from workbook_templates.kpi_chart import charts_sheet
from workbook_templates.layout import phase_order
from workbook_templates.master_decisions import PROPOSING, proposing_sheet
from workbook_templates.master_figures import USUAL_WEEKS, figures_sheet, workload_sheet
from workbook_templates.master_sheet import Column, Look, Mark, Reason, Sheet, headed
from workbook_templates.style import column_width, display_width, header_width

OVERVIEW = "overview"
EXCEPTIONS = "exceptions"
RUNS = "runs"
LEFT = "left"
IDENTITY_SHEET = "_remit"  # very hidden: what this file is, and which sheets and columns of it are Remit's

KEY = "_key"
TEAM = "_team"

LINES_ROW = 8  # of the first sentence on the Overview
LINES = 11
SHEETS_HIGH = LINES + 1  # of the list of sheets beside the sentences
OVERVIEW_HEADER_ROW = LINES_ROW + LINES + 2

_BEFORE_FIGURES = 5  # columns of the Overview: of the workbook, and how many delegations are open and overdue
_PARTS = 4  # of the quality of a team's data: behind what is printed

DECISIONS = ("none", "keep", "reassign", "escalate", "adjust_authority", "recognise")
_DECIDED = ("delegations", "kpis", "members")  # where leadership decides, row by row

_LONGEST_HEADER = 255


MARKS: dict[str, tuple[Mark, ...]] = {
    "delegations": (Mark(field="due", reason=Reason.PAST, unless=("completed_on",)),),
    "plan": (Mark(field="planned_on", reason=Reason.PAST, unless=("done_on",)),),
    "milestones": (
        Mark(field="planned_end", reason=Reason.PAST, unless=("actual_end",)),
        Mark(field="blocker", reason=Reason.FILLED),
    ),
    "check_ins": (
        Mark(field="confidence", reason=Reason.LOW),
        Mark(field="action_due", reason=Reason.PAST, unless=("actioned_on", "closed_on")),
    ),
    "meetings": (Mark(field="action_due", reason=Reason.PAST, unless=("closed_on",)),),
}

_LOOKS = {
    Kind.ID: Look.ID,
    Kind.INT: Look.INT,
    Kind.NUMBER: Look.NUMBER,
    Kind.SHARE: Look.SHARE,
    Kind.DATE: Look.DATE,
    Kind.PERIOD: Look.DATE,
}


def master_sheets(
    labels: Labels,
    teams: Iterable[tuple[str, str]] = (),
    *,
    weeks: int = USUAL_WEEKS,
    sensitive: bool = False,
) -> tuple[Sheet, ...]:
    """Every managed sheet in the order of its tabs. `teams` (id, name) have a column each on the Runs
    sheet, `weeks` as many of them on Workload.
    """
    return (
        _overview(labels),
        figures_sheet(labels, _front(labels)[:2]),
        workload_sheet(labels, _front(labels, 18), weeks),
        *(proposing_sheet(labels, each, _front(labels, 18), _decided(labels)) for each in PROPOSING),
        _exceptions(labels),
        *(_table_sheet(BY_ID[table_id], labels, sensitive) for table_id in phase_order()),
        _left(labels),
        _runs(labels, teams),
        charts_sheet(labels, _front(labels)[:2]),
    )


def shown_fields(table: Table, *, sensitive: bool) -> tuple[Field, ...]:
    """The fields of a table that a master shows (Source: SPEC §12)."""
    return tuple(field for field in table.fields if sensitive or not field.personal)


def _front(labels: Labels, team_width: float = 20) -> tuple[Column, ...]:
    """What every managed table begins with: by its two hidden columns a row is found again, whatever was
    sorted.
    """
    return (
        Column(id=KEY, header=KEY, look=Look.ID, width=16, hidden=True),
        Column(id=TEAM, header=TEAM, look=Look.ID, width=10, hidden=True),
        *_own(labels, ("team", Look.TEXT, team_width)),
    )


def _own(labels: Labels, *columns: tuple[str, Look, float]) -> tuple[Column, ...]:
    """Columns that the master itself adds."""
    return headed(labels, "master.column", *columns)


def _decided(labels: Labels) -> tuple[Column, ...]:
    """What people write beside a row: it stays with it."""
    own = _own(labels, ("decision", Look.TEXT, 16), ("comment", Look.LONG, 40), ("decided_by", Look.TEXT, 18))
    return tuple(replace(column, written=True) for column in own)


def _table_sheet(table: Table, labels: Labels, sensitive: bool) -> Sheet:
    fields = tuple(_field_column(table, field, labels) for field in shown_fields(table, sensitive=sensitive))
    leading, rest = arranged(table.id, fields, figure_columns(table.id, labels))
    decided = _decided(labels) if table.id in _DECIDED else ()
    trends = figure_trends(table.id)
    hidden = (
        column
        for name in trends
        for column in trend_columns(name, f"master_columns.{table.id}", Look.SHARE, labels)
    )
    columns = (*_front(labels), *leading, *decided, *rest, *hidden)
    anchor = table.title or leading[0].id
    return Sheet(
        id=table.id,
        name=labels.sheet(table.id),
        table=f"M_{table.name}",
        columns=columns,
        phase=table.phase,
        frozen=next(number for number, column in enumerate(columns, start=1) if column.id == anchor),
        most_lines=2 if sum(column.width >= 30 for column in columns) > 2 else 1,
        trends=trends,
        hidden=table.personal and not sensitive,  # and empty: a master that had rows there loses them
    )


def _field_column(table: Table, field: Field, labels: Labels) -> Column:
    header = labels.field(table.id, field.id)
    width = column_width(field, header) + 1
    look = _LOOKS.get(field.kind, Look.TEXT)
    if field.levels is not None and field.kind is Kind.INT:
        levels = field.levels
        look = Look.LEVEL
        width = max(width, 4 + max(display_width(labels.choice(levels, value)) for value in levels.values))
    return Column(id=field.id, header=header, look=look, width=width, field=field)


def _overview(labels: Labels) -> Sheet:
    tables = tuple(
        Column(
            id=f"rows_{table_id}",
            header=labels.sheet(table_id),
            look=Look.COUNT,
            width=max(10, header_width(labels.sheet(table_id))),
        )
        for table_id in phase_order()
    )
    trend = (
        *trend_columns("trend", "master.column", Look.INT, labels),
        *trend_columns("quality_trend", "master_columns.overview", Look.SHARE, labels),
    )
    figures = figure_columns(OVERVIEW, labels)
    own = _own(
        labels,
        ("state", Look.SIGN, 20),
        ("read_on", Look.DATE, 12.5),
        ("age", Look.INT, 10),
        ("open", Look.COUNT, 10),
        ("overdue", Look.COUNT, 10),
        ("rejected", Look.COUNT, 11),
        ("errors", Look.COUNT, 11),
        ("warnings", Look.COUNT, 14),
        ("trend", Look.TEXT, 18),
        ("change", Look.SIGN, 14),
        ("reason", Look.LONG, 56),
        ("changed_by", Look.TEXT, 18),
        ("infos", Look.COUNT, 10),
    )
    return Sheet(
        id=OVERVIEW,
        name=labels.text("master.sheet.overview"),
        table="M_Teams",
        columns=(
            *_front(labels, 22),
            *own[:_BEFORE_FIGURES],
            *figures[:-_PARTS],
            *own[_BEFORE_FIGURES:],
            *figures[-_PARTS:],
            *tables,
            *trend,
        ),
        header_row=OVERVIEW_HEADER_ROW,
        most_lines=8,
        trends=("trend", "quality_trend"),
    )


def _exceptions(labels: Labels) -> Sheet:
    key, team, team_name = _front(labels)
    own = _own(
        labels,
        ("severity", Look.SIGN, 12),
        ("file", Look.TEXT, 22),
        ("sheet", Look.TEXT, 15),
        ("cell", Look.TEXT, 9),
        ("field", Look.TEXT, 18),
        ("value", Look.LONG, 24),
        ("message", Look.LONG, 56),
        ("fix", Look.LONG, 50),
        ("code", Look.ID, 26),
        ("since", Look.INT, 10),
    )
    return Sheet(
        id=EXCEPTIONS,
        name=labels.text("master.sheet.exceptions"),
        table="M_Exceptions",
        columns=(key, team, own[0], team_name, *own[1:]),
        frozen=4,
        most_lines=8,
    )


def _left(labels: Labels) -> Sheet:
    """Rows that have gone and beside which somebody had written something."""
    own = _own(
        labels,
        ("left_sheet", Look.TEXT, 16),
        ("left_row", Look.TEXT, 28),
        ("left_on", Look.DATE, 12.5),
        ("left_run", Look.INT, 9),
        ("last_state", Look.LONG, 56),
        ("cell_notes", Look.LONG, 34),
    )
    key, team, team_name = _front(labels)
    return Sheet(
        id=LEFT,
        name=labels.text("master.sheet.left"),
        table="M_Left",
        columns=(key, team, own[0], team_name, *own[1:], *_decided(labels)),
        frozen=5,
        most_lines=8,
    )


def _runs(labels: Labels, teams: Iterable[tuple[str, str]]) -> Sheet:
    own = _own(
        labels,
        ("run", Look.INT, 9),
        ("as_of", Look.DATE, 12.5),
        ("cycle", Look.ID, 12),
        ("started", Look.TIME, 17),
        ("finished", Look.TIME, 17),
        ("complete", Look.SIGN, 12),
        ("read", Look.INT, 12),
        ("workbooks", Look.INT, 12),
        ("added", Look.COUNT, 10),
        ("changed", Look.COUNT, 10),
        ("removed", Look.COUNT, 10),
        ("errors", Look.COUNT, 10),
        ("warnings", Look.COUNT, 10),
        ("infos", Look.COUNT, 10),
    )
    return Sheet(
        id=RUNS,
        name=labels.text("master.sheet.runs"),
        table="M_Runs",
        columns=(
            *_front(labels)[:2],
            *own,
            *_team_columns(labels, teams, {each.header.casefold() for each in own}),
        ),
        frozen=3,
    )


def _team_columns(labels: Labels, teams: Iterable[tuple[str, str]], taken: set[str]) -> Iterable[Column]:
    """A column a team; two teams of one name are told apart by their ids."""
    for team, name in teams:
        header = labels.text("master.column.team_errors", team=name)[:_LONGEST_HEADER]
        if header.casefold() in taken:
            header = labels.text("master.column.team_errors", team=f"{name[:100]} [{team}]")[:_LONGEST_HEADER]
        taken.add(header.casefold())
        yield Column(
            id=f"errors_{team}", header=header, look=Look.COUNT, width=max(12, min(24, header_width(header)))
        )
