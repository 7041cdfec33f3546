"""Home: whose workbook it is, the day its figures are for, this week, how to fill it in, and every sheet.

Every figure on it is a native formula. Protected without a password, except for the one cell that takes a
date, so that nobody loses a formula by accident.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from delegation.place import column_letters
from delegation.tables import STATUS
from workbook_templates import formulas, style
from workbook_templates.completeness import completeness
from workbook_templates.formulas import DUE_ROWS, WEEK, Formula
from workbook_templates.layout import ISSUES
from workbook_templates.lists import due_position, things_to_do
from workbook_templates.marks import data_bar, mark, signed
from workbook_templates.navigation import write_navigation
from workbook_templates.page import LEFT, RIGHT, Page
from workbook_templates.this_week import THINGS
from workbook_templates.writer import Writer

_A4 = 9
_TILES = 6
_TILE = (RIGHT - LEFT + 1) // _TILES  # columns of one
_CARD = (RIGHT - LEFT + 1) // 3
_NEXT_DUE = LEFT + 11  # first column of the right half
_COUNT, _BARS = LEFT + 4, LEFT + 6
_DUE_END, _TITLE_END = _NEXT_DUE + 2, _NEXT_DUE + 8


def write_home(writer: Writer, next_ids: Mapping[str, str]) -> None:
    """A lead's workbook has no delegations, so its Home has no figures."""
    page = Page(writer)
    sheet = page.sheet
    sheet.hide_gridlines(2)
    sheet.set_tab_color(style.HOME_COLOUR)
    _write_band(page)
    if not writer.layout.spec.is_leads:
        _write_as_of(page)
        _write_week(page)
        _write_things(page)
        _write_status(page)
    _write_steps(page)
    write_navigation(page, next_ids)
    sheet.set_portrait()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.4, bottom=0.4)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, page.row, RIGHT + 1)
    sheet.protect("")


def _write_band(page: Page) -> None:
    """The title: whose workbook, which cycle."""
    spec = page.writer.layout.spec
    facts = [page.text("cycle", cycle=spec.cycle, first=spec.cycle_first, last=spec.cycle_last)]
    if spec.department:
        facts.append(page.text("department", department=spec.department))
    if spec.owner:
        facts.append(page.text("owner", owner=spec.owner))
    lines: tuple[tuple[int, str, dict[str, Any]], ...] = (
        (12, "", {}),
        (18, page.text("product"), {"font_size": 9, "font_color": "#AFC0CF", "bold": True}),
        (40, spec.team_name, {"font_size": 22, "font_color": style.PAPER, "bold": True}),
        (24, "     ".join(facts), {"font_color": "#DCE5EC"}),
        (12, "", {}),
    )
    for pixels, content, properties in lines:
        fill = page.form(bg_color=style.INK, **properties)
        for column in range(RIGHT + 2):
            page.sheet.write_blank(page.row, column, None, fill)
        if content:
            page.sheet.write_string(page.row, LEFT, content, fill)
        page.gap(pixels)


def _write_as_of(page: Page) -> None:
    """The day that all figures are for, the cell for another one, and which of the two is in force."""
    layout, spec = page.writer.layout, page.writer.layout.spec
    date = {"num_format": style.DATE_FORMAT, "align": "center"}
    in_force = page.form(**date, font_color=style.INK, bold=True, font_size=14, bg_color=style.MIST)
    typed = page.form(**date, bg_color=style.INPUT, border=1, border_color="#C9A94A", locked=False)
    page.gap(14)
    page.height(32)
    page.put(LEFT, LEFT + 3, page.text("as_of"), page.form("strong"))
    page.put(LEFT + 4, LEFT + 7, formulas.as_of(layout), in_force)
    page.name("as_of", LEFT + 4)
    page.put(LEFT + 12, LEFT + 15, page.text("as_of_other"), page.form("plain", align="right", indent=1))
    page.put(LEFT + 16, LEFT + 19, None, typed)
    page.name("as_of_typed", LEFT + 16)
    if spec.as_of is not None:
        page.sheet.write_number(page.row, LEFT + 16, formulas.serial(spec.as_of), typed)
    check = {
        "validate": "date",
        "criteria": ">",
        "value": 1,
        "input_title": page.text("as_of_title"),
        "input_message": page.text("as_of_prompt"),
        "error_title": layout.labels.text("workbook.check.date_title"),
        "error_message": layout.labels.text("workbook.check.date"),
    }
    page.sheet.data_validation(page.row, LEFT + 16, page.row, LEFT + 16, check)
    page.row += 1
    page.height(24)
    page.put(LEFT, RIGHT, formulas.as_of_sentence(layout), page.form("help"))
    page.row += 1


