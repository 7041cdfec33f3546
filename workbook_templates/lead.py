"""Builds the workbook that a team's lead alone opens: `build_lead_workbook`.

What is personal (SPEC §12) stands in it and nowhere else: how keen members are, why they are away, their
evaluations. Whom these are about stands in the team's workbook; the drop-downs have the names that were known
when this one was made, and other ones may be typed. The same specification gives the same bytes.
"""

from __future__ import annotations

import io

import xlsxwriter

from workbook_templates.home import write_home
from workbook_templates.identity_sheet import write_identity
from workbook_templates.layout import LISTS, lay_out
from workbook_templates.lists import write_severities
from workbook_templates.sheets import write_issues, write_tables
from workbook_templates.specification import TeamWorkbook
from workbook_templates.started import start_book
from workbook_templates.style import book_options
from workbook_templates.writer import Writer
from workbook_templates.written import clean_text, names_of

_LISTED = ("members", "delegations")  # what its tables refer to


def build_lead_workbook(spec: TeamWorkbook) -> bytes:
    """The bytes of the .xlsx file. `spec.rows` has the rows of its own tables, and the team's members and
    delegations, of which only the names are written.
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, book_options(spec.language))
    writer = start_book(book, lay_out(spec), hidden=(LISTS,), computed={})
    _write_lists(writer)
    write_home(writer, {})
    write_tables(writer, {})
    write_issues(writer)
    write_identity(writer)
    book.close()
    return target.getvalue()


def _write_lists(writer: Writer) -> None:
    """The names for the drop-downs, a column for each table that is referred to."""
    sheet, rows = writer.sheets[LISTS], writer.layout.spec.rows
    head, plain = writer.formats.of("hidden_head"), writer.formats.of("plain")
    for column, table_id in enumerate(_LISTED):
        names = tuple(names_of(table_id, rows.get(table_id, ())).values())
        sheet.write_string(0, column, table_id, head)
        for row, name in enumerate(reversed(names), 1):
            sheet.write_string(row, column, clean_text(name), plain)
        letter = "AB"[column]
        area = f"={LISTS}!${letter}$2:${letter}${max(1, len(names)) + 1}"
        writer.book.define_name(f"list_{table_id}", area)
    write_severities(writer, sheet, len(_LISTED))
