"""Hostile archives: cut, torn, lying about themselves, or far larger than they look."""

from __future__ import annotations

import gzip
import stat
import struct
from collections.abc import Callable, Sequence
from typing import Any

from tests.faults.hostile.archives import Entry, archive, deflated, entries
from tests.faults.hostile.case import Hostile, Made, damaged, read, refused

_SHEET = "xl/worksheets/sheet1.xml"
_MB = 1 << 20


def rebuilt(change: Callable[[list[Entry]], Sequence[Entry]], **end: Any) -> Made:
    """The good workbook as an archive of other members, with an end of its own."""
    return lambda good: archive(change(entries(good)), **end)


def with_entries(*more: Entry) -> Made:
    return rebuilt(lambda members: [*members, *more])


def sheet_said(**facts: Any) -> Made:
    """Both headers of the first sheet say so."""
    return rebuilt(lambda members: [each.said(**facts) if each.name == _SHEET else each for each in members])


def sheet_in_local(**facts: Any) -> Made:
    """Only the sheet's own header says so, not the directory."""
    return rebuilt(
        lambda members: [
            Entry(name=each.name, content=each.content, local=facts) if each.name == _SHEET else each
            for each in members
        ]
    )


def sheet_packed(packed: Callable[[bytes], bytes], **facts: Any) -> Made:
    """The first sheet's bytes in the archive are these, whatever is said of them."""
    return rebuilt(
        lambda members: [
            Entry(name=each.name, content=each.content, packed=packed(each.content)).said(**facts)
            if each.name == _SHEET
            else each
            for each in members
        ]
    )


def without(name: str) -> Made:
    return rebuilt(lambda members: [each for each in members if each.name != name])


def renamed(old: str, new: str) -> Made:
    return rebuilt(
        lambda members: [
            Entry(name=new, content=each.content) if each.name == old else each for each in members
        ]
    )


def cut(share: float) -> Made:
    return lambda good: good[: int(len(good) * share)]


def overlapping(members: list[Entry]) -> list[Entry]:
    """The last member's place in the directory is that of the first one."""
    last = members[-1]
    return [*members[:-1], Entry(name=last.name, content=last.content, central={"offset": 0})]


def blank_rows(megabytes: int) -> bytes:
    return b"<worksheet><sheetData>" + b" " * (megabytes * _MB) + b"</sheetData></worksheet>"


