"""Formats are found or appended, cells show what was asked for, and what was there stays what it was."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle

import sync.demo
from sync.limits import Limits
from sync.master.styles import MOST_FORMATS, Styles, Variant
from sync.package import Parts
from sync.reading.unreadable import UnreadableWorkbook
from tests.contracts.package import assert_clean
from tests.contracts.package.samples import pack, sample

PART, SHEET = "xl/styles.xml", "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"( s="[0-9]+")?')

pytestmark = pytest.mark.filterwarnings("ignore:.* is not supported:UserWarning:openpyxl")


def with_xlsxwriter() -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    for row, properties in enumerate(
        [
            {
                "bold": True,
                "font_color": "#7A4B00",
                "bg_color": "#FDF0D5",
                "border": 1,
                "border_color": "#D9DFE5",
            },
            {"num_format": "yyyy-mm-dd", "valign": "vcenter", "indent": 1, "text_wrap": True},
            {"num_format": "0.00", "locked": False, "underline": 2, "font_name": "Noto Sans", "font_size": 9},
            {
                "quote_prefix": True,
                "pattern": 4,
                "fg_color": "#112233",
                "bg_color": "#445566",
                "rotation": 45,
            },
            {"num_format": 14, "left": 6, "diag_type": 3, "diag_border": 1, "font_strikeout": True},
        ]
    ):
        sheet.write_string(row, 0, "x", book.add_format(properties))
    marked = book.add_format({"bold": False, "bg_color": "#FBE3D6", "num_format": '0.0"!"'})
    sheet.conditional_format("A1:A5", {"type": "cell", "criteria": ">", "value": 1, "format": marked})
    book.close()
    return stream.getvalue()


def with_openpyxl() -> bytes:
    book = openpyxl.Workbook()
    cell = book.active["A1"]  # type: ignore[index]
    cell.value = "x"
    cell.font = Font(name="Arial", size=12, italic=True, color="0B5C9E")
    cell.fill = PatternFill("solid", fgColor="DDF1EA")
    cell.border = Border(top=Side("thick", "FF0000"))
    cell.alignment = Alignment(horizontal="center", wrap_text=True)
    cell.protection = Protection(hidden=True)
    cell.number_format = "#,##0.000"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_libreoffice() -> bytes:
    """A small workbook with the stylesheet of a large one that LibreOffice has saved."""
    saved = Path(sync.demo.__file__).with_name("resaved.xlsx").read_bytes()
    parts = Parts.open(with_xlsxwriter(), Limits())
    parts.replace(PART, Parts.open(saved, Limits()).read(PART))
    return parts.as_bytes()


XLSXWRITER, OPENPYXL, LIBREOFFICE = with_xlsxwriter(), with_openpyxl(), with_libreoffice()


@pytest.fixture(params=[XLSXWRITER, OPENPYXL, LIBREOFFICE], ids=["XlsxWriter", "openpyxl", "LibreOffice"])
def file(request: pytest.FixtureRequest) -> bytes:
    data: bytes = request.param
    return data


def stylesheet(data: bytes) -> Styles:
    return Styles(Parts.open(data, Limits()).read(PART))


def again(styles: Styles) -> Styles:
    return Styles(styles.as_bytes())


def shown(data: bytes, styles: Styles, xf: int) -> tuple[bytes, Cell]:
    """The workbook with these styles, its first cell in that format, and this cell as openpyxl reads it."""
    parts = Parts.open(data, Limits())
    sheet = parts.read(SHEET)
    first = CELL.search(sheet)
    assert first is not None
    name = first.group(1).decode()
    parts.replace(SHEET, CELL.sub(rb'<c r="\1" s="%d"' % xf, sheet, count=1))
    parts.replace(PART, styles.as_bytes())
    book = parts.as_bytes()
    cell = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0][name]
    assert isinstance(cell, Cell)
    return book, cell


def look(cell: Cell) -> dict[str, Any]:
    """What can be seen of a format, with the defaults that writers leave out."""
    font, fill, border, align = cell.font, cell.fill, cell.border, cell.alignment
    sides = {name: getattr(border, name) for name in ("left", "right", "top", "bottom", "diagonal")}
    return {
        "number": cell.number_format.replace("\\", ""),
        "font": (font.name, font.sz, bool(font.b), bool(font.i), bool(font.strike), font.u, repr(font.color)),
        "fill": (fill.patternType, repr(fill.fgColor) if fill.patternType else ""),
        "border": {n: (side.style, repr(side.color)) for n, side in sides.items() if side and side.style},
        "alignment": (
            *(align.horizontal or "general", align.vertical or "bottom", bool(align.wrapText)),
            *(align.indent or 0, align.textRotation or 0),
        ),
        "protection": (cell.protection.locked, cell.protection.hidden, bool(cell.quotePrefix)),
    }


# Variants.


@pytest.mark.parametrize(
    ("variant", "changes"),
    [
        (Variant(number_format="0.0%"), {"number": "0.0%"}),
        (Variant(number_format="#,##0"), {"number": "#,##0"}),
        (Variant(number_format="yyyy-mm-dd hh:mm"), {"number": "yyyy-mm-dd hh:mm"}),
    ],
    ids=["own", "built in", "date"],
)
def test_a_number_format(file: bytes, variant: Variant, changes: dict[str, Any]) -> None:
    _shows(file, variant, lambda before: before | changes)


@pytest.mark.parametrize("wrap", [True, False])
@pytest.mark.parametrize("vertical", ["top", "center", "bottom"])
def test_an_alignment(wrap: bool, vertical: str) -> None:
    variant = Variant(wrap=wrap, vertical=vertical)  # type: ignore[arg-type]

    def expected(before: dict[str, Any]) -> dict[str, Any]:
        horizontal, _, _, *rest = before["alignment"]
        return before | {"alignment": (horizontal, vertical, wrap, *rest)}

    for data in (XLSXWRITER, OPENPYXL):
        _shows(data, variant, expected)


def test_a_link(file: bytes) -> None:
    def expected(before: dict[str, Any]) -> dict[str, Any]:
        *font, underline, _ = before["font"]
        colour = repr(openpyxl.styles.Color(rgb="FF0B5C9E"))
        return before | {"font": (*font, underline or "single", colour)}

    _shows(file, Variant(font_color="#0b5c9e", underline=True), expected)


def test_text_that_looks_like_a_formula(file: bytes) -> None:
    def expected(before: dict[str, Any]) -> dict[str, Any]:
        return before | {"protection": (*before["protection"][:2], True)}

    _shows(file, Variant(quote_prefix=True), expected)


def _shows(data: bytes, variant: Variant, expected: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Each of the first formats of the workbook differs as expected, in a workbook that Excel opens."""
    styles = stylesheet(data)
    for xf in range(min(styles.count, 6)):
        _, before = shown(data, stylesheet(data), xf)
        book, after = shown(data, styles, styles.variant(xf, variant))
        assert look(after) == expected(look(before))
        assert_clean(book)


