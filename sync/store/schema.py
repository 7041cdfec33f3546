"""The store's tables, and how a store is opened: what makes it append-only, what makes it survive.

Owns the SQL that defines, and the steps from one version of it to the next. What is read and written is
`sync.store.store`'s.

An interval (valid_from, valid_to) counts runs: a row holds from the run `valid_from` on and no longer in
`valid_to`; it is open while `valid_to` is NULL. Triggers refuse every deletion, and every update but the
closing of an open interval.

What people wrote (`written`) can be kept more than once in a run, because a master can be filled more than
once. What a run has opened and then replaced is closed in that same run: an empty interval, which holds after
no run. Its `number`, which counts the rows of the table, keeps it apart from what took its place.

Rows belong to their team: what is written has to be of the team whose turn it is, or the database refuses it.
"""

from __future__ import annotations

import contextlib
import errno
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sync.store.errors import (
    BusyStoreError,
    DamagedStoreError,
    MissingStoreError,
    NewerStoreError,
    StoreError,
    UnwritableStoreError,
)
from sync.writing import FULL

APPLICATION_ID = 0x52454D54  # "REMT" in the file's header: `file` and we know a store from any other database
_BUSY_SECONDS = 5.0
_READERS_SECONDS = 60.0  # what a run waits for those who are reading before what it has written takes effect
_CACHE_KIB = 64 << 10  # what a run of hundreds of workbooks writes, so that it goes to the disk once


def _interval(
    name: str, columns: tuple[str, ...], key: tuple[str, ...], *, may_be_empty: bool = False
) -> str:
    """A table of intervals: what is in it can be closed, and nothing else. `may_be_empty`: closed in the run
    that opened it.
    """
    names = [column.split()[0] for column in columns]
    same = " AND ".join(f"OLD.{column} IS NEW.{column}" for column in (*names, "valid_from"))
    return f"""
    CREATE TABLE {name} (
        {", ".join(columns)},
        valid_from INTEGER NOT NULL REFERENCES runs,
        valid_to INTEGER REFERENCES runs,
        PRIMARY KEY ({", ".join(key)}, valid_from),
        CHECK (valid_to {">=" if may_be_empty else ">"} valid_from)
    ) WITHOUT ROWID;
    CREATE TRIGGER {name}_never_deleted BEFORE DELETE ON {name}
        BEGIN SELECT RAISE(ABORT, 'history of {name} is never deleted'); END;
    CREATE TRIGGER {name}_only_closed BEFORE UPDATE ON {name}
        WHEN NOT (OLD.valid_to IS NULL AND NEW.valid_to IS NOT NULL AND {same})
        BEGIN SELECT RAISE(ABORT, 'history of {name} can only be closed'); END;
    """


def _only_in_turn(name: str) -> str:
    """Nobody writes into the table but in the name of the team that the row belongs to."""
    return "".join(
        f"""
    CREATE TRIGGER {name}_{event.lower()}_in_turn BEFORE {event} ON {name}
        WHEN NOT EXISTS (SELECT 1 FROM turn WHERE cycle = {row}.cycle AND team = {row}.team)
        BEGIN SELECT RAISE(ABORT, 'rows of {name} belong to their team alone'); END;
    """
        for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"))
    )


_OWNER = ("cycle TEXT NOT NULL", "team TEXT NOT NULL")
_OWNER_KEY = ("cycle", "team")

