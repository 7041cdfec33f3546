"""Notes, their shapes, and threads go where their cells go; those whose cells have left are told."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment

from sync.master.attached import Lost, Moved, move_comments
from sync.package import Parts
from sync.reading.unreadable import UnreadableWorkbook
from tests.contracts.package.samples import pack, unpack
from tests.sync.master.hung import (
    HEADER,
    NOTES,
    SHAPES,
    SHEET,
    THREADS,
    entries_of,
    faults,
    notes,
    notes_of,
    opened,
    shapes_of,
)

Cell = tuple[int, int]
B5, D5, B6, C6 = (5, 2), (5, 4), (6, 2), (6, 3)
TWIN = "tc={BBBBBBBB-0000-0000-0000-000000000001}"
CELLS = st.tuples(st.integers(5, 6) | st.integers(1, 1_048_576), st.integers(2, 4) | st.integers(1, 16_384))


def to(cells: dict[Cell, Cell | None]) -> Moved:
    """Cells that are not named stay."""
    return lambda row, column: cells.get((row, column), (row, column))


def everything_left(row: int, column: int) -> None:
    return None


def lost(cell: Cell, author: str, text: str) -> Lost:
    return Lost(row=cell[0], column=cell[1], kind="comment", author=author, text=text)


def test_a_note_goes_with_its_cell_and_so_does_its_shape() -> None:
    parts = opened(notes())

    assert move_comments(parts, SHEET, to({B5: (12, 2), B6: (5, 2)})) == ()

    assert notes_of(parts) == [("B5", "Wei", "third"), ("D5", "Ann", "其次 <2>"), ("B12", "Ann", "first")]
    assert shapes_of(parts) == [
        ("Note", "B12", "2, 15, 10, 10, 4, 15, 14, 4"),
        ("Note", "D5", "4, 15, 3, 10, 6, 15, 7, 4"),
        ("Note", "B5", "2, 15, 3, 10, 4, 15, 7, 4"),
    ]
    assert faults(parts) == ()


def test_nothing_but_places_is_written_anew() -> None:
    before = opened(notes(button=True))
    parts = opened(notes(button=True))

    move_comments(parts, SHEET, to({B6: (7, 2)}))

    assert parts.read(NOTES) == before.read(NOTES).replace(b'ref="B6"', b'ref="B7"')
    shapes = before.read(SHAPES).replace(b"2, 15, 4, 10, 4, 15, 8, 4", b"2, 15, 5, 10, 4, 15, 9, 4")
    assert parts.read(SHAPES) == shapes.replace(b"<x:Row>5</x:Row>", b"<x:Row>6</x:Row>")


def test_comments_that_stay_change_nothing() -> None:
    parts = opened(notes(threads=True, button=True, header=True))

    assert move_comments(parts, SHEET, to({})) == ()
    assert not parts.changed


def test_a_sheet_without_comments_changes_nothing() -> None:
    parts = opened(notes())

    assert move_comments(parts, "xl/worksheets/sheet9.xml", everything_left) == ()
    assert not parts.changed


def test_a_note_whose_cell_has_left_is_told_with_author_and_text() -> None:
    parts = opened(notes())

    assert move_comments(parts, SHEET, to({D5: None})) == (lost(D5, "Ann", "其次 <2>"),)

    assert notes_of(parts) == [("B5", "Ann", "first"), ("B6", "Wei", "third")]
    assert [cell for _, cell, _ in shapes_of(parts)] == ["B5", "B6"]
    assert faults(parts) == ()


def test_of_two_notes_that_end_on_one_cell_the_first_stays() -> None:
    parts = opened(notes())

    assert move_comments(parts, SHEET, to({D5: (9, 2), B6: (9, 2)})) == (lost(B6, "Wei", "third"),)

    assert notes_of(parts) == [("B5", "Ann", "first"), ("B9", "Ann", "其次 <2>")]
    assert [cell for _, cell, _ in shapes_of(parts)] == ["B5", "B9"]


def test_a_shape_does_not_leave_the_sheet() -> None:
    parts = opened(notes())

    move_comments(parts, SHEET, to({B5: (1, 1), B6: (1_048_576, 16_384)}))

    assert [(cell, anchor) for _, cell, anchor in shapes_of(parts)] == [
        ("A1", "1, 15, 0, 10, 3, 15, 4, 4"),
        ("D5", "4, 15, 3, 10, 6, 15, 7, 4"),
        ("XFD1048576", "16381, 15, 1048571, 10, 16383, 15, 1048575, 4"),
    ]
    assert faults(parts) == ()


def test_a_thread_goes_with_its_replies_and_its_note() -> None:
    parts = opened(notes(threads=True))

    assert move_comments(parts, SHEET, to({C6: (8, 3)})) == ()

    assert entries_of(parts) == [("C8", "Why?"), ("C8", "因为 so.")]
    assert notes_of(parts)[-1] == ("C8", TWIN, "[Threaded comment] Why?")
    assert faults(parts) == ()


def test_a_thread_whose_cell_has_left_is_told_entry_by_entry_and_not_as_a_note() -> None:
    parts = opened(notes(threads=True))

    assert move_comments(parts, SHEET, to({C6: None})) == (
        Lost(row=6, column=3, kind="thread", author="Ann", text="Why?"),
        Lost(row=6, column=3, kind="thread", author="Wei", text="因为 so."),
    )

    assert THREADS not in parts
    assert [cell for cell, _, _ in notes_of(parts)] == ["B5", "D5", "B6"]
    assert faults(parts) == ()


def test_the_note_of_a_thread_that_is_not_there_speaks_for_itself() -> None:
    parts = opened(notes(threads=True))
    parts.drop(THREADS)

    assert move_comments(parts, SHEET, to({C6: None})) == (lost(C6, "", "[Threaded comment] Why?"),)


def test_without_any_comment_left_their_parts_go() -> None:
    parts = opened(notes(threads=True))

    found = move_comments(parts, SHEET, everything_left)

    assert [(each.row, each.column, each.kind, each.text) for each in found] == [
        (5, 2, "comment", "first"),
        (5, 4, "comment", "其次 <2>"),
        (6, 2, "comment", "third"),
        (6, 3, "thread", "Why?"),
        (6, 3, "thread", "因为 so."),
    ]
    assert [each for each in (NOTES, SHAPES, THREADS) if each in parts] == []
    assert parts.relations(SHEET) == ()
    assert faults(parts) == ()


def test_a_button_and_the_pictures_of_the_page_header_stay() -> None:
    parts = opened(notes(button=True, header=True))
    header = parts.read(HEADER)

    move_comments(parts, SHEET, everything_left)

    assert shapes_of(parts) == [("Button", "", "7, 0, 1, 0, 8, 0, 2, 0")]
    assert parts.read(HEADER) == header
    assert faults(parts) == ()


def test_a_control_with_a_cell_of_its_own_is_no_note() -> None:
    book = unpack(notes(button=True))
    place = b"<x:Row>4</x:Row><x:Column>1</x:Column></x:ClientData>"
    book[SHAPES] = book[SHAPES].replace(b"</x:ClientData>", place, 1)
    parts = opened(pack(book))

    move_comments(parts, SHEET, to({B5: (7, 2)}))

    assert [(kind, cell) for kind, cell, _ in shapes_of(parts)][:2] == [("Button", "B5"), ("Note", "B7")]


def test_vml_that_is_no_xml_is_read_as_excel_reads_it() -> None:
    book = unpack(notes(button=True))
    book[SHAPES] = book[SHAPES].replace(b">Go</font>", b">Go<br>on</font>")
    parts = opened(pack(book))

    move_comments(parts, SHEET, to({B6: (7, 2)}))

    assert b">Go<br>on</font>" in parts.read(SHAPES)
    assert b"<x:Row>6</x:Row>" in parts.read(SHAPES)


def test_a_part_that_is_damaged_is_refused() -> None:
    book = unpack(notes())
    book[NOTES] = book[NOTES][:-9]
    with pytest.raises(UnreadableWorkbook) as refused:
        move_comments(opened(pack(book)), SHEET, to({}))
    assert refused.value.issue.params == {"part": NOTES}


def test_rich_text_escapes_and_readings_of_a_note_that_is_lost() -> None:
    book = unpack(notes())
    rich = '<r><rPr><b/></rPr><t>日_x000D_</t></r><rPh sb="0" eb="1"><t>にち</t></rPh><r><t>本</t></r>'
    book[NOTES] = re.sub(b"(?<=<text>).*?(?=</text>)", rich.encode(), book[NOTES], count=1)

    assert move_comments(opened(pack(book)), SHEET, to({B5: None})) == (lost(B5, "Ann", "日\r本"),)


def test_a_comment_whose_cell_cannot_be_read_stays_as_it_is() -> None:
    book = unpack(notes())
    book[NOTES] = book[NOTES].replace(b'ref="D5"', b'ref="D5:D6"')
    parts = opened(pack(book))

    assert move_comments(parts, SHEET, to({B5: (7, 2), (0, 0): None})) == ()
    assert [cell for cell, _, _ in notes_of(parts)] == ["D5:D6", "B6", "B7"]


def test_a_comment_without_content() -> None:
    book = unpack(notes())
    book[NOTES] = re.sub(b'(<comment ref="B6" authorId="1")>.*?</comment>', rb"\1/>", book[NOTES])
    parts = opened(pack(book))

    assert move_comments(parts, SHEET, to({B5: (7, 2), D5: None})) == (lost(D5, "Ann", "其次 <2>"),)
    assert notes_of(parts) == [("B6", "Wei", ""), ("B7", "Ann", "first")]


def test_entries_of_a_thread_that_reply_to_each_other() -> None:
    book = unpack(notes(threads=True))
    root = b'id="{BBBBBBBB-0000-0000-0000-000000000001}"'
    reply = b' parentId="{BBBBBBBB-0000-0000-0000-000000000002}"'
    book[THREADS] = book[THREADS].replace(root, root + reply, 1)
    parts = opened(pack(book))

    assert move_comments(parts, SHEET, to({C6: (8, 3)})) == ()
    assert entries_of(parts) == [("C8", "Why?"), ("C8", "因为 so.")]


def test_notes_of_openpyxl_with_its_own_prefixes() -> None:
    book = openpyxl.Workbook()
    for cell, text in (("B2", "one"), ("A3", "two")):
        book.active[cell].comment = Comment(text, "Ann")
    buffer = io.BytesIO()
    book.save(buffer)
    parts = opened(buffer.getvalue())

    assert move_comments(parts, SHEET, to({(2, 2): (4, 2), (3, 1): None})) == (lost((3, 1), "Ann", "two"),)

    comments = openpyxl.load_workbook(io.BytesIO(parts.as_bytes())).active
    assert [(cell.coordinate, cell.comment.text) for row in comments for cell in row if cell.comment] == [
        ("B4", "one")
    ]
    assert faults(parts) == ()


@given(st.lists(st.none() | CELLS, min_size=4, max_size=4))
def test_every_comment_is_moved_or_told_and_excel_finds_its_shape(targets: list[Cell | None]) -> None:
    parts = opened(notes(threads=True, button=True))
    cells = dict(zip((B5, D5, B6, C6), targets, strict=True))

    found = move_comments(parts, SHEET, to(cells))

    left = [text for _, _, text in notes_of(parts)] if NOTES in parts else []
    told = ["[Threaded comment] Why?" if each.kind == "thread" else each.text for each in found]
    told = [text for number, text in enumerate(told) if text not in told[:number]]  # a thread has two entries
    assert sorted(left + told) == sorted(["first", "其次 <2>", "third", "[Threaded comment] Why?"])
    assert faults(parts) == ()


@given(st.lists(st.tuples(st.integers(6, 900), st.integers(1, 50)), min_size=4, max_size=4, unique=True))
def test_comments_that_come_back_are_where_they_were(targets: list[Cell]) -> None:
    parts: Parts = opened(notes(threads=True))
    before = [parts.read(each) for each in (NOTES, SHAPES, THREADS)]
    cells: dict[Cell, Cell | None] = dict(zip((B5, D5, B6, C6), targets, strict=True))

    move_comments(parts, SHEET, to(cells))
    move_comments(parts, SHEET, to({there: here for here, there in cells.items() if there is not None}))

    assert [parts.read(each) for each in (NOTES, SHAPES, THREADS)] == before
