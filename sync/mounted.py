"""On what a file lies: a disk of this computer, a share of another one, a folder that is copied to a cloud.

Owns how each system is asked, and which of its answers mean a share. Opens no file of anybody's.
"""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_SHARES = re.compile(
    r"(nfs|cifs|smb|afs|afpfs|ncp|9p|ceph|glusterfs|lustre|webdav|davfs|vboxsf"
    r"|fuse\.(sshfs|rclone|davfs2?|glusterfs|ceph|s3fs|vmhgfs))"
)
_CLOUDS = ("onedrive", "dropbox", "google drive", "googledrive", "icloud", "nextcloud", "owncloud")
_REMOTE = 4  # DRIVE_REMOTE of Windows


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """What is mounted there, and the kind of its file system."""

    at: Path
    kind: str


def share_of(path: Path, mounts: Iterable[Mount]) -> str:
    """The kind of share that the path is on; "" on a disk of this computer."""
    above = [each for each in mounts if path.is_relative_to(each.at)]
    # What was mounted last covers what was there before.
    nearest = max(reversed(above), key=lambda each: len(each.at.parts), default=None)
    return nearest.kind if nearest is not None and _SHARES.match(nearest.kind) else ""


def cloud_of(path: Path) -> str:
    """The folder above it that a program copies to a cloud; "" when none is known by its name."""
    return next((each for each in path.parts if each.casefold().startswith(_CLOUDS)), "")


def mounts_of_linux(mountinfo: str) -> Iterator[Mount]:
    """From /proc/self/mountinfo."""
    for line in mountinfo.splitlines():
        fields, _, rest = line.partition(" - ")
        at = re.sub(r"\\(\d{3})", lambda code: chr(int(code[1], 8)), fields.split()[4])
        yield Mount(at=Path(at), kind=rest.split()[0])


def mounts_of_macos(told: str) -> Iterator[Mount]:
    """From what the command mount tells."""
    for line in told.splitlines():
        if found := re.fullmatch(r".+ on (/.*) \((\w+).*\)", line):
            yield Mount(at=Path(found[1]), kind=found[2])


def mounts(path: Path) -> tuple[Mount, ...]:
    """What is mounted on this computer, as far as the path is concerned; nothing where it cannot be told."""
    if sys.platform == "win32":
        return _mounts_of_windows(path)
    with contextlib.suppress(OSError, IndexError, subprocess.SubprocessError):
        if sys.platform == "darwin":
            told = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=10, check=True)
            return tuple(mounts_of_macos(told.stdout))
        return tuple(mounts_of_linux(Path("/proc/self/mountinfo").read_text(encoding="utf-8")))
    return ()


def _mounts_of_windows(path: Path) -> tuple[Mount, ...]:
    import ctypes

    kind = ctypes.windll.kernel32.GetDriveTypeW(path.anchor)  # type: ignore[attr-defined, unused-ignore]
    return (Mount(at=Path(path.anchor), kind="smb" if kind == _REMOTE else "disk"),)
