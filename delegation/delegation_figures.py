"""Every figure of every delegation of a team, in one pass over its tables (SPEC §7).

Brings together progress, check-ins, health and definition; decides nothing of these itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from delegation.calendar import WorkingDays
from delegation.cells import Misfit
from delegation.cells.dates import parse_date
from delegation.check_ins import contact_of, initiative, next_check_in
from delegation.definition import definition_score
from delegation.happened import Values, by_delegation, happened, status_at
from delegation.health import Health, health_of
from delegation.progress import expected_progress, milestone_progress, progress_differs, typed_progress
from delegation.records import Record
from delegation.settings import DEFAULT, Settings
from delegation.tables import CLOSED_STATUSES


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationFigures:
    """One delegation on the as-of date.

    `status`: as it was on that day. `progress`, `definition`: 0..1. `expected` (0..1) and `gap`, progress
    less expected: None when closed. `progress_differs`: what is typed is far from what the milestones say.
    `on_time`: None while open, when cancelled, and where nobody knows the day. `extensions`: how often due
    was put off. `initiative`: share of the check-ins that the delegate raised, None without any.
    """

    delegation_id: str
    status: str
    health: Health
    progress: float
    progress_differs: bool
    expected: float | None
    gap: float | None
    last_check_in: dt.date | None
    next_check_in: dt.date | None
    confidence: int | None
    on_time: bool | None
    extensions: int
    definition: float
    initiative: float | None


def evaluate_delegations(
    delegations: Iterable[Record],
    *,
    as_of: dt.date,
    check_ins: Iterable[Record] = (),
    milestones: Iterable[Record] = (),
    adjustments: Iterable[Record] = (),
    calendar: WorkingDays,
    settings: Settings = DEFAULT,
) -> tuple[DelegationFigures, ...]:
    """The figures of one team's accepted delegations, in their order; references are keys.

    Of columns that are not there nothing is known; start, due and status are. Source: SPEC §7.
    """
    told, steps, changes = (by_delegation(rows) for rows in (check_ins, milestones, adjustments))
    return tuple(
        _figures(
            record,
            told.get(record.key, ()),
            steps.get(record.key, ()),
            changes.get(record.key, ()),
            as_of,
            calendar,
            settings,
        )
        for record in delegations
    )


def _figures(
    record: Record,
    check_ins: Sequence[Values],
    milestones: Sequence[Values],
    adjustments: Sequence[Values],
    as_of: dt.date,
    calendar: WorkingDays,
    settings: Settings,
) -> DelegationFigures:
    values: Values = record.values
    status = status_at(values, as_of)
    start, due = values["start"], values["due"]
    delegates = {record.key: values["delegate"]} if "delegate" in values else {}
    contact = contact_of(check_ins, as_of)
    made = milestone_progress(milestones, as_of)
    progress = typed_progress(values) if made is None else made
    expected = None if status in CLOSED_STATUSES else expected_progress(start, due, as_of, calendar)
    gap = None if expected is None else progress - expected
    return DelegationFigures(
        delegation_id=record.key,
        status=status,
        health=health_of(
            values,
            contact=contact,
            milestones=milestones,
            gap=gap,
            as_of=as_of,
            calendar=calendar,
            settings=settings,
        ),
        progress=progress,
        progress_differs=progress_differs(values.get("progress"), made, settings.progress_apart),
        expected=expected,
        gap=gap,
        last_check_in=contact.last,
        next_check_in=next_check_in(contact.last, values.get("check_in_days"), start, due, status, calendar),
        confidence=contact.confidence,
        on_time=on_time(values, as_of),
        extensions=extensions(adjustments, as_of),
        definition=definition_score(values, as_of),
        initiative=initiative(check_ins, delegates, as_of),
    )


def on_time(delegation: Values, as_of: dt.date) -> bool | None:
    """Whether a delegation was completed by the due date that had been agreed, else by the due date.

    One that was handed back is not on time. None while open, when cancelled, and without the day of
    completion. Source: SPEC §7, §9.
    """
    status = status_at(delegation, as_of)
    if status == "returned":
        return False
    completed_on = happened(delegation, "completed_on", as_of)
    if status != "completed" or completed_on is None:
        return None
    promised: dt.date = delegation.get("due_agreed", delegation["due"])
    return completed_on <= promised


def extensions(adjustments: Iterable[Values], as_of: dt.date) -> int:
    """How often one delegation's due date was put off by as_of.

    A change that brought the date forward, or left it, is none: told by the two dates where both can be read.
    """
    return sum(
        each["what"] == "due" and happened(each, "date", as_of) is not None and not _brought_forward(each)
        for each in adjustments
    )


def _brought_forward(adjustment: Values) -> bool:
    was, becomes = (_date(adjustment.get(field_id)) for field_id in ("was", "becomes"))
    return was is not None and becomes is not None and becomes <= was


def _date(text: str | None) -> dt.date | None:
    found = None if text is None else parse_date(text)
    return None if isinstance(found, Misfit) else found
