"""A backup: one file with everything that a programme is, apart from the teams' workbooks.

Owns how it is written and how it is read: nothing of it is used before all of it has proved to be whole.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import shutil
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from sync.backup.copies import Copies
from sync.backup.errors import BackupError
from sync.backup.manifest import NAME, Entry, Manifest, NewerManifestError, NoManifestError
from sync.backup.note import note_backup
from sync.backup.parts import Part, parts_of, place
from sync.programme.model import Programme, safe_file_name
from sync.store.errors import DamagedStoreError, UnwritableStoreError
from sync.store.store import Store
from sync.writing import write_atomically

ENDING = ".zip"
_ASIDE = ".remit-aside-"  # begins the names of folders in which a backup is put together or taken apart
_ASIDE_SECONDS = 3600.0  # nobody takes so long
_CHUNK = 1 << 20
_MANIFEST_BYTES = 1 << 20
# What the library raises of an archive that is damaged, a name in it included.
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, UnicodeDecodeError)
_NOT_PLAIN = 0x1 | 0x20 | 0x40  # flags of what is encrypted, patched, strongly encrypted: no backup is


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """One that was made. `missing`: parts that are not there, and so not in it."""

    path: Path
    manifest: Manifest
    missing: tuple[Part, ...]

    @property
    def readable_by_others(self) -> bool:
        """Whether the disk keeps no rights, as memory sticks do; Windows keeps them elsewhere."""
        return os.name != "nt" and bool(self.path.stat().st_mode & 0o077)


def make_backup(
    programme: Programme, config: Path, to: Path | None, *, now: dt.datetime, remit: str
) -> Backup:
    """Everything as it is now; a run may be under way. `to`: a file that ends in .zip, or a folder; by
    default the programme's, where old backups go by the same rule as copies of a master.

    Raises: BackupError, StoreError.
    """
    default = backups_of(programme)
    try:
        path = _target(default, to, now)
        path.parent.mkdir(parents=True, exist_ok=True)
        with aside(path.parent) as folder:  # the programme's own disk may be the one that is full
            entries, missing = _copied(programme, config, folder)
            manifest = Manifest(
                made=now.astimezone(dt.UTC),
                remit=remit,
                programme=programme.name,
                run=_newest_run(folder, entries),
                entries=entries,
            )
            write_atomically(path, lambda file: _write(file, manifest, folder), mode=0o600)
        with contextlib.suppress(OSError):  # without the note it is a backup all the same
            note_backup(programme.private, manifest.made, path)
        if to is None:
            default.thin_out(path)
    except OSError as error:
        raise BackupError(to or default.folder, "unwritable", error.strerror or str(error)) from error
    return Backup(path=path, manifest=manifest, missing=missing)


def backups_of(programme: Programme) -> Copies:
    """The backups that nobody has named another place for."""
    name = f"{safe_file_name(programme.name)} backup{ENDING}"
    return Copies(name=name, folder=programme.backup_folder, rule=programme.backups)


def _target(default: Copies, to: Path | None, now: dt.datetime) -> Path:
    if to is None:
        return default.free_path(now)
    if to.suffix.lower() != ENDING or to.is_dir():
        return replace(default, folder=to).free_path(now)
    if to.exists():
        raise BackupError(to, "taken")
    return to


@contextlib.contextmanager
def aside(within: Path) -> Iterator[Path]:
    """A folder in that one that only its owner can look into, for a while; those of commands that were killed
    go.

    Raises: OSError.
    """
    for left in within.glob(f"{_ASIDE}*"):
        if left.stat().st_mtime < time.time() - _ASIDE_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_ASIDE, dir=within) as folder:
        yield Path(folder)


def _copied(programme: Programme, config: Path, folder: Path) -> tuple[tuple[Entry, ...], tuple[Part, ...]]:
    """Copies every part that is there into that folder, by its name in the archive; and which are not there.

    Raises: OSError, StoreError.
    """
    entries, missing = [], []
    for number, (part, path) in enumerate(parts_of(programme, config)):
        if not path.is_file():
            missing.append(part)
            continue
        name = f"{number}/{path.name}"  # masters in several folders may have one name
        copy = folder / name
        copy.parent.mkdir()
        if part is Part.STORE:
            _copy_store(path, copy)
        else:
            shutil.copyfile(path, copy)
        with copy.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        size = copy.stat().st_size
        entries.append(Entry(part=part, name=name, place=place(path, programme), size=size, sha256=sha256))
    return tuple(entries), tuple(missing)


def _copy_store(store: Path, copy: Path) -> None:
    """Raises: StoreError, also where the store is damaged: a backup of that would pass for a good one."""
    try:
        with Store(store) as found:
            found.copy_to(copy)
        with Store(copy) as found:
            problems = found.problems()
    except UnwritableStoreError as error:
        raise UnwritableStoreError(store, error.reason) from error
    if problems:
        raise DamagedStoreError(store)


def _newest_run(folder: Path, entries: Iterable[Entry]) -> int:
    for each in entries:
        if each.part is Part.STORE:
            with Store(folder / each.name) as store:
                return store.newest_run()
    return 0


def _write(file: BinaryIO, manifest: Manifest, folder: Path) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(NAME, manifest.written())
        for each in manifest.entries:
            archive.write(folder / each.name, each.name)


def unpack(path: Path, folder: Path) -> tuple[Manifest, tuple[tuple[Entry, Path], ...]]:
    """Takes everything out of a backup into that folder: every file as large and with the checksum that the
    list says.

    Raises: BackupError; OSError where the folder cannot be written.
    """
    with _opened(path) as archive:
        manifest = _manifest_in(path, archive)
        out = tuple((entry, folder / str(number)) for number, entry in enumerate(manifest.entries))
        for entry, to in out:
            _take_out(path, archive, entry, to)
    return manifest, out


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """What is no archive, or a damaged one, in our words."""
    try:
        file = path.open("rb")
    except FileNotFoundError as error:
        raise BackupError(path, "missing") from error
    except OSError as error:
        raise BackupError(path, "unreadable", error.strerror or str(error)) from error
    with file:
        if not zipfile.is_zipfile(file):
            raise BackupError(path, "foreign")
        with _archive_in(path, file) as archive:
            try:
                yield archive
            except _DAMAGED as error:
                raise BackupError(path, "damaged", str(error)) from error


def _archive_in(path: Path, file: BinaryIO) -> zipfile.ZipFile:
    """With nothing in it that is packed in another way than backups are, or lies before the file begins."""
    try:
        archive = zipfile.ZipFile(file)
    except (*_DAMAGED, NotImplementedError) as error:  # the latter: of a version of the format to come
        raise BackupError(path, "damaged", str(error)) from error
    for each in archive.infolist():
        known = each.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        if not known or each.flag_bits & _NOT_PLAIN or each.header_offset < 0:
            raise BackupError(path, "damaged", each.filename)
    return archive


def _manifest_in(path: Path, archive: zipfile.ZipFile) -> Manifest:
    try:
        with archive.open(NAME) as file:
            return Manifest.read(file.read(_MANIFEST_BYTES))
    except (KeyError, NoManifestError) as error:
        raise BackupError(path, "foreign") from error
    except NewerManifestError as error:
        raise BackupError(path, "newer") from error


def _take_out(path: Path, archive: zipfile.ZipFile, entry: Entry, to: Path) -> None:
    digest, left = hashlib.sha256(), entry.size
    try:
        with archive.open(entry.name) as source, to.open("wb") as target:
            while chunk := source.read(min(_CHUNK, left + 1)):
                left -= len(chunk)
                if left < 0:
                    break
                digest.update(chunk)
                target.write(chunk)
    except KeyError as error:
        raise BackupError(path, "damaged", entry.place) from error
    if left or digest.hexdigest() != entry.sha256:
        raise BackupError(path, "damaged", entry.place)
