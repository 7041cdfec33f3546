"""The zip archive around the parts of a workbook: entries copied as they lie, and new ones deflated.

Owns the bytes of the archive, because no library copies an entry without inflating it: zipfile cannot, and
what there is for streaming archives only writes new ones. Knows no part and no XML.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from sync.reading.unreadable import refusal

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_END_64 = struct.Struct("<4sQ2H2I4Q")
_LOCATOR_64 = struct.Struct("<4sIQI")
_EXTRA = struct.Struct("<2H")
_LOCAL_SIGNATURE, _CENTRAL_SIGNATURE = b"PK\x03\x04", b"PK\x01\x02"

_STORED, _DEFLATED = 0, 8
_SIZES_FOLLOW = 0x8  # the sizes stand behind the entry, not in its header: LibreOffice writes so
_UTF_8 = 0x800
_ZIP_64_SIZES = 0x1
_OFFSET_64 = struct.Struct("<2HQ")
_VERSION, _VERSION_64 = 20, 45
_FIRST_DAY = 0x21  # 1 January 1980, the oldest date of an archive
_MOST_16, _MOST_32 = 0xFFFF, 0xFFFFFFFF
_SMALL, _FAST = 6, 1  # levels of zlib
_INFLATED_FROM = 1 << 16  # zlib copies what it has not come to yet, so it is given little at once


class PartTooLong(Exception):  # noqa: N818 - named for the situation
    """A part of 4 GB or more, which Excel opens in no workbook."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of an archive that was read: its bytes as they lie there, and the time and the extra fields
    that its own header has.
    """

    info: zipfile.ZipInfo
    data: memoryview
    time: tuple[int, int]
    extra: bytes


def entries(data: bytes) -> Iterator[Entry]:
    """All entries of an archive that the guard has let through, folders included, in their order.

    Raises: UnreadableWorkbook when one does not lie where the directory says.
    """
    view = memoryview(data)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        infos = archive.infolist()
    for info in infos:
        try:
            header = _LOCAL.unpack_from(view, info.header_offset)
        except struct.error:
            raise refusal("WB-DAMAGED", part=info.filename) from None
        names_at = info.header_offset + _LOCAL.size
        extra_at = names_at + header[9]
        start = extra_at + header[10]
        if header[0] != _LOCAL_SIGNATURE or start + info.compress_size > len(data):
            raise refusal("WB-DAMAGED", part=info.filename)
        yield Entry(
            info=info,
            data=view[start : start + info.compress_size],
            time=(header[4], header[5]),
            extra=bytes(view[extra_at:start]),
        )


def inflated(entry: Entry, size: int) -> Iterator[bytes]:
    """The content of an entry in pieces of at most `size` bytes; never more of it than the directory says.

    Raises: UnreadableWorkbook, at the latest behind the last piece, when the content is damaged.
    """
    left, checksum = entry.info.file_size, 0
    pieces = _stored(entry.data, size) if entry.info.compress_type == _STORED else _deflated(entry, size)
    for piece in pieces:
        left -= len(piece)
        checksum = zlib.crc32(piece, checksum)
        if left < 0:
            break
        yield piece
    if left or checksum != entry.info.CRC:
        raise refusal("WB-DAMAGED", part=entry.info.filename)


def _stored(data: memoryview, size: int) -> Iterator[bytes]:
    for start in range(0, len(data), size):
        yield bytes(data[start : start + size])


def _deflated(entry: Entry, size: int) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-15)
    for start in range(0, len(entry.data), _INFLATED_FROM):
        waiting: bytes | memoryview = entry.data[start : start + _INFLATED_FROM]
        while waiting:
            try:
                piece = inflater.decompress(waiting, size)
            except zlib.error:
                raise refusal("WB-DAMAGED", part=entry.info.filename) from None
            waiting = inflater.unconsumed_tail
            if piece:
                yield piece
    # What zlib held back because the pieces were full; at most a little more than one of them.
    rest = inflater.flush()
    if not inflater.eof:
        raise refusal("WB-DAMAGED", part=entry.info.filename)
    yield from _stored(memoryview(rest), size)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    """What the header of an entry and the directory both say of it."""

    name: bytes
    flags: int
    method: int
    time: tuple[int, int]
    checksum: int = 0
    compressed: int = 0
    size: int = 0
    version: int = _VERSION

    def common(self) -> tuple[int, ...]:
        return (self.version, self.flags, self.method, *self.time, self.checksum, self.compressed, self.size)


class Archive:
    """An archive while it is written into a file that can be sought in. Equal calls give equal bytes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._begin = file.tell()
        self._directory: list[bytes] = []

    def copy(self, entry: Entry) -> None:
        """An entry as it lies in its archive: its compressed bytes, its time, its flags."""
        info = entry.info
        header = _Header(
            name=info.orig_filename.encode("utf-8" if info.flag_bits & _UTF_8 else "cp437"),
            flags=info.flag_bits & ~_SIZES_FOLLOW,
            method=info.compress_type,
            time=entry.time,
            checksum=info.CRC,
            compressed=info.compress_size,
            size=info.file_size,
            version=info.extract_version,
        )
        offset = self._file.tell() - self._begin
        self._write_header(header, _without_sizes(entry.extra))
        self._file.write(entry.data)
        self._list(header, offset, info)

    def put(self, name: str, content: bytes | Iterable[bytes]) -> None:
        """A new entry, deflated: bytes thoroughly, pieces fast and as they come.

        Raises: PartTooLong.
        """
        try:
            written, flags = name.encode("ascii"), 0
        except UnicodeEncodeError:
            written, flags = name.encode(), _UTF_8
        start = self._file.tell()
        self._write_header(_Header(name=written, flags=flags, method=_DEFLATED, time=(0, _FIRST_DAY)), b"")
        if isinstance(content, bytes):
            checksum, size = self._deflate((content,), _SMALL)
        else:
            checksum, size = self._deflate(content, _FAST)
        end = self._file.tell()
        compressed = end - start - _LOCAL.size - len(written)
        if max(size, compressed) >= _MOST_32:
            raise PartTooLong(name)
        header = _Header(
            name=written,
            flags=flags,
            method=_DEFLATED,
            time=(0, _FIRST_DAY),
            checksum=checksum,
            compressed=compressed,
            size=size,
        )
        self._file.seek(start)
        self._write_header(header, b"")
        self._file.seek(end)
        self._list(header, start - self._begin)

    def finish(self) -> None:
        """The directory, behind the last entry; with 64-bit numbers where others do not suffice."""
        start = self._file.tell() - self._begin
        for line in self._directory:
            self._file.write(line)
        size = self._file.tell() - self._begin - start
        count = len(self._directory)
        if count >= _MOST_16 or start + size >= _MOST_32:
            record = (b"PK\x06\x06", _END_64.size - 12, _VERSION_64, _VERSION_64, 0, 0, count, count)
            self._file.write(_END_64.pack(*record, size, start))
            self._file.write(_LOCATOR_64.pack(b"PK\x06\x07", 0, start + size, 1))
        short, long = min(count, _MOST_16), (min(size, _MOST_32), min(start, _MOST_32))
        self._file.write(_END.pack(b"PK\x05\x06", 0, 0, short, short, *long, 0))

    def _write_header(self, header: _Header, extra: bytes) -> None:
        self._file.write(_LOCAL.pack(_LOCAL_SIGNATURE, *header.common(), len(header.name), len(extra)))
        self._file.write(header.name + extra)

    def _deflate(self, pieces: Iterable[bytes], level: int) -> tuple[int, int]:
        deflater = zlib.compressobj(level, zlib.DEFLATED, -15)
        checksum = size = 0
        for piece in pieces:
            checksum = zlib.crc32(piece, checksum)
            size += len(piece)
            self._file.write(deflater.compress(piece))
        self._file.write(deflater.flush())
        return checksum, size

    def _list(self, header: _Header, offset: int, info: zipfile.ZipInfo | None = None) -> None:
        """The directory's line; of an entry that was copied also what the old directory said of it."""
        extra = b"" if info is None else _without_sizes(info.extra)
        comment = b"" if info is None else info.comment
        system, made, inner, outer = 0, _VERSION, 0, 0
        if info is not None:
            system, made = info.create_system, info.create_version
            inner, outer = info.internal_attr, info.external_attr
        if offset >= _MOST_32:
            extra += _OFFSET_64.pack(_ZIP_64_SIZES, 8, offset)
        line = _CENTRAL.pack(
            _CENTRAL_SIGNATURE,
            made | system << 8,
            *header.common(),
            len(header.name),
            len(extra),
            len(comment),
            0,
            inner,
            outer,
            min(offset, _MOST_32),
        )
        self._directory.append(line + header.name + extra + comment)


def _without_sizes(extra: bytes) -> bytes:
    """The extra fields without 64-bit sizes: everything that is copied is smaller than that."""
    kept, at = [], 0
    while at + _EXTRA.size <= len(extra):
        kind, length = _EXTRA.unpack_from(extra, at)
        end = at + _EXTRA.size + length
        if kind != _ZIP_64_SIZES:
            kept.append(extra[at:end])
        at = end
    return b"".join([*kept, extra[at:]])
