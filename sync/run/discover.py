"""Which files a run has to do with: the registered workbook of every team, and what lies beside it by
mistake.

Looks at names, sizes and times only; what is in a file is `sync.run.intake`'s. Excel's own mark of an open
workbook (`~$North.xlsx`) says nothing: it is left behind after crashes, and the workbook can be read all the
same.
"""

from __future__ import annotations

import re
import stat
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

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
    """A team's registered workbook as the folder shows it. `status` is None when it is there to be read.

    `instead` is what lies there when it is no file. `copies` are names of files beside it that look like
    other versions of it.
    """

    team: Team
    path: Path
    status: Status | None = None
    instead: str = ""
    size: int = -1
    mtime_ns: int = -1
    copies: tuple[str, ...] = ()


def discover(programme: Programme, cycle: Cycle) -> list[FoundWorkbook]:
    """The workbook of every team in that cycle, in the order of the configuration."""
    paths = {team.id: programme.workbook_path(team, cycle) for team in programme.teams}
    registered = {
        programme.workbook_path(team, each) for team in programme.teams for each in programme.cycles
    }
    copies = _copies(paths.values(), registered)
    return [_look(team, paths[team.id], tuple(copies.get(paths[team.id], ()))) for team in programme.teams]


def _look(team: Team, path: Path, copies: tuple[str, ...]) -> FoundWorkbook:
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return FoundWorkbook(team=team, path=path, status=Status.MISSING, copies=copies)
    except OSError:
        return FoundWorkbook(team=team, path=path, status=Status.LOCKED, copies=copies)
    if not stat.S_ISREG(found.st_mode):
        instead = kind_of_entry(found.st_mode)
        return FoundWorkbook(team=team, path=path, status=Status.UNREADABLE, instead=instead, copies=copies)
    return FoundWorkbook(team=team, path=path, size=found.st_size, mtime_ns=found.st_mtime_ns, copies=copies)


def _copies(paths: Iterable[Path], registered: Collection[Path]) -> dict[Path, list[str]]:
    """Registered workbook → names beside it that are copies of it; every folder is listed once."""
    folders: dict[Path, dict[str, Path]] = defaultdict(dict)
    for path in paths:
        folders[path.parent][_plain(path.stem)] = path
    own = {_plain(str(path)) for path in registered}
    found: dict[Path, list[str]] = defaultdict(list)
    for folder, by_stem in folders.items():
        for name in _workbooks_in(folder):
            if _plain(str(folder / name)) in own:
                continue
            for path in {by_stem[base] for base in _bases(Path(name).stem) if base in by_stem}:
                found[path].append(name)
    return found


def _workbooks_in(folder: Path) -> list[str]:
    try:
        names = [each.name for each in folder.iterdir()]
    except OSError:  # what is wrong with the folder shows in every workbook of it
        return []
    return sorted(
        name for name in names if name.lower().endswith(_SUFFIXES) and not name.startswith(_OWNER_MARK)
    )


def _bases(stem: str) -> set[str]:
    plain = unicodedata.normalize("NFC", stem)
    return {_plain(match["base"]) for each in _COPIES if (match := each.fullmatch(plain))}


def _plain(name: str) -> str:
    """How file systems compare names: macOS decomposes letters, Windows and macOS ignore case."""
    return unicodedata.normalize("NFC", name).casefold()
