"""The members of the ZIP archive that a workbook is: where the bytes of each lie.

Programs differ in which part of a contradictory archive they believe. One that could be read in two ways is
refused, so that what Remit reads is what Excel shows. Inflates nothing.
"""

from __future__ import annotations

import stat
import struct
import zipfile
from dataclasses import dataclass
from io import BytesIO

from sync.limits import Limits
from sync.reading.unreadable import megabytes, refusal, too_large

_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\x05\x06"
_LONGEST_COMMENT = (1 << 16) - 1
_LOCAL = struct.Struct("<4s5H3L2H")
_LOCAL_MARK = b"PK\x03\x04"
_ENCRYPTED, _SIZES_FOLLOW, _UTF_8 = 0x1, 0x8, 0x800  # flags of a member
_IN_ZIP64 = 0xFFFFFFFF  # "see the longer record"
STORED, DEFLATED = 0, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file in the archive. `start`: where its packed bytes begin."""

    name: str
    start: int
    packed_size: int
    size: int
    crc: int
    method: int

    @property
    def part(self) -> str:
        """The name as Excel compares it."""
        return _part_name(self.name).lower()


def read_members(data: bytes, limits: Limits) -> dict[str, Member]:
    """The files in the archive, by the name of the part that each is.

    Raises: UnreadableWorkbook.
    """
    infos, directory = _directory(data)
    _check_sizes(infos, limits)
    members = [_member(data, each) for each in infos]
    _check_places(members, infos, directory)
    found: dict[str, Member] = {}
    for each in members:
        if each.name.endswith("/"):
            continue
        if each.part in found:
            raise refusal("WB-DAMAGED", part=each.name)
        found[each.part] = each
    return found


def _directory(data: bytes) -> tuple[list[zipfile.ZipInfo], int]:
    """The central directory, and where it begins: there is one, and behind it nothing but its own end."""
    end = data.rfind(_END_MARK, max(0, len(data) - _END.size - _LONGEST_COMMENT))
    if end < 0 or end + _END.size > len(data):
        raise refusal("WB-TRUNCATED")
    _, disk, first_disk, count_here, count, size, offset, comment = _END.unpack_from(data, end)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            infos, start = archive.infolist(), archive.start_dir
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OverflowError):
        raise refusal("WB-DAMAGED", part="ZIP") from None
    is_short = _IN_ZIP64 not in (size, offset)
    if (
        end + _END.size + comment != len(data)
        or data.find(_END_MARK, start) != end
        or (disk, first_disk) != (0, 0)
        or {count_here, count} != {min(len(infos), 0xFFFF)}
        or (is_short and (offset, offset + size) != (start, end))
    ):
        raise refusal("WB-DAMAGED", part="ZIP")
    return infos, start


def _check_sizes(infos: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(infos) > limits.members:
        raise too_large("parts", len(infos), limits.members)
    total = 0
    for each in infos:
        size = each.file_size
        total += size
        if size > limits.part_bytes:
            raise too_large("unpacked", megabytes(size), megabytes(limits.part_bytes))
        if size > limits.ratio_from and size > limits.ratio * max(each.compress_size, 1):
            raise too_large("ratio", size // max(each.compress_size, 1), limits.ratio)
    if total > limits.total_bytes:
        raise too_large("unpacked", megabytes(total), megabytes(limits.total_bytes))


def _member(data: bytes, info: zipfile.ZipInfo) -> Member:
    """The member, whose own header has to say what the directory says."""
    if info.flag_bits & _ENCRYPTED:
        raise refusal("WB-ENCRYPTED", protection="@protection:password")
    damaged = refusal("WB-DAMAGED", part=info.filename)
    if info.compress_type not in (STORED, DEFLATED) or not _is_plain(info):
        raise damaged
    try:
        mark, _, flags, method, _, _, crc, packed, size, name_size, extra_size = _LOCAL.unpack_from(
            data, info.header_offset
        )
        named_at = info.header_offset + _LOCAL.size
        name = data[named_at : named_at + name_size].decode("utf-8" if flags & _UTF_8 else "cp437")
    except (struct.error, UnicodeDecodeError):
        raise damaged from None
    start = named_at + name_size + extra_size
    told = ((crc, info.CRC), (packed, info.compress_size), (size, info.file_size))
    may_be_blank = (0, _IN_ZIP64) if flags & _SIZES_FOLLOW else (_IN_ZIP64,)
    agrees = (mark, name, method) == (_LOCAL_MARK, info.orig_filename, info.compress_type)
    if not agrees or any(own != listed and own not in may_be_blank for own, listed in told):
        raise damaged
    return Member(
        name=info.filename,
        start=start,
        packed_size=info.compress_size,
        size=info.file_size,
        crc=info.CRC,
        method=method,
    )


def _is_plain(info: zipfile.ZipInfo) -> bool:
    """An ordinary file in a folder of the archive: no link, no device, nothing that climbs out of it."""
    steps = _part_name(info.filename).split("/")
    return (
        stat.S_IFMT(info.external_attr >> 16) in (0, stat.S_IFREG, stat.S_IFDIR)
        and ".." not in steps
        and not any(sign in info.orig_filename for sign in "\0:")
    )


def _check_places(members: list[Member], infos: list[zipfile.ZipInfo], directory: int) -> None:
    """No member lies over another one, or over the directory: bytes that count twice make a bomb."""
    end = 0
    for info, member in sorted(zip(infos, members, strict=True), key=lambda each: each[0].header_offset):
        if info.header_offset < end or member.start + member.packed_size > directory:
            raise refusal("WB-DAMAGED", part=member.name)
        end = member.start + member.packed_size


def _part_name(name: str) -> str:
    """Some writers separate folders with a backslash, or begin at the root."""
    return name.replace("\\", "/").lstrip("/")
