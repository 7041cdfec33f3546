"""What an installation or a removal did, file by file, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from addin.install.disk import Change
from addin.install.places import System


class What(StrEnum):
    ADDIN = "addin"
    SETTINGS = "settings"
    SCRIPT = "script"


class Done(StrEnum):
    """`KEPT`: a file of somebody else was put there; `LEFT`: not touched, because somebody has changed it."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    REMOVED = "removed"
    RESTORED = "restored"
    LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    what: What
    done: Done
    path: Path


Planned = tuple[Change, Step]


def planned_step(what: What, done: Done, path: Path, content: bytes | None) -> Planned:
    """What becomes of a file, and how that is told. `content` None: it goes."""
    return Change(path=path, content=content), Step(what=what, done=done, path=path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`settings` are those that the add-in now finds, key and value."""

    system: System
    steps: tuple[Step, ...]
    settings: tuple[tuple[str, str], ...] = ()
