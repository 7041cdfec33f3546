"""The master tracker as a file: what stands in it, what never does, and what happens to the old one."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.workbook import Workbook as Book
from python_calamine import CalamineWorkbook

from delegation.labels import labels
from delegation.tables import TEAM_TABLES
from sync.master import MasterContent, MasterNotWritable, Waiting, Written, build_master, write_master
from sync.master.build import MAX_LINKS, wanted
from sync.master.content import ExceptionRow, MasterRecord
from sync.master.rows import Linked
from tests.contracts.package import assert_clean
from tests.sync.masters import AS_OF, Told, content, day, delegation, golden_file, issue, told
from tests.workbook_templates.dump import dump
from workbook_templates.kpi_chart import chart_cells
from workbook_templates.master import IDENTITY_SHEET, OVERVIEW, master_sheets

EMPTY = MasterContent(language="en", programme="Launch", cycle="2026-Q4", as_of=AS_OF, run=1, complete=True)
# openpyxl drops what it does not know (sparklines) and says so.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")
WITHOUT_TABLE = (IDENTITY_SHEET, "KPI chart")
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh"])


def opened(data: bytes) -> Book:
    return load_workbook(io.BytesIO(data))


def table_cells(data: bytes, name: str) -> list[dict[str, object]]:
    """The rows of an Excel table as calamine reads them, a header → the cell; blank cells left out."""
    table = CalamineWorkbook.from_filelike(io.BytesIO(data), load_tables=True).get_table_by_name(name)
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.to_python()]
    return [{header: cell for header, cell in row.items() if cell != ""} for row in rows]


def all_cells(data: bytes) -> dict[str, list[dict[str, object]]]:
    return {sheet.table: table_cells(data, sheet.table) for sheet in master_sheets(labels("en"))}


def records(table: str, *found: MasterRecord) -> MasterContent:
    return replace(EMPTY, records={table: found})


def delegations(**values: str) -> MasterContent:
    return records(
        "delegations", MasterRecord(key="north:D1", team="north", team_name="North", values=values)
    )


# What stands in it


@LANGUAGES
def test_excel_opens_the_master_without_offering_to_repair_it(language: str) -> None:
    assert_clean(build_master(content(language)))


@LANGUAGES
def test_the_master_is_laid_out_as_the_golden_dump_says(language: str) -> None:
    assert dump(build_master(content(language))) == golden_file(language).read_text(encoding="utf-8")


@LANGUAGES
def test_equal_content_gives_equal_bytes(language: str) -> None:
    assert build_master(content(language)) == build_master(content(language))


def test_every_sheet_has_the_stamp() -> None:
    book = opened(build_master(content()))
    stamp = (
        "As of 2026-12-14   ·   Cycle 2026-Q4   ·   Run 4, finished 2026-12-14 02:30   ·   "
        "▲ Not complete: 2 of 3 workbooks were read"
    )

    assert {
        sheet.title: sheet["C2"].value for sheet in book if sheet.title not in WITHOUT_TABLE
    } == dict.fromkeys([sheet.name for sheet in master_sheets(labels("en"))], stamp)


def test_the_stamp_of_a_complete_run_says_so_in_chinese() -> None:
    source = replace(told(), past=[replace(told().past[0], complete=True)])

    book = opened(build_master(content("zh", source)))

    assert book["授权事项"]["C2"].value == (
        "截至 2026-12-14   ·   周期 2026-Q4   ·   第 4 次运行，2026-12-14 02:30 完成   ·   "
        "● 完整：3 份工作簿全部读取"
    )


@LANGUAGES
def test_every_table_reads_back_as_it_was_filled(language: str) -> None:
    found = content(language)
    data = build_master(found)

    said = wanted(found)
    for name, sheet in said.sheets.items():
        headers = {column.id: column.header for column in sheet.columns}
        rows = said.rows[name].rows() if name in said.rows else ()
        expected = [
            {headers[name]: value.text if isinstance(value, Linked) else value for name, value in row.items()}
            for row in rows
        ]
        assert table_cells(data, sheet.table) == (expected or [{}]), name


def test_references_are_shown_as_names_and_choices_as_labels() -> None:
    first = table_cells(build_master(content()), "M_Delegations")[0]

    assert first == {
        "_key": "north:D1",
        "_team": "north",
        "Team": "North",
        "Delegation ID": "D1",
        "Title": "Price review",
        "Health": "■ Overdue",
        "Status": "In progress",
        "Progress": 0.8,
        "Expected progress": 1,
        "Gap": -0.2,
        "Due date put off": 0,
        "How well defined": 0.555555556,
        "Raised by delegate": 1,
        "Due date": day("2026-12-04"),
        "Delegated to": "Li Na",
        "Delegated by": "Ana Sousa",
        "KPI": "On-time deliveries",
        "Objective": "Cut late deliveries to 2% by 31 March",
        "Expected outcome": "A signed contract",
        "Start date": day("2026-10-05"),
        "Effort hours": 40,
        "Authority level": 4,
    }


def test_the_labels_are_those_of_the_programmes_language() -> None:
    found = table_cells(build_master(content("zh")), "M_Delegations")[3]

    assert (found["团队"], found["状态"], found["优先级"]) == ("华东销售区", "进行中", "高")


def test_a_name_that_a_team_has_twice_is_shown_with_its_key() -> None:
    source = told()
    source.records.append(delegation("north", "D3", 8, title="Price review"))

    found = table_cells(build_master(content(source=source)), "M_CheckIns")[0]

    assert found["Delegation"] == "Price review (D1)"


def test_a_level_stays_a_number_that_shows_its_name() -> None:
    sheet = opened(build_master(content()))["Delegations"]
    cell = next(cell for cell in sheet[5] if cell.value == 4)

    assert cell.number_format == '0" Agree"'


def test_key_and_team_are_hidden_in_front_of_every_table() -> None:
    book = opened(build_master(content()))

    for sheet in book:
        if sheet.title not in WITHOUT_TABLE:
            assert [sheet.column_dimensions[letter].hidden for letter in "AB"] == [True, True], sheet.title


def test_personal_fields_have_no_column_unless_the_master_is_sensitive() -> None:
    plain, sensitive = (opened(build_master(content(sensitive=each))) for each in (False, True))

    assert "Motivation" not in [cell.value for cell in plain["Members"][4]]
    assert "Motivation" in [cell.value for cell in sensitive["Members"][4]]
    assert sensitive["Members"]["C2"].value.endswith("■ Confidential: holds personal fields")


def test_an_empty_master_has_whole_tables_and_says_that_there_is_nothing() -> None:
    data = build_master(EMPTY)
    book = opened(data)

    assert_clean(data)
    assert book["Delegations"].tables["M_Delegations"].ref == "A4:AT5"
    assert book["Delegations"]["D3"].value == (
        "No rows yet. They appear here once a team fills in its sheet Delegations."
    )
    assert book["Exceptions"]["D3"].value == (
        "No exceptions. Every row of every workbook was accepted without a remark."
    )
    assert book["Overview"]["D20"].value == "No teams yet. Add them to remit.toml."


def test_the_first_lines_of_the_overview_are_sentences_with_a_link_each() -> None:
    sheet = opened(build_master(content()))["Overview"]

    found = [(sheet.cell(row, 3).value, sheet.cell(row, 3).hyperlink.location) for row in range(8, 14)]

    assert found == [
        ("▲  2 of 3 workbooks were read; the rows of the others are the last good ones.", "Runs!A1"),
        ("▲  South.xlsx has not arrived since run 2: its rows are 2 days old.", "Exceptions!C5"),
        (
            (
                "■  2 open delegations are past their due date, "
                "the longest since 2026-12-04: “Price review” (North)."
            ),
            "Delegations!C5",
        ),
        (
            "▲  1 open delegation is due in the next 7 days: “Supplier talks” (North, 2026-12-18).",
            "Delegations!C6",
        ),
        ("■  1 row was rejected, in 华东销售区.xlsx.", "Exceptions!C6"),
        ("▲  1 agreed action from a check-in or meeting is past its date and still open.", "'Check-ins'!C5"),
    ]


def test_an_exception_is_linked_at_the_closest_place_that_is_known() -> None:
    sheet = opened(build_master(content()))["Exceptions"]

    links = {
        cell.value: cell.hyperlink for row in sheet.iter_rows(min_row=5) for cell in row if cell.hyperlink
    }

    assert list(links) == ["South.xlsx", "L13", "D21"]
    assert links["South.xlsx"].target == "https://example.com/teams/South.xlsx"
    assert (links["L13"].target, links["L13"].location) == (
        r"file:///\\files\remit\华东销售区.xlsx",
        "授权事项!L13",
    )
    assert (links["D21"].target, links["D21"].location) == (
        r"workbooks\2026-Q4\North.xlsx",
        "'Tracking plan'!D21",
    )


def test_beyond_what_excel_allows_exceptions_are_plain_text() -> None:
    rows = tuple(
        ExceptionRow(
            key=f"north:{number}",
            severity="warning",
            team="north",
            team_name="North",
            file="North.xlsx",
            sheet="Plan",
            cell=f"A{number}",
            message="Missed",
            fix="Plan a new day.",
            code="PLN-MISSED",
            since_run=1,
            link=f"external:North.xlsx#Plan!A{number}",
        )
        for number in range(6, 14)
    )
    data = build_master(replace(EMPTY, exceptions=rows), max_links=5)
    sheet = opened(data)["Exceptions"]

    # The first link is the way back to the Overview.
    assert [cell.hyperlink is not None for (cell,) in sheet["G5:G12"]] == [True] * 4 + [False] * 4
    assert [cell.value for (cell,) in sheet["G5:G12"]] == [f"A{number}" for number in range(6, 14)]
    assert sheet["D3"].value.endswith("Excel allows 5 links on a sheet; the rows below that have none.")
    assert MAX_LINKS == 65_530


# Text stays text


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|'/C calc'!A0",
        "+1",
        "-2+3",
        "@SUM(A1)",
        "'quoted",
        "{=1}",
        "https://example.com/run",
        "mailto:ana@example.com",
        "internal:Runs!A1",
        "_x0041_",
        "line\nbreak",
        "  spaces  ",
        "1e5",
        "<b>&amp;",
    ],
)
def test_what_a_team_typed_is_text_in_the_master(text: str) -> None:
    data = build_master(delegations(title=text, delegation_id="D1"))
    cell = opened(data)["Delegations"]["E5"]

    assert_clean(data)
    # What looks like an escape is escaped; openpyxl reads that back in shared strings alone, Excel in all.
    assert (cell.value.replace("_x005F_", "_"), cell.data_type, cell.hyperlink) == (text, "s", None)
    assert cell.quotePrefix is text.startswith(("=", "+", "-", "@", "'"))


def test_no_part_of_the_master_holds_an_external_reference_or_a_formula_that_is_not_remit_s() -> None:
    data = build_master(delegations(title="=1+1", notes="[other.xlsx]Sheet1!A1"))

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert not [name for name in package.namelist() if "externalLink" in name or "vba" in name]
        sheets = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    formulas = [each for sheet in sheets for each in re.findall(rb"<f[ >].*?</f>", sheet)]
    shipped = [f"<f>{html.escape(each.formula, quote=False)}</f>" for each in chart_cells(labels("en"))]
    assert sorted(formulas) == sorted(each.encode() for each in shipped)


def test_an_id_that_looks_like_a_number_stays_text() -> None:
    cell = opened(build_master(delegations(delegation_id="007")))["Delegations"]["D5"]

    assert (cell.value, cell.data_type, cell.number_format) == ("007", "s", "@")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b\x0bc\x1f", "abc"),
        ("lone \ud83d surrogate", "lone  surrogate"),
        ("x" * 40_000, "x" * 32_767),
        ("x" + "😀" * 20_000, "x" + "😀" * 16_383),
    ],
    ids=["control characters", "lone surrogate", "too long", "cut between two halves of a sign"],
)
def test_text_that_a_cell_cannot_hold_is_cleaned(typed: str, kept: str) -> None:
    data = build_master(delegations(title=typed))

    assert_clean(data)
    assert opened(data)["Delegations"]["E5"].value == kept


def test_numbers_and_dates_that_excel_does_not_know_are_text() -> None:
    found = MasterRecord(
        key="north:D1",
        team="north",
        team_name="North",
        values={"due": dt.date(1066, 10, 14), "effort_hours": float("inf")},
    )
    data = build_master(records("delegations", found))
    row = table_cells(data, "M_Delegations")[0]

    assert_clean(data)
    assert (row["Due date"], row["Effort hours"]) == ("1066-10-14", "inf")


def test_a_link_that_excel_could_not_follow_is_plain_text() -> None:
    source = told()
    source.open_issues = [
        issue("north", 1, "DLG-DUE-TYPE", table="delegations", field="due", sheet="x" * 300, cell="A1"),
    ]
    data = build_master(content(source=source))

    assert_clean(data)
    assert opened(data)["Exceptions"]["G5"].hyperlink is None


# The old master


def test_a_new_master_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "Remit master.xlsx"

    assert write_master(path, EMPTY) == Written(path=path)
    assert write_master(path, content()) == Written(path=path)
    assert all_cells(path.read_bytes()) == all_cells(build_master(content()))
    assert [each.name for each in tmp_path.iterdir()] == ["Remit master.xlsx"]


def test_a_master_that_nobody_has_touched_becomes_what_a_new_one_would_be(tmp_path: Path) -> None:
    path = tmp_path / "Remit master.xlsx"
    source = told()
    del source.records[4], source.open_issues[1:]  # what is left needs every format in the same order

    assert write_master(path, content(source=source)) == Written(path=path)
    assert write_master(path, content()) == Written(path=path)
    assert path.read_bytes() == build_master(content())


def edited(path: Path, found: MasterContent, *edits: tuple[str, str, object]) -> None:
    """The master as somebody left it in Excel: (sheet, cell, value), a sheet that is not there is added."""
    book = opened(build_master(found))
    for sheet, cell, value in edits:
        if sheet not in book.sheetnames:
            book.create_sheet(sheet)
        book[sheet][cell] = value
    book.save(path)


@LANGUAGES
def test_a_master_that_says_everything_already_is_left_as_it_lies(tmp_path: Path, language: str) -> None:
    path = tmp_path / "Remit master.xlsx"
    write_master(path, content(language))
    before = path.stat()

    assert write_master(path, content(language)) == Written(path=path)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_master_that_was_only_saved_again_is_filled_with_what_it_should_say(tmp_path: Path) -> None:
    path = tmp_path / "Remit master.xlsx"
    edited(path, content(), ("Delegations", "E5", "Another title"))

    assert write_master(path, content()) == Written(path=path)

    assert all_cells(path.read_bytes()) == all_cells(build_master(content()))


@pytest.mark.parametrize(
    ("sheet", "cell", "value"),
    [
        ("Budget", "A1", 1000),
        ("Delegations", "AU4", "My column"),
        ("Delegations", "AW4", "Far away"),
        ("Delegations", "AU6", "a remark"),
        ("Delegations", "E4", "My title"),
        ("Delegations", "C30", "a sum"),
        ("Overview", "AZ2", "a remark"),
    ],
)
def test_what_people_added_stays_where_it_is(tmp_path: Path, sheet: str, cell: str, value: object) -> None:
    path = tmp_path / "Remit master.xlsx"
    edited(path, content(), (sheet, cell, value))

    assert write_master(path, content()) == Written(path=path)
    assert opened(path.read_bytes())[sheet][cell].value == value
    assert [each.name for each in tmp_path.iterdir()] == ["Remit master.xlsx"]


def test_what_people_wrote_beside_a_row_goes_with_it(tmp_path: Path) -> None:
    path = tmp_path / "Remit master.xlsx"
    edited(
        path,
        content(),
        ("Delegations", "R5", "Reassign"),  # of D1, the first row
        ("Delegations", "AU4", "Budget"),
        ("Delegations", "AU5", 1200),
        ("Delegations", "S6", "=1+1"),  # of D2
    )
    found = content()
    later = replace(found, records={**found.records, "delegations": found.records["delegations"][::-1][:3]})

    assert write_master(path, later) == Written(path=path)

    rows = {str(row["_key"]): row for row in table_cells(path.read_bytes(), "M_Delegations")}
    assert list(rows) == ["huadong:007", "south:D1", "north:D2"]
    assert opened(path.read_bytes())["Delegations"]["S7"].value == "=1+1"
    assert table_cells(path.read_bytes(), "M_Left") == [
        {
            "_key": "delegations north:D1",
            "_team": "north",
            "Sheet": "Delegations",
            "Team": "North",
            "Row": "D1 · Price review",
            "Left on": AS_OF,
            "In run": 4,
            "Last state of the row": (
                "Delegation ID: D1\nTitle: Price review\nHealth: ■ Overdue\nStatus: In progress\n"
                "Progress: 80 %\nExpected progress: 100 %\nGap: -20 %\n"
                "Due date: 2026-12-04\nDelegated to: Li Na\nDelegated by: Ana Sousa\n"
                "KPI: On-time deliveries\nDue date put off: 0\nHow well defined: 55.6 %\n"
                "Raised by delegate: 100 %\nObjective: Cut late deliveries to 2% by 31 March\n"
                "Expected outcome: A signed contract\nStart date: 2026-10-05\nEffort hours: 40\n"
                "Authority level: 4"
            ),
            "Decision": "Reassign",
            "Budget": 1200,
        }
    ]

    assert write_master(path, found) == Written(path=path)
    back = table_cells(path.read_bytes(), "M_Delegations")[0]
    assert (back["_key"], back["Decision"], back["Budget"]) == ("north:D1", "Reassign", 1200)
    assert table_cells(path.read_bytes(), "M_Left") == [{}]


def somebody_elses() -> bytes:
    book, stream = Workbook(), io.BytesIO()
    book.active["A1"] = "Holiday plan"
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("old", "reason", "said"),
    [
        (b"", "unreadable", "{file} cannot be read. {why} It was left as it is, and {beside}, {with_texts}"),
        (b"PK\x03\x04 half a file", "unreadable", "{file} cannot be read. "),
        (b"Month;Budget\r\n", "unreadable", "{file} cannot be read. "),
        (somebody_elses(), "foreign", "{file} is a workbook that Remit did not make. "),
    ],
    ids=["empty", "torn", "csv", "somebody else's"],
)
def test_a_file_that_is_no_master_is_never_touched(
    tmp_path: Path, old: bytes, reason: str, said: str
) -> None:
    path, beside = tmp_path / "Remit master.xlsx", tmp_path / "Remit master (waiting).xlsx"
    path.write_bytes(old)

    for _ in range(2):  # a second time, and the one beside is there already
        waiting = write_master(path, content()).waiting
        assert waiting is not None
        assert (waiting.master, waiting.path, waiting.reason) == (path, beside, reason)
        assert path.read_bytes() == old
        assert beside.read_bytes() == build_master(content())
        assert sorted(each.name for each in tmp_path.iterdir()) == [beside.name, path.name]


def test_a_master_that_cannot_be_replaced_is_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "Remit master.xlsx"
    path.mkdir()

    with pytest.raises(MasterNotWritable) as raised:
        write_master(path, content())

    assert (raised.value.path, raised.value.reason) == (path, "other")
    assert str(raised.value) == (
        "Remit master.xlsx cannot be written (Is a directory). The old master is untouched. "
        "Run remit sync again once that is solved."
    )
    assert [each.name for each in tmp_path.iterdir()] == ["Remit master.xlsx"]


def test_a_master_that_cannot_be_swapped_waits_beside_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, beside = tmp_path / "Remit master.xlsx", tmp_path / "Remit master (waiting).xlsx"
    edited(path, content(), ("Budget", "A1", 1000), ("Delegations", "E5", "Another title"))
    old = path.read_bytes()
    replace_file = Path.replace

    def locked(self: Path, target: Path) -> Path:
        """Windows, while Excel has the target open."""
        if target == path:
            raise PermissionError(13, "The process cannot access the file")
        return replace_file(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", locked)
        written = write_master(path, content())

    assert written == Written(path=path, waiting=Waiting(master=path, path=beside, reason="denied"))
    assert written.waiting is not None
    assert written.waiting.text(labels("en")) == (
        "Remit master.xlsx cannot be replaced: somebody has it open, or it may not be written to. The filled "
        "master waits as Remit master (waiting).xlsx; the next run swaps them and keeps what was written "
        "meanwhile."
    )
    assert path.read_bytes() == old
    assert opened(beside.read_bytes())["Budget"]["A1"].value == 1000
    assert opened(beside.read_bytes())["Delegations"]["E5"].value == "Price review"

    assert write_master(path, content()) == Written(path=path)
    assert opened(path.read_bytes())["Delegations"]["E5"].value == "Price review"
    assert [each.name for each in tmp_path.iterdir()] == ["Remit master.xlsx"]


def test_a_folder_that_cannot_be_there_is_said(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("a file")

    with pytest.raises(MasterNotWritable) as raised:
        write_master(tmp_path / "reports" / "Remit master.xlsx", content())

    assert raised.value.reason == "folder"
    assert raised.value.text(labels("zh")).startswith("无法写入 Remit master.xlsx：文件夹")


def test_the_list_of_sheets_on_the_overview_leads_to_every_sheet() -> None:
    data = build_master(content())
    sheet = opened(data)[OVERVIEW.title()]
    links = {cell.hyperlink.location: cell.value for row in sheet["N8:R19"] for cell in row if cell.hyperlink}

    assert len(links) == len(TEAM_TABLES) + 9
    assert links["'KPI chart'!A1"] == "KPI chart"
    assert links["Delegations!A1"] == "Delegations  (4)"


def test_a_store_without_anything_makes_a_master_all_the_same() -> None:
    assert_clean(build_master(content(source=Told())))
