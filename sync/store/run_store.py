"""The store in the hands of a run: what it has to know, and the one transaction that it writes.

Asks only for what a run of many workbooks, few of them changed, really needs: records and issues of a team
are fetched when its workbook has been read.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from delegation.issues import Severity
from sync.run.merge import Known
from sync.run.merge_issues import OTHER_TEAM, UNKNOWN_DELEGATE
from sync.run.plan import RunPlan
from sync.store import rows, writing
from sync.store.schema import open_for_writing, speaking
from sync.store.store import Store
from sync.store.stored import (
    Adoption,
    FigureKey,
    FigureValue,
    HeldTable,
    Output,
    Run,
    StoredIssue,
    WrittenCell,
)

Measure = Callable[[Store], Mapping[FigureKey, FigureValue] | None]
"""What is to be kept of a run's figures, from the store as the run leaves it; None: there are none."""

_HALF_A_CHARACTER = re.compile("[\ud800-\udfff]")
_Owned = TypeVar("_Owned", StoredIssue, HeldTable)


class RunStore(Store):
    """A store, opened for writing; made or brought up to date where needed. Others can read it meanwhile.

    Raises: BusyStoreError, NewerStoreError, DamagedStoreError, UnwritableStoreError.
    """

    @staticmethod
    def _opened(path: Path) -> sqlite3.Connection:
        return open_for_writing(path)

    def known(self, cycle: str) -> dict[str, Known]:
        """What a run has to know about every team before it has read a workbook.

        Of the issues only those that can change without that: of the workbook and its tables as such, and
        those that depend on other teams.
        """
        files = {row[0]: rows.known_file(row) for row in self._ask(rows.FILES, cycle)}
        fluid = map(rows.stored_issue, self._ask(rows.FLUID_ISSUES, cycle, UNKNOWN_DELEGATE, OTHER_TEAM))
        issues, held = _by_team(tuple(fluid)), _by_team(self.held(cycle))
        counts: dict[str, dict[Severity, int]] = {}
        for team, severity, count in self._ask(rows.ISSUE_COUNTS, cycle):
            counts.setdefault(team, {})[Severity(severity)] = count
        return {
            each.team: Known(
                state=each,
                file=files.get(each.team),
                issues=tuple(issues.get(each.team, ())),
                issue_counts=counts.get(each.team, {}),
                held={table.table: table for table in held.get(each.team, ())},
            )
            for each in self.workbooks(cycle)
        }

    def with_contents(self, known: Known, cycle: str, team: str) -> Known:
        """The same, with every record, place and issue of the team."""
        data: dict[str, dict[str, str]] = {}
        for table, key, text in self._ask(rows.DATA, cycle, team):
            data.setdefault(table, {})[key] = text
        issues = map(rows.stored_issue, self._ask(rows.ISSUES, cycle, team))
        places = self._places(cycle, team).get(team, {})
        return dataclasses.replace(known, data=data, places=places, issues=tuple(issues))

    def members(self, cycle: str) -> dict[str, dict[str, str]]:
        """Team → member id → name, of everybody who is a member now."""
        found: dict[str, dict[str, str]] = {}
        for team, key, data in self._ask(rows.MEMBERS, cycle):
            found.setdefault(team, {})[key] = rows.title("members", data)
        return found

    def write(
        self, plan: RunPlan, finished: dt.datetime, *, measure: Measure | None = None, inputs: str = ""
    ) -> Run:
        """Writes a whole run, or nothing of it.

        `measure` is asked for the figures to keep once the store holds the run's records; not where nothing
        has changed, `inputs`, which stand for everything else they depend on, included.
        Raises: UnwritableStoreError, BusyStoreError; the store is then as it was.
        """
        figures = None
        if measure is not None and (plan or self._ask(rows.MEASURED, plan.run.cycle) != [(inputs,)]):
            figures = writing.Figures(found=lambda: measure(self), inputs=inputs)
        with speaking(self.path):
            return writing.write_run(self._connection, plan, finished, figures)

    def state_runs(self, cycle: str) -> dict[str, int]:
        """Team → the run that last changed anything of it. It may be forgotten; then everything counts as
        new.
        """
        return dict(self._ask(rows.STATE_RUNS, cycle))

    def outputs(self) -> dict[Path, Output]:
        """What is remembered of the files that Remit wrote."""
        return {
            Path(path): Output(inputs=inputs, size=size, mtime_ns=mtime_ns)
            for path, inputs, size, mtime_ns in self._ask(rows.OUTPUTS)
        }

    def keep_written(
        self, run: int, cells: Iterable[WrittenCell], outputs: Mapping[Path, Output] = MappingProxyType({})
    ) -> int:
        """Takes the cells for all that people have now written into the master; gives how many have changed.

        One transaction with the files that Remit has just written. A run may ask for it more than once: the
        last time counts. Of two equal cells there is one.
        Raises: UnknownRunError, UnwritableStoreError, BusyStoreError; the store is then as it was.
        """
        self.at(run)  # what is kept for a run that never was could neither be told nor be closed
        # Rows and not cells: of tens of thousands a night changes a few.
        before = set(self._ask(rows.WRITTEN))
        now = {_storable(rows.written_row(each)) for each in cells}
        closed = list(map(rows.written_cell, sorted(before - now)))
        opened = list(map(rows.written_cell, sorted(now - before)))
        if closed or opened or outputs:
            with speaking(self.path):
                writing.write_written(self._connection, run, closed=closed, opened=opened, outputs=outputs)
        return len({each.place for each in (*closed, *opened)})

    def adopt(self, adoption: Adoption) -> None:
        """Notes that somebody has accepted a workbook; the next run looks into the team's file again.

        Raises: UnwritableStoreError, BusyStoreError; the store is then as it was.
        """
        with speaking(self.path):
            writing.write_adoption(self._connection, adoption)

    def remember_outputs(self, outputs: Mapping[Path, Output]) -> None:
        """Notes files that Remit has just written."""
        if outputs:
            with speaking(self.path):
                writing.write_outputs(self._connection, outputs)


def _storable(row: tuple[str, ...]) -> tuple[str, ...]:
    """The same without halves of characters, which no database takes; Excel, too, shows them as �."""
    if not any(map(_HALF_A_CHARACTER.search, row)):
        return row
    return tuple(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for text in row)


def _by_team(found: Sequence[_Owned]) -> dict[str, list[_Owned]]:
    by_team: dict[str, list[_Owned]] = {}
    for each in found:
        by_team.setdefault(each.team, []).append(each)
    return by_team
