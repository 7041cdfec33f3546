"""Backups that are not whole, or not of this programme, are not used."""

from __future__ import annotations

import json
import os
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from sync.backup.archive import unpack
from sync.backup.errors import BackupError
from sync.programme.lock import programme_lock
from tests.sync.backup.steps import contents
from tests.sync.commandline import CommandLine


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
