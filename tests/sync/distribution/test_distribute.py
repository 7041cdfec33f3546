"""Handing out workbooks: what is made, what is left alone, what is carried over."""

from __future__ import annotations

import dataclasses
import datetime as dt
import stat
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from delegation.context import Context
from delegation.validate import Validation, validate_tables
from sync.distribution.distribute import DistributeReport, Handed, HandedOut, distribute
from sync.programme.model import Cycle, Programme, PublicHolidays, Team
from sync.programme.private import read_secret, secret_path
from sync.reading.identity import check_identity
from sync.reading.reader import read_workbook
from tests.sync.commandline import CommandLine
from tests.sync.programmes import AS_OF, CYCLE, KPIS, MEMBERS, Office

NEXT = Cycle(id="2027-Q1", first=dt.date(2027, 1, 1), last=dt.date(2027, 3, 31))
MADE_ON = dt.date(2026, 12, 15)

DELEGATIONS = """
    | delegation_id | title | objective       | expected_outcome | delegator | delegate | start      | due        | effort_hours | authority_level | status      | completed_on |
    |---------------|-------|-----------------|------------------|-----------|----------|------------|------------|--------------|-----------------|-------------|--------------|
    | D1            | Page  | Publish 3 pages | Pages are live   | Ana       | Ben      | 2026-10-05 | 2027-02-26 | 40           | 3               | in_progress |              |
    | D2            | List  | Print 12 prices | List is printed  | Ana       | Ben      | 2026-10-05 | 2026-12-11 | 10           | 3               | completed   | 2026-12-01   |
"""  # noqa: E501 - a table stays a table
READINGS = """
    | kpi_id | period     | value | state          |
    |--------|------------|-------|----------------|
    | K1     | 2026-10-31 | 90    | reported       |
    | K1     | 2026-11-30 |       |                |
    | K2     | 2026-10-31 |       | not_applicable |
"""


def office(root: Path, *teams: str) -> Office:
    found = Office(root, *teams)
    found.programme = dataclasses.replace(found.programme, cycles=(CYCLE, NEXT))
    return found


def hand_out(programme: Programme, cycle: Cycle = NEXT, made_on: dt.date = MADE_ON) -> DistributeReport:
    return distribute(programme, cycle, made_on=made_on)


def statuses(report: DistributeReport) -> dict[str, tuple[str, str]]:
    return {each.team: (each.status.value, each.reason) for each in report.workbooks}


def contents(file: Path, cycle: Cycle = NEXT) -> Validation:
    found = read_workbook(file.read_bytes())
    context = Context(
        language=found.language, as_of=MADE_ON, cycle=cycle.id, cycle_first=cycle.first, cycle_last=cycle.last
    )
    return validate_tables(found.tables, context)


def test_every_team_gets_a_workbook_of_its_own(tmp_path: Path) -> None:
    programme = office(tmp_path, "north", "south").programme
    report = hand_out(programme)
    assert statuses(report) == {"north": ("created", ""), "south": ("created", "")}
    secret = read_secret(programme.private)
    ids = set()
    for team in ("north", "south"):
        identity = read_workbook(programme.workbook_path(team, NEXT).read_bytes()).identity
        assert check_identity(identity, team=team, cycle="2027-Q1", secret=secret) is None
        assert identity is not None
        ids.add(identity.workbook_id)
    assert len(ids) == 2
    assert stat.S_IMODE(secret_path(programme.private).stat().st_mode) == 0o600


def test_the_cycle_is_that_of_the_day(tmp_path: Path) -> None:
    report = distribute(office(tmp_path, "north").programme, made_on=dt.date(2026, 10, 1))
    assert report.cycle == "2026-Q4"
    assert report.workbooks[0].file == tmp_path / "workbooks" / "2026-Q4" / "North.xlsx"


def test_a_second_time_changes_nothing(tmp_path: Path) -> None:
    programme = office(tmp_path, "north").programme
    hand_out(programme)
    file = programme.workbook_path("north", NEXT)
    before = (file.read_bytes(), file.stat().st_mtime_ns)
    report = hand_out(programme, made_on=MADE_ON + dt.timedelta(days=3))
    assert statuses(report) == {"north": ("unchanged", "")}
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before


def test_a_workbook_that_nobody_touched_is_renewed_when_there_is_news(tmp_path: Path) -> None:
    found = office(tmp_path, "north")
    hand_out(found.programme)
    found.write("north", members=MEMBERS, kpis=KPIS)
    found.run()
    report = hand_out(found.programme)
    assert statuses(report) == {"north": ("refreshed", "")}
    assert report.workbooks[0].carried == {"members": 3, "kpis": 2}
    assert statuses(hand_out(found.programme)) == {"north": ("unchanged", "")}


