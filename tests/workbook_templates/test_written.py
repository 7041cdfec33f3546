from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from tests.grids import text_grid
from tests.workbook_templates.example import day, ordinary
from workbook_templates.specification import ErrorValue, TeamWorkbook
from workbook_templates.written import Cell, listed_readings, written_rows


def with_rows(language: str = "en", **rows: list[dict[str, object]]) -> TeamWorkbook:
    return dataclasses.replace(ordinary(language), rows=rows)


def written(
    table: str, row: dict[str, object], language: str = "en", **rows: list[dict[str, object]]
) -> dict[str, Cell]:
    return dict(written_rows(with_rows(language, **{table: [row], **rows}))[table][0])


MEMBERS: list[dict[str, object]] = [
    {"member_id": "M1", "name": "Ana Sousa"},
    {"member_id": "M2", "name": "Li Wei"},
    {"member_id": "M3", "name": "li  wei"},
    {"member_id": "M4", "name": "M1"},
    {"member_id": "M5"},
]


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("M1", "Ana Sousa"),
        ("M2", "M2"),  # two people are called so, but for case and spaces
        ("M4", "M4"),  # the name is somebody else's id
        ("M5", "M5"),
        ("Bob from head office", "Bob from head office"),
    ],
)
def test_people_are_called_by_their_name_where_it_is_theirs_alone(key: str, shown: str) -> None:
    assert written("plan", {"responsible": key}, members=MEMBERS) == {"responsible": shown}


@pytest.mark.parametrize(
    ("table", "field", "value", "english", "chinese"),
    [
        ("delegations", "status", "in_progress", "In progress", "进行中"),
        ("delegations", "status", "nearly done", "nearly done", "nearly done"),
        ("delegations", "authority_level", 7, "Delegate", "完全授权"),
        ("delegations", "authority_level", 9, 9, 9),
        ("delegations", "required_skills", (("SQL", 3), ("Excel", 4)), "SQL:3, Excel:4", "SQL：3、Excel：4"),
        ("delegations", "progress", 0.85, 0.85, 0.85),
        ("delegations", "due", dt.date(2026, 11, 2), dt.date(2026, 11, 2), dt.date(2026, 11, 2)),
        ("delegations", "due", "31/02/2026", "31/02/2026", "31/02/2026"),
        ("delegations", "due", dt.date(1812, 6, 24), "1812-06-24", "1812-06-24"),
        ("delegations", "due", ErrorValue("#N/A"), ErrorValue("#N/A"), ErrorValue("#N/A")),
        ("delegations", "effort_hours", float("inf"), "inf", "inf"),
        ("members", "work_days", ("mon", "wed"), "Mon, Wed", "周一、周三"),
        ("meetings", "attendees", ("Ana", "Li"), "Ana, Li", "Ana、Li"),
        ("skills", "level", 3, "Competent", "胜任"),
        ("readings", "state", "not_applicable", "Not applicable", "不适用"),
    ],
)
def test_values_are_written_as_people_read_them(
    table: str, field: str, value: object, english: Cell, chinese: Cell
) -> None:
    assert written(table, {field: value}) == {field: english}
    assert written(table, {field: value}, "zh") == {field: chinese}


def test_blank_values_leave_the_cell_blank() -> None:
    row: dict[str, object] = {"title": None, "notes": "", "required_skills": (), "rationale": "\x01"}
    assert written("delegations", row) == {}


def readings_of(kpi: dict[str, object], *there: dict[str, object]) -> list[str]:
    kpi = {"kpi_id": "K", "direction": "higher", "aggregation": "last", **kpi}
    found = listed_readings(with_rows(kpis=[kpi], readings=list(there)))
    return [str(row["period"]) for row in found]


def test_readings_are_listed_for_every_period_of_the_cycle() -> None:
    cases = """
        | frequency | start      | end        | first      | last       | how many |
        | weekly    |            |            | 2026-10-04 | 2026-12-27 | 13       |
        | monthly   |            |            | 2026-10-31 | 2026-12-31 | 3        |
        | quarterly |            |            | 2026-12-31 | 2026-12-31 | 1        |
        | monthly   | 2026-11-10 |            | 2026-11-30 | 2026-12-31 | 2        |
        | monthly   |            | 2026-11-10 | 2026-10-31 | 2026-11-10 | 2        |
        | weekly    | 2026-01-01 | 2026-10-07 | 2026-10-04 | 2026-10-07 | 2        |
    """
    for frequency, start, end, first, last, count in text_grid(cases)[1:]:
        dates = {"start": dt.date.fromisoformat(start)} if start else {}
        if end:
            dates["end"] = dt.date.fromisoformat(end)
        found = readings_of({"frequency": frequency, **dates})
        assert (found[0], found[-1], str(len(found))) == (first, last, count)


def test_a_period_that_has_a_row_is_not_listed_again() -> None:
    there: dict[str, object] = {"kpi_id": "K", "period": day(11, 30), "value": 1}
    assert readings_of({"frequency": "monthly"}, there) == ["2026-10-31", "2026-12-31"]


def test_readings_given_come_first_then_the_earliest_period_with_kpis_in_their_order() -> None:
    kpis: list[dict[str, object]] = [
        {"kpi_id": "K2", "name": "Second", "frequency": "monthly"},
        {"kpi_id": "K1", "name": "First", "frequency": "monthly"},
        {"kpi_id": "K3", "name": "Never measured", "frequency": "sometimes"},
    ]
    rows = written_rows(with_rows(kpis=kpis, readings=[{"kpi_id": "K1", "period": day(9, 30), "value": 4}]))[
        "readings"
    ]
    assert [(row["kpi_id"], row["period"]) for row in rows[:4]] == [
        ("First", day(9, 30)),
        ("Second", day(10, 31)),
        ("First", day(10, 31)),
        ("Second", day(11, 30)),
    ]
    assert len(rows) == 7
