"""Neither the computer's clock nor its time zone nor the times of files decide what is true."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.faults.launch import FIRST, SECOND, Launch, Mortal, Seen
from tests.faults.machine import REMIT, environment, needs
from tests.faults.night import MASTER
from tests.sync.programmes import KPIS, MEMBERS

NIGHT = dt.datetime(2026, 11, 13, 17, 0, tzinfo=dt.UTC)  # in the programme's zone it is the 14th already
ZONES = ("UTC", "Pacific/Kiritimati", "America/Los_Angeles")


@pytest.fixture
def launch(tmp_path: Path) -> Launch:
    launch = Launch(tmp_path / "launch", "NORTH", "SOUTH")
    launch.office.write("NORTH", members=MEMBERS, kpis=KPIS)
    launch.office.write("SOUTH", members=MEMBERS)
    return launch


def run_at(launch: Launch, moment: dt.datetime, zone: str, *arguments: str) -> Seen:
    """A run on a computer in that time zone whose clock stands at that moment."""
    local = moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")
    subprocess.run(
        ["faketime", "-f", local, *REMIT, "sync", "--config", launch.config, *arguments],
        check=True,
        capture_output=True,
        env=environment(TZ=zone, FAKETIME_DONT_FAKE_MONOTONIC="1"),
    )
    return launch.seen()


@needs("faketime")
def test_the_same_moment_is_the_same_day_in_every_time_zone(launch: Launch) -> None:
    with launch.kept() as before:
        seen = []
        for zone in ZONES:
            launch.begin_from(before)
            seen.append(run_at(launch, NIGHT, zone))
    assert "2026-11-14" in (launch.office.path("NORTH").with_name("North.feedback.html")).read_text("utf-8")
    assert seen[1:] == seen[:-1]


@needs("faketime")
def test_a_clock_that_is_wrong_by_years_changes_no_record_and_no_issue(launch: Launch) -> None:
    with launch.kept() as before:
        right = run_at(launch, NIGHT, "UTC", "--as-of", "2026-11-14")
        launch.begin_from(before)
        wrong = run_at(launch, NIGHT.replace(year=1999), "UTC", "--as-of", "2026-11-14")
        assert wrong.records == right.records
        assert differing(wrong, right) == {MASTER}  # which says when its runs were made
        again = run_at(launch, NIGHT.replace(year=2037), "UTC", "--as-of", "2026-11-14")
        assert again == wrong


def differing(one: Seen, other: Seen) -> set[str]:
    return {path for path in one.files.keys() | other.files.keys() if one.files[path] != other.files[path]}


@pytest.mark.parametrize("moment", [86_400, 4_102_444_800], ids=["1970", "2100"])
def test_the_times_of_workbooks_change_nothing(launch: Launch, mortal: Mortal, moment: int) -> None:
    assert mortal.run(*launch.sync, now=FIRST).exit == 0
    before = launch.seen()
    for team in ("NORTH", "SOUTH"):
        os.utime(launch.office.path(team), (moment, moment))
    assert mortal.run(*launch.sync, now=SECOND).exit == 0
    assert launch.seen() == before
    path = launch.office.write("NORTH", members=MEMBERS.replace("Cleo", "Clea"), kpis=KPIS)
    os.utime(path, (moment - 3600, moment - 3600))  # older than what was there
    ended = mortal.run(*launch.sync, now=SECOND)
    assert (ended.exit, ended.json["changes"]) == (0, {"added": 0, "changed": 1, "removed": 0})
