"""The store, as anybody may ask it: records and their history, workbooks, issues, runs and what people wrote
into the master; as they are now (`Store`) and as they were after a run (`StoreAt`).

It is one SQLite file. How it is laid out stands in `sync.store.schema`; what a run asks and writes in
`sync.store.run_store`.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from sys import intern
from types import TracebackType
from typing import Any, Self

from delegation.issues import Severity
from sync.programme.model import is_leads, lead_id
from sync.store import rows
from sync.store.encoding import decode_all
from sync.store.errors import NoRunByThenError, UnknownRunError
from sync.store.history import Version, WrittenVersion, entries, written_entries
from sync.store.joined import JOINED, joined
from sync.store.schema import open_for_reading, speaking
from sync.store.stored import (
    Adoption,
    ErrorSpan,
    FigureSpan,
    HeldTable,
    HistoryEntry,
    Places,
    Run,
    StoredIssue,
    StoredRecord,
    WorkbookState,
    WrittenCell,
    WrittenEntry,
)


class Store:
    """A store, opened for reading, as it is at that moment. Use it as a context manager, and not for longer
    than it takes: a run that has something to store waits for its readers.

    Raises: MissingStoreError, BusyStoreError, NewerStoreError, DamagedStoreError, UnwritableStoreError.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = self._opened(path)

    @staticmethod
    def _opened(path: Path) -> sqlite3.Connection:
        return open_for_reading(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    def current(self, cycle: str, table: str | None = None, team: str | None = None) -> list[StoredRecord]:
        """The records that hold now, by team, then table, then row of the workbook; what a lead's workbook
        has is the team's.
        """
        asked = None if table in JOINED else table
        found = self._records(cycle, self._ask(rows.CURRENT, cycle, None, asked), self.workbooks(cycle))
        return [each for each in found if table in (None, each.table) and team in (None, each.team)]

    def _records(
        self, cycle: str, answer: Iterable[rows.Row], states: Iterable[WorkbookState]
    ) -> list[StoredRecord]:
        savers = self._savers(cycle)
        places = self._places(cycle)
        nowhere = Places(sheet="", rows={})
        records = []
        found = list(answer)
        decoded = decode_all((each[1] for each in found), (each[3] for each in found))
        for (owner, tbl, key, _, run, first_run), values in zip(found, decoded, strict=True):
            place = places.get(owner, {}).get(tbl, nowhere)
            records.append(
                StoredRecord(
                    team=intern(owner),
                    cycle=cycle,
                    table=intern(tbl),
                    key=key,
                    sheet=place.sheet,
                    row=place.rows.get(key, 0),
                    values=values,
                    first_run=first_run,
                    run=run,
                    modified_by=savers.at(owner, run),
                )
            )
        leads = {each.team for each in states if is_leads(each.team) and each.updated_run}
        return sorted(joined(records, leads), key=rows.record_order)

    def history(self, key: str, team: str | None = None) -> list[HistoryEntry]:
        """Everything that ever happened to that key, oldest first, in every cycle and table.

        `key` as records have it (`K1+2026-10-31`), or with its team in front (`NORTH:K1+2026-10-31`), which
        also means what the team's lead wrote.
        """
        wanted = [(key, team)]
        owner, colon, rest = key.partition(":")
        if colon and team in (None, owner):
            wanted.append((rest, owner))
        wanted += [(each, lead_id(by)) for each, by in wanted if by is not None]
        versions = [
            Version(
                team=row[0], cycle=row[1], table=row[2], key=row[3], data=row[4], first=row[5], until=row[6]
            )
            for each, by in wanted
            for row in self._ask(rows.VERSIONS, each, by)
        ]
        savers = {cycle: self._savers(cycle) for cycle in {each.cycle for each in versions}}
        return entries(
            versions,
            runs={each.run: each for each in self.runs()},
            saved_by=lambda version, run: savers[version.cycle].at(version.team, run),
        )

    def written(self, run: int | None = None) -> list[WrittenCell]:
        """What people have written into the master, or had written after that run; by sheet, key and column.

        Raises: UnknownRunError.
        """
        if run is not None:
            return self.at(run).written()
        return list(map(rows.written_cell, sorted(self._ask_newer("written", rows.WRITTEN))))

    def written_history(self, key: str) -> list[WrittenEntry]:
        """Everything that people ever wrote beside the rows with that key, oldest first.

        `key` as the master has it (`NORTH:D1`), or without its team.
        """
        versions = [
            WrittenVersion(cell=rows.written_cell(row), first=row[6], until=row[7])
            for row in self._ask_newer("written", rows.WRITTEN_VERSIONS, key)
        ]
        return written_entries(versions, runs={each.run: each for each in self.runs()})

    def at(self, run: int) -> StoreAt:
        """The store as it was after that run.

        Raises: UnknownRunError when there was none of that number.
        """
        known = [each.run for each in self.runs()]
        if run not in known:
            raise UnknownRunError(run, known)
        return StoreAt(self, run)

    def run_of(self, as_of: dt.date) -> Run:
        """The newest run that was made for that day or one before it.

        Raises: NoRunByThenError.
        """
        runs = self.runs()
        for each in runs:
            if each.as_of <= as_of:
                return each
        raise NoRunByThenError(as_of, [each.as_of for each in runs])

    def former_names(self, cycle: str, teams: Iterable[str]) -> dict[str, rows.FormerNames]:
        """What those teams' members, KPIs and delegations are called or were ever called, by team.

        Of all versions, so that the answer is the same once a new name has been stored.
        """
        return rows.former_names(self._ask(rows.NAMES, cycle, json.dumps(list(teams))))

    def spellings(self, cycle: str, teams: Iterable[str]) -> dict[str, rows.Spellings]:
        """How the ids of those teams' members, KPIs and delegations are spelled, by team: as they hold now,
        of those that have gone as they were last.
        """
        return rows.spellings(self._ask(rows.IDS, cycle, json.dumps(list(teams))))

    def titles(self, cycle: str, team: str, table: str) -> dict[str, str]:
        """What the rows of the team's table are called, by key."""
        return {key: rows.title(table, data) for key, data in self._ask(rows.DATA_OF, cycle, team, table)}

    def given_up(self, cycle: str) -> dict[str, frozenset[str]]:
        """Team → its tables whose loss somebody has confirmed, and of which nothing has come back since."""
        accepted = [str(row[0]).rpartition(":") for row in self._ask(rows.ACCEPTED, cycle)]
        there = set(self._ask(rows.TABLES_WITH_RECORDS, cycle)) if accepted else set()
        found: dict[str, set[str]] = {}
        for team, _, table in accepted:
            if (team, table) not in there:
                found.setdefault(team, set()).add(table)
        return {team: frozenset(tables) for team, tables in found.items()}

    def workbooks(self, cycle: str) -> list[WorkbookState]:
        """The state of every team's workbook of that cycle, by team."""
        newest = self.newest_run(cycle)
        return [rows.state(row, cycle, newest) for row in self._ask(rows.WORKBOOKS, cycle)]

    def issues(self, cycle: str, team: str | None = None) -> list[StoredIssue]:
        """What is open now, by team, then the workbook's own before those of its tables, then by cell."""
        found = [rows.stored_issue(row) for row in self._ask(rows.ISSUES, cycle, team)]
        return sorted(found, key=rows.stored_issue_order)

    def error_spans(self, cycle: str) -> list[ErrorSpan]:
        """How many issues of severity error each team had, over all runs."""
        return [
            ErrorSpan(team=team, first_run=first, until_run=until, errors=errors)
            for team, first, until, errors in self._ask(rows.ERROR_SPANS, cycle, Severity.ERROR.value)
        ]

    def figure_spans(self, cycle: str, since: int = 0) -> list[FigureSpan]:
        """What the kept figures were, over the runs from `since` on; empty where an older version made the
        store and no run came since.
        """
        return list(map(rows.figure_span, self._ask_newer("figures", rows.FIGURES, cycle, since)))

    def held(self, cycle: str) -> list[HeldTable]:
        """The tables that wait for `remit sync --accept TEAM:TABLE`."""
        return [rows.held_table(row) for row in self._ask(rows.HELD, cycle)]

    def adoptions(self, cycle: str) -> list[Adoption]:
        """The workbooks that somebody accepted by hand, the oldest first. Of a team the last one counts."""
        return list(map(rows.adoption, self._ask_newer("adoptions", rows.ADOPTIONS, cycle)))

    def runs(self, limit: int | None = None) -> list[Run]:
        """Finished runs, the newest first."""
        return [rows.run(row) for row in self._ask(rows.RUNS, -1 if limit is None else limit)]

    def share_of(self, owners: Iterable[str]) -> rows.Share:
        """What these teams and leads had in every run."""
        asked = json.dumps(list(owners))
        return rows.Share(
            states=self._ask(rows.STATE_SPANS, asked),
            issues=self._ask(rows.ISSUE_SPANS, asked),
            opened=dict(self._ask(rows.OPENED, asked)),
            closed=dict(self._ask(rows.CLOSED, asked)),
            replaced=dict(self._ask(rows.REPLACED, asked)),
        )

    def as_of(self, run: int) -> dt.date:
        """The day that the run was made for.

        Raises: KeyError when there was no such run.
        """
        found = self._ask(rows.AS_OF, run)
        if not found:
            raise KeyError(run)
        return dt.date.fromisoformat(found[0][0])

    def newest_run(self, cycle: str | None = None) -> int:
        """The number of the newest run, of that cycle or of all; 0 when there was none."""
        return int(self._ask(rows.NEWEST_RUN, cycle)[0][0])

    def problems(self) -> tuple[str, ...]:
        """What SQLite's own thorough check finds wrong with the file; empty when it is sound."""
        found = tuple(str(row[0]) for row in self._ask("PRAGMA integrity_check"))
        return () if found == ("ok",) else found

    def copy_to(self, path: Path) -> None:
        """The whole store as one new file, whatever a run writes meanwhile.

        Raises: UnwritableStoreError of that file, DamagedStoreError.
        """
        with speaking(path), contextlib.closing(sqlite3.connect(path)) as copy:
            self._connection.backup(copy)

    def _ask(self, question: str, *parameters: object) -> list[tuple[Any, ...]]:
        with speaking(self.path):
            return self._connection.execute(question, parameters).fetchall()

    def _ask_newer(self, table: str, question: str, *parameters: object) -> list[tuple[Any, ...]]:
        """The answer, which is empty where the store was made before there was that table and no run came
        since.
        """
        return self._ask(question, *parameters) if self._ask(rows.HAS_TABLE, table)[0][0] else []

    def _places(self, cycle: str, team: str | None = None) -> dict[str, dict[str, Places]]:
        found: dict[str, dict[str, Places]] = {}
        for owner, table, sheet, text in self._ask(rows.PLACES, cycle, team):
            found.setdefault(owner, {})[table] = Places(sheet=sheet, rows=json.loads(text))
        return found

    def _savers(self, cycle: str) -> rows.Savers:
        return rows.Savers(self._ask(rows.SAVERS, cycle))


class StoreAt:
    """The store as it was after one run: what a master of that time is made from (`Store.at`).

    Where rows lie in their workbooks is no history: a record has the place where its key lies now, and
    none (row 0) when the key has gone since.
    """

    def __init__(self, store: Store, run: int) -> None:
        self.run = run
        self._store = store

    def current(self, cycle: str) -> list[StoredRecord]:
        """The records that held then, ordered as those of today."""
        answer = self._ask(rows.CURRENT_AT, cycle, None, None, self.run)
        return self._store._records(cycle, answer, self.workbooks(cycle))

    def workbooks(self, cycle: str) -> list[WorkbookState]:
        """The state in which that run left every team's workbook of the cycle, by team."""
        newest = int(self._ask(rows.NEWEST_RUN_AT, cycle, self.run)[0][0])
        return [rows.state(row, cycle, newest) for row in self._ask(rows.WORKBOOKS_AT, cycle, self.run)]

    def issues(self, cycle: str) -> list[StoredIssue]:
        """What was open then, ordered as what is open today."""
        found = [rows.stored_issue(row) for row in self._ask(rows.ISSUES_AT, cycle, self.run)]
        return sorted(found, key=rows.stored_issue_order)

    def error_spans(self, cycle: str) -> list[ErrorSpan]:
        """How many issues of severity error each team had, over the runs up to that one."""
        return [
            ErrorSpan(team=team, first_run=first, until_run=until, errors=errors)
            for team, first, until, errors in self._ask(
                rows.ERROR_SPANS_AT, cycle, Severity.ERROR.value, self.run
            )
        ]

    def figure_spans(self, cycle: str, since: int = 0) -> list[FigureSpan]:
        """What the kept figures were, over the runs from `since` up to that one."""
        answer = self._store._ask_newer("figures", rows.FIGURES_AT, cycle, since, self.run)
        return list(map(rows.figure_span, answer))

    def runs(self) -> list[Run]:
        """The runs up to that one, the newest first."""
        return [each for each in self._store.runs() if each.run <= self.run]

    def written(self) -> list[WrittenCell]:
        """What people had written into the master by then; by sheet, key and column."""
        answer = self._store._ask_newer("written", rows.WRITTEN_AT, self.run)
        return list(map(rows.written_cell, sorted(answer)))

    def _ask(self, question: str, *parameters: object) -> list[rows.Row]:
        return self._store._ask(question, *parameters)
