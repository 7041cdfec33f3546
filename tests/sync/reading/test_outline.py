"""What is known of a workbook before a cell is read, whichever program wrote it."""

from __future__ import annotations

import re

import pytest

from sync.limits import Limits
from sync.reading.guard import Package, open_package
from sync.reading.outline import ExcelTable, column_names, column_number, read_outline
from sync.reading.reader import read_workbook
from tests.sync.reads import read_skills, rows_of
from tests.sync.workbooks import SKILLS, SheetSpec, edited, replaced, skills, workbook

STRICT = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        "http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
}


def package(data: bytes) -> Package:
    return open_package(data, Limits())


def strict(_: str, content: bytes) -> bytes:
    """As Excel saves a "Strict Open XML Spreadsheet"."""
    for old, new in STRICT.items():
        content = content.replace(old.encode(), new.encode())
    return content


def prefixed(name: str, content: bytes) -> bytes:
    """As programs on the Open XML SDK write it."""
    if not name.startswith("xl/") or not name.endswith(".xml") or "theme" in name:
        return content
    content = re.sub(rb"<(/?)([A-Za-z])", rb"<\1x:\2", content)
    return content.replace(b" xmlns=", b" xmlns:x=")


def from_the_root(name: str, content: bytes) -> bytes:
    """As openpyxl writes the targets of relationships."""
    if name.endswith("workbook.xml.rels"):
        return content.replace(b'Target="', b'Target="/xl/')
    return content.replace(b'Target="../', b'Target="/xl/') if name.endswith(".rels") else content


@pytest.mark.parametrize("written", [strict, prefixed, from_the_root], ids=lambda each: str(each.__name__))
def test_sheets_and_tables_are_found_however_they_are_written(written: object) -> None:
    data = edited(workbook(SheetSpec(name="A & B", text="| x |"), skills(top=4, left=2)), written)  # type: ignore[arg-type]

    outline = read_outline(package(data))

    assert [sheet.name for sheet in outline.sheets] == ["A & B", "Skills"]
    assert outline.sheets[1].tables == (
        ExcelTable(
            name="Skills", part="xl/tables/table1.xml", first_row=4, last_row=6, first_column=2, last_column=6
        ),
    )
    assert outline.epoch_1904 is False


def test_rows_are_the_same_however_they_are_written() -> None:
    data = workbook(skills("| Member | Skill | Level | Evidence | Notes |\n| M1 | =A2 | #N/A | x | |"))

    expected = rows_of(read_workbook(data).tables["skills"])
    assert expected
    for written in (strict, prefixed, from_the_root):
        assert rows_of(read_workbook(edited(data, written)).tables["skills"]) == expected


def test_header_and_totals_rows_are_known() -> None:
    total = workbook(skills(SKILLS + "| Total | | 7 | | |", table_rows=2, total_row=True))
    headless = workbook(skills(header_row=False))

    (with_total,) = read_outline(package(total)).sheets[0].tables
    (without_header,) = read_outline(package(headless)).sheets[0].tables

    assert (with_total.header_rows, with_total.last_row, with_total.totals_rows) == (1, 4, 1)
    assert (without_header.header_rows, without_header.first_row) == (0, 2)
    assert column_names(package(headless), without_header) == (
        "Member",
        "Skill",
        "Level",
        "Evidence",
        "Notes",
    )


def test_a_table_whose_reference_makes_no_sense_is_an_ordinary_range() -> None:
    data = replaced(workbook(skills()), "table1.xml", 'ref="A1:E3"', 'ref="here"')

    assert read_outline(package(data)).sheets[0].tables == ()


def test_sheets_whose_tables_nobody_needs_are_not_looked_into() -> None:
    data = edited(workbook(skills()), lambda name, content: b"<" if "tables/" in name else content)

    (sheet,) = read_outline(package(data), without_tables=frozenset({"Skills"})).sheets

    assert sheet.tables == ()


def test_a_damaged_note_of_who_saved_it_costs_nothing() -> None:
    data = edited(workbook(skills()), lambda name, content: b"<cp" if "core.xml" in name else content)

    outline = read_outline(package(data))

    assert (outline.modified_by, outline.modified_at) == ("", "")


@pytest.mark.parametrize(("letters", "number"), [("A", 1), ("Z", 26), ("AA", 27), ("XFD", 16384)])
def test_column_number(letters: str, number: int) -> None:
    assert column_number(letters) == number


def test_a_header_with_a_line_break_is_read() -> None:
    read = read_skills("| Member | Skill | Level | Evi\\ndence | Notes |\n| M1 | Excel | 3 | x | |")

    assert read.tables["skills"].columns["evidence"].values == ["x"]
