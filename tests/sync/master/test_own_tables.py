"""Tables and columns of people on a sheet that Remit fills: they stay whole, and Excel opens the file."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

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
    """As programs leave them that know nothing of tables: blank, a number, the name of another column."""
    person = Person(MASTER)
    sheet = person.book["Delegations"]
    for column, header in ((4, None), (5, 2024), (6, sheet["G4"].value)):
        sheet.cell(4, column).value = header
    data, _ = filled(tmp_path, person.saved(), SHOWN)
    assert [work(data).cell(4, column).value for column in range(4, 8)] == [
        "Delegation ID",
        "2024",
        "Status",
        "Progress",
    ]
    assert_clean(data)
