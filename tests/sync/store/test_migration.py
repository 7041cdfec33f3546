"""A store that an older version of Remit has made. `version_1.sql` is one, as SQLite wrote it out then."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from sync.store.run_store import RunStore
from sync.store.schema import MIGRATIONS
from sync.store.store import Store
from sync.store.stored import WrittenCell, WrittenKind

VERSION_1 = Path(__file__).with_name("version_1.sql").read_text(encoding="utf-8")
COMMENT = WrittenCell(
    sheet="members", key="NORTH:M1", column="comment", kind=WrittenKind.TEXT, value="Ask her"
)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "store.sqlite3"
    connection = sqlite3.connect(path)
    connection.executescript(VERSION_1)
    connection.close()
    return path


def test_the_first_step_makes_what_it_made_then(old: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.sqlite3"
    connection = sqlite3.connect(again)
    connection.executescript(MIGRATIONS[0])
    connection.close()
    assert definitions(again) == definitions(old)


def test_an_old_store_can_be_read_before_a_run_has_brought_it_up_to_date(old: Path) -> None:
    before = old.read_bytes()
    with Store(old) as store:
        assert [each.run for each in store.runs()] == [2, 1]
        assert [each.key for each in store.at(1).current("2026-Q4")] == ["M2", "M1"]
        assert store.written() == store.at(2).written() == store.written_history("M1") == []
    assert old.read_bytes() == before


def test_an_old_store_keeps_everything_and_takes_what_people_write(old: Path) -> None:
    before = contents(old)
    with RunStore(old) as store:
        assert store.keep_written(2, [COMMENT]) == 1
    with Store(old) as store:
        assert store.written() == [COMMENT]
        assert store.at(1).written() == []
    after = contents(old)
    assert after.pop("written") == [("members", "NORTH:M1", "comment", "text", "Ask her", "", 1, 2, None)]
    assert after == before


def test_an_old_store_becomes_what_a_new_one_is(old: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.sqlite3"
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
