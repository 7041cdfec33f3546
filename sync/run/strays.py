"""Workbooks that lie beside the registered ones and say that they are one of them: copies, and workbooks that
somebody has renamed.

Owns telling them by what is in them, whatever they are called. Nothing else of them is read, and nothing
taken in.
"""

from __future__ import annotations

import stat
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from sync.reading.reader import read_whose
from sync.reading.unreadable import Limits
from sync.run.children import Children, Death


def workbook_id_of(path: Path) -> str:
    """The workbook id that the file carries; "" for one that cannot be read or has none. Never raises for a
    file.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return ""
        with path.open("rb") as file:
            found = read_whose(file.read(Limits().file_bytes + 1))
    except Exception:  # nobody's workbook: whatever is wrong with it costs nobody a run
        return ""
    return found.workbook_id if found else ""


_READERS: Children[Path, str] = Children(workbook_id_of)


def doubles(strays: Sequence[Path], ids: Mapping[str, Path]) -> dict[Path, tuple[Path, ...]]:
    """Registered workbook → the strays that carry its id. `ids`: workbook id → registered workbook."""
    found: dict[Path, list[Path]] = defaultdict(list)
    if strays:
        with _READERS.working_through(strays, 1, _lost) as results:
            for stray, workbook_id in zip(strays, results, strict=True):
                if workbook_id in ids:
                    found[ids[workbook_id]].append(stray)
    return {path: tuple(each) for path, each in found.items()}


def _lost(path: Path, death: Death) -> str:
    """A file that is the death of its reader is nobody's workbook."""
    return ""
