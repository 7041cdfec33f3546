"""Which column of a table is which, and how the template has it look."""

from __future__ import annotations

import io

import openpyxl
import pytest
from lxml import etree
from openpyxl.styles import Font

from delegation.labels import labels
from sync.master.columns import Recognised, TemplateLooks, recognise, usual_style
from sync.master.manifest import KnownColumn, KnownSheet
from sync.master.sheet_xml import RawCell
from sync.master.template import MASTER_LIMITS, build_template
from sync.master.workbook import TableColumn, TablePart
from sync.package import Parts
from workbook_templates.master import master_sheets
from workbook_templates.master_sheet import Sheet

LOOKS = pytest.mark.filterwarnings("ignore:.*extension is not supported")


def sheet(name: str = "calendar", language: str = "en") -> Sheet:
    return next(each for each in master_sheets(labels(language)) if each.id == name)


def table(*headers: str, numbers: tuple[int, ...] = ()) -> TablePart:
    columns = [
        TableColumn(id=number, header=header)
        for number, header in zip(numbers or range(1, len(headers) + 1), headers, strict=True)
    ]
    root = etree.Element("table")
    return TablePart(part="", name="M_Calendar", header_row=4, last=6, left=1, columns=columns, root=root)


def known(**columns: tuple[str, int]) -> KnownSheet:
    found = {name: KnownColumn(header=header, number=number) for name, (header, number) in columns.items()}
    return KnownSheet(table="M_Calendar", tab="Calendar", columns=found)


def by_header(found: Recognised) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """The header of every column that was recognised, and of the rest."""
    return (
        {name: column.header for name, column in found.filled.items()},
        {name: column.header for name, column in found.written.items()},
        [column.header for column in found.others],
    )


AS_SHIPPED = {
    "_key": "_key",
    "_team": "_team",
    "team": "Team",
    "date": "Date",
    "kind": "Kind of day",
    "name": "Name",
    "notes": "Notes",
}
LEFT_AS = known(
    _key=("_key", 1),
    _team=("_team", 2),
    team=("Team", 3),
    date=("Date", 4),
    kind=("Kind of day", 5),
    name=("Name", 6),
    notes=("Notes", 7),
)


@pytest.mark.parametrize("knows", [None, LEFT_AS])
def test_columns_are_known_by_their_header_wherever_they_stand(knows: KnownSheet | None) -> None:
    found = recognise(
        sheet(), table("Mine", "Notes", "Name", "_key", "Kind of day", "Team", "Date", "_team"), knows
    )

    assert by_header(found) == (AS_SHIPPED, {}, ["Mine"])


def test_case_and_spaces_in_a_header_do_not_count() -> None:
    found = recognise(
        sheet(), table("_KEY", "_team", " team ", "date", "Kind\nof  day", "NAME", "Notes"), None
    )

    assert by_header(found)[0] == AS_SHIPPED | {
        "_key": "_KEY",
        "team": " team ",
        "date": "date",
        "kind": "Kind\nof  day",
        "name": "NAME",
    }


def test_a_header_that_was_renamed_is_known_by_its_number() -> None:
    headers = ("_key", "_team", "Team", "Day", "Kind of day", "Name", "Notes")

    assert by_header(recognise(sheet(), table(*headers), LEFT_AS)) == (
        AS_SHIPPED | {"date": "Day"},
        {},
        [],
    )
    assert by_header(recognise(sheet(), table(*headers), None)) == (
        {name: header for name, header in AS_SHIPPED.items() if name != "date"},
        {},
        ["Day"],  # nobody knows its number
    )


def test_a_header_that_was_renamed_and_moved_is_known_by_its_number() -> None:
    moved = table(
        "Day", "_key", "_team", "Team", "Kind of day", "Name", "Notes", numbers=(4, 1, 2, 3, 5, 6, 7)
    )

    assert by_header(recognise(sheet(), moved, LEFT_AS)) == (AS_SHIPPED | {"date": "Day"}, {}, [])


