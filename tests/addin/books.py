"""Workbooks for the buttons: the examples of the templates, opened in the host."""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import Any

import pytest

from addin import entry
from tests.addin.host.excel import Host
from tests.workbook_templates.example import awkward, ordinary
from workbook_templates.team import TeamWorkbook, build_team_workbook

LANGUAGES = pytest.mark.parametrize("language", ["en", "zh"])
# openpyxl says of every workbook that it will not keep extensions; nothing here is about these.
QUIET = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


@cache
def _bytes(kind: str, language: str, empty_rows: int) -> bytes:
    return build_team_workbook(dataclasses.replace(_spec(kind, language), empty_rows=empty_rows))


def _spec(kind: str, language: str) -> TeamWorkbook:
    spec = awkward(language) if kind == "awkward" else ordinary(language)
    return dataclasses.replace(spec, rows={}) if kind == "empty" else spec


def press(host: Host, button: str, language: str = "en") -> None:
    """Presses the button; `language` is that of Excel. Then Excel on the web does what it was told."""
    entry.BUTTONS[button](host.book, language)
    host.script_has_ended()


def opened(language: str = "en", kind: str = "ordinary", empty_rows: int = 30, **options: Any) -> Host:
    """`kind`: "ordinary", "awkward" (people were at work), or "empty" (nobody was)."""
    return Host(_bytes(kind, language, empty_rows), **options)


def sheet_of(host: Host, table: str) -> str:
    """The name of the sheet that holds the Excel table of that name."""
    return next(sheet.title for sheet in host.kept if table in sheet.tables)


def remove_table(host: Host, table: str) -> None:
    """Somebody deletes a sheet."""
    name = sheet_of(host, table)
    del host.kept[name]
    del host.shown[name]


def put(host: Host, table: str, cell: str, value: object) -> None:
    """A person types into a cell."""
    for book in (host.kept, host.shown):
        book[sheet_of(host, table)][cell].value = value


def rows_of(host: Host, table: str) -> list[tuple[object, ...]]:
    """What the table's filled rows show, the header row aside."""
    sheet = host.shown[sheet_of(host, table)]
    rows = sheet[host.kept[sheet.title].tables[table].ref][1:]
    shown = [tuple(cell.value for cell in row) for row in rows]
    return [row for row in shown if row[:2] != (None, None)]  # computed columns go on in blank rows
