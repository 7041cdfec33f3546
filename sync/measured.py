"""What a programme's records come to on a day, so that a fault of Remit's costs figures and nothing else.

Owns that boundary: records are accepted and stored whatever becomes of what is worked out from them. What
the figures are is decided in `sync.figures` and `sync.data_quality`.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from delegation.quality import Quality
from sync.data_quality import qualities
from sync.figures import ProgrammeFigures, figures_of
from sync.programme.model import Programme
from sync.store.stored import Run, StoredIssue, StoredRecord, WorkbookState

_LOG = logging.getLogger("remit")
_Made = TypeVar("_Made")


class Source(Protocol):
    """What figures are made from; `sync.store.store.Store` is one, and `StoreAt`."""

    def current(self, cycle: str) -> list[StoredRecord]: ...
    def workbooks(self, cycle: str) -> list[WorkbookState]: ...
    def issues(self, cycle: str) -> list[StoredIssue]: ...
    def runs(self) -> list[Run]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The records, and what they come to. `figures`: None where Remit itself failed on them, and the log says
    how; nothing is known of the quality then.
    """

    stored: Sequence[StoredRecord]
    figures: ProgrammeFigures | None
    quality: Mapping[str, Quality] = field(default_factory=dict)


def measure(source: Source, programme: Programme, as_of: dt.date) -> Measured:
    """The figures of the cycle of that day, and the quality of every team's workbook. Raises: StoreError."""
    cycle = programme.cycle_at(as_of).id
    stored, states, issues = source.current(cycle), source.workbooks(cycle), source.issues(cycle)
    days = {run.run: run.as_of for run in source.runs()}

    def made() -> Measured:
        figures = figures_of(stored, programme, as_of)
        quality = qualities(figures, programme, states=states, issues=issues, days=days)
        return Measured(stored=stored, figures=figures, quality=quality)

    return unless_at_fault(made) or Measured(stored=stored, figures=None)


def unless_at_fault(make: Callable[[], _Made]) -> _Made | None:
    """What is made; None where Remit itself fails on it, with the traceback in the log."""
    try:
        return make()
    except Exception:
        _LOG.exception("Remit itself failed on figures; records are not concerned")
        return None
