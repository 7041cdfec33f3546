"""A thousand workbooks, a hundred of them bad: every good one is taken in, every bad one is explained, and
the parent's memory stays as it was.
"""

from __future__ import annotations

import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.launch import FIRST, SECOND, Ended, Launch, Mortal
from tests.faults.machine import posix
from tests.sync.workbooks import ole_file

pytestmark = posix

TEAMS = tuple(f"T{number:04}" for number in range(1000))
EVERY = 10  # of so many one is bad
ROWS = 6
FLAT = 50 << 20  # bytes
HEAD = "| member_id | name | weekly_hours |\n|---|---|---|\n"

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


@pytest.fixture(scope="module")
def launch(tmp_path_factory: pytest.TempPathFactory) -> Launch:
    launch = Launch(tmp_path_factory.mktemp("thousand") / "launch", *TEAMS)
    for team in TEAMS:
        rows = "".join(f"| M{number} | Member {number} of {team} | 40 |\n" for number in range(ROWS))
        launch.office.write(team, members=HEAD + rows)
    for team, (spoil, _, _) in bad_ones():
        spoil(launch.office.path(team))
    return launch


def bad_ones() -> Iterator[tuple[str, tuple[Spoil, str, str]]]:
    """The teams whose workbook is bad, from the first to the last one, each kind as often as the others."""
    kinds = list(BAD.values())
    for number, team in enumerate(TEAMS[EVERY // 2 :: EVERY]):
        yield team, kinds[number % len(kinds)]


def watched(mortal: Mortal, launch: Launch, now: str) -> tuple[Ended, list[int]]:
    """How the run ended, and how much memory its own process had, time and again until every workbook was
    taken in: until the first page was there.
    """
    page = launch.office.path(TEAMS[0]).with_name(f"{TEAMS[0]}.feedback.html")
    process = Path(f"/proc/{mortal.begin(*launch.sync, now=now)}/statm")
    sizes = []
    while not page.exists() and (pages := int(process.read_text("ascii").split()[1])):
        sizes.append(pages * os.sysconf("SC_PAGE_SIZE"))
        time.sleep(0.05)
    return mortal.end(), sizes


@pytest.fixture(scope="module")
def first(launch: Launch, mortal: Mortal) -> tuple[Ended, list[int]]:
    return watched(mortal, launch, FIRST)


def test_good_ones_are_taken_in_and_bad_ones_are_explained(
    launch: Launch, first: tuple[Ended, list[int]]
) -> None:
    ended, sizes = first
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
    assert len(sizes) > 10
    assert max(sizes) - sizes[0] < FLAT


@pytest.mark.usefixtures("first")
def test_a_second_run_changes_nothing(launch: Launch, mortal: Mortal) -> None:
    before = launch.seen()
    ended = mortal.run(*launch.sync, now=SECOND)
    assert ended.json["changes"] == {"added": 0, "changed": 0, "removed": 0}
    assert launch.seen() == before
