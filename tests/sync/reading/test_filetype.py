"""What people send instead of a workbook is called by its name."""

from __future__ import annotations

import pytest

from sync.reading.filetype import is_encrypted, kind_of_bytes, kind_of_package
from tests.sync.workbooks import ole_file

FILES = {
    "an Excel workbook of before 2007": (ole_file("Workbook"), "xls"),
    "an Excel workbook of before 1997": (ole_file("Book"), "xls"),
    "an Excel sheet of before 1993": (b"\x09\x08\x10\x00\x00\x06\x05\x00", "xls"),
    "a Word document of before 2007": (ole_file("WordDocument"), "docx"),
    "a presentation of before 2007": (ole_file("PowerPoint Document"), "pptx"),
    "an OLE file of something else": (ole_file("Contents"), "other"),
    "a PDF document": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "pdf"),
    "a sign-in page": (b"\r\n<!DOCTYPE html>\r\n<html><head><title>Sign in to your account</title>", "html"),
    "a page with a byte-order mark": (b"\xef\xbb\xbf<html lang='en'>", "html"),
    "a table that a web page calls .xls": (b'<meta http-equiv="Content-Type"><table><tr><td>1', "html"),
    "a saved web archive": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "html"),
    "values with commas": (b"Delegation ID,Title,Due date\r\nD1,Launch,2026-11-30\r\n", "csv"),
    "values with semicolons, as Excel saves them in China": (
        "编号;标题\r\n1;发布\r\n".encode("gb18030"),
        "csv",
    ),
    "values with tabs in UTF-16": ("编号\t标题\r\n".encode("utf-16"), "csv"),
    "prose": (b"Please find the file on the server.\n", "text"),
    "an XML spreadsheet of 2003": (
        b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>',
        "text",
    ),
    "settings": (b'{"a": 1, "b": [2, 3]}', "text"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06", "other"),
    "blank lines": (b"\r\n \r\n", "text"),
}


@pytest.mark.parametrize(("data", "kind"), FILES.values(), ids=FILES)
def test_kind_of_bytes(data: bytes, kind: str) -> None:
    assert kind_of_bytes(data) == kind


def test_text_is_recognised_although_the_look_ends_inside_a_character() -> None:
    assert kind_of_bytes(("标题," * 2000).encode()) == "csv"


@pytest.mark.parametrize(
    ("streams", "encrypted"),
    [
        (("EncryptionInfo", "EncryptedPackage"), True),
        (("\x06DataSpaces", "DRMEncryptedDataSpace", "EncryptedPackage"), True),
        (("Workbook", "SummaryInformation"), False),
    ],
    ids=["password", "rights management", "neither"],
)
def test_encrypted_workbooks_are_told_from_old_ones(streams: tuple[str, ...], encrypted: bool) -> None:
    assert is_encrypted(ole_file(*streams)) is encrypted


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("xl/workbook.bin", "xlsb"),
        ("content.xml", "ods"),
        ("word/document.xml", "docx"),
        ("ppt/presentation.xml", "pptx"),
        ("index/document.iwa", "other"),
        ("holiday.jpg", "zip"),
    ],
)
def test_kind_of_package(part: str, kind: str) -> None:
    assert kind_of_package({"mimetype", part}) == kind
