"""Masters that nobody expects: locked, of another kind, too large once unpacked, counted from 1904, with
texts and formulas that tools trip over. Each is told of in words or filled like any other; nothing is lost.
"""

from __future__ import annotations

import datetime as dt
import errno
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.datavalidation import DataValidation

from delegation.labels import labels
from delegation.place import cell_name, column_letters
from sync.master import MasterContent, Written, build_master, write_master
from sync.master.template import MASTER_LIMITS
from sync.master.workbook import MasterBook
from sync.master.write import MasterWriter, Remark, Waiting
from sync.package import Parts
from sync.store.stored import WrittenCell, WrittenKind
from tests.sync.master.editor import Content, Person
from tests.sync.master.people.nights import night
from tests.sync.master.reading import Table, Tables

NAME, WAITING = "Remit master.xlsx", "Remit master (waiting).xlsx"
WORK, WORKS = "Delegations", "M_Delegations"
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_MB = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOOK_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO_TYPE = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_LATIN = re.compile("[A-Za-z]{3,}")
_NAMES = {"Remit", "remit", "Excel", "toml", "master", "history", "ENCRYPTED", "SIZE"}  # not translated


@cache
def shown(number: int) -> MasterContent:
    return night(number)


@cache
def begun() -> bytes:
    """Four delegations: D1, D2 and D4 of North in the rows 5 to 7, D3 of South."""
    return build_master(shown(1))


class Desk:
    """A folder with a master, and a history that keeps what people write."""

    def __init__(self, folder: Path, data: bytes) -> None:
        self.master, self.waiting = folder / NAME, folder / WAITING
        self.history: tuple[WrittenCell, ...] = ()
        self.read: tuple[WrittenCell, ...] = ()
        self.master.write_bytes(data)

    def fill(self, number: int) -> Written:
        kept: list[tuple[WrittenCell, ...]] = []
        done = write_master(
            self.master,
            shown(number),
            remembered=self.history,
            keep=lambda cells: kept.append(tuple(cells)),
        )
        if kept:
            self.read, self.history = kept[0], kept[-1]
        return done

    def filled(self, number: int) -> bytes:
        assert self.fill(number) == Written(path=self.master)
        return self.master.read_bytes()

    def texts(self) -> dict[tuple[str, str], str]:
        """What the history got of the file as it was found, by key and column."""
        return {(each.key, each.column): each.value for each in self.read}


def in_chinese(told: Waiting | Remark, *names: str) -> None:
    """The same is said in Chinese: with all names in it, and nothing but them in Latin letters."""
    text = told.text(labels("zh"))
    assert text.endswith("。")
    assert "{" not in text
    assert "[[" not in text
    for name in names:
        assert name in text
        text = text.replace(name, "")
    assert set(_LATIN.findall(text)) <= _NAMES


def unreadable(problem: str) -> str:
    return (
        f"Remit master.xlsx cannot be read. {problem} It was left as it is, and the master was written as"
        " Remit master (waiting).xlsx, with what people wrote as the history has it. Restore the file, or"
        " move it away; the next run then puts the master in its place."
    )


def said(done: Written) -> Waiting:
    assert done.waiting is not None
    return done.waiting


# Files that are no sound master


def encrypted() -> bytes:
    """As Excel saves a workbook with a password: an OLE file with the package in one of its streams."""
    streams = ("Root Entry", "EncryptionInfo", "EncryptedPackage")
    directory = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return _OLE + b"\0" * 504 + directory + b"\x5a" * 8192


def rewritten(data: bytes, edits: Mapping[str, Callable[[bytes], Iterator[bytes]]]) -> bytes:
    """The file with another content, told in pieces, of the parts of these names; new ones at its end."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        there = old.namelist()
        for name in dict.fromkeys((*there, *edits)):
            before = old.read(name) if name in there else b""
            with new.open(name, "w") as part:
                for piece in edits[name](before) if name in edits else (before,):
                    part.write(piece)
    return buffer.getvalue()


def with_macros(data: bytes) -> bytes:
    """As somebody's .xlsm that was given another ending."""
    vba = b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'

    def types(xml: bytes) -> Iterator[bytes]:
        assert _BOOK_TYPE in xml
        yield xml.replace(_BOOK_TYPE, _MACRO_TYPE).replace(b"<Override", vba + b"<Override", 1)

    return rewritten(data, {"[Content_Types].xml": types, "xl/vbaProject.bin": lambda _: iter([_OLE])})


def test_a_master_behind_a_password_is_left_as_it_is(tmp_path: Path) -> None:
    theirs = encrypted()
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


