"""Copies of one file, named after the moments at which they were made, and thinned out; above all of a master
before it is replaced.

Owns where the copies lie and what they are called. Which of them are kept is decided in `sync.backup.rule`.
"""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import itertools
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sync.backup.rule import BackupRule, Copy, outlived
from sync.programme.model import Programme
from sync.writing import write_atomically

_MOMENT = "%Y-%m-%dT%H%M%SZ"
_SPARE_BYTES = 100_000_000  # stay free on the disk: the run itself has more to write


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """The copies of a file of that name. `free`: how many bytes there are on the disk of that folder."""

    name: str
    folder: Path
    rule: BackupRule
    free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free

    def all(self) -> list[Copy]:
        """Every copy there is, the oldest first."""
        if not self.folder.is_dir():
            return []
        moments = ((path, self._taken(path.name)) for path in self.folder.iterdir() if path.is_file())
        return sorted(
            Copy(taken=taken, path=path, size=path.stat().st_size) for path, taken in moments if taken
        )

    def keep(self, data: bytes, now: dt.datetime) -> Path | None:
        """Keeps a master that is about to be replaced; None where the rule wants no copies, or the newest one
        is the same.

        Raises: OSError, also where the disk is too full; the copies there are stay.
        """
        copies = self.all()
        if not self.rule or (copies and copies[-1].path.read_bytes() == data):
            return None
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._make_room(copies, len(data) + _SPARE_BYTES)
        path = self.free_path(now)
        write_atomically(path, data, mode=0o600)
        self.thin_out(path)
        return path

    def free_path(self, now: dt.datetime) -> Path:
        """For a copy that is made now: named after that second, or the next one that no copy is named
        after.
        """
        name = Path(self.name)
        moments = (now.astimezone(dt.UTC) + dt.timedelta(seconds=each) for each in itertools.count())
        paths = (self.folder / f"{name.stem} {each.strftime(_MOMENT)}{name.suffix}" for each in moments)
        return next(path for path in paths if not path.exists())

    def thin_out(self, made: Path) -> None:
        """Removes the copies that the rule does not keep, but not the one just made: a clock may have been
        wrong before.

        Raises: OSError.
        """
        for each in outlived(self.all(), self.rule):
            if each.path != made:
                each.path.unlink()

    def _taken(self, name: str) -> dt.datetime | None:
        stem, _, moment = Path(name).stem.rpartition(" ")
        if f"{stem}{Path(name).suffix}" != self.name:
            return None
        try:
            return dt.datetime.strptime(moment, _MOMENT).replace(tzinfo=dt.UTC)
        except ValueError:
            return None

    def _make_room(self, copies: list[Copy], needed: int) -> None:
        """Lets the oldest copies go where the disk is too full for another one, if that helps."""
        lacking, going = needed - self.free(self.folder), []
        for each in copies[:-1]:
            if lacking <= 0:
                break
            going.append(each)
            lacking -= each.size
        if lacking > 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.folder))
        for each in going:
            each.path.unlink()


def copies_of(programme: Programme, master: Path) -> Copies:
    """Where the programme keeps the copies of that master: in a folder of its own."""
    name = master.stem
    if master.parent != programme.root:  # another folder may have a master of the same name
        name = f"{name} {hashlib.sha256(str(master.parent).encode()).hexdigest()[:8]}"
    return Copies(name=master.name, folder=programme.backup_folder / name, rule=programme.backups)