_VERSION_1 = (
    """
    CREATE TABLE runs (
        run INTEGER PRIMARY KEY, cycle TEXT NOT NULL, as_of TEXT NOT NULL, started TEXT NOT NULL, finished
        TEXT NOT NULL, complete INTEGER NOT NULL,
        updated INTEGER NOT NULL, unchanged INTEGER NOT NULL, held INTEGER NOT NULL, unreadable INTEGER NOT
        NULL, missing INTEGER NOT NULL, locked INTEGER NOT NULL,
        added INTEGER NOT NULL, changed INTEGER NOT NULL, removed INTEGER NOT NULL,
        errors INTEGER NOT NULL, warnings INTEGER NOT NULL, infos INTEGER NOT NULL,
        accepted TEXT NOT NULL, state_run INTEGER NOT NULL);
    CREATE TRIGGER runs_never_deleted BEFORE DELETE ON runs
        BEGIN SELECT RAISE(ABORT, 'runs are never deleted'); END;
    CREATE TRIGGER runs_never_changed BEFORE UPDATE ON runs
        BEGIN SELECT RAISE(ABORT, 'runs are never changed'); END;
    """
    + _interval(
        "records",
        (*_OWNER, "tbl TEXT NOT NULL", "key TEXT NOT NULL", "data TEXT NOT NULL"),
        (*_OWNER_KEY, "tbl", "key"),
    )
    + _interval(
        "issues",
        (
            *_OWNER,
            *(
                f"{name} TEXT NOT NULL"
                for name in ("sheet", "cell", "code", "severity", "tbl", "field", "key")
            ),
            "value TEXT NOT NULL",
            "params TEXT NOT NULL",
            "since INTEGER NOT NULL",
        ),
        (*_OWNER_KEY, "code", "tbl", "field", "key", "sheet", "cell", "value", "params"),
    )
    + _interval(
        "workbooks",
        (
            *_OWNER,
            *(f"{name} TEXT NOT NULL" for name in ("file", "status", "reason", "sha256")),
            "read_at TEXT",
            *(f"{name} INTEGER NOT NULL" for name in ("updated_run", "changed_run", "good_run")),
            *(f"{name} TEXT NOT NULL" for name in ("modified_by", "modified_at", "counts")),
        ),
        _OWNER_KEY,
    )
    + _interval(
        "held",
        (*_OWNER, "tbl TEXT NOT NULL", *(f"{name} INTEGER NOT NULL" for name in ("lost", "had", "since"))),
        (*_OWNER_KEY, "tbl"),
    )
    # What follows is no history: where rows lie now, how a file looked when it was last read, what Remit
    # wrote. It may be forgotten, and is then found again by reading every workbook once more.
    + """
    CREATE TABLE places (cycle TEXT NOT NULL, team TEXT NOT NULL, tbl TEXT NOT NULL, sheet TEXT NOT NULL,
        rows TEXT NOT NULL, PRIMARY KEY (cycle, team, tbl)) WITHOUT ROWID;
    CREATE TABLE files (cycle TEXT NOT NULL, team TEXT NOT NULL, size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL, sha256 TEXT NOT NULL, inputs TEXT NOT NULL,
        PRIMARY KEY (cycle, team)) WITHOUT ROWID;
    CREATE TABLE state_runs (cycle TEXT NOT NULL, team TEXT NOT NULL, run INTEGER NOT NULL,
        PRIMARY KEY (cycle, team)) WITHOUT ROWID;
    CREATE TABLE outputs (path TEXT PRIMARY KEY, inputs TEXT NOT NULL, size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL) WITHOUT ROWID;
    """
)

_VERSION_2 = _interval(
    "written",
    (
        *(f"{name} TEXT NOT NULL" for name in ("sheet", "key", "col", "kind", "value", "result")),
        "number INTEGER NOT NULL",
    ),
    ("sheet", "key", "col", "number"),
    may_be_empty=True,
)

# A value is a number or a word, so the column has no type. What was measured from is no history: without it
# everything is measured once more.
_VERSION_3 = (
    _interval(
        "figures",
        (*(f"{name} TEXT NOT NULL" for name in ("cycle", "kind", "scope", "figure")), "value NOT NULL"),
        ("cycle", "kind", "scope", "figure"),
    )
    + """
    CREATE TABLE measured (cycle TEXT PRIMARY KEY, inputs TEXT NOT NULL) WITHOUT ROWID;
    """
)

# `turn` holds the one team that is being written, and nothing between runs.
_VERSION_4 = (
    """
    CREATE TABLE turn (only INTEGER PRIMARY KEY CHECK (only = 1), cycle TEXT NOT NULL, team TEXT NOT NULL);
    """
    + "".join(
        map(
            _only_in_turn,
            ("records", "issues", "workbooks", "held", "places", "files", "state_runs"),
        )
    )
    + """
    CREATE TABLE adoptions (
        number INTEGER PRIMARY KEY, cycle TEXT NOT NULL, team TEXT NOT NULL, file TEXT NOT NULL,
        sha256 TEXT NOT NULL, workbook_id TEXT NOT NULL, says_team TEXT NOT NULL, says_cycle TEXT NOT NULL,
        token TEXT NOT NULL, code TEXT NOT NULL, reason TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL);
    CREATE TRIGGER adoptions_never_deleted BEFORE DELETE ON adoptions
        BEGIN SELECT RAISE(ABORT, 'adoptions are never deleted'); END;
    CREATE TRIGGER adoptions_never_changed BEFORE UPDATE ON adoptions
        BEGIN SELECT RAISE(ABORT, 'adoptions are never changed'); END;
    """
)

