"""What the figures say of a team on the Overview, and in its sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest

from delegation.labels import labels
from sync.figures import Level
from sync.kept_figures import QUALITY, group_key
from sync.master.content import Tone
from sync.master.rows import table_rows
from sync.run.incoming import Status
from sync.store.stored import FigureSpan
from tests.sync.master.test_figure_cells import kpi, reading
from tests.sync.masters import Told, content, day, delegation, record, run, state
from workbook_templates.figure_columns import figure_columns

SHOWN = {each.id for each in figure_columns("overview", labels("en"))} | {
    f"quality_trend_{back}" for back in range(12)
}


def source() -> Told:
    """North has two people, two KPIs, one of them below, and an overdue delegation; others have nothing."""
    quality = group_key(Level.TEAM, "north", QUALITY)
    return Told(
        records=[
            record("north", "members", "M1", 6, member_id="M1", name="Ana", weekly_hours=40.0),
            record("north", "members", "M2", 7, member_id="M2", name="Li Na", weekly_hours=40.0),
            kpi("K1"),
            reading("K1", 60.0),
            kpi("K2"),
            reading("K2", 100.0),
            delegation("north", "D1", due=day("2026-12-04"), effort_hours=210.0),
        ],
        states=[state("north", Status.UPDATED, 4, rejected=1)],
        past=[run(4), run(3)],
        kept=[
            FigureSpan(key=quality, value=0.5, first_run=3, until_run=4),
            FigureSpan(key=quality, value=0.9, first_run=4, until_run=None),
        ],
    )


def test_a_team_has_score_workload_trouble_and_the_quality_of_its_data_with_parts_and_trend() -> None:
    north, south, _ = table_rows(content(source=source()), "overview").rows()

    assert {name: cell for name, cell in north.items() if name in SHOWN} == {
        "trouble": 1,
        "score": 0.8,
        "worst": "■ Below",
        "utilisation": 0.9375,
        "band": "▲ Full",
        "quality": pytest.approx((1 + 1 + 2 / 3) / 3),
        "timeliness": 1.0,
        "completeness": 1.0,
        "validity": pytest.approx(2 / 3),
        "quality_trend_1": 0.5,
        "quality_trend_0": 0.9,
    }
    assert not south.keys() & SHOWN


@pytest.mark.parametrize(
    ("language", "below", "fullest"),
    [
        (
            "en",
            "1 of 2 KPIs is below target: “KPI K1” (North), at 60% of what is expected.",
            "North is the fullest team: 94% of its capacity until the end of the cycle is taken.",
        ),
        (
            "zh",
            "2 个指标中有 1 个未达标：“KPI K1”（North），仅为目前应达水平的 60%。",
            "North最为饱满：到周期结束为止的产能已占用 94%。",
        ),
    ],
)
def test_kpis_below_target_and_the_fullest_team_have_a_sentence_each(
    language: str, below: str, fullest: str
) -> None:
    said = {line.text: line for line in content(language, source()).lines}

    assert (said[below].tone, said[below].target.sheet, said[below].target.key) == (
        Tone.BAD,
        "kpis",
        "north:K1",
    )
    assert (said[fullest].tone, said[fullest].target.key) == (Tone.WATCH, "north")


def test_where_kpis_and_workload_are_well_nothing_is_said_of_them() -> None:
    found = content(source=Told(records=[kpi("K1"), reading("K1", 100.0)], past=[run(4)]))

    assert not [line for line in found.lines if "KPI" in line.text or "fullest" in line.text]


def test_a_team_without_counts_has_no_quality() -> None:
    told = source()
    told.states = [replace(told.states[0], rows={})]

    assert content(source=told).quality == {}
