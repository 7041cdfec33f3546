"""Rules of SPEC §5 for KPIs."""

from __future__ import annotations

import pytest

from delegation.settings import Settings
from tests.delegation.books import changed_context, check, codes, said, variant
from tests.delegation.rules.about import about_kpi


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"target": None}, ["KPI-TARGET-MISSING"]),
        ({"target": "many"}, ["KPI-TARGET-TYPE"]),
        ({"target": 0}, ["KPI-TARGET-RANGE"]),
        ({"target": 0, "baseline": 0}, ["KPI-TARGET-RANGE", "KPI-BASELINE-EQUAL"]),
        ({"target": 0, "baseline": -5}, []),
        (
            {"target": 0, "baseline": -5, "aggregation": "sum"},
            ["KPI-TARGET-RANGE", "KPI-BASELINE-CONFLICT"],
        ),
        (
            {"target": 0, "baseline": -5, "aggregation": "sum", "end": None},
            ["KPI-END-MISSING", "KPI-BASELINE-CONFLICT"],
        ),
        ({"baseline": 50}, []),
        ({"baseline": 100}, ["KPI-BASELINE-EQUAL"]),
        ({"baseline": 120}, ["KPI-BASELINE-SIDE"]),
        ({"direction": "lower", "baseline": 120}, []),
        ({"direction": "lower", "baseline": 50}, ["KPI-BASELINE-SIDE"]),
        ({"direction": "range", "target": None}, ["KPI-LOW-MISSING", "KPI-HIGH-MISSING"]),
        ({"direction": "range", "target": None, "low": 1, "high": 5}, []),
        ({"direction": "range", "target": None, "low": 0, "high": 0}, []),
        ({"direction": "range", "target": None, "low": 5, "high": 1}, ["KPI-LOW-ORDER"]),
        ({"direction": "range", "target": None, "low": "x", "high": 1}, ["KPI-LOW-TYPE"]),
        ({"tolerance": 0}, ["KPI-TOLERANCE-RANGE"]),
        ({"aggregation": "sum"}, []),
        ({"aggregation": "sum", "start": None}, ["KPI-START-MISSING"]),
        ({"aggregation": "sum", "start": None, "end": None}, ["KPI-START-MISSING", "KPI-END-MISSING"]),
        ({"aggregation": "sum", "baseline": 10}, ["KPI-BASELINE-CONFLICT"]),
        ({"amber_at": 0.9, "green_at": 0.9}, []),
        ({"amber_at": 0.95}, ["KPI-AMBER-ORDER"]),
        ({"green_at": 0.7}, ["KPI-AMBER-ORDER"]),
        ({"weight": 0}, ["KPI-WEIGHT-ZERO"]),
        ({"weight": -1}, ["KPI-WEIGHT-RANGE"]),
    ],
    ids=str,
)
def test_definition(cells: dict[str, object], expected: list[str]) -> None:
    found = [code for code in about_kpi(**cells) if code not in ("KPI-MISSED", "RDG-KPI-REJECTED")]
    assert sorted(found) == sorted(expected)


def test_the_wrong_side_is_told_with_target_and_direction() -> None:
    found = check(kpis=variant("kpis", baseline=120))
    assert said(found)[0] == (
        "KPIs!I2 (Baseline): The baseline 120 is on the wrong side of the target 100: the direction is"
        " Higher is better. Correct the direction, the baseline or the target. [KPI-BASELINE-SIDE]"
    )


def test_the_thresholds_of_the_programme_hold_where_the_kpi_has_none() -> None:
    context = changed_context(settings=Settings(green_at=0.8))
    found = check(context, kpis=variant("kpis", amber_at=0.85))
    assert codes(found)[:1] == ["KPI-AMBER-ORDER KPIs!I2"]


def test_one_weight_above_zero_is_enough() -> None:
    kpis = """
        | kpi_id | name    | direction | target | frequency | aggregation | start      | weight |
        | K1     | Revenue | higher    | 100    | monthly   | last        | 2026-11-01 | 0      |
        | K2     | Errors  | lower     | 5      | monthly   | last        | 2026-11-01 | {}     |
    """
    assert codes(check(kpis=kpis.format("0"))) == ["KPI-WEIGHT-ZERO KPIs!H2"]
    assert codes(check(kpis=kpis.format("0.5"))) == []
    assert codes(check(kpis=kpis.format(""))) == []
