"""The questions that the store is asked, and what their answers mean: SQL rows ↔ the values of
`sync.store.stored`.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from sys import intern
from typing import Any

from delegation.cells import fold, fold_key
from delegation.issues import Issue, Severity
from delegation.tables import BY_ID, DECLARED, TABLES
from delegation.validate import RowCounts
from sync.reading.identity import Claim
from sync.run.incoming import FileMark, Status
from sync.store.encoding import decode_params
from sync.store.stored import (
    Adoption,
    FigureKey,
    FigureSpan,
    HeldTable,
    KnownFile,
    Run,
    StoredIssue,
    StoredRecord,
    WorkbookState,
    WrittenCell,
    WrittenKind,
)

Row = tuple[Any, ...]
FormerNames = dict[str, dict[str, str]]
"""Table id → folded name → the only key that ever had it."""
Spellings = dict[str, dict[str, str]]
"""Table id → folded id → the id."""

GOOD_STATE = "good"
"""How the store spells updated and unchanged: which of the two it is follows from the newest run."""


def _then(run: str, table: str = "") -> str:
    """The condition that a row of intervals held after that run; `run` is the parameter's place."""
    return f"{table}valid_from <= {run} AND ({table}valid_to IS NULL OR {table}valid_to > {run})"


_CURRENT = """
    SELECT r.team, r.tbl, r.key, r.data, r.valid_from,
        (SELECT min(f.valid_from) FROM records f
         WHERE f.cycle = r.cycle AND f.team = r.team AND f.tbl = r.tbl AND f.key = r.key)
    FROM records r
    WHERE r.cycle = ?1 AND (?2 IS NULL OR r.team = ?2) AND (?3 IS NULL OR r.tbl = ?3)
        AND """
CURRENT = _CURRENT + "r.valid_to IS NULL"
CURRENT_AT = _CURRENT + _then("?4", "r.")
DATA = "SELECT tbl, key, data FROM records WHERE cycle = ? AND team = ? AND valid_to IS NULL"
MEMBERS = "SELECT team, key, data FROM records WHERE cycle = ? AND tbl = 'members' AND valid_to IS NULL"
DATA_OF = "SELECT key, data FROM records WHERE cycle = ? AND team = ? AND tbl = ? AND valid_to IS NULL"
_TITLES = {
    table.id: table.title
    for table in TABLES
    if table.title and any(field.ref == table.id for other in TABLES for field in other.fields)
}
NAMES = f"""
    SELECT DISTINCT team, tbl, key, json_extract(data, CASE tbl
        {" ".join(f"WHEN '{table}' THEN '$.{title}'" for table, title in _TITLES.items())} END)
    FROM records
    WHERE cycle = ? AND team IN (SELECT value FROM json_each(?))
        AND tbl IN ({", ".join(f"'{table}'" for table in _TITLES)})"""
IDS = f"""
    SELECT team, tbl, key FROM records
    WHERE cycle = ? AND team IN (SELECT value FROM json_each(?))
        AND tbl IN ({", ".join(f"'{table}'" for table in _TITLES)})
    GROUP BY team, tbl, key ORDER BY max(valid_to IS NULL), max(valid_from)"""
VERSIONS = """
    SELECT team, cycle, tbl, key, data, valid_from, valid_to FROM records
    WHERE key = ?1 AND (?2 IS NULL OR team = ?2)"""
_WORKBOOKS = """
    SELECT team, file, status, reason, sha256, read_at, updated_run, changed_run, good_run,
        modified_by, modified_at, counts
    FROM workbooks WHERE cycle = ?1 AND """
WORKBOOKS = f"{_WORKBOOKS} valid_to IS NULL ORDER BY team"
WORKBOOKS_AT = f"{_WORKBOOKS} {_then('?2')} ORDER BY team"
SAVERS = "SELECT team, valid_from, modified_by FROM workbooks WHERE cycle = ? ORDER BY team, valid_from"
_ISSUE_AND_FILE = """
    SELECT i.team, w.file, i.code, i.severity, i.tbl, i.field, i.key, i.sheet, i.cell, i.value, i.params,
        i.since
    FROM issues i JOIN workbooks w ON w.cycle = i.cycle AND w.team = i.team
    WHERE i.cycle = ?1 AND """
