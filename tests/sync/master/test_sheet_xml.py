"""A worksheet taken apart: rows and cells as any writer spells them, and none lost between two chunks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.master.sheet_xml import RawCell, RawRow, SheetReader, letters, row_xml
from sync.reading.unreadable import UnreadableWorkbook

PART = "xl/worksheets/sheet1.xml"
MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
HEAD = b"<worksheet " + MAIN + b'><cols><col min="1" max="1" width="9"/></cols>'
TAIL = b'<rowBreaks count="1"><brk id="4"/></rowBreaks><tableParts count="0"/></worksheet>'
ROWS = (
    b'<row r="2" spans="1:3" ht="30" customHeight="1"><c r="A2" t="s"><v>0</v></c><c r="C2" s="4"/></row>'
    b'<row r="5"/>'
    b'<row r="6"><c r="B6" s="1" t="inlineStr"><is><t>a &lt;row&gt; in words</t></is></c></row>'
)


def sheet(rows: bytes, head: bytes = HEAD, tail: bytes = TAIL) -> bytes:
    return head + b"<sheetData>" + rows + b"</sheetData>" + tail


def in_pieces(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def read(data: bytes, size: int = 1 << 20) -> tuple[bytes, list[RawRow], bytes]:
    reader = SheetReader(in_pieces(data, size), PART)
    rows = list(reader.rows())
    return reader.head, rows, reader.tail


def cells(inner: bytes) -> list[RawCell]:
    return RawRow(1, b"", inner).cells()


def test_a_sheet_is_what_stands_before_its_rows_them_and_what_stands_after() -> None:
    assert read(sheet(ROWS)) == (
        HEAD,
        [
            RawRow(
                2,
                b' r="2" spans="1:3" ht="30" customHeight="1"',
                b'<c r="A2" t="s"><v>0</v></c><c r="C2" s="4"/>',
            ),
            RawRow(5, b' r="5"', b""),
            RawRow(
                6,
                b' r="6"',
                b'<c r="B6" s="1" t="inlineStr"><is><t>a &lt;row&gt; in words</t></is></c>',
            ),
        ],
        TAIL,
    )


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 101])
def test_where_the_chunks_end_does_not_matter(size: int) -> None:
    assert read(sheet(ROWS), size) == read(sheet(ROWS))


@given(st.data())
def test_however_a_sheet_is_cut_it_reads_the_same(data: st.DataObject) -> None:
    whole = sheet(ROWS)
    cuts = sorted(data.draw(st.sets(st.integers(1, len(whole) - 1), max_size=6)))
    pieces = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]

    reader = SheetReader(pieces, PART)

    assert (reader.head, list(reader.rows()), reader.tail) == read(whole)


def test_a_row_far_larger_than_a_chunk_is_one_row() -> None:
    inner = b"".join(b'<c r="%s1"><v>%d</v></c>' % (letters(each), each) for each in range(1, 3_000))

    _, rows, tail = read(sheet(b'<row r="1">' + inner + b"</row>"), 1_000)

    assert (rows, tail) == ([RawRow(1, b' r="1"', inner)], TAIL)
    assert rows[0].cells()[-1] == RawCell(2_999, inner=b"<v>2999</v>")


@pytest.mark.parametrize("empty", [b"<sheetData/>", b"<sheetData />", b"<sheetData></sheetData>"])
@pytest.mark.parametrize("size", [1, 1 << 20])
def test_a_sheet_without_rows_has_a_head_and_a_tail(empty: bytes, size: int) -> None:
    assert read(HEAD + empty + TAIL, size) == (HEAD, [], TAIL)


@pytest.mark.parametrize("size", [1, 1 << 20])
def test_prefixes_are_left_out_once_for_the_whole_sheet(size: int) -> None:
    prefixed = (
        b'<?xml version="1.0"?><x:worksheet ' + MAIN.replace(b"xmlns=", b"xmlns:x=") + b">"
        b'<x:sheetData><x:row r="3"><x:c r="A3"><x:f>B3</x:f><x:v>1</x:v></x:c></x:row></x:sheetData>'
        b"<x:tableParts/></x:worksheet>"
    )

    assert read(prefixed, size) == (
        b'<?xml version="1.0"?><worksheet ' + MAIN + b">",
        [RawRow(3, b' r="3"', b'<c r="A3"><f>B3</f><v>1</v></c>')],
        b"<tableParts/></worksheet>",
    )


def test_prefixes_beside_another_default_namespace_are_refused() -> None:
    mixed = b'<x:worksheet xmlns="urn:other" ' + MAIN.replace(b"xmlns=", b"xmlns:x=") + b"><x:sheetData/>"

    with pytest.raises(UnreadableWorkbook) as raised:
        read(mixed)

    assert raised.value.issue.code == "WB-DAMAGED"


@pytest.mark.parametrize(
    "torn",
    [b"", b"<worksheet", HEAD, HEAD + b"<sheetData>", sheet(ROWS)[: len(HEAD) + 90], sheet(ROWS)[:-110]],
    ids=["nothing", "no head", "no cells", "no row", "within a row", "within the end"],
)
def test_a_sheet_that_ends_too_early_is_damaged(torn: bytes) -> None:
    with pytest.raises(UnreadableWorkbook) as raised:
        read(torn)

    assert (raised.value.issue.code, raised.value.issue.params["part"]) == ("WB-DAMAGED", PART)


def test_rows_without_a_number_follow_the_one_before() -> None:
    _, rows, _ = read(sheet(b'<row/><row></row><row r="7"/><row spans="1:2"/>'))

    assert [row.number for row in rows] == [1, 2, 7, 8]


def test_cells_without_a_place_follow_the_one_before() -> None:
    assert cells(b'<c><v>1</v></c><c s="2"/><c r="E1"><v>2</v></c><c t="b"><v>1</v></c>') == [
        RawCell(1, inner=b"<v>1</v>"),
        RawCell(2, 2),
        RawCell(5, inner=b"<v>2</v>"),
        RawCell(6, 0, b"b", b"<v>1</v>"),
    ]


@pytest.mark.parametrize(
    "spelled",
    [
        b'<c r="AB3" s="12" t="str" cm="1"><f>A1</f><v>x</v></c>',
        b"<c r='AB3' s='12' t='str' cm='1'><f>A1</f><v>x</v></c>",
        b'<c cm="1" t="str" s="12" r="AB3"><f>A1</f><v>x</v></c>',
        b'<c  r = "ab3"\n s="12" t="str" cm="1" ><f>A1</f><v>x</v></c>',
    ],
    ids=["as Excel does", "single quotes", "another order", "spaces and small letters"],
)
def test_a_cell_is_the_same_however_it_is_spelled(spelled: bytes) -> None:
    (found,) = cells(spelled)

    assert (found.column, found.style, found.type, found.inner) == (28, 12, b"str", b"<f>A1</f><v>x</v>")
    assert found.rest.replace(b"'", b'"') == b' cm="1"'


def test_a_number_is_the_kind_that_needs_no_name() -> None:
    assert cells(b'<c r="A1" t="n"><v>1</v></c>') == [RawCell(1, inner=b"<v>1</v>")]


def test_a_cell_and_a_row_are_written_at_their_new_place() -> None:
    cell = RawCell(28, 12, b"e", b"<v>#N/A</v>", b' cm="1"')

    assert cell.xml(9) == b'<c r="AB9" s="12" t="e" cm="1"><v>#N/A</v></c>'
    assert RawCell(2, 3, b"s").xml(9) == b'<c r="B9" s="3"/>'  # of nothing there is no kind
    assert RawCell(2).xml(9) == b'<c r="B9"/>'
    assert row_xml(9, b"", (b"<c/>", b"<c/>")) == b'<row r="9"><c/><c/></row>'
    assert (
        row_xml(9, b' r="4" spans="1:3" s="5" customFormat="1"', ()) == b'<row r="9" s="5" customFormat="1"/>'
    )


def test_a_row_that_is_moved_keeps_its_height_and_stays_hidden() -> None:
    assert row_xml(9, b" r='4' spans='1:3' hidden='1' ht='30' customHeight='1'", ()) == (
        b"<row r=\"9\" hidden='1' ht='30' customHeight='1'/>"
    )


def test_a_height_takes_the_place_of_the_one_before() -> None:
    assert row_xml(9, b' ht="30" customHeight="1" s="5"', (), 34.0) == (
        b'<row r="9" s="5" ht="34" customHeight="1"/>'
    )


@given(
    st.lists(
        st.tuples(
            st.integers(1, 200),
            st.integers(0, 9),
            st.sampled_from([b"", b"b", b"e", b"str"]),
            st.integers(0, 99),
        ),
        max_size=8,
    )
)
def test_what_is_written_is_read_again(found: list[tuple[int, int, bytes, int]]) -> None:
    there = [RawCell(column, style, kind, b"<v>%d</v>" % value) for column, style, kind, value in found]

    _, rows, _ = read(sheet(row_xml(4, b' s="2"', [each.xml(4) for each in there])), 5)

    assert [(row.number, row.cells()) for row in rows] == [(4, there)]
