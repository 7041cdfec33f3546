"""Writing a run into the store: one transaction that holds all of it, or none.

Only adds rows and closes intervals; the triggers of `sync.store.schema` refuse everything else. What is
written was decided before, in `sync.run.merge` and `sync.run.plan`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sync.run.incoming import GOOD
from sync.run.merge_issues import identity
from sync.run.plan import RunPlan, TeamChanges
from sync.store.encoding import encode
from sync.store.rows import FIGURES_NOW, GOOD_STATE, STATE_RUN, written_row
from sync.store.stored import Adoption, FigureKey, FigureValue, Output, Run, WorkbookState, WrittenCell

_ADD_RUN = f"INSERT INTO runs VALUES ({', '.join('?' * 20)})"
_ADD_RECORD = "INSERT INTO records (cycle, team, tbl, key, data, valid_from) VALUES (?, ?, ?, ?, ?, ?)"
_CLOSE_RECORD = """
    UPDATE records SET valid_to = ?
    WHERE cycle = ? AND team = ? AND tbl = ? AND key = ? AND valid_to IS NULL"""
_ADD_ISSUE = """
    INSERT INTO issues (cycle, team, code, tbl, field, key, sheet, cell, value, params, severity, since,
        valid_from)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_CLOSE_ISSUE = """
    UPDATE issues SET valid_to = ?
    WHERE cycle = ? AND team = ? AND code = ? AND tbl = ? AND field = ? AND key = ? AND sheet = ?
        AND cell = ? AND value = ? AND params = ? AND valid_to IS NULL"""
_ADD_FIGURE = "INSERT INTO figures (cycle, kind, scope, figure, value, valid_from) VALUES (?, ?, ?, ?, ?, ?)"
_CLOSE_FIGURE = """
    UPDATE figures SET valid_to = ?
    WHERE cycle = ? AND kind = ? AND scope = ? AND figure = ? AND valid_to IS NULL"""
_NOTE_MEASURED = "INSERT OR REPLACE INTO measured (cycle, inputs) VALUES (?, ?)"
_ADD_HELD = "INSERT INTO held (cycle, team, tbl, lost, had, since, valid_from) VALUES (?, ?, ?, ?, ?, ?, ?)"
_CLOSE_HELD = "UPDATE held SET valid_to = ? WHERE cycle = ? AND team = ? AND tbl = ? AND valid_to IS NULL"
_ADD_STATE = """
    INSERT INTO workbooks (cycle, team, file, status, reason, sha256, read_at, updated_run, changed_run,
        good_run, modified_by, modified_at, counts, valid_from)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_CLOSE_STATE = "UPDATE workbooks SET valid_to = ? WHERE cycle = ? AND team = ? AND valid_to IS NULL"
_NOTE_PLACES = "INSERT OR REPLACE INTO places (cycle, team, tbl, sheet, rows) VALUES (?, ?, ?, ?, ?)"
_NOTE_FILE = """
    INSERT OR REPLACE INTO files (cycle, team, size, mtime_ns, sha256, inputs) VALUES (?, ?, ?, ?, ?, ?)"""
_NOTE_STATE = "INSERT OR REPLACE INTO state_runs (cycle, team, run) VALUES (?, ?, ?)"
_ADD_WRITTEN = """
    INSERT INTO written (sheet, key, col, kind, value, result, number, valid_from)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_CLOSE_WRITTEN = """
    UPDATE written SET valid_to = ?
    WHERE sheet = ? AND key = ? AND col = ? AND kind = ? AND value = ? AND result = ? AND valid_to IS NULL"""
_ADD_ADOPTION = """
    INSERT INTO adoptions (cycle, team, file, sha256, workbook_id, says_team, says_cycle, token, code, reason,
        by, at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_FORGET_FILE = "DELETE FROM files WHERE cycle = ? AND team = ?"
_TAKE_TURN = "INSERT OR REPLACE INTO turn (only, cycle, team) VALUES (1, ?, ?)"
_END_TURNS = "DELETE FROM turn"
_NOTE_OUTPUT = "INSERT OR REPLACE INTO outputs (path, inputs, size, mtime_ns) VALUES (?, ?, ?, ?)"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures to keep, found once the records are written; `inputs`: what else they were made from.

    Where none can be made those of earlier runs stay, and the next run asks again.
    """

    found: Callable[[], Mapping[FigureKey, FigureValue] | None]
    inputs: str


def write_run(
    connection: sqlite3.Connection, plan: RunPlan, finished: dt.datetime, figures: Figures | None = None
) -> Run:
    """Writes the plan, then the figures; gives the run as it stands in the store."""
    with _transaction(connection):
        before = connection.execute(STATE_RUN, (plan.run.cycle,)).fetchone()[0]
        run = dataclasses.replace(
            plan.run, finished=finished, state_run=plan.run.run if plan or not before else before
        )
        connection.execute(_ADD_RUN, _run_row(run))
        for team in plan.teams:
            connection.execute(_TAKE_TURN, (run.cycle, team.plan.team))
            _write_records(connection, team, run)
            _write_issues(connection, team, run)
            _write_workbook(connection, team, run)
            if team:
                connection.execute(_NOTE_STATE, (run.cycle, team.plan.team, run.run))
        connection.execute(_END_TURNS)
        if figures is not None:
            found = figures.found()
            if found is not None:
                _write_figures(connection, found, run)
            connection.execute(_NOTE_MEASURED, (run.cycle, "" if found is None else figures.inputs))
    return run


