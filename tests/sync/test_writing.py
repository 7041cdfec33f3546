"""Files are replaced as a whole, and what a killed run left beside them goes."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import BinaryIO

import pytest

from sync.writing import write_atomically


def test_the_new_file_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "Remit master.xlsx"
    for data in (b"old", b"new"):
        write_atomically(path, data)
    assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]


def test_a_file_may_be_written_piece_by_piece(tmp_path: Path) -> None:
    def write(file: BinaryIO) -> None:
        file.write(b"??ster")
        file.seek(0)
        file.write(b"ma")

    path = tmp_path / "Remit master.xlsx"
    path.write_bytes(b"a longer one from yesterday")
    write_atomically(path, write)
    assert path.read_bytes() == b"master"


def test_pieces_that_fail_leave_the_old_file(tmp_path: Path) -> None:
    def write(file: BinaryIO) -> None:
        file.write(b"half of")
        raise OSError("no space left")

    path = tmp_path / "Remit master.xlsx"
    path.write_bytes(b"old")
    with pytest.raises(OSError, match="no space left"):
        write_atomically(path, write)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_replaced_stays_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "Remit master.xlsx"
    path.mkdir()
    with pytest.raises(IsADirectoryError):
        write_atomically(path, b"new")
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_run_left_beside_the_file_is_removed_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "Remit master.xlsx"
    leftover = ".Remit master.xlsx.0a1b2c3d.tmp"
    others = {".Remit master.xlsx.mine.tmp", ".North.html.0a1b2c3d.tmp", "Remit master.xlsx.0a1b2c3d.tmp"}
    being_written = ".Remit master.xlsx.ffffffff.tmp"
    for name in (leftover, *others, being_written):
        (tmp_path / name).write_bytes(b"half")
    yesterday = time.time() - 86_400
    for name in (leftover, *others):
        os.utime(tmp_path / name, (yesterday, yesterday))

    write_atomically(path, b"new")

    assert {each.name for each in tmp_path.iterdir()} == {path.name, *others, being_written}
