"""The native formulas of a team workbook, each with the value it has when the workbook is made.

Protected View, previews, phones and LibreOffice show the value that was saved, so every formula carries it; a
test lets LibreOffice compute the same. Functions of Excel 2016 at most. Text comes from `_lists`, never
from a literal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from delegation.tables import OPEN_STATUSES, STATUS
from workbook_templates.layout import HEADER_ROW, Layout, TableSheet
from workbook_templates.specification import ErrorValue
from workbook_templates.written import Cell

WEEK = 7  # days that "next" and "last" mean on Home
DUE_ROWS = 8
_ROW_UNIT = 10_000_000  # a date plus its row as a fraction: dates that are alike stay apart


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula without its leading "=" and its value at the time of writing."""

    text: str
    value: str | int | float | dt.date

    def __str__(self) -> str:
        return "=" + self.text


def last_filled(ref: str, head: str) -> str:
    """The position of the last cell of a table's column that is not blank; 1 in an empty one."""
    return f'IFERROR(LOOKUP(2,1/({ref}<>""),ROW({ref})-ROW({head})),1)'


def filled_part(sheet: TableSheet, column: str) -> str:
    """The column from its first cell to its last filled one: what a drop-down offers."""
    ref = sheet.ref(column)
    return f"INDEX({ref},1):INDEX({ref},{last_filled(ref, sheet.head(column))})"


def as_of(layout: Layout) -> Formula:
    spec = layout.spec
    return Formula("IF(ISNUMBER(as_of_typed),as_of_typed,TODAY())", spec.as_of or spec.made_on)


def as_of_sentence(layout: Layout) -> Formula:
    typed, today = (
        layout.labels.text("workbook.home.as_of_is_typed"),
        layout.labels.text("workbook.home.as_of_is_today"),
    )
    return Formula(
        f"IF(ISNUMBER(as_of_typed),{quoted(typed)},{quoted(today)})",
        today if layout.spec.as_of is None else typed,
    )


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _day(layout: Layout) -> dt.date:
    return layout.spec.as_of or layout.spec.made_on


def _labels_of(layout: Layout, statuses: Iterable[str]) -> frozenset[str]:
    return frozenset(layout.labels.choice(STATUS, status).casefold() for status in statuses)


def _is_open(layout: Layout) -> Callable[[Cell], bool]:
    found = _labels_of(layout, OPEN_STATUSES)
    return lambda cell: isinstance(cell, str) and cell.casefold() in found


def status_count(layout: Layout, status: str) -> Formula:
    ref = layout.tables["delegations"].ref("status")
    label = layout.labels.choice(STATUS, status).casefold()
    values = layout.tables["delegations"].values("status")
    found = sum(isinstance(cell, str) and cell.casefold() == label for cell in values)
    return Formula(f"COUNTIF({ref},INDEX(choices_status,{STATUS.values.index(status) + 1}))", found)


def open_count(layout: Layout) -> Formula:
    sheet = layout.tables["delegations"]
    found = sum(map(_is_open(layout), sheet.values("status")))
    return Formula(f"SUMPRODUCT(COUNTIF({sheet.ref('status')},open_statuses))", found)


def overdue_count(layout: Layout) -> Formula:
    sheet, day = layout.tables["delegations"], _day(layout)
    found = sum(due < day for due in _open_dues(layout))
    return Formula(
        f'SUMPRODUCT(COUNTIFS({sheet.ref("due")},"<"&as_of,{sheet.ref("status")},open_statuses))', found
    )


def due_count(layout: Layout) -> Formula:
    """Open delegations due from the as-of day on, within a week."""
    sheet, day = layout.tables["delegations"], _day(layout)
    found = sum(day <= due < day + dt.timedelta(days=WEEK) for due in _open_dues(layout))
    due = sheet.ref("due")
    return Formula(
        f'SUMPRODUCT(COUNTIFS({due},">="&as_of,{due},"<"&as_of+{WEEK},{sheet.ref("status")},open_statuses))',
        found,
    )


def _open_dues(layout: Layout) -> Iterator[dt.date]:
    sheet, is_open = layout.tables["delegations"], _is_open(layout)
    for due, status in zip(sheet.values("due"), sheet.values("status"), strict=True):
        if isinstance(due, dt.date) and is_open(status):
            yield due


