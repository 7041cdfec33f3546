"""The figures that a run keeps: made once, kept in its transaction, and shown as trends, then and later."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from sync.data_quality import data_quality
from sync.figures import Level, programme_figures
from sync.kept_figures import QUALITY, STATUS, group_key, kept_figures, kpi_key
from sync.master.figures import build_content
from sync.rebuild import content_at
from sync.store.store import Store
from sync.store.stored import FigureKey, FigureValue
from tests.sync.programmes import AS_OF, CYCLE, MEMBERS, Office

KPIS = """
    | kpi_id | name    | direction | target | frequency | aggregation |
    |--------|---------|-----------|--------|-----------|-------------|
    | K1     | Revenue | higher    | 100    | monthly   | last        |
    | K2     | Visits  | higher    | 100    | monthly   | last        |
"""
READINGS = """
    | kpi_id | period     | value |
    |--------|------------|-------|
    | K1     | 2026-10-31 | {}    |
"""


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """North, of a department, has been read once."""
    office = Office(tmp_path, "north", "south")
    north, south = office.programme.teams
    teams = (dataclasses.replace(north, department="Sales"), south)
    office.programme = dataclasses.replace(office.programme, teams=teams)
    written(office, 60)
    office.run()
    return office


def written(office: Office, value: float) -> None:
    office.write("north", members=MEMBERS, kpis=KPIS, readings=READINGS.format(value))


def kept(office: Office) -> dict[FigureKey, FigureValue]:
    with Store(office.programme.store) as store:
        return {each.key: each.value for each in store.figure_spans(CYCLE.id) if each.until_run is None}


def rows(office: Office) -> list[tuple[object, ...]]:
    with Store(office.programme.store) as store:
        return store._ask("SELECT * FROM figures")


def test_a_run_keeps_index_and_status_scores_and_quality_with_its_parts(office: Office) -> None:
    assert kept(office) == {
        kpi_key("north", "K1"): 0.6,
        kpi_key("north", "K1", STATUS): "below",
        kpi_key("north", "K2", STATUS): "no_data",
        group_key(Level.TEAM, "north"): 0.6,
        group_key(Level.DEPARTMENT, "Sales"): 0.6,
        group_key(Level.PROGRAMME, "Launch"): 0.6,
        group_key(Level.TEAM, "north", QUALITY): 1.0,
        group_key(Level.TEAM, "north", "timeliness"): 1.0,
        group_key(Level.TEAM, "north", "completeness"): 1.0,
        group_key(Level.TEAM, "north", "validity"): 1.0,
    }


def test_the_same_workbooks_on_the_same_day_change_no_row(office: Office) -> None:
    before = rows(office)
    office.run()
    office.run(full=True)
    assert rows(office) == before


def test_another_day_changes_what_goes_by_the_day(office: Office) -> None:
    before = kept(office)
    office.run(as_of=AS_OF + dt.timedelta(days=10))
    changed = {key.figure for key, value in kept(office).items() if before[key] != value}
    assert changed == {"timeliness", "quality"}


def test_a_trend_shows_what_was_known_after_each_run_then_and_when_it_is_made_again(office: Office) -> None:
    written(office, 90)
    office.run()
    office.run()
    written(office, 95)
    office.run()
    key = kpi_key("north", "K1")
    with Store(office.programme.store) as store:
        trends = [content_at(store.at(run), office.programme).trends for run in (1, 2, 3, 4)]
        now = build_content(store, office.programme, 4, AS_OF).trends
    assert [each.of(key) for each in trends] == [(0.6,), (0.6, 0.9), (0.6, 0.9, 0.9), (0.6, 0.9, 0.9, 0.95)]
    assert [each.runs for each in trends] == [(1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)]
    assert now == trends[-1]


def test_a_kpi_that_has_gone_has_no_figures_any_more_and_keeps_its_history(office: Office) -> None:
    kpis = KPIS.replace("| K2     | Visits  | higher    | 100    | monthly   | last        |\n", "")
    office.write("north", members=MEMBERS, kpis=kpis, readings=READINGS.format(60))
    office.run()
    assert kpi_key("north", "K2", STATUS) not in kept(office)
    with Store(office.programme.store) as store:
        spans = [each for each in store.figure_spans(CYCLE.id) if each.key.scope == "north:K2"]
        assert [(each.value, each.first_run, each.until_run) for each in spans] == [("no_data", 1, 2)]


def test_the_master_says_what_the_run_has_measured(office: Office) -> None:
    with Store(office.programme.store) as store:
        figures = programme_figures(store, office.programme, AS_OF)
        quality = data_quality(store, figures, office.programme)
        assert kept_figures(figures, quality) == kept(office)
        assert build_content(store, office.programme, 1, AS_OF).figures == figures
