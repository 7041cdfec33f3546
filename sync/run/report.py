"""What a run tells whoever started it: `SyncReport`, and its JSON form (SPEC §14).

Holds facts; the words come from the labels in the reader's language when they are asked for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

from delegation.issues import Issue
from delegation.labels import Labels
from delegation.messages import message
from delegation.validate import RowCounts
from sync.run.incoming import Status
from sync.store.stored import HeldTable


class Told(Protocol):
    """Something that happened on the way and that somebody should know, in the language of the reader."""

    def text(self, words: Labels, /) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A text of `sync.note` with its facts."""

    name: str
    facts: Mapping[str, str] = field(default_factory=dict)

    def text(self, words: Labels) -> str:
        return words.text(f"sync.note.{self.name}", **self.facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookReport:
    """What became of one workbook. `why` explains a status other than updated and unchanged."""

    team: str
    file: str
    status: Status
    why: Issue | None = None
    rows: Mapping[str, RowCounts] = field(default_factory=dict)

    def reason(self, words: Labels) -> str:
        """In words, "" when all is well."""
        return message(self.why, words) if self.why else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """How many records the run added, changed and removed."""

    added: int
    changed: int
    removed: int

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCounts:
    """How many issues are open after the run."""

    error: int
    warning: int
    info: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """One finished run. `complete`: every workbook was read. `master_is_current`: it shows this run's state.
    `figures_failed`: but for figures, which a fault of Remit's left blank.

    Workbooks stand in the order of the configuration.
    """

    run: int
    cycle: str
    as_of: dt.date
    started: dt.datetime
    finished: dt.datetime
    complete: bool
    workbooks: tuple[WorkbookReport, ...]
    changes: Changes
    issues: IssueCounts
    held: tuple[HeldTable, ...]
    master: Path
    master_is_current: bool
    figures_failed: bool = False
    notes: tuple[Told, ...] = ()

    def count(self, status: Status) -> int:
        """How many workbooks came through the run like that."""
        return sum(each.status is status for each in self.workbooks)

    def as_json(self, words: Labels) -> dict[str, Any]:
        """The object that `remit sync --format json` prints (Source: SPEC §14)."""
        return {
            "schema": "remit.sync",
            "version": 1,
            "run": self.run,
            "as_of": self.as_of.isoformat(),
            "started": self.started.isoformat(),
            "finished": self.finished.isoformat(),
            "workbooks": [
                {
                    "team": each.team,
                    "file": each.file,
                    "status": each.status.value,
                    "reason": each.reason(words),
                    "rows": {table: asdict(counts) for table, counts in each.rows.items()},
                }
                for each in self.workbooks
            ],
            "changes": asdict(self.changes),
            "issues": asdict(self.issues),
            "master": str(self.master),
        }
