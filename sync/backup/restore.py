"""Bringing a backup back: all of a programme, or parts of it.

Owns the order: prove that the backup is whole and fits, keep what is there, then put part after part in its
place, each of them at once. Whoever is interrupted restores again.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import filecmp
import shutil
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sync.backup.archive import aside, unpack
from sync.backup.errors import BackupError
from sync.backup.manifest import Entry, Manifest
from sync.backup.parts import PRIVATE_PARTS, Part, parts_of, place
from sync.owner_file import owner_file
from sync.programme.config import load_programme
from sync.programme.lock import programme_lock
from sync.programme.model import PRIVATE_NAME, Programme
from sync.programme.private import secret_path, store_path
from sync.run.waiting import forget_waiting
from sync.store.errors import DamagedStoreError, NewerStoreError, StoreError
from sync.store.schema import settle
from sync.store.store import Store
from sync.writing import write_atomically

COMMAND = "remit restore"
_BESIDE_STORE = ("-journal", "-wal", "-shm")


class Outcome(StrEnum):
    RESTORED = "restored"
    UNCHANGED = "unchanged"  # it was like that already
    NO_FOLDER = "no_folder"  # where it belongs there is no folder
    OPEN = "open"  # somebody has the master open
    NO_PLACE = "no_place"  # remit.toml knows no such master


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoredPart:
    part: Part
    path: Path
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came of it. `kept`: the folder with what was there before, None when nothing was replaced."""

    programme: Programme
    manifest: Manifest
    parts: tuple[RestoredPart, ...]
    kept: Path | None

    @property
    def complete(self) -> bool:
        return all(each.outcome in (Outcome.RESTORED, Outcome.UNCHANGED) for each in self.parts)


def restore(backup: Path, config: Path, *, only: Collection[Part] = (), now: dt.datetime) -> Restored:
    """Puts the backup's parts into the programme whose remit.toml `config` is, or is to be. `only`: these.

    Raises: BackupError, ConfigError, ConfigMissingError, ProgrammeLockedError, PrivateFolderError,
    StoreError.
    """
    config = config.resolve()
    if only and Part.CONFIG not in only:
        load_programme(config)
    private = config.parent / PRIVATE_NAME
    is_new = not private.exists()
    try:
        private.mkdir(mode=0o700, parents=True, exist_ok=True)
        with programme_lock(private, COMMAND), aside(private) as folder:
            manifest, files = unpack(backup, folder)
            _check(backup, files, private, only)
            wanted = [each for each in files if not only or each[0].part in only]
            programme = _programme(config, wanted)
            return _Restoring(programme, config, wanted, now).restore(manifest)
    except Exception as error:
        if is_new:
            shutil.rmtree(private, ignore_errors=True)
        if not isinstance(error, OSError):
            raise
        raise BackupError(Path(error.filename or private), "stopped", error.strerror or str(error)) from error


_Files = Collection[tuple[Entry, Path]]


def _check(backup: Path, files: _Files, private: Path, only: Collection[Part]) -> None:
    """That the backup has what is asked for, a store of a version that this Remit knows, and is of this
    programme: a new one that has made no run yet may become another one, and a secret may be put back into
    any.
    """
    there = {entry.part: path for entry, path in files}
    for part in only:
        if part not in there:
            raise BackupError(backup, "without", part)
    if Part.STORE in there:
        try:
            with Store(there[Part.STORE]) as store:
                problems = store.problems()
        except NewerStoreError as error:
            raise BackupError(backup, "newer") from error
        except StoreError as error:
            raise BackupError(backup, "damaged", Part.STORE) from error
        if problems:
            raise BackupError(backup, "damaged", Part.STORE)
    here = secret_path(private)
    other = here.is_file() and Part.SECRET in there and not _same(here, there[Part.SECRET])
    if other and Part.SECRET not in only and (only or store_path(private).exists()):
        raise BackupError(backup, "other_programme")


def _programme(config: Path, wanted: _Files) -> Programme:
    """As remit.toml describes it once everything is restored."""
    data = next((path.read_bytes() for entry, path in wanted if entry.part is Part.CONFIG), None)
    return load_programme(config, data)


class _Restoring:
    """One restoration, which keeps what it replaces."""

    def __init__(self, programme: Programme, config: Path, wanted: _Files, now: dt.datetime) -> None:
        self._programme = programme
        self._config = config
        self._safe: set[Path] = set()
        self._ordered = sorted(wanted, key=lambda each: list(Part).index(each[0].part))
        self._count = Counter(entry.part for entry, _ in wanted)
        self._kept = programme.private / f"replaced {now.astimezone(dt.UTC):%Y-%m-%dT%H%M%SZ}"

    def restore(self, manifest: Manifest) -> Restored:
        parts = tuple(self._put(entry, source) for entry, source in self._ordered)
        for master in self._programme.masters:  # the next run decides what they are to be
            forget_waiting(self._programme.private, master.name)
        kept = self._kept if self._safe else None
        return Restored(programme=self._programme, manifest=manifest, parts=parts, kept=kept)

    def _put(self, entry: Entry, source: Path) -> RestoredPart:
        path = self._place(entry)
        if path is None:
            return RestoredPart(part=entry.part, path=Path(entry.place), outcome=Outcome.NO_PLACE)
        if not path.parent.is_dir():
            return RestoredPart(part=entry.part, path=path, outcome=Outcome.NO_FOLDER)
        if entry.part is Part.STORE and path.exists():
            self._settle(path)
        if entry.part is Part.MASTER and owner_file(path) is not None:
            return RestoredPart(part=entry.part, path=path, outcome=Outcome.OPEN)
        if path.is_file() and _same(path, source):
            return RestoredPart(part=entry.part, path=path, outcome=Outcome.UNCHANGED)
        if path.exists():
            self._keep(path)
        if entry.part is Part.STORE:
            for each in _beside(path):
                each.unlink()
        with source.open("rb") as data:
            mode = 0o600 if entry.part in PRIVATE_PARTS else None
            write_atomically(path, lambda file: shutil.copyfileobj(data, file), mode=mode)
        return RestoredPart(part=entry.part, path=path, outcome=Outcome.RESTORED)

    def _place(self, entry: Entry) -> Path | None:
        """Where the part goes: where it lay, or the only one of its kind to the only place for that."""
        places = [path for part, path in parts_of(self._programme, self._config) if part is entry.part]
        same = (path for path in places if place(path, self._programme) == entry.place)
        is_alone = len(places) == self._count[entry.part] == 1
        return next(same, places[0] if is_alone else None)

    def _settle(self, store: Path) -> None:
        """What a killed run has left beside the store belongs to it, and would spoil the one that comes."""
        beside = list(_beside(store))
        for each in (store, *beside) if beside else ():
            self._keep(each)
        with contextlib.suppress(DamagedStoreError):  # it is kept as it lies
            settle(store)

    def _keep(self, path: Path) -> None:
        if path in self._safe:
            return
        self._safe.add(path)
        self._kept.mkdir(mode=0o700, exist_ok=True)
        copy = self._kept / path.name
        number = 1
        while copy.exists():
            number += 1
            copy = self._kept / f"{path.stem} {number}{path.suffix}"
        with path.open("rb") as data:
            write_atomically(copy, lambda file: shutil.copyfileobj(data, file), mode=0o600)


def _same(one: Path, other: Path) -> bool:
    return filecmp.cmp(one, other, shallow=False)


def _beside(store: Path) -> Iterator[Path]:
    return (path for ending in _BESIDE_STORE if (path := store.with_name(store.name + ending)).exists())
