"""Drawings below a table, charts over it and pivot caches of it follow; every other byte stays."""

from __future__ import annotations

import io
import re

import pytest
import xlsxwriter

from sync.master.attached import follow_charts, follow_rules, move_drawings, refresh_pivots
from sync.master.follow import Body, Following
from sync.package import Parts
from sync.reading.unreadable import UnreadableWorkbook
from tests.contracts.package import check_package
from tests.contracts.package.samples import AddedPart, add_part, pack, sample, unpack
from tests.sync.master.hung import SHEET, opened

DRAWING, CHART, CHART_EX = "xl/drawings/drawing1.xml", "xl/charts/chart1.xml", "xl/charts/chartEx1.xml"
CACHE = "xl/pivotCache/pivotCacheDefinition1.xml"
SOURCE = b'<worksheetSource name="Work"/>'
XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
CX = "http://schemas.microsoft.com/office/drawing/2014/chartex"

# Rows 5 to 9 of columns B to F become 5 to 12; a table of one row gets five.
FOLLOWING = Following(
    [
        Body(sheet="Work", first=5, last=9, new_last=12, left=2, right=6),
        Body(sheet="计划", first=5, last=5, new_last=9, left=1, right=3),
    ]
)


def charted() -> dict[str, bytes]:
    """Charts at B20, H20 and B3 with series over tables, and a picture of a cell's words."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Work")
    book.add_worksheet("计划")
    for cell in ("B20", "H20", "B3"):
        chart = book.add_chart({"type": "column"})
        chart.add_series(
            {
                "name": "=Work!$F$4",
                "categories": "=Work!$B$5:$B$9",
                "values": "=(Work!$F$5:$F$9,Work!$H$5:$H$9)",
            }
        )
        chart.add_series({"name": "=计划!$A$5", "values": "=计划!$C$5"})
        sheet.insert_chart(cell, chart)
    sheet.insert_textbox("B30", "kept where it is", {"object_position": 3})
    book.close()
    return unpack(buffer.getvalue())


def rows_of(parts: Parts) -> list[tuple[str, str]]:
    """First and last row of each anchor, 0-based."""
    rows = re.findall(rb"<xdr:row>(\d+)</xdr:row>", parts.read(DRAWING))
    return [(one.decode(), other.decode()) for one, other in zip(rows[::2], rows[1::2], strict=True)]


def formulas_of(parts: Parts, part: str) -> list[str]:
    return [each.decode() for each in re.findall(rb"<cx?:f[^>]*>([^<]*)</cx?:f>", parts.read(part))]


def cell(row: int, column: int) -> tuple[int, int]:
    return FOLLOWING.cell("Work", row, column)


def test_a_drawing_below_the_table_goes_with_the_cell_of_its_corner() -> None:
    parts = opened(pack(charted()))
    assert rows_of(parts) == [("19", "33"), ("19", "33"), ("2", "16"), ("29", "35")]

    move_drawings(parts, SHEET, cell)

    # One beside the table's columns, one over its rows, and one that its owner has fixed stay.
    assert rows_of(parts) == [("22", "36"), ("19", "33"), ("2", "16"), ("29", "35")]
    assert check_package(parts.as_bytes()) == ()


def test_of_a_drawing_nothing_but_its_rows_is_written_anew() -> None:
    book = charted()
    parts = opened(pack(book))

    move_drawings(parts, SHEET, cell)

    moved = (
        book[DRAWING]
        .replace(b"<xdr:row>19<", b"<xdr:row>22<", 1)
        .replace(b"<xdr:row>33<", b"<xdr:row>36<", 1)
    )
    assert parts.read(DRAWING) == moved


def test_prefixes_of_a_drawing_do_not_matter() -> None:
    corner = "<col>1</col><colOff>0</colOff><row> 19 </row><rowOff>0</rowOff>"
    text = f'<wsDr xmlns="{XDR}"><oneCellAnchor><from>{corner}</from></oneCellAnchor></wsDr>'
    parts = opened(pack({**charted(), DRAWING: text.encode()}))

    move_drawings(parts, SHEET, cell)

    assert parts.read(DRAWING).decode() == text.replace(" 19 ", "22")


def test_a_drawing_does_not_leave_the_sheet() -> None:
    parts = opened(pack(charted()))

    move_drawings(parts, SHEET, lambda row, column: (1_048_570, column))

    assert rows_of(parts)[0] == ("1048569", "1048575")


def test_drawings_that_stay_change_nothing() -> None:
    parts = opened(pack(charted()))

    move_drawings(parts, SHEET, lambda row, column: (row, column))

    assert not parts.changed


def test_a_damaged_drawing_is_refused() -> None:
    parts = opened(pack({**charted(), DRAWING: b"<xdr:wsDr>"}))
    with pytest.raises(UnreadableWorkbook) as refused:
        move_drawings(parts, SHEET, cell)
    assert refused.value.issue.params == {"part": DRAWING}


def test_the_series_of_a_chart_follow_and_its_titles_are_cells() -> None:
    parts = opened(pack(charted()))

    follow_charts(parts, FOLLOWING)

    assert formulas_of(parts, CHART) == [
        "Work!$F$4",
        "Work!$B$5:$B$12",
        "(Work!$F$5:$F$12,Work!$H$5:$H$9)",
        "计划!$A$5",
        "&#35745;&#21010;!$C$5:$C$9",  # the same in every encoding
    ]
    assert check_package(parts.as_bytes()) == ()


def ruled() -> bytes:
    """A person's sheet that looks at the tables: sparklines, a mark, a drop-down, and a formula."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    mine = book.add_worksheet("Mine")
    book.add_worksheet("Work")
    book.add_worksheet("计划")
    mine.add_sparkline("A1", {"range": "Work!F5:F9"})
    mine.add_sparkline("A2", {"range": "计划!C5"})
    form = book.add_format({"bold": True})
    mark = {"type": "formula", "criteria": "=COUNTIF(Work!$B$5:$B$9,B1)>0", "format": form}
    mine.conditional_format("B1:B3", mark)
    mine.data_validation("C1", {"validate": "list", "source": "=Work!$B$5:$B$9"})
    mine.write_formula("D1", "=SUM(Work!F5:F9)")
    book.close()
    return buffer.getvalue()