_ISSUE = f"{_ISSUE_AND_FILE} w.valid_to IS NULL AND i.valid_to IS NULL"
ISSUES_AT = f"{_ISSUE_AND_FILE} {_then('?2', 'w.')} AND {_then('?2', 'i.')}"
ISSUES = f"{_ISSUE} AND (?2 IS NULL OR i.team = ?2)"
FLUID_ISSUES = f"{_ISSUE} AND (i.tbl = '' OR i.code IN (?2, ?3) OR i.code LIKE '___-TABLE-%')"
ISSUE_COUNTS = """
    SELECT team, severity, count(*) FROM issues WHERE cycle = ? AND valid_to IS NULL GROUP BY 1, 2"""
ERROR_SPANS = """
    SELECT team, valid_from, valid_to, count(*) FROM issues WHERE cycle = ? AND severity = ?
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""
ERROR_SPANS_AT = """
    SELECT team, valid_from, CASE WHEN valid_to <= ?3 THEN valid_to END, count(*) FROM issues
    WHERE cycle = ?1 AND severity = ?2 AND valid_from <= ?3
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""
FIGURES_NOW = "SELECT kind, scope, figure, value FROM figures WHERE cycle = ? AND valid_to IS NULL"
FIGURES = """
    SELECT kind, scope, figure, value, valid_from, valid_to FROM figures
    WHERE cycle = ?1 AND (valid_to IS NULL OR valid_to > ?2) ORDER BY 1, 2, 3, 5"""
FIGURES_AT = """
    SELECT kind, scope, figure, value, valid_from, CASE WHEN valid_to <= ?3 THEN valid_to END FROM figures
    WHERE cycle = ?1 AND (valid_to IS NULL OR valid_to > ?2) AND valid_from <= ?3 ORDER BY 1, 2, 3, 5"""
MEASURED = "SELECT inputs FROM measured WHERE cycle = ?"
HELD = "SELECT team, tbl, lost, had, since FROM held WHERE cycle = ? AND valid_to IS NULL ORDER BY team, tbl"
ACCEPTED = "SELECT DISTINCT each.value FROM runs, json_each(runs.accepted) AS each WHERE runs.cycle = ?"
TABLES_WITH_RECORDS = "SELECT DISTINCT team, tbl FROM records WHERE cycle = ? AND valid_to IS NULL"
RUNS = """
    SELECT run, cycle, as_of, started, finished, complete, updated, unchanged, held, unreadable,
        missing, locked, added, changed, removed, errors, warnings, infos, accepted, state_run
    FROM runs ORDER BY run DESC LIMIT ?"""
STATE_RUN = "SELECT coalesce(max(state_run), 0) FROM runs WHERE cycle = ?"
AS_OF = "SELECT as_of FROM runs WHERE run = ?"
NEWEST_RUN_AT = "SELECT coalesce(max(run), 0) FROM runs WHERE cycle = ? AND run <= ?"
NEWEST_RUN = "SELECT coalesce(max(run), 0) FROM runs WHERE ?1 IS NULL OR cycle = ?1"
FILES = "SELECT team, size, mtime_ns, sha256, inputs FROM files WHERE cycle = ?"
PLACES = "SELECT team, tbl, sheet, rows FROM places WHERE cycle = ?1 AND (?2 IS NULL OR team = ?2)"
STATE_RUNS = "SELECT team, run FROM state_runs WHERE cycle = ?"
OUTPUTS = "SELECT path, inputs, size, mtime_ns FROM outputs"
HAS_TABLE = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?"
ADOPTIONS = """
    SELECT cycle, team, file, sha256, workbook_id, says_team, says_cycle, token, code, reason, by, at
    FROM adoptions WHERE cycle = ? ORDER BY number"""
_WRITTEN = "SELECT sheet, key, col, kind, value, result FROM written WHERE "  # as `written_row`
WRITTEN = f"{_WRITTEN} valid_to IS NULL"
WRITTEN_AT = f"{_WRITTEN} {_then('?1')}"
WRITTEN_VERSIONS = """
    SELECT sheet, key, col, kind, value, result, valid_from, valid_to FROM written
    WHERE (key = ?1 OR substr(key, instr(key, ':') + 1) = ?1) AND valid_to IS NOT valid_from"""