def remembered(text: str) -> WrittenCell:
    kind = WrittenKind.TEXT
    return WrittenCell(sheet="delegations", key="north:D1", column="comment", kind=kind, value=text)


def commented(data: bytes, text: str) -> bytes:
    person = Person(data)
    grid = person.grid(WORKS)
    grid.rows[0][grid.place("Comment")] = Content(text, "s")
    return person.saved()


def comments(data: bytes) -> dict[str, str]:
    return {row["_key"]: row["Comment"] for row in Tables(data).table(WORKS).rows if "Comment" in row}


# Cells as no tool of Remit's writes them


def with_cells(cells: Sequence[str], *, header: str = "Mine {}") -> bytes:
    """The master with one own column a cell, which stands beside D1. `{at}` in a cell is its place."""
    person = Person(begun())
    grid = person.grid(WORKS)
    for number, _ in enumerate(cells):
        grid.add_column(header.format(number), len(grid.headers))
        grid.rows[0][-1] = Content(987_000 + number, "n")
    data = person.saved()

    def placed(xml: bytes) -> Iterator[bytes]:
        for number, cell in enumerate(cells):
            mark = rb'<c r="([A-Z]+[0-9]+)"[^>]*><v>%d</v></c>' % (987_000 + number)
            found = re.search(mark, xml)
            assert found is not None
            xml = xml.replace(found[0], cell.format(at=found[1].decode()).encode())
        yield xml

    return rewritten(data, {sheet_part(data): placed})


def sheet_part(data: bytes, tab: str = WORK) -> str:
    """The part in which a sheet is."""
    found = MasterBook(Parts.open(data, MASTER_LIMITS)).tab(tab)
    assert found is not None
    return found.part


def own_cells(data: bytes, key: str = "north:D1", tab: str = WORK) -> dict[str, ElementTree.Element]:
    """The cells of people's columns beside the row of that key, by header."""
    table = Tables(data).table(WORKS if tab == WORK else "M_Left")
    row = row_of(table, key)
    names = {
        cell_name(row, place): name
        for place, name in enumerate(table.headers, table.left)
        if name.startswith("Mine")
    }
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = ElementTree.fromstring(archive.read(sheet_part(data, tab)))
    return {names[at]: cell for cell in root.iter(f"{_MAIN}c") if (at := cell.get("r", "")) in names}


def row_of(table: Table, key: str) -> int:
    place = table.left + table.headers.index("_key")
    return next(row for row in range(table.first, table.last + 1) if table.cells.get((row, place)) == key)


ODD = {
    "_x0001_bell_x0007_": "\x01bell\x07",
    "half _xD83D_ of one": "half \ud83d of one",
    "_x005F_x0041_": "_x0041_",
    "=1+1": "=1+1",
    "+49 30 1234": "+49 30 1234",
    "-": "-",
    "@all": "@all",
    "=HYPERLINK(1)_x000D_\n": "=HYPERLINK(1)\r\n",
}
"""What stands in the file, and what Excel shows for it."""


def test_odd_texts_in_own_columns_are_the_same_texts_after_every_fill(tmp_path: Path) -> None:
    cell = '<c r="{{at}}" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>'
    desk = Desk(tmp_path, with_cells([cell.format(text) for text in ODD]))
    for number in (6, 7, 1):
        found = own_cells(desk.filled(number))
        assert [each.get("t") for each in found.values()] == ["inlineStr"] * len(ODD)
        assert [each.findtext(f"{_MAIN}is/{_MAIN}t") for each in found.values()] == list(ODD)
        assert [each.find(f"{_MAIN}f") for each in found.values()] == [None] * len(ODD)
        beside = {("north:D1", f"Mine {place}"): text for place, text in enumerate(ODD.values())}
        assert desk.texts() == beside
        assert {each.kind for each in desk.history} == {WrittenKind.TEXT}


def test_odd_texts_go_to_left_with_their_row_and_come_back_with_it(tmp_path: Path) -> None:
    cell = '<c r="{{at}}" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>'
    desk = Desk(tmp_path, with_cells([cell.format(text) for text in ODD]))
    left = own_cells(desk.filled(8), "delegations north:D1", "Left")
    assert [each.findtext(f"{_MAIN}is/{_MAIN}t") for each in left.values()] == list(ODD)
    back = own_cells(desk.filled(1))
    assert [each.findtext(f"{_MAIN}is/{_MAIN}t") for each in back.values()] == list(ODD)