def giant(number: int, megabytes: int) -> Entry:
    """A member that is said to be so large when unpacked, in few bytes."""
    size = megabytes * _MB
    return Entry(name=f"xl/media/image{number}.png", content=b"", packed=bytes(size // 1000)).said(size=size)


_ZIP64_END = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 2**40, 2**40, 2**50, 2**50)
_ZIP64_PLACE = struct.pack("<4sLQL", b"PK\x06\x07", 0, 2**60, 1)


def before_the_end(extra: bytes) -> Made:
    return lambda good: good[:-22] + extra + good[-22:]


def torn(good: bytes) -> bytes:
    """Its second half has not arrived."""
    return good[: len(good) // 2] + bytes(len(good) - len(good) // 2)


def scrambled(good: bytes) -> bytes:
    at = good.find(_SHEET.encode()) + 60
    return good[:at] + b"\xaa" * 40 + good[at + 40 :]


PACKAGES: tuple[Hostile, ...] = (
    # Not whole
    refused("nothing in it", lambda _: b"", "WB-EMPTY", "holds not a single byte"),
    refused("one letter", lambda _: b"P", "WB-TRUNCATED", "its end is missing"),
    refused("the mark of an archive alone", lambda good: good[:4], "WB-TRUNCATED", "its end is missing"),
    *(
        refused(f"cut at {share:.0%}", cut(share), "WB-TRUNCATED", "its end is missing")
        for share in (0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99)
    ),
    refused("one byte short", lambda good: good[:-1], "WB-TRUNCATED", "its end is missing"),
    refused("without its last record", lambda good: good[:-22], "WB-TRUNCATED", "its end is missing"),
    refused("zeros of the right size", lambda good: bytes(len(good)), "WB-TRUNCATED", "its end is missing"),
    refused("second half zeros", torn, "WB-TRUNCATED", "its end is missing"),
    refused("its beginning zeros", lambda good: bytes(4096) + good[4096:], "WB-TRUNCATED", "its end"),
    damaged("a sheet's bytes overwritten", scrambled, _SHEET),
    # More than one truth
    damaged("a byte behind the end", lambda good: good + b"\0", "ZIP"),
    damaged("a line break behind the end", lambda good: good + b"\r\n", "ZIP"),
    damaged("a page behind the end", lambda good: good + b"<html>" * 100, "ZIP"),
    damaged("two archives", lambda good: good + good, "ZIP"),
    damaged("an archive in the comment", rebuilt(lambda all_: all_, comment=archive([])), "ZIP"),
    damaged("an archive before it", lambda good: archive([]) + good, "ZIP"),
    refused("a program before it", lambda good: b"MZ" + bytes(100) + good, "WB-TYPE", "does not know"),
    damaged("fewer members than there are", rebuilt(lambda all_: all_, count=3), "ZIP"),
    damaged("more members than there are", rebuilt(lambda all_: all_, count=3000), "ZIP"),
    damaged("a directory at the beginning", rebuilt(lambda all_: all_, offset=0), "ZIP"),
    damaged("a directory beyond the end", rebuilt(lambda all_: all_, offset=2**31), "ZIP"),
    damaged("a directory without size", rebuilt(lambda all_: all_, size=0), "ZIP"),
    damaged("a directory larger than the file", rebuilt(lambda all_: all_, size=2**31), "ZIP"),
    damaged("one of several disks", rebuilt(lambda all_: all_, disk=3), "ZIP"),
    damaged("a long record that lies", before_the_end(_ZIP64_END + _ZIP64_PLACE), "ZIP"),
    damaged("a long record nowhere", before_the_end(_ZIP64_PLACE), "ZIP"),
    damaged("members in no long record", rebuilt(lambda all_: all_, count=0xFFFF, offset=0xFFFFFFFF), "ZIP"),
    # Headers that contradict each other
    damaged("another name in its own header", sheet_in_local(name=b"xl/worksheets/sheet2.xml"), _SHEET),
    damaged("another method in its own header", sheet_in_local(method=0), _SHEET),
    damaged("another checksum in its own header", sheet_in_local(crc=1), _SHEET),
    damaged("another size in its own header", sheet_in_local(size=10), _SHEET),
    damaged("another packed size in its own header", sheet_in_local(packed=10), _SHEET),
    damaged("no mark in its own header", sheet_in_local(mark=b"PK\x03\x05"), _SHEET),
    damaged("a wrong checksum", sheet_said(crc=12345), _SHEET),
    damaged("a size too small", sheet_said(size=100), _SHEET),
    damaged("a size too large", sheet_said(size=100_000), _SHEET),
    damaged("a packed size of nothing", sheet_said(packed=0), _SHEET),
    damaged("a packed size beyond the end", sheet_said(packed=2**30), "xl/worksheets/sheet1.xml"),
    damaged("members over one another", rebuilt(overlapping), "docProps/app.xml"),
    read("an extra field of 60,000 bytes", sheet_in_local(extra=b"\0" * 60_000)),
    # Members that are none
    refused("members behind a password", sheet_said(flags=0x801), "WB-ENCRYPTED", "protected by a password"),
    refused("members in AES", sheet_said(flags=0x801, method=99), "WB-ENCRYPTED", "protected by a password"),
    *(
        damaged(f"packed by method {method}", sheet_said(method=method), _SHEET)
        for method in (1, 6, 9, 12, 14, 93, 98)
    ),
    damaged("stored as if it were packed", sheet_said(method=0), _SHEET),
    damaged("packed bytes that are none", sheet_packed(lambda _: b"\xff" * 300), _SHEET),
    damaged("packed bytes that break off", sheet_packed(lambda xml: deflated(xml)[:-20]), _SHEET),
    damaged("a part twice", rebuilt(lambda all_: [*all_, all_[3]]), _SHEET),
    damaged(
        "a part twice in capitals", with_entries(Entry(name=_SHEET.upper(), content=b"")), _SHEET.upper()
    ),
    damaged("a part twice from the root", with_entries(Entry(name="/" + _SHEET, content=b"")), "/" + _SHEET),
    damaged(
        "a name that climbs out", with_entries(Entry(name="../../evil.xml", content=b"")), "../../evil.xml"
    ),
    damaged(
        "a name that climbs out of a folder",
        with_entries(Entry(name="xl/../../a", content=b"")),
        "xl/../../a",
    ),
    damaged(
        "a name on a drive", with_entries(Entry(name="C:/Windows/a.dll", content=b"")), "C:/Windows/a.dll"
    ),
    damaged("a name that ends early", with_entries(Entry(name="xl/a\0.exe", content=b"")), "xl/a"),
    damaged(
        "a link as a member",
        with_entries(
            Entry(
                name="xl/a.xml", content=b"/etc/passwd", central={"attributes": (stat.S_IFLNK | 0o777) << 16}
            )
        ),
        "xl/a.xml",
    ),
    damaged(
        "a pipe as a member",
        with_entries(
            Entry(name="xl/a.xml", content=b"", central={"attributes": (stat.S_IFIFO | 0o666) << 16})
        ),
        "xl/a.xml",
    ),
    # Far larger than they look
    refused("a part of 250 MB", with_entries(giant(1, 250)), "WB-SIZE", "size when unpacked: 250 MB"),
    refused(
        "parts of 500 MB together",
        with_entries(
            *(Entry(name=f"xl/media/{number}.png", content=b"").said(size=10 * _MB) for number in range(50))
        ),
        "WB-SIZE",
        "size when unpacked: 500 MB",
    ),
    refused(
        "white space that unpacks a thousandfold",
        rebuilt(
            lambda all_: [
                Entry(name=each.name, content=blank_rows(17)) if each.name == _SHEET else each
                for each in all_
            ]
        ),
        "WB-SIZE",
        "compression: 10",
    ),
    damaged("more in it than it says", sheet_packed(lambda xml: deflated(xml + b" " * (64 * _MB))), _SHEET),
    refused(
        "two thousand parts too many",
        with_entries(*(Entry(name=f"xl/media/{number}.png", content=b"") for number in range(2_000))),
        "WB-SIZE",
        "parts of the file: 20",
    ),
    read(
        "a bomb within",
        with_entries(
            Entry(
                name="xl/embeddings/a.zip",
                content=archive([Entry(name="b", content=b"\0" * 10_000_000)] * 40),
            )
        ),
    ),
    read(
        "a name of 60,000 letters",
        with_entries(Entry(name="xl/" + "a" * 60_000, content=b"")),
    ),
    # Parts that are missing
    refused("without its workbook", without("xl/workbook.xml"), "WB-TYPE", "ZIP archive without a workbook"),
    read("without its list of types", without("[Content_Types].xml")),
    damaged("without its relationships", without("_rels/.rels"), ""),
    refused(
        "without its sheets' places",
        without("xl/_rels/workbook.xml.rels"),
        "WB-TABLES-MISSING",
        "no table of Remit",
    ),
    damaged("without its texts", without("xl/sharedStrings.xml"), "Members"),
    read("without its formats", without("xl/styles.xml")),
    read("its workbook in another folder", renamed("xl/workbook.xml", "XL/Workbook.XML")),
    refused("packed once more", gzip.compress, "WB-TYPE", "does not know"),
)
