"""Files in the master's place that are no sound master: said in words, left as they lie, the filled master
beside them. And masters that lack something, which are put right.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.table import Table

from delegation.labels import labels
from sync.master import Written, build_master, write_master
from sync.store.stored import WrittenCell, WrittenKind
from tests.sync.commandline import CommandLine
from tests.sync.master.editor import Person
from tests.sync.master.reading import Tables
from tests.sync.masters import content
from tests.sync.programmes import MEMBERS

CONTENT = content()
MASTER = build_master(CONTENT)
NAME, WAITING = "Remit master.xlsx", "Remit master (waiting).xlsx"
Maker = Callable[..., CommandLine]
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")

UNREADABLE = (
    " It was left as it is, and the master was written as Remit master (waiting).xlsx, with what people wrote"
    " as the history has it. Restore the file, or move it away; the next run then puts the master in its"
    " place."
)
FOREIGN = (
    "Remit master.xlsx is a workbook that Remit did not make. It was left as it is, and the master was"
    " written as Remit master (waiting).xlsx. Move the file away, or set another path as master in"
    " remit.toml; the next run then puts the master in its place."
)
REMEMBERED = (
    WrittenCell(sheet="delegations", key="north:D1", column="comment", kind=WrittenKind.TEXT, value="Ask Li"),
)


def filled(folder: Path, data: bytes) -> Written:
    path = folder / NAME
    path.write_bytes(data)
    return write_master(path, CONTENT, remembered=REMEMBERED)


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def edited(part: str, edit: Callable[[bytes], bytes], data: bytes = MASTER) -> bytes:
    """The file with another content of one part, as no tool of Remit's writes it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content_of = old.read(name)
            new.writestr(name, edit(content_of) if name == part else content_of)
    return buffer.getvalue()


def somebody_s() -> bytes:
    book = Workbook()
    book.active["A1"] = "Holiday list"
    return saved(book)


def twins() -> bytes:
    person = Person(MASTER)
    sheet = person.book.create_sheet("Copy")
    sheet.append(["_key", "Title"])
    sheet.append(["x", "y"])
    sheet._tables["other"] = Table(displayName="M_Delegations", name="M_Delegations", id=99, ref="A1:B2")
    return person.saved()


def keyless() -> bytes:
    person = Person(MASTER)
    grid = person.grid("M_Delegations")
    comment = grid.rows[0][grid.place("Comment")]
    comment.value, comment.type = "Whose is this?", "s"
    grid.delete_column(grid.place("_key"))
    return person.saved()


DTD = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'


def with_dtd(xml: bytes) -> bytes:
    return DTD + xml[xml.index(b"<worksheet") :]


def with_parts(number: int) -> bytes:
    buffer = io.BytesIO(MASTER)
    with zipfile.ZipFile(buffer, "a") as archive:
        for each in range(number):
            archive.writestr(f"xl/media/{each}.bin", b"")
    return buffer.getvalue()


