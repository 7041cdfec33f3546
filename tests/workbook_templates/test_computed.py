"""The computed columns: what stands in a cell, what LibreOffice finds, and what Remit says are the same."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from functools import cache, lru_cache, partial
from pathlib import Path

import pytest

from delegation.calendar import WorkingDays
from delegation.context import Context
from delegation.delegation_figures import evaluate_delegations
from delegation.health import Health
from delegation.kpi import KpiStatus, evaluate_kpis
from delegation.labels import labels
from delegation.load import plan_load
from delegation.settings import DEFAULT, Settings
from delegation.tables import KPIS
from delegation.validate import Validation, validate_tables
from delegation.workload import workload
from sync.reading.reader import read_workbook
from tests.workbook_templates.generated import AS_OF, OTHER, generated
from tests.workbook_templates.recalculation import compare, needs_libreoffice, opened, recalculated
from workbook_templates.team import ErrorValue, TeamWorkbook, build_team_workbook

HEADERS = 5  # the row of the headers
Shown = dict[str, dict[str, object]]


_values = lru_cache(maxsize=4)(partial(opened, values=True))  # most tests look at several of its sheets


@cache
def whole(language: str) -> tuple[TeamWorkbook, bytes, Validation]:
    """Everything that is generated, as a workbook, and what Remit takes in of it."""
    spec = generated(language)
    data = build_team_workbook(spec)
    return spec, data, taken_in(data, spec)


def shown(data: bytes, language: str, table_id: str, columns: tuple[str, ...]) -> Shown:
    """What the computed columns of a table show, by the id in the row's first cell and the column's id."""
    text = labels(language)
    sheet = _values(data)[text.sheet(table_id)]
    titles = [cell.value for cell in sheet[HEADERS]]
    places = {name: titles.index(text.text(f"computed.columns.{table_id}.{name}.label")) for name in columns}
    found: Shown = {}
    for row in sheet.iter_rows(min_row=HEADERS + 1, values_only=True):
        if row[0] is not None:  # of rows with one id the first counts
            cells = {name: "" if row[place] is None else row[place] for name, place in places.items()}
            found.setdefault(str(row[0]), cells)
    return found


def taken_in(data: bytes, spec: TeamWorkbook) -> Validation:
    found = read_workbook(data)
    context = Context(
        language=spec.language,
        as_of=AS_OF,
        cycle_first=spec.cycle_first,
        cycle_last=spec.cycle_last,
        settings=spec.settings,
    )
    return validate_tables(found.tables, context)


def alike(found: Mapping[str, object], wanted: Mapping[str, object]) -> bool:
    return found.keys() == wanted.keys() and all(
        abs(one - other) < 1e-9
        if isinstance(one, int | float) and isinstance(other, int | float)
        else one == other
        for one, other in ((found[name], wanted[name]) for name in wanted)
    )


def differing(found: Shown, wanted: Shown) -> dict[str, tuple[object, object]]:
    return {
        key: (found.get(key), each) for key, each in wanted.items() if not alike(found.get(key, {}), each)
    }


KPI_COLUMNS = ("actual", "attainment", "expected", "status")


def kpi_figures(validation: Validation, language: str, settings: Settings = DEFAULT) -> Shown:
    """What Remit says of the KPIs that it accepts."""
    records = validation.records
    found = evaluate_kpis(records["kpis"], records["readings"], AS_OF, settings)
    text = labels(language)
    return {
        key: {
            "actual": "" if each.reached.actual is None else each.reached.actual,
            "attainment": "" if each.judgement.attainment is None else each.judgement.attainment,
            "expected": "" if each.judgement.expected is None else each.judgement.expected,
            "status": text.text(f"show.kpi_status.{each.judgement.status}")
            if isinstance(each.judgement.status, KpiStatus)
            else str(each.judgement.status),
        }
        for key, each in found.items()
    }


@pytest.mark.parametrize("language", ["en", "zh"])
def test_cells_show_the_figures_of_every_accepted_kpi(language: str) -> None:
    _, data, accepted = whole(language)
    wanted = kpi_figures(accepted, language)
    assert len(wanted) > 100
    assert differing(shown(data, language, "kpis", KPI_COLUMNS), wanted) == {}


def test_every_status_and_most_errors_occur_among_the_generated_rows() -> None:
    _, data, _ = whole("en")
    found = {str(each["status"]) for each in shown(data, "en", "kpis", KPI_COLUMNS).values()}
    statuses = {labels("en").text(f"show.kpi_status.{each}") for each in KpiStatus}
    errors = {
        "KPI-TARGET-MISSING",
        "KPI-TARGET-RANGE",
        "KPI-BASELINE-SIDE",
        "KPI-LOW-MISSING",
        "KPI-HIGH-MISSING",
        "KPI-LOW-ORDER",
        "KPI-END-ORDER",
        "KPI-AMBER-ORDER",
    }
    assert found == statuses | errors


DELEGATION_COLUMNS = ("expected", "gap", "health", "next_check_in")


def delegation_figures(validation: Validation, language: str, settings: Settings = DEFAULT) -> Shown:
    """What Remit says of the delegations that it accepts."""
    records = validation.records
    found = evaluate_delegations(
        records["delegations"],
        as_of=AS_OF,
        check_ins=records["check_ins"],
        milestones=records["milestones"],
        calendar=WorkingDays.from_records(records["calendar"]),
        settings=settings,
    )
    text = labels(language)
    return {
        each.delegation_id: {
            "expected": "" if each.expected is None else each.expected,
            "gap": "" if each.gap is None else each.gap,
            "health": text.text(f"show.health.{each.health}"),
            "next_check_in": ""
            if each.next_check_in is None
            else dt.datetime.combine(each.next_check_in, dt.time()),
        }
        for each in found
    }


@pytest.mark.parametrize("language", ["en", "zh"])
def test_cells_show_the_figures_of_every_accepted_delegation(language: str) -> None:
    spec, data, accepted = whole(language)
    wanted = delegation_figures(accepted, language)
    assert len(wanted) == len(spec.rows["delegations"]) - 1  # one has the id of another
    assert differing(shown(data, language, "delegations", DELEGATION_COLUMNS), wanted) == {}
    words = {labels(language).text(f"show.health.{each}") for each in Health}
    assert {each["health"] for each in wanted.values()} == words


@cache
def with_other_thresholds() -> tuple[TeamWorkbook, bytes]:
    """Fewer rows, in Chinese, judged by the thresholds of another programme."""
    spec = dataclasses.replace(generated("zh", kpis=60, delegations=120), settings=OTHER)
    return spec, build_team_workbook(spec)


def test_cells_go_by_the_programmes_thresholds() -> None:
    spec, data = with_other_thresholds()
    validation = taken_in(data, spec)
    kpis, delegations = (figures(validation, "zh", OTHER) for figures in (kpi_figures, delegation_figures))
    assert differing(shown(data, "zh", "kpis", KPI_COLUMNS), kpis) == {}
    assert differing(shown(data, "zh", "delegations", DELEGATION_COLUMNS), delegations) == {}
    usual = dataclasses.asdict(DEFAULT)
    for name, value in dataclasses.asdict(OTHER).items():
        if value != usual[name]:  # the rows have to prove something of each of them
            but_one = dataclasses.replace(OTHER, **{name: usual[name]})
            found = kpi_figures(validation, "zh", but_one), delegation_figures(validation, "zh", but_one)
            assert found != (kpis, delegations), name


MEMBER_COLUMNS = tuple(
    f"{figure}_{name}" for name in ("week", "cycle") for figure in ("capacity", "load", "utilisation")
)


def member_figures(validation: Validation, spec: TeamWorkbook) -> Shown:
    """What Remit says of the members that it accepts, as `sync.figures` asks for it."""
    records = validation.records
    plan = plan_load(
        records["members"],
        records["delegations"],
        as_of=AS_OF,
        calendar=WorkingDays.from_records(records["calendar"]),
        leave=records["leave"],
        milestones=records["milestones"],
    )
    monday = AS_OF - dt.timedelta(days=AS_OF.weekday())
    windows = {
        "week": workload(plan, monday, monday + dt.timedelta(days=6)),
        "cycle": workload(plan, spec.cycle_first, spec.cycle_last),
    }
    found: Shown = {}
    for name, window in windows.items():
        for person in window.people:
            if person.name is None:  # who is no member has no row
                continue
            usage = person.usage
            share: object = usage.utilisation
            if share is None:
                share = labels(spec.language).text("show.band.no_capacity") if usage.band else ""
            found.setdefault(person.member_id, {}).update(
                {
                    f"capacity_{name}": usage.capacity_hours,
                    f"load_{name}": usage.load_hours,
                    f"utilisation_{name}": share,
                }
            )
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
def test_cells_show_the_figures_of_every_accepted_member(language: str) -> None:
    spec, data, accepted = whole(language)
    wanted = member_figures(accepted, spec)
    assert len(wanted) == len(spec.rows["members"]) - 1  # one has the id of another
    assert differing(shown(data, language, "members", MEMBER_COLUMNS), wanted) == {}
    limits = [wanted[f"L{number}"]["utilisation_cycle"] for number in range(3)]
    assert limits == pytest.approx([0.6, 0.85, 1], abs=1e-12)
    shares = {each["utilisation_cycle"] for each in wanted.values()}
    assert {"", labels(language).text("show.band.no_capacity")} <= shares


@needs_libreoffice
def test_libreoffice_computes_what_generated_rows_show(tmp_path: Path) -> None:
    for found in compare([whole("en")[1], with_other_thresholds()[1]], tmp_path):
        wrong = [
            f"{each.place} {each.formula}: saved {each.saved!r}, found {each.found!r}"
            for each in found
            if not each.agrees
        ]
        assert wrong == []


# Table, row, field, what somebody typed there.
WRONG: tuple[tuple[str, int, str, object], ...] = (
    ("kpis", 3, "end", "end of March"),
    ("kpis", 7, "target", "100 %"),
    ("readings", 5, "period", "2028-02-29"),
    ("readings", 9, "value", "90 pcs"),
    ("delegations", 8, "due", "2028-03-31"),
    ("delegations", 9, "progress", "80 %"),
    ("delegations", 10, "effort_hours", "5 days"),
    ("milestones", 1, "planned_end", "soon"),
    ("milestones", 8, "progress", "half"),
    ("check_ins", 1, "date", "2028-02-29"),
    ("calendar", 2, "date", "1 January"),  # a Saturday, so that nobody's days are others without it
    ("members", 4, "weekly_hours", "37.5 h"),
    ("members", 5, "work_days", "weekends"),
    ("members", 6, "reserved_share", ErrorValue("#N/A")),
    ("leave", 1, "start", "2028-02-29"),
    ("leave", 4, "share", "a quarter"),
    ("leave", 3, "end", dt.date(2028, 1, 1)),  # before its start
)

KEYS = {"kpis": "kpi_id", "delegations": "delegation_id", "members": "member_id"}
OWNERS = {"readings": "kpis", "milestones": "delegations", "check_ins": "delegations", "leave": "members"}


def without_types(spec: TeamWorkbook) -> tuple[TeamWorkbook, TeamWorkbook, dict[str, set[str]]]:
    """The workbook as it was meant, the same with what was typed, and by table whose figures are unknown."""
    rows = {table: [dict(each) for each in found] for table, found in spec.rows.items()}
    hit: dict[str, set[str]] = {"kpis": set(), "delegations": set(), "members": set(), "load": set()}
    for table, row, field_id, _ in WRONG:
        cells = rows[table][row]
        whose = OWNERS.get(table, table)
        if whose in KEYS and field_id != "effort_hours":
            hit[whose].add(str(cells[KEYS[whose]]))
        if whose == "delegations" and table != "check_ins":
            delegation = next(
                each for each in rows["delegations"] if each["delegation_id"] == cells["delegation_id"]
            )
            delegation |= {"status": "accepted", "delegate": f"M{14 + len(hit['load']) % 4}"}
            hit["load"].add(str(delegation["delegate"]))
    meant = {table: [dict(each) for each in found] for table, found in rows.items()}
    for table, row, field_id, value in WRONG:
        rows[table][row][field_id] = value
    return dataclasses.replace(spec, rows=meant), dataclasses.replace(spec, rows=rows), hit


@needs_libreoffice
def test_cells_of_the_wrong_type_cost_their_own_rows_their_figures_and_no_others(tmp_path: Path) -> None:
    meant, typed, hit = without_types(generated("en", kpis=20, delegations=20))
    assert hit["members"] == {"M05", "M06", "M07", "M11", "M12", "M13"}
    assert hit["load"] == {"M14", "M15", "M16", "M17"}
    original, data = build_team_workbook(meant), build_team_workbook(typed)
    (found,) = recalculated([data], tmp_path)
    loads = tuple(each for each in MEMBER_COLUMNS if not each.startswith("capacity"))
    for table, columns in (
        ("kpis", KPI_COLUMNS),
        ("delegations", DELEGATION_COLUMNS),
        ("members", MEMBER_COLUMNS),
    ):
        before = shown(original, "en", table, columns)
        assert hit[table] <= before.keys()
        wanted: Shown = {**before, **{key: dict.fromkeys(columns, "⚠") for key in hit[table]}}
        if table == "members":  # a delegation's cells are needed for its delegate's load, nobody else's
            wanted |= {key: {**before[key], **dict.fromkeys(loads, "⚠")} for key in hit["load"]}
        assert differing(shown(data, "en", table, columns), wanted) == {}
        assert differing(shown(found, "en", table, columns), wanted) == {}


def test_readers_pass_over_computed_columns() -> None:
    spec = generated("zh", kpis=3)
    found = read_workbook(build_team_workbook(spec))
    assert [each.code for each in found.issues] == []
    assert found.tables["kpis"].columns.keys() == set(KPIS.field_ids)