def test_formulas_with_errors_and_arrays_move_with_their_row(tmp_path: Path) -> None:
    hours = place_of("Effort hours")
    cells = (
        '<c r="{at}" t="e"><f>#REF!+1</f><v>#REF!</v></c>',
        f'<c r="{{at}}" t="e"><f>{hours}5/0</f><v>#DIV/0!</v></c>',
        f'<c r="{{at}}"><f t="array" ref="{{at}}">SUM({hours}5:{hours}5*2)</f><v>33</v></c>',
        '<c r="{at}" t="e"><v>#N/A</v></c>',
    )
    desk = Desk(tmp_path, with_cells(cells))
    rows = []
    for number in (6, 7, 1):
        data = desk.filled(number)
        row = row_of(Tables(data).table(WORKS), "north:D1")
        rows.append(row)
        found = list(own_cells(data).values())
        formulas = [each.find(f"{_MAIN}f") for each in found]
        assert [each.get("t") for each in found] == ["e", "e", None, "e"]
        assert [each.findtext(f"{_MAIN}v") for each in found] == ["#REF!", "#DIV/0!", "33", "#N/A"]
        assert [None if each is None else each.text for each in formulas] == [
            "#REF!+1",
            f"{hours}{row}/0",
            f"SUM({hours}{row}:{hours}{row}*2)",
            None,
        ]
        array = formulas[2]
        assert array is not None
        assert array.attrib == {"t": "array", "ref": found[2].get("r")}
    assert len(set(rows)) == 2  # the row did move
    left = own_cells(desk.filled(8), "delegations north:D1", "Left").values()
    assert [(each.get("t"), each.findtext(f"{_MAIN}v")) for each in left] == [
        ("e", "#REF!"),
        ("e", "#DIV/0!"),
        (None, "33"),
        ("e", "#N/A"),
    ]


@cache
def place_of(header: str) -> str:
    table = Tables(begun()).table(WORKS)
    return column_letters(table.left + table.headers.index(header))


# Too much text


LONG = "漢😀" * 13_333 + "end"  # 40,002 of the units in which Excel counts


def over_long() -> bytes:
    """The master with that comment beside D1, as some program may write it."""
    marked = commented(begun(), "MARKED")

    def longer(xml: bytes) -> Iterator[bytes]:
        assert b">MARKED<" in xml
        yield xml.replace(b">MARKED<", f">{LONG}<".encode())

    return rewritten(marked, {sheet_part(marked): longer})


def told_as_shortened(done: Written, cell: str) -> None:
    assert done.waiting is None
    (remark,) = done.remarks
    assert remark.text(labels("en")) == (
        "In Remit master.xlsx a text was longer than the 32,767 characters that a cell of Excel can hold, and"
        f" was shortened: {cell}. The history has all of it (remit history)."
    )
    in_chinese(remark, NAME, cell)


def is_beginning(held: str, text: str) -> bool:
    return len(held.encode("utf-16-le")) in (65_532, 65_534) and text.startswith(held)


def test_a_comment_of_forty_thousand_signs_is_shortened_in_the_cell_and_whole_in_the_history(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path, over_long())
    done = desk.fill(7)
    row = row_of(Tables(desk.master.read_bytes()).table(WORKS), "north:D1")
    assert row == 23
    told_as_shortened(done, f"{WORK}!{place_of('Comment')}23")
    assert desk.texts() == {("north:D1", "comment"): LONG}
    assert desk.history == (remembered(LONG),)
    assert is_beginning(comments(desk.master.read_bytes())["north:D1"], LONG)


def test_a_comment_of_forty_thousand_signs_is_whole_in_the_history_though_its_row_leaves_that_night(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path, over_long())
    done = desk.fill(8)
    table = Tables(desk.master.read_bytes()).table("M_Left")
    place = table.left + table.headers.index("Comment")
    told_as_shortened(done, f"Left!{cell_name(table.first, place)}")
    assert [each.value for each in desk.history if each.column == "comment"] == [LONG]
    assert is_beginning(table.rows[0]["Comment"], LONG)


def test_a_note_of_forty_thousand_signs_whose_row_leaves_is_shortened_on_left_and_told(
    tmp_path: Path,
) -> None:
    person = Person(begun())
    grid = person.grid(WORKS)
    grid.sheet.cell(6, grid.left + grid.place("Title")).comment = Comment(LONG, "Li")  # of D2
    desk = Desk(tmp_path, person.saved())
    done = desk.fill(8)
    table = Tables(desk.master.read_bytes()).table("M_Left")
    place = table.left + table.headers.index("Notes on its cells")
    told_as_shortened(done, f"Left!{cell_name(table.first, place)}")
    told = f"Title (Li): {LONG}"
    assert [each.value for each in desk.history if each.column == "cell_notes"] == [told]
    assert is_beginning(table.rows[0]["Notes on its cells"], told)