BAD = {
    "text": b"Just a text.",
    "html": b"<html><body><table><tr><td>1</td></tr></table></body></html>",
    "an old .xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4096,
    "nothing": b"",
    "cut off at the start": MASTER[:1000],
    "cut off in the middle": MASTER[: len(MASTER) // 2],
    "cut off at the end": MASTER[:-10],
    "a document type in a sheet": edited("xl/worksheets/sheet3.xml", with_dtd),
    "more parts than any workbook has": with_parts(10_001),
    "not xml": edited("xl/workbook.xml", lambda _: b"<workbook><sheets>"),
}


@pytest.mark.parametrize("what", BAD)
def test_what_cannot_be_read_is_said_and_left_as_it_lies(tmp_path: Path, what: str) -> None:
    done = filled(tmp_path, BAD[what])
    assert done.waiting is not None
    assert done.waiting.reason == "unreadable"
    text = done.waiting.text(labels("en"))
    assert text.startswith("Remit master.xlsx cannot be read. ")
    assert text.endswith(UNREADABLE)
    assert len(text) > len(UNREADABLE) + 50  # and why, and what to do
    assert done.waiting.text(labels("zh")) != text
    assert (tmp_path / NAME).read_bytes() == BAD[what]
    assert (tmp_path / WAITING).read_bytes() == build_master(CONTENT, written=REMEMBERED)


def test_somebody_s_workbook_of_that_name_is_left_as_it_is(tmp_path: Path) -> None:
    theirs = somebody_s()
    done = filled(tmp_path, theirs)
    assert done.waiting is not None
    assert done.waiting.text(labels("en")) == FOREIGN
    assert (tmp_path / NAME).read_bytes() == theirs
    assert (tmp_path / WAITING).read_bytes() == build_master(CONTENT, written=REMEMBERED)


def test_two_tables_of_one_name_are_nobody_s_guess(tmp_path: Path) -> None:
    theirs = twins()
    done = filled(tmp_path, theirs)
    assert done.waiting is not None
    assert done.waiting.text(labels("en")) == (
        "Remit master.xlsx has two tables that are called M_Delegations, so nobody can know which one is"
        " meant. It was left as it is, and the master was written as Remit master (waiting).xlsx. Rename or"
        " delete one of them, or move the file away; the next run goes on from there."
    )
    assert (tmp_path / NAME).read_bytes() == theirs


def test_without_its_key_column_nobody_knows_whose_a_text_is(tmp_path: Path) -> None:
    theirs = keyless()
    done = filled(tmp_path, theirs)
    assert done.waiting is not None
    assert done.waiting.text(labels("en")) == (
        "The hidden column _key is missing on the sheet Delegations of Remit master.xlsx, and something is"
        " written beside its rows: without it nobody can know which row that belongs to. The file was left as"
        " it is, and the master was written as Remit master (waiting).xlsx. Undo the removal, or copy those"
        " texts and move the file away; the next run goes on from there."
    )
    assert (tmp_path / NAME).read_bytes() == theirs


def test_a_run_says_so_and_ends_with_3(command_line: Maker) -> None:
    here = command_line("north")
    here.office.write("north", members=MEMBERS)
    master = here.root / NAME
    master.write_bytes(somebody_s())
    theirs = master.read_bytes()
    told = here.run("sync")
    assert told.exit == 3
    assert " ".join(FOREIGN.split()[:12]) in " ".join((told.out + told.err).split())
    assert master.read_bytes() == theirs
    assert (here.root / WAITING).is_file()


# Odd texts beside rows


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+49 30 1234",
        "@all",
        "-",
        "_x0041_",
        "_x005F_",
        " blank around ",
        "two\nlines",
        "<b>&amp;</b>",
    ],
)
def test_a_text_beside_a_row_stays_the_text_that_it_is(tmp_path: Path, text: str) -> None:
    person = Person(MASTER)
    grid = person.grid("M_Delegations")
    cell = grid.rows[3][grid.place("Comment")]
    cell.value, cell.type = text, "s"
    (tmp_path / NAME).write_bytes(person.saved())
    kept: list[WrittenCell] = []
    write_master(tmp_path / NAME, CONTENT, keep=kept.extend)
    table = Tables((tmp_path / NAME).read_bytes()).table("M_Delegations")
    assert table.rows[3]["Comment"].removeprefix("'") == text
    assert {(each.kind, each.value) for each in kept} == {(WrittenKind.TEXT, text)}


def test_a_text_that_no_cell_can_hold_is_shortened_and_kept_whole_in_the_history(tmp_path: Path) -> None:
    person = Person(MASTER)
    grid = person.grid("M_Delegations")
    cell = grid.rows[0][grid.place("Comment")]
    cell.value, cell.type = "MARK", "s"
    data = person.saved()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = next(name for name in archive.namelist() if b">MARK<" in archive.read(name))
    longer = edited(part, lambda xml: xml.replace(b">MARK<", b">" + b"x" * 40_000 + b"<"), data)
    (tmp_path / NAME).write_bytes(longer)
    kept: list[tuple[WrittenCell, ...]] = []
    done = write_master(tmp_path / NAME, CONTENT, keep=lambda cells: kept.append(tuple(cells)))
    place = done.remarks[0].parts[0]
    assert [each.text(labels("en")) for each in done.remarks] == [
        (
            "In Remit master.xlsx a text was longer than the 32,767 characters that a cell of Excel can hold,"
            f" and was shortened: {place}. The history has all of it (remit history)."
        )
    ]
    assert place.startswith("Delegations!")
    assert [len(each.value) for cells in kept for each in cells] == [40_000, 40_000]
    rows = Tables((tmp_path / NAME).read_bytes()).table("M_Delegations").rows
    assert rows[0]["Comment"] == "x" * 32_767