def test_sparklines_formats_and_drop_downs_on_peoples_sheets_follow_and_their_formulas_stay() -> None:
    parts = opened(ruled())
    before = parts.read(SHEET)

    follow_rules(parts, FOLLOWING, {SHEET: "Mine"})

    followed = before.replace(b"Work!F5:F9</xm:f>", b"Work!F5:F12</xm:f>")
    followed = followed.replace(b"!C5</xm:f>", b"!C5:C9</xm:f>").replace(
        "计划!C5".encode(), b"&#35745;&#21010;!C5"
    )
    followed = followed.replace(b"Work!$B$5:$B$9", b"Work!$B$5:$B$12")
    assert parts.read(SHEET) == followed
    assert b"<f>SUM(Work!F5:F9)</f>" in followed
    assert check_package(parts.as_bytes()) == ()


def test_a_sheet_of_people_that_looks_at_no_table_stays_the_very_same_bytes() -> None:
    parts = opened(ruled())

    follow_rules(parts, Following([]), {SHEET: "Mine"})

    assert not parts.changed


def test_of_a_chart_nothing_but_references_is_written_anew() -> None:
    book = charted()
    parts = opened(pack(book))

    follow_charts(parts, Following([Body(sheet="Work", first=5, last=9, new_last=12, left=2, right=6)]))

    followed = book[CHART].replace(b"$B$9<", b"$B$12<").replace(b"$F$9,", b"$F$12,")
    assert parts.read(CHART) == followed


