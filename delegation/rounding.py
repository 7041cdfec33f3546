"""How a computed number is held against a threshold: both sides rounded to nine decimals (SPEC §6).

0.09 / 0.1 is 0.8999999999999999 in a computer and 0.9 on paper; a status that hangs on that would differ
between Python, a cell and a pocket calculator. Knows nothing of what is compared.
"""

from __future__ import annotations

DECIMALS = 9
_CLEAR = 1e-8  # rounding, which takes its time, changes nothing about numbers that are further apart


def rounded(value: float) -> float:
    """A number as it is compared and ranked; in a cell `ROUND(value,9)`."""
    return round(value, DECIMALS)


def at_least(value: float, limit: float) -> bool:
    return value > limit if abs(value - limit) > _CLEAR else rounded(value) >= rounded(limit)


def at_most(value: float, limit: float) -> bool:
    return value < limit if abs(value - limit) > _CLEAR else rounded(value) <= rounded(limit)


def above(value: float, limit: float) -> bool:
    return value > limit if abs(value - limit) > _CLEAR else rounded(value) > rounded(limit)


def below(value: float, limit: float) -> bool:
    return value < limit if abs(value - limit) > _CLEAR else rounded(value) < rounded(limit)


def same(value: float, other: float) -> bool:
    return rounded(value) == rounded(other)
