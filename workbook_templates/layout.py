"""Where everything stands in a team workbook: sheets, columns, rows, and how formulas name them.

Owns positions and references, so that no two modules count rows for themselves. Writes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from delegation.computed import COMPUTED, Computed
from delegation.labels import Labels, labels
from delegation.place import column_letters, sheet_reference
from delegation.schema import Field, Phase, Table
from delegation.tables import LEAD_TABLES, TABLES, TEAM_TABLES
from workbook_templates.specification import TeamWorkbook
from workbook_templates.written import Cell, Row, clean_text, written_rows

HEADER_ROW = 5  # 1-based; above it stand the title, its help, and the line with the link to Home
FIRST_ROW = HEADER_ROW + 1
HOME, ISSUES = "home", "issues"
LISTS, CALENDAR_DAYS, AVAILABILITY, IDENTITY = "_lists", "_calendar", "_avail", "_remit"
ADDIN = "_addin"  # not in a new workbook: the buttons keep there what they overwrite
ISSUE_COLUMNS = ("severity", "sheet_name", "cell", "message", "fix", "code")
# What is filled in every week comes first, people last.
FIRST_VISIBLE = tuple(
    table.id
    for table in sorted(TEAM_TABLES, key=lambda each: each.phase is Phase.PEOPLE)
    if table.first_visible
)

_PLAIN_HEADER = re.compile(r"[^\W_][\w ]*")
_LONGEST_HEADER = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: a declared `field`, a `computed` one, or neither where the team added it."""

    id: str
    header: str
    field: Field | None
    computed: Computed | None = None

    @property
    def hidden(self) -> bool:
        return self.computed is not None and self.computed.kind is None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSheet:
    """One table on its sheet: header row, carried-over rows, then empty ones."""

    table: Table
    sheet: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    body: int

    @property
    def last_row(self) -> int:
        return HEADER_ROW + self.body

    @property
    def frozen(self) -> int:
        """How many columns stay in sight: up to the title, else up to what names the row."""
        if self.table.title is not None:
            return self.index(self.table.title) + 1
        if self.table.derived_key:
            return 3
        return min(2, len(self.table.key))

    def index(self, column_id: str) -> int:
        """0-based position of a column."""
        return next(number for number, column in enumerate(self.columns) if column.id == column_id)

    def letters(self, column_id: str) -> str:
        return column_letters(self.index(column_id) + 1)

    def ref(self, column_id: str) -> str:
        """The column's cells in a formula, wherever the table grows to: `Members[Name]`."""
        return f"{self.table.name}{_bracketed(self.columns[self.index(column_id)].header)}"

    def this(self, column_id: str) -> str:
        """The column's cell in the row of the formula, in the long form, which LibreOffice reads too."""
        header = _escaped(self.columns[self.index(column_id)].header)
        return f"{self.table.name}[[#This Row],[{header}]]"

    def head(self, column_id: str) -> str:
        """The column's header cell in a formula."""
        header = _escaped(self.columns[self.index(column_id)].header)
        return f"{self.table.name}[[#Headers],[{header}]]"

    def values(self, column_id: str) -> tuple[Cell, ...]:
        """What stands in the column's cells, None for blank ones."""
        found = tuple(row.get(column_id) for row in self.rows)
        return found + (None,) * (self.body - len(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A whole team workbook before it is written."""

    spec: TeamWorkbook
    labels: Labels
    home: str
    issues: str
    tables: Mapping[str, TableSheet]
    order: tuple[str, ...]  # table ids, HOME and ISSUES

    def is_visible(self, sheet_id: str) -> bool:
        everything = self.spec.is_leads or self.spec.sheets == "full"
        return everything or sheet_id == HOME or sheet_id in FIRST_VISIBLE

    def sheet_name(self, sheet_id: str) -> str:
        if sheet_id == HOME:
            return self.home
        return self.issues if sheet_id == ISSUES else self.tables[sheet_id].sheet

    def link(self, sheet_id: str, cell: str = "A1") -> str:
        return "internal:" + sheet_reference(self.sheet_name(sheet_id), cell)

    def issue_headers(self) -> tuple[str, ...]:
        return tuple(self.labels.text(f"workbook.issues.{name}") for name in ISSUE_COLUMNS)


def lay_out(spec: TeamWorkbook) -> Layout:
    """Every sheet with its columns and cells, in the order of its tabs."""
    text = labels(spec.language)
    rows = written_rows(spec)
    return Layout(
        spec=spec,
        labels=text,
        home=text.text("workbook.home.sheet"),
        issues=text.text("workbook.issues.sheet"),
        tables={table.id: _table_sheet(spec, text, table, rows[table.id]) for table in _tables(spec)},
        order=_order(spec),
    )


def _tables(spec: TeamWorkbook) -> tuple[Table, ...]:
    return LEAD_TABLES if spec.is_leads else TEAM_TABLES


def phase_order(tables: Iterable[Table] = TABLES) -> tuple[str, ...]:
    """The tables' ids along the delegation cycle."""
    found = tuple(tables)
    return tuple(table.id for phase in Phase for table in found if table.phase is phase)


def _table_sheet(spec: TeamWorkbook, text: Labels, table: Table, rows: tuple[Row, ...]) -> TableSheet:
    wanted = [Column(id=each.id, header=text.field(table.id, each.id), field=each) for each in table.fields]
    wanted += [
        Column(id=each.id, header=text.computed(table.id, each), field=None, computed=each)
        for each in COMPUTED.get(table.id, ())
    ]
    wanted += [Column(id=name, header=name, field=None) for name in spec.extra_columns.get(table.id, ())]
    taken: set[str] = set()
    columns = []
    for column in wanted:
        header = _free_header(spec.header_overrides.get((table.id, column.id), column.header), taken)
        columns.append(replace(column, header=header))
    return TableSheet(
        table=table,
        sheet=text.sheet(table.id),
        columns=tuple(columns),
        rows=rows,
        body=max(1, len(rows) + spec.empty_rows),
    )


def _free_header(wanted: str, taken: set[str]) -> str:
    """The header as Excel would leave it: not empty, and numbered when it is there already."""
    base = clean_text(wanted).strip()[: _LONGEST_HEADER - 4] or "-"
    header, number = base, 1
    while header.casefold() in taken:
        number += 1
        header = f"{base}{number}"
    taken.add(header.casefold())
    return header


def _order(spec: TeamWorkbook) -> tuple[str, ...]:
    along = phase_order(_tables(spec))
    if spec.is_leads or spec.sheets == "full":
        usual = (HOME, *along, ISSUES)
    else:
        later = tuple(each for each in along if each not in FIRST_VISIBLE)
        usual = (HOME, *FIRST_VISIBLE, *later, ISSUES)
    first = tuple(each for each in spec.sheet_order or () if each in usual)
    return first + tuple(each for each in usual if each not in first)


def _escaped(header: str) -> str:
    return re.sub(r"([\[\]#'@])", r"'\1", header)


def _bracketed(header: str) -> str:
    """The column in brackets; in the longer form, which Excel and LibreOffice read, where it has signs."""
    if _PLAIN_HEADER.fullmatch(header):
        return f"[{header}]"
    return f"[[#Data],[{_escaped(header)}]]"
