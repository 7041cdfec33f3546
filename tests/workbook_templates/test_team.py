"""The built workbook as a file: current, clean, the same every time, with the sheets that are wanted."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import pytest

import workbook_templates
from delegation.labels import labels
from delegation.settings import Settings
from delegation.tables import TEAM_TABLES
from tests.contracts.package import assert_clean
from tests.workbook_templates.dump import dump, golden_file
from tests.workbook_templates.example import awkward, ordinary
from tests.workbook_templates.recalculation import opened
from workbook_templates.build import shipped_templates
from workbook_templates.team import ErrorValue, TeamWorkbook, build_team_workbook

HIDDEN = {"_lists": "hidden", "_calendar": "hidden", "_avail": "hidden", "_remit": "veryHidden"}
LANGUAGES = ("en", "zh")


def states(data: bytes) -> dict[str, str]:
    return {sheet.title: sheet.sheet_state for sheet in opened(data).worksheets}


def parts(data: bytes) -> dict[str, bytes]:
    """The package's parts; how well they are compressed is up to the machine's zlib."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_looks_as_the_golden_dump_says(language: str) -> None:
    found = dump(build_team_workbook(ordinary(language)))
    remedy = "Read the difference; if it is meant: python -m tests.workbook_templates.dump"
    assert found == golden_file(language).read_text(encoding="utf-8"), remedy


def test_shipped_templates_are_current() -> None:
    folder = Path(workbook_templates.__file__).parent
    shipped = {path.name: parts(path.read_bytes()) for path in folder.glob("remit-team-*.xlsx")}
    built = {name: parts(data) for name, data in shipped_templates().items()}
    assert shipped.keys() == built.keys()
    for name, found in shipped.items():
        outdated = [part for part in found if found[part] != built[name].get(part)]
        assert outdated == [], "python -m workbook_templates.build"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", [ordinary, awkward])
@pytest.mark.parametrize("sheets", ["six", "full"])
def test_excel_would_repair_nothing(language: str, make: object, sheets: str) -> None:
    assert callable(make)
    assert_clean(build_team_workbook(dataclasses.replace(make(language), sheets=sheets)))


def test_excel_would_repair_no_shipped_template() -> None:
    for data in shipped_templates().values():
        assert_clean(data)


def test_the_same_specification_gives_the_same_bytes() -> None:
    assert build_team_workbook(ordinary("en")) == build_team_workbook(ordinary("en"))


def test_a_team_of_ten_with_a_history_stays_small() -> None:
    spec = ordinary("en")
    members = [{"member_id": f"M{n:02d}", "name": f"Member {n}", "weekly_hours": 40} for n in range(10)]
    one = spec.rows["delegations"][1]
    delegations = [{**one, "delegation_id": f"D{n:02d}", "delegate": f"M{n % 10:02d}"} for n in range(60)]
    rows = {**spec.rows, "members": members, "delegations": delegations}
    assert len(build_team_workbook(dataclasses.replace(spec, rows=rows, empty_rows=30))) < 400_000


def test_six_sheets_are_visible_at_first() -> None:
    found = states(build_team_workbook(ordinary("en")))
    visible = [name for name, state in found.items() if state == "visible"]
    assert visible == ["Home", "Delegations", "KPIs", "Readings", "Check-ins", "Members"]
    assert {name: state for name, state in found.items() if name.startswith("_")} == HIDDEN
    later = [name for name, state in found.items() if state == "hidden" and not name.startswith("_")]
    assert later == [
        "Skills",
        "Leave",
        "Calendar",
        "Tracking plan",
        "Milestones",
        "Meetings",
        "Recognition",
        "Adjustments",
        "Reviews",
        "Issues",
    ]


def test_full_shows_every_sheet_along_the_cycle() -> None:
    found = states(build_team_workbook(dataclasses.replace(ordinary("zh"), sheets="full")))
    text = labels("zh")
    named = {text.sheet(table.id) for table in TEAM_TABLES}
    visible = [name for name, state in found.items() if state == "visible"]
    assert visible[0] == "首页"
    assert visible[-1] == "问题清单"
    assert set(visible[1:-1]) == named
    assert visible[1:5] == ["成员", "技能", "请假", "日历"]
    assert {name: state for name, state in found.items() if name.startswith("_")} == HIDDEN


def test_home_is_the_sheet_that_opens() -> None:
    book = opened(build_team_workbook(dataclasses.replace(ordinary("en"), sheet_order=("readings", "home"))))
    assert book.active is not None
    assert book.active.title == "Home"
    assert book.sheetnames[:2] == ["Readings", "Home"]


def test_only_home_and_hidden_sheets_are_protected_and_without_password() -> None:
    book = opened(build_team_workbook(dataclasses.replace(ordinary("en"), sheets="full")))
    assert [sheet.title for sheet in book.worksheets if sheet.protection.sheet] == ["Home", *HIDDEN]
    assert all(sheet.protection.password is None for sheet in book.worksheets)
    assert book["Home"]["R7"].protection.locked is False
    assert book["Home"]["F7"].protection.locked is True


def test_tables_keep_their_names_in_every_language() -> None:
    for language in LANGUAGES:
        found = [
            name
            for sheet in opened(build_team_workbook(ordinary(language))).worksheets
            for name in sheet.tables
        ]
        assert sorted(found) == sorted([table.name for table in TEAM_TABLES] + ["Issues"])


