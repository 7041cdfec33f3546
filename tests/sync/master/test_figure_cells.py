"""What the figures say beside the rows on KPIs, Delegations and Members, in words and finished values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from delegation.records import Value
from sync.kept_figures import kpi_key
from sync.master.rows import Cell, table_rows
from sync.store.stored import FigureSpan, StoredRecord
from tests.sync.masters import Told, content, day, delegation, record, run
from workbook_templates.master_sheet import trend_cells

BESIDE = {"_key", "_team", "team"}
OF_KPIS = ("status", "index", "actual", "attainment", "expected", "period")
OF_DELEGATIONS = (
    *("health", "progress", "typed_progress", "expected", "gap", "next_check_in"),
    *("on_time", "extensions", "definition", "initiative"),
)


def kpi(key: str, team: str = "north", /, **values: Value) -> StoredRecord:
    filled: dict[str, Value] = {
        "kpi_id": key,
        "name": f"KPI {key}",
        "owner": "M1",
        "direction": "higher",
        "target": 100.0,
        "frequency": "monthly",
        "aggregation": "last",
        **values,
    }
    return record(team, "kpis", key, **{name: value for name, value in filled.items() if value != ""})


def reading(key: str, value: float, period: str = "2026-11-30", team: str = "north") -> StoredRecord:
    return record(
        team, "readings", f"{key}+{period}", kpi_id=key, period=day(period), value=value, state="reported"
    )


def closed(key: str, *, due: str, on: str) -> StoredRecord:
    return delegation("north", key, status="completed", due=day(due), completed_on=day(on))


def rows(
    sheet: str,
    *records: StoredRecord,
    language: str = "en",
    only: tuple[str, ...] = (),
    kept: Sequence[FigureSpan] = (),
) -> dict[object, dict[str, Cell]]:
    """Key → the cells of its row, or those of them that are asked for. There have been four runs."""
    source = Told(records=list(records), kept=list(kept), past=[run(number) for number in (4, 3, 2, 1)])
    found = table_rows(content(language, source), sheet)
    return {
        row["_key"]: {
            name: cell for name, cell in row.items() if name not in BESIDE and name in (only or row)
        }
        for row in found.rows()
    }


def test_a_kpi_has_what_it_reached_by_when_and_what_that_means() -> None:
    revenue = kpi("K1", aggregation="sum", start=day("2026-10-01"), end=day("2026-12-30"))

    assert rows("kpis", revenue, reading("K1", 30.0, "2026-11-30"), only=OF_KPIS) == {
        "north:K1": {
            "status": "■ Below",
            "index": pytest.approx(0.45),
            "actual": 30.0,
            "attainment": pytest.approx(0.3),
            "expected": pytest.approx(60 / 90),
            "period": day("2026-11-30"),
        }
    }


def test_what_is_not_known_of_a_kpi_is_blank_and_never_zero() -> None:
    assert rows("kpis", kpi("K1"), only=OF_KPIS) == {"north:K1": {"status": "▲ No data"}}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_kpi_that_cannot_be_judged_shows_the_code_of_its_error(language: str) -> None:
    found = rows(
        "kpis", kpi("K1", baseline=120.0), reading("K1", 90.0), language=language, only=("status", "index")
    )

    assert found == {"north:K1": {"status": "■ KPI-BASELINE-SIDE"}}


def test_a_delegation_has_its_health_and_the_progress_that_it_goes_by() -> None:
    found = rows(
        "delegations",
        delegation(
            "north",
            "D1",
            start=day("2026-11-30"),
            due=day("2026-12-25"),
            accepted_on=day("2026-11-30"),
            progress=0.9,
            check_in_days=10,
        ),
        record(
            "north",
            "milestones",
            "D1+Draft",
            delegation_id="D1",
            milestone="Draft",
            planned_end=day("2026-12-20"),
            progress=0.2,
        ),
        record(
            "north",
            "adjustments",
            "D1+2026-12-01+due",
            delegation_id="D1",
            date=day("2026-12-01"),
            what="due",
            becomes="2026-12-25",
            reason="Holidays",
        ),
        only=OF_DELEGATIONS,
    )

    assert found == {
        "north:D1": {
            "health": "■ At risk",
            "progress": 0.2,
            "typed_progress": 0.9,
            "expected": 0.5,
            "gap": pytest.approx(-0.3),
            "next_check_in": day("2026-12-14"),
            "extensions": 1,
            "definition": pytest.approx(7 / 9),
        }
    }


def test_the_typed_progress_stands_there_once_where_it_is_the_one_that_counts() -> None:
    found = rows("delegations", delegation("north", "D1", progress=0.5), only=("progress", "typed_progress"))

    assert found == {"north:D1": {"progress": 0.5}}


@pytest.mark.parametrize(("language", "late", "in_time"), [("en", "■ No", "● Yes"), ("zh", "■ 否", "● 是")])
def test_a_closed_delegation_says_whether_it_was_on_time(language: str, late: str, in_time: str) -> None:
    found = rows(
        "delegations",
        delegation(
            "north", "D1", 6, status="completed", due=day("2026-12-01"), completed_on=day("2026-12-02")
        ),
        delegation(
            "north", "D2", 7, status="completed", due=day("2026-12-02"), completed_on=day("2026-12-02")
        ),
        language=language,
        only=("on_time", "expected", "gap", "next_check_in"),
    )

    assert found == {"north:D1": {"on_time": late}, "north:D2": {"on_time": in_time}}


def test_a_member_has_score_workload_and_delegations_in_short() -> None:
    found = rows(
        "members",
        record("north", "members", "M1", 6, member_id="M1", name="Ana", weekly_hours=40.0),
        record("north", "members", "M2", 7, member_id="M2", name="Li Na", weekly_hours=20.0),
        kpi("K1"),
        reading("K1", 80.0),
        kpi("K2", owner="M1"),
        delegation("north", "D1", 6, start=day("2026-12-14"), due=day("2026-12-18"), effort_hours=22.0),
        delegation("north", "D2", 7, due=day("2026-12-04"), effort_hours=2.0, progress=0.5),
        delegation("north", "D3", 8, status="draft", effort_hours=5.0, start=day("2026-12-20")),
    )

    assert found == {
        "north:M1": {
            "member_id": "M1",
            "name": "Ana",
            "weekly_hours": 40.0,
            "band": "○ Under",
            "utilisation": 0.0,
            "load": 0.0,
            "capacity": 112.0,
            "week_band": "○ Under",
            "week_utilisation": 0.0,
            "week_load": 0.0,
            "week_capacity": 40.0,
            "waiting": 0.0,
            "score": 0.8,
            "coverage": 0.5,
            "worst": "▲ No data",
        },
        "north:M2": {
            "member_id": "M2",
            "name": "Li Na",
            "weekly_hours": 20.0,
            "band": "○ Under",
            "utilisation": pytest.approx(23 / 56),
            "load": pytest.approx(23.0),
            "capacity": 56.0,
            "week_band": "■ Overloaded",
            "week_utilisation": pytest.approx(1.15),
            "week_load": pytest.approx(23.0),
            "week_capacity": 20.0,
            "waiting": 5.0,
            "health": "■ Overdue 1  ○ Not started 1  ● On track 1",
        },
    }


def test_a_score_of_which_too_little_is_known_is_said_in_words() -> None:
    ana = record("north", "members", "M1", member_id="M1", name="Ana", weekly_hours=40.0)

    found = rows("members", ana, kpi("K1"), language="zh", only=("score", "coverage", "worst"))

    assert found == {"north:M1": {"score": "○ 数据不足", "coverage": 0.0, "worst": "▲ 无数据"}}


def test_nothing_personal_is_told_of_a_member_by_default() -> None:
    found = rows(
        "members",
        record("north", "members", "M2", member_id="M2", name="Li Na", weekly_hours=20.0, motivation=1),
        delegation("north", "D1", status="returned", completed_on=day("2026-12-02")),
        record(
            "north",
            "evaluations",
            "M2+-+2026-Q4",
            member_id="M2",
            period="2026-Q4",
            date=day("2026-12-02"),
            quality=1,
            evaluator="Ana",
        ),
    )

    assert not {"motivation", "on_time", "reliability", "quality"} & found["north:M2"].keys()


def test_rows_of_a_team_that_is_no_longer_configured_and_other_tables_have_no_figures() -> None:
    assert rows("plan", record("gone", "kpis", "K1", kpi_id="K1")) == {}


def test_the_columns_in_which_something_stands_are_known_beforehand() -> None:
    found = table_rows(content(source=Told(records=[kpi("K1"), reading("K1", 90.0)])), "kpis")

    assert found.used == frozenset().union(*found.rows())


def test_dates_are_days_and_shares_are_numbers() -> None:
    (row,) = rows("kpis", kpi("K1"), reading("K1", 90.0), only=OF_KPIS).values()

    assert {name: type(cell) for name, cell in row.items()} == {
        "status": str,
        "index": float,
        "actual": float,
        "attainment": float,
        "period": dt.date,
    }


TREND = ("change", *trend_cells("trend"))


def index(value: float, first: int, until: int | None = None) -> FigureSpan:
    return FigureSpan(key=kpi_key("north", "K1"), value=value, first_run=first, until_run=until)


def test_a_kpi_has_its_index_after_each_of_the_newest_runs() -> None:
    kept = [index(0.5, 2, 3), index(0.62, 3, 4), index(0.9, 4)]

    found = rows("kpis", kpi("K1"), only=TREND, kept=kept)

    assert found == {
        "north:K1": {"trend_2": 0.5, "trend_1": 0.62, "trend_0": 0.9, "change": "● 28 points up"}
    }


@pytest.mark.parametrize(
    ("language", "kept", "change"),
    [
        ("en", [index(0.9, 1, 4), index(0.75, 4)], "▲ 15 points down"),
        ("zh", [index(0.9, 1, 4), index(0.75, 4)], "▲ 下降 15 点"),
        ("zh", [index(0.9, 1, 4), index(0.95, 4)], "● 上升 5 点"),
        ("en", [index(0.9, 1)], "="),
        ("en", [index(0.9, 1, 4), index(0.9004, 4)], "="),
        ("en", [index(0.9, 4)], "–"),
        ("en", [index(0.9, 1, 3), index(0.9, 4)], "–"),
    ],
)
def test_how_the_index_compares_with_the_run_before_is_said_in_points(
    language: str, kept: list[FigureSpan], change: str
) -> None:
    found = rows("kpis", kpi("K1"), language=language, only=("change",), kept=kept)

    assert found == {"north:K1": {"change": change}}


@pytest.mark.parametrize("kept", [[], [index(0.9, 1, 4)]], ids=["never known", "not known any more"])
def test_where_the_index_is_not_known_there_is_nothing_to_compare(kept: list[FigureSpan]) -> None:
    assert "change" not in rows("kpis", kpi("K1"), only=TREND, kept=kept)["north:K1"]
