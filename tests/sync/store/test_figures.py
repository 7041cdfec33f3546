"""The few figures that are kept for every run: what they were, after which run, and nothing twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path

import pytest

from sync.store.run_store import RunStore
from sync.store.store import Store
from sync.store.stored import FigureKey, FigureSpan, FigureValue, Run
from tests.sync.store.test_store import ANA, BEN, CYCLE, night, table

INDEX, STATUS = (FigureKey("kpi", "NORTH:K1", name) for name in ("index", "status"))
QUALITY = FigureKey("team", "NORTH", "quality")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite3"


def measured(path: Path, found: Mapping[FigureKey, FigureValue], sha256: str) -> Run:
    """A run with another workbook, and the figures that follow."""
    return night(path, sha256=sha256, measure=lambda _: found)


def spans(path: Path, since: int = 0) -> list[tuple[FigureKey, FigureValue, int, int | None]]:
    with Store(path) as store:
        return [told(each) for each in store.figure_spans(CYCLE, since)]


def told(span: FigureSpan) -> tuple[FigureKey, FigureValue, int, int | None]:
    return span.key, span.value, span.first_run, span.until_run


@pytest.fixture
def three(path: Path) -> Path:
    """In run 2 the index rises and the quality is not known any more; in run 3 both are as in run 1."""
    measured(path, {INDEX: 0.5, STATUS: "below", QUALITY: 0.8}, "s1")
    measured(path, {INDEX: 0.95, STATUS: "on_target"}, "s2")
    measured(path, {INDEX: 0.5, STATUS: "below", QUALITY: 0.8}, "s3")
    return path


def test_a_figure_holds_from_the_run_that_found_it_until_it_is_another(three: Path) -> None:
    assert spans(three) == [
        (INDEX, 0.5, 1, 2),
        (INDEX, 0.95, 2, 3),
        (INDEX, 0.5, 3, None),
        (STATUS, "below", 1, 2),
        (STATUS, "on_target", 2, 3),
        (STATUS, "below", 3, None),
        (QUALITY, 0.8, 1, 2),
        (QUALITY, 0.8, 3, None),
    ]


def test_only_what_holds_in_a_run_or_later_is_told_when_that_is_asked(three: Path) -> None:
    assert [each[2:] for each in spans(three, since=2) if each[0] == INDEX] == [(2, 3), (3, None)]


def test_after_a_past_run_only_what_was_known_then_is_known(three: Path) -> None:
    with Store(three) as store:
        assert [told(each) for each in store.at(2).figure_spans(CYCLE)] == [
            (INDEX, 0.5, 1, 2),
            (INDEX, 0.95, 2, None),
            (STATUS, "below", 1, 2),
            (STATUS, "on_target", 2, None),
            (QUALITY, 0.8, 1, 2),
        ]
        assert store.at(1).figure_spans("2027-Q1") == []


def test_the_same_figures_leave_every_row_as_it_is(three: Path) -> None:
    before = spans(three)
    measured(three, {INDEX: 0.5, STATUS: "below", QUALITY: 0.8}, "s4")
    assert spans(three) == before


def test_where_nothing_has_changed_nothing_is_measured(path: Path) -> None:
    asked: list[str] = []

    def run(name: str, inputs: str) -> None:
        def measure(_: Store) -> dict[FigureKey, FigureValue]:
            asked.append(name)
            return {INDEX: 0.5}

        night(path, members=table("Members", {"M1": ANA}), measure=measure, inputs=inputs)

    run("first", "monday")
    run("again", "monday")
    run("another day", "tuesday")
    assert asked == ["first", "another day"]


def test_figures_are_made_from_the_records_of_their_own_run(path: Path) -> None:
    seen = []

    def measure(store: Store) -> dict[FigureKey, FigureValue]:
        seen.append([each.key for each in store.current(CYCLE, "members")])
        return {}

    night(path, members=table("Members", {"M1": ANA}), measure=measure)
    night(path, sha256="s2", members=table("Members", {"M1": ANA, "M2": BEN}), measure=measure)
    assert seen == [["M1"], ["M1", "M2"]]


def test_a_run_that_fails_while_measuring_never_was(three: Path) -> None:
    def measure(_: Store) -> dict[FigureKey, FigureValue]:
        raise ZeroDivisionError

    before = spans(three)
    with pytest.raises(ZeroDivisionError):
        night(three, sha256="s4", members=table("Members", {"M1": ANA}), measure=measure)
    assert spans(three) == before
    with Store(three) as store:
        assert [each.run for each in store.runs()] == [3, 2, 1]
        assert store.current(CYCLE) == []


@pytest.mark.parametrize(
    "change", ["DELETE FROM figures", "UPDATE figures SET value = 1", "UPDATE figures SET valid_to = NULL"]
)
def test_what_was_known_is_never_deleted_nor_changed(three: Path, change: str) -> None:
    with RunStore(three) as store, pytest.raises(sqlite3.IntegrityError, match="history of figures"):
        store._connection.execute(change)
