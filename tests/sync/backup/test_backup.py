"""`remit backup` and `remit restore`: what was in a programme is in it again, and nothing is lost by it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import zipfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from sync.backup.archive import unpack
from sync.backup.errors import BackupError
from sync.backup.restore import restore
from sync.cli import main
from sync.programme.lock import programme_lock
from sync.store.run_store import RunStore
from sync.store.store import Store
from tests.sync.commandline import CONFIG, NOW, TEAM, CommandLine, Told
from tests.sync.programmes import CYCLE, KPIS, MEMBERS, Office, age

Maker = Callable[..., CommandLine]
PARTS = ("secret", "config", "store", "ledger", "template", "master")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme after its first run, with a backup of it in the folder `away`."""
    root = tmp_path_factory.mktemp("programme")
    office = Office(root, "north")
    (root / "remit.toml").write_text(
        CONFIG.format(language="en") + TEAM.format(team="north", name="North"), encoding="utf-8"
    )
    office.write("north", members=MEMBERS, kpis=KPIS)
    config = ["--config", str(root / "remit.toml")]
    (root / ".remit" / "distributed.json").write_text("{}", encoding="utf-8")
    for command in (["master", "template"], ["sync"], ["backup", str(root / "away" / "backup.zip")]):
        assert main([*command, *config], clock=lambda: NOW) == 0
    return root


@pytest.fixture
def here(made: Path, command_line: Maker) -> CommandLine:
    """A copy of it."""
    found = command_line()
    shutil.copytree(made, found.root, dirs_exist_ok=True)
    found.office = Office(found.root, "north")
    return found


def second_night(here: CommandLine) -> None:
    path = here.office.write("north", members=MEMBERS.replace("Cleo", "Clea"), kpis=KPIS)
    age(path, minutes=5)
    assert here.run("sync").exit == 0


def contents(root: Path) -> dict[str, bytes]:
    """Every file of a programme but those that tell of runs and backups."""
    left_out = ("lock", "lock.json", "logs", "backups", "backup.json", "away")
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not set(path.relative_to(root).parts) & set(left_out)
    }


def outcomes(told: Told) -> dict[str, str]:
    return {each["part"]: each["outcome"] for each in told.json["files"]}


def names(here: CommandLine) -> list[object]:
    with Store(here.office.programme.store) as store:
        return [each.values["name"] for each in store.current(CYCLE.id, "members")]


def test_a_backup_says_what_is_in_it_and_that_the_secret_is(here: CommandLine) -> None:
    told = here.run("backup", "elsewhere")
    assert told.exit == 0
    path = here.root / "elsewhere" / "Launch backup 2026-11-13T200000Z.zip"
    *lines, secret, _ = told.lines
    assert lines == [
        f"● Backup: {path} (newest run: 1)",
        "secret: .remit/secret",
        "configuration: remit.toml",
        "store: .remit/store.sqlite3",
        "list of workbooks handed out: .remit/distributed.json",
        "template of the master: master-template.xlsx",
        "master: Remit master.xlsx",
    ]
    assert secret.startswith("▲ The secret is in it: whoever can read the file can forge workbooks. Only its")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    assert (manifest["schema"], manifest["version"], manifest["run"]) == ("remit.backup", 1, 1)
    assert [each["part"] for each in manifest["files"]] == list(PARTS)


def test_what_is_not_there_is_told(here: CommandLine) -> None:
    (here.root / "master-template.xlsx").unlink()
    told = here.run("backup", "--lang", "zh")
    assert "▲ 不存在，因此不在备份中：总表模板" in told.lines
    assert here.run("backup", "--format", "json").json["missing"] == ["template"]


def test_a_backup_is_of_one_run_while_the_next_one_is_written(here: CommandLine) -> None:
    with RunStore(here.office.programme.store) as writing:
        writing._connection.execute("BEGIN IMMEDIATE")
        writing._connection.execute("INSERT INTO outputs VALUES ('half', 'i', 1, 1)")
        assert here.run("backup", "now.zip").exit == 0
        writing._connection.execute("COMMIT")
    assert here.run("restore", "now.zip", "--only", "store").exit == 0
    with Store(here.office.programme.store) as store:
        assert store.problems() == ()
        assert Path("half") not in {path for (path,) in store._ask("SELECT path FROM outputs")}


