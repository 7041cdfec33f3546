"""What a file that is no .xlsx workbook is instead, so that people are told what to do about it.

Looks at the bytes alone. Knows nothing of workbooks that can be read (`sync.reading.guard`), and opens
nothing. The kinds are those of the section [file] of `delegation/labels/*/issues.toml`.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Collection

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")  # the second one: an archive without any member

# Streams of an OLE compound file. Excel encrypts a workbook by putting the whole package into one of them.
_RIGHTS_STREAMS = ("DRMEncryptedDataSpace", "DRMContent")
_ENCRYPTED_STREAMS = ("EncryptedPackage", "EncryptionInfo", *_RIGHTS_STREAMS)
_STREAMS = (("Workbook", "xls"), ("Book", "xls"), ("WordDocument", "docx"), ("PowerPoint Document", "pptx"))
_PARTS = (
    ("xl/workbook.bin", "xlsb"),
    ("word/document.xml", "docx"),
    ("ppt/presentation.xml", "pptx"),
    ("index/document.iwa", "other"),  # Apple Numbers
    ("content.xml", "ods"),
)
_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")  # Excel 2 to 5, before OLE files
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|script)\b|^MIME-Version:", re.IGNORECASE)
_LOOKED_AT = 4096


def kind_of_entry(mode: int) -> str:
    """What something in a folder is that is no file, by its `st_mode`."""
    return "folder" if stat.S_ISDIR(mode) else "other"


def is_encrypted(data: bytes) -> bool:
    """Whether an OLE compound file is a workbook behind a password or rights management."""
    return any(name.encode("utf-16-le") in data for name in _ENCRYPTED_STREAMS)


def is_under_rights(data: bytes) -> bool:
    """Whether it is rights management (IRM) that an encrypted file is behind: no password opens that."""
    return any(name.encode("utf-16-le") in data for name in _RIGHTS_STREAMS)


def kind_of_package(parts: Collection[str]) -> str:
    """What a ZIP archive without `xl/workbook.xml` is, by the lower-case names of its parts."""
    return next((kind for part, kind in _PARTS if part in parts), "zip")


def kind_of_bytes(data: bytes) -> str:
    """What a file that is no ZIP archive is."""
    if data.startswith(OLE):
        return next((kind for name, kind in _STREAMS if name.encode("utf-16-le") in data), "other")
    if data.startswith(_BIFF):
        return "xls"
    if data.startswith(b"%PDF"):
        return "pdf"
    head = data[:_LOOKED_AT]
    if _HTML.search(head):
        return "html"
    text = _as_text(head)
    if text is None:
        return "other"
    first_line = next(iter(text.strip("\ufeff \r\n\t").splitlines()), "")
    return (
        "csv" if not first_line.startswith(("<", "{", "[")) and re.search(r"[,;\t|]", first_line) else "text"
    )


def _as_text(head: bytes) -> str | None:
    """The bytes as text, in an encoding in which Excel and editors save text, or None."""
    utf_16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf_16 else ("utf-8-sig", "gb18030", "cp1252"):
        for end in range(4):  # the cut may go through a character
            try:
                text = head[: len(head) - end].decode(encoding)
            except UnicodeDecodeError:
                continue
            if not any(sign < " " and sign not in "\t\r\n\f" for sign in text):
                return text
    return None
