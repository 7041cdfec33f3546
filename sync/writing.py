"""Writing a whole file so that readers see the old one or the complete new one, never a part."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))
"""What the system says where there is no room for what is to be written."""

_NAME_SIGNS = 40  # of the file's name in that of the one beside it: a long name has to stay one that can be
_LEFTOVER_SECONDS = 3600.0  # nobody writes one file for so long


def write_atomically(
    path: Path, data: bytes | Callable[[BinaryIO], object], *, mode: int | None = None
) -> None:
    """Writes beside the file, forces it to the disk, then swaps. Folders are made as needed.

    `data`: what is to be in the file, or what writes it there; it may seek, but not read.
    `mode`: the permissions, set before anything is written; default as for any new file.
    Raises: OSError, and whatever `data` raises; nothing is left behind and an old file stays as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(path)
    beside = path.with_name(f".{path.name[:_NAME_SIGNS]}.{secrets.token_hex(4)}.tmp")
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(beside, flags, 0o666 if mode is None else mode), "wb") as file:
            if isinstance(data, bytes):
                file.write(data)
            else:
                data(file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    _sync_folder(path.parent)


def _remove_leftovers(path: Path) -> None:
    """What a run that was killed had written beside the file, in a folder that people look into."""
    leftover = re.compile(re.escape(f".{path.name[:_NAME_SIGNS]}.") + r"[0-9a-f]{8}\.tmp")
    with contextlib.suppress(OSError):
        for each in path.parent.iterdir():
            if leftover.fullmatch(each.name) and each.stat().st_mtime < time.time() - _LEFTOVER_SECONDS:
                each.unlink()


def _sync_folder(folder: Path) -> None:
    """Makes the new name last through a power cut, where the system lets a folder be opened."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
