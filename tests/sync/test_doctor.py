"""`remit doctor`: every kind of trouble is found, with how to mend it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from sync.backup.note import note_backup
from sync.checked import Check, Outcome
from sync.doctor import examine
from sync.doctor_disks import disk
from sync.mounted import Mount, mounts_of_linux, mounts_of_macos, share_of
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


def of_today(here: CommandLine) -> None:
    """No file is newer than the clock of these tests."""
    for path in here.root.rglob("*"):
        os.utime(path, (NOW.timestamp() - 60, NOW.timestamp() - 60))


def test_a_programme_in_good_order(command_line: Maker) -> None:
    here = with_a_run(command_line)
    note_backup(here.root / ".remit", NOW, here.root / "backup.zip")
    of_today(here)
    found = check(here)
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
    "disk",
    "space",
    "workbooks",
    "template",
    "master",
    "store",
    "backup",
    "clock",
    "nightly",
    "times",
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


MOUNTINFO = r"""
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
23 22 0:5 / /proc rw,nosuid - proc proc rw
40 22 0:44 / /srv/team\040share rw,relatime shared:9 - cifs //server/teams rw
41 22 0:45 / /home rw - nfs4 server:/home rw
42 41 8:2 / /home/remit rw - xfs /dev/sdb1 rw
43 22 0:46 / /media/me rw - fuse.sshfs me@server:/ rw
""".strip()
MACOS = """
/dev/disk1s1 on / (apfs, local, journaled)
//me@server/teams on /Volumes/teams (smbfs, nodev, nosuid, mounted by me)
""".strip()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/remit/.remit", ""),
        ("/srv/team share/remit", "cifs"),
        ("/srv/team share", "cifs"),
        ("/srv/team shares", ""),
        ("/home/ana/remit", "nfs4"),
        ("/home/remit/programme", ""),
        ("/media/me/remit", "fuse.sshfs"),
    ],
)
def test_what_a_share_is_on_linux(path: str, kind: str) -> None:
    assert share_of(Path(path), list(mounts_of_linux(MOUNTINFO))) == kind


def test_what_a_share_is_on_macos() -> None:
    mounts = list(mounts_of_macos(MACOS))
    assert [share_of(Path(path), mounts) for path in ("/Users/ana/remit", "/Volumes/teams/remit")] == [
        "",
        "smbfs",
    ]


def test_a_store_on_a_share_is_a_fault_and_one_in_a_cloud_s_folder_a_worry(command_line: Maker) -> None:
    programme = command_line("north").office.programme
    [found] = disk(programme, lambda path: [Mount(at=Path("/"), kind="nfs4")])
    assert (found.outcome, found.text, found.params["kind"]) == (Outcome.FAIL, "disk_share", "nfs4")
    private = programme.root / "OneDrive - Example" / ".remit"
    [found] = disk(dataclasses.replace(programme, private=private), lambda path: [])
    assert (found.outcome, found.params["cloud"]) == (Outcome.WARN, "OneDrive - Example")


@pytest.mark.parametrize(
    ("days", "outcome", "text"), [(6, Outcome.OK, "backup"), (8, Outcome.WARN, "backup_old")]
)
def test_how_old_the_newest_backup_is(command_line: Maker, days: int, outcome: Outcome, text: str) -> None:
    here = with_a_run(command_line)
    assert check(here)["backup"].text == "backup_none"
    note_backup(here.root / ".remit", NOW - dt.timedelta(days=days), here.root / "backup.zip")
    found = check(here)["backup"]
    assert (found.outcome, found.text) == (outcome, text)


def test_files_from_the_future(command_line: Maker) -> None:
    here = with_a_run(command_line)
    of_today(here)
    assert check(here)["times"].outcome is Outcome.OK
    assert check(here, NOW - dt.timedelta(minutes=4))["times"].outcome is Outcome.OK
    ahead = NOW.timestamp() + 3600
    os.utime(here.office.path("north"), (ahead, ahead))
    found = check(here)["times"]
    assert (found.outcome, found.params) == (Outcome.WARN, {"count": 1, "names": "North.xlsx"})


def test_a_private_folder_that_others_can_look_into(command_line: Maker) -> None:
    here = with_a_run(command_line)
    (here.root / ".remit").chmod(0o755)
    assert check(here)["folder"].text == "folder_open"


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
