"""A person saves while Remit reads: it sees one version or the other, never half of one, and is in nobody's
way.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from delegation.settings import Settings
from sync.programme.private import read_secret
from sync.run.incoming import Incoming, Status
from sync.run.intake import Job, intake
from tests.faults.launch import FIRST, Launch, Mortal, stored
from tests.faults.machine import environment, posix
from tests.sync.programmes import AS_OF, CYCLE, MEMBERS

pytestmark = posix

VERSIONS = [f"v{number}" for number in range(1, 6)]
SECONDS = 2.5


@contextmanager
def saving(kind: str, launch: Launch) -> Iterator[list[int]]:
    """Somebody saves the workbook of North all the while; afterwards: how many times."""
    path = launch.office.path("NORTH")
    versions = path.parent / "versions"
    versions.mkdir(parents=True)
    for version in VERSIONS:
        rows = "".join(f"| M{number} | {version} of {number} | 40 |\n" for number in range(300))
        text = "| member_id | name | weekly_hours |\n|---|---|---|\n" + rows
        (versions / version).write_bytes(launch.office.workbook("NORTH", members=text))
    path.write_bytes((versions / VERSIONS[0]).read_bytes())
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.saver", kind, str(versions), path.name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    saved: list[int] = []
    try:
        yield saved
    finally:
        out, _ = process.communicate("enough\n")
        assert process.returncode == 0
        saved.append(int(out))


def versions_in(names: list[str]) -> set[str]:
    return {name.partition(" ")[0] for name in names}


@pytest.mark.parametrize("kind", ["excel", "in place"])
def test_a_workbook_that_is_being_saved_is_read_as_one_version_or_not_at_all(
    tmp_path: Path, kind: str
) -> None:
    launch = Launch(tmp_path / "launch", "NORTH")
    read: set[str] = set()
    found: set[Status] = set()
    with saving(kind, launch) as saved:
        job = Job(
            team="NORTH",
            path=launch.office.path("NORTH"),
            cycle=CYCLE,
            as_of=AS_OF,
            settings=Settings(),
            secret=read_secret(launch.office.programme.private),
        )
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            incoming = intake(job)
            found.add(incoming.status)
            assert not incoming.fault
            if incoming.read:
                assert len(incoming.tables["members"].keys) == 300
                [version] = versions_in(names(incoming))
                read.add(version)
    assert saved[0] > 10
    assert len(read) > 1
    assert Status.UPDATED in found
    assert found <= {Status.UPDATED, Status.MISSING, Status.LOCKED, Status.UNREADABLE}


def names(incoming: Incoming) -> list[str]:
    return [text.split('"name":"')[1] for text in incoming.tables["members"].data]


def test_runs_beside_somebody_who_saves_keep_whole_versions(tmp_path: Path, mortal: Mortal) -> None:
    launch = Launch(tmp_path / "launch", "NORTH", "SOUTH")
    launch.office.write("SOUTH", members=MEMBERS)
    with saving("excel", launch) as saved:
        for _ in range(4):
            ended = mortal.run(*launch.sync, now=FIRST)
            assert ended.exit in (0, 3)
            status = {each["team"]: each["status"] for each in ended.json["workbooks"]}
            assert status["NORTH"] in ("updated", "unchanged", "missing", "locked")
            assert status["SOUTH"] in ("updated", "unchanged")
            current = stored(launch.office.programme.store)["records"]
            of_north = [str(row) for row in current if "NORTH" in row and row[-1]]
            assert len(of_north) in (0, 300)
            assert len({row.split('"name":"')[1].split()[0] for row in of_north}) <= 1
    assert saved[0] > 10