def test_the_calendar_of_a_workbook_knows_the_public_holidays(tmp_path: Path) -> None:
    programme = office(tmp_path, "north").programme
    hand_out(programme)
    days = ((dt.date(2027, 1, 1), "holiday"), (dt.date(2027, 1, 3), "working_day"))
    holidays = PublicHolidays(region="CN", days=days, unsettled=(2026, 2027, 2028, 2029))
    report = hand_out(dataclasses.replace(programme, holidays=holidays))
    assert (statuses(report), report.unsettled) == ({"north": ("refreshed", "")}, (2027, 2028))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl knows no data bars of 2010
        book = load_workbook(programme.workbook_path("north", NEXT), data_only=True)
    rows = {row[0].date(): row[1:4] for row in book["_calendar"].iter_rows(min_row=2, values_only=True)}
    assert rows[dt.date(2026, 12, 31)] == (1, 0, 0)
    assert rows[dt.date(2027, 1, 1)] == (0, 1, 0)
    assert rows[dt.date(2027, 1, 2)] == (0, 0, 0)
    assert rows[dt.date(2027, 1, 3)] == (1, 0, 1)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            (
                "▲ Public holidays of CN: those of 2090, 2091, 2092 are not all known yet, moved working days"
                " above all. When they are announced, install the newest holidays package and run remit"
                " distribute again, or enter the days in the teams' calendars."
            ),
        ),
        (
            "zh",
            (
                "▲ CN 的法定节假日：2090、2091、2092 年的安排（尤其是调休）尚未全部公布或收录。"
                "公布后请安装最新版 holidays 软件包并再次运行 remit distribute，"
                "或在各团队的“日历”表中填写。"
            ),
        ),
    ],
)
def test_years_whose_holidays_are_not_known_yet_are_named(
    command_line: Callable[..., CommandLine], language: str, said: str
) -> None:
    here = command_line("north", language=language)
    text = (here.root / "remit.toml").read_text(encoding="utf-8")
    late = text.replace("2026-10-01", "2090-10-01").replace("2026-12-31", "2091-03-31")
    here.config(late.replace("[programme]", '[programme]\nholidays = "CN"'))
    told = here.run("distribute")
    assert (told.exit, told.lines[-2]) == (0, said)
    found = here.run("distribute", "--format", "json").json
    assert found["holidays"] == {"region": "CN", "unsettled_years": [2090, 2091, 2092]}
    here.config(late)
    found = here.run("distribute", "--format", "json").json
    assert found["holidays"] == {"region": "", "unsettled_years": []}


def test_a_workbook_that_somebody_filled_in_is_never_overwritten(tmp_path: Path) -> None:
    programme = office(tmp_path, "north").programme
    hand_out(programme)
    file = programme.workbook_path("north", NEXT)
    file.write_bytes(file.read_bytes() + b"somebody's work")
    before = file.read_bytes()
    assert statuses(hand_out(programme)) == {"north": ("kept", "filled_in")}
    assert file.read_bytes() == before


def test_without_its_ledger_every_workbook_counts_as_filled_in(tmp_path: Path) -> None:
    programme = office(tmp_path, "north").programme
    hand_out(programme)
    for text in ("", "[]", '{"north+2027-Q1": {"sha256": 7}}'):
        (programme.private / "distributed.json").write_text(text, encoding="utf-8")
        assert statuses(hand_out(programme)) == {"north": ("kept", "filled_in")}


@pytest.mark.parametrize("lock", ["~$North.xlsx", ".~lock.North.xlsx#"])
def test_a_workbook_that_is_open_is_left_alone(tmp_path: Path, lock: str) -> None:
    programme = office(tmp_path, "north").programme
    hand_out(programme)
    programme.workbook_path("north", NEXT).with_name(lock).touch()
    assert statuses(hand_out(programme)) == {"north": ("kept", "open")}


def test_a_lost_workbook_is_made_again_with_what_was_in_it_and_stays_so(tmp_path: Path) -> None:
    found = office(tmp_path, "north")
    file = found.write("north", members=MEMBERS, kpis=KPIS, delegations=DELEGATIONS)
    found.run()
    file.unlink()
    report = hand_out(found.programme, CYCLE)
    assert statuses(report) == {"north": ("restored", "")}
    keys = [each.key for each in contents(file, CYCLE).records["delegations"]]
    assert keys == ["D1", "D2"]
    assert statuses(hand_out(found.programme, CYCLE)) == {"north": ("unchanged", "")}


