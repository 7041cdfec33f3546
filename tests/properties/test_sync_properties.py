"""What holds for every sequence of nights, whatever the teams' workbooks say."""

from __future__ import annotations

import datetime as dt
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from delegation.issues import Issue, Severity
from sync.run.incoming import FileMark, Incoming, IncomingTable, Status
from sync.run.inputs import digest
from sync.run.merge import Known, Moment, plan_team
from sync.run.plan import RunPlan, plan_run
from sync.store.encoding import encode
from sync.store.run_store import RunStore

CYCLE = "2026-Q4"
TEAMS = ("EAST", "NORTH", "SOUTH")
TABLES = ("members", "leave")
AS_OF = dt.date(2026, 11, 13)
NOW = dt.datetime(2026, 11, 14, 2, 30, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Sheet:
    """One table as a night finds it: key → name, keys whose row is rejected, rejected rows without a key."""

    rows: Mapping[str, str]
    rejected: frozenset[str]
    unkeyed: int


Workbook = Mapping[str, Sheet] | Status
"""Its readable tables, or the reason why it cannot be read."""

Night = Mapping[str, Workbook]

keys = st.sampled_from(["M1", "M2", "M3", "M4"])
names = st.sampled_from(["Ana", "Ben", "赵六", 'a "quoted" name'])
sheets = st.builds(
    Sheet,
    rows=st.dictionaries(keys, names),
    rejected=st.frozensets(keys, max_size=2),
    unkeyed=st.sampled_from([0, 0, 0, 1]),
).map(lambda sheet: Sheet(sheet.rows, sheet.rejected - sheet.rows.keys(), sheet.unkeyed))
workbooks = st.one_of(
    st.dictionaries(st.sampled_from(TABLES), sheets),
    st.dictionaries(st.sampled_from(TABLES), sheets),
    st.sampled_from([Status.MISSING, Status.LOCKED, Status.UNREADABLE, Status.HELD]),
)
nights = st.lists(st.fixed_dictionaries(dict.fromkeys(TEAMS, workbooks)), min_size=1, max_size=4)
few = settings(max_examples=40, deadline=None)


@given(nights)
@few
def test_a_second_run_changes_nothing(found: Sequence[Night]) -> None:
    with new_store() as store:
        make(store, found)
        before = dump(store)
        assert not plan(store, found[-1])
        make(store, found[-1:])
        assert without_runs(dump(store)) == without_runs(before)


@given(nights, st.permutations(TEAMS))
@few
def test_the_order_of_workbooks_does_not_matter(found: Sequence[Night], order: Sequence[str]) -> None:
    with new_store() as one, new_store() as other:
        make(one, found)
        make(other, [{team: night[team] for team in order} for night in found])
        assert dump(one) == dump(other)


@given(nights)
@few
def test_no_team_changes_another_team_s_rows(found: Sequence[Night]) -> None:
    with new_store() as together, new_store() as alone:
        make(together, found)
        make(alone, [{"NORTH": night["NORTH"]} for night in found])
        assert current(together)["NORTH"] == current(alone)["NORTH"]


@given(nights)
@few
def test_what_was_accepted_goes_only_when_its_row_is_gone(found: Sequence[Night]) -> None:
    with new_store() as store:
        for night in found:
            before = current(store)
            make(store, [night])
            after = current(store)
            for team, workbook in night.items():
                for table, key in before[team].keys() - after[team].keys():
                    assert not isinstance(workbook, Status)
                    sheet = workbook[table]
                    assert key not in sheet.rows.keys() | sheet.rejected
                    assert not sheet.unkeyed


@given(nights)
@few
def test_a_rejected_row_keeps_its_last_accepted_record(found: Sequence[Night]) -> None:
    with new_store() as store:
        for night in found:
            before = current(store)
            make(store, [night])
            after = current(store)
            for team, workbook in night.items():
                for table, sheet in {} if isinstance(workbook, Status) else workbook.items():
                    for key in sheet.rejected:
                        assert after[team].get((table, key)) == before[team].get((table, key))


@given(nights)
@few
def test_never_more_than_half_of_a_table_goes_in_one_night(found: Sequence[Night]) -> None:
    with new_store() as store:
        for night in found:
            before = current(store)
            make(store, [night])
            after = current(store)
            for team in TEAMS:
                for table in TABLES:
                    had = {key for of, key in before[team] if of == table}
                    has = {key for of, key in after[team] if of == table}
                    assert len(had - has) <= len(had) / 2


@given(nights)
@few
def test_history_only_grows(found: Sequence[Night]) -> None:
    with new_store() as store:
        seen: dict[tuple[object, ...], object] = {}
        for night in found:
            make(store, [night])
            versions = ask(store, "SELECT team, tbl, key, valid_from, data, valid_to FROM records")
            now = {tuple(row[:-1]): row[-1] for row in versions}
            assert seen.keys() <= now.keys()
            assert all(until in (None, now[version]) for version, until in seen.items())
            seen = now


@given(nights)
@few
def test_a_record_has_one_version_at_a_time(found: Sequence[Night]) -> None:
    with new_store() as store:
        make(store, found)
        overlaps = """
            SELECT count(*) FROM records a JOIN records b USING (cycle, team, tbl, key)
            WHERE a.valid_from < b.valid_from AND (a.valid_to IS NULL OR a.valid_to > b.valid_from)"""
        assert ask(store, overlaps) == [(0,)]


@given(nights, st.integers(min_value=1, max_value=400))
@few
def test_a_run_that_is_killed_anywhere_leaves_the_old_store(found: Sequence[Night], step: int) -> None:
    with new_store() as store:
        make(store, found[:-1])
        before = dump(store)
        night = plan(store, found[-1])
        store._connection.set_progress_handler(lambda: 1, step)  # stops SQLite after so many of its steps
        try:
            store.write(night, NOW)
            stopped = False
        except sqlite3.OperationalError:
            stopped = True
        store._connection.set_progress_handler(None, 0)
        assume(stopped)
        assert dump(store) == before


@pytest.mark.parametrize("had", [1, 3, 7])
def test_an_emptied_table_goes_once_it_is_accepted(had: int) -> None:
    with new_store() as store:
        full = {"members": Sheet({f"M{number}": "Ana" for number in range(had)}, frozenset(), 0)}
        emptied = {"members": Sheet({}, frozenset(), 0)}
        make(store, [{"NORTH": full}, {"NORTH": emptied}])
        assert len(current(store)["NORTH"]) == had
        make(store, [{"NORTH": emptied}], accept=frozenset({"members"}))
        assert current(store)["NORTH"] == {}


@contextmanager
def new_store() -> Iterator[RunStore]:
    with tempfile.TemporaryDirectory() as folder, RunStore(Path(folder) / "store") as store:
        store._connection.execute("PRAGMA synchronous = OFF")  # many small stores, none of which has to last
        yield store


def make(store: RunStore, found: Sequence[Night], accept: frozenset[str] = frozenset()) -> None:
    for night in found:
        store.write(plan(store, night, accept), NOW)


def plan(store: RunStore, night: Night, accept: frozenset[str] = frozenset()) -> RunPlan:
    known = store.known(CYCLE)
    moment = Moment(run=store.newest_run() + 1, cycle=CYCLE, now=NOW, inputs="i")
    plans = [
        plan_team(
            store.with_contents(known.get(team, Known()), CYCLE, team),
            incoming(team, workbook),
            moment,
            file=f"{team}.xlsx",
            accept=accept,
        )
        for team, workbook in night.items()
    ]
    return plan_run(plans, known, moment, as_of=AS_OF, started=NOW)


def incoming(team: str, workbook: Workbook) -> Incoming:
    if isinstance(workbook, Status):
        issue = Issue(code=f"WB-{workbook.name}", severity=Severity.ERROR)
        return Incoming(team=team, status=workbook, issues=(issue,))
    return Incoming(
        team=team,
        status=Status.UPDATED,
        read=True,
        mark=FileMark(size=1, mtime_ns=1, sha256=digest(workbook)),
        tables={
            table: IncomingTable(
                sheet=table,
                keys=list(sheet.rows),
                rows=list(range(4, 4 + len(sheet.rows))),
                data=[encode({"member_id": key, "name": name}) for key, name in sheet.rows.items()],
                rejected=sheet.rejected,
                unkeyed=sheet.unkeyed,
            )
            for table, sheet in workbook.items()
        },
        issues=tuple(
            Issue(code="MBR-NAME-TYPE", severity=Severity.ERROR, table=table, key=key)
            for table, sheet in workbook.items()
            for key in sorted(sheet.rejected)
        ),
    )


def current(store: RunStore) -> dict[str, dict[tuple[str, str], str]]:
    found: dict[str, dict[tuple[str, str], str]] = {team: {} for team in TEAMS}
    for each in store.current(CYCLE):
        found[each.team][each.table, each.key] = str(each.values)
    return found


def ask(store: RunStore, question: str) -> list[tuple[object, ...]]:
    return store._connection.execute(question).fetchall()


def dump(store: RunStore) -> list[str]:
    return list(store._connection.iterdump())


def without_runs(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if not line.startswith('INSERT INTO "runs"')]
