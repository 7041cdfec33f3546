"""Is this file safe and whole enough to be opened? The only way from a workbook's bytes to its parts.

Owns the limits a workbook is read with, the refusal of everything else, and the checks that keep the parser
behind it from being killed by a file. Knows nothing of sheets, tables or values.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

from delegation.issues import Issue, Param, Severity
from delegation.labels import labels
from delegation.messages import sentence
from sync.reading.filetype import OLE, ZIP, is_encrypted, kind_of_bytes, kind_of_package

_END_OF_DIRECTORY = b"PK\x05\x06"
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_STORED, _DEFLATED = 0, 8
_ENCRYPTED_MEMBER = 0x1
_WORKBOOK_PART = "xl/workbook.xml"

_EXCEL_ROWS = 1_048_576
_EXCEL_COLUMNS = 16_384
_HEAD = 4096
# Something in row 10,000 and below, or in column AAA and beyond: only then is a closer look worth its time.
_FAR = re.compile(rb"""r=["'](?:[A-Za-z]{3,}[0-9]|[A-Za-z]*[0-9]{5})""")
_FILLED_CELL = re.compile(rb"""\br=["']([A-Za-z]+)([0-9]+)["'][^>/]*+>""")
_ROW_NUMBER = re.compile(rb"""row\b[^>]*?\br=["']([0-9]{7,})["']""")
_SHARED_COUNT = re.compile(rb"""(?:uniqueCount|count)\s*=\s*["']([0-9]+)["']""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a workbook may be at most. A person's workbook is far below each of them."""

    file_bytes: int = 64 << 20
    members: int = 2_000
    part_bytes: int = 200 << 20
    total_bytes: int = 400 << 20
    ratio: int = 200  # inflated to deflated size, for parts above `ratio_from`
    ratio_from: int = 16 << 20
    cells: int = 5_000_000  # of the smallest rectangle around everything filled in on one sheet
    rows: int = 100_000  # of one table


class UnreadableWorkbook(Exception):  # noqa: N818 - it is the workbook that people are told about
    """The whole workbook cannot be read; `issue` says why and what to do."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(issue)
        self.issue = issue

    def __str__(self) -> str:
        return sentence(self.issue, labels("en"))


def refusal(code: str, *, sheet: str = "", cell: str = "", **params: Param) -> UnreadableWorkbook:
    """The exception for a workbook that cannot be read, with the facts for its message."""
    issue = Issue(code=code, severity=Severity.ERROR, sheet=sheet, cell=cell, params=params)
    return UnreadableWorkbook(issue)


def too_large(
    what: str, found: str | int, limit: str | int, *, sheet: str = "", cell: str = ""
) -> UnreadableWorkbook:
    """The exception for a workbook beyond a limit; `what` is a name in the section [size] of issues.toml."""
    return refusal("WB-SIZE", sheet=sheet, cell=cell, what=f"@size:{what}", found=found, limit=limit)


def _size(size: int) -> str:
    return f"{size / (1 << 20):.0f} MB" if size >= 1 << 20 else f"{size / 1024:.0f} kB"


class Package:
    """The parts of an .xlsx file. One is inflated when it is asked for, never beyond its declared size."""

    __slots__ = ("_data", "_members", "_parts")

    def __init__(self, data: bytes, members: dict[str, zipfile.ZipInfo]) -> None:
        self._data = memoryview(data)
        self._members = members
        self._parts: dict[str, bytes] = {}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._members

    def part_names(self) -> tuple[str, ...]:
        return tuple(member.filename for member in self._members.values())

    def read(self, name: str) -> bytes:
        """The bytes of a part, by a name whose case does not count.

        Raises: UnreadableWorkbook when the part is missing, damaged, or carries a document type declaration.
        """
        found = self._parts.get(name)
        if found is None:
            member = self._members.get(name.lower())
            if member is None:
                raise refusal("WB-DAMAGED", part=name)
            found = self._parts[name] = self._inflate(member)
        return found

    def _inflate(self, member: zipfile.ZipInfo) -> bytes:
        name = member.filename
        try:
            signature, name_length, extra_length = _LOCAL_HEADER.unpack_from(self._data, member.header_offset)
        except struct.error:
            raise refusal("WB-DAMAGED", part=name) from None
        start = member.header_offset + _LOCAL_HEADER.size + name_length + extra_length
        raw = self._data[start : start + member.compress_size]
        if signature != b"PK\x03\x04":
            raise refusal("WB-DAMAGED", part=name)
        if member.compress_type == _STORED:
            part = bytes(raw)
        else:
            try:
                part = zlib.decompressobj(-15).decompress(raw, member.file_size + 1)
            except zlib.error:
                raise refusal("WB-DAMAGED", part=name) from None
        if len(part) != member.file_size or zlib.crc32(part) != member.CRC:
            raise refusal("WB-DAMAGED", part=name)
        # Excel writes UTF-8 without document type; calamine reads UTF-16 as nothing at all.
        if part.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in part[:4] or b"<!DOCTYPE" in part:
            raise refusal("WB-DAMAGED", part=name)
        return part


def open_package(data: bytes, limits: Limits) -> Package:
    """The package in these bytes, when it is an .xlsx or .xlsm workbook within the limits.

    Raises: UnreadableWorkbook otherwise.
    """
    if not data:
        raise refusal("WB-EMPTY")
    if len(data) > limits.file_bytes:
        raise too_large("file", _size(len(data)), _size(limits.file_bytes))
    if data.startswith(OLE) and is_encrypted(data):
        raise refusal("WB-ENCRYPTED")
    if not data.startswith(ZIP) and not ZIP[0].startswith(data):
        if not any(data[:_HEAD]):  # space kept for a file whose content never came
            raise refusal("WB-TRUNCATED")
        raise refusal("WB-TYPE", found=f"@file:{kind_of_bytes(data)}")
    members = _members(data)
    _check_directory(members, limits)
    by_name = {_part_name(member.filename).lower(): member for member in members}
    if len(by_name) != len(members):
        raise refusal("WB-DAMAGED", part=_repeated(members))
    if _WORKBOOK_PART not in by_name:
        raise refusal("WB-TYPE", found=f"@file:{kind_of_package(by_name)}")
    return Package(data, by_name)


def _members(data: bytes) -> list[zipfile.ZipInfo]:
    if _END_OF_DIRECTORY not in data[-(1 << 16) - 22 :]:
        raise refusal("WB-TRUNCATED")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return [member for member in archive.infolist() if not member.filename.endswith("/")]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OverflowError):
        raise refusal("WB-DAMAGED", part="ZIP") from None


def _part_name(name: str) -> str:
    """Some writers separate folders with a backslash, or begin at the root."""
    return name.replace("\\", "/").lstrip("/")


def _repeated(members: list[zipfile.ZipInfo]) -> str:
    seen: set[str] = set()
    for member in members:
        name = _part_name(member.filename).lower()
        if name in seen:
            return member.filename
        seen.add(name)
    return ""


def _check_directory(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(members) > limits.members:
        raise too_large("parts", len(members), limits.members)
    total = 0
    for member in members:
        size = member.file_size
        total += size
        if size > limits.part_bytes:
            raise too_large("unpacked", _size(size), _size(limits.part_bytes))
        if size > limits.ratio_from and size > limits.ratio * max(member.compress_size, 1):
            raise too_large("ratio", size // max(member.compress_size, 1), limits.ratio)
        if member.flag_bits & _ENCRYPTED_MEMBER:
            raise refusal("WB-ENCRYPTED")
        if member.compress_type not in (_STORED, _DEFLATED):
            raise refusal("WB-DAMAGED", part=member.filename)
    if total > limits.total_bytes:
        raise too_large("unpacked", _size(total), _size(limits.total_bytes))


def check_shared_strings(part: bytes) -> None:
    """Refuses a shared-string count that the part cannot hold: calamine allocates it and aborts the process.

    Raises: UnreadableWorkbook.
    """
    head = part[:_HEAD]
    for count in _SHARED_COUNT.findall(head[: head.find(b"si>") if b"si>" in head else _HEAD]):
        # `count` is how often strings are used, so more than there are; one use costs some bytes of a sheet.
        if int(count) > 100_000_000 or (int(count) > 1_000_000 and int(count) > len(part)):
            raise refusal("WB-DAMAGED", part="xl/sharedStrings.xml")


def check_extent(part: bytes, sheet: str, limits: Limits) -> None:
    """Refuses a sheet whose filled cells span more than the limit: calamine keeps every cell between them.

    Raises: UnreadableWorkbook.
    """
    if _FAR.search(part) is None:
        return
    if any(int(row) > _EXCEL_ROWS for row in _ROW_NUMBER.findall(part)):
        raise refusal("WB-DAMAGED", part=sheet)
    cells = _FILLED_CELL.findall(part)
    if not cells:
        return
    widest = max({letters for letters, _ in cells}, key=_column)
    rows = {int(row) for _, row in cells}
    if _column(widest) > _EXCEL_COLUMNS or max(rows) > _EXCEL_ROWS:
        raise refusal("WB-DAMAGED", part=sheet)
    first = min(_column(letters) for letters in {letters for letters, _ in cells})
    area = (max(rows) - min(rows) + 1) * (_column(widest) - first + 1)
    if area > limits.cells:
        cell = f"{widest.decode()}{max(rows)}"
        raise too_large("cells", area, limits.cells, sheet=sheet, cell=cell)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
