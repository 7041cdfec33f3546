"""Whatever a cell can hold, a figure is a finite number, a word or nothing, never an exception.

Rows hold values of their declared types, and the extremes of them: the first and the last day there is, hours
beyond counting, ends before their starts, weights of nothing. Rules reject many of these rows; Excel's
functions are given them all the same.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from delegation.attainment import Direction, Goal, KpiError, attainment
from delegation.balance import balance
from delegation.calendar import WorkingDays
from delegation.check_ins import next_check_in
from delegation.definition import definition_score
from delegation.delegation_figures import evaluate_delegations
from delegation.health import Health
from delegation.kpi import KpiStatus, evaluate_kpis, kpi_of
from delegation.load import plan_load
from delegation.loops import feedback_loops
from delegation.quality import closure, shortest_cadence, timeliness
from delegation.reading_duties import overdue_readings, unexplained_readings
from delegation.readings import readings_by_kpi
from delegation.records import Record
from delegation.rollup import kpi_score, roll_up
from delegation.tables import CHECK_IN_TYPE, CLOSED_STATUSES, STATUS, WORK_DAYS
from delegation.workload import weekly_workload, workload

HUGE = sys.float_info.max
thorough = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
AMOUNTS = st.sampled_from([0.0, 5e-324, 1e-9, 1.0, 1e308, HUGE])
NUMBERS = AMOUNTS.flatmap(lambda each: st.sampled_from([each, -each]))
SHARES = st.sampled_from([0.0, 5e-324, 1e-12, 0.5, 1 - 2**-53, 1.0])
DAYS = st.sampled_from(
    [
        dt.date.min,
        dt.date(1, 1, 2),
        dt.date(1900, 1, 1),
        dt.date(2026, 11, 20),
        dt.date(2026, 11, 21),
        dt.date(2026, 11, 22),
        dt.date(2028, 2, 29),
        dt.date(9999, 12, 30),
        dt.date.max,
    ]
)
CALENDARS = st.lists(st.tuples(DAYS, st.sampled_from(["holiday", "working_day"])), max_size=6).map(
    WorkingDays
)
COUNTS = st.sampled_from([1, 2, 5, 400, 10**6, 10**12])


def rows(table: str, key: str, each: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[list[Record]]:
    """Rows of a table, with ids of their own."""
    return st.lists(each, max_size=4).map(
        lambda found: [
            Record(table, f"{key}{number}", number, {f"{table[:-1]}_id": f"{key}{number}", **values})
            for number, values in enumerate(found)
        ]
    )


GOALS = st.builds(
    Goal,
    direction=st.sampled_from(Direction),
    target=NUMBERS,
    baseline=st.none() | NUMBERS,
    low=NUMBERS,
    high=NUMBERS,
    tolerance=st.none() | AMOUNTS,
)
KPIS = rows(
    "kpis",
    "K",
    st.fixed_dictionaries(
        {
            "direction": st.sampled_from(Direction).map(str),
            "frequency": st.sampled_from(["weekly", "monthly", "quarterly"]),
            "aggregation": st.sampled_from(["last", "sum", "mean"]),
        },
        optional={
            "target": NUMBERS,
            "baseline": NUMBERS,
            "low": NUMBERS,
            "high": NUMBERS,
            "tolerance": AMOUNTS,
            "green_at": SHARES,
            "amber_at": SHARES,
            "weight": AMOUNTS,
            "start": DAYS,
            "end": DAYS,
        },
    ),
)
READINGS = rows(
    "readings",
    "R",
    st.fixed_dictionaries(
        {"kpi_id": st.sampled_from(["K0", "K1", "K9"]), "period": DAYS},
        optional={"value": NUMBERS, "state": st.sampled_from(["reported", "not_applicable"])},
    ),
)
MEMBERS = rows(
    "members",
    "M",
    st.fixed_dictionaries(
        {"weekly_hours": st.sampled_from([5e-324, 1e-9, 40.0, 168.0])},
        optional={
            "work_days": st.lists(st.sampled_from(WORK_DAYS.values), unique=True).map(tuple),
            "reserved_share": SHARES,
            "active": st.sampled_from(["yes", "no"]),
        },
    ),
)
LEAVE = rows(
    "leave",
    "L",
    st.fixed_dictionaries(
        {"member_id": st.sampled_from(["M0", "M1"]), "start": DAYS, "end": DAYS}, optional={"share": SHARES}
    ),
)
DELEGATIONS = rows(
    "delegations",
    "D",
    st.fixed_dictionaries(
        {
            "delegate": st.sampled_from(["M0", "M1", "Nobody"]),
            "start": DAYS,
            "due": DAYS,
            "effort_hours": AMOUNTS,
            "status": st.sampled_from(STATUS.values),
        },
        optional={
            "check_in_days": COUNTS,
            "progress": SHARES,
            "accepted_on": DAYS,
            "completed_on": DAYS,
            "due_agreed": DAYS,
            "authority_level": st.integers(1, 7),
        },
    ),
)
MILESTONES = rows(
    "milestones",
    "S",
    st.fixed_dictionaries(
        {"delegation_id": st.sampled_from(["D0", "D0", "D1"]), "planned_end": DAYS},
        optional={
            "weight": st.sampled_from([0.0, 1.0, HUGE]),
            "progress": SHARES,
            "actual_end": DAYS,
            "blocker": st.just("no server"),
        },
    ),
)
CHECK_INS = rows(
    "check_ins",
    "C",
    st.fixed_dictionaries(
        {"delegation_id": st.sampled_from(["D0", "D0", "D1"]), "date": DAYS, "raised_by": st.just("M0")},
        optional={
            "type": st.sampled_from(CHECK_IN_TYPE.values),
            "confidence": st.integers(1, 5),
            "action_due": DAYS,
            "actioned_on": DAYS,
            "closed_on": DAYS,
            "verified_on": DAYS,
        },
    ),
)


def numbers_in(value: object) -> Iterator[float]:
    """Every number in figures, however deep it lies."""
    if isinstance(value, float):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from numbers_in(each)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from numbers_in(each)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from numbers_in(getattr(value, field.name))


def finite(value: object) -> bool:
    return all(map(math.isfinite, numbers_in(value)))


@given(NUMBERS, GOALS)
def test_property_an_attainment_is_finite_or_a_code_or_nothing(actual: float, goal: Goal) -> None:
    found = attainment(actual, goal)
    assert found is None or isinstance(found, KpiError) or math.isfinite(found)


@thorough
@given(KPIS, READINGS, DAYS)
def test_property_every_kpi_has_a_status_or_a_code_and_finite_figures(
    kpis: list[Record], readings: list[Record], as_of: dt.date
) -> None:
    found = evaluate_kpis(kpis, readings, as_of)
    assert finite(found)
    for each in found.values():
        assert isinstance(each.judgement.status, KpiStatus | KpiError)
        assert each.judgement.index is None or isinstance(each.judgement.status, KpiStatus)
    score = roll_up(found.values())
    assert finite(score)
    assert 0 <= score.coverage <= 1 + 1e-9


@thorough
@given(KPIS, READINGS, CALENDARS, DAYS, DAYS, st.integers(0, 800))
def test_property_readings_that_are_owed_are_days_of_the_cycle(
    kpis: list[Record],
    readings: list[Record],
    calendar: WorkingDays,
    as_of: dt.date,
    first: dt.date,
    length: int,
) -> None:
    last = dt.date.fromordinal(min(first.toordinal() + length, dt.date.max.toordinal()))
    judged = {each.key: kpi_of(each.values) for each in kpis}
    given_readings = readings_by_kpi(readings)
    found = overdue_readings(judged, given_readings, as_of, calendar, first=first, last=last)
    assert all(first <= day <= min(last, as_of) for each in found for day in each.periods)
    assert all(each.periods for each in found)
    unexplained = unexplained_readings(judged, given_readings, as_of)
    assert all(each.period <= as_of for each in unexplained)


@given(st.lists(st.tuples(NUMBERS, AMOUNTS), max_size=4))
def test_property_a_score_is_finite_or_a_word_or_a_code(parts: list[tuple[float, float]]) -> None:
    assert finite(kpi_score([index for index, _ in parts], [weight for _, weight in parts]))


@thorough
@given(DELEGATIONS, CHECK_INS, MILESTONES, CALENDARS, DAYS)
def test_property_every_delegation_has_a_health_and_finite_figures(
    delegations: list[Record],
    check_ins: list[Record],
    milestones: list[Record],
    calendar: WorkingDays,
    as_of: dt.date,
) -> None:
    found = evaluate_delegations(
        delegations, as_of=as_of, check_ins=check_ins, milestones=milestones, calendar=calendar
    )
    assert [each.delegation_id for each in found] == [each.key for each in delegations]
    for each, row in zip(found, (row.values for row in delegations), strict=True):
        assert isinstance(each.health, Health)
        assert (each.expected is None) == (each.status in CLOSED_STATUSES or row["due"] < row["start"])
        shares = (each.progress, each.definition, each.expected, each.initiative)
        assert all(share is None or -1e-9 <= share <= 1 + 1e-9 for share in shares)
    assert finite(found)


@thorough
@given(MEMBERS, LEAVE, DELEGATIONS, MILESTONES, CALENDARS, DAYS, DAYS, DAYS)
def test_property_workload_is_finite_and_never_below_nothing(
    members: list[Record],
    leave: list[Record],
    delegations: list[Record],
    milestones: list[Record],
    calendar: WorkingDays,
    as_of: dt.date,
    first: dt.date,
    last: dt.date,
) -> None:
    plan = plan_load(members, delegations, as_of=as_of, calendar=calendar, leave=leave, milestones=milestones)
    found = workload(plan, first, last)
    evenness = balance(found.people)
    assert finite((found, evenness))
    assert all(each >= 0 for each in numbers_in((found, evenness)))
    short = min(last, first + dt.timedelta(days=30)) if first < dt.date(9999, 1, 1) else last
    assert finite(weekly_workload(plan, first, short))


@thorough
@given(CHECK_INS, DELEGATIONS, CALENDARS, st.none() | DAYS, DAYS)
def test_property_loops_and_quality_are_finite_shares(
    check_ins: list[Record],
    delegations: list[Record],
    calendar: WorkingDays,
    last_change: dt.date | None,
    as_of: dt.date,
) -> None:
    loops = feedback_loops(check_ins, (), as_of, calendar)
    assert finite(loops)
    parts = (
        closure(loops.loops, as_of),
        timeliness(last_change, shortest_cadence(delegations, as_of), as_of, calendar),
    )
    assert all(each is None or 0 <= each <= 1 for each in parts)


@given(st.none() | DAYS, st.none() | COUNTS, st.none() | DAYS, st.none() | DAYS, CALENDARS)
def test_property_a_next_check_in_is_a_day_not_after_due(
    last: dt.date | None, every: int | None, start: dt.date | None, due: dt.date | None, calendar: WorkingDays
) -> None:
    found = next_check_in(last, every, start, due, "in_progress", calendar)
    assert found is None or due is None or found <= due


@given(DELEGATIONS, st.none() | DAYS)
def test_property_a_definition_score_is_a_share(delegations: list[Record], as_of: dt.date | None) -> None:
    assert all(0 <= definition_score(each.values, as_of) <= 1 for each in delegations)
