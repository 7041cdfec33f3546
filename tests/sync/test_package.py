"""A workbook as parts: what nobody touched stays as it lies, what was put in is read back, Excel opens it."""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sync.demo
from sync.archive import Archive
from sync.limits import Limits
from sync.package import Parts
from sync.reading.unreadable import UnreadableWorkbook
from sync.relations import Relation, source_part
from tests.contracts.package import assert_clean
from tests.contracts.package.samples import pack, sample
from tests.sync.workbooks import edited, skills, workbook

if TYPE_CHECKING:
    from typing_extensions import Buffer  # collections.abc has it from Python 3.12 on

LIMITS = Limits()
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET, BOOK, STYLES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"
COMMENTS = "xl/comments1.xml"
TYPES = "[Content_Types].xml"
OTHER = "application/octet-stream"
GOOD = workbook(skills())
SAMPLE = pack(sample())


def opened(data: bytes) -> Parts:
    return Parts.open(data, LIMITS)


def lying(data: bytes) -> dict[str, tuple[bytes, tuple[object, ...]]]:
    """Each entry's compressed bytes, and what is said of it and has to stay."""
    found: dict[str, tuple[bytes, tuple[object, ...]]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        for info in archive.infolist():
            name_length, extra_length = struct.unpack_from("<26xHH", data, info.header_offset)
            start = info.header_offset + 30 + name_length + extra_length
            said = (info.date_time, info.flag_bits & ~8, info.compress_type, info.CRC, info.file_size)
            more = (info.comment, info.external_attr, info.internal_attr, info.create_system)
            found[info.filename] = (data[start : start + info.compress_size], said + more)
    return found


def contents(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def with_openpyxl() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "Ann"
    sheet["A1"].hyperlink = "https://example.org/"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


class Unseekable(io.RawIOBase):
    """A file that zipfile writes sizes behind entries for, as LibreOffice does for all of them."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Buffer) -> int:
        self.data += data
        return len(memoryview(data))


def with_sizes_behind(data: bytes) -> bytes:
    stream = Unseekable()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents(data).items():
            info = zipfile.ZipInfo(name, (2026, 2, 28, 1, 2, 4))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.flag_bits |= 0x800
            archive.writestr(info, content)
    assert all(info.flag_bits & 8 for info in zipfile.ZipFile(io.BytesIO(stream.data)).infolist())
    return bytes(stream.data)


MAKERS: dict[str, Callable[[], bytes]] = {
    "XlsxWriter": lambda: GOOD,
    "everything": lambda: SAMPLE,
    "openpyxl": with_openpyxl,
    "sizes behind": lambda: with_sizes_behind(SAMPLE),
    "resaved by LibreOffice": lambda: Path(sync.demo.__file__).with_name("resaved.xlsx").read_bytes(),
}


@pytest.fixture(params=MAKERS)
def file(request: pytest.FixtureRequest) -> bytes:
    return MAKERS[request.param]()


def test_a_package_nobody_touched_is_the_file_that_was_read(file: bytes) -> None:
    parts = opened(file)
    assert (parts.changed, parts.as_bytes()) == (False, file)


@pytest.mark.filterwarnings("ignore:.* extension is not supported:UserWarning:openpyxl")
def test_one_part_is_replaced_and_everything_else_stays_as_it_lies(file: bytes) -> None:
    parts = opened(file)
    new = parts.read(SHEET) + b"<!-- seen -->"
    parts.replace(SHEET, new)
    after = parts.as_bytes()
    expected, found = lying(file), lying(after)
    assert list(found) == list(expected)
    assert {name for name in found if found[name] != expected[name]} == {SHEET}
    assert contents(after) == contents(file) | {SHEET: new}
    assert zipfile.ZipFile(io.BytesIO(after)).getinfo(SHEET).date_time == (1980, 1, 1, 0, 0, 0)
    openpyxl.load_workbook(io.BytesIO(after))


def test_sizes_stand_in_the_header_of_what_was_copied() -> None:
    parts = opened(with_sizes_behind(GOOD))
    parts.replace(SHEET, b"<worksheet/>")
    after = parts.as_bytes()
    for info in zipfile.ZipFile(io.BytesIO(after)).infolist():
        flags, checksum, packed, size = struct.unpack_from("<6xH6xIII", after, info.header_offset)
        assert (flags & 8, checksum, packed, size) == (0, info.CRC, info.compress_size, info.file_size)


NAMES = st.text(st.sampled_from("abcXYZ_- é简"), min_size=1, max_size=8).map(lambda name: f"xl/{name}.bin")
PACKED = st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])


def lone(size: int) -> st.SearchStrategy[bytes]:
    """Bytes in which nothing looks like the end of an archive: the guard refuses a file with two of them."""
    return st.binary(max_size=size).filter(lambda each: b"PK\x05\x06" not in each)


@st.composite
def packages(draw: st.DrawFn) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in contents(GOOD).items():
            archive.writestr(name, content, compress_type=zipfile.ZIP_DEFLATED)
        for name in draw(st.lists(NAMES, max_size=5, unique_by=str.lower)):
            info = zipfile.ZipInfo(
                name, draw(st.sampled_from([(1999, 12, 31, 23, 59, 58), (2026, 1, 2, 3, 4, 6)]))
            )
            info.compress_type = draw(PACKED)
            info.comment = draw(lone(9))
            rights = draw(st.sampled_from([0, stat.S_IFREG])) | draw(st.integers(0, 0o7777))
            info.external_attr = rights << 16 | draw(st.integers(0, 2**16 - 1))
            info.extra = draw(st.sampled_from([b"", b"\xfe\xca\x02\0ab"]))
            archive.writestr(info, draw(lone(3000)))
        if draw(st.booleans()):
            archive.mkdir("xl/empty")
    return stream.getvalue()


@given(packages(), st.data())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_untouched_entries_keep_their_bytes_and_what_was_put_is_read(
    file: bytes, data: st.DataObject
) -> None:
    parts = opened(file)
    names = [name for name in parts.names() if name.endswith((".bin", SHEET))]
    streams = st.lists(st.binary(max_size=500)).map(lambda pieces: [b"<worksheet/>", *pieces])
    put = data.draw(st.dictionaries(st.sampled_from(names), streams, min_size=1))
    for name, pieces in put.items():
        streamed = data.draw(st.booleans())
        parts.replace(name, partial(iter, pieces) if streamed else b"".join(pieces))
    after = parts.as_bytes()

    expected, found = lying(file), lying(after)
    assert list(found) == list(expected)
    assert {name for name in found if found[name] != expected[name]} <= put.keys()
    now = opened(after)
    assert {name: now.read(name) for name in put} == {name: b"".join(put[name]) for name in put}
    assert after == parts.as_bytes()


@given(st.integers(min_value=1, max_value=5000), st.binary(max_size=4000), PACKED)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_a_part_in_pieces_is_the_part(size: int, content: bytes, method: int) -> None:
    stream = io.BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/any.bin", content * 20, compress_type=method)
    pieces = list(opened(stream.getvalue()).chunks("xl/any.bin", size))
    assert b"".join(pieces) == content * 20
    assert all(len(piece) <= size for piece in pieces)


def test_replacing_a_part_by_what_it_holds_changes_nothing() -> None:
    parts = opened(GOOD)
    parts.replace(SHEET, parts.read(SHEET))
    assert (parts.changed, parts.as_bytes()) == (False, GOOD)


def test_a_mark_tells_of_the_file_that_was_read() -> None:
    parts = opened(GOOD)
    before = parts.mark(SHEET)
    parts.replace(SHEET, b"<worksheet/>")
    assert (parts.mark(SHEET), parts.mark("xl/nothing.xml")) == (before, "")
    after = opened(parts.as_bytes())
    assert after.mark(SHEET) != before
    assert after.mark(STYLES) == parts.mark(STYLES)


def test_names_are_compared_without_their_case() -> None:
    parts = opened(GOOD)
    assert "XL/Workbook.XML" in parts
    assert parts.read("/xl\\WORKBOOK.xml") == parts.read(BOOK)


# Content types and relationships.


def test_a_part_that_was_added_is_declared_and_one_that_was_dropped_is_not() -> None:
    parts = opened(SAMPLE)
    drawing = "application/vnd.openxmlformats-officedocument.drawing+xml"
    parts.add("xl/drawings/drawing9.xml", drawing, parts.read("xl/drawings/drawing1.xml"))
    assert parts.content_type("XL/drawings/drawing9.xml") == drawing
    added = set(parts.names())
    parts.drop("xl/drawings/drawing9.xml")
    assert added - set(parts.names()) == {"xl/drawings/drawing9.xml"}
    after = parts.as_bytes()
    assert_clean(after)
    assert contents(after).keys() == contents(SAMPLE).keys()


def test_a_default_that_fits_is_enough() -> None:
    parts = opened(SAMPLE)
    before = parts.read(TYPES)
    vml = "application/vnd.openxmlformats-officedocument.vmlDrawing"
    parts.add("xl/drawings/vmlDrawing9.vml", vml, b"<xml/>")
    assert (parts.content_type("xl/drawings/vmlDrawing9.vml"), parts.read(TYPES)) == (vml, before)


def test_dropping_a_part_takes_its_relations_and_those_to_it() -> None:
    parts = opened(SAMPLE)
    assert "xl/drawings/_rels/drawing1.xml.rels" in parts
    for name in ("xl/drawings/drawing1.xml", "xl/charts/chart1.xml", "xl/charts/chart2.xml"):
        parts.drop(name)
    parts.replace(SHEET, b"".join(_without(parts.read(SHEET), b"<drawing ")))
    assert "xl/drawings/_rels/drawing1.xml.rels" not in parts
    assert "drawing" not in {relation.kind for relation in parts.relations(SHEET)}
    assert_clean(parts.as_bytes())


def _without(xml: bytes, start: bytes) -> Iterator[bytes]:
    before, found, after = xml.partition(start)
    assert found
    yield before
    yield after.partition(b"/>")[2]


@given(st.sampled_from(sorted(MAKERS)), st.data())
@settings(max_examples=40, deadline=None, derandomize=True)
def test_whatever_is_dropped_nothing_is_said_of_it(maker: str, data: st.DataObject) -> None:
    parts = opened(MAKERS[maker]())
    droppable = sorted(set(parts.names()) - {TYPES, BOOK})
    for name in data.draw(st.lists(st.sampled_from(droppable), unique=True, max_size=5)):
        if name in parts:  # relations go with their part
            parts.drop(name)
    now = opened(parts.as_bytes())
    assert now.names() == parts.names()
    declared = re.findall(r'<Override [^>]*PartName="/([^"]*)"', now.read(TYPES).decode())
    assert [name for name in declared if name not in now] == []
    relations = [name for name in now.names() if name.endswith(".rels")]
    sources = [source_part(name) for name in relations]
    assert [source for source in sources if source and source not in now] == []
    targets = [each.target for source in sources for each in now.relations(source) if not each.external]
    assert [target for target in targets if target not in now and not target.startswith("#")] == []


def test_relations_are_resolved() -> None:
    parts = opened(with_openpyxl())
    assert parts.relations(SHEET) == (
        Relation(id="rId1", kind="hyperlink", target="https://example.org/", external=True),
    )
    # openpyxl writes absolute targets.
    assert b'Target="/xl/worksheets/sheet1.xml"' in parts.read("xl/_rels/workbook.xml.rels")
    assert [each.target for each in parts.relations(BOOK) if each.kind == "worksheet"] == [SHEET]
    assert BOOK in {relation.target for relation in parts.relations("")}
    assert parts.relations(STYLES) == ()


def test_a_target_is_found_quoted_and_in_another_case() -> None:
    def quoted(name: str, content: bytes) -> bytes:
        return content.replace(b"worksheets/sheet1.xml", b"WorkSheets/%73heet1.xml#there")

    parts = opened(edited(GOOD, lambda name, content: quoted(name, content) if "_rels" in name else content))
    assert [each.target for each in parts.relations(BOOK) if each.kind == "worksheet"] == [SHEET]


def test_relations_are_added_with_fresh_ids_and_removed() -> None:
    parts = opened(SAMPLE)
    before = parts.relations(SHEET)
    links = [f"https://example.org/?a=1&b={number}" for number in range(3)]
    ids = parts.relate_all(SHEET, f"{OFFICE}/hyperlink", links, external=True)
    other = parts.relate(SHEET, f"{OFFICE}/comments", COMMENTS)
    assert parts.relations(SHEET) == (
        *before,
        Relation(id=other, kind="comments", target=COMMENTS, external=False),
        *(Relation(id=i, kind="hyperlink", target=t, external=True) for i, t in zip(ids, links, strict=True)),
    )
    assert opened(parts.as_bytes()).relations(SHEET) == parts.relations(SHEET)
    assert len({each.id for each in parts.relations(SHEET)}) == len(before) + 4
    parts.unrelate(SHEET, {*ids, other, "rId999"})
    assert parts.relations(SHEET) == before
    assert_clean(parts.as_bytes())


def test_a_link_that_is_no_markup_is_read_as_it_was_added() -> None:
    parts = opened(GOOD)
    links = ['https://example.org/?a=1&b="<2>"', "Team's folder/简 plan.xlsx"]
    first = parts.relate_all(SHEET, f"{OFFICE}/hyperlink", links, external=True)
    now = opened(parts.as_bytes())
    more = now.relate_all(SHEET, f"{OFFICE}/hyperlink", links, external=True)
    assert len({*first, *more}) == 4
    now.unrelate(SHEET, [first[0], more[1]])
    again = opened(now.as_bytes())
    found = [(each.id, each.target) for each in again.relations(SHEET) if each.external]
    assert found == [(first[1], links[1]), (more[0], links[0])]


def test_a_part_without_relations_gets_its_own() -> None:
    parts = opened(GOOD)
    sheet = "xl/worksheets/sheet9 简.xml"
    parts.add(sheet, OTHER, b"<worksheet/>")
    given_id = parts.relate(STYLES, f"{OFFICE}/anything", sheet)
    now = opened(parts.as_bytes())
    assert now.relations(STYLES) == (Relation(id=given_id, kind="anything", target=sheet, external=False),)
    assert now.content_type("xl/_rels/styles.xml.rels").endswith("relationships+xml")
    assert now.content_type(sheet) == OTHER


def test_content_types_and_relations_with_prefixes_keep_them() -> None:
    def prefixed(name: str, content: bytes) -> bytes:
        if name != TYPES and not name.endswith(".rels"):
            return content
        for tag in (b"Types", b"Default", b"Override", b"Relationships", b"Relationship"):
            content = content.replace(b"<" + tag + b" ", b"<ns0:" + tag + b" ")
            content = content.replace(b"</" + tag + b">", b"</ns0:" + tag + b">")
        return content.replace(b"xmlns=", b"xmlns:ns0=")

    parts = opened(edited(SAMPLE, prefixed))
    parts.drop("docProps/app.xml")
    parts.add("xl/other.bin", OTHER, b"x")
    parts.relate(BOOK, "https://example.org/other", "xl/other.bin")
    assert b'<ns0:Override PartName="/xl/other.bin"' in parts.read(TYPES)
    assert b"<ns0:Relationship " in parts.read("xl/_rels/workbook.xml.rels")
    assert b"<Relationship" not in parts.read("xl/_rels/workbook.xml.rels")
    assert_clean(parts.as_bytes())


def test_seventy_thousand_links_are_added_at_once() -> None:
    parts = opened(GOOD)
    links = [f"https://example.org/{number}" for number in range(70_000)]
    ids = parts.relate_all(SHEET, f"{OFFICE}/hyperlink", links, external=True)
    assert len(set(ids)) == len(links)
    assert [each.target for each in parts.relations(SHEET) if each.external] == links


# What is damaged, and what cannot be.


def test_a_damaged_part_is_refused_when_read_and_copied_when_not() -> None:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        for name, content in contents(GOOD).items():
            archive.writestr(name, content)
    damaged = stored.getvalue().replace(b"<fonts", b"<fonTs")
    parts = opened(damaged)
    with pytest.raises(UnreadableWorkbook, match=r"damaged.*xl/styles\.xml"):
        parts.read(STYLES)
    parts.replace(SHEET, b"<worksheet/>")
    with zipfile.ZipFile(io.BytesIO(parts.as_bytes())) as after:
        assert after.testzip() == STYLES


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_a_file_with_a_wrong_byte_is_read_or_refused(position: int, value: int) -> None:
    spoilt = bytearray(GOOD)
    spoilt[position] = value
    try:
        parts = opened(bytes(spoilt))
        whole = {name: parts.read(name) for name in parts.names()}
        parts.drop(STYLES)
    except (UnreadableWorkbook, KeyError):
        return
    kept = {name: content for name, content in whole.items() if name not in (STYLES, TYPES)}
    after = opened(parts.as_bytes())
    assert {name: after.read(name) for name in kept if not name.endswith(".rels")} == {
        name: content for name, content in kept.items() if not name.endswith(".rels")
    }


@pytest.mark.parametrize("content", [b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"\xff\xfe<\0a\0/\0>\0"])
def test_markup_that_excel_never_writes_is_refused(content: bytes) -> None:
    parts = opened(edited(GOOD, lambda name, old: content if name == STYLES else old))
    with pytest.raises(UnreadableWorkbook, match="damaged"):
        list(parts.chunks(STYLES, 5))


def test_other_parts_may_hold_anything() -> None:
    stream = io.BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/printerSettings1.bin", b"\0\0<!DOCTYPE")
    assert opened(stream.getvalue()).read("xl/printerSettings1.bin") == b"\0\0<!DOCTYPE"


@pytest.mark.parametrize("name", [TYPES, "xl/_rels/workbook.xml.rels"])
def test_what_holds_the_package_together_has_to_be_markup(name: str) -> None:
    parts = opened(edited(GOOD, lambda each, content: b"<Types" if each == name else content))
    with pytest.raises(UnreadableWorkbook, match="damaged"):
        parts.drop(STYLES)


def test_a_package_without_content_types_is_refused() -> None:
    with pytest.raises(UnreadableWorkbook, match="damaged"):
        opened(edited(GOOD, lambda name, content: None if name == TYPES else content))


def test_a_part_that_is_not_there_cannot_be_changed_and_one_that_is_cannot_be_added() -> None:
    parts = opened(GOOD)
    with pytest.raises(UnreadableWorkbook, match=r"xl/none\.xml"):
        parts.read("xl/none.xml")
    with pytest.raises(KeyError):
        parts.replace("xl/none.xml", b"")
    with pytest.raises(KeyError):
        parts.drop("xl/none.xml")
    with pytest.raises(KeyError):
        parts.add("XL/styles.xml", OTHER, b"")
    assert not parts.changed


# Writing.


def test_a_package_is_saved_in_the_place_of_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "Remit master.xlsx"
    path.write_bytes(GOOD)
    parts = opened(GOOD)
    parts.replace(SHEET, lambda: iter([b"<worksheet>", b"</worksheet>"]))
    parts.save(path)
    assert opened(path.read_bytes()).read(SHEET) == b"<worksheet></worksheet>"
    assert list(tmp_path.iterdir()) == [path]


def test_a_content_that_fails_while_it_is_written_leaves_the_old_file(tmp_path: Path) -> None:
    def failing() -> Iterator[bytes]:
        yield b"<worksheet>"
        raise OSError("no space left")

    path = tmp_path / "Remit master.xlsx"
    path.write_bytes(GOOD)
    parts = opened(GOOD)
    parts.replace(SHEET, failing)
    with pytest.raises(OSError, match="no space left"):
        parts.save(path)
    assert path.read_bytes() == GOOD
    assert list(tmp_path.iterdir()) == [path]


def test_an_archive_with_more_entries_than_sixteen_bits_count() -> None:
    stream = io.BytesIO()
    archive = Archive(stream)
    for number in range(70_000):
        archive.put(f"{number}", b"")
    archive.finish()
    with zipfile.ZipFile(stream) as found:
        assert found.namelist() == [str(number) for number in range(70_000)]
        assert found.read("69999") == b""
