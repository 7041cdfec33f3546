"""A thousand workbooks, a hundred of them bad: every good one is taken in, every bad one is explained, and
the parent's memory stays as it was, until the master is written and the run is over.

Memory is what belongs to the run's own process alone: not the pages of programs and libraries, which it
shares with every other one. What a run over a few workbooks needs, too, comes only once, however many there
are. The workbooks are small: the parent holds every record and every issue while it makes figures and master,
about 3.5 KB for each record, so that fifty thousand records take some two hundred megabytes.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from tests.faults.launch import FIRST, SECOND, THIRD, Ended, Launch, Mortal
from tests.faults.machine import posix
from tests.sync.workbooks import ole_file

pytestmark = posix

TEAMS = tuple(f"T{number:04}" for number in range(1000))
EVERY = 10  # of so many one is bad
ROWS = 6
NEXT_DAY = "2026-11-14"  # not the day of the other runs
FEW = TEAMS[:50]
FLAT = 50 << 20  # bytes that a thousand workbooks may take more than a few
REFILLED = 80 << 20
"""The same where a master is there already: its links, one for each of 12,000 issues, are read as well."""

HEAD = "| member_id | name | weekly_hours |\n|---|---|---|\n"

OWN_MEMORY = re.compile(r"^RssAnon:\s*(\d+) kB", re.MULTILINE)

Spoil = Callable[[Path], object]


def bytes_of(data: bytes) -> Spoil:
    return lambda path: path.write_bytes(data)


def instead(make: Callable[[Path], object]) -> Spoil:
    def spoil(path: Path) -> None:
        path.unlink()
        make(path)

    return spoil


BAD: dict[str, tuple[Spoil, str, str]] = {
    "nothing in it": (bytes_of(b""), "unreadable", "WB-EMPTY"),
    "text": (bytes_of(b"Name,Due\nAna,2026-11-30\n"), "unreadable", "WB-TYPE"),
    "a page to sign in": (bytes_of(b"<!DOCTYPE html><html><body>Sign in"), "unreadable", "WB-TYPE"),
    "cut short": (lambda path: os.truncate(path, path.stat().st_size - 400), "unreadable", "WB-TRUNCATED"),
    "zeros": (lambda path: path.write_bytes(bytes(path.stat().st_size)), "unreadable", "WB-TRUNCATED"),
    "a password": (bytes_of(ole_file("EncryptionInfo", "EncryptedPackage")), "unreadable", "WB-ENCRYPTED"),
    "another team's": (
        lambda path: shutil.copyfile(path.with_name("T0001.xlsx"), path),
        "held",
        "WB-TEAM-CONFLICT",
    ),
    "a pipe": (instead(os.mkfifo), "unreadable", "WB-TYPE"),
    "a folder": (instead(Path.mkdir), "unreadable", "WB-TYPE"),
    "not there": (Path.unlink, "missing", "WB-MISSING"),
}


def launched(root: Path, teams: Sequence[str]) -> Launch:
    launch = Launch(root, *teams)
    for team in teams:
        rows = "".join(f"| M{number} | Member {number} of {team} | 40 |\n" for number in range(ROWS))
        launch.office.write(team, members=HEAD + rows)
    for team, (spoil, _, _) in bad_ones(teams):
        spoil(launch.office.path(team))
    return launch


def bad_ones(teams: Sequence[str] = TEAMS) -> Iterator[tuple[str, tuple[Spoil, str, str]]]:
    """The teams whose workbook is bad, from the first to the last one, each kind as often as the others."""
    kinds = list(BAD.values())
    for number, team in enumerate(teams[EVERY // 2 :: EVERY]):
        yield team, kinds[number % len(kinds)]


def watched(mortal: Mortal, launch: Launch, now: str, *more: str) -> tuple[Ended, list[int]]:
    """How the run ended, and how much memory its own process had, time and again until it was over. `more`:
    what its command line says besides.
    """
    process = Path(f"/proc/{mortal.begin(*launch.sync, *more, now=now)}/status")
    sizes = []
    with suppress(FileNotFoundError, ProcessLookupError):
        while found := OWN_MEMORY.search(process.read_text("utf-8")):
            sizes.append(int(found[1]) << 10)
            time.sleep(0.02)
    assert len(sizes) > 10
    return mortal.end(), sizes


@pytest.fixture(scope="module")
def launch(tmp_path_factory: pytest.TempPathFactory) -> Launch:
    return launched(tmp_path_factory.mktemp("thousand") / "launch", TEAMS)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Launch:
    return launched(tmp_path_factory.mktemp("few") / "launch", FEW)


@pytest.fixture(scope="module")
def first(launch: Launch, mortal: Mortal) -> tuple[Ended, list[int]]:
    return watched(mortal, launch, FIRST)


@pytest.fixture(scope="module")
def first_of_few(few: Launch, mortal: Mortal) -> tuple[Ended, list[int]]:
    return watched(mortal, few, FIRST)


def test_good_ones_are_taken_in_and_bad_ones_are_explained(
    launch: Launch, first: tuple[Ended, list[int]]
) -> None:
    ended, _ = first
    assert ended.exit == 3
    assert ended.json["changes"] == {"added": 900 * ROWS, "changed": 0, "removed": 0}
    expected = {team: (status, code) for team, (_, status, code) in bad_ones()}
    statuses = launch.office.statuses()
    assert {team: statuses[team] for team in expected} == expected
    assert {statuses[team] for team in TEAMS if team not in expected} == {("updated", "")}
    reasons = {each["team"]: each["reason"] for each in ended.json["workbooks"]}
    assert all(reasons[team] for team in expected)
    kept = Counter(row[1] for row in launch.seen().records["records"])
    assert kept == {team: ROWS for team in TEAMS if team not in expected}


def test_memory_is_flat_to_the_end_of_the_run(
    launch: Launch, first: tuple[Ended, list[int]], first_of_few: tuple[Ended, list[int]]
) -> None:
    assert launch.office.programme.master.is_file()
    assert max(first[1]) - max(first_of_few[1]) < FLAT


@pytest.mark.usefixtures("first")
def test_a_second_run_changes_nothing(launch: Launch, mortal: Mortal) -> None:
    before = launch.seen()
    ended = mortal.run(*launch.sync, now=SECOND)
    assert ended.json["changes"] == {"added": 0, "changed": 0, "removed": 0}
    assert launch.seen() == before


@pytest.mark.usefixtures("first", "first_of_few")
def test_memory_of_a_later_night_that_fills_the_master_anew(
    launch: Launch, few: Launch, mortal: Mortal
) -> None:
    before = launch.office.programme.master.read_bytes()
    ended, sizes = watched(mortal, launch, THIRD, "--as-of", NEXT_DAY)
    _, of_few = watched(mortal, few, THIRD, "--as-of", NEXT_DAY)
    assert ended.exit == 3
    assert launch.office.programme.master.read_bytes() != before
    assert max(sizes) - max(of_few) < REFILLED
