"""A workbook with its sheets in the order of their tabs, and nothing in them yet: `start_book`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from workbook_templates.computed.column import Columns
from workbook_templates.layout import HOME, IDENTITY, Layout
from workbook_templates.style import Formats
from workbook_templates.worksheet import GrowingSheet
from workbook_templates.writer import Writer


def start_book(
    book: Any, layout: Layout, *, hidden: tuple[str, ...], computed: Mapping[str, Columns]
) -> Writer:
    """Adds the sheets and decides which are seen. `hidden`: those that only formulas and drop-downs use."""
    spec = layout.spec
    book.set_properties(
        {
            "title": f"{spec.team_name}, {spec.cycle}",
            "author": spec.saved_by,
            "created": dt.datetime.combine(spec.made_on, dt.time(), tzinfo=None),
        }
    )
    book.set_size(2400, 1500)
    book.set_tab_ratio(80)
    sheets = {
        sheet_id: book.add_worksheet(layout.sheet_name(sheet_id), GrowingSheet) for sheet_id in layout.order
    }
    for sheet_id in layout.order:
        if not layout.is_visible(sheet_id):
            sheets[sheet_id].hide()
    for name in (*hidden, IDENTITY):
        sheets[name] = book.add_worksheet(name, GrowingSheet)
        sheets[name].protect("")
    for name in hidden:
        sheets[name].hide()
    sheets[IDENTITY].very_hidden()
    sheets[HOME].activate()
    return Writer(
        book=book, formats=Formats(book, spec.language), layout=layout, sheets=sheets, computed=computed
    )
