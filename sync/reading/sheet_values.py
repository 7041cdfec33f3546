"""The values of chosen sheets, through calamine.

Hands calamine a small package of its own, of parts that the guard has checked and of the sheets that are
asked for only: hidden look-up sheets are larger than everything people type, and are never even inflated.
Knows no table.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from sync.limits import Limits
from sync.reading.blindspots import Faults, find_faults, without_unknown_errors
from sync.reading.guard import Package
from sync.reading.outline import Outline, Sheet
from sync.reading.sheet_guard import check_shared_strings, check_sheet, check_styles
from sync.reading.unreadable import refusal

_ALWAYS = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels")
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetValues:
    """The filled rectangle of a sheet. Rows and columns are 1-based; a blank cell is an empty text."""

    first_row: int
    first_column: int
    rows: Sequence[Sequence[object]]
    faults: Faults = field(default_factory=dict)

    @property
    def last_row(self) -> int:
        """The last row with anything in it; calamine leaves out rows in which it sees blanks alone."""
        return max(self.first_row + len(self.rows) - 1, max((row for row, _ in self.faults), default=0))

    def row(self, number: int) -> Sequence[object]:
        """The cells of that row from column `first_column` on; none where nothing is filled in."""
        index = number - self.first_row
        return self.rows[index] if 0 <= index < len(self.rows) else ()

    def columns(self, first_row: int, last_row: int, numbers: Sequence[int]) -> list[Sequence[object]]:
        """The values of those columns, one for every row that is asked for; rows outside are blank."""
        rows = self.rows[max(first_row - self.first_row, 0) : max(last_row - self.first_row + 1, 0)]
        above = max(min(self.first_row, last_row + 1) - first_row, 0)
        blanks = [""] * (last_row - first_row + 1)
        found = list(zip(*rows, strict=True))
        tail = [""] * (len(blanks) - above - len(rows))
        columns: list[Sequence[object]] = []
        for number in numbers:
            index = number - self.first_column
            if not 0 <= index < len(found):
                columns.append(blanks)
            elif above or tail:
                columns.append([*blanks[:above], *found[index], *tail])
            else:
                columns.append(found[index])
        return columns


class Values:
    """Reads sheets of one workbook; each sheet once."""

    def __init__(self, package: Package, outline: Outline, limits: Limits) -> None:
        self._package = package
        self._outline = outline
        self._limits = limits
        self._read: dict[str, SheetValues] = {}

    def load(self, sheets: Iterable[Sheet]) -> None:
        """Reads these sheets at one go, which is faster than one by one.

        Raises: UnreadableWorkbook.
        """
        wanted = {sheet.part: sheet for sheet in sheets if sheet.part not in self._read}
        if not wanted:
            return
        faults: dict[str, Faults] = {}
        parts = self._common_parts()
        for part, sheet in wanted.items():
            xml = self._package.read(part)
            check_sheet(xml, sheet.name, self._limits)
            faults[part] = find_faults(xml)
            parts[part] = without_unknown_errors(xml, faults[part]) if faults[part] else xml
        workbook = _open(_stored_package(parts))
        for part, sheet in wanted.items():
            self._read[part] = _values(workbook, sheet, faults[part])

    def of(self, sheet: Sheet) -> SheetValues:
        """The values of a sheet.

        Raises: UnreadableWorkbook.
        """
        self.load((sheet,))
        return self._read[sheet.part]

    def _common_parts(self) -> dict[str, bytes]:
        names = [name for name in (*_ALWAYS, self._outline.shared_strings, self._outline.styles) if name]
        parts = {name: self._package.read(name) for name in names if name in self._package}
        if self._outline.shared_strings in parts:
            check_shared_strings(parts[self._outline.shared_strings])
        if self._outline.styles in parts:
            check_styles(parts[self._outline.styles], self._outline.styles)
        return parts


def _open(data: bytes) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(BytesIO(data))
    except CalamineError:
        raise refusal("WB-DAMAGED") from None


def _values(workbook: CalamineWorkbook, sheet: Sheet, faults: Faults) -> SheetValues:
    try:
        found: CalamineSheet = workbook.get_sheet_by_name(sheet.name)
        start = found.start
        rows = found.to_python() if start is not None else []
    except CalamineError:
        raise refusal("WB-DAMAGED", part=sheet.name) from None
    except BaseException as error:
        # Rust code that gives up (a number far beyond any date, in a cell with a date format) arrives as a
        # PanicException, which no module exports and which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise refusal("WB-DAMAGED", part=sheet.name) from None
    row, column = start if start is not None else (0, 0)
    return SheetValues(first_row=row + 1, first_column=column + 1, rows=rows, faults=faults)


def _stored_package(parts: dict[str, bytes]) -> bytes:
    """A ZIP archive of these parts without compression: calamine need not inflate them a second time."""
    body: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for part, content in parts.items():
        name = part.encode()
        size, crc = len(content), zlib.crc32(content)
        local = _LOCAL.pack(b"PK\x03\x04", 20, 0, 0, 0, 33, crc, size, size, len(name), 0)
        central = (b"PK\x01\x02", 20, 20, 0, 0, 0, 33, crc, size, size, len(name), 0, 0, 0, 0, 0, offset)
        body += (local, name, content)
        directory.append(_CENTRAL.pack(*central) + name)
        offset += len(local) + len(name) + size
    listing = b"".join(directory)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(parts), len(parts), len(listing), offset, 0)
    return b"".join((*body, listing, end))
