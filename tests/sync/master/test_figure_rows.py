"""A programme's figures → the rows of the sheets Figures and Workload, and what stands above them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from delegation.labels import labels
from sync.master import MasterContent
from sync.master.figure_heads import figures_text, week_days
from sync.master.figures import build_content
from sync.master.rows import table_rows
from tests.sync.masters import AS_OF, PROGRAMME, Told, content, day, delegation, record, told
from workbook_templates.master_figures import FIGURES, WORKLOAD

DEPARTMENTS = replace(
    PROGRAMME,
    teams=tuple(replace(team, department="" if team.id == "south" else "Sales") for team in PROGRAMME.teams),
)
NO_HEALTH = dict.fromkeys(
    (
        "overdue", "blocked", "not_accepted", "silent", "at_risk", "slipping", "review_late", "on_track",
        "in_review", "completed", "other_health",
    ),
    0,
)  # fmt: skip
CHRISTMAS_WEEKS = {"week_13": 0.0, "week_14": 0.0}


def rows(sheet_id: str, found: MasterContent) -> dict[str, dict[str, object]]:
    """Key → the row without its key."""
    made = table_rows(found, sheet_id)
    said = [dict(row) for row in made.rows()]
    assert [row.pop("_key") for row in said] == list(made.keys)
    return dict(zip(made.keys, said, strict=True))


def two_kpis() -> Told:
    """North reports on one KPI of two, and closed one delegation too late."""
    source = told()
    kpi = next(each for each in source.records if each.table == "kpis")
    second = replace(kpi, key="K2", values={**kpi.values, "kpi_id": "K2", "name": "Returns"})
    reading = record(
        "north",
        "readings",
        "K1+2026-11-30",
        kpi_id="K1",
        period=day("2026-11-30"),
        value=76.0,
        state="reported",
    )
    late = delegation(
        "north", "D3", 8, status="completed", due=day("2026-11-30"), completed_on=day("2026-12-02")
    )
    source.records += [second, reading, late]
    return source


def test_a_team_has_its_figures_in_a_row() -> None:
    assert rows(FIGURES, build_content(two_kpis(), DEPARTMENTS, 4, AS_OF))["team:north"] == {
        "_team": "north",
        "level": "Team",
        "group": "North",
        "score": 0.8,
        "coverage": 0.5,
        "worst": "▲ No data",
        "kpis": 2,
        "capacity": 203.0,
        "load": 48.0,
        "utilisation": 0.236453202,
        "band": "○ Under",
        "week_utilisation": 0.662068966,
        "waiting": 0.0,
        "people": 2,
        "cv": 1.0,
        "gini": 0.5,
        "fullest": "Li Na",
        "fullest_utilisation": 0.527472527,
        "delegations": 3,
        **NO_HEALTH,
        "overdue": 1,
        "not_accepted": 1,
        "completed": 1,
        "on_time": 0.0,
    }


def test_what_is_not_known_is_said_in_words_and_never_as_none() -> None:
    found = rows(FIGURES, content())

    assert found["team:south"] == {
        "_team": "south",
        "level": "Team",
        "group": "South",
        "score": "○ No KPIs",
        "kpis": 0,
        "capacity": 0.0,
        "load": 0.0,
        "waiting": 0.0,
        "people": 0,
        "delegations": 1,
        **NO_HEALTH,
        "completed": 1,
        "on_time": "none closed",
    }
    north, huadong = found["team:north"], found["team:huadong"]
    assert (north["score"], north["coverage"]) == ("○ Insufficient data", 0.0)
    assert (huadong["utilisation"], huadong["band"], huadong["week_utilisation"]) == (
        "no hours",
        "■ No capacity",
        "no hours",
    )


def test_departments_and_the_programme_are_made_of_people_and_kpis() -> None:
    found = rows(FIGURES, build_content(two_kpis(), DEPARTMENTS, 4, AS_OF))

    assert list(found) == ["team:north", "team:south", "team:huadong", "department:Sales", "programme"]
    sales, whole = found["department:Sales"], found["programme"]
    assert (sales["level"], sales["group"], "_team" in sales) == ("Department", "Sales", False)
    assert (sales["capacity"], sales["load"], sales["utilisation"]) == (203.0, 88.0, 0.433497537)
    assert (whole["level"], whole["group"], whole["fullest"]) == ("Programme", "Launch", "Li Na (North)")
    assert (whole["score"], whole["coverage"], whole["delegations"]) == (0.8, 0.5, 5)


def test_every_delegation_is_counted_under_one_health() -> None:
    for row in rows(FIGURES, build_content(two_kpis(), DEPARTMENTS, 4, AS_OF)).values():
        assert sum(int(str(row[health])) for health in NO_HEALTH) == row["delegations"]


def test_everybody_has_a_row_with_the_weeks_that_are_left() -> None:
    assert rows(WORKLOAD, content()) == {
        "north:M1": {
            "_team": "north",
            "team": "North",
            "member_id": "M1",
            "person": "Ana Sousa",
            "capacity": 112.0,
            "load": 0.0,
            "utilisation": 0.0,
            "band": "○ Under",
            "waiting": 0.0,
            "week_12": 0.0,
            **CHRISTMAS_WEEKS,
        },
        "north:M2": {
            "_team": "north",
            "team": "North",
            "member_id": "M2",
            "person": "Li Na",
            "capacity": 91.0,
            "load": 48.0,
            "utilisation": 0.527472527,
            "band": "○ Under",
            "waiting": 0.0,
            "week_12": 1.476923077,
            **CHRISTMAS_WEEKS,
        },
        "huadong:M2": {
            "_team": "huadong",
            "team": "华东销售区",
            "member_id": "M2",
            "capacity": 0.0,
            "load": 40.0,
            "utilisation": "no hours",
            "band": "■ No capacity",
            "waiting": 0.0,
            "week_12": "no hours",
        },
    }


def test_rows_are_in_the_masters_language() -> None:
    groups, people = rows(FIGURES, content("zh")), rows(WORKLOAD, content("zh"))

    assert [(each["level"], each["on_time"]) for each in groups.values()] == [
        ("团队", "尚无结项"),
        ("团队", "尚无结项"),
        ("团队", "尚无结项"),
        ("项目", "尚无结项"),
    ]
    assert groups["programme"]["fullest"] == "Li Na（North）"
    assert [(each["band"], each["week_12"]) for each in people.values()] == [
        ("○ 不饱和", 0.0),
        ("○ 不饱和", 1.476923077),
        ("■ 无可用工时", "无工时"),
    ]


def test_without_figures_there_are_no_rows() -> None:
    nothing = MasterContent(
        language="en", programme="Launch", cycle="2026-Q4", as_of=AS_OF, run=1, complete=True
    )

    assert (rows(FIGURES, nothing), rows(WORKLOAD, nothing)) == ({}, {})
    assert week_days(nothing, labels("en")) == {}


@pytest.mark.parametrize(
    ("language", "first", "second", "last"),
    [("en", "1 Oct", "5 Oct", "28 Dec"), ("zh", "10月1日", "10月5日", "12月28日")],
)
def test_above_a_week_stands_its_first_day(language: str, first: str, second: str, last: str) -> None:
    found = week_days(content(language), labels(language))

    assert list(found) == [f"week_{number}" for number in range(1, 15)]
    assert (found["week_1"], found["week_2"], found["week_14"]) == (first, second, last)


@pytest.mark.parametrize(
    ("sheet_id", "count", "text"),
    [
        (
            FIGURES,
            5,
            (
                "Hours are those left in the cycle. Departments and the programme count their teams again: "
                "never add rows up."
            ),
        ),
        (FIGURES, 0, "No figures yet. They appear here once a team is set up."),
        (
            WORKLOAD,
            50,
            (
                "50 people, with the hours left in the cycle. Weeks: load ÷ capacity, ▲ above 85%, "
                "■ above 100%; those gone by are blank."
            ),
        ),
        (
            WORKLOAD,
            1,
            (
                "1 person, with the hours left in the cycle. Weeks: load ÷ capacity, ▲ above 85%, "
                "■ above 100%; those gone by are blank."
            ),
        ),
        (WORKLOAD, 0, "Nobody yet. People appear here once a team fills in its sheet Members."),
    ],
)
def test_above_the_table_stands_how_to_read_it(sheet_id: str, count: int, text: str) -> None:
    assert figures_text(content(), sheet_id, count, labels("en")) == text


def test_what_is_due_later_is_in_later_weeks() -> None:
    source = told()
    source.records = [each for each in source.records if each.table == "members"]
    source.records.append(
        delegation("north", "D1", start=day("2026-12-21"), due=day("2026-12-31"), effort_hours=36.0)
    )

    found = rows(WORKLOAD, build_content(source, PROGRAMME, 4, dt.date(2026, 12, 14)))["north:M2"]

    assert {name: value for name, value in found.items() if name.startswith("week")} == {
        "week_12": 0.0,
        "week_13": 0.615384615,
        "week_14": 0.615384615,
    }