def test_a_header_as_it_was_left_goes_before_one_of_today() -> None:
    """A new version calls another column so."""
    before = known(date=("Name", 1), name=("Date", 2))

    found = recognise(sheet(), table("Name", "Date"), before)

    assert by_header(found) == ({"date": "Name", "name": "Date"}, {}, [])


def test_two_headers_that_were_exchanged_are_columns_that_were_exchanged() -> None:
    """A header says more than a number: other programs count anew whenever they save."""
    found = recognise(
        sheet(), table("_key", "_team", "Team", "Name", "Kind of day", "Date", "Notes"), LEFT_AS
    )

    assert {name: column.id for name, column in found.filled.items()} == {
        "_key": 1, "_team": 2, "team": 3, "name": 4, "kind": 5, "date": 6, "notes": 7,
    }  # fmt: skip


def test_headers_are_known_in_every_language() -> None:
    chinese = [column.header for column in sheet(language="zh").columns]

    found = recognise(sheet(), table(*chinese, "我的"), None)

    assert list(found.filled) == list(AS_SHIPPED)
    assert [column.header for column in found.others] == ["我的"]


def test_a_number_that_another_column_has_by_now_says_nothing() -> None:
    """The column Date was deleted, and a program counted the rest anew."""
    found = recognise(
        sheet(), table("_key", "_team", "Team", "Kind of day", "Name", "Notes", "Mine"), LEFT_AS
    )

    assert by_header(found) == (
        {name: header for name, header in AS_SHIPPED.items() if name != "date"},
        {},
        ["Mine"],
    )


@pytest.mark.parametrize(
    ("headers", "remits"),
    [(("Date", "Date "), "Date"), (("date", "Date"), "Date"), (("date", "DATE"), "date")],
)
def test_of_two_headers_alike_the_one_that_remit_writes_is_remits_else_the_first(
    headers: tuple[str, str], remits: str
) -> None:
    """Excel has no two headers that differ in case alone, but in spaces; other programs have any."""
    found = recognise(sheet(), table(*headers, "Kind of day"), None)

    assert by_header(found)[0] == {"date": remits, "kind": "Kind of day"}
    assert [column.header for column in found.others] == [each for each in headers if each != remits]


def test_what_people_fill_is_told_from_what_remit_fills() -> None:
    found = recognise(sheet("members"), table("_key", "Decided by", "Name", "Comment", "Mine"), None)

    assert by_header(found) == (
        {"_key": "_key", "name": "Name"},
        {"comment": "Comment", "decided_by": "Decided by"},
        ["Mine"],
    )


# Looks


def edited_template() -> Parts:
    """A template in which somebody has made names bold and wide, and dates invisible."""
    book = openpyxl.load_workbook(io.BytesIO(build_template("en", "Launch")))
    tab = book["Calendar"]
    tab["F5"].font = Font(bold=True)
    tab.column_dimensions["F"].width = 44
    tab.column_dimensions["D"].hidden = True
    buffer = io.BytesIO()
    book.save(buffer)
    return Parts.open(buffer.getvalue(), MASTER_LIMITS)


@LOOKS
def test_a_column_looks_as_the_first_row_of_the_template_says() -> None:
    parts = edited_template()
    looks = TemplateLooks(parts, {"calendar": sheet()})
    tab = openpyxl.load_workbook(io.BytesIO(parts.as_bytes()))["Calendar"]

    name, date = looks.look("calendar", "name"), looks.look("calendar", "date")

    assert name is not None
    assert date is not None
    assert (name.style, name.header_style) == (tab["F5"].style_id, tab["F4"].style_id)
    assert (name.width, name.hidden, date.hidden) == (44, False, True)
    assert tab["F5"].font.bold
    assert name.style != date.style


@LOOKS
def test_what_the_template_lacks_has_no_look() -> None:
    looks = TemplateLooks(edited_template(), {"calendar": sheet()})

    assert looks.look("calendar", "no such column") is None
    assert looks.look("delegations", "title") is None  # nobody asked for it


def test_the_usual_format_is_what_most_cells_have() -> None:
    assert usual_style([RawCell(1, 4), RawCell(1, 7), RawCell(1, 7)]) == 7
    assert usual_style([]) == 0