def test_what_a_variant_does_not_name_goes_away_only_when_told() -> None:
    styles = stylesheet(XLSXWRITER)
    _, cell = shown(XLSXWRITER, styles, styles.variant(3, Variant(underline=False, wrap=True)))
    assert (cell.font.u, cell.font.name, cell.alignment.wrapText) == (None, "Noto Sans", True)
    _, cell = shown(XLSXWRITER, styles, styles.variant(4, Variant(quote_prefix=False)))
    assert (bool(cell.quotePrefix), cell.fill.patternType) == (False, "lightGray")


def test_nothing_asked_gives_the_format_itself_and_the_very_part(file: bytes) -> None:
    part = Parts.open(file, Limits()).read(PART)
    styles = Styles(part)
    assert [styles.variant(xf, Variant()) for xf in range(styles.count)] == list(range(styles.count))
    assert (styles.changed, styles.as_bytes()) == (False, part)


def test_what_a_format_has_already_gives_the_format_itself() -> None:
    styles = stylesheet(XLSXWRITER)
    assert styles.variant(2, Variant(number_format=r"yyyy\-mm\-dd", vertical="center", wrap=True)) == 2
    assert styles.variant(0, Variant(vertical="bottom", wrap=False, underline=False, quote_prefix=False)) == 0
    assert styles.variant(3, Variant(underline=True)) == 3  # twice underlined is underlined
    assert not styles.changed


def test_a_format_that_is_there_is_found() -> None:
    styles = stylesheet(XLSXWRITER)
    plain = styles.variant(2, Variant(number_format="General", wrap=False))
    assert styles.variant(plain, Variant(number_format="yyyy-mm-dd", wrap=True)) == 2
    assert styles.count == 7


VARIANTS = st.builds(
    Variant,
    number_format=st.sampled_from(
        [None, "0", "0.0%", "yyyy-mm-dd", r"0\-0", '"a-b" 0', "@", "General", "#,##0"]
    ),
    quote_prefix=st.sampled_from([None, True, False]),
    vertical=st.sampled_from([None, "top", "center", "bottom"]),
    wrap=st.sampled_from([None, True, False]),
    font_color=st.sampled_from([None, "#0B5C9E", "#000000"]),
    underline=st.sampled_from([None, True, False]),
)
REQUESTS = st.lists(st.tuples(st.integers(0, 8), VARIANTS), max_size=12)


