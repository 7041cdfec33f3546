"""What the store says of a cycle: the last run and the state of every workbook, behind `remit status`."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from delegation.issues import Issue, Severity
from sync.ages import Age, ages
from sync.programme.model import Programme
from sync.run.incoming import GOOD
from sync.run.waiting import WaitingNote, read_waiting
from sync.store.store import Store
from sync.store.stored import Adoption, HeldTable, Run, StoredIssue, WorkbookState


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """`run` is the newest one of the cycle, None before the first; `waiting` the master that could not be
    put in its place. `adoptions`: what was accepted by hand, the oldest first; of a team the last one counts.
    """

    cycle: str
    run: Run | None = None
    workbooks: dict[str, WorkbookState] = field(default_factory=dict)
    issues: tuple[StoredIssue, ...] = ()
    held: tuple[HeldTable, ...] = ()
    waiting: WaitingNote | None = None
    adoptions: tuple[Adoption, ...] = ()
    ages: tuple[Age, ...] = ()

    def counts(self, team: str) -> Counter[Severity]:
        """The team's open issues by severity."""
        return Counter(each.issue.severity for each in self.issues if each.team == team)

    def reason(self, team: str) -> Issue | None:
        """The issue that explains why the team's workbook is not well."""
        state = self.workbooks.get(team)
        code = state.reason if state else ""
        return next(
            (each.issue for each in self.issues if each.team == team and each.issue.code == code), None
        )


def read_ages(store: Store, programme: Programme, cycle: str, as_of: dt.date) -> tuple[Age, ...]:
    """How old what the store has of the cycle is on that day, where it is older than the last run."""
    states = store.workbooks(cycle)
    if all(each.status in GOOD for each in states):
        return ()
    days = {each.run: each.as_of for each in store.runs()}
    names = {each.id: each.name for each in programme.owners}
    return ages(states, store.issues(cycle), days, as_of, names)


def read_status(programme: Programme, cycle: str, as_of: dt.date) -> Status:
    """Raises: StoreError."""
    if not programme.store.exists():
        return Status(cycle=cycle)
    with Store(programme.store) as store:
        return Status(
            cycle=cycle,
            run=next((each for each in store.runs() if each.cycle == cycle), None),
            workbooks={each.team: each for each in store.workbooks(cycle)},
            issues=tuple(store.issues(cycle)),
            held=tuple(store.held(cycle)),
            waiting=read_waiting(programme.private),
            adoptions=tuple(store.adoptions(cycle)),
            ages=read_ages(store, programme, cycle, as_of),
        )
