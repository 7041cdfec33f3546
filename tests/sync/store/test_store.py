from __future__ import annotations

import datetime as dt
import errno
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from delegation.issues import Issue, Severity
from delegation.labels import LANGUAGES, labels
from delegation.validate import RowCounts
from sync.reading.identity import Claim
from sync.run.incoming import FileMark, Incoming, IncomingTable, Status
from sync.run.merge import Known, Moment, plan_team
from sync.run.plan import RunPlan, plan_run
from sync.store.encoding import encode
from sync.store.errors import (
    BusyStoreError,
    DamagedStoreError,
    MissingStoreError,
    NewerStoreError,
    UnwritableStoreError,
)
from sync.store.run_store import Measure, RunStore
from sync.store.schema import speaking
from sync.store.store import Store
from sync.store.stored import (
    Adoption,
    ErrorSpan,
    KnownFile,
    Output,
    Run,
    StoredIssue,
    StoredRecord,
    WorkbookState,
)

CYCLE = "2026-Q4"
AS_OF = dt.date(2026, 11, 13)
NOW = dt.datetime(2026, 11, 14, 2, 30, tzinfo=dt.UTC)

NORTHS_TURN = f"INSERT OR REPLACE INTO turn VALUES (1, '{CYCLE}', 'NORTH')"

STOP_HALF_WAY = """
    CREATE TEMP TRIGGER stop BEFORE INSERT ON main.workbooks BEGIN SELECT RAISE(ABORT, 'killed'); END"""

DIES_WHILE_WRITING = """
import os, pathlib, signal, sys
from sync.store.run_store import RunStore
connection = RunStore(pathlib.Path(sys.argv[1]))._connection
connection.execute("PRAGMA cache_spill = ON")
connection.execute("PRAGMA cache_size = 10")  # so that much of it has reached the disk by then
connection.execute("BEGIN IMMEDIATE")
connection.execute("INSERT INTO turn VALUES (1, 'c', 't')")
for number in range(5000):
    row = (str(number), "x" * 500)
    connection.execute("INSERT INTO records VALUES ('c', 't', 'members', ?, ?, 2, NULL)", row)
os.kill(os.getpid(), signal.SIGKILL)
"""

ANA = {"member_id": "M1", "name": "Ana", "weekly_hours": 40.0, "work_days": ("mon", "tue")}
BEN = {"member_id": "M2", "name": "Ben", "weekly_hours": 32.0}
LEAVE = {"member_id": "M1", "start": dt.date(2026, 11, 2), "end": dt.date(2026, 11, 6)}


def sqlite_error(code: int) -> sqlite3.OperationalError:
    """As SQLite reports what a disk did."""
    error = sqlite3.OperationalError("something about the disk")
    error.sqlite_errorcode = code | 1 << 8  # an extended code: which of its steps failed
    return error


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "private" / "store.sqlite3"


def table(sheet: str, rows: dict[str, dict[str, object]], first_row: int = 4) -> IncomingTable:
    return IncomingTable(
        sheet=sheet,
        keys=list(rows),
        rows=list(range(first_row, first_row + len(rows))),
        data=[encode(values) for values in rows.values()],
    )


def night(
    path: Path,
    *,
    team: str = "NORTH",
    sha256: str = "s1",
    by: str = "Ana",
    issues: tuple[Issue, ...] = (),
    as_of: dt.date = AS_OF,
    measure: Measure | None = None,
    inputs: str = "",
    **tables: IncomingTable,
) -> Run:
    """A run that found these tables in the team's workbook."""
    incoming = Incoming(
        team=team,
        status=Status.UPDATED,
        read=True,
        mark=FileMark(size=7, mtime_ns=1, sha256=sha256),
        modified_by=by,
        modified_at="2026-11-13T18:00:00Z",
        tables=tables,
        issues=issues,
        counts={
            name: RowCounts(read=len(each.keys), accepted=len(each.keys), rejected=0)
            for name, each in tables.items()
        },
    )
    with RunStore(path) as store:
        return store.write(planned(store, incoming, as_of=as_of), NOW, measure=measure, inputs=inputs)