def test_backups_in_the_programme_s_own_folder_go_by_its_rule(here: CommandLine) -> None:
    (here.root / "remit.toml").write_text(
        (here.root / "remit.toml").read_text(encoding="utf-8")
        + "\n[backup]\ndaily = 1\nweekly = 0\nmonthly = 0\n",
        encoding="utf-8",
    )
    for _ in range(4):
        assert here.run("backup").exit == 0
    found = sorted((here.root / ".remit" / "backups").iterdir())
    assert [each.name for each in found] == [
        f"Launch backup 2026-11-13T20000{second}Z.zip" for second in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    ("to", "message"),
    [
        ("away/backup.zip", "is already there, and stays as it is. Name another file, or a folder."),
        ("remit.toml/backup.zip", "No backup can be made at {to} (File exists). Check permissions"),
    ],
)
def test_where_no_backup_can_be_made(to: str, message: str, here: CommandLine) -> None:
    before = contents(here.root)
    told = here.run("backup", to)
    assert (told.exit, told.out) == (2, "")
    assert message.format(to=here.root / to) in told.err
    assert contents(here.root) == before


def test_what_a_killed_backup_has_left_goes_with_the_next_one(here: CommandLine) -> None:
    left, of_now = (here.root / "away" / f".remit-aside-{name}" for name in ("left", "now"))
    for each in (left, of_now):
        each.mkdir()
        (each / "store.sqlite3").write_bytes(b"half")
    os.utime(left, (0, 0))
    assert here.run("backup", "away").exit == 0
    assert (left.exists(), of_now.exists()) == (False, True)


def test_a_damaged_store_is_not_backed_up(here: CommandLine) -> None:
    here.office.programme.store.write_bytes(b"no database " * 1000)
    told = here.run("backup", "new")
    assert told.exit == 2
    assert "is not a store of Remit, or it is damaged" in told.err
    assert list((here.root / "new").iterdir()) == []


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


# What is not used


