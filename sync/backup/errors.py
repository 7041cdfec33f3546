"""Why a backup cannot be made or brought back: one exception, whose reason names its words."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from delegation.labels import Labels, labels

Reason = Literal[
    "taken",  # something lies where the backup should go
    "unwritable",
    "missing",
    "unreadable",
    "foreign",  # no backup of Remit's
    "damaged",
    "newer",
    "other_programme",
    "without",  # what was asked for is not in it
    "stopped",  # while parts were put in their places
]


class BackupError(Exception):
    """The backup at `path` cannot be made or used. Nothing was changed, unless the reason is that restoring
    stopped at that file.
    """

    def __init__(self, path: Path, reason: Reason, detail: str = "") -> None:
        self.path = path
        self.reason = reason
        self.detail = detail
        super().__init__(path, reason, detail)

    def text(self, words: Labels) -> str:
        """What happened and what to do, in the language of the labels."""
        return words.text(f"backup.error.{self.reason}", file=self.path, detail=self.detail)

    def __str__(self) -> str:
        return self.text(labels("en"))
