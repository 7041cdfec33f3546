"""`remit backup`: everything that a programme is goes into one file, while runs go on."""

from __future__ import annotations

import json
import os
import stat
import zipfile
from pathlib import Path

import pytest

from sync.store.run_store import RunStore
from sync.store.store import Store
from tests.sync.backup.steps import PARTS, contents
from tests.sync.commandline import CommandLine


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