def test_what_is_carried_over_are_ordinary_rows(tmp_path: Path) -> None:
    found = office(tmp_path, "north")
    found.write("north", members=MEMBERS, kpis=KPIS, delegations=DELEGATIONS, readings=READINGS)
    found.run(as_of=AS_OF)
    report = hand_out(found.programme)
    assert report.workbooks == (
        HandedOut(
            team="north",
            file=found.programme.workbook_path("north", NEXT),
            status=Handed.CREATED,
            carried={"members": 3, "kpis": 2, "readings": 2, "delegations": 1},
        ),
    )
    validation = contents(report.workbooks[0].file)
    assert [each.key for each in validation.records["delegations"]] == ["D1"]
    assert validation.records["delegations"][0].values["delegate"] == "M2"
    assert [each.values["name"] for each in validation.records["members"]] == ["Ana", "Ben", "Cleo"]
    readings = {each.key: each.values.get("value") for each in validation.records["readings"]}
    assert readings["K1+2026-10-31"] == 90
    assert "K1+2027-01-31" in readings  # planned for the new cycle, to be filled in


def test_a_team_without_a_past_starts_empty(tmp_path: Path) -> None:
    found = office(tmp_path, "north", "south")
    found.write("north", members=MEMBERS, kpis=KPIS)
    found.run()
    report = hand_out(found.programme)
    assert [each.carried for each in report.workbooks] == [{"members": 3, "kpis": 2}, {}]


def test_a_team_that_fails_costs_only_its_own_workbook(tmp_path: Path) -> None:
    found = office(tmp_path, "north", "south", "west")
    teams = tuple(
        dataclasses.replace(team, workbook="blocked/{name}.xlsx") if team.id == "south" else team
        for team in found.programme.teams
    )
    macro = Team(id="macro", name="Macro", workbook="{name}.xlsm")
    (tmp_path / "blocked").write_text("a file where a folder should be", encoding="utf-8")
    programme = dataclasses.replace(found.programme, teams=(*teams, macro))
    report = hand_out(programme)
    assert statuses(report) == {
        "north": ("created", ""),
        "south": ("failed", "unwritable"),
        "west": ("created", ""),
        "macro": ("failed", "macro_workbook"),
    }
    assert not list(tmp_path.rglob("*.tmp"))


def test_a_fault_in_one_workbook_is_told_and_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    programme = office(tmp_path, "north").programme

    def broken(spec: object) -> bytes:
        raise ValueError("no such style")

    monkeypatch.setattr("workbook_templates.workbooks.build_workbook", broken)
    report = hand_out(programme)
    assert (report.workbooks[0].reason, report.workbooks[0].detail) == (
        "unexpected",
        "ValueError: no such style",
    )
    assert "team north: the workbook could not be made" in caplog.text


# The command


def test_the_command_says_what_became_of_every_workbook(command_line: Callable[..., CommandLine]) -> None:
    here = command_line("north", "south")
    told = here.run("distribute")
    assert told.exit == 0
    north, south = (str(Path("workbooks", "2026-Q4", name)) for name in ("North.xlsx", "South.xlsx"))
    assert told.lines == [
        "Launch: workbooks for 2026-Q4",
        "Team Workbook Result Rows carried over",
        told.lines[2],
        f"North {north} ● made",
        f"South {south} ● made",
        "Next: hand the workbooks to the teams; remit sync brings the master up to date",
    ]
    (here.root / north).write_bytes(b"somebody's work")
    assert f"North {north} ▲ kept: filled in" in here.run("distribute").lines


def test_the_command_as_json(command_line: Callable[..., CommandLine]) -> None:
    here = command_line("north")
    (here.root / "workbooks").write_text("in the way", encoding="utf-8")
    told = here.run("distribute", "--format", "json", "--cycle", "2026-Q4")
    assert told.exit == 3
    assert told.json == {
        "schema": "remit.distribute",
        "version": 1,
        "cycle": "2026-Q4",
        "as_of": "2026-11-14",
        "workbooks": [
            {
                "team": "north",
                "file": str(Path("workbooks", "2026-Q4", "North.xlsx")),
                "status": "failed",
                "reason": "unwritable",
                "carried_over": {},
            }
        ],
        "holidays": {"region": "", "unsettled_years": []},
    }


def test_an_unknown_cycle_is_wrong_use(command_line: Callable[..., CommandLine]) -> None:
    told = command_line("north").run("distribute", "--cycle", "2027")
    assert (told.exit, told.err) == (2, 'remit: There is no cycle "2027". Cycles in remit.toml: 2026-Q4.\n')
