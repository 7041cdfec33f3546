"""How the sheet *KPI chart* looks in the template: the list to choose from, the numbers, the chart.

Owns its drawing with XlsxWriter. Which cell says what is decided in `workbook_templates.kpi_chart`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from delegation.labels import Labels
from delegation.place import column_letters
from sync.master.workbook import reference
from workbook_templates.kpi_chart import (
    AS_OF,
    CHART,
    CHOICE,
    CHOICES,
    DAY,
    FACTS,
    FACTS_ROW,
    LABEL,
    MARK,
    OLDEST,
    POINTS,
    READINGS_ROW,
    SAID,
    SERIES,
    SIGNAL,
    TITLE,
    Chosen,
    chart_cells,
)
from workbook_templates.master_sheet import Sheet
from workbook_templates.style import BAD, DATE_FORMAT, HAIRLINE, HEADER, HOME_COLOUR, INPUT, SOFT_INK, Formats

CHOICE_NAME = f"{CHART}.choice"
BACK_NAME = f"{CHART}.back"
_WIDTHS = {1: 2.0, LABEL: 26.0, SAID: 44.0, MARK: 20.0, MARK + 1: 2.0}
_NUMBERS = {"period_1": DATE_FORMAT, "value_1": "General"}
_LIMIT_FORMAT = "#,##0.00"
_LONG_FACTS = ("why", "note")
_NO_DAY = dt.date(2026, 1, 1)  # of the template, until a run says which
_CHART_PLACE = (3, MARK + 1)  # zero-based: beside the numbers
_CHART_SIZE = {"width": 900, "height": 520}
_A4 = 9


def draw_chart_sheet(
    book: Any, worksheet: Any, charts: Sheet, words: Labels, formats: Formats, name: Callable[..., None]
) -> None:
    """Draws the sheet, with nothing chosen. `name`: gives a cell the hidden name by which a run finds it."""
    form = formats.of
    for column, width in _WIDTHS.items():
        worksheet.set_column(column - 1, column - 1, width)
    worksheet.set_column(DAY - 1, SIGNAL - 1, 12, None, {"hidden": True})
    worksheet.set_row(0, 30)
    _put(worksheet, 1, LABEL, words.text("master_chart.sheet"), form("title"))
    worksheet.write_blank(2, LABEL - 1, None, form("link"))
    name(BACK_NAME, (3, LABEL))
    _choice(book, worksheet, charts, words, form, name)
    _labels(book, worksheet, words, form)
    nothing = Chosen(row={}, as_of=_NO_DAY)
    for each in chart_cells(words):
        value = each.value(nothing)
        shown = "#N/A" if value is None else _serial(value) if isinstance(value, dt.date) else value
        look = _form(form, words, each.row, each.column)
        worksheet.write_formula(each.row - 1, each.column - 1, f"={each.formula}", look, shown)
    worksheet.insert_chart(*_CHART_PLACE, _chart(book, worksheet.get_name(), words), {"object_position": 2})
    _page(worksheet)


def _choice(
    book: Any,
    worksheet: Any,
    charts: Sheet,
    words: Labels,
    form: Callable[..., Any],
    name: Callable[..., None],
) -> None:
    row, column = CHOICE
    _put(worksheet, row, LABEL, words.text("master_chart.choose"), form("strong"))
    edge = {"border": 1, "border_color": SOFT_INK}
    worksheet.write_blank(row - 1, column - 1, None, form("strong", indent=1, bg_color=INPUT, **edge))
    worksheet.set_row(row - 1, 24)
    name(CHOICE_NAME, CHOICE)
    first = reference(charts.name, charts.header_row + 1, charts.number("label"))
    book.define_name(CHOICES, f"={first}")
    worksheet.data_validation(
        row - 1,
        column - 1,
        row - 1,
        column - 1,
        {
            "validate": "list",
            "source": f"={CHOICES}",
            "input_title": words.text("master_chart.hint_title"),
            "input_message": words.text("master_chart.hint"),
        },
    )


def _labels(book: Any, worksheet: Any, words: Labels, form: Callable[..., Any]) -> None:
    for row, fact in enumerate(FACTS, start=FACTS_ROW):
        _put(worksheet, row, LABEL, words.text(f"master_chart.fact.{fact}"), form("help", valign="vcenter"))
    head = READINGS_ROW - 1
    worksheet.set_row(head - 1, 24)
    for column, text in ((LABEL, "readings"), (SAID, "value"), (MARK, "mark")):
        _put(worksheet, head, column, words.text(f"master_chart.{text}"), form("header", indent=1))
    first, last = READINGS_ROW - 1, READINGS_ROW + POINTS - 2
    line = book.add_format({"bottom": 1, "bottom_color": HAIRLINE})
    rule = {"type": "formula", "criteria": f'=${column_letters(LABEL)}{READINGS_ROW}<>""', "format": line}
    worksheet.conditional_format(first, LABEL - 1, last, MARK - 1, rule)


def _form(form: Callable[..., Any], words: Labels, row: int, column: int) -> Any:
    if (row, column) == AS_OF:
        return form("help", align="left", num_format=words.text("master_chart.as_of"))
    if column >= DAY:
        is_day = (row, column) == OLDEST or (column == DAY and row >= READINGS_ROW)
        return form("plain", num_format=DATE_FORMAT if is_day else "General")
    left = {"align": "left", "indent": 1, "valign": "vcenter"}
    if row >= READINGS_ROW:
        return form("plain", num_format=DATE_FORMAT if column == LABEL else "General", **left)
    fact = FACTS[row - FACTS_ROW]
    look = _NUMBERS.get(fact, _LIMIT_FORMAT)
    return form("plain", num_format=look, text_wrap=fact in _LONG_FACTS, **left)


def _chart(book: Any, tab: str, words: Labels) -> Any:
    """Readings with mean and limits; those that are part of a signal have a mark of their own."""
    first, last = READINGS_ROW - 1, READINGS_ROW + POINTS - 2
    chart = book.add_chart({"type": "line"})
    limit = {"color": BAD[0], "width": 1.25, "dash_type": "dash"}
    lines: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
        "upper": (limit, {"type": "none"}),
        "centre": ({"color": SOFT_INK, "width": 1.25}, {"type": "none"}),
        "lower": (limit, {"type": "none"}),
        "reading": ({"color": HEADER, "width": 2}, _marker("circle", 6, HEADER)),
        "signal": ({"none": True}, _marker("diamond", 11, "#D55E00")),
    }
    for name, column in SERIES.items():
        line, marker = lines[name]
        chart.add_series(
            {
                "name": f"={reference(tab, *CHOICE)}" if name == "reading" else _series(words, name),
                "categories": [tab, first, DAY - 1, last, DAY - 1],
                "values": [tab, first, column - 1, last, column - 1],
                "line": line,
                "marker": marker,
            }
        )
    # LibreOffice goes on showing the title of the template, which names no KPI; its legend does.
    chart.set_title({"name": f"={reference(tab, *TITLE)}", "name_font": {"size": 13}})
    chart.set_x_axis({"date_axis": True, "num_format": DATE_FORMAT, "num_font": {"rotation": -45, "size": 9}})
    chart.set_y_axis({"major_gridlines": {"visible": True, "line": {"color": HAIRLINE}}, "crossing": "min"})
    chart.set_legend({"position": "bottom"})
    chart.show_hidden_data()
    chart.show_na_as_empty_cell()
    chart.show_blanks_as("span")  # else LibreOffice draws zeros
    chart.set_size(_CHART_SIZE)
    return chart


def _series(words: Labels, name: str) -> str:
    return words.text(f"master_chart.series.{name}")


def _marker(kind: str, size: int, colour: str) -> dict[str, Any]:
    return {"type": kind, "size": size, "fill": {"color": colour}, "border": {"color": colour}}


def _page(worksheet: Any) -> None:
    worksheet.hide_gridlines(2)
    worksheet.set_tab_color(HOME_COLOUR)
    worksheet.set_landscape()
    worksheet.set_paper(_A4)
    worksheet.fit_to_pages(1, 1)
    worksheet.print_area(0, 0, READINGS_ROW + POINTS - 2, 19)


def _put(worksheet: Any, row: int, column: int, text: str, form: Any) -> None:
    worksheet.write_string(row - 1, column - 1, text, form)


def _serial(day: dt.date) -> int:
    return (day - dt.date(1899, 12, 30)).days