def planned(store: RunStore, *incoming: Incoming, as_of: dt.date = AS_OF) -> RunPlan:
    known = store.known(CYCLE)
    moment = Moment(run=store.newest_run() + 1, cycle=CYCLE, now=NOW, inputs="i")
    plans = [
        plan_team(
            store.with_contents(known.get(each.team, Known()), CYCLE, each.team),
            each,
            moment,
            file=f"{each.team}.xlsx",
        )
        for each in incoming
    ]
    return plan_run(plans, known, moment, as_of=as_of, started=NOW)


def test_what_was_accepted_comes_back(path: Path) -> None:
    night(
        path, members=table("Members", {"M2": BEN, "M1": ANA}), leave=table("Leave", {"M1+2026-11-02": LEAVE})
    )
    common = {"team": "NORTH", "cycle": CYCLE, "first_run": 1, "run": 1, "modified_by": "Ana"}
    with Store(path) as store:
        assert store.current(CYCLE) == [
            StoredRecord(table="members", key="M2", sheet="Members", row=4, values=BEN, **common),
            StoredRecord(table="members", key="M1", sheet="Members", row=5, values=ANA, **common),
            StoredRecord(table="leave", key="M1+2026-11-02", sheet="Leave", row=4, values=LEAVE, **common),
        ]


def test_current_can_be_asked_for_one_table_or_team(path: Path) -> None:
    night(path, members=table("Members", {"M1": ANA}), leave=table("Leave", {"M1+2026-11-02": LEAVE}))
    night(path, team="SOUTH", members=table("Members", {"M1": BEN}))
    with Store(path) as store:
        assert [(each.team, each.key) for each in store.current(CYCLE, "members")] == [
            ("NORTH", "M1"),
            ("SOUTH", "M1"),
        ]
        assert [each.table for each in store.current(CYCLE, team="NORTH")] == ["members", "leave"]
        assert store.current("2027-Q1") == []


def test_a_changed_record_knows_its_first_run_and_who_changed_it(path: Path) -> None:
    night(path, members=table("Members", {"M1": ANA, "M2": BEN}))
    night(path, sha256="s2", by="Ben", members=table("Members", {"M1": ANA | {"role": "Lead"}, "M2": BEN}, 9))
    with Store(path) as store:
        found = {each.key: each for each in store.current(CYCLE)}
    assert (found["M1"].first_run, found["M1"].run, found["M1"].modified_by) == (1, 2, "Ben")
    assert (found["M2"].first_run, found["M2"].run, found["M2"].modified_by) == (1, 1, "Ana")
    assert [found["M1"].row, found["M2"].row] == [9, 10]


def test_a_removed_row_is_closed_and_not_deleted(path: Path) -> None:
    night(path, members=table("Members", {"M1": ANA, "M2": BEN}))
    night(path, sha256="s2", members=table("Members", {"M1": ANA}))
    with Store(path) as store:
        assert [each.key for each in store.current(CYCLE)] == ["M1"]
    assert rows(path, "SELECT key, valid_from, valid_to FROM records ORDER BY key") == [
        ("M1", 1, None),
        ("M2", 1, 2),
    ]


def test_the_workbook_as_the_last_run_found_it(path: Path) -> None:
    night(path, members=table("Members", {"M1": ANA}))
    night(path, team="SOUTH", members=table("Members", {"M1": ANA}))
    with Store(path) as store:
        assert store.workbooks(CYCLE) == [
            WorkbookState(
                team=team,
                cycle=CYCLE,
                file=f"{team}.xlsx",
                status=status,
                sha256="s1",
                read_at=NOW,
                updated_run=run,
                changed_run=run,
                last_good_run=2,
                modified_by="Ana",
                modified_at="2026-11-13T18:00:00Z",
                rows={"members": RowCounts(read=1, accepted=1, rejected=0)},
            )
            for team, status, run in (("NORTH", Status.UNCHANGED, 1), ("SOUTH", Status.UPDATED, 2))
        ]