def missing_readings(layout: Layout) -> Formula:
    """Readings whose period has ended by the as-of day and that have neither a value nor an excuse."""
    sheet, day = layout.tables["readings"], _day(layout)
    excused = layout.labels.choice("reading_state", "not_applicable").casefold()
    columns = [sheet.values(name) for name in ("kpi_id", "period", "value", "state")]
    found = sum(
        kpi is not None
        and isinstance(period, dt.date)
        and period <= day
        and value is None
        and str(state).casefold() != excused
        for kpi, period, value, state in zip(*columns, strict=True)
    )
    kpi, period, value, state = (sheet.ref(name) for name in ("kpi_id", "period", "value", "state"))
    return Formula(
        f'COUNTIFS({kpi},"<>",{period},"<="&as_of,{value},"",{state},"<>"&label_not_applicable)', found
    )


def recent_check_ins(layout: Layout) -> Formula:
    sheet, day = layout.tables["check_ins"], _day(layout)
    week = dt.timedelta(days=WEEK)
    found = sum(isinstance(cell, dt.date) and day - week < cell <= day for cell in sheet.values("date"))
    ref = sheet.ref("date")
    return Formula(f'COUNTIFS({ref},">"&as_of-{WEEK},{ref},"<="&as_of)', found)


def issue_count(layout: Layout) -> Formula:
    return Formula(f"COUNTA(Issues[{layout.issue_headers()[-1]}])", 0)


def entries(layout: Layout, table_id: str) -> Formula:
    """Filled rows of a table; of the readings, which are listed ahead, those that have a value."""
    sheet = layout.tables[table_id]
    column = (
        "value" if table_id == "readings" else next(each.id for each in sheet.table.fields if each.required)
    )
    found = sum(cell is not None for cell in sheet.values(column))
    return Formula(f"COUNTA({sheet.ref(column)})", found)


def first_steps(layout: Layout, missing: Mapping[str, str], otherwise: str) -> Formula:
    """The text of the first of those tables that has no row yet."""
    text, value = quoted(otherwise), otherwise
    for table_id, step in reversed([*missing.items()]):
        count = entries(layout, table_id)
        text = f"IF({count.text}=0,{quoted(step)},{text})"
        value = value if count.value else step
    return Formula(text, value)


@dataclass(frozen=True, slots=True)
class NextDue:
    """The k-th open delegation by due date: the date with its row as a fraction, and that row's position."""

    rank: Formula
    position: Formula


def next_due(layout: Layout, number: int, rank_cell: str) -> NextDue:
    """`number` from 1. `rank_cell` is where the rank will stand: the position is taken from it."""
    sheet = layout.tables["delegations"]
    due, status = sheet.ref("due"), sheet.ref("status")
    rank = (
        f"IFERROR(_xlfn.AGGREGATE(15,6,(INT({due})+ROW({due})/{_ROW_UNIT})"
        f'/(ISNUMBER({due})*ISNUMBER(MATCH({status},open_statuses,0))),{number}),"")'
    )
    position = (
        f'IF({rank_cell}="","",ROUND(({rank_cell}-INT({rank_cell}))*{_ROW_UNIT},0)-ROW({sheet.head("due")}))'
    )
    found = _next_due_rows(layout)
    if number > len(found):
        return NextDue(Formula(rank, ""), Formula(position, ""))
    when, row = found[number - 1]
    return NextDue(Formula(rank, serial(when) + (row + HEADER_ROW) / _ROW_UNIT), Formula(position, row))


def next_due_cell(layout: Layout, number: int, position_cell: str, column: str) -> Formula:
    """A column of the k-th delegation by due date; blank when there are fewer."""
    sheet = layout.tables["delegations"]
    found = _next_due_rows(layout)
    value = sheet.values(column)[found[number - 1][1] - 1] if number <= len(found) else None
    shown = "" if value is None or isinstance(value, ErrorValue) else value
    text = f"INDEX({sheet.ref(column)},{position_cell})"
    if column == "due":
        return Formula(f'IF({position_cell}="","",{text})', shown)
    return Formula(f'IF({position_cell}="","",IFERROR({text}&"",""))', str(shown))


def has_due(layout: Layout) -> bool:
    """Whether any open delegation has a due date."""
    return bool(_next_due_rows(layout))


def _next_due_rows(layout: Layout) -> list[tuple[dt.date, int]]:
    sheet, is_open = layout.tables["delegations"], _is_open(layout)
    pairs = zip(sheet.values("due"), sheet.values("status"), strict=True)
    return sorted(
        (due, row)
        for row, (due, status) in enumerate(pairs, 1)
        if isinstance(due, dt.date) and is_open(status)
    )


def serial(day: dt.date) -> int:
    """The number that Excel keeps for a date."""
    return (day - dt.date(1899, 12, 30)).days
