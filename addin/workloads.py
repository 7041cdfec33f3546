"""The formulas on workload: who is how full, and how unevenly it is shared out (SPEC §8, §13)."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from addin.answers import Wrong, WrongArgumentError
from addin.arguments import own, read_cell, read_day
from addin.ranges import Cell, Spill
from addin.readable import readable
from addin.tables import CALENDAR, MILESTONES, needs, sound_tables
from delegation.balance import balance
from delegation.labels import Labels
from delegation.load import plan_load
from delegation.workload import PersonUsage, Workload, workload

LEAVE = needs("member_id start end share", optional=True)
_NEEDS = {
    "members": needs("member_id name weekly_hours work_days reserved_share active"),
    "delegations": needs("delegation_id delegate start due effort_hours progress status completed_on"),
    "leave": LEAVE,
    "calendar": CALENDAR,
    "milestones": MILESTONES,
}
_FIRST, _LAST, _AS_OF = own("first"), own("last"), own("as_of")
_COLUMNS = ("member", "name", "capacity", "load", "utilisation", "band")


class Window(NamedTuple):
    """The days that are looked at; those before `as_of` are over."""

    first: dt.date
    last: dt.date
    as_of: dt.date


def read_window(first: object, last: object, as_of: object) -> Window:
    """Raises: ShapeError, WrongArgumentError where it ends before it begins."""
    first_day, last_day = read_day(_FIRST, first), read_day(_LAST, last)
    if last_day < first_day:
        raise WrongArgumentError(Wrong(code="ARG-LAST-ORDER", value=last_day, params={"first": first_day}))
    return Window(first_day, last_day, read_cell(_AS_OF, as_of) or first_day)


@readable
def workloads(words: Labels, *values: object) -> Spill:
    """A row for each person under a header; one blank cell without anybody."""
    people = _workload(words, *values).people
    if not people:
        return [[""]]
    header: list[Cell] = [words.text(f"functions.column.{name}") for name in _COLUMNS]
    return [header, *(_line(each, words) for each in people)]


@readable
def workload_balance(words: Labels, *values: object) -> Spill:
    """One row: CV, Gini, the highest utilisation, whose it is; blanks where nobody has capacity."""
    found = balance(_workload(words, *values).people)
    return [["" if each is None else each for each in (found.cv, found.gini, found.most, found.member_id)]]


def _workload(
    words: Labels,
    members: object,
    delegations: object,
    first: object,
    last: object,
    leave: object,
    calendar: object,
    milestones: object,
    as_of: object,
) -> Workload:
    """Raises: ShapeError, WrongArgumentError, WrongRowError for the first row that is wrong."""
    window = read_window(first, last, as_of)
    given = {
        "members": members,
        "delegations": delegations,
        "leave": leave,
        "calendar": calendar,
        "milestones": milestones,
    }
    tables = sound_tables(given, _NEEDS, window.as_of, words)
    plan = plan_load(
        tables.records("members"),
        tables.records("delegations"),
        as_of=window.as_of,
        calendar=tables.calendar(),
        leave=tables.records("leave"),
        milestones=tables.records("milestones"),
    )
    return workload(plan, window.first, window.last)


def _line(person: PersonUsage, words: Labels) -> list[Cell]:
    usage = person.usage
    return [
        person.member_id,
        person.name or "",
        usage.capacity_hours,
        usage.load_hours,
        "" if usage.utilisation is None else usage.utilisation,
        "" if usage.band is None else words.text(f"show.band.{usage.band}"),
    ]