def test_issues_come_back_whole_in_the_order_of_the_workbook(path: Path) -> None:
    def due(cell: str, **params: str | int | float | dt.date) -> Issue:
        return Issue(
            code="DLG-DUE-ORDER",
            severity=Severity.ERROR,
            table="delegations",
            field="due",
            key="K1",
            sheet="Delegations",
            cell=cell,
            value="2026-01-01",
            params=params,
        )

    late, early = due("AA9"), due("F12", start=dt.date(2026, 2, 1), share=0.5, text="@field:delegations.due")
    of_the_file = Issue(code="WB-COPY", severity=Severity.WARNING)
    night(path, issues=(early, late, of_the_file))
    with Store(path) as store:
        assert store.issues(CYCLE) == [
            StoredIssue(team="NORTH", file="NORTH.xlsx", issue=each, since_run=1)
            for each in (of_the_file, late, early)
        ]


def test_errors_can_be_followed_over_the_runs(path: Path) -> None:
    error = Issue(code="LVE-END-ORDER", severity=Severity.ERROR, table="leave", key="a")
    warning = Issue(code="LVE-START-OVERLAP", severity=Severity.WARNING, table="leave", key="a")
    night(path, issues=(error, warning))
    night(path, sha256="s2", issues=(warning,))
    with Store(path) as store:
        assert store.error_spans(CYCLE) == [ErrorSpan(team="NORTH", first_run=1, until_run=2, errors=1)]


def test_runs_tell_what_they_did_newest_first(path: Path) -> None:
    first = night(path, members=table("Members", {"M1": ANA}))
    second = night(path, members=table("Members", {"M1": ANA}))
    with Store(path) as store:
        assert store.runs() == [second, first]
        assert store.runs(limit=1) == [second]
    assert (first.added, first.updated, first.complete, first.state_run) == (1, 1, True, 1)
    assert (second.added, second.unchanged, second.complete, second.state_run) == (0, 1, True, 1)


def test_the_next_run_knows_the_file_again(path: Path) -> None:
    night(path, members=table("Members", {"M1": ANA}))
    with RunStore(path) as store:
        known = store.known(CYCLE)["NORTH"]
    assert known.file == KnownFile(mark=FileMark(size=7, mtime_ns=1, sha256="s1"), inputs="i")


def test_former_names_are_those_that_one_key_alone_had_in_any_night(path: Path) -> None:
    nights = (
        {"D1": "Launch", "D2": "Survey", "D3": "Audit"},
        {"d1": "Launch", "D2": "Go live", "D3": "Survey"},
    )
    for titles in nights:
        rows = {key: {"delegation_id": key, "title": title} for key, title in titles.items()}
        night(path, delegations=table("Delegations", rows))
    with Store(path) as store:
        (found,) = store.former_names(CYCLE, ["NORTH", "SOUTH"]).values()
        assert store.former_names("another", ["NORTH"]) == {}
        assert store.former_names(CYCLE, []) == {}
    names = {name: key.upper() for name, key in found["delegations"].items()}
    assert names == {"launch": "D1", "golive": "D2", "audit": "D3"}


def test_ids_are_spelled_as_they_hold_now_and_those_that_have_gone_as_they_were_last(path: Path) -> None:
    for number, keys in enumerate((["M1", "M2", "M3"], ["m1", "M2"], ["m1"], ["m1", "m2"], ["m1"])):
        members = table("Members", {key: {"member_id": key} for key in keys})
        leave = table("Leave", {"x": {"member_id": "x"}})
        night(path, sha256=f"s{number}", members=members, leave=leave)
    with Store(path) as store:
        assert store.spellings(CYCLE, ["NORTH", "SOUTH"]) == {
            "NORTH": {"members": {"m1": "M1", "m2": "m2", "m3": "M3"}}
        }
        assert store.spellings(CYCLE, ["SOUTH"]) == {}


