"""What is no workbook, or not a whole one, is refused with its reason; nothing else ever comes out."""

from __future__ import annotations

import io
import pickle
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.issues import Issue, Severity
from delegation.labels import labels
from delegation.messages import sentence
from sync.limits import Limits
from sync.reading.reader import read_workbook
from sync.reading.unreadable import UnreadableWorkbook
from tests.sync.reads import said
from tests.sync.workbooks import SheetSpec, archive, edited, ole_file, replaced, skills, workbook

GOOD = workbook(skills())


def refused(data: bytes, limits: Limits = Limits()) -> list[str]:  # noqa: B008 - immutable
    """What people are told about a workbook that cannot be read."""
    with pytest.raises(UnreadableWorkbook) as caught:
        read_workbook(data, limits)
    issue = caught.value.issue
    return [f"{issue.severity}: {sentence(issue, labels('en'), 'North.xlsx')}"]


def told_as_type(kind: str) -> list[str]:
    return said(f"""
        error: North.xlsx: This is {kind}, not an Excel workbook (.xlsx or .xlsm). If the tables are
        in it, open it in Excel, choose "Save As" and "Excel Workbook (*.xlsx)", and use that file. If not,
        put back the workbook of the team. [WB-TYPE]
    """)


DAMAGED = """
    error: North.xlsx: The file is damaged and cannot be read{part}. Open it in Excel, let Excel repair
    it, and save it. If that fails, restore the last good version. [WB-DAMAGED]
"""
TRUNCATED = said("""
    error: North.xlsx: The file is incomplete: its end is missing. It was probably copied or synchronised
    only in part. Wait until that has finished, or open the workbook in Excel and save it again.
    [WB-TRUNCATED]
""")


def damaged(part: str = "") -> list[str]:
    return said(DAMAGED.format(part=f" ({part})" if part else ""))


def too_large(what: str, found: str, limit: str, place: str = "") -> list[str]:
    told = f"{what}: {found}" if found else what
    return said(f"""
        error: North.xlsx{place}: The workbook is larger than Remit reads ({told}; allowed:
        {limit}). Delete empty rows and columns to the right of and below the tables, and large pictures,
        then save. [WB-SIZE]
    """)


def test_an_empty_file() -> None:
    assert refused(b"") == said("""
        error: North.xlsx: The file is empty: it holds not a single byte. Restore the last good version
        (right-click the file, Version history), or ask for a new workbook. [WB-EMPTY]
    """)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (ole_file("Workbook"), "an old Excel workbook (.xls)"),
        (archive([("xl/workbook.bin", b"")]), "a binary Excel workbook (.xlsb)"),
        (archive([("mimetype", b""), ("content.xml", b"")]), "an OpenDocument spreadsheet (.ods)"),
        (archive([("word/document.xml", b"")]), "a Word document"),
        (archive([("photo.jpg", b"")]), "a ZIP archive without a workbook in it"),
        (b"Delegation ID,Title\nD1,Launch\n", "a text file with separated values (.csv)"),
        (b"<!DOCTYPE html><html><title>Sign in</title>", "a web page, perhaps a sign-in page"),
        (b"%PDF-1.7", "a PDF document"),
        (b"Dear all", "a text file"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\r", "something that Remit does not know"),
    ],
    ids=["xls", "xlsb", "ods", "docx", "zip", "csv", "html", "pdf", "text", "other"],
)
def test_something_else_is_called_by_its_name(data: bytes, kind: str) -> None:
    assert refused(data) == told_as_type(kind)


def test_a_file_whose_content_never_came() -> None:
    assert refused(bytes(20_000)) == TRUNCATED


def test_a_file_cut_anywhere_is_incomplete() -> None:
    for length in range(2, len(GOOD) - 22, 97):
        assert refused(GOOD[:length]) == TRUNCATED


@given(st.integers(min_value=0, max_value=len(GOOD) - 1))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_a_file_cut_anywhere_is_refused(length: int) -> None:
    with pytest.raises(UnreadableWorkbook):
        read_workbook(GOOD[:length])


@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=4))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_a_file_with_wrong_bytes_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    data = bytearray(GOOD)
    for place, byte in changes:
        data[place] = byte
    with suppress(UnreadableWorkbook):
        read_workbook(bytes(data))


