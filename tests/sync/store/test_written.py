"""What people wrote into the master: kept as a whole by each filling, as intervals of runs."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.store.errors import UnknownRunError, UnwritableStoreError
from sync.store.run_store import RunStore
from sync.store.store import Store
from sync.store.stored import Output, WrittenCell, WrittenEntry, WrittenKind
from tests.sync.store.test_store import AS_OF, NOW, dump, execute, night

STOPS_AT_THE_OUTPUTS = """
    CREATE TEMP TRIGGER stop BEFORE INSERT ON main.outputs BEGIN SELECT RAISE(ABORT, 'killed'); END"""
OUTPUT = {Path("Remit master.xlsx"): Output(inputs="i", size=3, mtime_ns=4)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite3"


def cell(
    value: str,
    *,
    column: str = "comment",
    key: str = "NORTH:D1",
    sheet: str = "delegations",
    kind: WrittenKind = WrittenKind.TEXT,
    result: str = "",
) -> WrittenCell:
    return WrittenCell(sheet=sheet, key=key, column=column, kind=kind, value=value, result=result)


def kept(path: Path, run: int, *cells: WrittenCell) -> int:
    with RunStore(path) as store:
        return store.keep_written(run, cells)


def entry(run: int, old: WrittenCell | None, new: WrittenCell | None) -> WrittenEntry:
    return WrittenEntry(run=run, finished=NOW, as_of=AS_OF, old=old, new=new)


def test_everything_that_was_written_comes_back_in_order(path: Path) -> None:
    cells = [
        cell("Keep", column="decision"),
        cell("7", column="Our score", kind=WrittenKind.NUMBER),
        cell("TRUE", column="Agreed?", kind=WrittenKind.TRUTH),
        cell("#N/A", column="Look-up", kind=WrittenKind.ERROR),
        cell("=[@Due]-TODAY()", column="Days", kind=WrittenKind.FORMULA, result="12"),
        cell("  两行\n第二行 😀\x00", key="SOUTH:D9"),
        cell("It was late", sheet="left", key="NORTH:D7"),
    ]
    night(path)
    assert kept(path, 1, *cells) == 7
    order = [("delegations", "Agreed?"), ("delegations", "Days"), ("delegations", "Look-up")]
    order += [("delegations", "Our score"), ("delegations", "decision"), ("delegations", "comment")]
    with Store(path) as store:
        found = store.written()
    assert [(each.sheet, each.column) for each in found] == [*order, ("left", "comment")]
    assert set(found) == set(cells)


def test_only_what_differs_counts_as_changed(path: Path) -> None:
    night(path)
    night(path)
    stays, before, after = cell("stays", column="A"), cell("before"), cell("after")
    gone, new = cell("gone", column="B"), cell("new", column="C")
    assert kept(path, 1, stays, before, gone) == 3
    assert kept(path, 2, stays, after, new) == 3
    assert kept(path, 2, new, after, stays) == 0
    with Store(path) as store:
        assert store.written(1) == [stays, gone, before]
        assert store.written(2) == store.written() == [stays, new, after]


def test_the_same_again_writes_nothing(path: Path) -> None:
    night(path)
    kept(path, 1, cell("once"))
    before = dump(path)
    night(path)
    kept(path, 2, cell("once"))
    assert [line for line in dump(path) if "once" in line] == [line for line in before if "once" in line]


def test_a_cell_and_its_note_are_two_places(path: Path) -> None:
    night(path)
    night(path)
    text, note = cell("text"), cell("note", kind=WrittenKind.NOTE)
    assert kept(path, 1, text, note) == 2
    assert kept(path, 2, note) == 1
    with Store(path) as store:
        assert store.written() == [note]
        assert store.written_history("NORTH:D1") == [
            entry(1, None, text),
            entry(1, None, note),
            entry(2, text, None),
        ]


def test_two_rows_with_one_key_lose_nothing(path: Path) -> None:
    night(path)
    assert kept(path, 1, cell("one"), cell("other"), cell("one")) == 1
    with Store(path) as store:
        assert store.written() == [cell("one"), cell("other")]


def test_what_is_written_again_within_a_run_takes_the_place_of_what_was_there(path: Path) -> None:
    night(path)
    night(path)
    kept(path, 1, cell("first"))
    for value in ("second", "first", "third"):
        assert kept(path, 2, cell(value)) == 1
    with Store(path) as store:
        assert store.written(1) == [cell("first")]
        assert store.written(2) == store.written() == [cell("third")]
        assert store.written_history("D1") == [
            entry(1, None, cell("first")),
            entry(2, cell("first"), cell("third")),
        ]


def test_what_comes_and_goes_within_a_run_never_happened(path: Path) -> None:
    night(path)
    kept(path, 1, cell("a slip"))
    kept(path, 1)
    with Store(path) as store:
        assert store.written() == store.written(1) == store.written_history("D1") == []


def test_the_history_of_a_key_with_or_without_its_team(path: Path) -> None:
    night(path)
    night(path)
    north, south = cell("north"), cell("south", key="SOUTH:D1")
    kept(path, 1, north, south, cell("another", key="NORTH:D10"), cell("x", key="D1:NORTH"))
    kept(path, 2, south)
    with Store(path) as store:
        assert store.written_history("D1") == [
            entry(1, None, north),
            entry(1, None, south),
            entry(2, north, None),
        ]
        assert store.written_history("SOUTH:D1") == [entry(1, None, south)]
        assert [each.action for each in store.written_history("NORTH:D1")] == ["added", "removed"]


def test_half_a_character_becomes_the_sign_for_it(path: Path) -> None:
    night(path)
    for _ in range(2):
        kept(path, 1, cell("broken \ud83d, whole \ud83d\ude00"))
        with Store(path) as store:
            assert store.written() == [cell("broken \ufffd, whole 😀")]
    assert kept(path, 1, cell("broken \ud83d, whole \ud83d\ude00")) == 0


def test_what_remit_wrote_is_remembered_in_the_same_transaction(path: Path) -> None:
    night(path)
    with RunStore(path) as store:
        assert store.keep_written(1, [cell("x")], OUTPUT) == 1
        assert store.outputs() == OUTPUT
        store._connection.execute(STOPS_AT_THE_OUTPUTS)
        with pytest.raises(sqlite3.IntegrityError, match="killed"):
            store.keep_written(1, [cell("y")], OUTPUT)
        assert store.written() == [cell("x")]


def test_a_full_disk_leaves_what_was_kept(path: Path) -> None:
    night(path)
    kept(path, 1, cell("x"))
    with RunStore(path) as store:
        store._connection.execute("PRAGMA max_page_count = 1")
        many = [cell("y" * 4000, column=str(number)) for number in range(100)]
        with pytest.raises(UnwritableStoreError):
            store.keep_written(1, many)
    with Store(path) as store:
        assert store.written() == [cell("x")]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM written",
        "UPDATE written SET value = 'forged'",
        "UPDATE written SET valid_from = 2",
        "UPDATE written SET number = 7",
        "UPDATE written SET valid_to = NULL",
    ],
)
def test_what_was_written_can_be_closed_and_nothing_else(path: Path, statement: str) -> None:
    night(path)
    night(path)
    kept(path, 1, cell("x"))
    kept(path, 2)
    with pytest.raises(sqlite3.IntegrityError, match="history of written"):
        execute(path, statement)


def test_an_earlier_run_cannot_be_written_over(path: Path) -> None:
    night(path)
    night(path)
    kept(path, 2, cell("x"))
    with pytest.raises(sqlite3.IntegrityError):
        kept(path, 1)
    with Store(path) as store:
        assert store.written() == [cell("x")]


def test_of_a_run_that_never_was_nothing_is_known(path: Path) -> None:
    night(path)
    with RunStore(path) as store:
        for asked in (lambda: store.written(2), lambda: store.keep_written(2, [cell("x")])):
            with pytest.raises(UnknownRunError) as caught:
                asked()
            assert str(caught.value) == "There was no run 2. There are runs 1 to 1."
        assert store.written() == []


fillings = st.lists(
    st.tuples(
        st.booleans(),  # whether a new run has begun
        st.sets(
            st.builds(
                cell,
                st.sampled_from(["a", "b"]),
                column=st.sampled_from(["comment", "Own"]),
                key=st.sampled_from(["NORTH:D1", "SOUTH:D1"]),
                kind=st.sampled_from([WrittenKind.TEXT, WrittenKind.NOTE]),
            )
        ),
    ),
    max_size=8,
)


@given(fillings)
@settings(max_examples=40, deadline=None)
def test_after_every_run_stands_what_its_last_filling_gave(
    found: Sequence[tuple[bool, set[WrittenCell]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store"
        night(path)
        run, told = 1, {1: set[WrittenCell]()}
        for is_new, cells in found:
            if is_new:
                night(path)
                run += 1
            kept(path, run, *cells)
            told[run] = cells
        with Store(path) as store:
            assert {each: set(store.written(each)) for each in told} == told
            assert replayed(store.written_history("D1")) == told[run]


def replayed(history: Iterable[WrittenEntry]) -> set[WrittenCell]:
    """What stands in the end when everything happens as it is told."""
    standing: set[WrittenCell] = set()
    for each in history:
        if each.old:
            standing.remove(each.old)
        if each.new:
            assert each.new not in standing
            standing.add(each.new)
    return standing
