"""A store that an older version of Remit has made: `version_1.sql` is one, as SQLite wrote it out then,
`version_2.sql` the same with a comment that somebody has written into the master, and `version_3.sql` that
one after a third night, with figures.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from sync.store.run_store import RunStore
from sync.store.schema import MIGRATIONS, take_step
from sync.store.store import Store
from sync.store.stored import FigureKey, WrittenCell, WrittenKind
from tests.sync.store.test_store import night

VERSIONS = VERSION_1, VERSION_2, VERSION_3 = tuple(
    Path(__file__).with_name(f"version_{number}.sql").read_text(encoding="utf-8") for number in (1, 2, 3)
)
COMMENT = WrittenCell(
    sheet="members", key="NORTH:M1", column="comment", kind=WrittenKind.TEXT, value="Ask her"
)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return made(tmp_path / "store.sqlite3", VERSION_1)


@pytest.fixture
def older(tmp_path: Path) -> Path:
    return made(tmp_path / "store.sqlite3", VERSION_2)


def made(path: Path, script: str) -> Path:
    connection = sqlite3.connect(path)
    connection.executescript(script)
    connection.close()
    return path


@pytest.mark.parametrize(("version", "script"), [*enumerate(VERSIONS, 1)])
def test_the_first_steps_make_what_they_made_then(version: int, script: str, tmp_path: Path) -> None:
    again = made(tmp_path / "again.sqlite3", "".join(MIGRATIONS[:version]))
    assert definitions(again) == definitions(made(tmp_path / "then.sqlite3", script))


def test_an_old_store_can_be_read_before_a_run_has_brought_it_up_to_date(old: Path) -> None:
    before = old.read_bytes()
    with Store(old) as store:
        assert [each.run for each in store.runs()] == [2, 1]
        assert [each.key for each in store.at(1).current("2026-Q4")] == ["M2", "M1"]
        assert store.written() == store.at(2).written() == store.written_history("M1") == []
        assert store.adoptions("2026-Q4") == []
    assert old.read_bytes() == before


def test_an_old_store_keeps_everything_and_takes_what_people_write(old: Path) -> None:
    before = contents(old)
    with RunStore(old) as store:
        assert store.keep_written(2, [COMMENT]) == 1
    with Store(old) as store:
        assert store.written() == [COMMENT]
        assert store.at(1).written() == []
    after = contents(old)
    for name in ("figures", "measured", "turn", "adoptions"):
        assert after.pop(name) == []
    assert after.pop("written") == [("members", "NORTH:M1", "comment", "text", "Ask her", "", 1, 2, None)]
    assert after == before


def test_a_store_of_version_2_is_read_as_it_is_and_its_trends_begin_with_the_next_run(older: Path) -> None:
    before = older.read_bytes()
    with Store(older) as store:
        assert store.figure_spans("2026-Q4") == store.at(2).figure_spans("2026-Q4") == []
        assert [each.value for each in store.written()] == ["Ask Ana"]
    assert older.read_bytes() == before
    there = contents(older)
    run = night(older, sha256="s3", measure=lambda _: {FigureKey("kpi", "NORTH:K1", "index"): 0.9})
    after = contents(older)
    assert after["figures"] == [("2026-Q4", "kpi", "NORTH:K1", "index", 0.9, run.run, None)]
    assert after["written"] == there["written"]
    assert set(there["runs"]) < set(after["runs"])
    with Store(older) as store:
        assert store.at(2).figure_spans("2026-Q4") == []


def test_a_store_of_version_3_keeps_its_figures_and_goes_on_with_them(tmp_path: Path) -> None:
    old = made(tmp_path / "store.sqlite3", VERSION_3)
    before = contents(old)
    with Store(old) as store:
        assert [(each.value, each.first_run) for each in store.figure_spans("2026-Q4")] == [
            (0.9, 3),
            ("on_target", 3),
        ]
    night(old, sha256="s4", measure=lambda _: {FigureKey("kpi", "NORTH:K1", "index"): 0.8})
    with Store(old) as store:
        index = [each for each in store.figure_spans("2026-Q4") if each.key.figure == "index"]
    assert [(each.value, each.first_run, each.until_run) for each in index] == [(0.9, 3, 4), (0.8, 4, None)]
    after = contents(old)
    assert all(set(before[name]) <= set(after[name]) for name in ("runs", "records", "issues", "written"))


@pytest.mark.parametrize("script", VERSIONS)
def test_a_migration_that_is_cut_short_leaves_the_old_store(script: str, tmp_path: Path) -> None:
    old = made(tmp_path / "store.sqlite3", script)
    before = contents(old)
    connection = sqlite3.connect(old)
    number = VERSIONS.index(script) + 1
    step = "CREATE TABLE half_way (a); SELECT no_such_function();"
    with pytest.raises(sqlite3.OperationalError, match="no_such_function"):
        take_step(connection, step, number + 1)
    connection.close()
    assert (contents(old), version(old)) == (before, number)


@pytest.mark.parametrize("script", VERSIONS)
def test_an_old_store_becomes_what_a_new_one_is(script: str, tmp_path: Path) -> None:
    old, new = made(tmp_path / "old.sqlite3", script), tmp_path / "new.sqlite3"
    for path in (old, new):
        RunStore(path).close()
    assert definitions(old) == definitions(new)
    assert version(old) == version(new) == len(MIGRATIONS)


def definitions(path: Path) -> set[str]:
    return {row[0] for row in ask(path, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    tables = ask(path, "SELECT name FROM sqlite_master WHERE type = 'table'")
    return {str(name): ask(path, f"SELECT * FROM {name}") for (name,) in tables}


def version(path: Path) -> object:
    return ask(path, "PRAGMA user_version")[0][0]


def ask(path: Path, question: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(question).fetchall()
    finally:
        connection.close()