def test_what_was_written_is_remembered(path: Path) -> None:
    with RunStore(path) as store:
        store.remember_outputs({Path("a.html"): Output(inputs="i", size=3, mtime_ns=4)})
        assert store.outputs() == {Path("a.html"): Output(inputs="i", size=3, mtime_ns=4)}


@pytest.mark.parametrize("name", ["records", "issues", "workbooks", "held"])
def test_history_can_be_closed_and_nothing_else(path: Path, name: str) -> None:
    error = Issue(code="LVE-END-ORDER", severity=Severity.ERROR, table="leave", key="a")
    night(path, issues=(error,), members=table("Members", {"M1": ANA}))
    night(path, sha256="s2", issues=(error,), members=table("Members", {}))
    for statement in (
        f"DELETE FROM {name}",
        f"UPDATE {name} SET team = 'SOUTH'",
        f"UPDATE {name} SET valid_from = 2",
        f"UPDATE {name} SET valid_to = NULL",
    ):
        with pytest.raises(sqlite3.IntegrityError, match=f"history of {name}"):
            execute(path, NORTHS_TURN, statement)


def test_a_closed_interval_stays_closed(path: Path) -> None:
    night(path, members=table("Members", {"M1": ANA, "M2": BEN}))
    night(path, sha256="s2", members=table("Members", {"M1": ANA}))
    with pytest.raises(sqlite3.IntegrityError, match="history of records can only be closed"):
        execute(path, NORTHS_TURN, "UPDATE records SET valid_to = 3 WHERE key = 'M2'")


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO records VALUES ('2026-Q4', 'SOUTH', 'members', 'M9', '{}', 1, NULL)",
        "UPDATE records SET valid_to = 2 WHERE team = 'SOUTH'",
        "UPDATE issues SET valid_to = 2 WHERE team = 'SOUTH'",
        "UPDATE workbooks SET valid_to = 2 WHERE team = 'SOUTH'",
        "INSERT INTO held VALUES ('2026-Q4', 'SOUTH', 'members', 2, 3, 1, 1, NULL)",
        "INSERT OR REPLACE INTO places VALUES ('2026-Q4', 'SOUTH', 'members', 'Members', '{}')",
        "UPDATE files SET sha256 = 'other' WHERE team = 'SOUTH'",
        "INSERT OR REPLACE INTO state_runs VALUES ('2026-Q4', 'SOUTH', 7)",
        "INSERT INTO records VALUES ('2027-Q1', 'NORTH', 'members', 'M9', '{}', 1, NULL)",
    ],
)
@pytest.mark.parametrize("turn", ["DELETE FROM turn", NORTHS_TURN])
def test_the_database_refuses_rows_of_a_team_whose_turn_it_is_not(
    path: Path, turn: str, statement: str
) -> None:
    error = Issue(code="LVE-END-ORDER", severity=Severity.ERROR, table="leave", key="a")
    for team in ("NORTH", "SOUTH"):
        night(path, team=team, issues=(error,), members=table("Members", {"M1": ANA}))
    assert rows(path, "SELECT * FROM turn") == []
    before = dump(path)
    with pytest.raises(sqlite3.IntegrityError, match="belong to their team alone"):
        execute(path, turn, statement)
    execute(path, "DELETE FROM turn")
    assert dump(path) == before


def test_in_its_turn_a_team_s_record_can_be_closed(path: Path) -> None:
    """Or the test above would prove little."""
    night(path, members=table("Members", {"M1": ANA}))
    night(path, team="SOUTH", members=table("Members", {"M1": ANA}))
    execute(path, NORTHS_TURN, "UPDATE records SET valid_to = 2 WHERE team = 'NORTH'")
    assert rows(path, "SELECT team, valid_to FROM records") == [("NORTH", 2), ("SOUTH", None)]


ADOPTION = Adoption(
    cycle=CYCLE,
    team="NORTH",
    file="in/North (1).xlsx",
    sha256="5ha",
    says=Claim(workbook_id="w", team="SOUTH", cycle="2026-Q3", token="t"),
    code="WB-TEAM-CONFLICT",
    reason="the teams have merged",
    by="ana",
    at=NOW,
)


