from __future__ import annotations

import datetime as dt

import pytest

from delegation.calendar import WorkingDays
from delegation.delegation_figures import DelegationFigures, evaluate_delegations, extensions, on_time
from delegation.health import Health
from tests.delegation.given import records, values

AS_OF = dt.date(2026, 11, 16)
COMPLETED_ON = dt.date(2026, 11, 10)

DELEGATIONS = """
    | delegation_id | objective | delegate | start      | due        | effort_hours | check_in_days | accepted_on | progress | status      | completed_on |
    | D1            | Launch    | M1       | 2026-11-02 | 2026-11-27 | 20           | 5             | 2026-11-02  | 0.7      | in_progress |              |
    | D2            |           | M2       | 2026-11-02 | 2026-11-13 | 20           |               |             | 1        | completed   | 2026-11-10   |
"""  # noqa: E501
CHECK_INS = """
    | date       | delegation_id | raised_by | type     | confidence |
    | 2026-11-12 | D1            | M1        | progress | 4          |
    | 2026-11-05 | D1            | boss      | progress | 5          |
    | 2026-11-17 | D1            | M1        | progress | 1          |
"""
MILESTONES = """
    | delegation_id | milestone | planned_end | weight | progress |
    | D1            | a         | 2026-11-13  | 1      | 1        |
    | D1            | b         | 2026-11-27  | 1      | 0        |
"""
ADJUSTMENTS = """
    | delegation_id | date       | what  | was        | becomes      |
    | D1            | 2026-11-06 | due   | 2026-11-13 | 2026-11-20   |
    | D1            | 2026-11-09 | scope | all        | half         |
    | D1            | 2026-11-10 | due   |            | 27 November  |
    | D1            | 2026-11-11 | due   | 2026-11-30 | 2026-11-27   |
    | D1            | 2026-11-12 | due   | 2026-11-27 | 27.11.2026   |
    | D1            | 2026-11-17 | due   | 2026-11-27 | 2026-12-18   |
"""


def test_every_figure_of_a_table_in_one_pass() -> None:
    found = evaluate_delegations(
        records("delegations", DELEGATIONS),
        as_of=AS_OF,
        check_ins=records("check_ins", CHECK_INS),
        milestones=records("milestones", MILESTONES),
        adjustments=records("adjustments", ADJUSTMENTS),
        calendar=WorkingDays(),
    )
    assert found == (
        DelegationFigures(
            delegation_id="D1",
            status="in_progress",
            health=Health.ON_TRACK,
            progress=0.5,
            progress_differs=True,
            expected=0.5,
            gap=0.0,
            last_check_in=dt.date(2026, 11, 12),
            next_check_in=dt.date(2026, 11, 19),
            confidence=4,
            on_time=None,
            extensions=2,
            definition=5 / 9,
            initiative=0.5,
        ),
        DelegationFigures(
            delegation_id="D2",
            status="completed",
            health=Health.COMPLETED,
            progress=1.0,
            progress_differs=False,
            expected=None,
            gap=None,
            last_check_in=None,
            next_check_in=None,
            confidence=None,
            on_time=True,
            extensions=0,
            definition=2 / 9,
            initiative=None,
        ),
    )


@pytest.mark.parametrize(
    ("status", "due", "due_agreed", "completed_on", "expected"),
    [
        ("completed", COMPLETED_ON, None, COMPLETED_ON, True),
        ("completed", dt.date(2026, 11, 9), None, COMPLETED_ON, False),
        ("completed", dt.date(2026, 11, 27), dt.date(2026, 11, 9), COMPLETED_ON, False),
        ("completed", dt.date(2026, 11, 9), COMPLETED_ON, COMPLETED_ON, True),
        ("completed", COMPLETED_ON, None, None, None),
        ("completed", dt.date(2026, 11, 27), None, dt.date(2026, 11, 17), None),
        ("returned", dt.date(2026, 11, 27), None, COMPLETED_ON, False),
        ("cancelled", dt.date(2026, 11, 27), None, COMPLETED_ON, None),
        ("in_progress", dt.date(2026, 11, 9), None, None, None),
    ],
)
def test_on_time(
    status: str,
    due: dt.date,
    due_agreed: dt.date | None,
    completed_on: dt.date | None,
    expected: bool | None,
) -> None:
    days = {"due": due, "due_agreed": due_agreed, "completed_on": completed_on}
    row = {"status": status, **{name: each for name, each in days.items() if each is not None}}
    assert on_time(row, AS_OF) is expected


def test_only_what_put_the_due_date_off_by_then_is_an_extension() -> None:
    rows = values("adjustments", ADJUSTMENTS)
    assert [extensions(rows, dt.date(2026, 11, day)) for day in (5, 6, 9, 10, 11, 12, 17)] == [
        0,
        1,
        1,
        2,
        2,
        2,
        3,
    ]
