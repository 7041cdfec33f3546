"""Texts longer than a cell of Excel can hold: shortened where shown, whole in the history, and told."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl.comments import Comment

from delegation.labels import labels
from delegation.place import cell_name
from sync.master import Written
from tests.sync.master.desk import (
    MAIN,
    NAME,
    WORK,
    WORKS,
    Desk,
    begun,
    commented,
    comments,
    in_chinese,
    place_of,
    remembered,
    rewritten,
    row_of,
    sheet_part,
)
from tests.sync.master.editor import Person
from tests.sync.master.reading import Tables

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")


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
                for each in root.iter(f"{MAIN}comment"):
                    told = "".join(part.text or "" for part in each.iter(f"{MAIN}t"))
                    found.append((each.get("ref", ""), told))
    return found
