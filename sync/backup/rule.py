"""Which copies of a master are kept: the newest ones, and one a day, week and month further back.

Owns the rule and its defaults. Touches no file and asks no clock.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

_MEGABYTE = 1_000_000
_NEWEST = 3  # whatever their days: somebody who runs twice to mend something loses nothing by it


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupRule:
    """How far back copies of a master reach; the newest three are always among them. All zero: no copies.

    `megabytes`: of all copies of one master; the oldest go first.
    """

    daily: int = 7
    weekly: int = 4
    monthly: int = 12
    megabytes: int = 500

    def __bool__(self) -> bool:
        return bool(self.daily or self.weekly or self.monthly)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Copy:
    """A master as it was when it was replaced at that moment, which is in UTC."""

    taken: dt.datetime
    path: Path
    size: int


def outlived(copies: Iterable[Copy], rule: BackupRule) -> tuple[Copy, ...]:
    """The copies that may go, the oldest first; never the newest."""
    newest_first = sorted(copies, reverse=True)
    wanted = set(newest_first[:_NEWEST])
    wanted |= _newest_of(newest_first, rule.daily, lambda each: each.taken.date())
    wanted |= _newest_of(newest_first, rule.weekly, lambda each: each.taken.isocalendar()[:2])
    wanted |= _newest_of(newest_first, rule.monthly, lambda each: (each.taken.year, each.taken.month))
    taken, kept = 0, set(newest_first[:1])
    for each in newest_first:
        taken += each.size if each in wanted else 0
        if each in wanted and taken <= rule.megabytes * _MEGABYTE:
            kept.add(each)
    return tuple(each for each in reversed(newest_first) if each not in kept)


def _newest_of(newest_first: Sequence[Copy], periods: int, period: Callable[[Copy], Hashable]) -> set[Copy]:
    """The newest copy of each of so many periods that have one."""
    found: dict[Hashable, Copy] = {}
    for each in newest_first:
        found.setdefault(period(each), each)
    return set(list(found.values())[:periods])
