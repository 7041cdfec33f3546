"""Workbooks for the buttons: the examples of the templates, opened in the host."""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import cache
from typing import Any

import pytest
from openpyxl.comments import Comment
from openpyxl.utils import range_boundaries

from addin import entry
from delegation.labels import labels
from delegation.tables import BY_ID
from tests.addin.host.cells import filled as filled_cells
from tests.addin.host.excel import Host
from tests.addin.teams import busy
from tests.workbook_templates.example import awkward, ordinary
from workbook_templates.layout import HEADER_ROW
from workbook_templates.specification import TeamWorkbook
from workbook_templates.workbooks import build_workbook

LANGUAGES = pytest.mark.parametrize("language", ["en", "zh"])
# openpyxl says of every workbook that it will not keep extensions; nothing here is about these.
QUIET = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


_KINDS = {"awkward": awkward, "busy": busy}


@cache
def _bytes(kind: str, language: str) -> bytes:
    return build_workbook(dataclasses.replace(_spec(kind, language), empty_rows=8))


def _spec(kind: str, language: str) -> TeamWorkbook:
    spec = _KINDS.get(kind, ordinary)(language)
    if kind == "lead":
        return dataclasses.replace(spec, is_leads=True)
    return dataclasses.replace(spec, rows={}) if kind == "empty" else spec


def press(host: Host, button: str, language: str = "en") -> None:
    """Presses the button; `language` is that of Excel. Then Excel on the web does what it was told."""
    entry.BUTTONS[button](host.book, language)
    host.script_has_ended()


def ready(language: str = "en", *, blank_rows: bool = False, on_the_web: bool = False) -> Host:
    """A delegation is selected of which a plan can be drafted, and a person has written a note."""
    host = opened(language, on_the_web=on_the_web)
    if not blank_rows:
        crowded(host)
    put(host, "Delegations", "E7", "A report")
    put(host, "Delegations", "W7", 3)
    host.select(sheet_of(host, "Delegations"), "C7")
    host.kept[sheet_of(host, "Delegations")]["W6"].comment = Comment("Ask Ana", "")
    return host


def opened(language: str = "en", kind: str = "ordinary", **options: Any) -> Host:
    """`kind`: "ordinary", "awkward" (people were at work), "busy" (one has too much to do), "empty", or
    "lead" (what its lead alone opens).
    """
    return Host(_bytes(kind, language), **options)


def crowded(host: Host) -> Host:
    """Somebody deleted the blank rows of every table; one stays where there is nothing else."""
    for sheet in host.kept:
        for table in sheet.tables.values():
            left, top, right, bottom = range_boundaries(table.ref)
            filled = [
                cell.row for cell in filled_cells(sheet) if cell.data_type != "f" and cell.value is not None
            ]
            last = max((row for row in filled if top < row <= bottom), default=top + 1)
            table.ref = table.autoFilter.ref = table.ref.replace(str(bottom), str(last))
            for book in (host.kept, host.shown):
                for row in book[sheet.title].iter_rows(last + 1, bottom, left, right):
                    for cell in row:
                        cell.value = None
    return host


def sheet_of(host: Host, table: str) -> str:
    """The name of the sheet that holds the Excel table of that name."""
    return next(sheet.title for sheet in host.kept if table in sheet.tables)


def remove_table(host: Host, table: str) -> None:
    """Somebody deletes a sheet."""
    name = sheet_of(host, table)
    del host.kept[name]
    del host.shown[name]


def emptied(host: Host) -> Host:
    """The workbook as if nobody had filled anything in: faster than building another one."""
    for sheet in host.kept:
        for table in sheet.tables.values():
            for book in (host.kept, host.shown):
                for row in book[sheet.title][table.ref][1:]:
                    for cell in row:
                        cell.value = None
    return host


def remove_sheet(host: Host, name: str) -> None:
    """Somebody deletes a sheet of results."""
    for book in (host.kept, host.shown):
        del book[name]
        book.active = 0


def put(host: Host, table: str, cell: str, value: object) -> None:
    """A person types into a cell."""
    for book in (host.kept, host.shown):
        book[sheet_of(host, table)][cell].value = value


def type_as_of(host: Host, day: dt.datetime) -> None:
    """A person types the day that everything is for."""
    for book in (host.kept, host.shown):
        sheet, cell = next(iter(book.defined_names["as_of"].destinations))
        book[sheet][cell.replace("$", "")].value = day


def cell_of(host: Host, table_id: str, field_id: str, row: int) -> str:
    """The cell of a field, by its header in whatever language the workbook has."""
    sheet = host.kept[sheet_of(host, BY_ID[table_id].name)]
    headers = {labels(language).field(table_id, field_id) for language in ("en", "zh")}
    return next(f"{cell.column_letter}{row}" for cell in sheet[HEADER_ROW] if cell.value in headers)


def rows_of(host: Host, table: str) -> list[tuple[object, ...]]:
    """What the table's filled rows show, the header row aside."""
    sheet = host.shown[sheet_of(host, table)]
    rows = sheet[host.kept[sheet.title].tables[table].ref][1:]
    shown = [tuple(cell.value for cell in row) for row in rows]
    return [row for row in shown if row[:2] != (None, None)]  # computed columns go on in blank rows
