"""Hostile XML: other documents drawn in, depth without end, other encodings, broken and strange spellings."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.faults.hostile.case import Hostile, Made, content, damaged, held, part, read
from tests.sync.workbooks import edited

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_SHEET = "xl/worksheets/sheet1.xml"
_TABLE = "xl/tables/table1.xml"
_TEXTS = "xl/sharedStrings.xml"
_CORE = "docProps/core.xml"

_BOMB = (
    '<!DOCTYPE a [<!ENTITY b0 "ha">'
    + "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)
_FILE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
_WEB = '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://example.invalid/a.dtd"> %x;]>'
STRICT = (
    (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    ),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
)


def before_root(name: str, markup: str) -> Made:
    """The part with something between its first line and its root element."""
    return part(name, r"\?>\s*<", "?>" + markup.replace("\\", r"\\") + "<")


def before_end(name: str, markup: str) -> Made:
    """The part with something as the last content of its root element."""
    return content(name, lambda xml: re.sub(rb"(</\w+>)\s*$", markup.encode() + rb"\1", xml))


def deep(levels: int) -> str:
    return "<a>" * levels + "</a>" * levels


def encoded(name: str, encoding: str, *, said: str = "", marked: bool = True) -> Made:
    """The part in another encoding, which it calls `said`."""

    def change(xml: bytes) -> bytes:
        text = xml.decode().replace('encoding="UTF-8"', f'encoding="{said or encoding}"')
        found = text.encode(encoding)
        return found if marked else found[len("".encode(encoding)) :]

    return content(name, change)


def text_bytes(new: bytes) -> Made:
    """These bytes in the place of the text "Service"."""
    return content(_TEXTS, lambda xml: xml.replace(b"Service", new))


def everywhere(change: Callable[[bytes], bytes]) -> Made:
    return lambda good: edited(good, lambda _, found: change(found))


def strict(xml: bytes) -> bytes:
    for old, new in STRICT:
        xml = xml.replace(old.encode(), new.encode())
    return xml


def prefixed(xml: bytes) -> bytes:
    """Every element of a sheet with a prefix, as some programs write it."""
    xml = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", xml)
    return xml.replace(b"<x:worksheet xmlns=", b"<x:worksheet xmlns:x=")


MARKUP: tuple[Hostile, ...] = (
    # Documents that draw in others, or grow
    *(
        damaged(f"{what} in {where}", before_root(name, markup), name)
        for where, name in (
            ("the workbook", _WORKBOOK),
            ("a sheet", _SHEET),
            ("the texts", _TEXTS),
            ("a table", _TABLE),
            ("the relationships", _RELATIONS),
        )
        for what, markup in (("a document type", "<!DOCTYPE a>"), ("a thousand million laughs", _BOMB))
    ),
    damaged("a file of the system", before_root(_TEXTS, _FILE), _TEXTS),
    damaged("a page of the web", before_root(_SHEET, _WEB), _SHEET),
    damaged("a document type far behind", before_root(_SHEET, " " * 100_000 + "<!DOCTYPE a>"), _SHEET),
    read("a document type in what nobody reads", before_root(_CORE, "<!DOCTYPE a>")),
    damaged("an entity that nobody declared", text_bytes(b"&laughs;"), ""),
    read(
        "an inclusion",
        before_end(_SHEET, '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>'),
    ),
    # Depth and size
    damaged("a workbook a thousand deep", before_end(_WORKBOOK, deep(1_000)), _WORKBOOK),
    damaged("a workbook a hundred thousand deep", before_end(_WORKBOOK, deep(100_000)), _WORKBOOK),
    damaged("relationships a hundred thousand deep", before_end(_RELATIONS, deep(100_000)), _RELATIONS),
    read("a sheet a hundred thousand deep", before_end(_SHEET, deep(100_000))),
    read("texts a hundred thousand deep", before_end(_TEXTS, deep(100_000))),
    read("a table a hundred thousand deep", before_end(_TABLE, deep(100_000))),
    read("an author a hundred thousand deep", before_end(_CORE, deep(100_000))),
    read(
        "an attribute of a million letters",
        before_end(_SHEET, f'<a b="{"x" * 1_000_000}"/>'),
    ),
    read(
        "a comment of a million letters",
        before_root(_SHEET, f"<!--{'x' * 1_000_000}-->"),
    ),
    read(
        "a hundred thousand attributes",
        before_end(_WORKBOOK, "<a " + " ".join(f'b{n}=""' for n in range(100_000)) + "/>"),
    ),
    read(
        "a hundred thousand names",
        before_end(
            _WORKBOOK,
            "<definedNames>"
            + "".join(f'<definedName name="n{n}">Members!$A$1</definedName>' for n in range(100_000))
            + "</definedNames>",
        ),
    ),
    # Encodings
    *(
        damaged(f"{where} in {encoding}", encoded(name, encoding), name)
        for where, name in (("a sheet", _SHEET), ("the texts", _TEXTS), ("the workbook", _WORKBOOK))
        for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32")
    ),
    read("a sheet that calls itself UTF-16", encoded(_SHEET, "utf-8", said="UTF-16")),
    read("a sheet in an encoding nobody knows", encoded(_SHEET, "utf-8", said="klingon")),
    damaged("a workbook in an encoding nobody knows", encoded(_WORKBOOK, "utf-8", said="klingon"), _WORKBOOK),
    read("texts with a byte order mark", encoded(_TEXTS, "utf-8-sig", said="UTF-8")),
    read("a sheet with a byte order mark", encoded(_SHEET, "utf-8-sig", said="UTF-8")),
    damaged("bytes that are no UTF-8", text_bytes(b"\xff\xfe\xfa"), ""),
    damaged("an overlong letter", text_bytes(b"\xc0\xbc"), ""),
    damaged("half a pair of surrogates", text_bytes(b"\xed\xa0\x80"), ""),
    read("a zero byte in a text", text_bytes(b"a\0b"), "MBR-ROLE-CLEANED C3", sees={"members M2 role": "ab"}),
    damaged("half a pair by its number", text_bytes(b"&#xD800;"), ""),
    damaged("a zero by its number", text_bytes(b"&#0;"), ""),
    # Broken and strange spellings
    *(
        damaged(f"{where} that breaks off", content(name, lambda xml: xml[: len(xml) // 2]), shown)
        for where, name, shown in (
            ("a workbook", _WORKBOOK, _WORKBOOK),
            ("a sheet", _SHEET, "Members"),
            ("texts", _TEXTS, ""),
            ("relationships", _RELATIONS, _RELATIONS),
        )
    ),
    *(
        damaged(f"{where} without a letter", content(name, lambda _: b""), shown)
        for where, name, shown in (
            ("a workbook", _WORKBOOK, _WORKBOOK),
            ("a sheet", _SHEET, "Members"),
            ("texts", _TEXTS, ""),
            ("relationships", _RELATIONS, _RELATIONS),
        )
    ),
    damaged("a workbook that is a poem", content(_WORKBOOK, lambda _: b"Roses are red"), _WORKBOOK),
    damaged(
        "a sheet that is a picture", content(_SHEET, lambda _: b"\x89PNG\r\n\x1a\n" + bytes(50)), "Members"
    ),
    held(
        "a sheet that is a page",
        content(_SHEET, lambda _: b"<html><body>Sign in</body></html>"),
        "The table Members could not be read",
        "MBR-TABLE-UNREADABLE A1",
    ),
    damaged("two roots", content(_WORKBOOK, lambda xml: xml + b"<workbook/>"), _WORKBOOK),
    damaged(
        "an attribute twice",
        part(_WORKBOOK, '<sheet name="Members"', '<sheet name="Members" name="Leave"'),
        _WORKBOOK,
    ),
    damaged("a comment without end", before_end(_SHEET, "<!-- "), "Members"),
    damaged("letters without end", before_end(_SHEET, "<![CDATA[ "), "Members"),
    read("elements that cross", before_end(_SHEET, "<a><b></a></b>")),
    read("instructions to a program", before_root(_SHEET, '<?php system("calc"); ?>')),
    read("a sheet with prefixes", content(_SHEET, prefixed)),
    read("a strict workbook", everywhere(strict)),
    read(
        "a sheet of another vocabulary",
        part(_SHEET, "spreadsheetml/2006/main", "wordprocessingml/2006/main"),
    ),
    damaged(
        "cells in a comment",
        before_root(_SHEET, '<!-- <row r="9"><c r="A9"><v>1</v></c></row> -->'),
        "Members",
    ),
)
