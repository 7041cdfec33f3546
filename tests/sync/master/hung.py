"""Workbooks on whose cells something hangs: notes, threads, a button, header pictures."""

from __future__ import annotations

import io
import re
import struct
import zlib
from xml.etree import ElementTree

import xlsxwriter

from delegation.place import cell_name
from sync.limits import Limits
from sync.package import Parts
from tests.contracts.package import check_package
from tests.contracts.package.findings import Finding
from tests.contracts.package.samples import (
    AddedPart,
    add_part,
    pack,
    thread_entry,
    threaded_comments,
    unpack,
)

SHEET, NOTES, SHAPES = "xl/worksheets/sheet1.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"
THREADS, HEADER = "xl/threadedComments/threadedComment1.xml", "xl/drawings/vmlDrawing2.vml"

_ANN, _WEI = "{AAAAAAAA-0000-0000-0000-000000000001}", "{AAAAAAAA-0000-0000-0000-000000000002}"
_FIRST, _REPLY = "{BBBBBBBB-0000-0000-0000-000000000001}", "{BBBBBBBB-0000-0000-0000-000000000002}"
_RELATION = re.compile(rb'<legacyDrawing[^>]* r:id="([^"]+)"/>')


def opened(data: bytes) -> Parts:
    return Parts.open(data, Limits())


def notes(*, threads: bool = False, button: bool = False, header: bool = False) -> bytes:
    """Notes by Ann on B5 and D5 and by Wei on B6; `threads`: a thread with a reply on C6 as well."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Work")
    bold = book.add_format({"bold": True})
    sheet.write_rich_string("A1", "a ", bold, "b", " c")
    for cell, text, author in (("B5", "first", "Ann"), ("D5", "其次 <2>", "Ann"), ("B6", "third", "Wei")):
        sheet.write_comment(cell, text, {"author": author})
    if threads:
        sheet.write_comment("C6", "[Threaded comment] Why?", {"author": f"tc={_FIRST}"})
    if button:
        sheet.insert_button("H2", {"caption": "Go"})
    if header:
        sheet.set_header("&L&G", {"image_left": "dot.png", "image_data_left": io.BytesIO(_dot())})
    book.close()
    parts = unpack(buffer.getvalue())
    for each in _threads() if threads else ():
        add_part(parts, each)
    return pack(parts)


def notes_of(parts: Parts) -> list[tuple[str, str, str]]:
    """Cell, author and text of each note, in the order of the part."""
    root = ElementTree.fromstring(parts.read(NOTES))
    authors = [each.text or "" for each in root.findall("{*}authors/{*}author")]
    return [
        (each.get("ref", ""), authors[int(each.get("authorId", ""))], "".join(each.itertext()))
        for each in root.findall("{*}commentList/{*}comment")
    ]


def entries_of(parts: Parts) -> list[tuple[str, str]]:
    root = ElementTree.fromstring(parts.read(THREADS))
    return [(each.get("ref", ""), each.findtext("{*}text", "")) for each in root]


def shapes_of(parts: Parts, part: str = SHAPES) -> list[tuple[str, str, str]]:
    """Kind, cell and anchor of each shape."""
    shapes = []
    for data in ElementTree.fromstring(parts.read(part)).iter(
        "{urn:schemas-microsoft-com:office:excel}ClientData"
    ):
        row, column = data.findtext("{*}Row"), data.findtext("{*}Column")
        cell = "" if row is None or column is None else cell_name(int(row) + 1, int(column) + 1)
        shapes.append((data.get("ObjectType", ""), cell, data.findtext("{*}Anchor", "")))
    return shapes


def faults(parts: Parts) -> tuple[Finding, ...]:
    """What Excel would repair, once the caller has removed a legacyDrawing that leads nowhere."""
    sheet = parts.read(SHEET)
    found = _RELATION.search(sheet)
    if found is not None and found.group(1).decode() not in {each.id for each in parts.relations(SHEET)}:
        parts.replace(SHEET, sheet.replace(found.group(), b""))
    return check_package(parts.as_bytes())


def _threads() -> tuple[AddedPart, ...]:
    first = thread_entry("C6", "2026-01-02T03:04:05.00", _ANN, _FIRST, "Why?")
    reply = thread_entry("C6", "2026-01-02T04:04:05.00", _WEI, _REPLY, "因为 so.", parent=_FIRST.lower())
    return threaded_comments(SHEET, "rId90", first + reply, {"Ann": _ANN, "Wei": _WEI})


def _dot() -> bytes:
    """A picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )
