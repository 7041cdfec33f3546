from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.reliability import on_time_by_delegate, on_time_rate, prior_rate, reliability
from tests.cases import Case, cases, day
from tests.delegation.given import records

CLOSED = """
    | delegation_id | delegate | start      | due        | status      | completed_on |
    | D1            | M1       | 2026-10-01 | 2026-10-30 | completed   | 2026-10-30   |
    | D2            | M2       | 2026-10-01 | 2026-10-30 | completed   | 2026-10-31   |
    | D3            | M1       | 2026-10-01 | 2026-10-30 | returned    | 2026-10-10   |
    | D4            | M1       | 2026-10-01 | 2026-10-30 | cancelled   | 2026-10-10   |
    | D5            | M3       | 2026-10-01 | 2026-10-30 | in_progress |              |
    | D6            | M3       | 2026-10-01 | 2026-12-30 | completed   | 2026-11-20   |
    """


@pytest.mark.parametrize("case", cases("reliability"), ids=str)
def test_worked_case(case: Case) -> None:
    closed = on_time_by_delegate(records("delegations", case.args["delegations"]), dt.date.max)
    found = reliability(closed.get(case.args["member_id"], ()), case.args["prior"])
    assert found == pytest.approx(case.expected, rel=1e-9)


def test_what_is_returned_is_not_on_time_and_what_is_cancelled_does_not_count() -> None:
    rows = records("delegations", CLOSED)
    assert on_time_by_delegate(rows, day("2026-11-02")) == {"M1": (True, False), "M2": (False,)}
    assert prior_rate(rows, day("2026-11-02")) == pytest.approx(1 / 3)
    assert on_time_by_delegate(rows, day("2026-11-20"))["M3"] == (True,)


def test_while_nothing_is_closed_nobody_knows_and_half_is_taken() -> None:
    assert prior_rate(records("delegations", CLOSED), day("2026-10-09")) == 0.5
    assert on_time_rate(()) is None
    assert reliability((), 0.5) == 0.5


@given(st.lists(st.booleans(), max_size=30), st.floats(0, 1))
def test_property_reliability_lies_between_the_prior_and_ones_own_rate(
    closed: list[bool], prior: float
) -> None:
    own = on_time_rate(closed)
    ends = sorted([prior, prior if own is None else own])
    assert ends[0] - 1e-9 <= reliability(closed, prior) <= ends[1] + 1e-9
    assert reliability([*closed, True], prior) >= reliability(closed, prior) - 1e-9
