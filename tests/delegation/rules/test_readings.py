"""Rules of SPEC §5 for readings of KPIs."""

from __future__ import annotations

import pytest

from delegation.settings import Settings
from tests.delegation.books import changed_context, check, codes, said, unreadable, variant
from tests.delegation.rules.about import D


def test_reported_goes_with_a_value_and_not_applicable_without() -> None:
    found = check(
        readings="""
        | kpi_id | period  | value | state          |
        | K1     | 2026-10 |       | Reported       |
        | K1     | 2026-11 | 5     | Not applicable |
        | K1     | 2026-12 | 5     | Reported       |
        """
    )
    assert codes(found) == ["RDG-VALUE-MISSING Readings!C2", "RDG-VALUE-CONFLICT Readings!C3"]


def test_a_reading_is_missed_after_five_working_days() -> None:
    on_the_fifth = check(changed_context(as_of=D(2026, 12, 7)))
    a_day_later = check(changed_context(as_of=D(2026, 12, 8)))
    assert codes(on_the_fifth) == []
    assert said(a_day_later) == [
        (
            "KPIs!A2 (KPI ID): A reading is overdue: the one for the period up to 2026-11-30 is not there"
            " 5 working days after its end. Enter the value on the sheet Readings. If there can be none,"
            " choose the state not applicable. [KPI-MISSED]"
        )
    ]


@pytest.mark.parametrize(
    "reading", ["| K1 | 2026-11 | 5 | |", "| K1 | 2026-11 | | n/a |", "| K1 | 2026-11 | five | |"]
)
def test_a_value_a_not_applicable_or_one_that_cannot_be_read_is_no_missing_reading(reading: str) -> None:
    readings = "| kpi_id | period | value | state |\n" + reading
    found = check(changed_context(as_of=D(2026, 12, 8)), readings=readings)
    assert "KPI-MISSED KPIs!A2" not in codes(found)


def test_several_missing_readings_are_one_issue_about_the_newest() -> None:
    found = check(changed_context(as_of=D(2027, 2, 1)), kpis=variant("kpis", frequency="weekly"))
    (missed,) = found.issues
    assert missed.params == {"period": D(2026, 12, 31), "days": 5, "count": 10}


def test_a_reading_that_is_not_on_target_is_explained() -> None:
    found = check(
        changed_context(as_of=D(2026, 12, 20)),
        kpis=variant("kpis", frequency="weekly", start=D(2026, 11, 2)),
        readings="""
        | kpi_id | period     | value | state | remark       |
        | K1     | 2026-11-08 | 90    |       |              |
        | K1     | 2026-11-15 | 89    |       | Server down  |
        | K1     | 2026-11-22 | 89    |       |              |
        | K1     | 2026-11-29 |       | n/a   |              |
        | K1     | 2026-12-06 | 10    |       | -            |
        | K1     | 2026-12-13 | 100   |       |              |
        | K1     | 2026-12-27 | 10    |       |              |
        """,
    )
    assert said(found) == [
        (
            "Readings!E4 (Remark): With this reading the KPI was not on target, and no remark says why."
            " Write what happened and what is being done about it. [RDG-REMARK-MISSING]"
        )
    ]
    assert said(found, "zh") == [
        (
            "Readings!E4（说明）：填报这一读数时指标未达标，但没有说明原因。"
            "请写明发生了什么，以及正在采取什么措施。 [RDG-REMARK-MISSING]"
        )
    ]


def test_what_was_reported_before_the_cycle_or_of_a_rejected_kpi_needs_no_explanation() -> None:
    readings = "| kpi_id | period | value |\n| K1 | 2026-09 | 10 |\n| K1 | 2026-11 | 100 |"
    kpi = {"start": D(2026, 1, 1)}
    found = check(kpis=variant("kpis", **kpi), readings=readings)
    assert "RDG-REMARK-MISSING Readings!A2" not in codes(found)
    rejected = check(
        kpis=variant("kpis", target=None, **kpi), readings=readings.replace("2026-09", "2026-10")
    )
    assert not any(code.startswith("RDG-REMARK-MISSING") for code in codes(rejected))


def test_the_thresholds_of_the_programme_say_what_needs_an_explanation() -> None:
    readings = "| kpi_id | period | value |\n| K1 | 2026-11 | 85 |"
    strict, kind = (
        changed_context(as_of=D(2026, 12, 1), settings=Settings(green_at=green_at)) for green_at in (0.9, 0.8)
    )
    assert codes(check(strict, readings=readings)) == ["RDG-REMARK-MISSING Readings!A2"]
    assert codes(check(kind, readings=readings)) == []


def test_where_readings_could_not_be_read_none_is_missed() -> None:
    found = check(changed_context(as_of=D(2027, 2, 1)), readings=unreadable("readings"))
    assert codes(found) == []
