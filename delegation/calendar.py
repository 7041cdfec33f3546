"""Which days are working days: Monday to Friday, less holidays, plus make-up days (SPEC §7).

Counts by arithmetic and a short sorted list of exceptions, so that a window of years costs no more than one
of a day. Knows nothing of people's own working days and leave (those are workload's).
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

from delegation.records import Record

_LAST_ORDINAL = dt.date.max.toordinal()


class WorkingDays:
    """A calendar of working days.

    `days` are pairs of date and kind (`holiday` or `working_day`); where a date is both, working_day wins.
    `base` is a calendar under it (the programme's), whose days hold where `days` says nothing.
    """

    def __init__(self, days: Iterable[tuple[dt.date, str]] = (), base: WorkingDays | None = None) -> None:
        kinds: dict[dt.date, str] = {}
        for day, kind in days:
            if kinds.get(day) != "working_day":
                kinds[day] = kind
        if base is not None:
            kinds = {**base.kinds, **kinds}
        self.kinds: dict[dt.date, str] = kinds
        # Only what differs from Monday-Friday counts: a holiday on a Sunday changes nothing.
        changes = sorted(
            (day.toordinal(), 1 if kind == "working_day" else -1)
            for day, kind in kinds.items()
            if (kind == "working_day") == (day.weekday() >= 5)
        )
        self._ordinals = [ordinal for ordinal, _ in changes]
        self._sums = [0, *accumulate(change for _, change in changes)]
        self._known: dict[int, int] = {}  # thousands of rows ask about the same few hundred days

    @classmethod
    def from_records(cls, records: Iterable[Record], base: WorkingDays | None = None) -> WorkingDays:
        """The calendar that accepted rows of the table `calendar` describe."""
        days: list[tuple[dt.date, str]] = []
        for record in records:
            day, kind = record.values.get("date"), record.values.get("kind")
            if isinstance(day, dt.date) and isinstance(kind, str):
                days.append((day, kind))
        return cls(days, base)

    def _running(self, ordinal: int) -> int:
        """How many working days there are up to and including that day. Day 1, 0001-01-01, is a Monday."""
        found = self._known.get(ordinal)
        if found is None:
            weeks, rest = divmod(ordinal, 7)
            found = weeks * 5 + min(rest, 5) + self._sums[bisect_right(self._ordinals, ordinal)]
            self._known[ordinal] = found
        return found

    def is_working(self, day: dt.date) -> bool:
        ordinal = day.toordinal()
        return self._running(ordinal) > self._running(ordinal - 1)

    def working_days(self, first: dt.date, last: dt.date) -> int:
        """The working days in [first, last]; 0 when last is before first."""
        if last < first:
            return 0
        return self._running(last.toordinal()) - self._running(first.toordinal() - 1)

    def elapsed(self, since: dt.date, until: dt.date) -> int:
        """The working days after `since` up to and including `until`; 0 when `until` is not after it.

        "Longer than n working days" is `elapsed(...) > n`. Source: SPEC §7.
        """
        if until <= since:
            return 0
        return self._running(until.toordinal()) - self._running(since.toordinal())

    def add_working_days(self, start: dt.date, n: int) -> dt.date:
        """The n-th working day after `start`; `start` itself for n = 0. Never beyond the last date."""
        ordinal = start.toordinal()
        target = self._running(ordinal) + n
        # Going on by as many days as working days are missing never overshoots; none missing: reached.
        while (missing := target - self._running(ordinal)) > 0:
            ordinal += missing
            if ordinal > _LAST_ORDINAL:
                return dt.date.max
        return dt.date.fromordinal(ordinal)

    def day_before(self, day: dt.date, n: int) -> dt.date:
        """The last day d for which `add_working_days(d, n)` is before `day`."""
        ordinal = day.toordinal() - 1
        target = self._running(ordinal) - n
        while (surplus := self._running(ordinal) - target) > 0:
            ordinal -= surplus
            if ordinal < 1:
                return dt.date.min
        return dt.date.fromordinal(ordinal)