def test_a_part_whose_content_was_changed_is_noticed() -> None:
    """calamine itself does not look at checksums."""
    stored = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(stored, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    data = stored.getvalue().replace(b"<t>Negotiation</t>", b"<t>Navigation!</t>")

    assert refused(data) == damaged("xl/sharedStrings.xml")


def test_a_part_that_is_missing() -> None:
    data = edited(GOOD, lambda name, content: None if name == "xl/worksheets/sheet1.xml" else content)

    assert refused(data) == said("""
        error: North.xlsx: The workbook holds no table of Remit. Check that this is the right file. The
        sheets and their headers must stay as they were in the workbook that you were given.
        [WB-TABLES-MISSING]
    """)


@pytest.mark.parametrize(
    ("part", "old", "new", "named"),
    [
        ("xl/workbook.xml", "</sheets>", "</sheet>", "xl/workbook.xml"),
        ("sheet1.xml", "</sheetData>", "", "Skills"),
        ("sheet1.xml", 't="s"><v>0<', 't="s"><v>999999<', "Skills"),
        ("sheet1.xml", "<worksheet", "<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet", "xl/worksheets/sheet1.xml"),
        ("sharedStrings.xml", r'count="\d+"', 'count="4294967295"', "xl/sharedStrings.xml"),
        (
            "sheet1.xml",
            "</sheetData>",
            '<row r="9"><c r="A99999999999"><v>1</v></c></row></sheetData>',
            "Skills",
        ),
        ("sheet1.xml", "</sheetData>", '<row r="4294967295"><c><v>1</v></c></row></sheetData>', "Skills"),
        ("sheet1.xml", "</sheetData>", '<row r="9"><c r="ZZZZZZZ9"><v>1</v></c></row></sheetData>', "Skills"),
    ],
    ids=[
        "workbook without end",
        "sheet without end",
        "text that is not there",
        "document type",
        "absurd number of texts",
        "absurd row of a cell",
        "absurd row",
        "absurd column",
    ],
)
def test_a_package_with_nonsense_in_it(part: str, old: str, new: str, named: str) -> None:
    """The last four would make calamine end the process."""
    assert refused(replaced(GOOD, part, old, new)) == damaged(named)


def test_a_date_beyond_all_dates() -> None:
    """Rust code gives up on it with an exception that is no Exception."""
    leave = SheetSpec(
        name="Leave",
        table="Leave",
        text="| Member | First day | Last day |\n| M1 | 2026-10-01 | 2026-10-02 |",
    )
    data = replaced(workbook(leave), "sheet1.xml", r"<v>\d{5}</v>", "<v>-1e300</v>")

    assert refused(data) == damaged("Leave")


def test_a_sheet_in_utf_16_is_refused_where_calamine_sees_no_cells() -> None:
    def edit(name: str, content: bytes) -> bytes:
        if not name.endswith("sheet1.xml"):
            return content
        return content.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")

    assert refused(edited(GOOD, edit)) == damaged("xl/worksheets/sheet1.xml")


def test_a_value_in_the_last_cell_of_a_sheet() -> None:
    """calamine would keep the seventeen thousand million cells in between."""
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'

    assert refused(replaced(GOOD, "sheet1.xml", "</sheetData>", far)) == too_large(
        "filled cells", "17179869184", "5000000", place=" › Skills!XFD1048576"
    )


def test_a_format_in_the_last_cell_of_a_sheet_does_not_matter() -> None:
    far = '<row r="1048576" s="1"><c r="XFD1048576" s="0"/></row></sheetData>'

    read = read_workbook(replaced(GOOD, "sheet1.xml", "</sheetData>", far))

    assert read.tables["skills"].rows == [2, 3]


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (Limits(file_bytes=4096), too_large("size of the file", "", "4 kB")),
        (Limits(members=5), too_large("parts of the file", "12", "5")),
        (Limits(part_bytes=1100), too_large("size when unpacked", "1 kB", "1 kB")),
        (Limits(total_bytes=5120), too_large("size when unpacked", "14 kB", "5 kB")),
        (Limits(ratio=2, ratio_from=4096), too_large("compression", "4", "2")),
        (Limits(rows=1), too_large("rows", "2", "1", place=" › Skills!A3")),
    ],
    ids=["file", "members", "part", "total", "ratio", "rows"],
)
def test_limits(limits: Limits, expected: list[str]) -> None:
    assert refused(GOOD, limits) == expected


@pytest.mark.parametrize("name", ["XL/Worksheets/Sheet1.xml", "/xl/worksheets/sheet1.xml"])
def test_two_parts_of_one_name_are_no_workbook(name: str) -> None:
    stream = io.BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr(name, b"<worksheet/>")

    assert refused(stream.getvalue()) == damaged(name)


def test_a_password_on_the_archive_itself() -> None:
    data = bytearray(GOOD)
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1

    assert refused(bytes(data))[0].endswith("[WB-ENCRYPTED]")


def test_a_compression_that_excel_does_not_write() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))

    assert refused(stream.getvalue()) == damaged("[Content_Types].xml")


def test_a_workbook_without_any_table_of_remit() -> None:
    data = workbook(
        SheetSpec(name="Budget", text="| Item | Cost |\n| Desk | 300 |"),
        SheetSpec(name="To do", text="| a |"),
    )

    assert refused(data) == said("""
        error: North.xlsx: The workbook holds no table of Remit. Its sheets are: "Budget", "To do". Check
        that this is the right file. The sheets and their headers must stay as they were in the workbook
        that you were given. [WB-TABLES-MISSING]
    """)


def test_macros_are_not_in_the_way() -> None:
    def edit(name: str, content: bytes) -> bytes:
        if name != "[Content_Types].xml":
            return content
        macro = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
        return content.replace(
            b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", macro
        )

    stream = io.BytesIO(edited(GOOD, edit))
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr("xl/vbaProject.bin", ole_file("VBA"))

    assert read_workbook(stream.getvalue()).tables["skills"].rows == [2, 3]


def test_the_exception_comes_back_from_a_worker_and_speaks_for_itself() -> None:
    error = UnreadableWorkbook(Issue(code="WB-EMPTY", severity=Severity.ERROR))

    again = pickle.loads(pickle.dumps(error))

    assert again.issue == error.issue
    assert str(again).startswith("The file is empty: it holds not a single byte. Restore")
