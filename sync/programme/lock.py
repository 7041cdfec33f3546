"""One run at a time in a programme: a lock that the operating system gives back when its holder dies.

Owns taking the lock and the note on who holds it. The note is only for people; the lock is the system's.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from delegation.labels import Labels, labels
from sync.programme.private import PrivateFolderError, lock_path

_PATIENCE_SECONDS = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who holds the lock, as far as the note beside it tells."""

    pid: int = 0
    command: str = ""


class ProgrammeLockedError(Exception):
    """Another run of the programme is under way."""

    def __init__(self, path: Path, holder: Holder) -> None:
        self.path = path
        self.holder = holder
        super().__init__(path, holder)

    def __str__(self) -> str:
        return self.text(labels("en"))

    def text(self, words: Labels) -> str:
        if not self.holder.pid:
            return words.text("config.lock.held", path=self.path)
        return words.text(
            "config.lock.held_by", path=self.path, pid=self.holder.pid, command=self.holder.command
        )


@contextlib.contextmanager
def programme_lock(private: Path, command: str) -> Iterator[None]:
    """Holds the programme's lock meanwhile; does not wait for another run to end.

    Raises: ProgrammeLockedError when another process has it, PrivateFolderError when it cannot be taken.
    """
    import filelock

    # Not at once: remit doctor holds the lock for a moment only to see that it can be had.
    lock = filelock.FileLock(lock_path(private), timeout=_PATIENCE_SECONDS)
    note = _note(private)
    try:
        lock.acquire()
    except filelock.Timeout as error:
        raise ProgrammeLockedError(lock_path(private), holder(private)) from error
    except OSError as error:
        raise PrivateFolderError(private, detail=error.strerror or str(error)) from error
    try:
        _write_note(private, command)
        yield
    finally:
        with contextlib.suppress(OSError):
            note.unlink()
        lock.release()


def _write_note(private: Path, command: str) -> None:
    try:
        note = json.dumps({"pid": os.getpid(), "command": command})
        _note(private).write_text(note, encoding="utf-8")
    except OSError as error:
        raise PrivateFolderError(private, detail=error.strerror or str(error)) from error


def holder(private: Path) -> Holder:
    """Who holds the lock, or held it when it died."""
    try:
        found: Any = json.loads(_note(private).read_text(encoding="utf-8"))
        return Holder(pid=int(found["pid"]), command=str(found["command"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Holder()


def is_locked(private: Path) -> bool:
    """Whether a run is under way at this moment."""
    try:
        with programme_lock(private, "doctor"):
            return False
    except ProgrammeLockedError:
        return True


def _note(private: Path) -> Path:
    return lock_path(private).with_name("lock.json")
