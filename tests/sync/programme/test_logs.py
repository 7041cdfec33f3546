"""The log of a programme: who writes into it, how long it gets, and what is not in it."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.programme.lock import programme_lock
from sync.programme.logs import log_to, traceback_of
from sync.programme.private import log_path
from tests.sync.commandline import CommandLine
from tests.sync.programmes import KPIS, MEMBERS

_NOBODY: dict[str, int] = {}
_LOG = logging.getLogger("remit.test")

ANOTHER_PROCESS = """
import logging, sys
from pathlib import Path
from sync.programme.logs import log_to
log_to(Path(sys.argv[1]))
for line in sys.stdin:
    logging.getLogger("remit").info("%s %s", line.strip(), "x" * 600_000)
    print("written", flush=True)
"""


def test_a_run_by_hand_leaves_its_line_as_the_daemon_does_and_no_name_of_anybody(
    command_line: Callable[..., CommandLine],
) -> None:
    here = command_line("north")
    here.office.write("north", members=MEMBERS, kpis=KPIS)
    assert here.run("sync").exit == 0
    with programme_lock(here.root / ".remit", "remit daemon"):
        assert here.run("sync").exit == 4
    first, second = log_path(here.root / ".remit").read_text(encoding="utf-8").splitlines()
    assert first.partition(" INFO ")[2].startswith(
        "Run 1, as of 2026-11-14: 1 of 1 workbooks read; 5 records"
    )
    assert second.partition(" ERROR ")[2].startswith("No run: Another run of this programme is under way: ")
    assert not [name for name in ("Ana", "Ben", "Cleo", "Revenue") if name in first + second]


def test_of_a_fault_the_way_is_told_and_nothing_that_a_team_typed() -> None:
    name = "Ana"
    with pytest.raises(ValueError, match="motivation") as caught:
        _look_up(name)
    told = traceback_of(caught.value)
    assert "Ana" not in told
    assert [line for line in told.splitlines() if not line.startswith(" ")] == [
        "Traceback (most recent call last):",
        "KeyError",
        "",
        "Traceback (most recent call last):",
        "ValueError",
    ]
    assert "in _look_up" in told


def _look_up(name: str) -> None:
    try:
        _NOBODY[name]
    except KeyError as error:
        raise ValueError(f"the motivation of {name} is 2") from error


def test_what_the_system_says_is_told(tmp_path: Path) -> None:
    log_to(tmp_path)
    try:
        (tmp_path / "none").read_bytes()
    except OSError:
        _LOG.exception("It failed")
    lines = log_path(tmp_path).read_text(encoding="utf-8").splitlines()
    assert lines[0].endswith(" ERROR It failed")
    assert lines[-1] == f"FileNotFoundError: [Errno 2] No such file or directory: '{tmp_path / 'none'}'"


def test_several_processes_share_a_log_that_begins_anew(tmp_path: Path) -> None:
    log_to(tmp_path)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", ANOTHER_PROCESS, str(tmp_path)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        for number in range(3):
            print(f"other {number}", file=other.stdin, flush=True)
            assert other.stdout.readline() == "written\n"
            _LOG.info("own %s %s", number, "x" * 600_000)
        other.stdin.close()
    files = [
        log_path(tmp_path).with_name(name) for name in ("remit.log", *(f"remit.log.{n}" for n in range(1, 6)))
    ]
    told = [" ".join(each.read_text(encoding="utf-8").split()[3:5]) for each in files]
    assert told == ["own 2", "other 2", "own 1", "other 1", "own 0", "other 0"]


def test_a_log_that_cannot_be_written_stops_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log_to(tmp_path)
    log_path(tmp_path).mkdir()
    _LOG.info("nobody reads this")
    assert capsys.readouterr() == ("", "")
