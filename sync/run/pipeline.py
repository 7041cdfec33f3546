"""A run, readable on one screen: discover, take in, plan, one transaction, then pages and master.

Owns the order, and that there is one run at a time. What happens in each step is its module's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sync.programme.lock import programme_lock
from sync.programme.model import Programme
from sync.run.acceptance import accepted_tables
from sync.run.consolidate import Clock, Consolidated, Progress, consolidate
from sync.run.publish import Published, publish, publish_newest
from sync.run.report import Changes, IssueCounts, Note, SyncReport


def run_sync(
    programme: Programme,
    *,
    as_of: dt.date,
    now: Clock,
    full: bool = False,
    accept: Iterable[str] = (),
    progress: Progress | None = None,
    command: str = "remit sync",
) -> SyncReport:
    """Brings store, feedback pages and master up to date with the teams' workbooks.

    `full`: every workbook is read again. `accept`: TEAM:TABLE whose loss of rows a person has confirmed.
    `now` must give aware times. `command`: who holds the lock meanwhile.
    Raises: AcceptError, ProgrammeLockedError, PrivateFolderError, StoreError; the store is then as it was.
    """
    accepted = accepted_tables(programme, accept)
    with programme_lock(programme.private, command):
        done = consolidate(programme, as_of=as_of, now=now, full=full, accept=accepted, progress=progress)
        published = publish(programme, done)
    return _report(programme, done, published)


def publish_again(programme: Programme, *, command: str) -> Published:
    """Writes the pages and the master of the newest run that are not as they should be: for a master that
    waits until its place is free.

    Raises: ProgrammeLockedError, PrivateFolderError, StoreError.
    """
    with programme_lock(programme.private, command):
        return publish_newest(programme)


def _report(programme: Programme, done: Consolidated, published: Published) -> SyncReport:
    run = done.run
    idle = (Note(name="nothing_held", facts={"accepted": each}) for each in done.idle)
    return SyncReport(
        run=run.run,
        cycle=run.cycle,
        as_of=run.as_of,
        started=run.started,
        finished=run.finished,
        complete=run.complete,
        workbooks=done.workbooks,
        changes=Changes(added=run.added, changed=run.changed, removed=run.removed),
        issues=IssueCounts(error=run.errors, warning=run.warnings, info=run.infos),
        held=done.held,
        master=programme.master,
        master_is_current=published.master_is_current,
        figures_failed=published.figures_failed,
        notes=(*idle, *published.notes),
    )
