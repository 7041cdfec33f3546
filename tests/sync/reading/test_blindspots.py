"""A cell that shows an error or has no result is never read as blank."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from delegation.records import CellFault
from sync.reading.blindspots import find_faults, without_unknown_errors
from sync.reading.reader import read_workbook
from tests.sync.reads import read_skills, rows_of
from tests.sync.workbooks import replaced, skills, workbook


def test_error_values_and_formulas_without_result_are_told_from_blank_cells() -> None:
    read = read_skills("""
        | Member | Skill | Level | Evidence | Notes |
        | M1     | Excel | #N/A  | =A2&"x"  |       |
        |        | =B2   |       |          |       |
    """)

    assert rows_of(read.tables["skills"]) == {
        2: ["M1", "Excel", CellFault("error", "#N/A"), CellFault("formula", '=A2&"x"'), None],
        3: [None, CellFault("formula", "=B2"), None, None, None],
    }


def test_an_error_that_calamine_does_not_know_costs_no_other_cell() -> None:
    data = workbook(skills("| Member | Skill | Level | Evidence | Notes |\n| M1 | #REF! | #N/A | x | |"))
    data = replaced(data, "sheet1.xml", "<v>#N/A</v>", "<v>#SPILL!</v>")

    assert rows_of(read_workbook(data).tables["skills"]) == {
        2: ["M1", CellFault("error", "#REF!"), CellFault("error", "#SPILL!"), "x", None]
    }


def test_errors_in_the_teams_own_columns_do_not_matter() -> None:
    read = read_skills("""
        | Member | Skill | Cost | Level | Evidence | Notes |
        | M1     | Excel | #N/A | 3     |          |       |
        |        |       | #N/A |       |          |       |
    """)

    assert rows_of(read.tables["skills"]) == {2: ["M1", "Excel", 3.0, None, None]}


def sheet(cells: str) -> bytes:
    """A sheet's XML around cells, as Excel writes it."""
    return f'<worksheet xmlns="x"><sheetData><row r="2">{cells}</row></sheetData></worksheet>'.encode()


FAULTS = {
    "error value": ('<c r="B2" t="e"><v>#REF!</v></c>', CellFault("error", "#REF!")),
    "error value with format": ('<c r="B2" s="3" t="e"><v>#N/A</v></c>', CellFault("error", "#N/A")),
    "error of a formula": ('<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', CellFault("error", "#DIV/0!")),
    "error without its name": ('<c r="B2" t="e"><f>1/0</f></c>', CellFault("error", "#ERROR!")),
    "formula without value": ('<c r="B2"><f>A1&amp;"x"</f></c>', CellFault("formula", '=A1&"x"')),
    "formula with a blank value": (
        '<c r="B2" s="1"><f aca="false">A1</f><v></v></c>',
        CellFault("formula", "=A1"),
    ),
    "as openpyxl writes it": ('<c r="B2"><f>A1</f><v /></c>', CellFault("formula", "=A1")),
    "one of a shared formula": ('<c r="B2"><f t="shared" si="0"/></c>', CellFault("formula", "=")),
    "number that was not computed": ('<c r="B2" t="n"><f>A1</f><v/></c>', CellFault("formula", "=A1")),
}
NO_FAULTS = {
    "text that is empty": '<c r="B2" t="str"><f>IF(A1,"x","")</f><v></v></c>',
    "computed number": '<c r="B2"><f>A1*2</f><v>4</v></c>',
    "one of a shared formula, computed": '<c r="B2"><f t="shared" si="0"/><v>4</v></c>',
    "plain number": '<c r="B2"><v>4</v></c>',
    "blank cell with format": '<c r="B2" s="1"/>',
    "text that looks like an error": '<c r="B2" t="inlineStr"><is><t>#N/A t="e"</t></is></c>',
}
WRITTEN: dict[str, Callable[[bytes], bytes]] = {
    "common": lambda xml: xml,
    "with prefix": lambda xml: re.sub(rb"<(/?)([a-z])", rb"<\1x:\2", xml),
    "with single quotes": lambda xml: re.sub(rb"<[^>]*>", lambda tag: tag.group().replace(b'"', b"'"), xml),
    "with line breaks": lambda xml: xml.replace(b"><", b">\r\n  <"),
    "with attributes in another order": lambda xml: re.sub(rb'<c (r="\w+")( [^>/]*)', rb"<c\2 \1", xml),
}


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
@pytest.mark.parametrize(("cell", "fault"), FAULTS.values(), ids=FAULTS)
def test_faults_are_found_however_the_sheet_is_written(
    cell: str, fault: CellFault, written: Callable[[bytes], bytes]
) -> None:
    around = '<c r="A2" t="s"><v>0</v></c>' + cell + '<c r="C2"><f>A1</f><v>1</v></c>'

    assert find_faults(written(sheet(around))) == {(2, 2): fault}


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
@pytest.mark.parametrize("cell", NO_FAULTS.values(), ids=NO_FAULTS)
def test_what_has_a_value_is_no_fault(cell: str, written: Callable[[bytes], bytes]) -> None:
    assert find_faults(written(sheet(cell))) == {}


def test_cells_without_names_are_counted() -> None:
    xml = sheet('<c><v>1</v></c><c t="e"><v>#N/A</v></c>')

    assert find_faults(xml) == {(2, 2): CellFault("error", "#N/A")}


def test_only_errors_that_calamine_does_not_know_are_replaced() -> None:
    xml = sheet('<c r="A2" t="e"><v>#REF!</v></c><c r="B2" t="e"><v>#SPILL!</v></c>')

    assert without_unknown_errors(xml, find_faults(xml)) == xml.replace(b"#SPILL!", b"#N/A")
