"""A programme as it lies on a disk, command lines run in it by a process that may die, and what is there
afterwards.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.machine import LIBFIU, environment
from tests.faults.mortal import KILL, TEAR
from tests.sync.commandline import CONFIG, TEAM
from tests.sync.programmes import Office

AS_OF = "2026-11-13"
FIRST, SECOND, THIRD = (f"2026-11-{day}T02:30:00+00:00" for day in (14, 15, 16))
"""When runs are made."""

_BESIDE = ".tmp"  # what a killed run was about to swap in; nobody takes it for anything
_TIMES = ("mtime_ns", "read_at", "valid_from")  # columns that tell when, or in which run

Rows = Sequence[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command line ended: its exit status, or −n for signal n."""

    exit: int
    out: str
    err: str
    calls: tuple[str, ...]

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


class Mortal:
    """Command lines, each in a process of its own that has everything loaded already (`tests.faults.mortal`).

    With `strikes` libfiu stands between it and the system.
    """

    def __init__(self, *, strikes: bool = False) -> None:
        # Not `fiu-run`: it adds a thread, and who has threads cannot fork.
        more = {"LD_PRELOAD": str(LIBFIU)} if strikes else {}
        self._told = Path(tempfile.mkdtemp(prefix="remit-mortal-"))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.mortal"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(**more),
        )

    def run(
        self, *arguments: str | Path, now: str = FIRST, fault: Mapping[str, object] | None = None
    ) -> Ended:
        self.begin(*arguments, now=now, fault=fault)
        return self.end()

    def begin(
        self, *arguments: str | Path, now: str = FIRST, fault: Mapping[str, object] | None = None
    ) -> int:
        """Starts it; gives the process's id."""
        asked = {
            "arguments": [str(each) for each in arguments],
            "told": str(self._told),
            "now": now,
            "fault": fault,
        }
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return int(self._heard()["pid"])

    def end(self) -> Ended:
        """Waits for what was begun."""
        status = self._heard()["exit"]
        out, err, calls = (
            (self._told / name).read_text(encoding="utf-8") for name in ("out", "err", "calls")
        )
        return Ended(status, out, err, tuple(json.loads(calls or "[]")))

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()
        shutil.rmtree(self._told)

    def _heard(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        found: dict[str, Any] = json.loads(self._process.stdout.readline())
        return found


COUNTED: Mapping[str, object] = {"at": 0}
"""No fault at all, but the calls are noted."""


def killed(at: int, *, torn: bool = False) -> dict[str, object]:
    """Dies at the `at`-th call; or, `torn`, once that call has written a part."""
    return {"at": at, "what": TEAR if torn else KILL}


def failing(at: int, number: int, *, lasts: bool = False) -> dict[str, object]:
    """The `at`-th call fails with that `errno`; with `lasts` every later one too."""
    return {"at": at, "what": number, "lasts": lasts}


@dataclass(frozen=True)
class Seen:
    """What a run has left for the next one and for people, without what only tells the time.

    `store`: table → its rows. `files`: path in the programme's folder → checksum.
    """

    store: Mapping[str, Rows]
    files: Mapping[str, str]

    @property
    def records(self) -> Mapping[str, Rows]:
        """What stands in the store by the one transaction of a run."""
        return {table: rows for table, rows in self.store.items() if table not in ("outputs", "written")}


class Launch:
    """A programme with a remit.toml; `office` writes its workbooks."""

    def __init__(self, root: Path, *teams: str) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        self.office = Office(root, *teams)
        sections = (TEAM.format(team=team, name=team.title()) for team in teams)
        self.config = root / "remit.toml"
        self.config.write_text(CONFIG.format(language="en") + "".join(sections), encoding="utf-8")

    @property
    def sync(self) -> tuple[str | Path, ...]:
        """The command line of a run."""
        return ("sync", "--config", self.config, "--as-of", AS_OF, "--format", "json")

    def seen(self) -> Seen:
        private = self.office.programme.private
        files = {
            str(path.relative_to(self.root)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.root.rglob("*"))
            if path.is_file() and private not in path.parents and path.suffix != _BESIDE
        }
        return Seen(store=stored(self.office.programme.store), files=files)

    @contextmanager
    def kept(self) -> Iterator[Path]:
        """A copy of everything as it is now, to begin anew from with `begin_from`."""
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "kept"
            shutil.copytree(self.root, copy)
            yield copy

    def begin_from(self, kept: Path) -> None:
        shutil.rmtree(self.root)
        shutil.copytree(kept, self.root)


@contextmanager
def opened(store: Path) -> Iterator[sqlite3.Connection]:
    """A sound store, to be asked. It is a copy: whoever opens what a killed process has left mends it."""
    with tempfile.TemporaryDirectory() as folder:
        for each in store.parent.glob(f"{store.name}*"):
            shutil.copy(each, folder)
        with closing(sqlite3.connect(Path(folder) / store.name)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            yield connection


def stored(store: Path) -> Mapping[str, Rows]:
    """Every row of a sound store but those of `runs`."""
    with opened(store) as connection:
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {table: _rows(connection, table) for (table,) in found if table != "runs"}


def _rows(connection: sqlite3.Connection, table: str) -> Rows:
    found = connection.execute(f"SELECT * FROM {table}")
    names = [each[0] for each in found.description]
    return sorted(
        tuple(
            value is None if name == "valid_to" else value
            for name, value in zip(names, row, strict=True)
            if name not in _TIMES
        )
        for row in found
    )
