"""`remit doctor`: every kind of trouble is found, with how to mend it."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from sync.doctor import Check, Outcome, examine
from sync.programme.lock import programme_lock
from sync.programme.private import ensure_private, lock_path, secret_path, store_path
from tests.sync.commandline import NOW, CommandLine
from tests.sync.programmes import KPIS, MEMBERS

Maker = Callable[..., CommandLine]


def check(here: CommandLine, now: dt.datetime = NOW) -> dict[str, Check]:
    """The worst check of every name."""
    checks, _ = examine(lambda: here.root / "remit.toml", lambda: now)
    order = list(Outcome)
    found: dict[str, Check] = {}
    for each in sorted(checks, key=lambda one: order.index(one.outcome)):
        found[each.name] = each
    return found


def with_a_run(make: Maker) -> CommandLine:
    here = make("north")
    here.office.write("north", members=MEMBERS, kpis=KPIS)
    assert here.run("sync").exit == 0
    return here


def test_a_programme_in_good_order(command_line: Maker) -> None:
    found = check(with_a_run(command_line))
    bad = {name: each for name, each in found.items() if each.outcome is not Outcome.OK}
    assert bad.keys() <= {"packages"}  # remit itself may run from its folder here
    assert list(found) == [name for name in found if name in _ALL]
    assert set(found) == set(_ALL)


_ALL = (
    "python",
    "packages",
    "config",
    "zone",
    "cycle",
    "folder",
    "secret",
    "space",
    "workbooks",
    "template",
    "master",
    "store",
    "clock",
    "nightly",
    "lock",
)


def test_a_new_programme_lacks_its_workbooks(command_line: Maker) -> None:
    found = check(command_line("north", "south"))
    assert found["workbooks"].outcome is Outcome.WARN
    assert found["workbooks"].params["names"] == "North, South"
    assert (found["store"].outcome, found["store"].text) == (Outcome.OK, "store_none")


def test_a_day_without_a_cycle(command_line: Maker) -> None:
    found = check(command_line("north"), NOW + dt.timedelta(days=90))
    assert (found["cycle"].outcome, found["cycle"].text) == (Outcome.WARN, "cycle_none")


def test_a_store_that_is_none(command_line: Maker) -> None:
    here = with_a_run(command_line)
    here.office.programme.store.write_bytes(b"this is no database, whatever its name may say" * 100)
    found = check(here)["store"]
    assert (found.outcome, found.text) == (Outcome.FAIL, "store_error")


def test_a_store_with_a_torn_page(command_line: Maker) -> None:
    here = with_a_run(command_line)
    store = here.office.programme.store
    with sqlite3.connect(store) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'records'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    data = bytearray(store.read_bytes())
    data[(page - 1) * size : page * size] = bytes([255]) * size
    store.write_bytes(data)
    assert check(here)["store"].outcome is Outcome.FAIL


def test_a_clock_behind_the_last_run(command_line: Maker) -> None:
    here = with_a_run(command_line)
    found = check(here, NOW - dt.timedelta(days=1))
    assert (found["clock"].outcome, found["clock"].params) == (
        Outcome.FAIL,
        {"now": "2026-11-13 04:00", "last": "2026-11-14 04:00"},
    )


def test_a_daemon_that_is_not_running(command_line: Maker) -> None:
    here = with_a_run(command_line)
    found = check(here, NOW + dt.timedelta(days=3))
    assert (found["nightly"].outcome, found["nightly"].text) == (Outcome.WARN, "nightly_old")


def test_a_secret_that_others_can_read(command_line: Maker) -> None:
    here = with_a_run(command_line)
    secret_path(here.root / ".remit").chmod(0o644)
    assert check(here)["secret"].outcome is Outcome.WARN


def test_a_workbook_that_cannot_be_opened(command_line: Maker) -> None:
    here = with_a_run(command_line)
    here.office.path("north").unlink()
    here.office.path("north").mkdir()
    assert check(here)["workbooks"].text == "workbooks_closed"


class _Space(NamedTuple):
    total: int
    used: int
    free: int


@pytest.mark.parametrize(("free", "outcome"), [(900_000_000, Outcome.WARN), (9_000_000, Outcome.FAIL)])
def test_a_disk_that_is_nearly_full(
    command_line: Maker, monkeypatch: pytest.MonkeyPatch, free: int, outcome: Outcome
) -> None:
    here = command_line("north")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: _Space(10**12, 10**12 - free, free))
    assert check(here)["space"].outcome is outcome


def test_a_folder_for_the_master_that_is_not_there(command_line: Maker) -> None:
    here = command_line("north")
    text = (here.root / "remit.toml").read_text(encoding="utf-8")
    here.config(text.replace("[programme]", '[programme]\nmaster = "share/Remit master.xlsx"'))
    found = check(here)["folder"]
    assert (found.outcome, found.text) == (Outcome.FAIL, "folder_missing")


def test_a_lost_secret_is_a_fault_once_there_is_a_store(command_line: Maker) -> None:
    here = command_line("north")
    private = here.root / ".remit"
    ensure_private(private)
    store_path(private).touch()
    secret_path(private).unlink()
    found = check(here)["secret"]
    assert (found.outcome, found.text) == (Outcome.FAIL, "secret_lost")


def test_a_run_under_way_is_no_trouble_and_one_that_died_heals(command_line: Maker) -> None:
    here = command_line("north")
    private = here.root / ".remit"
    ensure_private(private)
    with programme_lock(private, "remit daemon"):
        found = check(here)["lock"]
        assert (found.outcome, found.text, found.params["command"]) == (
            Outcome.OK,
            "lock_held",
            "remit daemon",
        )
    assert check(here)["lock"].text == "lock"
    note = json.dumps({"pid": 4711, "command": "remit sync"})
    lock_path(private).with_name("lock.json").write_text(note, encoding="utf-8")
    found = check(here)["lock"]
    assert (found.outcome, found.text, found.params["pid"]) == (Outcome.WARN, "lock_left", 4711)


# The command


def test_the_command_shows_every_check_and_what_to_do(command_line: Maker) -> None:
    here = command_line("north")
    told = here.run("doctor")
    assert told.exit == 0
    assert "● remit.toml no mistakes; teams: 1, cycles: 1" in told.lines
    assert "▲ Workbooks 2026-Q4: 1 of 1 are not there: North" in told.lines
    assert "remit distribute makes them; moved ones have to go back or into remit.toml." in told.lines
    assert told.lines[-1] == "Next: nothing stops a run; have a look at what is marked ▲"


def test_the_command_with_mistakes_in_the_configuration(command_line: Maker) -> None:
    here = command_line()
    here.config("[programme]\n")
    told = here.run("doctor")
    assert told.exit == 2
    assert "■ remit.toml mistakes: 4, listed below" in told.lines
    last = "There is no [[team]]. A programme has at least one. Add a section [[team]]."
    assert f"remit.toml › line 1 (team): {last}" in told.lines


def test_the_command_without_a_programme(command_line: Maker) -> None:
    told = command_line().run("doctor", "--lang", "zh")
    assert told.exit == 2
    assert "■ remit.toml 不存在" in told.lines


def test_the_command_as_json(command_line: Maker) -> None:
    here = with_a_run(command_line)
    here.office.path("north").unlink()
    here.office.path("north").mkdir()
    told = here.run("doctor", "--format", "json", "--lang", "zh")
    assert told.exit == 1
    found = told.json
    assert (found["schema"], found["version"]) == ("remit.doctor", 1)
    assert {each["check"] for each in found["checks"]} == set(_ALL)
    workbooks = next(each for each in found["checks"] if each["check"] == "workbooks")
    assert (workbooks["status"], workbooks["mend"]) == ("fail", "请在其他程序中关闭，或授予当前用户权限。")


def test_looking_changes_nothing(command_line: Maker) -> None:
    here = with_a_run(command_line)
    before = _files(here.root)
    here.run("doctor")
    assert _files(here.root) == before


def _files(root: Path) -> dict[str, bytes]:
    """All but the two files that SQLite keeps beside a store that is being read."""
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    return {str(path): path.read_bytes() for path in files if not path.name.endswith(("-shm", "-wal"))}
