"""The note that a filled master waits until its place is free: for whoever asks, and for the next chance.

Owns `waiting.json` in the private folder, and one like it for each master beside the programme's own. It is
only a note: a run decides anew, whatever it says.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
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
    """Of the programme's own master where that waits, else of another one; None when no master waits."""
    notes = (_read(path) for path in (private / _NAME, *sorted(private.glob("waiting-*.json"))))
    return next((each for each in notes if each is not None), None)


def _path(private: Path, master: str) -> Path:
    """`master`: the name under which it is configured, "" of the programme's own."""
    if not master:
        return private / _NAME
    return private / f"waiting-{hashlib.sha256(master.encode()).hexdigest()[:8]}.json"


def _read(path: Path) -> WaitingNote | None:
    try:
        found: Any = json.loads(path.read_text(encoding="utf-8"))
        return WaitingNote(
            since=dt.datetime.fromisoformat(found["since"]),
            run=int(found["run"]),
            path=Path(found["path"]),
            why={str(language): str(text) for language, text in found["why"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def note_waiting(private: Path, waiting: Waiting, run: int, now: dt.datetime, master: str = "") -> None:
    """Notes it. A master that waited before goes on waiting since then.

    Raises: OSError.
    """
    before = _read(_path(private, master))
    told = {
        "since": (before.since if before else now).isoformat(),
        "run": run,
        "path": str(waiting.path),
        "why": {language: waiting.text(labels(language)) for language in LANGUAGES},
    }
    write_atomically(_path(private, master), json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"))


def forget_waiting(private: Path, master: str = "") -> None:
    """The master has been swapped."""
    with contextlib.suppress(OSError):
        _path(private, master).unlink(missing_ok=True)
