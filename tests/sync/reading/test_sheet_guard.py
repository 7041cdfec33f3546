"""What no parser gets to see, because one of them would die of it or read it otherwise than Excel."""

from __future__ import annotations

import re

import pytest

from sync.reading.reader import read_workbook
from sync.reading.unreadable import UnreadableWorkbook
from tests.sync.workbooks import replaced, skills, workbook

GOOD = workbook(skills())
ROW_2, ROW_3 = r'<row r="2".*?</row>', r'<row r="3".*?</row>'
BOTH = f"({ROW_2})({ROW_3})"
LEVEL = re.escape('<c r="C2"><v>4</v></c>')


def refused_part(data: bytes) -> object:
    with pytest.raises(UnreadableWorkbook) as caught:
        read_workbook(data)
    assert caught.value.issue.code == "WB-DAMAGED"
    return caught.value.issue.params["part"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (BOTH, r"\2\1"),
        (BOTH, r"\1\2\2"),
        (LEVEL, '<c r="C2"><v>4</v></c><c r="C2"><v>5</v></c>'),
        (LEVEL, "<c r='C2'><v>4</v></c><c r='C2'><v>5</v></c>"),
        (r'(<c r="A2".*?</c>)(<c r="B2".*?</c>)', r"\2\1"),
        (LEVEL, '<c r="C9"><v>4</v></c>'),
        (LEVEL, '<c r="C2" t="s"><v>-1</v></c>'),
        (LEVEL, '<c r="C2" t="s"><v>1.5</v></c>'),
        (LEVEL, '<c r="C2" t="s"><v/></c>'),
        (LEVEL, "<x:c r='C2' t='s'><x:v>99999999999999999999</x:v></x:c>"),
        (ROW_3, '<row r="1048577"><c r="A1048577"><v>1</v></c></row>'),
        ("</sheetData>", "</sheetData><hyperlinks>" + '<hyperlink ref="A1"/>' * 65_531 + "</hyperlinks>"),
        ("</sheetData>", "</sheetData><mergeCells>" + '<mergeCell ref="H9:I9"/>' * 65_531 + "</mergeCells>"),
    ],
    ids=[
        "rows in another order",
        "a row twice",
        "a cell twice",
        "a cell twice in other quotes",
        "cells in another order",
        "a cell of another row",
        "a text before the first",
        "a text and a half",
        "a text without number",
        "a text far behind the last",
        "a row below the last",
        "more links than Excel has",
        "more merged cells than anybody has",
    ],
)
def test_a_sheet_that_is_none(old: str, new: str) -> None:
    """Of two cells of one name the last would win, and the first of all texts stand for one that is none."""
    assert refused_part(replaced(GOOD, "sheet1.xml", old, new)) == "Skills"


@pytest.mark.parametrize("joined", ["mergeCell", "hyperlink"])
def test_a_whole_sheet_in_one(joined: str) -> None:
    data = replaced(GOOD, "sheet1.xml", "</sheetData>", f'</sheetData><{joined} ref="A1:XFD1048576"/>')
    with pytest.raises(UnreadableWorkbook) as caught:
        read_workbook(data)
    found = caught.value.issue
    assert (found.code, found.params["what"], found.params["found"]) == ("WB-SIZE", "@size:joined", 2**34)


def test_more_cell_formats_than_excel_can_hold() -> None:
    data = replaced(GOOD, "styles.xml", "</cellXfs>", '<xf fontId="0"/>' * 131_000 + "</cellXfs>")

    assert refused_part(data) == "xl/styles.xml"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_elements_within_elements_without_end(part: str) -> None:
    data = replaced(GOOD, part, r"(</\w+>)\s*$", "<a>" * 100 + "</a>" * 100 + r"\1")

    assert refused_part(data) == part


def test_many_elements_beside_one_another_are_no_depth() -> None:
    data = replaced(
        GOOD, "xl/workbook.xml", "</workbook>", "<a></a>" * 100 + "<b>x</b>" * 100 + "</workbook>"
    )

    assert read_workbook(data).tables["skills"].rows == [2, 3]
