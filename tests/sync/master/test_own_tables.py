"""Tables and columns of people on a sheet that Remit fills: they stay whole, and Excel opens the file."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table, TableColumn, TableFormula
from openpyxl.worksheet.worksheet import Worksheet

from delegation.labels import labels
from sync.master import MasterContent, Written, build_master, write_master
from tests.contracts.package import assert_clean
from tests.sync.master.editor import Person
from tests.sync.masters import content, delegation, told

NAME = "Remit master.xlsx"
SHOWN = content()
MASTER = build_master(SHOWN)
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")


def with_more(rows: int) -> MasterContent:
    """The master with so many delegations more; fewer where it is below zero."""
    source = told()
    source.records += [delegation("north", f"N{number}", 20 + number) for number in range(rows)]
    shown = content(source=source)
    kept = shown.records["delegations"][: rows if rows < 0 else None]
    return replace(shown, records={**shown.records, "delegations": kept})


def filled(folder: Path, data: bytes, *shown: MasterContent) -> tuple[bytes, Written]:
    """The file after these fills, and what came of the last."""
    path = folder / NAME
    path.write_bytes(data)
    done = [write_master(path, each) for each in shown]
    return path.read_bytes(), done[-1]


def work(data: bytes) -> Worksheet:
    return load_workbook(io.BytesIO(data))["Delegations"]


def bounds(sheet: Worksheet, table: str = "M_Delegations") -> tuple[int, int, int, int]:
    """Left, top, right and bottom."""
    left, top, right, bottom = range_boundaries(sheet.tables[table].ref)
    return int(left or 0), int(top or 0), int(right or 0), int(bottom or 0)


def test_what_stands_left_of_a_table_is_there_after_many_fills(tmp_path: Path) -> None:
    person = Person(MASTER)
    sheet = person.book["Delegations"]
    left, top, right, bottom = bounds(sheet)
    sheet.move_range(f"A1:{get_column_letter(right)}{bottom}", cols=1)
    ref = f"{get_column_letter(left + 1)}{top}:{get_column_letter(right + 1)}{bottom}"
    sheet.tables["M_Delegations"].ref = sheet.tables["M_Delegations"].autoFilter.ref = ref
    for row in range(top + 1, bottom + 1):
        sheet.cell(row, 1, f"mine {row}")
    data, _ = filled(tmp_path, person.saved(), SHOWN, with_more(2), SHOWN)
    found = work(data)
    assert [found.cell(row, 1).value for row in range(5, 10)] == [
        "mine 5",
        "mine 6",
        "mine 7",
        "mine 8",
        None,
    ]
    assert_clean(data)


def test_header_cells_say_what_their_column_is_called(tmp_path: Path) -> None:
    """As programs leave them that know nothing of tables: blank, a number, the name of another column,
    the same name in capitals.
    """
    person = Person(MASTER)
    sheet = person.book["Delegations"]
    for column, header in ((4, None), (5, 2024), (7, sheet["H4"].value), (8, "PROGRESS")):
        sheet.cell(4, column).value = header
    data, _ = filled(tmp_path, person.saved(), SHOWN)
    assert [work(data).cell(4, column).value for column in (4, 5, 7, 8)] == [
        "Delegation ID",
        "2024",
        "Status",
        "PROGRESS",
    ]
    assert_clean(data)


def with_own_table(row: int, column: int, name: str = "Mine") -> bytes:
    """Two columns and two rows, its upper left corner there; the second column counts in the first."""
    person = Person(MASTER)
    sheet = person.book["Delegations"]
    for number, line in enumerate((["Item", "Twice"], [1, f"=B{row + 1}*2"], [2, f"=B{row + 2}*2"])):
        for place, value in enumerate(line):
            sheet.cell(row + number, column + place, value)
    ref = f"{get_column_letter(column)}{row}:{get_column_letter(column + 1)}{row + 2}"
    sheet.add_table(Table(displayName=name, ref=ref))
    return person.saved()


@pytest.mark.parametrize("rows", [6, -3, 0])
def test_a_table_below_moves_with_its_cells(tmp_path: Path, rows: int) -> None:
    data, _ = filled(tmp_path, with_own_table(20, 2), with_more(rows))
    sheet = work(data)
    first = 20 + rows
    assert bounds(sheet, "Mine") == (2, first, 3, first + 2)
    assert [sheet.cell(first + number, 3).value for number in range(3)] == [
        "Twice",
        f"=B{first + 1}*2",
        f"=B{first + 2}*2",
    ]
    assert_clean(data)


def test_a_table_right_beside_stays_a_table_of_its_own(tmp_path: Path) -> None:
    right = bounds(work(MASTER))[2]
    data, done = filled(tmp_path, with_own_table(4, right + 1), with_more(5), with_more(-2))
    assert done.waiting is None
    assert bounds(work(data), "Mine") == (right + 1, 4, right + 2, 6)
    assert bounds(work(data))[2] == right
    assert_clean(data)


def test_a_table_partly_below_is_not_torn_apart(tmp_path: Path) -> None:
    theirs = with_own_table(20, bounds(work(MASTER))[2])
    data, done = filled(tmp_path, theirs, SHOWN)  # nothing has to move
    assert done.waiting is None
    assert_clean(data)
    after, done = filled(tmp_path, theirs, with_more(1))
    assert after == theirs
    assert done.waiting is not None
    assert done.waiting.text(labels("en")) == (
        "On the sheet Delegations of Remit master.xlsx the table Mine stands where the table that Remit fills"
        " needs room: beside it on the same rows, or partly below it. It was left as it is, and the master"
        " was written as Remit master (waiting).xlsx. Move that table to a sheet of its own, or further away;"
        " the next run goes on from there."
    )


def test_two_tables_of_remit_on_one_sheet_are_not_filled_over_each_other(tmp_path: Path) -> None:
    person = Person(MASTER)
    sheet = person.book["Delegations"]
    sheet.add_table(person.book["Runs"].tables.pop("M_Runs"))
    left, top, right, bottom = bounds(sheet, "M_Runs")
    sheet.tables["M_Runs"].ref = sheet.tables["M_Runs"].autoFilter.ref = (
        f"{get_column_letter(50 + left)}{top}:{get_column_letter(50 + right)}{bottom}"
    )
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            sheet.cell(row, 50 + column, person.book["Runs"].cell(row, column).value)
    theirs = person.saved()
    after, done = filled(tmp_path, theirs, SHOWN)
    assert after == theirs
    assert done.waiting is not None
    assert done.waiting.reason == "in_the_way"


def test_a_template_without_room_is_not_filled_and_stops_nothing(tmp_path: Path) -> None:
    template = with_own_table(4, bounds(work(MASTER))[2])
    done = write_master(tmp_path / NAME, SHOWN, template=template)
    assert done.waiting is None
    assert (tmp_path / NAME).read_bytes() == MASTER


@pytest.mark.parametrize(("rows", "last"), [(5, 13), (-2, 6)])
def test_a_formula_for_several_cells_keeps_all_of_them(tmp_path: Path, rows: int, last: int) -> None:
    person = Person(MASTER)
    sheet = person.book["Delegations"]
    sheet["C30"] = ArrayFormula("C30:C31", "=F5:F6*1")
    sheet["AW30"] = ArrayFormula("AW30:AW33", "=F5:F8")
    data, _ = filled(tmp_path, person.saved(), with_more(rows))
    cells = (cell for line in work(data).iter_rows() for cell in line)
    arrays = [(each.value.ref, each.value.text) for each in cells if isinstance(each.value, ArrayFormula)]
    below = 30 + rows
    assert sorted(arrays) == [("AW30:AW33", f"=F5:F{last}"), (f"C{below}:C{below + 1}", "=F5:F6*1")]


def test_rows_that_people_have_hidden_around_a_table_stay_hidden(tmp_path: Path) -> None:
    person = Person(MASTER)
    sheet = person.book["Delegations"]
    sheet["B20"] = "Mine"
    for row in (2, 20, 25):  # the last without a cell
        sheet.row_dimensions[row].hidden = True
    data, _ = filled(tmp_path, person.saved(), with_more(3))
    assert [row for row, found in work(data).row_dimensions.items() if found.hidden] == [2, 23, 28]


def test_merged_cells_are_parted_where_only_some_of_them_move(tmp_path: Path) -> None:
    person = Person(MASTER)
    sheet = person.book["Delegations"]
    for area, text in (
        ("AS12:AW12", "half"),
        ("A14:AX14", "whole"),
        ("AW19:AX20", "beside"),
        ("B16:D17", "in"),
    ):
        sheet[area.partition(":")[0]] = text
        sheet.merge_cells(area)
    data, _ = filled(tmp_path, person.saved(), with_more(5))
    found = work(data)
    assert {str(each) for each in found.merged_cells.ranges} == {"AW19:AX20", "B21:D22"}
    assert [found[place].value for place in ("AS17", "A19", "AW19", "B21")] == [
        "half",
        "whole",
        "beside",
        "in",
    ]
    assert_clean(data)


def test_new_rows_are_calculated_over_the_rows_that_there_are(tmp_path: Path) -> None:
    person = Person(MASTER)
    sheet = person.book["Delegations"]
    table, right = sheet.tables["M_Delegations"], bounds(sheet)[2]
    column, last = right + 1, f"{get_column_letter(right + 1)}8"
    sheet.cell(4, column, "Part")
    for row in range(5, 9):
        sheet.cell(row, column, f"=G{row}/SUM(G$5:G$8)")
    formula = TableFormula(attr_text="G5/SUM(G$5:G$8)")
    table.tableColumns.append(TableColumn(id=99, name="Part", calculatedColumnFormula=formula))
    table.ref = table.autoFilter.ref = f"A4:{last}"
    data, _ = filled(tmp_path, person.saved(), with_more(2))
    found = work(data)
    assert [found.cell(row, column).value for row in range(5, 12)] == [
        *(f"=G{row}/SUM(G$5:G$10)" for row in range(5, 11)),
        None,
    ]
    assert found.tables["M_Delegations"].tableColumns[-1].calculatedColumnFormula.attr_text == (
        "G5/SUM(G$5:G$10)"
    )
    assert_clean(data)