MIGRATIONS: tuple[str, ...] = (_VERSION_1, _VERSION_2, _VERSION_3, _VERSION_4)
"""The step from each version to the next; a new version appends one and changes none of those before it."""


def open_for_reading(path: Path) -> sqlite3.Connection:
    """A connection that changes nothing and sees the store as it is now, whatever a run writes meanwhile.

    Raises: MissingStoreError, BusyStoreError, NewerStoreError, DamagedStoreError, UnwritableStoreError.
    """
    if not path.exists():
        raise MissingStoreError(path)
    with speaking(path):
        # Not mode=ro: what a killed run left half written has to be taken back first, by whoever comes next.
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=_BUSY_SECONDS
        )
        try:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("BEGIN")
            version = _version(connection, path)
            if version == 0:
                raise MissingStoreError(path)
        except BaseException:
            connection.close()
            raise
        return connection


def open_for_writing(path: Path) -> sqlite3.Connection:
    """A connection of the one process that may write; the store is made or brought up to date where needed.

    Others can read all the while, but for the moment in which what was written takes effect.
    Raises: BusyStoreError, NewerStoreError, DamagedStoreError, UnwritableStoreError.
    """
    with speaking(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, isolation_level=None, timeout=_READERS_SECONDS)
        try:
            _take_hold(connection)
            version = _version(connection, path)
            _let_others_read(connection)
            connection.execute("PRAGMA synchronous = EXTRA")  # the journal is gone before all is well
            connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            connection.execute("PRAGMA cache_spill = OFF")  # it would shut readers out before the end
            _migrate(connection, version)
        except BaseException:
            connection.close()
            raise
        return connection


def _take_hold(connection: sqlite3.Connection) -> None:
    """The first access is to be an exclusive one: it does without the second file of a write-ahead log, which
    is mapped into memory. Where the disk is full that fails, or the system kills who does it (SIGBUS).
    """
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")


def _let_others_read(connection: sqlite3.Connection) -> None:
    """With a rollback journal no reader needs that second file."""
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA locking_mode = NORMAL")
    connection.execute("SELECT count(*) FROM sqlite_master")  # only now the lock is given back


def settle(path: Path) -> None:
    """Takes back what a killed run has left half written, so that all of the store is in its one file.

    Raises: StoreError.
    """
    with speaking(path), contextlib.closing(sqlite3.connect(path, timeout=_BUSY_SECONDS)) as connection:
        _take_hold(connection)
        _let_others_read(connection)


def _version(connection: sqlite3.Connection, path: Path) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    application = int(connection.execute("PRAGMA application_id").fetchone()[0])
    is_new = version == 0 and connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if not is_new and application != APPLICATION_ID:
        raise DamagedStoreError(path)
    if version > len(MIGRATIONS):
        raise NewerStoreError(path)
    return version


def _migrate(connection: sqlite3.Connection, version: int) -> None:
    for number, step in enumerate(MIGRATIONS[version:], version + 1):
        take_step(connection, step, number)


def take_step(connection: sqlite3.Connection, step: str, number: int) -> None:
    """Brings a store to the version of that number, or leaves it as it was."""
    marks = f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {number};"
    try:
        connection.executescript(f"BEGIN IMMEDIATE; {step} {marks} COMMIT;")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextlib.contextmanager
def speaking(path: Path) -> Iterator[None]:
    """Turns what SQLite and the system raise about the store into `StoreError`s."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise  # a history that was about to be changed is our error, not the store's
    except (sqlite3.Error, OSError) as error:
        raise _named(error, path) from error


def _named(error: sqlite3.Error | OSError, path: Path) -> StoreError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return BusyStoreError(path)
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return DamagedStoreError(path)
    if code == sqlite3.SQLITE_FULL or getattr(error, "errno", None) in FULL:
        return UnwritableStoreError(path, "full")
    if isinstance(error, OSError) and error.errno != errno.EIO:
        return UnwritableStoreError(path, "denied")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return UnwritableStoreError(path, "denied")
    if code == sqlite3.SQLITE_IOERR or isinstance(error, OSError):
        return UnwritableStoreError(path, "disk")
    raise error
