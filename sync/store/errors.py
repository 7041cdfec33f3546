"""The situations in which the store cannot be used: one exception each, with its facts and the remedy.

The sentence comes from the labels, so that the command line can say it in the reader's language:
`error.text(labels)`.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from delegation.labels import Labels, labels


class StoreError(Exception):
    """The store at `path` cannot be used."""

    label: ClassVar[str]

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
    """Another process is writing to it."""

    label = "store_busy"


class NewerStoreError(StoreError):
    """A newer version of Remit has made it."""

    label = "store_too_new"


class DamagedStoreError(StoreError):
    """It is not a store of Remit, or its contents are damaged."""

    label = "store_damaged"


class UnwritableStoreError(StoreError):
    """It cannot be written: the disk is full, or the folder is protected. Nothing of the run was stored."""

    label = "store_unwritable"
