"""The checks of `remit doctor` that concern disks: on what the store lies, room, backups, times of files.

Owns what counts as well, worrying or wrong there; the words are in the labels as for every check.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import zoneinfo
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from sync.backup.note import read_note
from sync.backup.parts import parts_of
from sync.checked import Check, Outcome, checked
from sync.mounted import Mount, cloud_of, mounts, share_of
from sync.programme.model import CONFIG_NAME, Programme

_MUCH_SPACE = 1_000_000_000
_LITTLE_SPACE = 100_000_000
_OLD_BACKUP = dt.timedelta(days=7)
_TOLERANCE = dt.timedelta(minutes=5)  # between the clocks of two computers
_NAMED = 5


def space(programme: Programme) -> Iterator[Check]:
    """Of every disk that a run writes to."""
    masters = (master.file.parent for master in programme.masters)
    for folder in _one_a_disk((programme.root, programme.private, *masters, programme.backup_folder)):
        free = shutil.disk_usage(folder).free
        text, outcome = "space", Outcome.OK
        if free < _MUCH_SPACE:
            text, outcome = "space_little", Outcome.FAIL if free < _LITTLE_SPACE else Outcome.WARN
        yield checked("space", outcome, text, free=f"{free / 1e9:.1f}", folder=folder)


def _one_a_disk(folders: Iterable[Path]) -> Iterator[Path]:
    seen = set()
    for folder in folders:
        if folder.is_dir() and (device := folder.stat().st_dev) not in seen:
            seen.add(device)
            yield folder


def disk(programme: Programme, mounted: Callable[[Path], Iterable[Mount]] = mounts) -> Iterator[Check]:
    """A database on a share, or in a folder that is copied while it is written, breaks sooner or later."""
    folder = programme.private.resolve()
    share, cloud = share_of(folder, mounted(folder)), cloud_of(folder)
    if share:
        yield checked("disk", Outcome.FAIL, "disk_share", folder=folder, kind=share)
    elif cloud:
        yield checked("disk", Outcome.WARN, "disk_cloud", folder=folder, cloud=cloud)
    else:
        yield checked("disk", Outcome.OK, "disk", folder=folder)


def rights(programme: Programme) -> Iterator[Check]:
    """Everybody's records are in the private folder; Windows keeps rights of another kind."""
    private = programme.private
    if os.name != "nt" and private.is_dir() and private.stat().st_mode & 0o077:
        yield checked("folder", Outcome.WARN, "folder_open", folder=private)


def backup(programme: Programme, now: dt.datetime) -> Iterator[Check]:
    """Whether the newest one is of these days; where it has been taken since nobody knows."""
    note = read_note(programme.private)
    if note is None:
        there = programme.store.exists()
        yield checked("backup", Outcome.WARN if there else Outcome.OK, "backup_none")
        return
    made = note.made.astimezone(zoneinfo.ZoneInfo(programme.timezone)).strftime("%Y-%m-%d %H:%M")
    old = now - note.made > _OLD_BACKUP
    yield checked(
        "backup",
        Outcome.WARN if old else Outcome.OK,
        "backup_old" if old else "backup",
        made=made,
        path=note.path,
    )


def times(programme: Programme, now: dt.datetime) -> Iterator[Check]:
    """Files from the future: the clock of this computer is wrong, or of the one that saved them."""
    today = now.astimezone(zoneinfo.ZoneInfo(programme.timezone)).date()
    cycle = programme.cycle_at(today)
    own = (path for _, path in parts_of(programme, programme.root / CONFIG_NAME))
    files = (*own, *(programme.workbook_path(team, cycle) for team in programme.teams))
    ahead = [path.name for path in files if _is_ahead(path, now)]
    if ahead:
        names = ", ".join(ahead[:_NAMED])
        yield checked("times", Outcome.WARN, "times_ahead", count=len(ahead), names=names)
    else:
        yield checked("times", Outcome.OK, "times")


def _is_ahead(path: Path, now: dt.datetime) -> bool:
    try:
        return dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC) > now + _TOLERANCE
    except (OSError, OverflowError, ValueError):
        return False
