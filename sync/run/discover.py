"""Which files a run has to do with: the registered workbook of every team, and what lies beside it by
mistake.

Looks at names, sizes and times only; what is in a file is `sync.run.intake`'s. The mark of an open workbook
(`~$North.xlsx`) stops nobody: the workbook can be read all the same. One that is days old is told.
"""

from __future__ import annotations

import datetime as dt
import re
import stat
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from sync.owner_file import OLD_OWNER, owner_names, owner_of
from sync.programme.model import Cycle, Programme, Team
from sync.reading.filetype import kind_of_entry
from sync.run.incoming import Status

_SUFFIXES = (".xlsx", ".xlsm")
_OWNER_MARK = "~$"

# How programs that synchronise folders, and people, name a second version of `North.xlsx`. `base` is what the
# name was.
_COPIES = (
    re.compile(r"(?P<base>.+?)\s?\(\d+\)"),  # browsers, Google Drive: North (1)
    re.compile(
        r"(?P<base>.+?)(?:\s?[-–]\s?|\s)(?:copy|kopie|copie|副本)(?:\s?\(?\d+\)?)?", re.IGNORECASE
    ),  # Windows
    re.compile(r"(?:copy of|kopie von|copie de) (?P<base>.+)", re.IGNORECASE),
    re.compile(r"(?P<base>.+?)\s?的?副本\d*"),  # macOS in Chinese
    re.compile(
        r"(?P<base>.+?)[ ._-]*\(.*\bconflict.*\)", re.IGNORECASE
    ),  # Dropbox: (Anna's conflicted copy 2026-10-01)
    re.compile(r"(?P<base>.+?)[ ._-]+(?:sync-)?conflict\b.*", re.IGNORECASE),  # Syncthing, Nextcloud
    re.compile(r"(?P<base>.+?)[ ._-]*[(（]?[^(（]*(?:冲突|衝突).*"),
    # OneDrive puts the computer's name behind: North-DESKTOP-4F2K9QL
    re.compile(r"(?P<base>.+?)-(?:DESKTOP|LAPTOP|SURFACE|MACBOOK|IMAC|WIN|PC)\b[\w-]*", re.IGNORECASE),
    re.compile(r"(?P<base>.+?)-(?=[A-Z-]*\d)[A-Z][A-Z0-9-]{3,14}"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundWorkbook:
    """A registered workbook, of a team or of its lead, as the folder shows it. `status` is None when it is
    there to be read.

    `instead` is what lies there when it is no file. `copies` are names of files beside it that look like
    other versions of it. `owner` is the mark beside it that somebody has it open, when it is days old.
    """

    team: Team
    path: Path
    status: Status | None = None
    instead: str = ""
    size: int = -1
    mtime_ns: int = -1
    copies: tuple[str, ...] = ()
    owner: OldOwner | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OldOwner:
    """A mark that somebody has a workbook open, too old to be true. `who`: "" where it does not say."""

    file: str
    who: str
    since: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovered:
    """`workbooks` stand in the order of the configuration. `strays`: other workbooks in the same folders."""

    workbooks: tuple[FoundWorkbook, ...]
    strays: tuple[Path, ...]


def discover(programme: Programme, cycle: Cycle, now: dt.datetime) -> Discovered:
    """The workbook of every team in that cycle, behind it its lead's where it has one, and what lies beside
    them. `now`: for the age of marks.
    """
    teams = programme.owners
    paths = {team.id: programme.workbook_path(team, cycle) for team in teams}
    registered = {
        _plain(str(programme.workbook_path(team, each))) for team in teams for each in programme.cycles
    }
    # A master is nobody's workbook, whatever lies in it.
    registered |= {_plain(str(master.file)) for master in programme.masters}
    folders = {folder: _names_in(folder) for folder in {path.parent for path in paths.values()}}
    strays = tuple(
        folder / name
        for folder, names in sorted(folders.items())
        for name in sorted(names)
        if _is_workbook(name) and _plain(str(folder / name)) not in registered
    )
    copies = _copies(paths.values(), strays)
    workbooks = []
    for team in teams:
        path = paths[team.id]
        found = _look(team, path)
        owner = _old_owner(path, folders[path.parent], now)
        workbooks.append(replace(found, copies=tuple(copies.get(path, ())), owner=owner))
    return Discovered(workbooks=tuple(workbooks), strays=strays)


def _look(team: Team, path: Path) -> FoundWorkbook:
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return FoundWorkbook(team=team, path=path, status=Status.MISSING)
    except OSError:
        return FoundWorkbook(team=team, path=path, status=Status.LOCKED)
    if not stat.S_ISREG(found.st_mode):
        instead = kind_of_entry(found.st_mode)
        return FoundWorkbook(team=team, path=path, status=Status.UNREADABLE, instead=instead)
    return FoundWorkbook(team=team, path=path, size=found.st_size, mtime_ns=found.st_mtime_ns)


def _names_in(folder: Path) -> frozenset[str]:
    try:
        return frozenset(each.name for each in folder.iterdir())
    except OSError:  # what is wrong with the folder shows in every workbook of it
        return frozenset()


def _is_workbook(name: str) -> bool:
    return name.lower().endswith(_SUFFIXES) and not name.startswith(_OWNER_MARK)


def _old_owner(path: Path, beside: Collection[str], now: dt.datetime) -> OldOwner | None:
    for name in owner_names(path.name):
        if name not in beside:
            continue
        file = path.with_name(name)
        try:
            found = file.stat()
            since = dt.datetime.fromtimestamp(found.st_mtime, dt.UTC)
        except (OSError, ValueError, OverflowError):  # gone meanwhile, or dated in no year that there is
            continue
        if stat.S_ISREG(found.st_mode) and now - since > OLD_OWNER:
            return OldOwner(file=name, who=owner_of(file), since=since.date())
    return None


def _copies(paths: Iterable[Path], strays: Iterable[Path]) -> dict[Path, list[str]]:
    """Registered workbook → names beside it that are copies of it by their names."""
    folders: dict[Path, dict[str, Path]] = defaultdict(dict)
    for path in paths:
        folders[path.parent][_plain(path.stem)] = path
    found: dict[Path, list[str]] = defaultdict(list)
    for stray in strays:
        by_stem = folders[stray.parent]
        for path in {by_stem[base] for base in _bases(stray.stem) if base in by_stem}:
            found[path].append(stray.name)
    return found


def _bases(stem: str) -> set[str]:
    plain = unicodedata.normalize("NFC", stem)
    return {_plain(match["base"]) for each in _COPIES if (match := each.fullmatch(plain))}


def _plain(name: str) -> str:
    """How file systems compare names: macOS decomposes letters, Windows and macOS ignore case."""
    return unicodedata.normalize("NFC", name).casefold()
