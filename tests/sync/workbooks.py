"""Workbooks as people send them, made in a test: sheets from pipe grids, and edits of the bytes inside."""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile

from delegation.records import CellFault
from tests.grids import grid

SKILLS = """
    | Member | Skill       | Level | Evidence | Notes |
    |--------|-------------|-------|----------|-------|
    | M1     | Negotiation | 4     | 2025     | new   |
    | M2     | Excel       | 3     | course   |       |
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSpec:
    """One sheet. `table` is the name of the Excel table over the grid, "" for plain cells.

    `top` and `left` are the 1-based row and column of the header. `table_rows` makes the table end early, so
    that the rest stands below it; `total_row` is written under it as Excel's own totals row.
    """

    name: str
    text: str
    table: str = ""
    top: int = 1
    left: int = 1
    table_rows: int | None = None
    total_row: bool = False
    header_row: bool = True
    hidden: bool = False
    more: tuple[SheetSpec, ...] = ()  # further grids on the same sheet


def skills(text: str = SKILLS, **changes: object) -> SheetSpec:
    """A sheet "Skills" with its Excel table, changed as a test needs it."""
    return SheetSpec(**({"name": "Skills", "table": "Skills", "text": text} | changes))  # type: ignore[arg-type]


def identity(**entries: object) -> SheetSpec:
    """The hidden sheet that says whose workbook it is."""
    lines = "\n".join(f'| {key} | "{value}" |' for key, value in entries.items())
    return SheetSpec(name="_remit", text=lines, hidden=True)


def workbook(*sheets: SheetSpec, date_1904: bool = False, author: str = "") -> bytes:
    """The workbook with these sheets."""
    stream = io.BytesIO()
    options = {"in_memory": True, "date_1904": date_1904, "default_date_format": "yyyy-mm-dd"}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"author": author, "created": dt.datetime(2026, 11, 2, 9, 30, tzinfo=dt.UTC)})
    for spec in sheets:
        sheet = book.add_worksheet(spec.name)
        if spec.hidden:
            sheet.very_hidden()
        for part in (spec, *spec.more):
            _fill(sheet, part)
    book.close()
    return stream.getvalue()


def _fill(sheet: xlsxwriter.worksheet.Worksheet, spec: SheetSpec) -> None:
    rows = grid(spec.text)
    if spec.table:
        _add_table(sheet, spec, rows)
    for number, row in enumerate(rows):
        if number or spec.header_row:
            for column, value in enumerate(row):
                _write(sheet, spec.top + number - 1, spec.left + column - 1, value)


def _add_table(sheet: xlsxwriter.worksheet.Worksheet, spec: SheetSpec, rows: list[list[object]]) -> None:
    first = spec.top - 1 if spec.header_row else spec.top
    body = len(rows) - 1 if spec.table_rows is None else spec.table_rows
    last = spec.top - 1 + body + spec.total_row
    columns = [{"header": str(header)} for header in rows[0]]
    options = {"name": spec.table, "columns": columns, "header_row": spec.header_row}
    if spec.total_row:
        options["total_row"] = True
    sheet.add_table(first, spec.left - 1, last, spec.left - 2 + len(columns), options)


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: object) -> None:
    if isinstance(value, CellFault):
        formula = "=NA()" if value.kind == "error" else value.text
        sheet.write_formula(row, column, formula, None, value.text if value.kind == "error" else "")
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, value)
    elif isinstance(value, float):
        sheet.write_number(row, column, value)
    elif isinstance(value, str):
        sheet.write_string(row, column, value)


def edited(data: bytes, edit: Callable[[str, bytes], bytes | None]) -> bytes:
    """The package with every part as `edit(name, content)` gives it back; None leaves the part out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = edit(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return stream.getvalue()


def replaced(data: bytes, part: str, old: str, new: str) -> bytes:
    """The package with a pattern replaced in the parts whose name ends so; it has to be there."""
    found = 0

    def edit(name: str, content: bytes) -> bytes:
        nonlocal found
        if not name.endswith(part):
            return content
        content, count = re.subn(old.encode(), new.encode(), content)
        found += count
        return content

    changed = edited(data, edit)
    assert found, f"{old!r} is not in {part}"
    return changed


def archive(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """A ZIP archive of these parts, in this order, as they are."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts:
            new.writestr(name, content)
    return stream.getvalue()


def encrypted(data: bytes, password: str) -> bytes:
    """The workbook behind that password, as Excel 2010 and later do it."""
    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, stream)
    return stream.getvalue()


def ole_file(*streams: str) -> bytes:
    """An OLE compound file as far as anybody looks at it: its header and a directory with these streams."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    entries = []
    for name in ("Root Entry", *streams):
        text = name.encode("utf-16-le")
        entries.append(text.ljust(64, b"\0") + struct.pack("<H", len(text) + 2) + bytes(62))
    return header.ljust(512, b"\0") + b"".join(entries).ljust(512, b"\0")