def test_what_was_accepted_by_hand_comes_back_and_its_file_is_looked_into_again(path: Path) -> None:
    night(path, members=table("Members", {"M1": ANA}))
    with RunStore(path) as store:
        assert store.known(CYCLE)["NORTH"].file is not None
        store.adopt(ADOPTION)
        assert store.known(CYCLE)["NORTH"].file is None
    with Store(path) as store:
        assert (store.adoptions(CYCLE), store.adoptions("2027-Q1")) == ([ADOPTION], [])


@pytest.mark.parametrize("statement", ["DELETE FROM adoptions", "UPDATE adoptions SET by = 'ben'"])
def test_what_was_accepted_by_hand_is_never_rewritten(path: Path, statement: str) -> None:
    with RunStore(path) as store:
        store.adopt(ADOPTION)
    with pytest.raises(sqlite3.IntegrityError, match="adoptions are never"):
        execute(path, statement)


@pytest.mark.parametrize("statement", ["DELETE FROM runs", "UPDATE runs SET complete = 1"])
def test_runs_are_never_rewritten(path: Path, statement: str) -> None:
    night(path)
    with pytest.raises(sqlite3.IntegrityError, match="runs are never"):
        execute(path, statement)


def test_a_run_that_fails_half_way_leaves_the_store_as_it_was(path: Path) -> None:
    night(path, members=table("Members", {"M1": ANA}))
    before = dump(path)
    with RunStore(path) as store:
        plan = planned(
            store,
            Incoming(
                team="NORTH",
                status=Status.UPDATED,
                read=True,
                tables={"members": table("Members", {"M1": BEN})},
            ),
        )
        store._connection.execute(STOP_HALF_WAY)
        with pytest.raises(sqlite3.IntegrityError, match="killed"):
            store.write(plan, NOW)
    assert dump(path) == before


def test_a_process_that_is_killed_leaves_what_was_stored_before(path: Path) -> None:
    night(path, members=table("Members", {"M1": ANA}))
    before = dump(path)
    subprocess.run([sys.executable, "-c", DIES_WHILE_WRITING, str(path)], check=False, timeout=60)
    assert [each.name for each in sorted(path.parent.iterdir())] == [path.name, f"{path.name}-journal"]
    with Store(path) as store:
        assert store.problems() == ()
        assert [each.run for each in store.runs()] == [1]
    assert dump(path) == before


def test_a_full_disk_is_said_and_nothing_is_stored(path: Path) -> None:
    night(path, members=table("Members", {"M1": ANA}))
    before = dump(path)
    many = {f"M{number}": ANA | {"notes": "x" * 4000} for number in range(100)}
    with RunStore(path) as store:
        store._connection.execute("PRAGMA max_page_count = 1")
        plan = planned(
            store,
            Incoming(
                team="NORTH", status=Status.UPDATED, read=True, tables={"members": table("Members", many)}
            ),
        )
        with pytest.raises(UnwritableStoreError) as caught:
            store.write(plan, NOW)
    assert str(caught.value) == (
        f"There is no room left for the store {path}. Nothing was stored; what earlier runs stored still"
        " holds. Free some space on that disk, then try again."
    )
    assert dump(path) == before


def test_before_the_first_run_there_is_nothing_to_read(path: Path) -> None:
    with pytest.raises(MissingStoreError) as caught:
        Store(path)
    assert (
        str(caught.value) == f"There is no store at {path} yet: no run has been made. Run remit sync first."
    )
    assert not path.exists()


def test_while_a_run_writes_others_read_what_the_run_before_has_left(path: Path) -> None:
    night(path, members=table("Members", {"M1": ANA}))
    with RunStore(path) as writing:
        writing._connection.execute("BEGIN IMMEDIATE")
        writing._connection.execute("INSERT INTO turn VALUES (1, 'c', 't')")
        many = [(str(number), "x" * 500) for number in range(5000)]
        writing._connection.executemany(
            "INSERT INTO records VALUES ('c', 't', 'members', ?, ?, 1, NULL)", many
        )
        with Store(path) as store:
            assert [each.key for each in store.current(CYCLE)] == ["M1"]
            assert store.current("c") == []
        writing._connection.execute("COMMIT")


