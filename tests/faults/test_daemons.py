"""Five daemons serve one programme by mistake, and the one that is at work is killed."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import shlex
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from sync.programme.lock import holder
from sync.programme.private import log_path
from tests.faults.launch import Launch, Mortal, stored
from tests.faults.machine import REMIT, environment, needs
from tests.sync.programmes import MEMBERS

Found = TypeVar("Found")

DAEMONS = 5
EVENING = dt.datetime(2026, 11, 13, 18, 30, tzinfo=dt.UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")  # the programme's time zone
SPEED = 20  # times as fast as the computer's own clock, which all of them share
PATIENCE = 120.0
CYCLES = "[[cycle]]"


@contextmanager
def daemons(launch: Launch) -> Iterator[list[int]]:
    """Their process ids. They begin in the evening, at Greenwich, where the programme is not."""
    one = shlex.join([*REMIT, "daemon", "--config", str(launch.config)])
    pids = launch.root.parent / "pids"
    script = f"{one} & echo $! >> {shlex.quote(str(pids))}; " * DAEMONS
    process = subprocess.Popen(
        ["faketime", "-f", f"@{EVENING:%Y-%m-%d %H:%M:%S} x{SPEED}", "sh", "-c", f"{script} wait"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(TZ="UTC"),
        start_new_session=True,
    )
    try:
        log = log_path(launch.office.programme.private)
        until(lambda: log.exists() and log.read_text("utf-8").count("the nightly run is at") == DAEMONS)
        yield [int(pid) for pid in pids.read_text("ascii").split()]
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def until(found: Callable[[], Found]) -> Found:
    """The first answer that is one."""
    late = time.monotonic() + PATIENCE
    while not (answer := found()):
        assert time.monotonic() < late
        time.sleep(0.002)
    return answer


def runs(launch: Launch) -> list[tuple[str, str]]:
    """When the runs of the store began and ended, by their number."""
    store = f"file:{launch.office.programme.store}?mode=ro"
    with closing(sqlite3.connect(store, uri=True, timeout=PATIENCE)) as connection:
        return connection.execute("SELECT started, finished FROM runs ORDER BY run").fetchall()


def is_alive(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").exists() and " Z " not in Path(f"/proc/{pid}/stat").read_text("ascii")


@needs("faketime")
def test_one_daemon_works_at_a_time_and_its_death_stops_none_of_the_others(
    tmp_path: Path, mortal: Mortal
) -> None:
    launch = Launch(tmp_path / "launch", "NORTH", "SOUTH")
    launch.office.write("NORTH", members=MEMBERS)
    plain = launch.config.read_text("utf-8")

    def nightly_at(moment: dt.datetime) -> None:
        nightly = f'[sync]\nat = "{moment.astimezone(SHANGHAI):%H:%M}"\n\n'
        launch.config.write_text(plain.replace(CYCLES, nightly + CYCLES, 1), "utf-8")

    # The night before has had its run; South's workbook was not there yet.
    assert mortal.run(*launch.sync, now="2026-11-13T10:00:00+00:00").exit == 3
    nightly_at(EVENING - dt.timedelta(hours=10))
    begun = time.monotonic()
    with daemons(launch) as pids:
        launch.office.write("SOUTH", members=MEMBERS)
        nightly_at(EVENING - dt.timedelta(minutes=30))  # a run has been missed, as all of them see soon
        first = until(lambda: holder(launch.office.programme.private).pid)
        os.kill(first, signal.SIGKILL)
        assert first in pids
        until(lambda: not is_alive(first))
        made = len(runs(launch))
        passed = dt.timedelta(seconds=SPEED * (time.monotonic() - begun))
        nightly_at(EVENING + passed + dt.timedelta(minutes=2))
        until(lambda: len(runs(launch)) > made)
        others = [pid for pid in pids if pid != first]
        assert [pid for pid in others if is_alive(pid)] == others
    found = runs(launch)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(found))
    assert {row[1] for row in stored(launch.office.programme.store)["records"]} == {"NORTH", "SOUTH"}
