"""What a cell accepts: drop-downs, checks of dates and numbers, and the help that appears at a header.

Drop-downs refer to names, which grow with the tables. A check stops only what no reader could understand; a
person or a row that is not in the list may be typed after a word of warning.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from delegation.labels import Labels
from delegation.schema import Field, Kind
from workbook_templates.layout import FIRST_ROW, HEADER_ROW, Column, TableSheet
from workbook_templates.next_ids import FIRST_IDS
from workbook_templates.writer import Writer

_FIRST_DATE, _LAST_DATE = dt.date(2000, 1, 1), dt.date(2199, 12, 31)
_LARGEST = 10**15
_LONGEST_TITLE = 32
_PROMPTED = frozenset({Kind.SKILL_LIST, Kind.CHOICE_LIST, Kind.TEXT_LIST, Kind.PERIOD})


def add_checks(writer: Writer, sheet: Any, table: TableSheet) -> None:
    """Adds header help and the checks of every declared column of a table."""
    text = writer.layout.labels
    for number, column in enumerate(table.columns):
        if column.computed is not None and not column.hidden:
            _add_computed(sheet, table, number, column, text)
        if column.field is None:
            continue
        sheet.data_validation(HEADER_ROW - 1, number, HEADER_ROW - 1, number, _help(text, table, column))
        check = _check(writer, table, column.field)
        if column.field.kind in _PROMPTED:
            check = {"validate": "any", **check, **_help(text, table, column, among=check)}
        if check:
            sheet.data_validation(FIRST_ROW - 1, number, table.last_row - 1, number, check)


def _add_computed(sheet: Any, table: TableSheet, number: int, column: Column, text: Labels) -> None:
    """What is typed into a computed column is stopped; its header says what it shows."""
    assert column.computed is not None
    shown = {
        "validate": "any",
        "input_title": column.header[:_LONGEST_TITLE],
        "input_message": text.computed_help(table.table.id, column.computed),
    }
    sheet.data_validation(HEADER_ROW - 1, number, HEADER_ROW - 1, number, shown)
    check = {
        "validate": "custom",
        "value": "=FALSE",
        "error_type": "stop",
        "error_title": text.text("computed.check.title"),
        "error_message": text.text("computed.check.message"),
    }
    sheet.data_validation(FIRST_ROW - 1, number, table.last_row - 1, number, check)


def _help(
    text: Labels, table: TableSheet, column: Column, among: dict[str, Any] | None = None
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "input_title": column.header[:_LONGEST_TITLE],
        "input_message": text.field_help(table.table.id, column.id),
    }
    return found if among else {"validate": "any", **found}


def _check(writer: Writer, table: TableSheet, field: Field) -> dict[str, Any]:
    text = writer.layout.labels
    if field.kind is Kind.PERSON:
        return _list("list_members", "information", text, "person")
    if field.kind is Kind.REF:
        return _list(f"list_{field.ref}", "warning", text, "ref", sheet=text.sheet(field.ref or ""))
    if field.kind is Kind.CHOICE and field.choices is not None:
        return _list(f"choices_{field.choices.name}", "stop", text, "choice")
    if field.kind is Kind.INT and field.levels is not None:
        low, high = field.levels.values[0], field.levels.values[-1]
        return _list(f"choices_{field.levels.name}", "stop", text, "level", low=low, high=high)
    if field.kind in (Kind.DATE, Kind.PERIOD):
        return _date(field, text)
    if field.kind in (Kind.NUMBER, Kind.INT, Kind.SHARE):
        return _number(field, text)
    if field.kind is Kind.ID and table.table.id in FIRST_IDS and field.id == table.table.key[0]:
        return _unused(table, field, text)
    return {}


def _list(name: str, severity: str, text: Labels, key: str, **params: object) -> dict[str, Any]:
    return {"validate": "list", "source": f"={name}", **_error(severity, text, key, key, **params)}


def _error(severity: str, text: Labels, title: str, key: str, **params: object) -> dict[str, Any]:
    return {
        "error_type": severity,
        "error_title": text.text(f"workbook.check.{title}_title"),
        "error_message": text.text(f"workbook.check.{key}", **params),
    }


def _date(field: Field, text: Labels) -> dict[str, Any]:
    """A period may be typed as 2026-Q4 too, which Excel takes for text: it is questioned, not stopped."""
    severity, key = ("warning", "period") if field.kind is Kind.PERIOD else ("stop", "date")
    return {
        "validate": "date",
        "criteria": "between",
        "minimum": _FIRST_DATE,
        "maximum": _LAST_DATE,
        **_error(severity, text, key, key),
    }


def _number(field: Field, text: Labels) -> dict[str, Any]:
    if field.kind is Kind.SHARE:
        return {"validate": "decimal", **_between(0, 1), **_error("stop", text, "share", "share")}
    low, high = _plain(field.low), _plain(field.high)
    if field.kind is Kind.INT:
        criteria, key = (_from(low), "int_from") if high is None else (_between(low, high), "int_from_to")
        return {"validate": "integer", **criteria, **_error("stop", text, "number", key, low=low, high=high)}
    if low is None:
        criteria, key = _between(-_LARGEST, _LARGEST), "number"
    elif not field.low_open:
        criteria, key = _from(low), "number_from"
    elif high is None:
        criteria, key = {"criteria": ">", "value": low}, "number_above"
    else:  # Excel has no "above and at most"; the low end itself is left to the validator
        criteria, key = _between(low, high), "number_above_to"
    return {"validate": "decimal", **criteria, **_error("stop", text, "number", key, low=low, high=high)}


def _plain(bound: float | None) -> float | int | None:
    return int(bound) if bound is not None and bound == int(bound) else bound


def _between(low: float | None, high: float | None) -> dict[str, Any]:
    return {"criteria": "between", "minimum": low, "maximum": high}


def _from(low: float | None) -> dict[str, Any]:
    return {"criteria": ">=", "value": low}


def _unused(table: TableSheet, field: Field, text: Labels) -> dict[str, Any]:
    cell = f"{table.letters(field.id)}{FIRST_ROW}"
    formula = f"=COUNTIF(ids_{table.table.id},{cell})<2"
    return {"validate": "custom", "value": formula, **_error("warning", text, "id", "id")}