def test_a_note_of_forty_thousand_signs_moves_with_its_row_as_it_is(tmp_path: Path) -> None:
    text = ("Why _x0041_ <b>&amp;</b> 为什么 😀\n" * 2_000)[:40_000]
    person = Person(begun())
    grid = person.grid(WORKS)
    place = grid.left + grid.place("Title")
    grid.sheet.cell(6, place).comment = Comment(text, "Li")  # of D2
    desk = Desk(tmp_path, person.saved())
    rows = []
    for number in (6, 7, 1):
        data = desk.filled(number)
        row = row_of(Tables(data).table(WORKS), "north:D2")
        rows.append(row)
        assert notes(data) == [(cell_name(row, place), text)]
    assert len(set(rows)) == 2


def notes(data: bytes) -> list[tuple[str, str]]:
    """Cell and text of every note of the workbook."""
    found = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if re.search(r"/comments?[0-9]*\.xml$", name):
                root = ElementTree.fromstring(archive.read(name))
                for each in root.iter(f"{_MAIN}comment"):
                    told = "".join(part.text or "" for part in each.iter(f"{_MAIN}t"))
                    found.append((each.get("ref", ""), told))
    return found


# Another calendar


def test_a_master_that_counts_from_1904_has_the_right_dates(tmp_path: Path) -> None:
    asked = dt.datetime(2026, 11, 3)
    person = Person(begun())
    grid = person.grid(WORKS)
    grid.add_column("Asked on", len(grid.headers))
    grid.rows[0][-1] = Content(asked)
    person.book.epoch = CALENDAR_MAC_1904
    desk = Desk(tmp_path, person.saved())
    for number in (6, 7):
        rows = seen(desk.filled(number), WORK, WORKS)
        assert {row["Start date"] for row in rows.values()} == {dt.datetime(2026, 10, 5)}
        assert rows["north:D1"]["Asked on"] == asked
    data = desk.filled(8)
    (left,) = seen(data, "Left", "M_Left").values()
    states = [line for line in str(left["Last state of the row"]).splitlines() if " date: " in line]
    assert states == ["Due date: 2026-12-31", "Start date: 2026-10-05"]
    assert (left["Left on"], left["Asked on"]) == (dt.datetime(2026, 12, 22), asked)


def seen(data: bytes, tab: str, name: str) -> dict[str, dict[str, object]]:
    """The rows of a table as openpyxl reads them, by key."""
    sheet = load_workbook(io.BytesIO(data))[tab]
    header, *rows = sheet[sheet.tables[name].ref]
    names = [cell.value for cell in header]
    found = [dict(zip(names, (cell.value for cell in row), strict=True)) for row in rows]
    return {str(row["_key"]): row for row in found}


# Rules on own columns


def test_rules_on_the_whole_of_an_own_column_follow_it_and_those_on_a_part_stay(tmp_path: Path) -> None:
    person = Person(begun())
    grid = person.grid(WORKS)
    grid.add_column("Mine", len(grid.headers))
    letter = column_letters(grid.right)
    whole, part = f"{letter}5:{letter}8", f"{letter}5:{letter}6"
    red = PatternFill(bgColor="FFCCCC")
    for number, area in enumerate((whole, part)):
        grid.sheet.conditional_formatting.add(area, CellIsRule("greaterThan", [str(number)], fill=red))
        rule = DataValidation("whole", operator="lessThan", formula1=str(number + 7))
        rule.add(area)
        grid.sheet.add_data_validation(rule)
    desk = Desk(tmp_path, person.saved())
    for number, last in ((6, 24), (7, 24), (1, 8)):
        table = Tables(desk.filled(number)).table(WORKS)
        assert table.last == last
        rules = rules_on(desk.master.read_bytes(), letter)
        follows = f"{letter}5:{letter}{last}"
        assert rules == [(follows, "0"), (part, "1"), (follows, "7"), (part, "8")]


def rules_on(data: bytes, letter: str) -> list[tuple[str, str]]:
    """Area and first formula of the conditional formats on a column, then of its validations."""
    sheet = load_workbook(io.BytesIO(data))[WORK]
    formats = [each for each in sheet.conditional_formatting if str(each.sqref).startswith(letter)]
    rules = [each for each in sheet.data_validations.dataValidation if str(each.sqref).startswith(letter)]
    found = [(str(each.sqref), each.rules[0].formula[0]) for each in formats]
    return found + [(str(each.sqref), each.formula1) for each in rules]
