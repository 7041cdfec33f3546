"""People who save while others read: `python -m tests.faults.saver KIND FOLDER NAME` saves version after
version of a workbook until it is told to stop, and tells how many times.

The versions lie in FOLDER; the workbook is `NAME` beside that folder.
"""

from __future__ import annotations

import itertools
import os
import secrets
import select
import sys
import time
from pathlib import Path


def as_excel_does(path: Path, data: bytes) -> None:
    """Under a random name first; then the old file is deleted, and the new one is renamed."""
    beside = path.with_name(secrets.token_hex(4).upper())
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    time.sleep(0.002)
    beside.rename(path)


def in_place(path: Path, data: bytes) -> None:
    """Over the old contents, piece by piece, as a slow network drive or a folder that is synchronised."""
    with path.open("r+b") as file:
        for start in range(0, len(data), 1024):
            file.write(data[start : start + 1024])
            file.flush()
            time.sleep(0.001)
        file.truncate()


KINDS = {"excel": as_excel_does, "in place": in_place}


def main(kind: str, folder: str, name: str) -> None:
    versions = [each.read_bytes() for each in sorted(Path(folder).iterdir())]
    saved = 0
    for data in itertools.cycle(versions):
        if select.select([sys.stdin], [], [], 0.01)[0]:
            break
        KINDS[kind](Path(folder).parent / name, data)
        saved += 1
    sys.stdout.write(str(saved))


if __name__ == "__main__":
    main(*sys.argv[1:])
