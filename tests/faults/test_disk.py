"""A disk that is full, that fails, that nobody may write to: what was accepted stays, and people are told."""

from __future__ import annotations

import contextlib
import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.launch import FIRST, SECOND, Ended, Launch, Mortal, failing
from tests.faults.machine import LIBFIU, mounted, needs, read_only
from tests.faults.night import MASTER, Night
from tests.sync.programmes import KPIS, MEMBERS

LATER = MEMBERS.replace("Cleo", "Clea")


def told(ended: Ended) -> str:
    """What people read, who are never shown a traceback."""
    said = ended.out + ended.err
    assert "Traceback" not in said
    return said


@needs(LIBFIU)
@pytest.mark.parametrize(("lasts", "step"), [(False, 3), (True, 6)], ids=["once", "from then on"])
def test_a_disk_that_fails_at_any_write_leaves_the_old_or_the_new(
    night: Night, struck: Mortal, lasts: bool, step: int
) -> None:
    found = set()
    for at in range(1, len(night.calls) + 1, step):
        night.begins()
        ended = struck.run(*night.launch.sync, now=SECOND, fault=failing(at, errno.EIO, lasts=lasts))
        assert len(ended.calls) >= at
        # 70 is for what no disk does: libfiu knows no files, and the pipes to the readers fail like these.
        assert ended.exit in (0, 2, 3, 70)
        assert told(ended)
        seen = night.whole()
        # Whoever is told that all went well can rely on it.
        assert ended.exit or seen[:2] == (True, True)
        if seen not in found:
            found.add(seen)
            night.made_up(struck)
    assert len(found) > 1


@pytest.fixture(params=["tmpfs", "ext4"])
def small_disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A file system of 8 MB with nothing else on it."""
    options = ["-t", "tmpfs", "-o", "size=8m", "none"]
    if request.param == "ext4":
        image = tmp_path / "image"
        image.touch()
        os.truncate(image, 8 << 20)
        subprocess.run(["mkfs.ext4", "-q", "-m", "0", str(image)], check=True)
        options = ["-o", "loop", str(image)]
    with mounted(tmp_path / "disk", *options) as disk:
        yield disk


@needs("mkfs.ext4")
def test_on_a_full_disk_nothing_is_lost_and_it_is_said(small_disk: Path, mortal: Mortal) -> None:
    launch = Launch(small_disk / "launch", "NORTH", "SOUTH")
    launch.office.write("NORTH", members=MEMBERS, kpis=KPIS)
    launch.office.write("SOUTH", members=MEMBERS)
    assert mortal.run(*launch.sync, now=FIRST).exit == 0
    launch.office.write("NORTH", members=LATER, kpis=KPIS)
    old = launch.seen()
    said = {}
    for room in (0, 8 << 10, 64 << 10):
        filler = fill(small_disk, room)
        ended = mortal.run(*launch.sync, now=SECOND)
        said[room] = told(ended)
        assert ended.exit in (2, 3)
        assert launch.seen().files[MASTER] == old.files[MASTER]
        # SQLite's shared memory on a full disk would be the death of whoever only asks.
        for asked in ("status", "doctor"):
            assert mortal.run(asked, "--config", launch.config, now=SECOND).exit in (0, 1, 2, 3)
        filler.unlink()
    assert "full" in said[0]
    assert mortal.run(*launch.sync, now=SECOND).exit == 0
    assert "Clea" in str(launch.seen().records)
    assert launch.seen().files[MASTER] != old.files[MASTER]


def fill(disk: Path, room: int) -> Path:
    """Leaves about so much room."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(4096)):
            pass
    os.truncate(filler, max(0, filler.stat().st_size - room))
    return filler


def test_a_folder_that_nobody_may_write_to_costs_only_what_belongs_there(
    tmp_path: Path, mortal: Mortal
) -> None:
    launch = Launch(tmp_path / "launch", "NORTH", "SOUTH")
    launch.office.write("NORTH", members=MEMBERS, kpis=KPIS)
    launch.office.write("SOUTH", members=MEMBERS)
    assert mortal.run(*launch.sync, now=FIRST).exit == 0
    launch.office.write("NORTH", members=LATER + "| M4 | | |\n", kpis=KPIS)
    old = launch.seen()
    for folder in (launch.root, launch.office.programme.private):
        with read_only(folder):
            ended = mortal.run(*launch.sync, now=SECOND)
            assert ended.exit == 2
            assert "Read-only file system" in told(ended)
        assert launch.seen() == old
    pages = launch.office.path("NORTH").parent
    with read_only(pages):
        ended = mortal.run(*launch.sync, now=SECOND)
        assert ended.exit == 1
        assert "North.feedback.html" in told(ended)
    seen = launch.seen()
    assert [path for path in old.files if seen.files[path] != old.files[path]] == [MASTER]
    assert mortal.run(*launch.sync, now=SECOND).exit == 1
    seen = launch.seen()
    assert [path for path in old.files if seen.files[path] != old.files[path]] == [
        MASTER,
        "workbooks/2026-Q4/North.feedback.html",
    ]
