from __future__ import annotations

import sys
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.balance import Balance, balance, cv, gini
from delegation.workload import PersonUsage, usage_of
from tests.cases import Case, cases
from tests.delegation.test_workload import workload_of

NUMBERS = st.lists(st.floats(0, 1e6), max_size=20)
measures = pytest.mark.parametrize("measure", [cv, gini])
Measure = Callable[[list[float]], float | None]


def person(member_id: str, capacity: float, load: float) -> PersonUsage:
    return PersonUsage(member_id=member_id, name="Ann", usage=usage_of(capacity, load), waiting_hours=0)


@pytest.mark.parametrize("case", cases("workload_balance"), ids=str)
def test_worked_case_of_balance(case: Case) -> None:
    found = balance(workload_of(case).people)
    numbers = {"cv": found.cv, "gini": found.gini, "max": found.most}
    assert numbers == pytest.approx({each: case.expected[each] for each in numbers}, rel=1e-9)
    assert found.member_id == case.expected["member"]


@pytest.mark.parametrize("case", cases("gini"), ids=str)
def test_worked_case_of_gini(case: Case) -> None:
    assert gini(case.args["values"]) == pytest.approx(case.expected, rel=1e-9)


def test_cv_is_the_population_standard_deviation_by_the_mean() -> None:
    assert cv([2, 4, 4, 4, 5, 5, 7, 9]) == pytest.approx(0.4, rel=1e-9)
    assert cv([3]) == 0


def test_balance_is_over_people_with_capacity_alone() -> None:
    people = [person("M1", 40, 20), person("M2", 0, 90), person("M3", 0, 0), person("M4", 40, 60)]
    found = balance(people)
    assert found == Balance(cv=pytest.approx(0.5), gini=pytest.approx(0.25), most=1.5, member_id="M4")


def test_of_several_who_are_fullest_the_lowest_id_is_named() -> None:
    people = [person("M3", 40, 20), person("M2", 3, 1.5 - 1e-12), person("M1", 40, 19)]
    assert balance(people).member_id == "M2"
    assert balance(people).most == 0.5


def test_nobody_with_capacity_has_no_balance() -> None:
    nobody = Balance(cv=None, gini=None, most=None, member_id=None)
    assert balance([]) == balance([person("M1", 0, 90), person("M2", 0, 0)]) == nobody


@measures
def test_where_all_are_0_all_have_the_same_and_of_nothing_nothing_is_said(measure: Measure) -> None:
    assert measure([0, 0, 0]) == measure([0, 1e-10]) == 0
    assert measure([]) is None


@measures
def test_huge_numbers_do_not_get_out_of_hand(measure: Measure) -> None:
    huge = sys.float_info.max
    assert measure([huge, huge, 0]) == pytest.approx(measure([1, 1, 0]), rel=1e-9)


@measures
@given(NUMBERS.filter(lambda values: max(values, default=0) >= 0.01), st.randoms())
def test_property_neither_order_nor_unit_matters(
    measure: Measure, values: list[float], random: Random
) -> None:
    assert measure(random.sample(values, len(values))) == measure(values)
    assert measure([each * 60 for each in values]) == pytest.approx(measure(values), rel=1e-9, abs=1e-9)


@given(NUMBERS.filter(bool))
def test_property_gini_is_the_mean_difference_by_twice_the_mean(values: list[float]) -> None:
    found = gini(values)
    assert found is not None
    assert -1e-12 <= found < 1
    if max(values) > 1e-6:
        differences = sum(abs(one - other) for one in values for other in values)
        assert found == pytest.approx(differences / (2 * len(values) * sum(values)), rel=1e-9, abs=1e-12)


@given(st.floats(0.01, 1e6), st.integers(1, 20))
def test_property_who_all_have_the_same_are_in_balance(value: float, count: int) -> None:
    assert cv([value] * count) == pytest.approx(0, abs=1e-12)
    assert gini([value] * count) == pytest.approx(0, abs=1e-12)
