"""The store as it was after a run is what it said of itself then."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given

from delegation.labels import labels
from sync.store.errors import NoRunByThenError, UnknownRunError
from sync.store.run_store import RunStore
from sync.store.store import Store, StoreAt
from sync.store.stored import StoredRecord
from tests.properties.test_sync_properties import CYCLE, Night, few, make, new_store, nights
from tests.sync.store.test_store import ANA, AS_OF, BEN, night, table


@given(nights)
@few
def test_every_past_run_says_what_the_store_said_then(found: Sequence[Night]) -> None:
    with new_store() as store:
        said = []
        for each in found:
            make(store, [each])
            said.append(all_of(store))
        assert [all_of(store.at(run)) for run in range(1, len(found) + 1)] == said


def all_of(store: Store | StoreAt) -> tuple[object, ...]:
    """What a master is made from; where rows lie now is no history."""
    return (
        sorted(map(without_place, store.current(CYCLE)), key=lambda each: (each.team, each.table, each.key)),
        store.workbooks(CYCLE),
        store.issues(CYCLE),
        store.runs(),
        store.error_spans(CYCLE),
        store.written(),
    )


def without_place(record: StoredRecord) -> StoredRecord:
    return dataclasses.replace(record, sheet="", row=0)


def test_past_records_lie_where_their_keys_lie_now_and_those_that_have_gone_come_first(path: Path) -> None:
    night(path, members=table("Members", {"M1": ANA, "M2": BEN, "M3": BEN, "M0": BEN}))
    night(path, sha256="s2", members=table("Members", {"M2": BEN, "M1": ANA}, first_row=9))
    with Store(path) as store:
        places = [(each.key, each.sheet, each.row) for each in store.at(1).current(CYCLE)]
    assert places == [
        ("M0", "Members", 0),
        ("M3", "Members", 0),
        ("M2", "Members", 9),
        ("M1", "Members", 10),
    ]


def test_another_cycle_is_another_past(path: Path) -> None:
    night(path, members=table("Members", {"M1": ANA}))
    with Store(path) as store:
        past = store.at(1)
        assert (past.current("2027-Q1"), past.workbooks("2027-Q1"), past.issues("2027-Q1")) == ([], [], [])


@pytest.mark.parametrize("run", [0, -1, 3, 10**30])
def test_a_run_that_never_was(path: Path, run: int) -> None:
    night(path)
    night(path)
    with Store(path) as store, pytest.raises(UnknownRunError) as caught:
        store.at(run)
    assert (caught.value.run, caught.value.first, caught.value.last) == (run, 1, 2)
    assert str(caught.value) == f"There was no run {run}. There are runs 1 to 2."
    assert caught.value.text(labels("zh")) == f"没有第 {run} 次运行。现有第 1 次至第 2 次运行。"


def test_without_any_run_that_is_what_is_said(path: Path) -> None:
    RunStore(path).close()
    with Store(path) as store:
        for asked in (lambda: store.at(1), lambda: store.run_of(AS_OF)):
            with pytest.raises((UnknownRunError, NoRunByThenError)) as caught:
                asked()
            assert str(caught.value) == "No run has been made yet. Run remit sync first."


def test_the_run_of_a_day_is_the_newest_that_was_made_for_it_or_a_day_before(path: Path) -> None:
    first, second, third = AS_OF, AS_OF + dt.timedelta(days=2), AS_OF + dt.timedelta(days=1)
    for as_of in (first, second, third):
        night(path, as_of=as_of)
    with Store(path) as store:
        found = [store.run_of(AS_OF + dt.timedelta(days=days)).run for days in (0, 1, 2, 500)]
        assert found == [1, 3, 3, 3]
        with pytest.raises(NoRunByThenError) as caught:
            store.run_of(AS_OF - dt.timedelta(days=1))
    assert str(caught.value) == (
        "No run was made for 2026-11-12 or an earlier day. The earliest was made for 2026-11-13: name that"
        " day or a later one."
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite3"
