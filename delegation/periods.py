"""Periods of a KPI: from any day, month or quarter to the one day that stands for the period (SPEC §3).

Owns the calendar arithmetic of weeks, months, quarters. How people spell a period: `delegation.cells`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days that somebody named as a whole: `2026-03`, `2026-Q1`, `2026-W10`, `2026`."""

    first: dt.date
    last: dt.date

    def __contains__(self, day: dt.date | None) -> bool:
        return day is not None and self.first <= day <= self.last


def month_span(year: int, month: int) -> Span:
    """Raises: ValueError when there is no such month."""
    return Span(dt.date(year, month, 1), _month_end(year, month))


def quarter_span(year: int, quarter: int) -> Span:
    """Raises: ValueError when there is no such quarter."""
    return Span(dt.date(year, quarter * 3 - 2, 1), _month_end(year, quarter * 3))


def week_span(year: int, week: int) -> Span:
    """The ISO week, Monday to Sunday. Raises: ValueError when there is no such week."""
    return Span(dt.date.fromisocalendar(year, week, 1), dt.date.fromisocalendar(year, week, 7))


def year_span(year: int) -> Span:
    return Span(dt.date(year, 1, 1), dt.date(year, 12, 31))


def period_day(
    day: dt.date, frequency: str, start: dt.date | None = None, end: dt.date | None = None
) -> dt.date:
    """The day that stands for the period of `day`: its last, or the KPI's end where inside and earlier.

    For a day before the KPI's start the day before that start, where that is inside and earlier: what came
    before is a period of its own. `frequency`: weekly (the week ends on Sunday), monthly, quarterly.
    Source: SPEC §3.
    """
    found = _period_end(day, frequency)
    opens = _period_start(found, frequency)
    if end is not None and opens <= end < found:
        found = end
    if start is not None and day < start <= found:
        found = start - dt.timedelta(days=1)
    return found


def span_day(
    span: Span, frequency: str, start: dt.date | None = None, end: dt.date | None = None
) -> dt.date | None:
    """The period day of a span, or None where the span covers more than one period."""
    if _period_end(span.first, frequency) != _period_end(span.last, frequency):
        return None
    return period_day(span.last, frequency, start, end)


def periods_between(
    first: dt.date, last: dt.date, frequency: str, start: dt.date | None = None, end: dt.date | None = None
) -> tuple[dt.date, ...]:
    """The period days that lie in [first, last] and in the KPI's [start, end], oldest first."""
    low = first if start is None else max(first, start)
    high = last if end is None else min(last, end)
    found = []
    day = low
    while day <= high:
        closing = _period_end(day, frequency)
        if end is not None and end < closing:
            closing = end
        if closing > high:
            break
        found.append(closing)
        if closing == dt.date.max:
            break
        day = closing + dt.timedelta(days=1)
    return tuple(found)


def _period_end(day: dt.date, frequency: str) -> dt.date:
    if frequency == "weekly":
        # The last week of the calendar has no Sunday; its last day stands for it.
        return dt.date.fromordinal(min(day.toordinal() + 6 - day.weekday(), dt.date.max.toordinal()))
    if frequency == "monthly":
        return _month_end(day.year, day.month)
    return _month_end(day.year, (day.month + 2) // 3 * 3)


def _period_start(closing: dt.date, frequency: str) -> dt.date:
    if frequency == "weekly":
        return closing - dt.timedelta(days=closing.weekday())
    if frequency == "monthly":
        return closing.replace(day=1)
    return closing.replace(month=closing.month - 2, day=1)


def _month_end(year: int, month: int) -> dt.date:
    if month == 12:
        return dt.date(year, 12, 31)
    return dt.date(year, month + 1, 1) - dt.timedelta(days=1)
