"""The very hidden sheet: what Remit notes of a master comes back, whatever program has saved it since."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
import xlsxwriter

from sync.limits import Limits
from sync.master.manifest import (
    KnownColumn,
    KnownSheet,
    Manifest,
    manifest_rows,
    read_manifest,
    serial,
)
from sync.master.sheet_frame import SheetFrame
from sync.master.sheet_xml import SheetReader
from sync.master.workbook import MasterBook
from sync.package import Parts
from workbook_templates.master import IDENTITY_SHEET

AS_OF = dt.date(2026, 12, 14)
HIDDEN = "xl/worksheets/sheet2.xml"


def workbook(*rows: tuple[object, ...]) -> Parts:
    """A workbook with a hidden sheet of those rows, and with the formats 0 to 3."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    start, hidden = book.add_worksheet("Start"), book.add_worksheet(IDENTITY_SHEET)
    hidden.very_hidden()
    for number, colour in enumerate(("red", "green", "blue")):
        start.write(number, 0, number, book.add_format({"bg_color": colour}))
    for number, row in enumerate(rows):
        hidden.write_row(number, 0, row)
    book.close()
    return Parts.open(buffer.getvalue(), Limits())


def with_manifest(manifest: Manifest, *, epoch_1904: bool = False) -> Parts:
    parts = workbook(("kind", "template"))
    reader = SheetReader(parts.chunks(HIDDEN), HIDDEN)
    list(reader.rows())
    head, tail = SheetFrame(reader.head, reader.tail, HIDDEN).split()
    rows = b"".join(manifest_rows(manifest, AS_OF, 0, epoch_1904=epoch_1904))
    parts.replace(HIDDEN, head + rows + tail)
    return Parts.open(parts.as_bytes(), Limits())


def whole() -> Manifest:
    """With everything that there can be; no format is named twice."""
    return Manifest(
        facts={"kind": "master", "language": "zh", "programme": "Launch & more <1>", "run": "12"},
        sheets={
            "delegations": KnownSheet(
                table="M_Delegations",
                tab="授权事项",
                mark="0a1b2c3d-1234",
                bare=True,
                columns={
                    "_key": KnownColumn(header="_key", number=1, style=0),
                    "title": KnownColumn(header="Two\nlines _x0041_", number=5, style=2),
                },
                looks={0, 1, 2, 3},
            ),
            "left": KnownSheet(table="M_Left", tab="Left"),
        },
    )


def test_what_is_noted_is_read_again() -> None:
    assert read_manifest(MasterBook(with_manifest(whole()))) == whole()


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_another_program_that_saves_the_workbook_changes_nothing_of_it() -> None:
    """openpyxl puts texts among the shared strings and numbers the formats anew."""
    book = openpyxl.load_workbook(io.BytesIO(with_manifest(whole()).as_bytes()))
    buffer = io.BytesIO()
    book.save(buffer)

    found = read_manifest(MasterBook(Parts.open(buffer.getvalue(), Limits())))

    assert found == whole()


def test_a_workbook_without_the_sheet_or_without_its_kind_is_none_of_remits() -> None:
    plain = io.BytesIO()
    book = xlsxwriter.Workbook(plain, {"in_memory": True})
    book.add_worksheet("Start")
    book.close()

    assert read_manifest(MasterBook(Parts.open(plain.getvalue(), Limits()))) is None
    assert read_manifest(MasterBook(workbook(("language", "en")))) is None
    assert read_manifest(MasterBook(workbook())) is None


def test_what_a_later_version_notes_beside_it_does_no_harm() -> None:
    found = read_manifest(
        MasterBook(
            workbook(
                ("as_of", 46370),
                ("kind", "master"),
                ("colour", "blue"),
                ("column", "unknown", "title", "Title", 3),  # of a sheet that is not noted
                ("look", "unknown"),
                ("sheet", "plan", "M_Plan", "Plan", "", "perhaps"),
                ("column", "plan", "key", "_key", 3.0, "", ""),
                ("column", "plan", "none", "None", "third"),
            )
        )
    )

    assert found == Manifest(
        facts={"kind": "master", "colour": "blue"},
        sheets={
            "plan": KnownSheet(
                table="M_Plan",
                tab="Plan",
                columns={
                    "key": KnownColumn(header="_key", number=3),
                    "none": KnownColumn(header="None", number=0),
                },
                looks={0},
            )
        },
    )
    assert found.kind == "master"


@pytest.mark.parametrize(("epoch_1904", "number"), [(False, 46370), (True, 44908)])
def test_the_day_stands_where_the_name_as_of_means_it(epoch_1904: bool, number: int) -> None:
    parts = with_manifest(Manifest(facts={"kind": "master"}), epoch_1904=epoch_1904)
    sheet = openpyxl.load_workbook(io.BytesIO(parts.as_bytes()))[IDENTITY_SHEET]

    assert [[cell.value for cell in row] for row in sheet["A1:B2"]] == [["as_of", number], ["kind", "master"]]
    assert serial(AS_OF, epoch_1904=epoch_1904) == number


def test_a_format_is_noted_once_for_all_that_have_it() -> None:
    rows = list(manifest_rows(whole(), AS_OF, 7, epoch_1904=False))

    assert [row.count(b"<c ") for row in rows] == [2, 2, 2, 2, 2, 6, 6, 6, 3, 3, 5]
    assert rows[0] == (
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>as_of</t></is></c><c r="B1" s="7"><v>46370</v></c></row>'
    )
    assert rows[-3:-1] == [
        b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>look</t></is></c>'
        b'<c r="B%d" t="inlineStr"><is><t>delegations</t></is></c><c r="G%d" s="%d"/></row>'
        % (row, row, row, row, style)
        for row, style in ((9, 1), (10, 3))
    ]