def _write_week(page: Page) -> None:
    """Six figures, each over its name, the name a link to where it comes from."""
    layout = page.writer.layout
    bad, caution = (style.BAD, style.BAD_SIGN), (style.CAUTION, style.CAUTION_SIGN)
    tiles = (
        ("tile_open", formulas.open_count(layout), "delegations", None),
        ("tile_overdue", formulas.overdue_count(layout), "delegations", bad),
        ("tile_due", formulas.due_count(layout), "delegations", caution),
        ("tile_readings", formulas.missing_readings(layout), "readings", caution),
        ("tile_check_ins", formulas.recent_check_ins(layout), "check_ins", None),
        ("tile_issues", formulas.issue_count(layout), ISSUES, bad),
    )
    page.gap(12)
    page.heading(LEFT, RIGHT, page.text("this_week"))
    page.row += 1
    page.gap(8)
    tile = {"bg_color": style.MIST, "align": "center", "left": 5, "right": 5, "border_color": style.PAPER}
    page.height(48)
    for index, (_, figure, _, alarm) in enumerate(tiles):
        first = LEFT + _TILE * index
        # Nothing found and not looked yet are the same to a formula, so it does not claim a nought.
        form = '0;;"–"' if index == _TILES - 1 else "0"
        page.put(first, first + _TILE - 1, figure, page.form("strong", **tile, font_size=24, num_format=form))
        if alarm is not None:
            tone, sign = alarm
            marked = page.writer.book.add_format(mark(tone, signed(sign, "0")))
            options = {"type": "cell", "criteria": ">", "value": 0, "format": marked}
            page.sheet.conditional_format(page.row, first, page.row, first + _TILE - 1, options)
    page.row += 1
    page.height(26)
    name = page.form("help", **tile, font_size=page.small, shrink=True)
    for index, (label, _, sheet_id, _) in enumerate(tiles):
        first = LEFT + _TILE * index
        tip = "" if layout.is_visible(sheet_id) else page.text("hidden_tip")
        page.link(first, first + _TILE - 1, sheet_id, page.text(label), name, tip)
    page.row += 1


def _write_things(page: Page) -> None:
    """The first talk, reading and late delegation, each a link to its row."""
    line: dict[str, Any] = {"bottom": 1, "border_color": style.HAIRLINE}
    page.gap(14)
    page.heading(LEFT, RIGHT, page.text("things"))
    page.row += 1
    for thing, found in zip(THINGS, things_to_do(page.writer), strict=True):
        page.height(25)
        page.put(LEFT, LEFT + 4, page.text(f"thing_{thing.id}"), page.form("plain", **line))
        count = page.form("strong", **line, align="right", num_format='0;;"–"')
        page.put(LEFT + 5, LEFT + 5, found.count, count)
        date = page.form("plain", **line, num_format=style.DATE_FORMAT, align="left", indent=1)
        page.put(LEFT + 6, LEFT + 9, found.date, date)
        page.put(LEFT + 10, RIGHT - 5, found.link, page.form("help", **line, shrink=True))
        is_there = f"=${column_letters(LEFT + 6)}${page.row + 1}>0"  # else it is a sentence, and no link
        link = page.writer.book.add_format({"font_color": style.LINK, "underline": 1})
        options = {"type": "formula", "criteria": is_there, "format": link}
        page.sheet.conditional_format(page.row, LEFT + 10, page.row, RIGHT - 5, options)
        page.put(RIGHT - 4, RIGHT, found.who, page.form("help", **line, shrink=True, align="right"))
        page.row += 1
    _write_completeness(page)


def _write_completeness(page: Page) -> None:
    """The share of the required cells that are filled, as a number and a bar."""
    page.height(25)
    page.put(LEFT, LEFT + 4, page.text("complete"), page.form("plain"))
    share = completeness(page.writer.layout, "cells_required", "cells_filled")
    page.put(LEFT + 5, LEFT + 6, share, page.form("strong", num_format="0%", align="right"))
    bar = Formula(f"{column_letters(LEFT + 6)}{page.row + 1}", share.value)
    page.put(LEFT + 7, RIGHT - 5, bar, page.form("plain", num_format=";;;"))
    options = {**data_bar(style.BAR, 1), "bar_only": True}
    page.sheet.conditional_format(page.row, LEFT + 7, page.row, RIGHT - 5, options)
    small = page.form("help", align="right", font_size=page.small)
    page.put(RIGHT - 4, RIGHT, page.text("complete_of"), small)
    page.row += 1


