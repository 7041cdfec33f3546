"""What people had added to a master that is about to be replaced: sheets, columns, rows, charts, notes.

Owns the comparison of a file with the list of its own sheets and columns that Remit put into it. Trusts no
file: one that cannot be read, or that Remit did not make, is told from a master, never opened as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from delegation.place import cell_name
from sync.master.package import KIND
from sync.reading.guard import Limits, Package, UnreadableWorkbook, open_package
from sync.reading.outline import Outline, read_outline
from sync.reading.sheet_values import SheetValues, Values
from workbook_templates.master import IDENTITY_SHEET, KEY

_LIMITS = Limits(
    file_bytes=1 << 30,
    members=10_000,
    part_bytes=1 << 30,
    total_bytes=2 << 30,
    ratio=1_000,
    cells=100_000_000,
)
# What XlsxWriter never puts into a master of ours, and what would be gone with the old file.
_ADDED_PARTS = (
    "xl/charts/",
    "xl/comments",
    "xl/drawings/",
    "xl/media/",
    "xl/pivottables/",
    "xl/slicers/",
    "xl/threadedcomments/",
    "xl/vbaproject",
)


@dataclass(slots=True)
class _Known:
    """One sheet as Remit wrote it."""

    last_row: int
    headers: list[str] = field(default_factory=list)


def foreign_parts(path: Path) -> tuple[str, ...]:
    """What the master at `path` holds that Remit does not know: `Budget`, `Delegations › My column`; empty
    when nothing.

    Raises: OSError when the file cannot be read at all.
    """
    return examine(path.read_bytes()) or ()


def examine(data: bytes) -> tuple[str, ...] | None:
    """The foreign parts of the master in these bytes; None when they are no master of Remit's."""
    try:
        package = open_package(data, _LIMITS)
        outline = read_outline(package)
        values = Values(package, outline, _LIMITS)
        known = _manifest(outline, values)
        return None if known is None else tuple(_foreign(package, outline, values, known))
    except UnreadableWorkbook:
        return None


def _manifest(outline: Outline, values: Values) -> dict[str, _Known] | None:
    identity = next((sheet for sheet in outline.sheets if sheet.name == IDENTITY_SHEET), None)
    if identity is None:
        return None
    rows = [[str(cell) for cell in row] + ["", "", "", ""] for row in values.of(identity).rows]
    if not any(row[:2] == ["kind", KIND] for row in rows):
        return None
    known: dict[str, _Known] = {}
    for what, name, text, number, *_ in rows:
        if what == "sheet":
            known[name] = _Known(int(number) if number.isdecimal() else 0)
        elif what == "column" and name in known:
            known[name].headers.append(text)
    return known


def _foreign(package: Package, outline: Outline, values: Values, known: dict[str, _Known]) -> Iterator[str]:
    for name in _sheet_names(package):
        if name not in known and name != IDENTITY_SHEET:
            yield name
    managed = [sheet for sheet in outline.sheets if sheet.name in known]
    values.load(managed)
    for sheet in managed:
        yield from (f"{sheet.name} › {part}" for part in _added(values.of(sheet), known[sheet.name]))
    for part in package.part_names():
        if part.lower().startswith(_ADDED_PARTS):
            yield part


def _sheet_names(package: Package) -> Iterator[str]:
    """Every tab, chart sheets included."""
    for element in ElementTree.fromstring(package.read("xl/workbook.xml")).iter():
        if element.tag.rpartition("}")[2] == "sheet":
            yield element.get("name", "")


def _added(found: SheetValues, known: _Known) -> Iterator[str]:
    """Columns that are not Remit's by their header, and what stands beside and below the table."""
    head = next(
        (number for number in range(found.first_row, found.last_row + 1) if KEY in found.row(number)), 0
    )
    if not head:
        yield cell_name(found.first_row, found.first_column)
        return
    headers = [str(cell) for cell in found.row(head)]
    ours = set(known.headers)
    yield from (header for header in headers if header and header not in ours)
    if not any(header and header not in ours for header in headers):
        width = len(known.headers) - found.first_column + 1
        yield from _beside(found, width)
    below = _filled(found.rows[max(0, known.last_row + 1 - found.first_row) :])
    if below is not None:
        yield cell_name(known.last_row + 1 + below[0], found.first_column + below[1])


def _beside(found: SheetValues, width: int) -> Iterator[str]:
    place = _filled([row[width:] for row in found.rows])
    if place is not None:
        yield cell_name(found.first_row + place[0], found.first_column + width + place[1])


def _filled(rows: Sequence[Sequence[object]]) -> tuple[int, int] | None:
    """The first cell with something in it, 0-based."""
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell != "":
                return number, column
    return None
