"""The situations in which the store cannot be used: one exception each, with its facts and the remedy.

Beside them what was asked about runs that never were. The sentence comes from the labels, so that the command
line can say it in the reader's language: `error.text(labels)`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from pathlib import Path
from typing import Literal

from delegation.labels import Labels, labels


class StoreError(Exception):
    """The store at `path` cannot be used."""

    label: str

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(path)

    def text(self, labels: Labels) -> str:
        """What happened and what to do, in the language of the labels."""
        return labels.text(f"sync.error.{self.label}", path=self.path, folder=self.path.parent)

    def __str__(self) -> str:
        return self.text(labels("en"))


class MissingStoreError(StoreError):
    """There is no store yet: no run has been made."""

    label = "store_missing"


class BusyStoreError(StoreError):
    """Another process writes into it, or has not finished reading it."""

    label = "store_busy"


class NewerStoreError(StoreError):
    """A newer version of Remit has made it."""

    label = "store_too_new"


class DamagedStoreError(StoreError):
    """It is not a store of Remit, or its contents are damaged."""

    label = "store_damaged"


class UnwritableStoreError(StoreError):
    """It cannot be used where it lies. `reason`: the disk is full, the system denies it, or the disk itself
    reports errors. Nothing of what was to be written is stored.
    """

    def __init__(self, path: Path, reason: Literal["full", "denied", "disk"]) -> None:
        super().__init__(path)
        self.reason = reason
        self.label = f"store_{reason}"


class UnknownRunError(LookupError):
    """There was no run of that number. `first` and `last` are those that there are, 0 when there is none."""

    def __init__(self, run: int, known: Collection[int]) -> None:
        self.run = run
        self.first = min(known, default=0)
        self.last = max(known, default=0)
        super().__init__(run, self.first, self.last)

    def text(self, labels: Labels) -> str:
        """What happened and what to do, in the language of the labels."""
        if not self.last:
            return labels.text("terminal.error.run_none")
        return labels.text("terminal.error.run", run=self.run, first=self.first, last=self.last)

    def __str__(self) -> str:
        return self.text(labels("en"))


class NoRunByThenError(LookupError):
    """Every run was made for a later day than that. `first` is the earliest, None when there is no run."""

    def __init__(self, as_of: dt.date, known: Collection[dt.date]) -> None:
        self.as_of = as_of
        self.first = min(known, default=None)
        super().__init__(as_of, self.first)

    def text(self, labels: Labels) -> str:
        """What happened and what to do, in the language of the labels."""
        if self.first is None:
            return labels.text("terminal.error.run_none")
        return labels.text("terminal.error.run_later", as_of=self.as_of, first=self.first)

    def __str__(self) -> str:
        return self.text(labels("en"))