def _write_status(page: Page) -> None:
    """Left: how many delegations stand where. Right: the open ones that are due first."""
    layout = page.writer.layout
    page.gap(14)
    page.heading(LEFT, _NEXT_DUE - 2, page.text("by_status"))
    page.heading(_NEXT_DUE, RIGHT, page.text("next_due"))
    page.row += 1
    top = page.row
    for number, status in enumerate(STATUS.values, 1):
        page.height(23)
        label = Formula(f"INDEX(choices_status,{number})", layout.labels.choice(STATUS, status))
        page.put(LEFT, LEFT + 3, label, page.form("plain", num_format=signed(style.STATUS_SIGNS[status])))
        count = formulas.status_count(layout, status)
        page.put(_COUNT, _COUNT, count, page.form("strong", align="right", num_format='0;;"–"'))
        bar = Formula(f"{column_letters(_COUNT + 1)}{page.row + 1}", count.value)
        gap = page.form("plain", num_format=";;;", bottom=5, border_color=style.PAPER)
        page.put(_BARS, _NEXT_DUE - 2, bar, gap)
        page.row += 1
    options = {**data_bar(style.BAR, None), "bar_only": True}
    page.sheet.conditional_format(top, _BARS, page.row - 1, _NEXT_DUE - 2, options)
    _write_next_due(page, top)


def _write_next_due(page: Page, top: int) -> None:
    layout, bottom = page.writer.layout, page.row
    line: dict[str, Any] = {"bottom": 1, "border_color": style.HAIRLINE}
    for number in range(1, DUE_ROWS + 1):
        page.row = top + number - 1
        due, title, delegate = (
            formulas.next_due_cell(layout, number, due_position(number), name)
            for name in ("due", "title", "delegate")
        )
        if number == 1:
            title = _or_nothing(page, title)
        date = page.form("plain", **line, num_format=style.DATE_FORMAT, align="left")
        page.put(_NEXT_DUE, _DUE_END, due, date)
        page.put(_DUE_END + 1, _TITLE_END, title, page.form("plain", **line, shrink=True))
        page.put(_TITLE_END + 1, RIGHT, delegate, page.form("help", **line, shrink=True, align="right"))
    cell = f"${column_letters(_NEXT_DUE + 1)}{top + 1}"
    for condition, tone, sign in (
        (f"AND(ISNUMBER({cell}),{cell}<as_of)", style.BAD, style.BAD_SIGN),
        (f"AND(ISNUMBER({cell}),{cell}<as_of+{WEEK})", style.CAUTION, style.CAUTION_SIGN),
    ):
        form = page.writer.book.add_format(mark(tone, signed(sign, style.DATE_FORMAT)))
        options = {"type": "formula", "criteria": "=" + condition, "format": form}
        page.sheet.conditional_format(top, _NEXT_DUE, top + DUE_ROWS - 1, _NEXT_DUE, options)
    page.row = bottom


def _or_nothing(page: Page, title: Formula) -> Formula:
    """The first line says what comes next when nothing is due."""
    found = formulas.first_steps(
        page.writer.layout,
        {"members": page.text("begin_members"), "delegations": page.text("begin_delegations")},
        page.text("nothing_due"),
    )
    value = title.value if formulas.has_due(page.writer.layout) else found.value
    return Formula(f'IF({due_position(1)}="",{found.text},{title.text})', value)


def _write_steps(page: Page) -> None:
    card = {
        "bg_color": style.MIST,
        "left": 5,
        "right": 5,
        "border_color": style.PAPER,
        "indent": 1,
        "align": "left",
    }
    page.gap(14)
    page.heading(LEFT, RIGHT, page.text("steps"))
    page.row += 1
    page.gap(8)
    page.height(32)
    steps = "lead_step" if page.writer.layout.spec.is_leads else "step"
    for index in range(3):
        first = LEFT + _CARD * index
        page.put(first, first + _CARD - 1, page.text(f"{steps}_{index + 1}"), page.form("strong", **card))
    page.row += 1
    page.height(92)
    for index in range(3):
        first = LEFT + _CARD * index
        form = page.form("help", **{**card, "valign": "top"}, text_wrap=True)
        page.put(first, first + _CARD - 1, page.text(f"{steps}_{index + 1}_text"), form)
    page.row += 1
    page.gap(8)
    page.height(32)
    shade = {"font_size": page.small, "align": "center", "font_color": style.PAPER}
    required = page.form(**shade, bold=True, bg_color=style.HEADER)
    page.put(LEFT, LEFT + 5, page.text("legend_required"), required)
    optional = page.form(**shade, bg_color=style.HEADER_OPTIONAL)
    page.put(LEFT + 6, LEFT + 11, page.text("legend_optional"), optional)
    page.put(
        LEFT + 12,
        RIGHT,
        page.text("legend_rest"),
        page.form("help", font_size=page.small, indent=1, text_wrap=True),
    )
    page.row += 1
