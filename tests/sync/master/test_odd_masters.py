"""Masters that nobody expects: locked, of another kind, too large once unpacked, open while they are swapped.
Each is told of in words; nothing is lost.
"""

from __future__ import annotations

import errno
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from delegation.labels import labels
from sync.master import Written
from sync.master.write import MasterWriter, Waiting
from sync.store.stored import WrittenCell
from tests.sync.master.desk import (
    NAME,
    WAITING,
    Desk,
    begun,
    commented,
    comments,
    in_chinese,
    remembered,
    rewritten,
    shown,
)
from tests.sync.workbooks import ole_file

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")


_MB = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOOK_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO_TYPE = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"


def unreadable(problem: str) -> str:
    return (
        f"Remit master.xlsx cannot be read. {problem} It was left as it is, and the master was written as"
        " Remit master (waiting).xlsx, with what people wrote as the history has it. Restore the file, or"
        " move it away; the next run then puts the master in its place."
    )


def said(done: Written) -> Waiting:
    assert done.waiting is not None
    return done.waiting


def with_macros(data: bytes) -> bytes:
    """As somebody's .xlsm that was given another ending."""
    vba = b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'

    def types(xml: bytes) -> Iterator[bytes]:
        assert _BOOK_TYPE in xml
        yield xml.replace(_BOOK_TYPE, _MACRO_TYPE).replace(b"<Override", vba + b"<Override", 1)

    return rewritten(data, {"[Content_Types].xml": types, "xl/vbaProject.bin": lambda _: iter([_OLE])})


def test_a_master_behind_a_password_is_left_as_it_is(tmp_path: Path) -> None:
    theirs = ole_file("EncryptionInfo", "EncryptedPackage")
    desk = Desk(tmp_path, theirs)
    waiting = said(desk.fill(1))
    assert waiting.text(labels("en")) == unreadable(
        "The workbook is protected by a password, so it cannot be read. Open it in Excel, choose File, Info,"
        ' "Protect Workbook", take the protection away ("Encrypt with Password": clear the password;'
        ' "Restrict Access": "Unrestricted Access"), and save. [WB-ENCRYPTED]'
    )
    in_chinese(waiting, NAME, WAITING)
    assert desk.master.read_bytes() == theirs
    assert desk.waiting.read_bytes() == begun()


def test_somebody_s_workbook_with_macros_is_left_as_it_is(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"] = "Holiday list"
    buffer = io.BytesIO()
    book.save(buffer)
    theirs = with_macros(buffer.getvalue())
    desk = Desk(tmp_path, theirs)
    waiting = said(desk.fill(1))
    assert waiting.text(labels("en")) == (
        "Remit master.xlsx is a workbook that Remit did not make. It was left as it is, and the master was"
        " written as Remit master (waiting).xlsx. Move the file away, or set another path as master in"
        " remit.toml; the next run then puts the master in its place."
    )
    in_chinese(waiting, NAME, WAITING)
    assert desk.master.read_bytes() == theirs
    assert desk.waiting.read_bytes() == begun()


def test_a_sheet_that_unpacks_to_seven_hundred_megabytes_is_not_unpacked(tmp_path: Path) -> None:
    part = "xl/worksheets/sheet3.xml"

    def blown_up(xml: bytes) -> Iterator[bytes]:
        yield xml
        blanks = b" " * _MB
        for _ in range(700):
            yield blanks

    theirs = rewritten(begun(), {part: blown_up})
    info = zipfile.ZipFile(io.BytesIO(theirs)).getinfo(part)
    desk = Desk(tmp_path, theirs)
    waiting = said(desk.fill(1))
    assert waiting.text(labels("en")) == unreadable(
        "The workbook is larger than Remit reads (compression:"
        f" {info.file_size // info.compress_size}; allowed: 200). Delete empty rows and columns to the"
        " right of and below the tables, and large pictures, then save. [WB-SIZE]"
    )
    in_chinese(waiting, NAME, WAITING)
    assert desk.master.read_bytes() == theirs
    assert desk.waiting.read_bytes() == begun()


def test_a_file_that_the_system_keeps_is_swapped_by_the_next_run_with_what_was_written_meanwhile(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path, commented(begun(), "Ask Li"))
    before = desk.master.read_bytes()

    def refused(path: Path, data: bytes) -> None:
        raise PermissionError(errno.EACCES, "The process cannot access the file", str(path))

    kept: list[tuple[WrittenCell, ...]] = []
    writer = MasterWriter(
        path=desk.master, content=shown(6), keep=lambda cells: kept.append(tuple(cells)), swap=refused
    )
    waiting = said(writer.write())
    assert waiting.reason == "denied"
    assert waiting.text(labels("en")) == (
        "Remit master.xlsx cannot be replaced: somebody has it open, or it may not be written to. The filled"
        " master waits as Remit master (waiting).xlsx; the next run swaps them and keeps what was written"
        " meanwhile."
    )
    in_chinese(waiting, NAME, WAITING)
    assert desk.master.read_bytes() == before
    assert comments(desk.waiting.read_bytes()) == {"north:D1": "Ask Li"}
    assert kept == [(remembered("Ask Li"),)]
    desk.history = kept[-1]
    desk.master.write_bytes(commented(before, "Li says yes"))
    assert comments(desk.filled(6)) == {"north:D1": "Li says yes"}
    assert desk.history == (remembered("Li says yes"),)
    assert [each.name for each in tmp_path.iterdir()] == [NAME]
