"""A worksheet's XML as it lies: what stands before its cells, its rows one at a time, what stands after.

Owns how rows and cells are taken apart and put together again, whoever wrote them. Holds one row at a time:
a master's sheet may have more than 100 MB. Knows no table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from delegation.place import column_letters
from sync.reading.outline import column_number
from sync.reading.unreadable import refusal

_PREFIX = re.compile(rb"<([A-Za-z_][\w.-]*):worksheet\b")
_OPEN = re.compile(rb"<sheetData\b[^>]*?(/?)>")
_CLOSE = b"</sheetData>"
# The attributes as nearly all writers put them, then any others, then the content.
_CELL = re.compile(
    rb'<c(?: r="([A-Z]{1,3})[0-9]+")?(?: s="([0-9]+)")?(?: t="(\w+)")?(\s[^>]*?)?'
    rb"(?:/>|>([^<]*(?:<(?!/c>)[^<]*)*)</c>)"
)
_GLANCE = re.compile(rb'<c r="([A-Z]{1,3})[0-9]+"(?: s="([0-9]+)")?(?: t="\w+")?(/?)>')
_NUMBER = re.compile(rb"""\br\s*=\s*["']([0-9]+)["']""")
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})([0-9]+)["']""")
_STYLE = re.compile(rb"""\bs\s*=\s*["']([0-9]+)["']""")
_TYPE = re.compile(rb"""\bt\s*=\s*["'](\w+)["']""")
_KEPT = re.compile(rb"""\b(?:cm|vm|ph)\s*=\s*["']\w+["']""")
_HEIGHT = re.compile(rb"""\s(?:ht|customHeight)\s*=\s*["'][^"']*["']""")
_DROPPED = re.compile(rb"""\s(?:r|spans)\s*=\s*["'][^"']*["']""")
_LARGEST_HEAD = 4 << 20


@dataclass(slots=True)
class RawCell:
    """A cell as it lies. `style` is its format's index, `type` its `t` attribute, `inner` what it
    contains.
    """

    column: int
    style: int = 0
    type: bytes = b""
    inner: bytes = b""
    rest: bytes = b""  # cm, vm and ph, which belong to what it contains

    @property
    def blank(self) -> bool:
        return not self.inner

    def xml(self, row: int) -> bytes:
        """The cell at that row."""
        style = b' s="%d"' % self.style if self.style else b""
        kind = b' t="%s"' % self.type if self.type else b""
        name = b"%s%d" % (letters(self.column), row)
        if not self.inner:
            return b'<c r="%s"%s/>' % (name, style)
        return b'<c r="%s"%s%s%s>%s</c>' % (name, style, kind, self.rest, self.inner)


Glance = tuple[tuple[bytes, bytes, bytes], ...]
"""Column, format and the sign of a blank cell, of all cells of a row as they are spelled."""


@dataclass(slots=True)
class RawRow:
    """A row as it lies: its number, its attributes, and the XML of its cells."""

    number: int
    attributes: bytes
    inner: bytes

    def cells(self) -> list[RawCell]:
        """The cells from left to right; one without a place follows the one before."""
        found: list[RawCell] = []
        column = 0
        for each in _CELL.findall(self.inner):
            cell = _cell(each, column)
            column = cell.column
            found.append(cell)
        return found

    def cell(self, column: int) -> RawCell | None:
        """The cell of that column, in a row that could be glanced at."""
        place = b'<c r="%s%d"' % (letters(column), self.number)
        found = _CELL.match(self.inner, max(0, self.inner.find(place)))
        cell = _cell(found.groups(b""), 0) if found else None
        return cell if cell is not None and cell.column == column else None

    def glance(self) -> Glance | None:
        """Which columns have cells, in which formats, and which of them are blank (`glanced`); None when the
        cells are written in another way than by most programs.
        """
        found = _GLANCE.findall(self.inner)
        return tuple(found) if len(found) == self.inner.count(b"<c") else None