def spoilt(backup: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """The backup with other contents, as an archive that is whole."""
    with zipfile.ZipFile(backup) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    change(found)
    with zipfile.ZipFile(backup, "w") as archive:
        for name, data in found.items():
            archive.writestr(name, data)


def _flipped(backup: Path) -> None:
    data = bytearray(backup.read_bytes())
    data[len(data) // 2] ^= 255
    backup.write_bytes(data)


def _newer_store(found: dict[str, bytes]) -> None:
    """As a Remit to come would make it: the store's version stands in its header."""
    import hashlib

    manifest = json.loads(found["manifest.json"])
    [entry] = [each for each in manifest["files"] if each["part"] == "store"]
    store = bytearray(found[entry["name"]])
    store[60:64] = (99).to_bytes(4, "big")
    entry["sha256"] = hashlib.sha256(store).hexdigest()
    found |= {entry["name"]: bytes(store), "manifest.json": json.dumps(manifest).encode()}


def _newer_list(found: dict[str, bytes]) -> None:
    found["manifest.json"] = found["manifest.json"].replace(b'"version": 1', b'"version": 2')


_NEWER = "{file} was made by a newer version of Remit than this one. Nothing was changed."
SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "not there": (
        lambda path: path.unlink(),
        "There is no file {file}. Name a backup that remit backup has made.",
    ),
    "another file": (lambda path: path.write_text("[programme]"), "{file} is no backup of Remit's."),
    "another archive": (
        lambda path: spoilt(path, lambda found: found.pop("manifest.json")),
        "is no backup of",
    ),
    "cut short": (lambda path: os.truncate(path, path.stat().st_size - 9), "{file} is no backup of Remit's."),
    "a flipped bit": (_flipped, "{file} is damaged ("),
    "one file changed": (
        lambda path: spoilt(path, lambda found: found.update({"1/remit.toml": b"[programme]"})),
        "{file} is damaged (remit.toml). Nothing was changed. Take another backup.",
    ),
    "one file longer": (
        lambda path: spoilt(path, lambda found: found.update({"0/secret": found["0/secret"] + b"x"})),
        "{file} is damaged (.remit/secret).",
    ),
    "one file missing": (
        lambda path: spoilt(path, lambda found: found.pop("0/secret")),
        "{file} is damaged (.remit/secret).",
    ),
    "a newer list": (
        lambda path: spoilt(path, _newer_list),
        "{file} was made by a newer version of Remit than",
    ),
    "a newer store": (
        lambda path: spoilt(path, _newer_store),
        "{file} was made by a newer version of Remit than",
    ),
}


@pytest.mark.parametrize("kind", SPOILT)
def test_a_backup_that_is_not_whole_changes_nothing(kind: str, here: CommandLine) -> None:
    backup = here.root / "away" / "backup.zip"
    spoil, message = SPOILT[kind]
    spoil(backup)
    here.office.programme.master.write_bytes(b"of today")
    before = contents(here.root)
    told = here.run("restore", backup)
    assert (told.exit, told.out) == (2, "")
    assert message.format(file=backup) in told.err
    assert contents(here.root) == before


def test_whatever_byte_of_a_backup_is_wrong_it_is_whole_or_refused(here: CommandLine) -> None:
    backup, small = here.root / "away" / "backup.zip", here.root / "small.zip"
    with zipfile.ZipFile(backup) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        manifest["files"] = [each for each in manifest["files"] if each["part"] == "secret"]
        [entry] = manifest["files"]
        secret = archive.read(entry["name"])
    with zipfile.ZipFile(small, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", json.dumps(manifest))
        archive.writestr(entry["name"], secret)
    whole, outcomes = small.read_bytes(), Counter[str]()
    for at in range(len(whole)):
        for mask in (0x01, 0x80, 0xFF):
            small.write_bytes(whole[:at] + bytes([whole[at] ^ mask]) + whole[at + 1 :])
            with TemporaryDirectory() as folder:
                try:
                    [(_, out)] = unpack(small, Path(folder))[1]
                except BackupError as error:
                    outcomes[error.reason] += 1
                else:
                    assert out.read_bytes() == secret
                    outcomes["whole"] += 1
    assert outcomes["damaged"] > 100
    assert outcomes["foreign"] > 10
    assert outcomes["whole"] > 10  # times and rights of what is in it


def test_another_programme_is_not_overwritten(here: CommandLine, tmp_path: Path) -> None:
    other = tmp_path / "other"
    assert here.run("init", other).exit == 0
    config = ("--config", other / "remit.toml")
    refused = here.run("restore", "away/backup.zip", "--only", "store", *config)
    assert refused.exit == 2
    assert "is of another programme than the one here" in refused.err
    assert not (other / ".remit" / "store.sqlite3").exists()
    assert here.run("restore", "away/backup.zip", *config).exit == 0  # it has not made a run yet
    (here.root / ".remit" / "secret").write_bytes(b"the secret of another programme")
    assert "is of another programme" in here.run("restore", "away/backup.zip").err


def test_a_part_that_is_not_in_it_and_a_programme_that_is_not_there(
    here: CommandLine, tmp_path: Path
) -> None:
    (here.root / "master-template.xlsx").unlink()
    here.run("backup", "small.zip")
    told = here.run("restore", "small.zip", "--only", "template")
    assert (told.exit, "has no such part: template." in told.err) == (2, True)
    nowhere = tmp_path / "nowhere"
    told = here.run("restore", "small.zip", "--only", "store", "--config", nowhere / "remit.toml")
    assert (told.exit, nowhere.exists()) == (2, False)
    (tmp_path / "empty").mkdir()
    told = here.run("restore", "remit.toml", "--config", tmp_path / "empty" / "remit.toml")
    assert (told.exit, list((tmp_path / "empty").iterdir())) == (2, [])


def test_not_while_a_run_is_under_way(here: CommandLine) -> None:
    with programme_lock(here.root / ".remit", "remit daemon"):
        assert here.run("restore", "away/backup.zip").exit == 4


# What stands in the way of a part


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