_OF_TEAMS = "team IN (SELECT value FROM json_each(?1))"
STATE_SPANS = f"SELECT cycle, status, valid_from, valid_to FROM workbooks WHERE {_OF_TEAMS}"
ISSUE_SPANS = f"""
    SELECT cycle, severity, valid_from, valid_to, count(*) FROM issues WHERE {_OF_TEAMS}
    GROUP BY 1, 2, 3, 4"""
OPENED = f"SELECT valid_from, count(*) FROM records WHERE {_OF_TEAMS} GROUP BY 1"
CLOSED = f"SELECT valid_to, count(*) FROM records WHERE {_OF_TEAMS} AND valid_to IS NOT NULL GROUP BY 1"
REPLACED = f"""
    SELECT new.valid_from, count(*) FROM records new
    JOIN records old USING (cycle, team, tbl, key)
    WHERE old.valid_to = new.valid_from AND {_OF_TEAMS} GROUP BY 1"""

_TABLE_ORDER = {"": -1} | {table.id: number for number, table in enumerate(DECLARED)}
_CELL = re.compile(r"([A-Z]+)([0-9]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What some teams and leads had in every run: intervals of the states of their workbooks and of their
    issues, and how many versions of records were opened, closed, and closed by another one, by run.
    """

    states: list[Row]
    issues: list[Row]
    opened: dict[int, int]
    closed: dict[int, int]
    replaced: dict[int, int]

    def of(self, whole: Run) -> Run:
        """The run as if there were only these."""
        states = Counter(row[1] for row in self._holding(self.states, whole))
        issues: Counter[str] = Counter()
        for row in self._holding(self.issues, whole):
            issues[row[1]] += row[4]
        replaced = self.replaced.get(whole.run, 0)
        good = states.pop(GOOD_STATE, 0)
        return replace(
            whole,
            complete=not states.total(),
            updated=states[Status.UPDATED.value],
            unchanged=good,
            held=states[Status.HELD.value],
            unreadable=states[Status.UNREADABLE.value],
            missing=states[Status.MISSING.value],
            locked=states[Status.LOCKED.value],
            added=self.opened.get(whole.run, 0) - replaced,
            changed=replaced,
            removed=self.closed.get(whole.run, 0) - replaced,
            errors=issues[Severity.ERROR.value],
            warnings=issues[Severity.WARNING.value],
            infos=issues[Severity.INFO.value],
            accepted=(),
        )

    @staticmethod
    def _holding(spans: list[Row], run: Run) -> Iterator[Row]:
        """Those that held after that run, of (cycle, what, first run, run in which it held no longer, …)."""
        for row in spans:
            if row[0] == run.cycle and row[2] <= run.run and (row[3] is None or row[3] > run.run):
                yield row


class Savers:
    """Who had last saved a team's workbook as a run found it."""

    def __init__(self, answer: Iterable[Row]) -> None:
        self._runs: dict[str, list[int]] = defaultdict(list)
        self._names: dict[str, list[str]] = defaultdict(list)
        for team, run, name in answer:
            self._runs[team].append(run)
            self._names[team].append(name)

    def at(self, team: str, run: int) -> str:
        found = bisect_right(self._runs[team], run)
        return self._names[team][found - 1] if found else ""


def state(row: Row, cycle: str, newest_run: int) -> WorkbookState:
    status = row[2]
    good = status == GOOD_STATE
    if good:
        status = Status.UPDATED if row[6] == newest_run else Status.UNCHANGED
    return WorkbookState(
        team=row[0],
        cycle=cycle,
        file=row[1],
        status=Status(status),
        reason=row[3],
        sha256=row[4],
        read_at=dt.datetime.fromisoformat(row[5]) if row[5] else None,
        updated_run=row[6],
        changed_run=row[7],
        last_good_run=newest_run if good else row[8],
        modified_by=row[9],
        modified_at=row[10],
        rows={table: RowCounts(**counts) for table, counts in json.loads(row[11]).items()},
    )


def stored_issue(row: Row) -> StoredIssue:
    team, file, code, severity, table, field, key, sheet, cell, value, params, since = row
    # There may be ten thousands of them, and they share their few codes, sheets and files.
    team, file, code, table, field, sheet = map(intern, (team, file, code, table, field, sheet))
    issue = Issue(
        code=code,
        severity=Severity(severity),
        table=table,
        field=field,
        key=key,
        sheet=sheet,
        cell=cell,
        value=value,
        params=decode_params(params),
    )
    return StoredIssue(team=team, file=file, issue=issue, since_run=since)


def written_cell(row: Row) -> WrittenCell:
    return WrittenCell(
        sheet=row[0], key=row[1], column=row[2], kind=WrittenKind(row[3]), value=row[4], result=row[5]
    )


def written_row(cell: WrittenCell) -> tuple[str, ...]:
    return cell.sheet, cell.key, cell.column, cell.kind.value, cell.value, cell.result


def figure_span(row: Row) -> FigureSpan:
    return FigureSpan(key=FigureKey(*row[:3]), value=row[3], first_run=row[4], until_run=row[5])


def held_table(row: Row) -> HeldTable:
    return HeldTable(team=row[0], table=row[1], lost=row[2], had=row[3], since_run=row[4])


def adoption(row: Row) -> Adoption:
    return Adoption(
        cycle=row[0],
        team=row[1],
        file=row[2],
        sha256=row[3],
        says=Claim(workbook_id=row[4], team=row[5], cycle=row[6], token=row[7]),
        code=row[8],
        reason=row[9],
        by=row[10],
        at=dt.datetime.fromisoformat(row[11]),
    )


def known_file(row: Row) -> KnownFile:
    return KnownFile(mark=FileMark(size=row[1], mtime_ns=row[2], sha256=row[3]), inputs=row[4])


def title(table: str, data: str) -> str:
    """What people call a row of that table; "" where it has no name."""
    return str(json.loads(data).get(BY_ID[table].title, ""))


def former_names(answer: Iterable[Row]) -> dict[str, FormerNames]:
    """Of names that stand for exactly one key; ids that differ in case alone are one."""
    keys: dict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
    for team, table, key, name in answer:
        if name:
            keys[team, table, fold(str(name))][fold(key)] = key
    found: dict[str, FormerNames] = {}
    for (team, table, name), having in keys.items():
        if len(having) == 1:
            found.setdefault(team, {}).setdefault(table, {})[name] = next(iter(having.values()))
    return found


def spellings(answer: Iterable[Row]) -> dict[str, Spellings]:
    """Of ids that are folded alike the last one."""
    found: dict[str, Spellings] = {}
    for team, table, key in answer:
        found.setdefault(team, {}).setdefault(table, {})[fold_key(key)] = key
    return found


def run(row: Row) -> Run:
    return Run(
        run=row[0],
        cycle=row[1],
        as_of=dt.date.fromisoformat(row[2]),
        started=dt.datetime.fromisoformat(row[3]),
        finished=dt.datetime.fromisoformat(row[4]),
        complete=bool(row[5]),
        updated=row[6],
        unchanged=row[7],
        held=row[8],
        unreadable=row[9],
        missing=row[10],
        locked=row[11],
        added=row[12],
        changed=row[13],
        removed=row[14],
        errors=row[15],
        warnings=row[16],
        infos=row[17],
        accepted=tuple(json.loads(row[18])),
        state_run=row[19],
    )


def record_order(record: StoredRecord) -> tuple[str, int, int, str]:
    return record.team, _TABLE_ORDER.get(record.table, len(DECLARED)), record.row, record.key


def stored_issue_order(stored: StoredIssue) -> tuple[object, ...]:
    return stored.team, *issue_order(stored.issue)


def issue_order(issue: Issue) -> tuple[object, ...]:
    """As a person goes through the workbook: its own issues first, then table by table, down the rows."""
    cell = _CELL.fullmatch(issue.cell)
    place = (int(cell[2]), len(cell[1]), cell[1]) if cell else (0, 0, issue.cell)
    return _TABLE_ORDER.get(issue.table, len(DECLARED)), *place, issue.code, issue.value
