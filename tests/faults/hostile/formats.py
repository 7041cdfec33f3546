"""Files of other kinds that are called .xlsx."""

from __future__ import annotations

import gzip
import json

from tests.faults.hostile.archives import Entry, archive
from tests.faults.hostile.case import Hostile, refused
from tests.sync.workbooks import ole_file

_LINES = "Delegation ID,Title,Due\nD1,Launch,2026-11-30\nD2,Training,2026-12-04\n"
_CHINESE = "授权编号,标题,截止\nD1,发布,2026-11-30\n"


def other(name: str, data: bytes, called: str) -> Hostile:
    """A file that is called what it is."""
    return refused(name, lambda _: data, "WB-TYPE", f"This is {called}, not an Excel workbook")


def package(*names: str) -> bytes:
    return archive([Entry(name=name, content=b"<a/>") for name in names])


_PASSWORD = "protected by a password"
_RIGHTS = "protected by rights management (IRM)"
_CSV = "a text file with separated values (.csv)"
_PAGE = "a web page, perhaps a sign-in page"
_UNKNOWN = "something that Remit does not know"

FORMATS: tuple[Hostile, ...] = (
    refused(
        "behind a password",
        lambda _: ole_file("EncryptionInfo", "EncryptedPackage"),
        "WB-ENCRYPTED",
        _PASSWORD,
    ),
    refused(
        "behind rights",
        lambda _: ole_file("DRMEncryptedDataSpace", "DRMEncryptedTransform"),
        "WB-ENCRYPTED",
        _RIGHTS,
    ),
    refused("behind rights of old", lambda _: ole_file("DRMContent"), "WB-ENCRYPTED", _RIGHTS),
    other("an old workbook", ole_file("Workbook"), "an old Excel workbook (.xls)"),
    other("a very old workbook", ole_file("Book"), "an old Excel workbook (.xls)"),
    other(
        "a workbook of Excel 4",
        b"\x09\x04\x06\x00\x00\x00\x10\x00" + bytes(50),
        "an old Excel workbook (.xls)",
    ),
    other("a letter of old", ole_file("WordDocument"), "a Word document"),
    other("slides of old", ole_file("PowerPoint Document"), "a PowerPoint presentation"),
    other("a mail", ole_file("__properties_version1.0"), _UNKNOWN),
    other(
        "a binary workbook",
        package("[Content_Types].xml", "xl/workbook.bin"),
        "a binary Excel workbook (.xlsb)",
    ),
    other("a sheet of LibreOffice", package("mimetype", "content.xml"), "an OpenDocument spreadsheet (.ods)"),
    other("a letter", package("[Content_Types].xml", "word/document.xml"), "a Word document"),
    other("slides", package("[Content_Types].xml", "ppt/presentation.xml"), "a PowerPoint presentation"),
    other("a table of Numbers", package("Index/Document.iwa"), _UNKNOWN),
    other("photographs", package("1.jpg", "2.jpg"), "a ZIP archive without a workbook in it"),
    other("an archive of nothing", package(), "a ZIP archive without a workbook in it"),
    other("separated values", _LINES.encode(), _CSV),
    other("separated values of Excel", _LINES.replace(",", ";").encode("utf-16"), _CSV),
    other("separated values in Chinese", _CHINESE.encode("gb18030"), _CSV),
    other("separated values with a mark", _CHINESE.encode("utf-8-sig"), _CSV),
    other("a sign-in page", b"<!DOCTYPE html><html><head><title>Sign in</title></head></html>", _PAGE),
    other("a page of spaces first", b" \r\n" * 500 + b"<HTML><BODY>Session expired</BODY></HTML>", _PAGE),
    other("a workbook saved as a page", b"MIME-Version: 1.0\r\nContent-Type: multipart/related", _PAGE),
    other("a table of a page", b"<table><tr><td>D1</td></tr></table>", "a text file"),
    other(
        "a workbook in one XML file",
        b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>',
        "a text file",
    ),
    other(
        "an answer of a server", json.dumps({"error": "unauthorized", "code": 401}).encode(), "a text file"
    ),
    other(
        "a pointer to a large file",
        b"version https://git-lfs.github.com/spec/v1\noid sha256:12",
        "a text file",
    ),
    other("a link of Windows", b"L\0\0\0\x01\x14\x02\0" + bytes(100), _UNKNOWN),
    other("a link to a page", b"[InternetShortcut]\r\nURL=http://example.invalid/\r\n", "a text file"),
    other("a document to print", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "a PDF document"),
    other("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", _UNKNOWN),
    other("a program", b"MZ\x90\0\x03\0\0\0" + bytes(60), _UNKNOWN),
    other("a script", b"#!/bin/sh\nrm -rf /\n", "a text file"),
    other("a packed file", gzip.compress(b"x" * 100, mtime=0), _UNKNOWN),
    other("an archive of 7-Zip", b"7z\xbc\xaf\x27\x1c\0\x04" + bytes(100), _UNKNOWN),
    other("a database", b"SQLite format 3\0" + bytes(84), _UNKNOWN),
    other("a Parquet table", b"PAR1\x15\0\x15" + bytes(40), _UNKNOWN),
    other("a text in rich format", b"{\\rtf1\\ansi Members\\par}", "a text file"),
)
