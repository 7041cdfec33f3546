from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.calendar import WorkingDays
from delegation.loops import feedback_loops
from delegation.quality import (
    Quality,
    closure,
    completeness,
    measure_quality,
    shortest_cadence,
    timeliness,
    validity,
)
from delegation.validate import RowCounts
from tests.delegation.books import check, unreadable
from tests.delegation.given import records

AS_OF = dt.date(2026, 11, 16)  # a Monday
PLAIN = WorkingDays()

CHECK_INS = """
    | check_in_id | date       | delegation_id | type     | issue | action | action_due | closed_on  |
    | C1          | 2026-11-02 | D1            | progress | late  | call   | 2026-11-06 | 2026-11-06 |
    | C2          | 2026-11-02 | D1            | progress | late  | call   | 2026-11-06 | 2026-11-09 |
    | C3          | 2026-11-02 | D1            | progress | late  | call   | 2026-11-13 |            |
    | C4          | 2026-11-02 | D1            | progress | late  | call   | 2026-11-13 | 2026-11-03 |
    | C5          | 2026-11-02 | D1            | progress | late  | call   | 2026-11-16 |            |
    | C6          | 2026-11-02 | D1            | progress | late  | call   |            | 2026-11-03 |
    | C7          | 2026-11-02 | D1            | progress | late  | call   | 2026-10-30 |            |
"""


@pytest.mark.parametrize(
    ("last_change", "expected"),
    [
        (AS_OF, 1.0),
        (dt.date(2026, 11, 9), 1.0),  # 5 working days, one cadence
        (dt.date(2026, 11, 6), 0.8),
        (dt.date(2026, 11, 2), 0.0),
        (dt.date(2026, 6, 1), 0.0),
        (None, None),
        (dt.date(2026, 11, 17), None),
    ],
)
def test_timeliness_falls_from_one_cadence_to_two(
    last_change: dt.date | None, expected: float | None
) -> None:
    found = timeliness(last_change, 5, AS_OF, PLAIN)
    assert found == (None if expected is None else pytest.approx(expected))


def test_the_shortest_cadence_is_that_of_an_open_delegation() -> None:
    delegations = records(
        "delegations",
        """
        | delegation_id | check_in_days | status      | completed_on |
        | D1            | 8             | in_progress |              |
        | D2            | 7             | cancelled   | 2026-11-17   |
        | D3            | 2             | completed   | 2026-11-10   |
        | D4            |               | accepted    |              |
        """,
    )
    assert shortest_cadence(delegations, AS_OF) == 7
    assert shortest_cadence(delegations, dt.date(2026, 11, 17)) == 8
    assert shortest_cadence(delegations[2:], AS_OF) == 5


def test_completeness_and_validity_go_by_every_row_in_which_something_stands() -> None:
    found = check(
        members="""
        | member_id | name      | weekly_hours |
        | M1        | Anna Berg | 40           |
        | M2        | Ben Hill  |              |
        | M3        |           | many         |
        |           |           |              |
        """,
        delegations="| delegation_id | title |",
        kpis="| kpi_id | name |",
        readings="| kpi_id | period |",
    )
    assert completeness(found.counts, found.issues) == 7 / 9
    assert validity(found.counts) == 1 / 3


def test_a_table_that_is_held_back_is_measured_in_nothing() -> None:
    found = check(
        members=unreadable("members"),
        delegations="""
        | delegation_id | title | delegate |
        | D1            |       | M1       |
        """,
        kpis="""
        | kpi_id | name    | direction | target | frequency | aggregation |
        | K1     | Revenue | higher    | 100    |           | last        |
        """,
    )
    assert "DLG-TITLE-REQUIRED" in [issue.code for issue in found.issues]
    assert sorted(found.counts) == ["kpis", "readings"]
    assert completeness(found.counts, found.issues) == 6 / 7


def test_a_sound_workbook_is_complete_and_valid() -> None:
    found = check()
    assert completeness(found.counts, found.issues) == 1.0
    assert validity(found.counts) == 1.0


def test_closure_is_of_the_loops_whose_day_has_passed() -> None:
    found = feedback_loops(records("check_ins", CHECK_INS), (), AS_OF, PLAIN)
    assert closure(found.loops, AS_OF) == 2 / 4


def test_the_score_is_the_mean_of_what_could_be_measured() -> None:
    assert Quality(timeliness=1.0, validity=0.5).score == 0.75
    assert Quality().score is None


def test_an_empty_workbook_has_nothing_to_measure() -> None:
    nothing = measure_quality(
        counts={"members": RowCounts(read=0, accepted=0, rejected=0)},
        issues=(),
        delegations=(),
        loops=(),
        last_change=None,
        as_of=AS_OF,
        calendar=PLAIN,
    )
    assert nothing == Quality()


def test_the_quality_of_a_workbook() -> None:
    found = check()
    measured = measure_quality(
        counts=found.counts,
        issues=found.issues,
        delegations=found.records["delegations"],
        loops=feedback_loops(records("check_ins", CHECK_INS), (), AS_OF, PLAIN).loops,
        last_change=dt.date(2026, 11, 6),
        as_of=AS_OF,
        calendar=PLAIN,
    )
    assert measured == Quality(timeliness=pytest.approx(0.8), completeness=1.0, validity=1.0, closure=0.5)


@given(st.lists(st.none() | st.floats(0, 1), min_size=4, max_size=4))
def test_property_the_score_lies_between_its_parts(parts: list[float | None]) -> None:
    quality = Quality(timeliness=parts[0], completeness=parts[1], validity=parts[2], closure=parts[3])
    known = [part for part in parts if part is not None]
    assert (quality.score is None) == (not known)
    assert quality.score is None or min(known) - 1e-12 <= quality.score <= max(known) + 1e-12
