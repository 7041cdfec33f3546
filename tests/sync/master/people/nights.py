"""Ten nights of one programme: rows come, go, come back, change, stand in another order, or are all gone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from sync.master import MasterContent
from sync.store.stored import StoredRecord
from tests.sync.masters import content, delegation, told

NIGHTS = 10

# By night: which delegations there are, in their order. The first ones are those of the workbook that people
# began with, the empty nights drop everything that stands beside them, and most come back.
_DELEGATIONS: Sequence[Sequence[str]] = (
    ("D1", "D2", "D3", "D4"),
    ("D4", "D9", "D1", "D8", "D2", "D3", "D7"),
    ("D7", "D2"),
    (),
    ("D1", "D2", "D3", "D4"),
    tuple(f"D{number}" for number in range(1, 21)),
    tuple(f"D{number}" for number in range(20, 0, -1)),
    ("D3",),
    tuple(f"D{number}" for number in range(1, 41)),
    ("D1", "D2", "D3", "D4"),
)


def night(number: int) -> MasterContent:
    """What the master is to say after that night; 0 is the evening before the first."""
    source = told()
    others = [each for each in source.records if each.table != "delegations"]
    source.records = [*_people(number, others), *_delegations(number)]
    if number % 5 == 4:
        source.open_issues = []
    elif number % 3 == 0:
        source.open_issues = source.open_issues[::-1][:2]
    made = content(source=source)
    return replace(made, run=10 + number, as_of=made.as_of + dt.timedelta(days=number))


def _people(number: int, found: Sequence[StoredRecord]) -> list[StoredRecord]:
    """Members and KPIs: both gone in the fourth night, as if nobody had handed in anything."""
    if number == 4:
        return []
    return [each for each in found if number % 4 != 3 or each.key != "M2"]


def _delegations(number: int) -> list[StoredRecord]:
    keys = _DELEGATIONS[max(number, 1) - 1]
    return [
        delegation(
            "north" if key != "D3" else "south",
            key,
            row,
            title=f"Work {key} in night {number}" if number > 4 else f'Work {key} <&> "quoted" =1+1',
            effort_hours=10.0 + row + number / 2,
            progress=(row % 10) / 10,
        )
        for row, key in enumerate(keys, start=6)
    ]
