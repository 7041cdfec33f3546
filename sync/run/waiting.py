"""The note that a filled master waits until its place is free: for whoever asks, and for the next chance.

Owns `waiting.json` in the private folder. It is only a note: a run decides anew, whatever it says.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from delegation.labels import LANGUAGES, Labels, labels
from sync.writing import write_atomically

if TYPE_CHECKING:
    from sync.master import Waiting

_NAME = "waiting.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingNote:
    """A master that could not be replaced: since when, the run that it shows, where it lies, and why, by
    language.
    """

    since: dt.datetime
    run: int
    path: Path
    why: Mapping[str, str]

    def text(self, words: Labels) -> str:
        """Why it waits and what to do."""
        return self.why.get(words.language, "")


def read_waiting(private: Path) -> WaitingNote | None:
    """None when no master waits."""
    try:
        found: Any = json.loads((private / _NAME).read_text(encoding="utf-8"))
        return WaitingNote(
            since=dt.datetime.fromisoformat(found["since"]),
            run=int(found["run"]),
            path=Path(found["path"]),
            why={str(language): str(text) for language, text in found["why"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def note_waiting(private: Path, waiting: Waiting, run: int, now: dt.datetime) -> None:
    """Notes it. A master that waited before goes on waiting since then.

    Raises: OSError.
    """
    before = read_waiting(private)
    told = {
        "since": (before.since if before else now).isoformat(),
        "run": run,
        "path": str(waiting.path),
        "why": {language: waiting.text(labels(language)) for language in LANGUAGES},
    }
    write_atomically(private / _NAME, json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"))


def forget_waiting(private: Path) -> None:
    """The master has been swapped."""
    with contextlib.suppress(OSError):
        (private / _NAME).unlink(missing_ok=True)
