"""What is changed about XlsxWriter's worksheet reaches the file."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile

import xlsxwriter

from tests.workbook_templates.example import ordinary
from tests.workbook_templates.recalculation import opened
from workbook_templates.team import build_team_workbook
from workbook_templates.worksheet import GrowingSheet


def sheet_xml(data: bytes, number: int) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(f"xl/worksheets/sheet{number}.xml").decode()


def test_rows_with_long_text_are_high_enough_and_stay_free_to_grow() -> None:
    rows = {"delegations": [{"delegation_id": "D1", "objective": "word " * 30}, {"delegation_id": "D2"}]}
    xml = sheet_xml(build_team_workbook(dataclasses.replace(ordinary("en"), rows=rows)), 2)
    rows_found = {int(row): rest for row, rest in re.findall(r'<row r="(\d+)"([^>]*)>', xml)}
    assert 'ht="60"' in rows_found[6]
    assert "customHeight" not in rows_found[6]
    assert "ht=" not in rows_found[7]
    assert 'customHeight="1"' in rows_found[1]  # the title keeps its height


def test_a_repeated_formula_is_spelled_out_once() -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("Days", GrowingSheet)
    sheet.write_number(0, 0, 1)
    sheet.write_shared(1, 0, "A1+1", [2, 3, 4], None)
    book.close()
    assert re.findall(r"<f[ >].*?</c>", sheet_xml(target.getvalue(), 1)) == [
        '<f t="shared" ref="A2:A4" si="0">A1+1</f><v>2</v></c>',
        '<f t="shared" si="0"/><v>3</v></c>',
        '<f t="shared" si="0"/><v>4</v></c>',
    ]
    assert opened(target.getvalue())["Days"]["A4"].value == "=A3+1"
