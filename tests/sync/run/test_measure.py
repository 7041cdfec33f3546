"""The figures that a run keeps: made once, kept in its transaction, and shown as trends, then and later."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from delegation.labels import labels
from delegation.settings import Settings
from sync.commands.exits import FAULT
from sync.commands.sync import exit_status
from sync.figures import Level
from sync.kept_figures import QUALITY, STATUS, group_key, kept_figures, kpi_key
from sync.master.figures import build_content
from sync.measured import measure
from sync.programme.private import log_path
from sync.rebuild import content_at
from sync.store.store import Store
from sync.store.stored import FigureKey, FigureValue
from tests.sync.programmes import AS_OF, CYCLE, MEMBERS, Office

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")
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
        found = measure(store, office.programme, AS_OF)
        assert found.figures is not None
        assert kept_figures(found.figures, found.quality) == kept(office)
        content = build_content(store, office.programme, 1, AS_OF)
    assert (content.figures, content.quality) == (found.figures, found.quality)


@pytest.fixture
def faulty(office: Office) -> Office:
    """The same with a figure that fails in Remit's own code: a threshold that remit.toml does not allow."""
    bad: dict[str, Any] = {"min_coverage": "half"}
    settings = dataclasses.replace(office.programme.settings, **bad)
    office.programme = dataclasses.replace(office.programme, settings=settings)
    return office


def test_a_fault_in_a_figure_costs_no_record_and_no_earlier_figure(
    faulty: Office, caplog: pytest.LogCaptureFixture
) -> None:
    before = kept(faulty)
    written(faulty, 90)

    report = faulty.run()

    assert (report.changes.changed, report.master_is_current) == (1, True)
    with Store(faulty.programme.store) as store:
        assert [each.values["value"] for each in store.current(CYCLE.id, "readings")] == [90.0]
    assert kept(faulty) == before
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [TypeError]


def test_a_fault_in_a_figure_is_told_in_the_master_and_to_whoever_started_the_run(faulty: Office) -> None:
    written(faulty, 90)
    report = faulty.run()

    book = openpyxl.load_workbook(faulty.programme.master)
    told = "Remit itself failed on the figures of this run, so they are blank."
    assert any(told in str(cell.value) for row in book["Overview"].iter_rows() for cell in row)
    assert told in str(book["Runs"]["D3"].value)
    headers = {cell.value: cell.column for cell in book["KPIs"][4]}
    assert [book["KPIs"].cell(5, headers[name]).value for name in ("Name", "Status now", "Index")] == [
        "Revenue",
        None,
        None,
    ]
    log = log_path(faulty.programme.private)
    (note,) = report.notes
    assert note.text(labels("en")) == (
        "Remit itself failed on the figures of this run: they are blank in the master, all records are "
        f"there, and the next run tries again. Please report it with the log {log}."
    )
    assert exit_status(report) == FAULT


def test_once_the_fault_is_mended_the_next_run_makes_the_figures_though_nothing_else_has_changed(
    faulty: Office,
) -> None:
    written(faulty, 90)
    faulty.run()
    mended = dataclasses.replace(faulty.programme, settings=Settings())
    faulty.programme = mended

    report = faulty.run()

    assert (report.notes, kept(faulty)[kpi_key("north", "K1")]) == ((), 0.9)
    headers, row = openpyxl.load_workbook(mended.master)["KPIs"].iter_rows(4, 5, values_only=True)
    assert dict(zip(headers, row, strict=True))["Status now"] == "● On target"
