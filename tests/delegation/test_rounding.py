"""Numbers that are equal on paper compare as equal, whatever the computer made of them."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from delegation.rounding import above, at_least, at_most, below, rounded, same

numbers = st.floats(min_value=-1e6, max_value=1e6)


def test_the_example_of_the_specification() -> None:
    attained = (0.29 - 0.2) / (0.3 - 0.2)

    assert attained < 0.9, "or the example proves nothing"
    assert at_least(attained, 0.9)
    assert at_most(attained, 0.9)
    assert same(attained, 0.9)
    assert not below(attained, 0.9)
    assert not above(attained, 0.9)


def test_a_difference_in_the_ninth_decimal_counts() -> None:
    assert below(0.899999999, 0.9)
    assert above(0.900000001, 0.9)
    assert not same(0.899999999, 0.9)


def test_the_limit_is_rounded_like_the_value() -> None:
    assert at_least(0.3, 0.1 + 0.2)
    assert at_least(0.1 + 0.2, 0.3)


@given(numbers, st.one_of(numbers, st.sampled_from([0.0, 0.6, 0.9, 1e7, -1e15, 1e300])), st.integers(-30, 30))
def test_comparing_is_comparing_rounded_numbers(value: float, limit: float, steps: int) -> None:
    near = math.nextafter(limit, math.copysign(math.inf, steps))
    for other in (value, near, limit + steps * 2.5e-10, limit + steps * limit * 1e-16, limit + steps * 7e-9):
        assert at_least(other, limit) == (rounded(other) >= rounded(limit))
        assert at_most(other, limit) == (rounded(other) <= rounded(limit))
        assert above(other, limit) == (rounded(other) > rounded(limit))
        assert below(other, limit) == (rounded(other) < rounded(limit))
        assert same(other, limit) == (rounded(other) == rounded(limit))


@given(numbers, numbers)
def test_every_pair_is_below_the_same_or_above(value: float, limit: float) -> None:
    found = (below(value, limit), same(value, limit), above(value, limit))

    assert sum(found) == 1
    assert at_least(value, limit) == (found[1] or found[2])
    assert at_most(value, limit) == (found[0] or found[1])


@given(numbers, st.floats(min_value=-3e-8, max_value=3e-8))
def test_a_comparison_is_that_of_the_rounded_numbers_however_near_they_are(
    limit: float, apart: float
) -> None:
    value = limit + apart

    assert at_least(value, limit) == (rounded(value) >= rounded(limit))
    assert at_most(value, limit) == (rounded(value) <= rounded(limit))
    assert above(value, limit) == (rounded(value) > rounded(limit))
    assert below(value, limit) == (rounded(value) < rounded(limit))


@given(numbers)
def test_rounding_twice_changes_nothing(value: float) -> None:
    assert rounded(rounded(value)) == rounded(value)