def test_the_name_of_a_sheet_stays_escaped_in_a_chart() -> None:
    book = charted()
    book[CHART] = book[CHART].replace(b"Work!$B$5:$B$9", b"'R&amp;D'!$B$5:$B$9")
    parts = opened(pack(book))

    follow_charts(parts, Following([Body(sheet="R&D", first=5, last=9, new_last=12, left=2, right=6)]))

    assert parts.read(CHART) == book[CHART].replace(b"$B$9<", b"$B$12<")


def test_a_chart_of_the_newer_kind_follows() -> None:
    book = charted()
    add_part(
        book,
        AddedPart(
            name=CHART_EX,
            content_type="application/vnd.ms-office.chartex+xml",
            source=DRAWING,
            relationship_id="rId90",
            kind="http://schemas.microsoft.com/office/2014/relationships/chartEx",
            text=f'<cx:chartSpace xmlns:cx="{CX}"><cx:chartData><cx:data id="0"><cx:numDim type="val">'
            '<cx:f dir="row">Work!$F$5:$F$9</cx:f></cx:numDim></cx:data></cx:chartData>'
            "<cx:chart><cx:series><cx:tx><cx:txData><cx:f>计划!$A$5</cx:f></cx:txData></cx:tx></cx:series>"
            "</cx:chart></cx:chartSpace>",
        ),
    )
    parts = opened(pack(book))

    follow_charts(parts, FOLLOWING)

    assert formulas_of(parts, CHART_EX) == ["Work!$F$5:$F$12", "计划!$A$5"]


def test_charts_over_something_else_change_nothing() -> None:
    parts = opened(pack(charted()))

    follow_charts(parts, Following([Body(sheet="Other", first=5, last=9, new_last=12, left=2, right=6)]))

    assert not parts.changed


def pivot(source: bytes, attributes: bytes = b' refreshOnLoad="1"') -> Parts:
    book = dict(sample())
    book[CACHE] = book[CACHE].replace(SOURCE, source).replace(b' refreshOnLoad="1"', attributes)
    return opened(pack(book))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'ref="B4:F9" sheet="Work"', b'ref="B4:F12" sheet="Work"'),
        (b"sheet='\xe8\xae\xa1\xe5\x88\x92' ref='A4:C5'", b"sheet='\xe8\xae\xa1\xe5\x88\x92' ref='A4:C9'"),
        (b'ref="H4:J9" sheet="Work"', b'ref="H4:J9" sheet="Work"'),
    ],
)
def test_the_range_of_a_pivot_cache_follows(before: bytes, after: bytes) -> None:
    parts = pivot(b"<worksheetSource %s/>" % before)
    expected = parts.read(CACHE).replace(before, after)

    refresh_pivots(parts, FOLLOWING)

    assert parts.read(CACHE) == expected


@pytest.mark.parametrize("attributes", [b"", b' refreshOnLoad="0"', b" refreshOnLoad = 'false'"])
def test_a_pivot_cache_is_renewed_when_the_file_is_opened(attributes: bytes) -> None:
    parts = pivot(SOURCE, attributes)

    refresh_pivots(parts, FOLLOWING)

    assert re.findall(rb"refreshOnLoad\s*=\s*[\"'](\w+)[\"']", parts.read(CACHE)) == [b"1"]
    assert check_package(parts.as_bytes()) == ()


def test_a_pivot_cache_that_is_right_changes_nothing() -> None:
    parts = pivot(SOURCE, b" refreshOnLoad='true'")

    refresh_pivots(parts, FOLLOWING)

    assert not parts.changed


def test_a_pivot_cache_of_another_workbook_changes_nothing() -> None:
    office = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = pivot(b'<worksheetSource xmlns:r="%s" r:id="rId9" ref="B4:F9" sheet="Work"/>' % office, b"")

    refresh_pivots(parts, FOLLOWING)

    assert not parts.changed
