"""`remit restore`: what was in a programme is in it again, and nothing is lost by it."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from sync.backup.errors import BackupError
from sync.backup.restore import restore
from sync.store.store import Store
from tests.sync.backup.steps import contents, names, outcomes, second_night
from tests.sync.commandline import NOW, CommandLine


def test_everything_comes_back_and_the_next_run_changes_nothing(here: CommandLine) -> None:
    before = contents(here.root)
    second_night(here)
    (here.root / "remit.toml").write_text("spoilt", encoding="utf-8")
    (here.root / "master-template.xlsx").unlink()
    told = here.run("restore", "away/backup.zip", "--format", "json")
    assert told.exit == 0
    assert outcomes(told) == {
        "secret": "unchanged",
        "config": "restored",
        "store": "restored",
        "ledger": "unchanged",
        "template": "restored",
        "master": "restored",
    }
    after = contents(here.root)
    kept = {name: after.pop(name) for name in list(after) if "replaced" in name}
    changed = {name for name in before if before[name] != after[name]}
    store = ".remit/store.sqlite3"  # the same rows, in another order of its pages
    assert changed - {store} <= {"workbooks/2026-Q4/North.xlsx", "workbooks/2026-Q4/North.feedback.html"}
    assert sorted(Path(name).name for name in kept) == ["Remit master.xlsx", "remit.toml", "store.sqlite3"]
    assert kept[".remit/replaced 2026-11-13T200000Z/remit.toml"] == b"spoilt"
    again = here.run("restore", "away/backup.zip", "--format", "json")
    assert set(outcomes(again).values()) == {"unchanged"}
    assert again.json["kept"] == ""
    assert here.run("sync", "--format", "json").json["changes"] == {"added": 0, "changed": 1, "removed": 0}
    assert names(here) == ["Ana", "Ben", "Clea"]


def test_a_programme_moves_to_another_computer(here: CommandLine, tmp_path: Path) -> None:
    new = tmp_path / "new computer"
    told = here.run("restore", "away/backup.zip", "--config", new / "remit.toml")
    assert told.exit == 0
    assert told.lines[0] == f"● Backup of 2026-11-14 04:00, newest run 1: {here.root / 'away' / 'backup.zip'}"
    shutil.copytree(here.root / "workbooks", new / "workbooks")
    assert stat.S_IMODE((new / ".remit" / "secret").stat().st_mode) == 0o600
    synced = here.run("sync", "--format", "json", "--config", new / "remit.toml")
    assert (synced.exit, synced.json["run"]) == (0, 2)
    assert synced.json["changes"] == {"added": 0, "changed": 0, "removed": 0}


def test_the_store_alone_comes_back_with_its_history(here: CommandLine) -> None:
    second_night(here)
    master = here.office.programme.master.read_bytes()
    assert names(here) == ["Ana", "Ben", "Clea"]
    told = here.run("restore", "away/backup.zip", "--only", "store")
    store = here.office.programme.store
    kept = here.root / ".remit" / "replaced 2026-11-13T200000Z"
    assert told.lines == [
        f"● Backup of 2026-11-14 04:00, newest run 1: {here.root / 'away' / 'backup.zip'}",
        f"● store: {store}",
        f"● What was there before: {kept} (delete it when it is no longer needed; a secret may be in it)",
        "Next: remit doctor, then: remit sync",
    ]
    assert names(here) == ["Ana", "Ben", "Cleo"]
    assert here.office.programme.master.read_bytes() == master
    with Store(kept / "store.sqlite3") as before:
        assert [each.run for each in before.runs()] == [2, 1]


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(b"")])
def test_a_secret_that_is_lost_or_damaged_comes_back(
    spoil: Callable[[Path], object], here: CommandLine
) -> None:
    secret = here.root / ".remit" / "secret"
    spoil(secret)
    told = here.run("sync")
    assert told.exit == 2
    assert "remit restore BACKUP --only secret" in told.err
    assert here.run("restore", "away/backup.zip", "--only", "secret").exit == 0
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert here.run("sync").exit == 0


def test_a_secret_that_no_backup_has_is_made_anew_knowingly(here: CommandLine) -> None:
    secret = here.root / ".remit" / "secret"
    secret.unlink()
    assert (here.run("distribute").exit, secret.exists()) == (2, False)
    assert here.run("distribute", "--new-secret").exit == 0
    assert here.run("sync", "--format", "json").json["workbooks"][0]["status"] == "held"
    assert names(here) == ["Ana", "Ben", "Cleo"]


@pytest.mark.parametrize("beside", ["-journal", "-wal"])
def test_what_lies_beside_a_damaged_store_does_not_spoil_the_restored_one(
    beside: str, here: CommandLine
) -> None:
    store = here.office.programme.store
    store.write_bytes(b"no database " * 1000)
    store.with_name(store.name + beside).write_bytes(b"of a run that was killed" * 100)
    assert here.run("restore", "away/backup.zip", "--only", "store").exit == 0
    assert not store.with_name(store.name + beside).exists()
    assert names(here) == ["Ana", "Ben", "Cleo"]
    kept = here.root / ".remit" / "replaced 2026-11-13T200000Z"
    assert sorted(each.name for each in kept.iterdir()) == [store.name, store.name + beside]


def test_a_store_that_a_newer_remit_made_can_be_given_up_for_the_backup(here: CommandLine) -> None:
    with closing(sqlite3.connect(here.office.programme.store)) as connection:
        connection.execute("PRAGMA user_version = 99")
    assert here.run("sync").exit == 2
    assert here.run("restore", "away/backup.zip", "--only", "store").exit == 0
    assert here.run("sync").exit == 0


def test_a_master_that_cannot_be_put_back_is_told_and_the_rest_is(here: CommandLine) -> None:
    here.office.programme.master.write_bytes(b"of today")
    owner = here.root / "~$Remit master.xlsx"
    owner.touch()
    told = here.run("restore", "away/backup.zip")
    assert told.exit == 3
    master = here.office.programme.master
    assert f"▲ master not restored: somebody has {master} open." in told.out
    assert master.read_bytes() == b"of today"
    owner.unlink()
    assert outcomes(here.run("restore", "away/backup.zip", "--format", "json"))["master"] == "restored"


def test_a_master_whose_folder_is_not_there_waits_until_it_is(here: CommandLine, tmp_path: Path) -> None:
    text = (here.root / "remit.toml").read_text(encoding="utf-8")
    share = here.root / "share"
    share.mkdir()
    here.config(text.replace("[programme]", '[programme]\nmaster = "share/Remit master.xlsx"'))
    shutil.copyfile(here.office.programme.master, share / "Remit master.xlsx")
    here.run("backup", "shared.zip")
    new = ("--config", tmp_path / "new" / "remit.toml")
    told = here.run("restore", "shared.zip", *new)
    assert told.exit == 3
    assert f"▲ master not restored: the folder {tmp_path / 'new' / 'share'} is not there." in told.out
    (tmp_path / "new" / "share").mkdir()
    assert here.run("restore", "shared.zip", "--only", "master", *new).exit == 0
    assert (tmp_path / "new" / "share" / "Remit master.xlsx").is_file()


def test_every_master_is_in_it_and_goes_back_to_its_place(here: CommandLine) -> None:
    text = (here.root / "remit.toml").read_text(encoding="utf-8")
    here.config(text + '\n[[master]]\nscope = "team"\nof = "north"\nfile = "leads/Remit master.xlsx"\n')
    of_north = here.root / "leads" / "Remit master.xlsx"
    of_north.parent.mkdir()
    of_north.write_bytes(b"of North's lead")
    assert here.run("backup", "two.zip").exit == 0
    before = [here.office.programme.master.read_bytes(), of_north.read_bytes()]
    of_north.write_bytes(b"of today")
    here.office.programme.master.write_bytes(b"of today")
    assert here.run("restore", "two.zip", "--only", "master").exit == 0
    assert [here.office.programme.master.read_bytes(), of_north.read_bytes()] == before
    here.config(text)
    told = here.run("restore", "two.zip", "--only", "master")
    assert told.exit == 3
    assert "▲ master not restored: remit.toml has none at leads/Remit master.xlsx" in told.lines


def test_where_a_part_cannot_be_written_restoring_stops_and_goes_on_later(here: CommandLine) -> None:
    template = here.root / "master-template.xlsx"
    template.unlink()
    template.mkdir()
    with pytest.raises(BackupError) as caught:
        restore(here.root / "away" / "backup.zip", here.root / "remit.toml", now=NOW)
    assert caught.value.reason == "stopped"
    assert caught.value.path.name == template.name
    template.rmdir()
    assert here.run("restore", "away/backup.zip").exit == 0
    assert template.is_file()


def test_help_has_an_example_in_both_languages(here: CommandLine) -> None:
    for language in ("en", "zh"):
        for command, example in (
            ("backup", "remit backup /mnt/backup"),
            ("restore", "remit restore backup.zip"),
        ):
            told = here.run(command, "--help", "--lang", language)
            assert told.exit == 0
            assert example in told.out