def test_whoever_reads_sees_one_run_to_the_end_and_a_run_waits_for_him(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.store.schema._READERS_SECONDS", 0.0)
    night(path)
    before = dump(path)
    with Store(path) as store:
        with pytest.raises(BusyStoreError):
            night(path, sha256="s2")
        assert [each.run for each in store.runs()] == [1]
    assert dump(path) == before
    assert night(path, sha256="s2").run == 2


def test_there_is_one_writer(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.store.schema._READERS_SECONDS", 0.0)
    night(path)
    with RunStore(path) as writing:
        writing._connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(BusyStoreError):
            night(path, sha256="s2")


def test_a_store_with_a_write_ahead_log_becomes_one_file(path: Path) -> None:
    night(path, members=table("Members", {"M1": ANA}))
    before = dump(path)
    execute(path, "PRAGMA journal_mode = WAL")
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("PRAGMA wal_autocheckpoint = 0")
    writer.execute("INSERT INTO outputs VALUES ('in the log', 'i', 1, 1)")
    for name in (path.name, f"{path.name}-wal"):  # as a killed run leaves them
        (path.parent.parent / name).write_bytes((path.parent / name).read_bytes())
    writer.close()
    left = path.parent.parent / path.name
    RunStore(left).close()
    assert rows(left, "SELECT path FROM outputs") == [("in the log",)]
    assert rows(left, "PRAGMA journal_mode") == [("delete",)]
    assert not list(left.parent.glob("*-wal")) + list(left.parent.glob("*-shm"))
    execute(left, "DELETE FROM outputs")
    assert dump(left) == before


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (sqlite_error(sqlite3.SQLITE_FULL), "full"),
        (sqlite_error(sqlite3.SQLITE_IOERR), "disk"),
        (sqlite_error(sqlite3.SQLITE_READONLY), "denied"),
        (sqlite_error(sqlite3.SQLITE_CANTOPEN), "denied"),
        (OSError(errno.ENOSPC, "No space left on device"), "full"),
        (OSError(errno.EIO, "Input/output error"), "disk"),
        (PermissionError(errno.EACCES, "Permission denied"), "denied"),
    ],
)
def test_what_the_disk_does_is_said(error: Exception, reason: str, path: Path) -> None:
    with pytest.raises(UnwritableStoreError) as caught, speaking(path):
        raise error
    assert caught.value.reason == reason
    for language in LANGUAGES:
        assert str(path) in caught.value.text(labels(language))


@pytest.mark.parametrize("opened", [Store, RunStore])
def test_what_is_no_store_is_left_alone(path: Path, opened: type[Store]) -> None:
    path.parent.mkdir()
    path.write_bytes(b"PK\x03\x04 not a database " * 100)
    before = path.read_bytes()
    with pytest.raises(DamagedStoreError):
        opened(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("opened", [Store, RunStore])
def test_another_program_s_database_is_left_alone(path: Path, opened: type[Store]) -> None:
    path.parent.mkdir()
    execute(path, "CREATE TABLE theirs (a)")
    with pytest.raises(DamagedStoreError):
        opened(path)
    assert rows(path, "SELECT name FROM sqlite_master") == [("theirs",)]


@pytest.mark.parametrize("opened", [Store, RunStore])
def test_a_newer_store_is_not_touched(path: Path, opened: type[Store]) -> None:
    night(path)
    execute(path, "PRAGMA user_version = 99")
    with pytest.raises(NewerStoreError):
        opened(path)


def test_a_store_is_sound(path: Path) -> None:
    night(path, members=table("Members", {"M1": ANA}))
    with Store(path) as store:
        assert store.problems() == ()


def rows(path: Path, question: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(question).fetchall()
    finally:
        connection.close()


def execute(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        for statement in statements:
            connection.execute(statement)
    finally:
        connection.close()


def dump(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()
