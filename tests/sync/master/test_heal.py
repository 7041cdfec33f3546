"""What is missing in a master or template is put back where nobody loses anything by it."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook as Book
from python_calamine import CalamineWorkbook

from delegation.labels import labels
from sync.master import MasterContent, Remark, Waiting, Written, build_master, write_master
from sync.master.template import build_template
from sync.store.stored import WrittenCell
from tests.sync.masters import content
from workbook_templates.master import IDENTITY_SHEET, master_sheets

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")
TABLES = {each.id: each.table for each in master_sheets(labels("en"))}


class Master:
    """A master after a run, and what somebody then does to it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "Remit master.xlsx"
        self.path.write_bytes(build_master(content()))
        self.kept: list[WrittenCell] = []

    def open(self) -> Book:
        return openpyxl.load_workbook(self.path)

    def fill(self, found: MasterContent | None = None) -> Written:
        def keep(cells: object) -> None:
            self.kept = list(cells)  # type: ignore[call-overload]

        return write_master(self.path, found or content(), remembered=tuple(self.kept), keep=keep)

    def rows(self, table: str) -> list[dict[str, object]]:
        return rows_of(self.path.read_bytes(), table)

    def says_everything(self) -> bool:
        new = build_master(content())
        return all(self.rows(table) == rows_of(new, table) for table in TABLES.values())


def rows_of(data: bytes, table: str) -> list[dict[str, object]]:
    found = CalamineWorkbook.from_filelike(io.BytesIO(data), load_tables=True).get_table_by_name(table)
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.to_python()]
    return [{header: cell for header, cell in row.items() if cell != ""} for row in rows]


def drop_column(book: Book, tab: str, table: str, header: str) -> None:
    """As Excel deletes a column of a table."""
    sheet = book[tab]
    found = sheet.tables[table]
    names = [column.name for column in found.tableColumns]
    place = names.index(header)
    sheet.delete_cols(place + 1)
    del found.tableColumns[place]
    left, right = found.ref.split(":")
    last = openpyxl.utils.get_column_letter(len(names) - 1)
    found.ref = found.autoFilter.ref = f"{left}:{last}{right.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}"


@pytest.fixture
def master(tmp_path: Path) -> Master:
    return Master(tmp_path)


def healed(*parts: str) -> Remark:
    return Remark(name="healed", parts=parts, facts={"file": "Remit master.xlsx"})


def test_a_table_that_was_turned_into_a_range_is_one_again(master: Master) -> None:
    book = master.open()
    sheet = book["Delegations"]
    del sheet.tables["M_Delegations"]
    sheet["R6"] = "Escalate"
    sheet["AU4"], sheet["AU6"] = "Budget", 12.5
    book.save(master.path)

    assert master.fill() == Written(path=master.path, remarks=(healed("Delegations"),))

    row = master.rows("M_Delegations")[1]
    assert (row["_key"], row["Title"], row["Decision"], row["Budget"]) == (
        "north:D2",
        "Supplier talks",
        "Escalate",
        12.5,
    )
    assert [(each.column, each.value) for each in master.kept] == [
        ("decision", "Escalate"),
        ("Budget", "12.5"),
    ]
    assert master.fill() == Written(path=master.path)


def test_a_range_under_a_tab_that_was_renamed_is_found(master: Master) -> None:
    book = master.open()
    book["Calendar"].title = "Days"
    book.save(master.path)
    assert master.fill() == Written(path=master.path)  # takes the new name down
    book = master.open()
    del book["Days"].tables["M_Calendar"]
    book.save(master.path)

    assert master.fill() == Written(path=master.path, remarks=(healed("Days"),))
    assert list(master.open()["Days"].tables) == ["M_Calendar"]
    assert master.says_everything()


def test_a_sheet_that_was_deleted_comes_back_with_what_the_history_has(master: Master) -> None:
    book = master.open()
    book["Delegations"]["S5"] = "ask Ana"
    book.save(master.path)
    assert master.fill() == Written(path=master.path)
    book = master.open()
    del book["Delegations"]
    book.save(master.path)

    assert master.fill() == Written(path=master.path, remarks=(healed("Delegations"),))

    rows = master.rows("M_Delegations")
    assert [(row["_key"], row.get("Comment")) for row in rows] == [
        ("north:D1", "ask Ana"),
        ("north:D2", None),
        ("south:D1", None),
        ("huadong:007", None),
    ]
    sheet = master.open()["Delegations"]
    assert sheet["C2"].value == master.open()["KPIs"]["C2"].value  # the stamp
    assert sheet.freeze_panes == "F5"
    assert sheet.print_title_rows == "$1:$4"
    assert master.open()["Overview"]["N18"].hyperlink.location == "Delegations!A1"
    assert master.fill() == Written(path=master.path)


