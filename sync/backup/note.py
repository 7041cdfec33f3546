"""The note of the newest backup, for whoever asks whether there is one and how old it is.

Owns `backup.json` in the private folder. It is only a note: the backup itself may have been taken elsewhere.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sync.writing import write_atomically

_NAME = "backup.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupNote:
    """When the newest backup was made, and where it was put."""

    made: dt.datetime
    path: Path


def read_note(private: Path) -> BackupNote | None:
    """None when no backup was ever made."""
    try:
        found: Any = json.loads((private / _NAME).read_text(encoding="utf-8"))
        return BackupNote(made=dt.datetime.fromisoformat(found["made"]), path=Path(found["path"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def note_backup(private: Path, made: dt.datetime, path: Path) -> None:
    """Raises: OSError."""
    told = {"made": made.isoformat(), "path": str(path)}
    write_atomically(private / _NAME, json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"))
