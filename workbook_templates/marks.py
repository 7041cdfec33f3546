"""Marks that follow what stands in a table: missing, overdue, closed, under way. None speaks by colour alone.

A sign comes before the value through the format's number format, so the value itself stays what was typed;
a cell without a value is hatched.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from delegation.schema import Kind
from delegation.tables import STATUS
from workbook_templates import style
from workbook_templates.formulas import WEEK
from workbook_templates.layout import FIRST_ROW, TableSheet
from workbook_templates.writer import Writer

# Table, date that can pass, date that shows it is done, column without which there is nothing to do.
_DEADLINES = (
    ("plan", "planned_on", "done_on", "delegation_id"),
    ("milestones", "planned_end", "actual_end", "milestone"),
    ("check_ins", "action_due", "closed_on", "action"),
    ("meetings", "action_due", "closed_on", "action"),
)
_IN_ORDER = (
    ("leave", "start", "end"),
    ("delegations", "start", "due"),
    ("kpis", "start", "end"),
    ("milestones", "planned_start", "planned_end"),
)
# Table → computed column that may show a code, the name of the list of its codes.
_CODES = {"kpis": (("status", "kpi_errors"),), "delegations": (("health", "delegation_errors"),)}


class Marks:
    """Adds conditional formats to one table's sheet; what comes first wins where two would set the same."""

    def __init__(self, writer: Writer, sheet: Any, table: TableSheet) -> None:
        self._book, self._sheet, self._table = writer.book, sheet, table

    def cell(self, column: str) -> str:
        """The column's first cell, for formulas: the column fixed, the row moving."""
        return f"${self._table.letters(column)}{FIRST_ROW}"

    def area(self, column: str) -> str:
        letters = self._table.letters(column)
        return f"{letters}{FIRST_ROW}:{letters}{self._table.last_row}"

    def add(self, columns: Iterable[str], formula: str, **properties: Any) -> None:
        """Marks the cells of those columns where the formula, written for the first row, is true."""
        areas = [self.area(column) for column in columns]
        options = {"type": "formula", "criteria": "=" + formula, "format": self._book.add_format(properties)}
        if len(areas) > 1:
            options["multi_range"] = " ".join(areas)
        self._sheet.conditional_format(areas[0], options)

    def bars(self, column: str, colour: str) -> None:
        self._sheet.conditional_format(self.area(column), data_bar(colour, 1))


def data_bar(colour: str, longest: float | None) -> dict[str, Any]:
    """A plain bar from 0; its number stays readable in the cell."""
    found: dict[str, Any] = {
        "type": "data_bar",
        "data_bar_2010": True,
        "bar_color": colour,
        "bar_solid": True,
        "bar_no_border": True,
        "min_type": "num",
        "min_value": 0,
    }
    return found if longest is None else {**found, "max_type": "num", "max_value": longest}


def signed(sign: str, form: str = style.TEXT_FORMAT) -> str:
    """A number format that puts a sign before what the cell shows anyway."""
    return f'"{sign} "{form}'


def mark(tone: tuple[str, str], num_format: str) -> dict[str, Any]:
    return {"font_color": tone[0], "bg_color": tone[1], "num_format": num_format}


def add_marks(writer: Writer, sheet: Any, table: TableSheet) -> None:
    marks = Marks(writer, sheet, table)
    _mark_table(marks, table)
    _mark_order(marks, table)
    _mark_deadlines(marks, table)
    _mark_missing(marks, table)
    _mark_types(marks, table)
    _mark_computed(marks, table)


def _mark_table(marks: Marks, table: TableSheet) -> None:
    if table.table.id == "delegations":
        _mark_delegations(marks, table)
    elif table.table.id == "readings":
        _mark_readings(marks)
    elif table.table.id == "members":
        inactive = f"{marks.cell('active')}=label_no"
        marks.add([table.columns[0].id], inactive, font_color=style.QUIET[0], num_format=signed("×"))
        marks.add(_ids(table)[1:], inactive, font_color=style.QUIET[0], italic=True)
    elif table.table.id == "milestones":
        marks.bars("progress", style.BAR)
    elif table.table.id == "check_ins":
        asks = f"{marks.cell('type')}=label_help_request"
        marks.add(["type"], asks, **mark(style.CAUTION, signed(style.CAUTION_SIGN)))
        low = f"AND(ISNUMBER({marks.cell('confidence')}),{marks.cell('confidence')}<=set_low_confidence)"
        marks.add(["confidence"], low, **mark(style.CAUTION, signed(style.CAUTION_SIGN, "0")))


