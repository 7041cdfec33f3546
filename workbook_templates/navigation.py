"""The lower half of Home: the way to every sheet, by phase, with what each is for and how much is in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from delegation.schema import Phase
from delegation.tables import BY_ID
from workbook_templates import formulas, style
from workbook_templates.formulas import Formula
from workbook_templates.layout import ISSUES
from workbook_templates.next_ids import FIRST_IDS, next_id_name
from workbook_templates.page import LEFT, RIGHT, Page

_PHASE_END, _LINK_END = LEFT + 1, LEFT + 4
_ENTRIES, _NEXT_ID = RIGHT - 3, RIGHT - 1  # first columns of the two figures at the right


def write_navigation(page: Page, next_ids: Mapping[str, str]) -> None:
    """Links to all sheets; those that are hidden at first come after, with the words how to show them.

    Excel unhides no sheet through a link, and a macro has no place in a team's workbook.
    """
    layout = page.writer.layout
    shown = [each for each in layout.tables if layout.is_visible(each)]
    hidden = [each for each in layout.tables if not layout.is_visible(each)]
    page.gap(14)
    page.heading(LEFT, RIGHT, page.text("sheets"))
    small = page.form("help", font_size=page.small, bottom=2, border_color=style.INK, align="right")
    page.put(_ENTRIES, _NEXT_ID - 1, page.text("column_entries"), small)
    page.put(_NEXT_ID, RIGHT, page.text("column_next_id"), small)
    page.row += 1
    _write_links(page, shown, next_ids)
    if hidden:
        page.gap(14)
        page.heading(LEFT, RIGHT, page.text("more"))
        page.row += 1
        page.height(40)
        page.put(LEFT, RIGHT, page.text("more_help"), page.form("help", text_wrap=True))
        page.row += 1
        _write_links(page, hidden, next_ids)
    _write_link(page, ISSUES, "", style.ISSUES_COLOUR, next_ids)


def _write_links(page: Page, table_ids: Iterable[str], next_ids: Mapping[str, str]) -> None:
    for phase in Phase:
        name = page.writer.layout.labels.text(f"workbook.phase.{phase}")
        for table_id in table_ids:
            if BY_ID[table_id].phase is phase:
                _write_link(page, table_id, name, style.PHASE_COLOURS[phase], next_ids)
                name = ""


def _write_link(page: Page, sheet_id: str, phase: str, colour: str, next_ids: Mapping[str, str]) -> None:
    layout = page.writer.layout
    if sheet_id == ISSUES:
        help_text, count = layout.labels.text("workbook.issues.help"), formulas.issue_count(layout)
    else:
        help_text, count = layout.labels.table_help(sheet_id), formulas.entries(layout, sheet_id)
    line: dict[str, Any] = {"bottom": 1, "bottom_color": style.HAIRLINE}
    page.height(25)
    page.sheet.write_blank(
        page.row, LEFT - 1, None, page.form(bg_color=colour, bottom=5, bottom_color=style.PAPER)
    )
    page.put(LEFT, _PHASE_END, phase, page.form("help", **line, indent=1, font_size=page.small))
    tip = "" if layout.is_visible(sheet_id) else page.text("hidden_tip")
    form = page.form("link", **line)
    page.link(_PHASE_END + 1, _LINK_END, sheet_id, layout.sheet_name(sheet_id), form, tip)
    page.put(_LINK_END + 1, _ENTRIES - 1, help_text, page.form("help", **line, font_size=page.small))
    page.put(_ENTRIES, _NEXT_ID - 1, count, page.form("plain", **line, align="right", num_format='0;;"–"'))
    free = Formula(next_id_name(sheet_id), next_ids[sheet_id]) if sheet_id in FIRST_IDS else None
    page.put(_NEXT_ID, RIGHT, free, page.form("plain", **line, align="right"))
    page.row += 1