@given(st.sampled_from([XLSXWRITER, OPENPYXL, LIBREOFFICE]), REQUESTS)
@settings(max_examples=80, deadline=None, derandomize=True)
def test_the_same_requests_append_nothing_to_what_was_written(
    data: bytes, requests: list[tuple[int, Variant]]
) -> None:
    styles = stylesheet(data)
    requests = [(xf % styles.count, variant) for xf, variant in requests]
    first = [styles.variant(xf, variant) for xf, variant in requests]
    other = again(styles)
    assert [other.variant(xf, variant) for xf, variant in requests] == first
    assert (other.changed, other.count) == (False, styles.count)


@given(REQUESTS)
@settings(max_examples=40, deadline=None, derandomize=True)
def test_a_second_variant_on_top_is_the_same_as_both_at_once(requests: list[tuple[int, Variant]]) -> None:
    styles = stylesheet(XLSXWRITER)
    for xf, variant in requests:
        number = styles.variant(xf, Variant(number_format=variant.number_format))
        rest = Variant(
            quote_prefix=variant.quote_prefix,
            vertical=variant.vertical,
            wrap=variant.wrap,
            font_color=variant.font_color,
            underline=variant.underline,
        )
        assert styles.variant(number, rest) == styles.variant(xf, variant)


def test_beyond_what_excel_bears_a_cell_keeps_its_format() -> None:
    plain = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    formats = f"<cellXfs>{plain * (MOST_FORMATS - 1)}</cellXfs>"
    styles = Styles(f'<styleSheet xmlns="{MAIN}">{formats}</styleSheet>'.encode())
    assert styles.variant(7, Variant(wrap=True)) == MOST_FORMATS - 1
    assert styles.variant(7, Variant(wrap=True, vertical="top")) == 7
    assert styles.variant(8, Variant(wrap=True)) == MOST_FORMATS - 1
    assert styles.adopt(stylesheet(XLSXWRITER), 1) == 0
    assert styles.count == MOST_FORMATS


def test_an_index_that_is_not_there_stands_for_the_first() -> None:
    styles = stylesheet(XLSXWRITER)
    assert [styles.variant(xf, Variant()) for xf in (-1, 6, 99_999)] == [0, 0, 0]
    assert styles.variant(99, Variant(wrap=True)) == styles.variant(0, Variant(wrap=True))


# Formats of other workbooks.


@pytest.mark.parametrize("target", [XLSXWRITER, OPENPYXL], ids=["into XlsxWriter", "into openpyxl"])
def test_a_format_of_another_workbook_looks_the_same_here(file: bytes, target: bytes) -> None:
    source, styles = stylesheet(file), stylesheet(target)
    for xf in range(min(source.count, 8)):
        _, there = shown(file, source, xf)
        book, here = shown(target, styles, styles.adopt(source, xf))
        assert look(here) == look(there)
        assert_clean(book)
    count = styles.count
    assert [again(styles).adopt(source, xf) for xf in range(8)] == [
        styles.adopt(source, xf) for xf in range(8)
    ]
    assert styles.count == count


def test_a_workbook_adopts_its_own_formats_as_they_are() -> None:
    for data in (XLSXWRITER, OPENPYXL):
        styles = stylesheet(data)
        assert [styles.adopt(stylesheet(data), xf) for xf in range(styles.count)] == list(range(styles.count))
        assert not styles.changed


def test_a_conditional_format_of_another_workbook_is_the_same_here() -> None:
    source, styles = stylesheet(XLSXWRITER), stylesheet(pack(sample()))
    index = styles.adopt_differential(source, 0)
    assert index == 1
    assert styles.adopt_differential(source, 0) == again(styles).adopt_differential(source, 0) == index
    book, _ = shown(pack(sample()), styles, 0)
    assert_clean(book)
    found = openpyxl.load_workbook(io.BytesIO(book))._differential_styles.styles  # type: ignore[attr-defined]
    expected = openpyxl.load_workbook(io.BytesIO(XLSXWRITER))._differential_styles.styles  # type: ignore[attr-defined]
    assert isinstance(found[1], DifferentialStyle)
    assert (repr(found[1].font), repr(found[1].fill)) == (repr(expected[0].font), repr(expected[0].fill))
    # Id 164 is a date there.
    assert re.findall(rb"<dxf>.*?<numFmt ([^>]*)/>", styles.as_bytes()) == [
        b'numFmtId="165" formatCode="0.0&quot;!&quot;"'
    ]
    with pytest.raises(IndexError):
        styles.adopt_differential(source, 1)


def test_not_bold_is_no_plain_conditional_format() -> None:
    def dxfs(*fonts: str) -> Styles:
        inner = "".join(f"<dxf><font>{font}</font></dxf>" for font in fonts)
        return Styles(f'<styleSheet xmlns="{MAIN}"><dxfs>{inner}</dxfs></styleSheet>'.encode())

    here = dxfs("", "<b/>", '<b val="0"/>')
    there = dxfs('<b val="false"/>', '<b val="true"/>', "")
    assert [here.adopt_differential(there, index) for index in range(3)] == [2, 1, 0]
    assert not here.changed