def write_outputs(connection: sqlite3.Connection, outputs: Mapping[Path, Output]) -> None:
    """Notes what Remit wrote, and from what."""
    with _transaction(connection):
        _note_outputs(connection, outputs)


def write_written(
    connection: sqlite3.Connection,
    run: int,
    *,
    closed: Collection[WrittenCell],
    opened: Collection[WrittenCell],
    outputs: Mapping[Path, Output],
) -> None:
    """Closes and opens what people wrote, together with what Remit then wrote."""
    with _transaction(connection):
        connection.executemany(_CLOSE_WRITTEN, [(run, *written_row(each)) for each in closed])
        known = connection.execute("SELECT coalesce(max(number), 0) FROM written").fetchone()[0]
        connection.executemany(
            _ADD_WRITTEN,
            [(*written_row(each), number, run) for number, each in enumerate(opened, known + 1)],
        )
        _note_outputs(connection, outputs)


def write_adoption(connection: sqlite3.Connection, adoption: Adoption) -> None:
    """Adds it, and forgets what the team's file was found to be."""
    says = adoption.says
    with _transaction(connection):
        connection.execute(
            _ADD_ADOPTION,
            (
                adoption.cycle,
                adoption.team,
                adoption.file,
                adoption.sha256,
                says.workbook_id,
                says.team,
                says.cycle,
                says.token,
                adoption.code,
                adoption.reason,
                adoption.by,
                adoption.at.isoformat(),
            ),
        )
        connection.execute(_FORGET_FILE, (adoption.cycle, adoption.team))


def _note_outputs(connection: sqlite3.Connection, outputs: Mapping[Path, Output]) -> None:
    connection.executemany(
        _NOTE_OUTPUT, [(str(path), each.inputs, each.size, each.mtime_ns) for path, each in outputs.items()]
    )


def _write_records(connection: sqlite3.Connection, team: TeamChanges, run: Run) -> None:
    owner = (run.cycle, team.plan.team)
    for table, changes in sorted(team.plan.tables.items()):
        closed = (*changes.changed, *changes.removed)
        connection.executemany(_CLOSE_RECORD, [(run.run, *owner, table, key) for key in closed])
        for opened in (changes.added, changes.changed):
            # In the order of the table's key, which lets SQLite append instead of searching.
            connection.executemany(
                _ADD_RECORD, [(*owner, table, key, data, run.run) for key, data in sorted(opened.items())]
            )


def _write_figures(connection: sqlite3.Connection, found: Mapping[FigureKey, FigureValue], run: Run) -> None:
    """Only what is not as it was: the same records on the same day leave every row as it is."""
    rows = connection.execute(FIGURES_NOW, (run.cycle,)).fetchall()
    before = {FigureKey(*row[:3]): row[3] for row in rows}
    closed = [key for key, value in before.items() if found.get(key) != value]
    opened = [(key, value) for key, value in found.items() if before.get(key) != value]
    connection.executemany(
        _CLOSE_FIGURE, [(run.run, run.cycle, each.kind, each.scope, each.figure) for each in closed]
    )
    connection.executemany(
        _ADD_FIGURE, [(run.cycle, key.kind, key.scope, key.figure, value, run.run) for key, value in opened]
    )


def _write_issues(connection: sqlite3.Connection, team: TeamChanges, run: Run) -> None:
    owner = (run.cycle, team.plan.team)
    connection.executemany(_CLOSE_ISSUE, [(run.run, *owner, *identity(each)) for each in team.issues.closed])
    connection.executemany(
        _ADD_ISSUE,
        [
            (*owner, *identity(each), each.severity.value, since, run.run)
            for each, since in team.issues.opened
        ],
    )


def _write_workbook(connection: sqlite3.Connection, team: TeamChanges, run: Run) -> None:
    plan = team.plan
    owner = (run.cycle, plan.team)
    connection.executemany(_CLOSE_HELD, [(run.run, *owner, table) for table in team.released])
    connection.executemany(
        _ADD_HELD, [(*owner, each.table, each.lost, each.had, each.since_run, run.run) for each in team.held]
    )
    if team.state:
        connection.execute(_CLOSE_STATE, (run.run, *owner))
        connection.execute(_ADD_STATE, (*owner, *_state_row(team.state), run.run))
    connection.executemany(
        _NOTE_PLACES, [(*owner, table, each.sheet, encode(each.rows)) for table, each in plan.places.items()]
    )
    if plan.file:
        mark = plan.file.mark
        connection.execute(_NOTE_FILE, (*owner, mark.size, mark.mtime_ns, mark.sha256, plan.file.inputs))


def _state_row(state: WorkbookState) -> tuple[object, ...]:
    good = state.status in GOOD
    return (
        state.file,
        GOOD_STATE if good else state.status.value,
        state.reason,
        state.sha256,
        state.read_at.isoformat() if state.read_at else None,
        state.updated_run,
        state.changed_run,
        0 if good else state.last_good_run,
        state.modified_by,
        state.modified_at,
        json.dumps({table: dataclasses.asdict(counts) for table, counts in state.rows.items()}),
    )


def _run_row(run: Run) -> tuple[object, ...]:
    return (
        run.run,
        run.cycle,
        run.as_of.isoformat(),
        run.started.isoformat(),
        run.finished.isoformat(),
        int(run.complete),
        run.updated,
        run.unchanged,
        run.held,
        run.unreadable,
        run.missing,
        run.locked,
        run.added,
        run.changed,
        run.removed,
        run.errors,
        run.warnings,
        run.infos,
        json.dumps(run.accepted, ensure_ascii=False),
        run.state_run,
    )


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
