"""A master as a workbook: its tabs, tables and names, and what of them is written back."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from lxml import etree

from sync.limits import Limits
from sync.master.follow import Body, Following
from sync.master.workbook import MAIN, MasterBook, TableColumn, TwoTablesOfOneName, reference, table_part
from sync.package import Parts
from tests.contracts.package import assert_clean

TABLE, SECOND = "xl/tables/table1.xml", "xl/tables/table2.xml"
CHAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
CHAIN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"

FILTERED = (
    '<autoFilter ref="B4:D6"><filterColumn colId="0"><filters><filter val="a"/></filters></filterColumn>'
    '</autoFilter><sortState ref="B5:D6"><sortCondition ref="B5:B6"/></sortState>'
)


def workbook(*, epoch_1904: bool = False) -> Parts:
    """Two tabs; on `Plan 2` the table Work with a filter, a totals row and a calculated column."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "date_1904": epoch_1904})
    first, second = book.add_worksheet("Start"), book.add_worksheet("Plan 2")
    columns = [
        {"header": "Name", "total_string": "Sum"},
        {"header": "Two\nlines"},
        {"header": "Twice", "formula": "=Work[[#This Row],[Name]]*2", "total_function": "sum"},
    ]
    second.add_table("B4:D7", {"name": "Work", "columns": columns, "total_row": True})
    first.add_table("A1:B3", {"name": "Other", "columns": [{"header": "A"}, {"header": "B"}]})
    book.define_name("body", "='Plan 2'!$B$5:$B$6")
    book.define_name("_remit.work.stamp", "='Plan 2'!$C$2")
    book.define_name("_remit.start.stamp", "=Start!$A$9")
    book.define_name("rate", "=0.2")
    second.repeat_rows(0, 3)
    book.close()
    return Parts.open(buffer.getvalue(), Limits())


def edited(parts: Parts, part: str, *changes: tuple[str, str]) -> Parts:
    text = parts.read(part).decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    parts.replace(part, text.encode())
    return parts


def names(parts: Parts) -> list[tuple[str, str, str]]:
    """Name, tab (by number) and meaning, in the order in which they stand."""
    return [
        (each.get("name", ""), each.get("localSheetId", ""), each.text or "")
        for each in MasterBook(parts).names()
    ]


# Tabs and tables


def test_tabs_and_tables_are_found_whatever_the_case_of_their_names() -> None:
    book = MasterBook(workbook())

    assert [(tab.name, tab.part, [table.name for table in tab.tables]) for tab in book.tabs] == [
        ("Start", "xl/worksheets/sheet1.xml", ["Other"]),
        ("Plan 2", "xl/worksheets/sheet2.xml", ["Work"]),
    ]
    found = book.table("WORK")
    assert found is not None
    assert (found[0].name, found[1].name) == ("Plan 2", "Work")
    assert book.tab("plan 2") is found[0]
    assert book.table("None") is None
    assert book.tab("None") is None


def test_a_table_is_where_its_range_says_without_its_totals() -> None:
    found = MasterBook(workbook()).table("Work")

    assert found is not None
    table = found[1]
    place = (table.header_row, table.first, table.last, table.left, table.right, table.headers, table.totals)
    assert place == (4, 5, 6, 2, 4, 1, 1)
    assert table.columns == [
        TableColumn(id=1, header="Name"),
        TableColumn(id=2, header="Two\nlines"),
        TableColumn(id=3, header="Twice", formula="Work[[#This Row],[Name]]*2"),
    ]
    assert [table.position(column) for column in table.columns] == [2, 3, 4]


def test_a_table_without_headers_begins_with_its_rows() -> None:
    parts = workbook()
    text = parts.read(SECOND).decode()
    part = SECOND if 'name="Work"' in text else TABLE
    edited(parts, part, ("<table ", '<table headerRowCount="0" '))

    table = table_part(parts, part)

    assert table is not None
    assert (table.headers, table.header_row, table.first, table.last) == (0, 4, 4, 6)