def test_identity_and_settings_are_on_the_very_hidden_sheet() -> None:
    book = opened(build_team_workbook(dataclasses.replace(ordinary("zh"), prior=0.75)))
    found = {row[0].value: row[1].value for row in book["_remit"].iter_rows()}
    assert found == {
        "workbook_id": "w-north",
        "team": "north",
        "team_name": "华北销售",
        "cycle": "2026-Q4",
        "cycle_first": dt.datetime(2026, 10, 1),
        "cycle_last": dt.datetime(2026, 12, 31),
        "schema_version": 1,
        "language": "zh",
        "token": "0123abcd",
        "prior": 0.75,
        "made_on": dt.datetime(2026, 9, 28),
        **dataclasses.asdict(Settings()),
    }
    names = {name: each.attr_text for name, each in book.defined_names.items() if name.startswith("set_")}
    assert names == {
        f"set_{field.name}": f"_remit!$B${row}" for row, field in enumerate(dataclasses.fields(Settings), 12)
    }
    assert book.defined_names["prior"].attr_text == "_remit!$B$10"


def test_text_that_looks_like_a_formula_stays_text() -> None:
    rows = {
        "members": [{"member_id": "=1+1", "name": "@SUM(A1)", "role": "http://example.com", "email": "{=A1}"}]
    }
    data = build_team_workbook(dataclasses.replace(ordinary("en"), rows=rows, team_name="=HYPERLINK(1)"))
    book = opened(data)
    cells = [book["Members"].cell(6, column) for column in (1, 2, 3, 5)]
    assert [cell.value for cell in cells] == ["=1+1", "@SUM(A1)", "http://example.com", "{=A1}"]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)
    assert book["Home"]["B3"].data_type == "s"
    assert_clean(data)


def test_an_error_value_is_a_formula_with_that_result() -> None:
    rows = {"kpis": [{"kpi_id": "K1", "target": ErrorValue("#N/A"), "low": ErrorValue("#DIV/0!")}]}
    data = build_team_workbook(dataclasses.replace(ordinary("en"), rows=rows))
    formulas, values = opened(data)["KPIs"], opened(data, values=True)["KPIs"]
    assert (formulas["G6"].value, values["G6"].value) == ("=NA()", "#N/A")
    assert (formulas["H6"].value, values["H6"].value) == ("=1/0", "#DIV/0!")


def test_text_where_a_date_belongs_is_written_as_it_is() -> None:
    sheet = opened(build_team_workbook(awkward("en")))["Delegations"]
    assert sheet["L6"].value == "mid November"
    assert sheet["L7"].value == dt.datetime(2026, 11, 24)


def test_names_of_periods_and_cycles_stay_as_they_are_typed() -> None:
    book = opened(build_team_workbook(dataclasses.replace(ordinary("en"), sheets="full")))
    assert book["Reviews"]["B6"].number_format == "@"  # Excel would make 1 October of 2026-10


def test_no_green_triangle_at_what_may_be_typed() -> None:
    data = build_team_workbook(dataclasses.replace(ordinary("en"), sheets="full"))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheets = [package.read(name).decode() for name in package.namelist() if "worksheets/sheet" in name]
    name = opened(data).sheetnames.index
    found = {
        title: re.findall(r'<ignoredError sqref="([^"]+)" (\w+)=', sheets[name(title)])
        for title in ("Delegations", "Readings")
    }
    assert found == {
        "Delegations": [("A6:A13", "numberStoredAsText"), ("H6:H13", "listDataValidation")],
        "Readings": [],
    }


def test_columns_of_the_team_and_renamed_ones() -> None:
    sheet = opened(build_team_workbook(awkward("en")))["Delegations"]
    headers = sheet.tables["Delegations"].column_names
    assert headers[11] == "Deadline (latest) #1"
    assert headers[-2:] == ["Cost centre", "Title2"]  # Excel would number a second Title in the same way
    assert opened(build_team_workbook(awkward("en")))["Members"]["B5"].value == "Who's who"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_formula_is_saved_with_a_result(language: str) -> None:
    data = build_team_workbook(ordinary(language))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/sheet"):
                text = package.read(name).decode()
                assert text.count("<f") - text.count("<formula") == len(
                    re.findall(r"(</f>|<f[^>]*/>)<v>", text)
                )


def test_nothing_is_left_of_a_text_that_no_cell_can_hold() -> None:
    rows = {"members": [{"member_id": "M\x00\ud8001", "name": "x" * 40_000, "notes": "\x07"}]}
    data = build_team_workbook(dataclasses.replace(ordinary("en"), rows=rows))
    sheet = opened(data)["Members"]
    assert sheet["A6"].value == "M1"
    assert len(str(sheet["B6"].value)) == 32_767
    assert sheet["J6"].value is None
    assert_clean(data)


def test_an_empty_workbook_of_an_unusual_cycle() -> None:
    spec = TeamWorkbook(
        team_id="t",
        team_name="R&D '26",
        language="en",
        cycle="Spring",
        cycle_first=dt.date(2028, 2, 29),
        cycle_last=dt.date(2028, 2, 29),
        workbook_id="w",
        token="t",
        made_on=dt.date(2028, 2, 1),
        empty_rows=0,
    )
    data = build_team_workbook(spec)
    assert_clean(data)
    assert opened(data)["Members"].tables["Members"].ref == "A5:V6"
