"""The store: every accepted record and its history, every workbook, issue and run of a programme, in one
SQLite file.

Owns what is asked of it. How it is laid out stands in `sync.store_schema`, how a run is written in
`sync.store_writing`. A `Store` opened for writing has the file to itself; others then get `BusyStoreError`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from delegation.issues import Severity
from sync import store_rows as rows
from sync import store_writing as writing
from sync.encoding import decode
from sync.history import Version, entries
from sync.merge import Known
from sync.run_plan import RunPlan
from sync.store_schema import open_for_reading, open_for_writing, speaking
from sync.stored import (
    ErrorSpan,
    HeldTable,
    HistoryEntry,
    Output,
    Places,
    Run,
    StoredIssue,
    StoredRecord,
    WorkbookState,
)

_Owned = TypeVar("_Owned", StoredIssue, HeldTable)


class Store:
    """An open store. Use it as a context manager.

    Raises: MissingStoreError (reading only), BusyStoreError, NewerStoreError, DamagedStoreError,
    UnwritableStoreError.
    """

    def __init__(self, path: Path, *, writable: bool = False) -> None:
        self.path = path
        self._connection = open_for_writing(path) if writable else open_for_reading(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    def current(self, cycle: str, table: str | None = None, team: str | None = None) -> list[StoredRecord]:
        """The records that hold now, by team, then table, then row of the workbook."""
        savers = self._savers(cycle)
        places = self._places(cycle)
        nowhere = Places(sheet="", rows={})
        records = []
        for owner, tbl, key, data, run, first_run in self._ask(rows.CURRENT, cycle, team, table):
            place = places.get(owner, {}).get(tbl, nowhere)
            records.append(
                StoredRecord(
                    team=owner,
                    cycle=cycle,
                    table=tbl,
                    key=key,
                    sheet=place.sheet,
                    row=place.rows.get(key, 0),
                    values=decode(tbl, data),
                    first_run=first_run,
                    run=run,
                    modified_by=savers.at(owner, run),
                )
            )
        return sorted(records, key=rows.record_order)

    def history(self, key: str, team: str | None = None) -> list[HistoryEntry]:
        """Everything that ever happened to that key, oldest first, in every cycle and table.

        `key` as records have it (`K1+2026-10-31`), or with its team in front (`NORTH:K1+2026-10-31`).
        """
        wanted = [(key, team)]
        owner, colon, rest = key.partition(":")
        if colon and team in (None, owner):
            wanted.append((rest, owner))
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

    def workbooks(self, cycle: str) -> list[WorkbookState]:
        """The state of every team's workbook of that cycle, by team."""
        newest = self.newest_run(cycle)
        return [rows.state(row, cycle, newest) for row in self._ask(rows.WORKBOOKS, cycle)]

    def issues(self, cycle: str) -> list[StoredIssue]:
        """What is open now, by team, then the workbook's own before those of its tables, then by cell."""
        files = {each.team: each.file for each in self.workbooks(cycle)}
        found = [rows.stored_issue(row, files.get(row[0], "")) for row in self._ask(rows.ISSUES, cycle)]
        return sorted(found, key=rows.stored_issue_order)

    def error_spans(self, cycle: str) -> list[ErrorSpan]:
        """How many issues of severity error each team had, over all runs."""
        return [
            ErrorSpan(team=team, first_run=first, until_run=until, errors=errors)
            for team, first, until, errors in self._ask(rows.ERROR_SPANS, cycle, Severity.ERROR.value)
        ]

    def held(self, cycle: str) -> list[HeldTable]:
        """The tables that wait for `remit sync --accept TEAM:TABLE`."""
        return [rows.held_table(row) for row in self._ask(rows.HELD, cycle)]

    def runs(self, limit: int | None = None) -> list[Run]:
        """Finished runs, the newest first."""
        return [rows.run(row) for row in self._ask(rows.RUNS, -1 if limit is None else limit)]

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

    def known(self, cycle: str) -> dict[str, Known]:
        """What a run has to know about every team, without its records (`with_records`)."""
        states = {each.team: each for each in self.workbooks(cycle)}
        files = {row[0]: rows.known_file(row) for row in self._ask(rows.FILES, cycle)}
        issues = _by_team(self.issues(cycle))
        held = _by_team(self.held(cycle))
        return {
            team: Known(
                state=states.get(team),
                file=files.get(team),
                issues=tuple(issues.get(team, ())),
                held={each.table: each for each in held.get(team, ())},
            )
            for team in states.keys() | files.keys()
        }

    def with_records(self, known: Known, cycle: str, team: str) -> Known:
        """The same, with the records and places of the team."""
        data: dict[str, dict[str, str]] = {}
        for table, key, text in self._ask(rows.DATA, cycle, team):
            data.setdefault(table, {})[key] = text
        return dataclasses.replace(known, data=data, places=self._places(cycle, team).get(team, {}))

    def members(self, cycle: str) -> dict[str, dict[str, str]]:
        """Team → member id → name, of everybody who is a member now."""
        found: dict[str, dict[str, str]] = {}
        for team, key, data in self._ask(rows.MEMBERS, cycle):
            found.setdefault(team, {})[key] = rows.member_name(data)
        return found

    def write(self, plan: RunPlan, finished: dt.datetime) -> Run:
        """Writes a whole run, or nothing of it.

        Raises: UnwritableStoreError, BusyStoreError; the store is then as it was.
        """
        with speaking(self.path):
            return writing.write_run(self._connection, plan, finished)

    def output(self, path: Path) -> Output | None:
        """What is remembered of a file that Remit wrote."""
        found = self._ask(rows.OUTPUT, str(path))
        return Output(inputs=found[0][0], size=found[0][1], mtime_ns=found[0][2]) if found else None

    def remember_outputs(self, outputs: Mapping[Path, Output]) -> None:
        """Notes files that Remit has just written."""
        with speaking(self.path):
            writing.write_outputs(self._connection, outputs)

    def problems(self) -> tuple[str, ...]:
        """What SQLite's own check finds wrong with the file; empty when it is sound."""
        found = tuple(str(row[0]) for row in self._ask("PRAGMA quick_check"))
        return () if found == ("ok",) else found

    def _ask(self, question: str, *parameters: object) -> list[tuple[Any, ...]]:
        with speaking(self.path):
            return self._connection.execute(question, parameters).fetchall()

    def _places(self, cycle: str, team: str | None = None) -> dict[str, dict[str, Places]]:
        found: dict[str, dict[str, Places]] = {}
        for owner, table, sheet, text in self._ask(rows.PLACES, cycle, team):
            found.setdefault(owner, {})[table] = Places(sheet=sheet, rows=json.loads(text))
        return found

    def _savers(self, cycle: str) -> rows.Savers:
        return rows.Savers(self._ask(rows.SAVERS, cycle))


def _by_team(found: Sequence[_Owned]) -> dict[str, list[_Owned]]:
    by_team: dict[str, list[_Owned]] = {}
    for each in found:
        by_team.setdefault(each.team, []).append(each)
    return by_team
