"""What the store gives back: records, their history, workbooks, issues, runs and what people wrote into the
master, as plain values.

Run numbers count up from 1 over all cycles. Times are aware, in UTC.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from delegation.issues import Issue
from delegation.records import Value
from delegation.validate import RowCounts
from sync.reading.identity import Claim
from sync.run.incoming import FileMark, Status

Action = Literal["added", "changed", "removed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRecord:
    """The current version of a record. `first_run` is the run that first had its key, `run` the one that
    accepted this version.

    `sheet` and `row` say where it stood in the workbook when that was last read. `modified_by` is who had
    last saved the workbook then.
    """

    team: str
    cycle: str
    table: str
    key: str
    sheet: str
    row: int
    values: dict[str, Value]
    first_run: int
    run: int
    modified_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One thing that happened to a key. `changes` are (field, old, new), None for blank, fields in the
    table's order.
    """

    team: str
    cycle: str
    table: str
    key: str
    run: int
    finished: dt.datetime
    as_of: dt.date
    action: Action
    changes: tuple[tuple[str, Value | None, Value | None], ...]
    modified_by: str


class WrittenKind(StrEnum):
    """What a person put into a cell of the master; a note is what hangs on the cell."""

    TEXT = "text"
    NUMBER = "number"
    TRUTH = "truth"
    ERROR = "error"
    FORMULA = "formula"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenCell:
    """What somebody wrote beside a row of the master.

    `sheet` is the id of the managed sheet, `key` the row's (`NORTH:D1`), `column` the id of a shipped column
    (`decision`), else the header as it was typed. `result` is what a formula came to, else blank.
    """

    sheet: str
    key: str
    column: str
    kind: WrittenKind
    value: str
    result: str = ""

    @property
    def place(self) -> tuple[str, str, str, bool]:
        """What stays the same when something else is written there: a cell and its note are two places."""
        return self.sheet, self.key, self.column, self.kind is WrittenKind.NOTE


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenEntry:
    """One thing that happened to what people wrote: `old` is None when it was added, `new` when removed."""

    run: int
    finished: dt.datetime
    as_of: dt.date
    old: WrittenCell | None
    new: WrittenCell | None

    @property
    def cell(self) -> WrittenCell:
        """Where it happened."""
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def action(self) -> Action:
        if self.old is None:
            return "added"
        return "removed" if self.new is None else "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookState:
    """A team's workbook as the last run found it.

    `reason` is the code of the issue that explains a status other than updated and unchanged
    (`WB-TRUNCATED`), "" otherwise. `sha256`, `read_at`, `modified_by`, `modified_at` (ISO text, as the
    workbook has it) and `rows` are of the contents that were last taken in: that was in run `updated_run`.
    `changed_run` is the last run that changed a record of it, `last_good_run` the last one in which all of it
    was well. Runs are 0 when there was none.
    """

    team: str
    cycle: str
    file: str
    status: Status
    reason: str = ""
    sha256: str = ""
    read_at: dt.datetime | None = None
    updated_run: int = 0
    changed_run: int = 0
    last_good_run: int = 0
    modified_by: str = ""
    modified_at: str = ""
    rows: dict[str, RowCounts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredIssue:
    """An issue that is open now, and the run since which it has been."""

    team: str
    file: str
    issue: Issue
    since_run: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldTable:
    """A table that lost more than half of its keys and waits for `remit sync --accept TEAM:TABLE`."""

    team: str
    table: str
    lost: int
    had: int
    since_run: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One finished run. The counts of workbooks are by status, those of issues by severity, of all that were
    open at its end.

    `state_run` is the run that left the cycle's records, issues and workbooks as they are after this one:
    itself, or an earlier one when nothing has changed since.
    """

    run: int
    cycle: str
    as_of: dt.date
    started: dt.datetime
    finished: dt.datetime
    complete: bool
    updated: int
    unchanged: int
    held: int
    unreadable: int
    missing: int
    locked: int
    added: int
    changed: int
    removed: int
    errors: int
    warnings: int
    infos: int
    accepted: tuple[str, ...] = ()
    state_run: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """A workbook that somebody has accepted as the team's although it says something else, or nothing.

    `says`: what it says of itself. `file` and `sha256`: where it lay, and what was in it then. `code`: what
    spoke against it, "" where nothing did. `reason` is theirs, "" when they gave none.
    """

    cycle: str
    team: str
    file: str
    sha256: str
    says: Claim
    code: str
    reason: str
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFile:
    """What decides whether a file has to be looked at again. `inputs` stands for everything else that its
    issues depend on.
    """

    mark: FileMark
    inputs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A file that Remit wrote: from which inputs, and how to see that nobody touched it since."""

    inputs: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where the rows of one table lie in its workbook now: the sheet, and the row of every key."""

    sheet: str
    rows: dict[str, int]


FigureValue = float | str


@dataclass(frozen=True, slots=True)
class FigureKey:
    """A figure that is kept for every run. `kind`: what it is of (`kpi`, or a level of `sync.figures`);
    `scope`: of which (`NORTH:K1`, a team's id, a department; "" for the programme).
    """

    kind: str
    scope: str
    figure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSpan:
    """What a figure was from `first_run` on and no longer in `until_run`, which is None while it is so."""

    key: FigureKey
    value: FigureValue
    first_run: int
    until_run: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorSpan:
    """So many issues of severity error of that team were open from `first_run` on and no longer in
    `until_run`.

    `until_run` is None while they are open. Summed over the spans that hold in a run: the team's errors after
    that run.
    """

    team: str
    first_run: int
    until_run: int | None
    errors: int
