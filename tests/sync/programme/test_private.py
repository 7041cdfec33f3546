"""The private folder, its secret, and the whole-file writing that both rest on."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.programme.private import (
    PrivateFolderError,
    ensure_private,
    ledger_path,
    read_secret,
    readable_by_others,
    secret_path,
    store_path,
    workbook_id,
)
from sync.writing import write_atomically


def test_the_secret_is_made_once_and_for_its_owner(tmp_path: Path) -> None:
    private = tmp_path / ".remit"
    first = read_secret(private)
    assert len(first) == 32
    assert read_secret(private) == first
    assert stat.S_IMODE(secret_path(private).stat().st_mode) == 0o600
    assert not readable_by_others(private)


def test_a_secret_can_be_given(tmp_path: Path) -> None:
    ensure_private(tmp_path, secret=b"a secret that tests know")
    assert read_secret(tmp_path) == b"a secret that tests know"


def test_a_damaged_secret_is_not_used(tmp_path: Path) -> None:
    ensure_private(tmp_path)
    secret_path(tmp_path).write_bytes(b"")
    with pytest.raises(PrivateFolderError) as caught:
        read_secret(tmp_path)
    assert str(caught.value) == (
        f"The file {secret_path(tmp_path)} is not the secret that Remit wrote. Restore it: remit restore"
        " BACKUP --only secret. Without it no workbook can be recognised."
    )


@pytest.mark.parametrize("used", [store_path, ledger_path])
def test_a_lost_secret_is_not_replaced_once_it_has_been_used(
    used: Callable[[Path], Path], tmp_path: Path
) -> None:
    lost = read_secret(tmp_path)
    used(tmp_path).touch()
    secret_path(tmp_path).unlink()
    with pytest.raises(PrivateFolderError) as caught:
        read_secret(tmp_path)
    assert str(caught.value) == (
        f"The secret {secret_path(tmp_path)} is gone, and without it no workbook can be recognised. Nothing"
        " was done. Restore it: remit restore BACKUP --only secret. Where no backup has it: remit distribute"
        " --new-secret"
    )
    assert not secret_path(tmp_path).exists()
    ensure_private(tmp_path, anew=True)
    assert read_secret(tmp_path) != lost


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PrivateFolderError) as caught:
        ensure_private(tmp_path / "file" / ".remit")
    assert str(caught.value).startswith(
        f"Remit's private folder {tmp_path / 'file' / '.remit'} cannot be used: "
    )


def test_the_id_of_a_workbook_is_the_programmes_the_teams_and_the_cycles() -> None:
    ids = {
        workbook_id(secret, team, cycle)
        for secret in (b"one programme's", b"another one's")
        for team in ("north", "south")
        for cycle in ("2026-Q3", "2026-Q4")
    }
    assert len(ids) == 8
    assert workbook_id(b"secret", "north", "2026-Q4") == workbook_id(b"secret", "north", "2026-Q4")


def test_a_file_is_written_whole_with_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "file.bin"
    write_atomically(path, b"one")
    write_atomically(path, b"two")
    assert path.read_bytes() == b"two"
    assert [each.name for each in path.parent.iterdir()] == ["file.bin"]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file.bin"
    write_atomically(path, b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["file.bin"]
