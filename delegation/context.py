"""What validation has to know beside the cells: the day, the cycle, the thresholds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from delegation.settings import DEFAULT, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The circumstances of one team's tables.

    `as_of`: what is dated after it has not happened yet. `epoch_1904`: raw serial numbers count from 1904.
    `people_elsewhere`: name → team of the members of other teams, so that a delegate from there is known.
    `former_names`: table id → folded name that one of its rows had → that row's key; names that more than one
    row had are not among them. `spellings`: table id → folded id → the id as it has been spelled until now.
    `public_holidays`: the programme's days off and its make-up days, as pairs of date and kind (`holiday` or
    `working_day`); the table `calendar` corrects them. `known_rows`: table id → key → title of rows in
    another workbook of the team, to which these tables may refer.
    """

    language: str
    as_of: dt.date
    cycle: str = ""
    cycle_first: dt.date | None = None
    cycle_last: dt.date | None = None
    epoch_1904: bool = False
    settings: Settings = DEFAULT
    people_elsewhere: Mapping[str, str] = field(default_factory=dict)
    former_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    spellings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    public_holidays: tuple[tuple[dt.date, str], ...] = ()
    known_rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
