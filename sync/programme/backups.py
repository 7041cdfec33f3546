"""The section [backup] of remit.toml: how many copies of a master are kept, and where.

Owns the keys and how far each may be moved. What they mean, and their defaults, are known in
`sync.backup.rule`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from delegation.labels import Labels
from sync.backup.rule import BackupRule
from sync.programme.model import BACKUPS_NAME, PRIVATE_NAME
from sync.programme.problems import Section

_FOLDER = f"{PRIVATE_NAME}/{BACKUPS_NAME}"
_NUMBERS = {"daily": (0, 366), "weekly": (0, 520), "monthly": (0, 240), "megabytes": (1, 1_000_000)}
BACKUP_KEYS = (*_NUMBERS, "folder")


def rule_in(section: Section) -> BackupRule:
    """The rule that the section sets, every other number its default; mistakes are noted in it."""
    default = BackupRule()
    return BackupRule(
        **{
            name: int(section.number(name, getattr(default, name), low=low, high=high, whole=True))
            for name, (low, high) in _NUMBERS.items()
        }
    )


def folder_in(section: Section, root: Path) -> Path:
    """Where the copies go; a relative path starts in the programme's folder."""
    return root / section.text("folder", _FOLDER).replace("\\", "/")


def backup_lines(words: Labels) -> Iterator[str]:
    """Every key with its default and what it means, as lines of a `remit.toml`."""
    default = BackupRule()
    values = {name: str(getattr(default, name)) for name in _NUMBERS} | {"folder": f'"{_FOLDER}"'}
    for name in BACKUP_KEYS:
        assigned = f"{name} = {values[name]}"
        yield f"{assigned:<30} # {words.text(f'backup.key.{name}')}"