def _ids(table: TableSheet) -> list[str]:
    return [column.id for column in table.columns if column.field is not None]


def _mark_delegations(marks: Marks, table: TableSheet) -> None:
    due, status = marks.cell("due"), marks.cell("status")
    is_open = f"COUNTIF(open_statuses,{status})>0"
    passed, soon = f"AND(ISNUMBER({due}),{due}<as_of,{is_open})", f"{due}>=as_of,{due}<as_of+{WEEK}"
    marks.add(["due"], passed, **mark(style.BAD, signed(style.BAD_SIGN, style.DATE_FORMAT)))
    near = f"AND(ISNUMBER({due}),{soon},{is_open})"
    marks.add(["due"], near, **mark(style.CAUTION, signed(style.CAUTION_SIGN, style.DATE_FORMAT)))
    tones = {
        "completed": style.GOOD,
        "on_hold": style.CAUTION,
        "returned": style.BAD,
        "cancelled": style.QUIET,
    }
    for number, value in enumerate(STATUS.values, 1):
        tone = tones.get(value, (style.INK, style.PAPER))
        condition = f'AND({status}<>"",{status}=INDEX(choices_status,{number}))'
        marks.add(["status"], condition, **mark(tone, signed(style.STATUS_SIGNS[value])))
    for number, tone, sign in ((4, style.BAD, style.BAD_SIGN), (3, style.CAUTION, style.CAUTION_SIGN)):
        condition = (
            f'AND({marks.cell("priority")}<>"",{marks.cell("priority")}=INDEX(choices_priority,{number}))'
        )
        marks.add(["priority"], condition, font_color=tone[0], bold=number == 4, num_format=signed(sign))
    others = [each for each in _ids(table) if each != "status"]
    marks.add(others, f"COUNTIF(closed_statuses,{status})>0", font_color=style.QUIET[0])
    marks.bars("progress", style.BAR)


def _mark_readings(marks: Marks) -> None:
    kpi, period, value, state = (marks.cell(name) for name in ("kpi_id", "period", "value", "state"))
    missing = f'AND({kpi}<>"",ISNUMBER({period}),{period}<=as_of,{value}="",{state}<>label_not_applicable)'
    marks.add(["period"], missing, **mark(style.CAUTION, signed(style.CAUTION_SIGN, style.DATE_FORMAT)))
    marks.add(["value"], missing, **hatch(style.CAUTION))
    later = f"AND(ISNUMBER({period}),{period}>as_of)"
    marks.add(["kpi_id", "period"], later, font_color=style.QUIET[0], italic=True)


def hatch(tone: tuple[str, str]) -> dict[str, Any]:
    """For a cell that is empty and should not be."""
    return {"pattern": 14, "fg_color": "#E8B98A", "bg_color": tone[1], "border": 1, "border_color": tone[0]}


def _mark_order(marks: Marks, table: TableSheet) -> None:
    for table_id, first, last in _IN_ORDER:
        if table_id == table.table.id:
            begin, end = marks.cell(first), marks.cell(last)
            condition = f"AND(ISNUMBER({begin}),ISNUMBER({end}),{end}<{begin})"
            form = signed(style.WARNING_SIGN, style.DATE_FORMAT)
            marks.add([last], condition, bold=True, **mark(style.BAD, form))


def _mark_deadlines(marks: Marks, table: TableSheet) -> None:
    for table_id, date, done, needed in _DEADLINES:
        if table_id == table.table.id:
            waits = f'ISNUMBER({marks.cell(date)}),{marks.cell(done)}="",{marks.cell(needed)}<>""'
            passed = f"AND({waits},{marks.cell(date)}<as_of)"
            marks.add([date], passed, **mark(style.BAD, signed(style.BAD_SIGN, style.DATE_FORMAT)))
            near = f"AND({waits},{marks.cell(date)}<as_of+{WEEK})"
            marks.add([date], near, **mark(style.CAUTION, signed(style.CAUTION_SIGN, style.DATE_FORMAT)))


