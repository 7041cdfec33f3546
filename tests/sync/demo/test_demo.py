"""The demo programme: its stories are sound, its mistakes the intended ones, and a run takes it all in."""

from __future__ import annotations

import datetime as dt
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from delegation.context import Context
from delegation.tables import BY_ID
from delegation.validate import Validation, validate_tables
from sync.demo import (
    CYCLE,
    NIGHTS,
    DemoFolderInUseError,
    DemoReport,
    demo_programme,
    filled_workbook,
    free_folder,
    make_demo,
    resaved_workbook,
)
from sync.demo.people import MISSING_TEAM, RESAVED_TEAM
from sync.demo.story import CYCLE_FIRST, CYCLE_LAST, Content, rows_on, team_contents
from sync.programme.model import Programme, is_leads
from sync.reading.reader import read_workbook
from sync.run.pipeline import run_sync
from sync.store.store import Store
from tests.contracts.package import assert_clean
from workbook_templates.team import build_team_workbook

CONTENTS = {content["id"]: content for content in team_contents()}
INTENDED = {
    "chanpin": [],
    "huadong": ["DLG-DUPLICATE"],
    "kecheng": ["MLS-PLANNED-END-TYPE"],
    "logistics": [],
    "marketing": ["RDG-VALUE-ERROR"],
    "mobile": ["DLG-COLUMN-RENAMED"],
    "north": ["DLG-COLUMN-UNKNOWN"],
    "online": ["DLG-DELEGATE-UNKNOWN", "LVE-MEMBER-UNKNOWN"],
    "platform": [],
    "renshi": ["DLG-PROGRESS-RANGE", "DLG-STATUS-CHOICE"],
    "south": ["DLG-DUE-ORDER"],
    "support": [],
}
# What follows from another mistake, and what is no mistake but a reminder.
CONSEQUENCES = ("-REJECTED", "DLG-ACCEPTED-MISSED", "KPI-MISSED", "RDG-REMARK-MISSING")


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    return demo_programme(tmp_path_factory.mktemp("stories") / "demo", language="en")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoReport:
    return make_demo(tmp_path_factory.mktemp("whole") / "demo")


def validated(data: bytes, content: Content) -> Validation:
    read = read_workbook(data)
    context = Context(
        language=content["language"],
        as_of=NIGHTS[-1],
        cycle=CYCLE,
        cycle_first=CYCLE_FIRST,
        cycle_last=CYCLE_LAST,
    )
    return validate_tables(read.tables, context)


def test_there_are_eight_english_and_four_chinese_teams() -> None:
    languages = [content["language"] for content in CONTENTS.values()]
    assert (languages.count("en"), languages.count("zh")) == (8, 4)


@pytest.mark.parametrize("team", CONTENTS)
def test_a_story_fills_declared_fields_only(team: str) -> None:
    for night in NIGHTS:
        for table_id, rows in rows_on(CONTENTS[team], night).items():
            assert {name for row in rows for name in row} <= set(BY_ID[table_id].field_ids)


@pytest.mark.parametrize("team", CONTENTS)
def test_nothing_in_a_story_has_happened_before_its_day(team: str) -> None:
    happened = {
        "accepted_on",
        "completed_on",
        "actual_end",
        "actioned_on",
        "closed_on",
        "verified_on",
        "done_on",
    }
    for night in NIGHTS:
        for rows in rows_on(CONTENTS[team], night).values():
            for row in rows:
                assert all(row[name] <= night for name in happened & row.keys())  # type: ignore[operator]


@pytest.mark.parametrize("team", CONTENTS)
def test_the_last_evening_has_the_intended_mistakes_and_no_others(team: str, programme: Programme) -> None:
    data = build_team_workbook(filled_workbook(programme, CONTENTS[team], NIGHTS[-1], last=True))
    read = read_workbook(data)
    issues = (*read.issues, *validated(data, CONTENTS[team]).issues)
    codes = {issue.code for issue in issues if not issue.code.endswith(CONSEQUENCES)}
    assert sorted(codes) == INTENDED[team]
    assert_clean(data)


def test_the_resaved_workbook_says_what_the_built_one_says(programme: Programme) -> None:
    content = CONTENTS[RESAVED_TEAM]
    built = build_team_workbook(filled_workbook(programme, content, NIGHTS[-1], last=True))
    with zipfile.ZipFile(BytesIO(resaved_workbook())) as package:
        assert b"LibreOffice" in package.read("docProps/app.xml")
    resaved = validated(resaved_workbook(), content)
    assert resaved.records == validated(built, content).records
    assert resaved.issues == validated(built, content).issues
    assert read_workbook(resaved_workbook()).identity == read_workbook(built).identity


def test_the_demo_runs_from_workbooks_to_master(demo: DemoReport) -> None:
    assert [night.as_of for night in demo.nights] == list(NIGHTS)
    last = demo.nights[-1]
    statuses = {each.team: each.status for each in last.workbooks}
    assert statuses.pop(MISSING_TEAM) == "missing"
    leads = {statuses.pop(team) for team in tuple(statuses) if is_leads(team)}
    assert leads <= {"updated", "unchanged"}  # not every lead writes something between two nights
    assert set(statuses.values()) == {"updated"}
    assert not last.complete
    assert demo.programme.master.is_file()


def test_every_workbook_and_the_master_open_without_repair(demo: DemoReport) -> None:
    private = demo.programme.private  # with copies of the master
    files = sorted(each for each in demo.directory.rglob("*.xlsx") if private not in each.parents)
    assert len(files) == 17  # eleven teams, five of their leads, and the master
    for file in files:
        assert_clean(file)


def test_the_missing_team_keeps_its_rows(demo: DemoReport) -> None:
    with Store(demo.programme.store) as store:
        kept = store.current(CYCLE, table="delegations", team=MISSING_TEAM)
    assert [record.key for record in kept] == ["D-001", "D-002", "D-003"]


def test_a_night_more_changes_nothing(demo: DemoReport) -> None:
    files = {
        file: file.read_bytes()
        for file in demo.directory.rglob("*")
        if file.suffix in (".xlsx", ".html") and file.is_file()
    }
    report = run_sync(
        demo.programme, as_of=NIGHTS[-1], now=lambda: dt.datetime(2026, 12, 12, 2, 30, tzinfo=dt.UTC)
    )
    assert (report.changes.added, report.changes.changed, report.changes.removed) == (0, 0, 0)
    assert {file: file.read_bytes() for file in files} == files


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("keep me", encoding="utf-8")
    with pytest.raises(DemoFolderInUseError):
        make_demo(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_the_demo_goes_into_the_first_free_folder(tmp_path: Path) -> None:
    assert free_folder(tmp_path).name == "remit-demo"
    (tmp_path / "remit-demo").mkdir()
    assert free_folder(tmp_path).name == "remit-demo"
    (tmp_path / "remit-demo" / "x").touch()
    assert free_folder(tmp_path).name == "remit-demo-2"
