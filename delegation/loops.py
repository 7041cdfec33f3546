"""What became of what was raised: feedback loops from opened to verified (SPEC §7).

Owns which check-ins and meetings open a loop, and how far each has come by a day. What is wrong with a row
that opens one is found by `delegation.rules`; how good a team is at closing by `delegation.quality`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from delegation.calendar import WorkingDays
from delegation.happened import Values, happened
from delegation.records import Record

_OPENING_TYPES = ("corrective", "help_request")


class Stage(StrEnum):
    """How far a loop has come, in this order."""

    OPENED = "opened"
    ACTIONED = "actioned"
    CLOSED = "closed"
    VERIFIED = "verified"


REACHED = (Stage.ACTIONED, Stage.CLOSED, Stage.VERIFIED)
"""The stages that take time to come to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """One loop on the as-of date. `table`: check_ins or meetings. Days are None until they have happened."""

    table: str
    key: str
    delegation_id: str | None
    date: dt.date
    stage: Stage
    action_due: dt.date | None = None
    actioned_on: dt.date | None = None
    closed_on: dt.date | None = None
    verified_on: dt.date | None = None

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    def reached_on(self, stage: Stage) -> dt.date | None:
        """The day on which the loop came to a stage after the first, be it one that it went past."""
        if stage is Stage.ACTIONED:
            return self.actioned_on
        return self.closed_on if stage is Stage.CLOSED else self.verified_on


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackLoops:
    """All loops, and in short: how many stand at which stage, which are open, how long each step takes.

    `open`: oldest first. `median_days`: working days from the day of opening to each later stage, over the
    loops that came to it; None where none did.
    """

    loops: tuple[Loop, ...]
    stages: dict[Stage, int]
    open: tuple[Loop, ...]
    median_days: dict[Stage, float | None]


def feedback_loops(
    check_ins: Iterable[Record], meetings: Iterable[Record], as_of: dt.date, calendar: WorkingDays
) -> FeedbackLoops:
    """The loops that accepted check-ins and meetings have opened by as_of. Source: SPEC §7."""
    loops = (*_opened(check_ins, as_of), *_opened(meetings, as_of))
    waiting = sorted((loop for loop in loops if loop.is_open), key=lambda loop: (loop.date, loop.key))
    return FeedbackLoops(
        loops=loops,
        stages={stage: sum(loop.stage is stage for loop in loops) for stage in Stage},
        open=tuple(waiting),
        median_days={stage: _median_days(loops, stage, calendar) for stage in REACHED},
    )


def _opened(records: Iterable[Record], as_of: dt.date) -> Iterator[Loop]:
    for record in records:
        values: Values = record.values
        date = happened(values, "date", as_of)
        if date is None or not _opens(record.table, values):
            continue
        actioned_on = happened(values, "actioned_on", as_of)
        closed_on = happened(values, "closed_on", as_of)
        # Nobody can verify what is not closed.
        verified_on = None if closed_on is None else happened(values, "verified_on", as_of)
        yield Loop(
            table=record.table,
            key=record.key,
            delegation_id=values.get("delegation_id"),
            date=date,
            stage=_stage(actioned_on, closed_on, verified_on),
            action_due=values.get("action_due"),
            actioned_on=actioned_on,
            closed_on=closed_on,
            verified_on=verified_on,
        )


def _opens(table_id: str, values: Values) -> bool:
    """A check-in with an issue or of a type that calls for an answer, or a meeting with an action."""
    if table_id == "meetings":
        return "action" in values
    return "issue" in values or values.get("type") in _OPENING_TYPES


def _stage(actioned_on: dt.date | None, closed_on: dt.date | None, verified_on: dt.date | None) -> Stage:
    if verified_on is not None:
        return Stage.VERIFIED
    if closed_on is not None:
        return Stage.CLOSED
    return Stage.OPENED if actioned_on is None else Stage.ACTIONED


def _median_days(loops: Iterable[Loop], stage: Stage, calendar: WorkingDays) -> float | None:
    """A day before the loop's own is a contradiction (a warning of its own) and tells of no duration."""
    days = [
        calendar.elapsed(loop.date, reached)
        for loop in loops
        if (reached := loop.reached_on(stage)) is not None and reached >= loop.date
    ]
    return median(days) if days else None
