"""How unevenly the work is shared out over people with capacity: CV, Gini, and who is fullest (SPEC §8).

Owns the measures. Utilisation comes from `delegation.workload`; what could be moved is not decided here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from delegation.rounding import above, rounded
from delegation.workload import PersonUsage


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """How unevenly people are used; all None where nobody has capacity.

    `most` is the highest utilisation, `member_id` whose it is: of several the lowest id.
    """

    cv: float | None
    gini: float | None
    most: float | None
    member_id: str | None


NOBODY = Balance(cv=None, gini=None, most=None, member_id=None)


def balance(people: Iterable[PersonUsage]) -> Balance:
    """The balance over those who have capacity, in whatever order. Source: SPEC §8."""
    used = [(each.usage.utilisation, each.member_id) for each in people if each.usage.utilisation is not None]
    if not used:
        return NOBODY
    values = [utilisation for utilisation, _ in used]
    _, member_id = min((-rounded(utilisation), member_id) for utilisation, member_id in used)
    return Balance(cv=cv(values), gini=gini(values), most=max(values), member_id=member_id)


def cv(values: Sequence[float]) -> float | None:
    """The coefficient of variation of numbers ≥ 0: population standard deviation ÷ mean.

    0 when all are 0, None without a value. Source: SPEC §8.
    """
    if not values:
        return None
    shares = _of_largest(values)
    if shares is None:
        return 0.0
    mean = math.fsum(shares) / len(shares)
    return math.sqrt(math.fsum((each - mean) ** 2 for each in shares) / len(shares)) / mean


def gini(values: Sequence[float]) -> float | None:
    """Σ|xᵢ−xⱼ| ÷ 2nΣx of numbers ≥ 0: 0 when all are the same, near 1 when one has everything.

    0 when all are 0, None without a value. Source: SPEC §8.
    """
    if not values:
        return None
    shares = _of_largest(values)
    if shares is None:
        return 0.0
    # In ascending order the k-th of n numbers is the greater one k − 1 times and the lesser one n − k times.
    count = len(shares)
    differences = math.fsum((2 * rank - count - 1) * each for rank, each in enumerate(sorted(shares), 1))
    return differences / (count * math.fsum(shares))


def _of_largest(values: Sequence[float]) -> list[float] | None:
    """The numbers as shares of the largest, so that squares of huge ones fit; None when all are 0."""
    largest = max(values)
    return [each / largest for each in values] if above(largest, 0) else None
