"""Workbooks that lie beside the registered ones and say that they are one of them: copies, and workbooks that
somebody has renamed.

Owns telling them by what is in them, whatever they are called. Nothing else of them is read, and nothing
taken in.
"""

from __future__ import annotations

import difflib
import stat
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from sync.limits import ChildLimits, Limits
from sync.reading.reader import read_whose
from sync.reading.shared import open_shared
from sync.run.children import Children, Death

_TRIED = 5  # passwords at one workbook; each takes a few tenths of a second


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """One file to look into. `passwords`: those that may open it."""

    path: Path
    limits: Limits = field(default=Limits())
    passwords: tuple[str, ...] = field(default=(), repr=False)


def likely(stray: Path, passwords: Mapping[Path, Sequence[str]]) -> tuple[str, ...]:
    """The passwords of the workbooks whose names are most like the stray's: trying one takes a while.

    `passwords`: registered workbook → its passwords.
    """

    def likeness(path: Path) -> float:
        return difflib.SequenceMatcher(None, stray.stem, path.stem).ratio()

    nearest = sorted((path for path, found in passwords.items() if found), key=likeness, reverse=True)
    return tuple(dict.fromkeys(each for path in nearest for each in passwords[path]))[:_TRIED]


def workbook_id_of(stray: Stray) -> str:
    """The workbook id that the file carries; "" for one that cannot be read or has none. Never raises for a
    file.
    """
    try:
        if not stat.S_ISREG(
            stray.path.stat().st_mode
        ):  # opening a pipe would wait for whoever writes into it
            return ""
        with open_shared(stray.path) as file:
            found = read_whose(file.read(stray.limits.file_bytes + 1), stray.limits, stray.passwords)
    except Exception:  # nobody's workbook: whatever is wrong with it costs nobody a run
        return ""
    return found.workbook_id if found else ""


@cache
def _readers(limits: ChildLimits) -> Children[Stray, str]:
    return Children(workbook_id_of, limits)


def doubles(
    strays: Sequence[Stray], ids: Mapping[str, Path], limits: ChildLimits
) -> dict[Path, tuple[Path, ...]]:
    """Registered workbook → the strays that carry its id. `ids`: workbook id → registered workbook."""
    found: dict[Path, list[Path]] = defaultdict(list)
    if strays:
        with _readers(limits).working_through(strays, 1, _lost) as results:
            for stray, workbook_id in zip(strays, results, strict=True):
                if workbook_id in ids:
                    found[ids[workbook_id]].append(stray.path)
    return {path: tuple(each) for path, each in found.items()}


def _lost(stray: Stray, death: Death) -> str:
    """A file that is the death of its reader is nobody's workbook."""
    return ""
