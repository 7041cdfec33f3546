"""How numbers, days and sums are written on a page that people follow with a pocket calculator.

Owns the signs and the rounding: "=" where what is printed is exact, "≈" where it is rounded. What is added
or divided is each example's matter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from delegation.labels import Labels
from delegation.rounding import same
from delegation.tables import WORK_DAYS

Texts = dict[str, str]
"""What an example says, by name."""


def number(value: float, decimals: int = 3) -> str:
    """120, 6.4 or −0.145: no more decimals than needed."""
    text = f"{value:.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "0") else text.replace("-", "−")


def share(value: float) -> str:
    """60% or 54.5%."""
    return number(value * 100, 1) + "%"


def equation(sum_of: str, value: float, written: Callable[[float], str] = number) -> str:
    """A sum with what it comes to, as `value` is written: `6 ÷ 11 ≈ 54.5%`."""
    shown = written(value)
    factor = 100 if shown.endswith("%") else 1
    exact = float(shown.removesuffix("%").replace("−", "-")) / factor
    return f"{sum_of} {'=' if same(exact, value) else '≈'} {shown}"


def in_brackets(value: float) -> str:
    """A number as it stands behind a sign: in brackets when it is below zero."""
    return number(value) if value >= 0 else f"({number(value)})"


def added(parts: Iterable[float]) -> str:
    """1 + 0.5 + 1."""
    return " + ".join(map(in_brackets, parts))


def date(day: dt.date, words: Labels) -> str:
    """2026-10-12 (Mon), 2026-10-12（周一）."""
    return words.text(
        "docs.worked.dated", day=day, weekday=words.choice(WORK_DAYS, WORK_DAYS.values[day.weekday()])
    )
