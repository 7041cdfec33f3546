"""What lies in a workbook's place and is no file, or is one that nobody can read, or another one."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

from tests.faults.hostile.case import Hostile

GOOD_FOLDER = "good"
"""The folder of the team whose workbook is good throughout."""

_MB = 1 << 20
Lay = Callable[[Path, bytes], None]


def place(name: str, lay: Lay, status: str, code: str = "", says: str = "") -> Hostile:
    return Hostile(name=name, lay=lay, status=status, says=says, finds=(code,) if code else ())


def link_to(target: str) -> Lay:
    return lambda path, _: path.symlink_to(target)


def entry(kind: int) -> Lay:
    return lambda path, _: os.mknod(path, kind | 0o644)


def sparse(megabytes: int) -> Lay:
    """A file that is said to be so large and takes no room."""

    def lay(path: Path, good: bytes) -> None:
        path.write_bytes(good)
        os.truncate(path, megabytes * _MB)

    return lay


def with_mode(mode: int, *, folder: bool = False) -> Lay:
    def lay(path: Path, good: bytes) -> None:
        path.write_bytes(good)
        (path.parent if folder else path).chmod(mode)

    return lay


def folder_is_a_file(path: Path, _: bytes) -> None:
    shutil.rmtree(path.parent)
    path.parent.write_bytes(b"")


def folder_with_a_workbook(path: Path, good: bytes) -> None:
    path.mkdir()
    (path / path.name).write_bytes(good)


def linked_elsewhere(path: Path, good: bytes) -> None:
    """The workbook lies on another disk, and an administrator has put a link to it."""
    elsewhere = path.parent / "elsewhere"
    elsewhere.write_bytes(good)
    path.symlink_to(elsewhere)


def link_through_a_loop(path: Path, good: bytes) -> None:
    path.write_bytes(good)
    (path.parent / "loop").symlink_to(path.parent)
    path.rename(path.parent / "moved")
    path.symlink_to("loop/loop/loop/moved")


def of_another_team(path: Path, _: bytes) -> None:
    good = next((path.parent.parent / GOOD_FOLDER).glob("*.xlsx"))
    path.hardlink_to(good)


def saved_on(seconds: int) -> Lay:
    def lay(path: Path, good: bytes) -> None:
        path.write_bytes(good)
        os.utime(path, (seconds, seconds))

    return lay


def beside(*names: str) -> Lay:
    """The good workbook, and files of these names beside it."""

    def lay(path: Path, good: bytes) -> None:
        path.write_bytes(good)
        for name in names:
            (path.parent / name.replace("*", path.stem)).write_bytes(b"")

    return lay


_UNKNOWN = "This is something that Remit does not know"
_FOLDER = "This is a folder"

PLACES: tuple[Hostile, ...] = (
    place("a pipe that nobody writes to", entry(stat.S_IFIFO), "unreadable", "WB-TYPE", _UNKNOWN),
    place("a socket", entry(stat.S_IFSOCK), "unreadable", "WB-TYPE", _UNKNOWN),
    place("zeros without end", link_to("/dev/zero"), "unreadable", "WB-TYPE", _UNKNOWN),
    place("nothing at all", link_to("/dev/null"), "unreadable", "WB-TYPE", _UNKNOWN),
    place("a terminal", link_to("/dev/tty"), "unreadable", "WB-TYPE", _UNKNOWN),
    place(
        "the memory of whoever reads", link_to("/proc/self/mem"), "locked", "WB-LOCKED", "cannot be opened"
    ),
    place("a file without size", link_to("/proc/self/environ"), "locked", "WB-LOCKED", "cannot be opened"),
    place("users of the system", link_to("/etc/passwd"), "unreadable", "WB-TYPE", "This is a text file"),
    place("a folder", lambda path, _: path.mkdir(), "unreadable", "WB-TYPE", _FOLDER),
    place("a folder with the workbook in it", folder_with_a_workbook, "unreadable", "WB-TYPE", _FOLDER),
    place("a link to a folder", link_to("/"), "unreadable", "WB-TYPE", _FOLDER),
    place(
        "a link to itself", lambda path, _: path.symlink_to(path), "locked", "WB-LOCKED", "cannot be opened"
    ),
    place("a link to nothing", link_to("nowhere.xlsx"), "locked", "WB-ABSENT", "is not there at the moment"),
    place("a link to the workbook", linked_elsewhere, "unchanged"),
    place("a link by way of a loop", link_through_a_loop, "unchanged"),
    place("nothing", lambda _, __: None, "locked", "WB-ABSENT", "is not there at the moment"),
    place(
        "a file in the place of its folder",
        folder_is_a_file,
        "locked",
        "WB-ABSENT",
        "is not there at the moment",
    ),
    place("a file that nobody may read", with_mode(0o000), "locked", "WB-LOCKED", "may not read it"),
    place(
        "a folder that nobody may look into",
        with_mode(0o000, folder=True),
        "locked",
        "WB-LOCKED",
        "may not read it",
    ),
    place("a file that nobody may write", with_mode(0o444), "unchanged"),
    place("a file that may be run", with_mode(0o755), "unchanged"),
    place(
        "five gigabytes of nothing behind it",
        sparse(5_000),
        "unreadable",
        "WB-SIZE",
        "size of the file; allowed: 64 MB",
    ),
    place("a megabyte of nothing behind it", sparse(1), "unreadable", "WB-TRUNCATED", "its end is missing"),
    place(
        "the workbook of another team",
        of_another_team,
        "held",
        "WB-TEAM-CONFLICT",
        'belongs to the team "good"',
    ),
    place("saved in 1970", saved_on(0), "unchanged"),
    place("saved in 2100", saved_on(4_102_444_800), "unchanged"),
    place("opened by somebody long ago", beside("~$*.xlsx"), "unchanged"),
    place("a name of 255 letters beside it", beside("n" * 250 + ".xlsx"), "unchanged"),
    place("names of another world beside it", beside("*\n.xlsx", "\udcff.xlsx", "=1+1.xlsx"), "unchanged"),
)
