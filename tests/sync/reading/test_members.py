"""An archive that two programs could read in two ways is no workbook."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable

import pytest

from sync.reading.reader import read_workbook
from sync.reading.unreadable import UnreadableWorkbook
from tests.sync.workbooks import skills, workbook

GOOD = workbook(skills())
END = b"PK\x05\x06"
CENTRAL = b"PK\x01\x02"
SHEET = "xl/worksheets/sheet1.xml"


def refused_part(data: bytes) -> object:
    """The part that is called damaged."""
    with pytest.raises(UnreadableWorkbook) as caught:
        read_workbook(data)
    assert caught.value.issue.code == "WB-DAMAGED"
    return caught.value.issue.params["part"]


def central(name: str) -> int:
    """Where the directory's entry of a member begins."""
    at = GOOD.find(CENTRAL)
    while GOOD[at + 46 : at + 46 + len(name)] != name.encode():
        at = GOOD.find(CENTRAL, at + 1)
    return at


def local(name: str) -> int:
    """Where the member's own header begins."""
    return struct.unpack_from("<L", GOOD, central(name) + 42)[0]


def changed(at: int, form: str, *values: object) -> bytes:
    data = bytearray(GOOD)
    struct.pack_into(form, data, at, *values)
    return bytes(data)


def with_member(name: str, kind: int = stat.S_IFREG) -> bytes:
    """The workbook with one more member."""
    stream = io.BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a") as package:
        info = zipfile.ZipInfo(name)
        info.external_attr = (kind | 0o644) << 16
        package.writestr(info, b"/etc/passwd")
    return stream.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        GOOD + b"\0",
        GOOD[:-2] + struct.pack("<H", len(GOOD[-22:])) + GOOD[-22:],
        b"PK\x03\x04 another one" + GOOD,
        changed(GOOD.rfind(END) + 10, "<H", 3),
        changed(GOOD.rfind(END) + 16, "<L", 1),
    ],
    ids=["something behind", "a second end in the comment", "something before", "count", "offset"],
)
def test_there_is_one_directory_and_it_is_the_end(data: bytes) -> None:
    assert refused_part(data) == "ZIP"


@pytest.mark.parametrize(
    "change",
    [
        lambda: changed(local(SHEET) + 8, "<H", 0),
        lambda: changed(local(SHEET) + 14, "<L", 7),
        lambda: changed(local(SHEET) + 18, "<L", 5),
        lambda: changed(local(SHEET) + 22, "<L", 5),
        lambda: changed(local(SHEET) + 30, "<2s", b"XL"),
        lambda: changed(local(SHEET), "<4s", b"PK\x03\x05"),
        lambda: changed(local(SHEET) + 6, "<H", 0x800).replace(b"xl/worksheets/sheet1.xml", b"\xff" * 24, 1),
    ],
    ids=["method", "checksum", "packed size", "size", "name", "mark", "name in no encoding"],
)
def test_a_member_says_of_itself_what_the_directory_says(change: Callable[[], bytes]) -> None:
    assert refused_part(change()) == SHEET


def test_sizes_that_follow_the_content_may_be_blank_before_it() -> None:
    """As programs write that do not know them yet."""
    stream = io.BytesIO()

    class Pipe(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            return stream.write(data)  # type: ignore[call-overload, no-any-return]

    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(Pipe(), "w", zipfile.ZIP_DEFLATED) as new:  # type: ignore[call-overload]
        for name in old.namelist():
            new.writestr(name, old.read(name))

    assert read_workbook(stream.getvalue()).tables["skills"].rows == [2, 3]


def test_no_member_lies_over_another_one() -> None:
    """Bytes that count twice make a small file a giant."""
    data = changed(central("xl/styles.xml") + 42, "<L", local(SHEET))

    assert refused_part(data) == "xl/styles.xml"  # what lies there calls itself by another name


def test_no_member_reaches_into_the_next() -> None:
    at = central(SHEET)
    size = struct.unpack_from("<L", GOOD, at + 20)[0] + 100
    data = bytearray(changed(at + 20, "<L", size))
    struct.pack_into("<L", data, local(SHEET) + 18, size)

    assert refused_part(bytes(data)) == "xl/workbook.xml"


@pytest.mark.parametrize(
    "name", ["../outside.xml", "xl/../../outside.xml", "..\\outside.xml", "C:/outside.xml", "xl/a:b.xml"]
)
def test_no_name_leads_out_of_the_archive(name: str) -> None:
    assert refused_part(with_member(name)) == name


def test_no_name_goes_on_behind_its_end() -> None:
    data = with_member("xl/media/aXpng.exe").replace(b"xl/media/aXpng.exe", b"xl/media/a\0png.exe")

    assert refused_part(data) == "xl/media/a"


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_every_member_is_an_ordinary_file(kind: int) -> None:
    assert refused_part(with_member("xl/media/a.png", kind)) == "xl/media/a.png"