# Stylesheets of other writers.


def formats(*xfs: str, fonts: str = "", fills: str = "", borders: str = "", numbers: str = "") -> Styles:
    """A stylesheet of these formats."""
    inner = "".join(
        f"<{name}>{content}</{name}>"
        for name, content in (
            ("numFmts", numbers),
            ("fonts", fonts),
            ("fills", fills),
            ("borders", borders),
            ("cellXfs", "".join(xfs)),
        )
        if content
    )
    return Styles(f'<styleSheet xmlns="{MAIN}">{inner}</styleSheet>'.encode())


ONE = '<xf fontId="1" fillId="0" borderId="0" xfId="0"/>'
PLAIN = '<xf xfId="0"/>'


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('<b/><name val="A"/>', '<name val="A"/><b val="true"/>'),
        ('<u/><name val="A"/>', '<u val="single"/><b val="0"/><name val="A"/>'),
        ('<name val="A"/><color rgb="ff0b5c9e"/>', '<name val="A"/><color rgb="000B5C9E"/><u val="none"/>'),
    ],
)
def test_fonts_that_say_the_same(one: str, other: str) -> None:
    first, second = (formats(PLAIN, ONE, fonts=f"<font/><font>{font}</font>") for font in (one, other))
    assert (first.adopt(second, 1), first.changed) == (1, False)


@pytest.mark.parametrize(
    ("one", "other"), [("<b/>", "<i/>"), ('<color rgb="FF000000"/>', '<color theme="1"/>'), ("<u/>", "")]
)
def test_fonts_that_do_not(one: str, other: str) -> None:
    first, second = (
        formats(PLAIN, ONE, fonts=f'<font/><font><name val="A"/>{font}</font>') for font in (one, other)
    )
    assert (first.adopt(second, 1), first.changed) == (2, True)


def test_formats_with_and_without_defaults_are_the_same() -> None:
    short = formats(PLAIN, ONE, fonts="<font/><font><b/></font>")
    long = formats(
        PLAIN,
        '<xf numFmtId="170" fontId="1" fillId="1" borderId="1" applyFont="false" quotePrefix="false">'
        '<alignment horizontal="general" vertical="bottom" wrapText="false" indent="0"/>'
        '<protection locked="true" hidden="false"/></xf>',
        fonts='<font/><font><b val="1"/></font>',
        fills='<fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill><fgColor rgb="FF112233"/></patternFill></fill>',
        borders='<border/><border diagonalUp="false"><left style="none"/><right/></border>',
        numbers='<numFmt numFmtId="170" formatCode="General"/>',
    )
    assert (short.adopt(long, 1), short.changed) == (1, False)
    assert (long.adopt(short, 1), long.changed) == (1, False)


def test_a_stylesheet_with_next_to_nothing_in_it_gets_what_excel_needs() -> None:
    part = f'<x:styleSheet xmlns:x="{MAIN}"><x:cellStyles/><x:extLst/></x:styleSheet>'
    styles = Styles(part.encode())
    assert (styles.count, styles.variant(0, Variant(number_format="0.0%", wrap=True)), styles.count) == (
        1,
        1,
        2,
    )
    written = styles.as_bytes().decode()
    assert re.findall(r"<x:(\w+)[^>]* count=\"(\d+)\"", written) == [
        ("numFmts", "1"),
        ("fonts", "1"),
        ("fills", "2"),
        ("borders", "1"),
        ("cellStyleXfs", "1"),
        ("cellXfs", "2"),
    ]
    assert written.index("</x:cellXfs>") < written.index("<x:cellStyles/>") < written.index("<x:extLst/>")
    assert "<styleSheet" not in written
    assert "ns0" not in written


def test_what_only_another_namespace_understands_stays_behind() -> None:
    part = (
        f'<styleSheet xmlns="{MAIN}" xmlns:y="urn:y"><fonts><font/>'
        f'<font y:a="1"><b/><y:c/><extLst/></font></fonts><cellXfs>{PLAIN}{ONE}</cellXfs></styleSheet>'
    )
    styles = formats(PLAIN)
    assert styles.adopt(Styles(part.encode()), 1) == 1
    assert b"<fonts" in styles.as_bytes()
    assert b"urn:y" not in styles.as_bytes()
    assert b"extLst" not in styles.as_bytes()


def test_a_damaged_stylesheet_is_refused() -> None:
    with pytest.raises(UnreadableWorkbook, match=r"damaged.*xl/styles\.xml"):
        Styles(b"<styleSheet>")
