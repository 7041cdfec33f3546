"""Builds the workbook that a team fills in: `build_team_workbook`.

The same specification gives the same bytes, so that a template can be proven current and a carried-over
workbook be compared. What stands in it is decided in the modules that this one calls, in the order of the
call.
"""

from __future__ import annotations

import io

import xlsxwriter

from delegation.schema import SCHEMA_VERSION
from workbook_templates.computed.columns import computed_columns
from workbook_templates.computed.windows import write_windows
from workbook_templates.computed.working_days import write_as_of
from workbook_templates.days import calendar_days, write_calendar
from workbook_templates.home import write_home
from workbook_templates.identity_sheet import write_identity
from workbook_templates.layout import AVAILABILITY, CALENDAR_DAYS, LISTS, lay_out
from workbook_templates.lists import write_lists
from workbook_templates.own_days import write_availability
from workbook_templates.sheets import write_issues, write_tables
from workbook_templates.specification import ErrorValue, TeamWorkbook
from workbook_templates.started import start_book
from workbook_templates.style import book_options

__all__ = ["SCHEMA_VERSION", "ErrorValue", "TeamWorkbook", "build_team_workbook"]

_HIDDEN = (LISTS, CALENDAR_DAYS, AVAILABILITY)


def build_team_workbook(spec: TeamWorkbook) -> bytes:
    """The bytes of the .xlsx file; the same for the same specification."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, book_options(spec.language))
    layout = lay_out(spec)
    writer = start_book(book, layout, hidden=_HIDDEN, computed=computed_columns(layout))
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
