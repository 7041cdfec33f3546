"""A store as if there were some teams only: what a master of a department or of one team is made from.

Owns that nothing of another team gets through, be it a row, a figure or a number of a run. What a master says
is decided in `sync.master.figures`, which asks this as it asks the store.
"""

from __future__ import annotations

from typing import TypeVar

from sync.figures import Level
from sync.programme.model import Master, Programme, Scope, team_of
from sync.store.store import Store
from sync.store.stored import ErrorSpan, FigureKey, FigureSpan, Run, StoredIssue, StoredRecord, WorkbookState

_Owned = TypeVar("_Owned", StoredRecord, WorkbookState, StoredIssue, ErrorSpan)


class ScopedStore:
    """What the store has of the teams that a master shows. `seen`: the programme of these teams alone."""

    def __init__(self, store: Store, master: Master, seen: Programme) -> None:
        self._store = store
        self._master = master
        self._owners = [owner.id for owner in seen.owners]
        self._teams = frozenset(team.id for team in seen.teams)

    def current(self, cycle: str) -> list[StoredRecord]:
        return self._mine(self._store.current(cycle))

    def workbooks(self, cycle: str) -> list[WorkbookState]:
        return self._mine(self._store.workbooks(cycle))

    def issues(self, cycle: str) -> list[StoredIssue]:
        return self._mine(self._store.issues(cycle))

    def error_spans(self, cycle: str) -> list[ErrorSpan]:
        return self._mine(self._store.error_spans(cycle))

    def figure_spans(self, cycle: str, since: int = 0) -> list[FigureSpan]:
        """Of KPIs, of teams, and of the department; the programme's are everybody's."""
        return [each for each in self._store.figure_spans(cycle, since) if self._is_mine(each.key)]

    def runs(self) -> list[Run]:
        """The runs, with what they were to these teams."""
        share = self._store.share_of(self._owners)
        return [share.of(each) for each in self._store.runs()]

    def _mine(self, found: list[_Owned]) -> list[_Owned]:
        return [each for each in found if team_of(each.team) in self._teams]

    def _is_mine(self, key: FigureKey) -> bool:
        if key.kind == Level.PROGRAMME.value:
            return False
        if key.kind == Level.DEPARTMENT.value:
            return self._master.scope is Scope.DEPARTMENT and key.scope == self._master.of
        return key.scope.partition(":")[0] in self._teams