@pytest.mark.parametrize("ref", ["", "B4:", "4:7", "Work", "B4:D7 F1"])
def test_a_table_whose_range_makes_no_sense_is_none(ref: str) -> None:
    parts = workbook()
    part = next(each for each in (TABLE, SECOND) if b'name="Work"' in parts.read(each))
    edited(parts, part, ('ref="B4:D7"', f'ref="{ref}"'))

    assert table_part(parts, part) is None
    assert MasterBook(parts).table("Work") is None


def test_two_tables_of_one_name_are_refused() -> None:
    parts = workbook()
    part = next(each for each in (TABLE, SECOND) if b'name="Other"' in parts.read(each))
    edited(parts, part, ('"Other"', '"wORK"'))

    with pytest.raises(TwoTablesOfOneName) as raised:
        MasterBook(parts)

    assert raised.value.name.casefold() == "work"


def test_a_new_column_is_the_last_one_and_unlike_the_others() -> None:
    found = MasterBook(workbook()).table("Work")
    assert found is not None
    table = found[1]

    made = [table.append(header) for header in ("Mine", "name", "NAME", "x" * 300)]

    assert [(column.id, column.header) for column in made[:3]] == [
        (4, "Mine"),
        (5, "name 2"),
        (6, "NAME 3"),
    ]
    assert table.columns[3:] == made
    assert table.right == 8


def test_a_table_is_written_with_its_new_range_and_without_filters() -> None:
    parts = workbook()
    part = next(each for each in (TABLE, SECOND) if b'name="Work"' in parts.read(each))
    edited(
        parts,
        part,
        (
            '<autoFilter ref="B4:D6"/>',
            FILTERED,
        ),
    )
    table = table_part(parts, part)
    assert table is not None
    table.last = 9
    table.append("New\nline")

    root = etree.fromstring(table.as_bytes())
    parts.replace(part, table.as_bytes())
    again = table_part(parts, part)

    assert again is not None
    assert root.get("ref") == "B4:E10"
    assert [(etree.QName(each).localname, each.get("ref"), len(each)) for each in root][:2] == [
        ("autoFilter", "B4:E9", 0),
        ("tableColumns", None, 4),
    ]
    assert (again.last, again.right, [column.header for column in again.columns]) == (
        9,
        5,
        ["Name", "Two\nlines", "Twice", "New\nline"],
    )
    assert again.columns[2].formula == "Work[[#This Row],[Name]]*2"


def test_headers_are_what_stands_in_their_cells() -> None:
    found = MasterBook(workbook()).table("Work")
    assert found is not None
    table = found[1]

    table.take_headers({2: "Title", 3: "", 4: "title"})

    assert [column.header for column in table.columns] == ["Title", "Two\nlines", "Twice"]


# Names


def test_the_named_cells_above_a_table_are_those_of_its_tab() -> None:
    book = MasterBook(workbook())

    assert [book.frame_cells(tab) for tab in book.tabs] == [
        {"start.stamp": (9, 1)},
        {"work.stamp": (2, 3)},
    ]


def test_a_name_is_added_in_its_place_or_gets_another_meaning() -> None:
    parts = workbook()
    book = MasterBook(parts)

    book.define("Most", "Start!$A$1")
    book.define("rate", "0.3")
    book.define_local("_xlnm.Print_Area", book.tabs[1], "'Plan 2'!$A$1:$D$9")
    book.define_local("_xlnm.Print_Titles", book.tabs[1], "'Plan 2'!$9:$9")  # has one already
    book.save()

    assert names(parts) == [
        ("_remit.start.stamp", "", "Start!$A$9"),
        ("_remit.work.stamp", "", "'Plan 2'!$C$2"),
        ("_xlnm.Print_Area", "1", "'Plan 2'!$A$1:$D$9"),
        ("_xlnm.Print_Titles", "1", "'Plan 2'!$1:$4"),
        ("body", "", "'Plan 2'!$B$5:$B$6"),
        ("Most", "", "Start!$A$1"),
        ("rate", "", "0.3"),
    ]
    assert_clean(parts.as_bytes())


def test_the_first_name_of_a_workbook_stands_where_excel_wants_it() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.add_worksheet("Start")
    book.close()
    parts = Parts.open(buffer.getvalue(), Limits())

    master = MasterBook(parts)
    master.define("_remit.x", "Start!$A$1", hidden=True)
    master.save()

    assert names(parts) == [("_remit.x", "", "Start!$A$1")]
    assert [each.get("hidden") for each in MasterBook(parts).names()] == ["1"]
    assert_clean(parts.as_bytes())


