"""Builds the workbook that a team fills in: `build_team_workbook`.

The same specification gives the same bytes, so that a template can be proven current and a carried-over
workbook be compared. What stands in it is decided in the modules that this one calls, in the order of the
call.
"""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import xlsxwriter

from delegation.schema import SCHEMA_VERSION
from workbook_templates.computed.columns import computed_columns
from workbook_templates.computed.windows import write_windows
from workbook_templates.computed.working_days import write_as_of
from workbook_templates.days import calendar_days, write_calendar
from workbook_templates.home import write_home
from workbook_templates.identity_sheet import write_identity
from workbook_templates.layout import AVAILABILITY, CALENDAR_DAYS, HOME, IDENTITY, LISTS, Layout, lay_out
from workbook_templates.lists import write_lists
from workbook_templates.own_days import write_availability
from workbook_templates.sheets import write_issues, write_tables
from workbook_templates.specification import ErrorValue, TeamWorkbook
from workbook_templates.style import Formats, book_options
from workbook_templates.worksheet import GrowingSheet
from workbook_templates.writer import Writer

__all__ = ["SCHEMA_VERSION", "ErrorValue", "TeamWorkbook", "build_team_workbook"]

_HIDDEN = (LISTS, CALENDAR_DAYS, AVAILABILITY)


def build_team_workbook(spec: TeamWorkbook) -> bytes:
    """The bytes of the .xlsx file; the same for the same specification."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, book_options(spec.language))
    writer = _start(book, lay_out(spec))
    next_ids = write_lists(writer)
    write_home(writer, next_ids)
    write_tables(writer, next_ids)
    write_issues(writer)
    days = calendar_days(writer.layout)
    write_calendar(writer, days)
    write_as_of(writer)
    write_windows(writer)
    write_availability(writer, days)
    write_identity(writer)
    book.close()
    return target.getvalue()


def _start(book: Any, layout: Layout) -> Writer:
    """Adds the sheets in the order of their tabs, and decides which are seen."""
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
    for name in (*_HIDDEN, IDENTITY):
        sheets[name] = book.add_worksheet(name, GrowingSheet)
        sheets[name].protect("")
    for name in _HIDDEN:
        sheets[name].hide()
    sheets[IDENTITY].very_hidden()
    sheets[HOME].activate()
    return Writer(
        book=book,
        formats=Formats(book, spec.language),
        layout=layout,
        sheets=sheets,
        computed=computed_columns(layout),
    )
