"""ZIP archives that say what they are told to say, also where it is not true."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
DEFLATED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One member. What `local` and `central` name stands in the header of that kind, whatever is true.

    Their keys: name, flags, method, crc, packed, size, extra; in `central` also offset, attributes.
    """

    name: str
    content: bytes
    packed: bytes | None = None
    local: dict[str, Any] = field(default_factory=dict)
    central: dict[str, Any] = field(default_factory=dict)

    def said(self, **facts: Any) -> Entry:
        """The same with these facts in both headers."""
        return replace(self, local=self.local | facts, central=self.central | facts)


def entries(data: bytes) -> list[Entry]:
    """The members of a good archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return [Entry(name=each, content=package.read(each)) for each in package.namelist()]


def deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def archive(
    members: Sequence[Entry], *, before: bytes = b"", comment: bytes = b"", behind: bytes = b"", **end: int
) -> bytes:
    """The archive of these members. `end`: count, size, offset, disk as its last record is to say."""
    body, directory = [before], []
    at = len(before)
    for each in members:
        packed = each.packed if each.packed is not None else deflated(each.content)
        true = {
            "name": each.name.encode(),
            "flags": 0x800,
            "method": DEFLATED,
            "crc": zlib.crc32(each.content),
            "packed": len(packed),
            "size": len(each.content),
            "extra": b"",
            "offset": at,
            "attributes": 0,
        }
        header = _local(**true | each.local)
        directory.append(_central(**true | each.central))
        body += (header, packed)
        at += len(header) + len(packed)
    listing = b"".join(directory)
    disk, count = end.get("disk", 0), end.get("count", len(members))
    size, offset = end.get("size", len(listing)), end.get("offset", at)
    last = _END.pack(b"PK\x05\x06", disk, disk, count, count, size, offset, len(comment))
    return b"".join((*body, listing, last, comment, behind))


def _local(**said: Any) -> bytes:
    mark = said.get("mark", b"PK\x03\x04")
    sizes = said["crc"], said["packed"], said["size"]
    head = _LOCAL.pack(
        mark, 20, said["flags"], said["method"], 0, 33, *sizes, len(said["name"]), len(said["extra"])
    )
    return head + bytes(said["name"]) + bytes(said["extra"])


def _central(**said: Any) -> bytes:
    sizes = said["crc"], said["packed"], said["size"]
    lengths = len(said["name"]), len(said["extra"]), 0, 0, 0
    head = _CENTRAL.pack(
        b"PK\x01\x02", 20 | 3 << 8, 20, said["flags"], said["method"], 0, 33, *sizes, *lengths,
        said["attributes"], said["offset"],
    )  # fmt: skip
    return head + bytes(said["name"]) + bytes(said["extra"])