def _mark_missing(marks: Marks, table: TableSheet) -> None:
    """A required cell that is still empty in a row that was begun."""
    required = [column.id for column in table.columns if column.field is not None and column.field.required]
    ends = _ids(table)
    first, last = marks.cell(ends[0]), marks.cell(ends[-1])
    cell = f"{table.letters(required[0])}{FIRST_ROW}"
    marks.add(required, f"AND(COUNTA({first}:{last})>0,LEN(TRIM({cell}))=0)", **hatch(style.BAD))


def _mark_types(marks: Marks, table: TableSheet) -> None:
    """Text where a date or a number belongs; numbers that are not whole get their decimals."""
    by_kind: dict[str, list[str]] = {"typed": [], "number": []}
    for column in table.columns:
        kind = column.field.kind if column.field is not None else Kind.TEXT
        if kind in (Kind.DATE, Kind.NUMBER, Kind.SHARE):
            by_kind["typed"].append(column.id)
        if kind is Kind.NUMBER:
            by_kind["number"].append(column.id)
    if by_kind["typed"]:
        cell = f"{table.letters(by_kind['typed'][0])}{FIRST_ROW}"
        marks.add(by_kind["typed"], f"ISTEXT({cell})", **mark(style.BAD, signed(style.WARNING_SIGN)))
    if by_kind["number"]:
        cell = f"{table.letters(by_kind['number'][0])}{FIRST_ROW}"
        condition = f"AND(ISNUMBER({cell}),{cell}<>INT({cell}))"
        marks.add(by_kind["number"], condition, num_format=style.DECIMAL_FORMAT)


def _mark_computed(marks: Marks, table: TableSheet) -> None:
    """A lost formula, a row that cannot be computed, and the tone of each status."""
    shown = [column for column in table.columns if column.computed is not None and not column.hidden]
    if not shown:
        return
    names = [column.id for column in shown]
    cell = f"{table.letters(names[0])}{FIRST_ROW}"
    lost = signed(style.LOST_SIGN, style.GENERAL_FORMAT)
    marks.add(names, f"NOT(_xlfn.ISFORMULA({cell}))", bold=True, **mark(style.BAD, lost))
    marks.add(names, f"{cell}=label_unusable", **mark(style.BAD, style.TEXT_FORMAT))
    for column in shown:
        found = column.computed
        if found is not None and found.kind is Kind.NUMBER and not style.is_hours(found):
            number = marks.cell(column.id)
            condition = f"AND(ISNUMBER({number}),{number}<>INT({number}))"
            marks.add([column.id], condition, num_format=style.DECIMAL_FORMAT)
    for name, codes in _CODES.get(table.table.id, ()):
        marks.add(
            [name], f"COUNTIF({codes},{marks.cell(name)})>0", **mark(style.BAD, signed(style.WARNING_SIGN))
        )
    for name in names:
        if name.startswith("utilisation_"):
            _mark_utilisation(marks, name)
    for name, words, tones in style.COMPUTED_TONES.get(table.table.id, ()):
        own = marks.cell(name)
        for number_of, (tone, sign) in enumerate(tones, 1):
            condition = f'AND({own}<>"",{own}=INDEX({words},{number_of}))'
            marks.add([name], condition, **mark(tone, signed(sign)))


def _mark_utilisation(marks: Marks, name: str) -> None:
    """How full somebody is: the number stays, its band is a sign and a tone."""
    own = marks.cell(name)
    marks.add([name], f"{own}=label_no_capacity", **mark(style.BAD, signed(style.BAD_SIGN)))
    for limit, (tone, sign) in style.UTILISATION_TONES:
        condition = f"AND(ISNUMBER({own}),ROUND(N({own}),9){limit})"
        marks.add([name], condition, **mark(tone, signed(sign, style.SHARE_FORMAT)))