def test_a_column_that_was_deleted_comes_back_as_the_last_one(master: Master) -> None:
    book = master.open()
    drop_column(book, "Calendar", "M_Calendar", "Name")
    drop_column(book, "Members", "M_Members", "Comment")
    book.save(master.path)

    assert master.fill() == Written(
        path=master.path, remarks=(healed("Members › Comment", "Calendar › Name"),)
    )

    columns = [column.name for column in master.open()["Calendar"].tables["M_Calendar"].tableColumns]
    assert columns == ["_key", "_team", "Team", "Date", "Kind of day", "Notes", "Name"]
    assert master.says_everything()
    assert master.fill() == Written(path=master.path)


@pytest.mark.parametrize(("tab", "table"), [("Runs", "M_Runs"), ("Delegations", "M_Delegations")])
def test_a_key_column_that_was_deleted_comes_back_where_nobody_wrote(
    master: Master, tab: str, table: str
) -> None:
    book = master.open()
    drop_column(book, tab, table, "_key")
    book.save(master.path)

    assert master.fill() == Written(path=master.path, remarks=(healed(f"{tab} › _key"),))

    assert master.says_everything()
    assert master.rows("M_Left") == [{}]
    assert master.open()[tab].tables[table].tableColumns[-1].name == "_key"
    assert master.fill() == Written(path=master.path)


@pytest.mark.parametrize(
    ("cell", "value"),
    [("Q6", "Escalate"), ("AT6", "beside the table")],
    ids=["in a column of people's", "beside the table"],
)
def test_a_key_column_that_was_deleted_beside_texts_is_not_guessed(
    master: Master, cell: str, value: str
) -> None:
    book = master.open()
    drop_column(book, "Delegations", "M_Delegations", "_key")
    book["Delegations"][cell] = value
    book.save(master.path)
    old = master.path.read_bytes()

    written = master.fill()

    beside = master.path.with_name("Remit master (waiting).xlsx")
    assert written == Written(
        path=master.path,
        waiting=Waiting(master=master.path, path=beside, reason="key_column", facts={"sheet": "Delegations"}),
    )
    assert master.path.read_bytes() == old
    assert beside.read_bytes() == build_master(content())


def test_without_the_hidden_sheet_tables_are_known_by_their_names(master: Master) -> None:
    book = master.open()
    del book[IDENTITY_SHEET]
    del book.defined_names["as_of"]
    book["Delegations"]["R5"] = "Keep"
    book.save(master.path)

    assert master.fill() == Written(path=master.path)

    assert master.rows("M_Delegations")[0]["Decision"] == "Keep"
    again = master.open()
    assert again[IDENTITY_SHEET].sheet_state == "veryHidden"
    assert again.defined_names["as_of"].attr_text == f"{IDENTITY_SHEET}!$B$1"
    assert again[IDENTITY_SHEET]["B1"].value.date() == content().as_of


def test_what_a_template_lacks_is_as_it_is_shipped(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(build_template("en", "Launch")))
    del book["Calendar"]
    drop_column(book, "Skills", "M_Skills", "Evidence")
    book["Skills"]["C1"] = "What people can do"
    buffer = io.BytesIO()
    book.save(buffer)
    path = tmp_path / "Remit master.xlsx"

    assert write_master(path, content(), template=buffer.getvalue()) == Written(path=path)

    made, shipped = path.read_bytes(), build_master(content())
    assert {table: rows_of(made, table) for table in TABLES.values()} == {
        table: rows_of(shipped, table) for table in TABLES.values()
    }
    opened = openpyxl.load_workbook(path)
    assert opened["Skills"]["C1"].value == "What people can do"
    plain = openpyxl.load_workbook(io.BytesIO(shipped))
    assert opened["Calendar"]["F5"].number_format == plain["Calendar"]["F5"].number_format
    assert opened["Calendar"].column_dimensions["A"].hidden
    assert write_master(path, content(), template=buffer.getvalue()) == Written(path=path)


def test_a_master_that_is_not_like_a_new_one_is_filled_like_one(master: Master) -> None:
    """Nothing is said of what was never there."""
    fewer = replace(content(), teams=())
    master.path.write_bytes(build_master(fewer))

    assert master.fill() == Written(path=master.path)
    assert master.says_everything()