def test_names_follow_the_rows_of_a_table_and_those_of_remit_stay() -> None:
    parts = workbook()
    book = MasterBook(parts)

    book.names_follow(Following([Body(sheet="Plan 2", first=5, last=6, new_last=20, left=2, right=4)]))
    book.save()

    assert {name: meaning for name, _, meaning in names(parts)} == {
        "_remit.start.stamp": "Start!$A$9",
        "_remit.work.stamp": "'Plan 2'!$C$2",
        "_xlnm.Print_Titles": "'Plan 2'!$1:$4",
        "body": "'Plan 2'!$B$5:$B$20",
        "rate": "0.2",
    }


@pytest.mark.parametrize(
    ("tab", "said"),
    [("Start", "Start!$AB$5"), ("Plan 2", "'Plan 2'!$AB$5"), ("Year's plan", "'Year''s plan'!$AB$5")],
)
def test_a_cell_is_referred_to_as_names_do(tab: str, said: str) -> None:
    assert reference(tab, 5, 28) == said


# What is written back


@pytest.mark.parametrize(
    "calculation", ["", '<calcPr calcId="1" fullCalcOnLoad="0"/>', '<calcPr calcMode="manual"/>']
)
def test_excel_is_asked_to_recalculate_and_the_old_order_of_it_is_dropped(calculation: str) -> None:
    parts = workbook()
    text = parts.read(MAIN).decode()
    before = text[text.index("<calcPr") :].partition(">")[0] + ">"
    edited(parts, MAIN, (before, calculation))
    parts.add("xl/calcChain.xml", CHAIN_TYPE, b"<calcChain/>")
    parts.relate(MAIN, CHAIN, "xl/calcChain.xml")

    MasterBook(parts).save()

    root = etree.fromstring(parts.read(MAIN))
    (found,) = [each for each in root if etree.QName(each).localname == "calcPr"]
    assert found.get("fullCalcOnLoad") == "1"
    assert found.get("calcMode") == ("manual" if "manual" in calculation else None)
    assert "xl/calcChain.xml" not in parts
    assert not [each for each in parts.relations(MAIN) if each.kind == "calcChain"]
    assert_clean(parts.as_bytes())


def test_a_new_tab_is_the_last_one_under_a_name_that_is_free() -> None:
    parts = workbook()
    book = MasterBook(parts)
    sheet = parts.read("xl/worksheets/sheet1.xml")
    plain = sheet[: sheet.index(b"<tableParts")] + b"</worksheet>"
    made = []
    for name, state in (("Left", ""), ("start", "veryHidden")):
        part = book.free_part("xl/worksheets/sheet{}.xml")
        parts.add(
            part, parts.content_type("xl/worksheets/sheet1.xml"), plain.replace(b' tabSelected="1"', b"")
        )
        made.append(book.add_tab(name, part, state=state))
    book.save()

    assert [(tab.name, tab.part) for tab in made] == [
        ("Left", "xl/worksheets/sheet3.xml"),
        ("start 2", "xl/worksheets/sheet4.xml"),
    ]
    assert [tab.name for tab in MasterBook(parts).tabs] == ["Start", "Plan 2", "Left", "start 2"]
    sheets = etree.fromstring(parts.read(MAIN)).find("{*}sheets")
    assert sheets is not None
    assert [(each.get("sheetId"), each.get("state")) for each in sheets] == [
        ("1", None),
        ("2", None),
        ("3", None),
        ("4", "veryHidden"),
    ]
    assert_clean(parts.as_bytes())


def test_a_free_table_number_is_one_that_no_table_has() -> None:
    assert MasterBook(workbook()).free_table_id() == 3


@pytest.mark.parametrize("epoch_1904", [False, True])
def test_a_workbook_says_from_when_it_counts_days(epoch_1904: bool) -> None:
    assert MasterBook(workbook(epoch_1904=epoch_1904)).epoch_1904 is epoch_1904
