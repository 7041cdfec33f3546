"""The very hidden sheet of a master, by which a run knows the file and what in it is Remit's: `Manifest`.

Owns its layout. Beside the names of tables and columns it holds a cell in every format that Remit has used,
so that these are told from people's own however Excel numbers them anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from delegation.place import cell_name
from sync.master.cell_values import is_number, shared_index, shared_strings, value_of
from sync.master.marks import AS_OF
from sync.master.sheet_xml import RawCell, SheetReader, row_xml
from sync.master.texts import text_xml
from sync.master.workbook import MasterBook
from sync.package import Parts
from workbook_templates.master import IDENTITY_SHEET

SHARED_STRINGS = "xl/sharedStrings.xml"
KIND = "kind"
MASTER = "master"
TEMPLATE = "template"
_EPOCH = dt.date(1899, 12, 30)
_EPOCH_1904 = dt.date(1904, 1, 1)
_FORMAT_COLUMN = 7


@dataclass(slots=True, kw_only=True)
class KnownColumn:
    """A column as Remit left it: its header, its number in the table, the format of its cells."""

    header: str
    number: int
    style: int = 0


@dataclass(slots=True, kw_only=True)
class KnownSheet:
    """A managed sheet as Remit left it. `mark`: of the part with its cells, "" when not known. `bare`: nobody
    had written beside its rows or given a cell a look of its own.
    """

    table: str
    tab: str
    mark: str = ""
    bare: bool = False
    columns: dict[str, KnownColumn] = field(default_factory=dict)
    looks: set[int] = field(default_factory=set)  # every format that Remit gave to a cell of the table


@dataclass(slots=True, kw_only=True)
class Manifest:
    """What the hidden sheet says; facts are `language`, `programme`, `cycle`, `run`, `template`."""

    facts: dict[str, str] = field(default_factory=dict)
    sheets: dict[str, KnownSheet] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return self.facts.get(KIND, "")


def read_manifest(book: MasterBook) -> Manifest | None:
    """What the workbook says of itself; None when it is none of Remit's.

    Raises: UnreadableWorkbook.
    """
    tab = book.tab(IDENTITY_SHEET)
    if tab is None:
        return None
    reader = SheetReader(book.parts.chunks(tab.part), tab.part)
    rows = [row.cells() for row in reader.rows()]
    texts = texts_of(book.parts, (cell for row in rows for cell in row))
    manifest = Manifest()
    for row in rows:
        said = [""] * _FORMAT_COLUMN
        style = 0
        for cell in row:
            if cell.column < _FORMAT_COLUMN:
                value = value_of(cell, texts)
                said[cell.column - 1] = value.text if value else ""
            elif cell.column == _FORMAT_COLUMN:
                style = cell.style
        _take_in(manifest, said, style)
    return manifest if manifest.kind else None


def _take_in(manifest: Manifest, said: list[str], style: int) -> None:
    what, sheet_id, one, two, three, four, _ = said
    known = manifest.sheets.get(sheet_id)
    if what == "sheet":
        manifest.sheets[sheet_id] = KnownSheet(table=one, tab=two, mark=three, bare=four == "yes")
    elif what in ("column", "look"):
        if known is not None:
            known.looks.add(style)
        if known is not None and what == "column":
            number = int(float(three)) if is_number(three) else 0
            known.columns[one] = KnownColumn(header=two, number=number, style=style)
    elif what and what != AS_OF:
        manifest.facts[what] = sheet_id


def texts_of(parts: Parts, cells: Iterable[RawCell]) -> dict[int, str]:
    """The shared strings that these cells show."""
    wanted = {index for cell in cells if (index := shared_index(cell)) is not None}
    if not wanted or SHARED_STRINGS not in parts:
        return {}
    return shared_strings(parts.chunks(SHARED_STRINGS), wanted)


def serial(day: dt.date, *, epoch_1904: bool = False) -> int:
    """The number by which Excel knows the day."""
    return (day - (_EPOCH_1904 if epoch_1904 else _EPOCH)).days


def manifest_rows(
    manifest: Manifest, as_of: dt.date, date_style: int, *, epoch_1904: bool
) -> Iterator[bytes]:
    """The rows of the hidden sheet; the day stands in B1, which the name `as_of` means."""
    day = b'<c r="B1" s="%d"><v>%d</v></c>' % (date_style, serial(as_of, epoch_1904=epoch_1904))
    yield row_xml(1, b"", (_text(1, 1, AS_OF), day))
    number = 1
    for texts, style in _lines(manifest):
        number += 1
        cells = [_text(number, column, text) for column, text in enumerate(texts, 1) if text]
        if style is not None:
            cells.append(b'<c r="%s" s="%d"/>' % (cell_name(number, _FORMAT_COLUMN).encode(), style))
        yield row_xml(number, b"", cells)


def _lines(manifest: Manifest) -> Iterator[tuple[tuple[str, ...], int | None]]:
    for name, value in manifest.facts.items():
        yield (name, value), None
    for sheet_id, known in manifest.sheets.items():
        yield ("sheet", sheet_id, known.table, known.tab, known.mark, "yes" if known.bare else "no"), None
        for column_id, column in known.columns.items():
            yield ("column", sheet_id, column_id, column.header, str(column.number)), column.style
        for look in sorted(known.looks - {column.style for column in known.columns.values()}):
            yield ("look", sheet_id), look


def _text(row: int, column: int, text: str) -> bytes:
    return b'<c r="%s" t="inlineStr">%s</c>' % (cell_name(row, column).encode(), text_xml(text).encode())
