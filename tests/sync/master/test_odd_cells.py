"""Cells, dates and rules in people's own columns as tools trip over them: they are after every fill what they
were.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.datavalidation import DataValidation

from delegation.place import cell_name, column_letters
from sync.store.stored import WrittenKind
from tests.sync.master.desk import MAIN, WORK, WORKS, Desk, begun, place_of, rewritten, row_of, sheet_part
from tests.sync.master.editor import Content, Person
from tests.sync.master.reading import Tables

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")


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
    return {names[at]: cell for cell in root.iter(f"{MAIN}c") if (at := cell.get("r", "")) in names}


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
        assert [each.findtext(f"{MAIN}is/{MAIN}t") for each in found.values()] == list(ODD)
        assert [each.find(f"{MAIN}f") for each in found.values()] == [None] * len(ODD)
        beside = {("north:D1", f"Mine {place}"): text for place, text in enumerate(ODD.values())}
        assert desk.texts() == beside
        assert {each.kind for each in desk.history} == {WrittenKind.TEXT}


def test_odd_texts_go_to_left_with_their_row_and_come_back_with_it(tmp_path: Path) -> None:
    cell = '<c r="{{at}}" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>'
    desk = Desk(tmp_path, with_cells([cell.format(text) for text in ODD]))
    left = own_cells(desk.filled(8), "delegations north:D1", "Left")
    assert [each.findtext(f"{MAIN}is/{MAIN}t") for each in left.values()] == list(ODD)
    back = own_cells(desk.filled(1))
    assert [each.findtext(f"{MAIN}is/{MAIN}t") for each in back.values()] == list(ODD)


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
        formulas = [each.find(f"{MAIN}f") for each in found]
        assert [each.get("t") for each in found] == ["e", "e", None, "e"]
        assert [each.findtext(f"{MAIN}v") for each in found] == ["#REF!", "#DIV/0!", "33", "#N/A"]
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
    assert [(each.get("t"), each.findtext(f"{MAIN}v")) for each in left] == [
        ("e", "#REF!"),
        ("e", "#DIV/0!"),
        (None, "33"),
        ("e", "#N/A"),
    ]


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
