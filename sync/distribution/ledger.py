"""What was handed out, in the private folder: per team and cycle the contents that Remit gave a workbook.

Owns recognising a file that nobody has touched since. Without a readable record every file counts as filled
in, which harms nobody.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sync.programme.model import Cycle, Team
from sync.programme.private import ledger_path
from sync.writing import write_atomically

_HASHES_KEPT = 4  # the contents that lie there, and those of runs that were cut short


@dataclass(frozen=True, slots=True)
class HandedBefore:
    """What Remit gave one file; nothing when it never did."""

    hashes: tuple[str, ...] = ()  # of the contents that Remit gave the file, oldest first
    made_on: dt.date = dt.date.min
    restored: bool = False  # it was filled from this very cycle's records, which a refresh would take away


class Ledger:
    """What was handed out, per team and cycle, in the private folder."""

    def __init__(self, path: Path, entries: dict[str, Any]) -> None:
        self._path = path
        self._entries = entries

    @staticmethod
    def read(private: Path) -> Ledger:
        path = ledger_path(private)
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            found = {}
        return Ledger(path, found if isinstance(found, dict) else {})

    def of(self, team: Team, cycle: Cycle) -> HandedBefore:
        entry: Any = self._entries.get(f"{team.id}+{cycle.id}")
        try:
            made_on = dt.date.fromisoformat(entry["made_on"])
            return HandedBefore(tuple(entry["sha256"]), made_on, bool(entry["restored"]))
        except (TypeError, KeyError, ValueError):
            return HandedBefore()

    def add(self, team: Team, cycle: Cycle, handed: HandedBefore) -> None:
        self._entries[f"{team.id}+{cycle.id}"] = {
            "sha256": handed.hashes[-_HASHES_KEPT:],
            "made_on": handed.made_on.isoformat(),
            "restored": handed.restored,
        }
        write_atomically(self._path, json.dumps(self._entries, ensure_ascii=False, indent=1).encode())
