"""A programme in a test's folder, and its nights: workbooks from pipe grids in, store and pages out."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable
from pathlib import Path

from delegation.schema import SCHEMA_VERSION
from delegation.tables import BY_ID
from sync.programme.model import Cycle, Programme, Team
from sync.programme.private import read_secret, workbook_id
from sync.reading.identity import make_token
from sync.run.acceptance import accepted_tables
from sync.run.consolidate import Consolidated, Progress, consolidate
from sync.run.pipeline import run_sync
from sync.run.report import SyncReport
from sync.store.store import Store
from sync.store.stored import StoredIssue
from tests.sync.workbooks import SheetSpec, identity, workbook

CYCLE = Cycle(id="2026-Q4", first=dt.date(2026, 10, 1), last=dt.date(2026, 12, 31))
AS_OF = dt.date(2026, 11, 13)
STARTED = dt.datetime(2026, 11, 14, 2, 30, tzinfo=dt.UTC)

MEMBERS = """
    | member_id | name | weekly_hours |
    |-----------|------|--------------|
    | M1        | Ana  | 40           |
    | M2        | Ben  | 32           |
    | M3        | Cleo | 20           |
"""
KPIS = """
    | kpi_id | name    | direction | target | frequency | aggregation |
    |--------|---------|-----------|--------|-----------|-------------|
    | K1     | Revenue | higher    | 100    | monthly   | last        |
    | K2     | Returns | lower     | 5      | monthly   | last        |
"""


class Office:
    """A programme whose teams' workbooks a test writes and whose runs it makes."""

    def __init__(self, root: Path, *teams: str, language: str = "en") -> None:
        self._saved = 0
        self.programme = Programme(
            root=root,
            name="Launch",
            language=language,
            timezone="Europe/Berlin",
            cycles=(CYCLE,),
            teams=tuple(Team(id=team, name=team.title(), language=language) for team in teams),
            master=root / "Remit master.xlsx",
            store=root / ".remit" / "store.sqlite3",
            private=root / ".remit",
        )

    def path(self, team: str) -> Path:
        return self.programme.workbook_path(team, CYCLE)

    def write(self, team: str, *, by: str = "Ana", belongs_to: str = "", **tables: str) -> Path:
        """Puts a workbook with these tables in the team's place; `belongs_to` is the team that it says it is
        of.
        """
        return self.put(team, self.workbook(belongs_to or team, by=by, **tables))

    def put(self, team: str, data: bytes) -> Path:
        """Puts these bytes in the team's place, as if they had lain there for a while."""
        path = self.path(team)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self._saved += 1
        age(path, minutes=10_000 - self._saved)
        return path

    def workbook(self, team: str, *, by: str = "Ana", **tables: str) -> bytes:
        secret = read_secret(self.programme.private)
        found = workbook_id(secret, team, CYCLE.id)
        entries = {
            "workbook_id": found,
            "team": team,
            "cycle": CYCLE.id,
            "schema_version": SCHEMA_VERSION,
            "language": "en",
            "token": make_token(secret, found, team, CYCLE.id, SCHEMA_VERSION),
        }
        sheets = [
            SheetSpec(name=BY_ID[table].name, table=BY_ID[table].name, text=text)
            for table, text in tables.items()
        ]
        return workbook(*sheets, identity(**entries), author=by)

    def consolidate(
        self, *, as_of: dt.date = AS_OF, progress: Progress | None = None, accept: Iterable[str] = ()
    ) -> Consolidated:
        """The first half of a run."""
        accepted = accepted_tables(self.programme, accept)
        return consolidate(
            self.programme, as_of=as_of, now=lambda: STARTED, progress=progress, accept=accepted
        )

    def run(self, *, as_of: dt.date = AS_OF, full: bool = False, accept: Iterable[str] = ()) -> SyncReport:
        """A whole run."""
        return run_sync(self.programme, as_of=as_of, now=lambda: STARTED, full=full, accept=accept)

    def keys(self, team: str, table: str) -> list[str]:
        with Store(self.programme.store) as store:
            return [each.key for each in store.current(CYCLE.id, table, team)]

    def statuses(self) -> dict[str, tuple[str, str]]:
        """Team → status and reason."""
        with Store(self.programme.store) as store:
            return {each.team: (each.status.value, each.reason) for each in store.workbooks(CYCLE.id)}

    def issues(self, *codes: str) -> list[StoredIssue]:
        with Store(self.programme.store) as store:
            return [each for each in store.issues(CYCLE.id) if not codes or each.issue.code in codes]


def age(path: Path, *, minutes: int) -> None:
    """A file's time, well in the past: freshly written files are never trusted to be unchanged."""
    moment = STARTED.timestamp() - 60 * minutes
    os.utime(path, (moment, moment))