class SheetReader:
    """Reads a worksheet once, from its first to its last byte.

    `head` is there from the beginning, `tail` when `rows` has come to its end.
    Raises: UnreadableWorkbook.
    """

    def __init__(self, chunks: Iterable[bytes], part: str) -> None:
        self.part = part
        self.tail = b""
        self._chunks = iter(chunks)
        self._buffer = b""
        self._empty = False
        self.head = self._find_head()

    def _find_head(self) -> bytes:
        while True:
            prefix = _PREFIX.search(self._buffer[:4096])
            if prefix is not None:
                self._without_prefix(prefix[1])
            found = _OPEN.search(self._buffer)
            if found is not None:
                head, self._empty = self._buffer[: found.start()], bool(found[1])
                self._buffer = self._buffer[found.end() :]
                return head
            chunk = next(self._chunks, b"")
            if not chunk or len(self._buffer) > _LARGEST_HEAD:
                raise refusal("WB-DAMAGED", part=self.part)
            self._buffer += chunk

    def _without_prefix(self, prefix: bytes) -> None:
        """Some writers spell every element `x:c`; without other default names it means the same as `c`."""
        whole = self._buffer + b"".join(self._chunks)
        if b" xmlns=" in whole[:4096]:
            raise refusal("WB-DAMAGED", part=self.part)
        whole = whole.replace(b"</%s:" % prefix, b"</").replace(b"<%s:" % prefix, b"<")
        self._buffer = whole.replace(b" xmlns:%s=" % prefix, b" xmlns=", 1)
        self._chunks = iter(())

    def rows(self) -> Iterator[RawRow]:
        """The rows from top to bottom; one without a number follows the one before."""
        number = 0
        while not self._empty:
            end = 0
            closed = self._buffer.find(_CLOSE)
            stop = len(self._buffer) if closed < 0 else closed
            while (found := _next_row(self._buffer, end, stop)) is not None:
                attributes, inner, end = found
                own = _NUMBER.search(attributes)
                number = int(own[1]) if own else number + 1
                yield RawRow(number, attributes, inner)
            if closed >= 0:
                self._buffer = self._buffer[closed + len(_CLOSE) :]
                break
            chunk = next(self._chunks, b"")
            if not chunk:
                raise refusal("WB-DAMAGED", part=self.part)
            self._buffer = self._buffer[end:] + chunk
        self.tail = self._buffer + b"".join(self._chunks)
        self._buffer = b""


def _next_row(data: bytes, at: int, stop: int) -> tuple[bytes, bytes, int] | None:
    """The next whole row: its attributes, its cells, and where it ends."""
    start = data.find(b"<row", at, stop)
    opened = data.find(b">", start, stop) if start >= 0 else -1
    if opened < 0:
        return None
    if data[opened - 1 : opened] == b"/":
        return data[start + 4 : opened - 1], b"", opened + 1
    closed = data.find(b"</row>", opened, stop)
    if closed < 0:
        return None
    return data[start + 4 : opened], data[opened + 1 : closed], closed + 6


def glanced(seen: Glance) -> Iterator[tuple[int, int, bool]]:
    """Column and format of each cell, and whether it is blank."""
    for name, style, end in seen:
        yield _column(name), int(style or 0), bool(end)


def _cell(found: Sequence[bytes], before: int) -> RawCell:
    """The cell that `_CELL` found behind the one in column `before`."""
    name, style, kind, others, inner = found
    kept = b""
    if others:  # attributes in an order, or of a kind, that is rare
        place, look, sort = _PLACE.search(others), _STYLE.search(others), _TYPE.search(others)
        name, style = place[1] if place else name, look[1] if look else style
        kind = sort[1] if sort else kind
        kept = b"".join(b" " + each for each in _KEPT.findall(others))
    column = _column(name) if name else before + 1
    return RawCell(column, int(style or 0), b"" if kind == b"n" else kind, inner, kept)


def row_xml(number: int, attributes: bytes, cells: Iterable[bytes], height: float | None = None) -> bytes:
    """A row of those cells, which stand from left to right. `height` in points; None leaves it as it was."""
    kept = _DROPPED.sub(b"", b" " + attributes.strip())
    if height is not None:
        kept = _HEIGHT.sub(b"", kept) + b' ht="%s" customHeight="1"' % f"{height:g}".encode()
    kept = b" " + kept.strip() if kept.strip() else b""
    inner = b"".join(cells)
    return b'<row r="%d"%s>%s</row>' % (number, kept, inner) if inner else b'<row r="%d"%s/>' % (number, kept)


@lru_cache(maxsize=20_000)
def letters(column: int) -> bytes:
    """A column's letters as they stand in XML."""
    return column_letters(column).encode()


@lru_cache(maxsize=20_000)
def _column(name: bytes) -> int:
    return column_number(name.decode().upper())
