"""Is this file safe and whole enough to be opened? The only way from a workbook's bytes to its parts.

Owns which file is taken for a workbook, and that a part is inflated whole or not at all. Knows nothing of
sheets, tables or values.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

from sync.limits import Limits
from sync.reading.encryption import decrypted, protected
from sync.reading.filetype import OLE, ZIP, is_encrypted, kind_of_bytes, kind_of_package
from sync.reading.members import STORED, Member, read_members
from sync.reading.unreadable import megabytes, refusal, too_large

_HEAD = 4096
_WORKBOOK_PART = "xl/workbook.xml"


class Package:
    """The parts of an .xlsx file. One is inflated when it is asked for, never beyond its declared size."""

    __slots__ = ("_data", "_members", "_parts")

    def __init__(self, data: bytes, members: Mapping[str, Member]) -> None:
        self._data = memoryview(data)
        self._members = members
        self._parts: dict[str, bytes] = {}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._members

    def part_names(self) -> tuple[str, ...]:
        return tuple(member.name for member in self._members.values())

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

    def _inflate(self, member: Member) -> bytes:
        damaged = refusal("WB-DAMAGED", part=member.name)
        raw = self._data[member.start : member.start + member.packed_size]
        if member.method == STORED:
            part = bytes(raw)
        else:
            try:
                part = zlib.decompressobj(-15).decompress(raw, member.size + 1)
            except zlib.error:
                raise damaged from None
        if len(part) != member.size or zlib.crc32(part) != member.crc:
            raise damaged
        # Excel writes UTF-8 without document type; calamine reads UTF-16 as nothing at all.
        if part.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in part[:4] or b"<!DOCTYPE" in part:
            raise damaged
        return part


def open_package(data: bytes, limits: Limits, passwords: Sequence[str] | None = None) -> Package:
    """The package in these bytes, when it is an .xlsx or .xlsm workbook within the limits.

    `passwords`: those that may open it where it is encrypted; None of a file for which there can be none.
    Raises: UnreadableWorkbook otherwise.
    """
    if not data:
        raise refusal("WB-EMPTY")
    if len(data) > limits.file_bytes:
        raise too_large("file", "", megabytes(limits.file_bytes))  # nobody copies more than that
    if data.startswith(OLE) and is_encrypted(data):
        if passwords is None:
            raise protected(data)
        return open_package(decrypted(data, passwords), limits)
    if not data.startswith(ZIP) and not ZIP[0].startswith(data):
        if not any(data[:_HEAD]):  # space kept for a file whose content never came
            raise refusal("WB-TRUNCATED")
        raise refusal("WB-TYPE", found=f"@file:{kind_of_bytes(data)}")
    members = read_members(data, limits)
    if _WORKBOOK_PART not in members:
        raise refusal("WB-TYPE", found=f"@file:{kind_of_package(members)}")
    return Package(data, members)
