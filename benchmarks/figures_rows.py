"""The records of a large programme, for measuring figures: always the same, no chance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path

from delegation.records import Record, Value
from sync.programme.model import Cycle, Programme, Team
from sync.store.stored import StoredRecord

CYCLE = Cycle(id="2026-Q4", first=dt.date(2026, 10, 1), last=dt.date(2026, 12, 31))
AS_OF = dt.date(2026, 11, 27)
TEAMS, MEMBERS, DELEGATIONS, KPIS, READINGS = 125, 16, 160, 20, 8  # of each team; readings of each KPI
_STATUSES = ("in_progress",) * 6 + ("accepted",) * 4 + ("proposed", "on_hold", "draft", "awaiting_review")
_STATUSES += ("completed",) * 5 + ("cancelled",)
_WEEKS = (("mon", "tue", "wed", "thu", "fri"),) * 3 + (("mon", "wed", "thu"),)
_HOLIDAYS = (*range(7), 85, 86)  # days of the cycle
Rows = Mapping[str, tuple[Record, ...]]


def programme(teams: int = TEAMS) -> Programme:
    return Programme(
        root=Path(),
        name="Benchmark",
        language="en",
        timezone="UTC",
        cycles=(CYCLE,),
        teams=tuple(
            Team(id=f"T{number:03}", name=f"Team {number}", department=f"Department {number % 8}")
            for number in range(teams)
        ),
        master=Path("master.xlsx"),
        store=Path("store.sqlite3"),
        private=Path(".remit"),
    )


def stored(teams: int = TEAMS) -> list[StoredRecord]:
    """The records of every team, as the store gives them."""
    return [
        StoredRecord(
            team=f"T{number:03}",
            cycle=CYCLE.id,
            table=each.table,
            key=each.key,
            sheet="",
            row=each.row,
            values=each.values,
            first_run=1,
            run=1,
            modified_by="",
        )
        for number in range(teams)
        for records in rows(shift=number).values()
        for each in records
    ]


def rows(members: int = MEMBERS, delegations: int = DELEGATIONS, shift: int = 0) -> Rows:
    """One team's accepted rows. `shift` makes the teams differ."""
    made = {
        "members": _members(members, shift),
        "leave": _leave(members, shift),
        "calendar": _calendar(),
        "kpis": _kpis(members, shift),
        "readings": _readings(shift),
        "delegations": _delegations(members, delegations, shift),
        "milestones": _milestones(delegations, shift),
        "check_ins": _check_ins(members, delegations, shift),
    }
    return {
        table: tuple(Record(table, key, row, values) for row, (key, values) in enumerate(found, 6))
        for table, found in made.items()
    }


_Found = Iterator[tuple[str, dict[str, Value]]]


def _members(count: int, shift: int) -> _Found:
    for number in range(count):
        member_id = f"M{number + 1}"
        yield (
            member_id,
            {
                "member_id": member_id,
                "name": f"Name {number + 1}",
                "weekly_hours": 24.0 if number % 4 == 3 else 40.0,
                "work_days": _WEEKS[number % 4],
                "reserved_share": (number + shift) % 5 / 10,
                "active": "no" if (number + shift) % 40 == 0 else "yes",
            },
        )


def _leave(members: int, shift: int) -> _Found:
    """Somebody in three is away for some days, half of them half days."""
    for number in range(0, members, 3):
        start = _day(40 + (7 * number + shift) % 40)
        yield (
            f"M{number + 1}+{start}",
            {
                "member_id": f"M{number + 1}",
                "start": start,
                "end": start + dt.timedelta(days=number % 9),
                "share": 0.5 if number % 2 else 1.0,
            },
        )


def _calendar() -> _Found:
    for number in _HOLIDAYS:
        yield str(_day(number)), {"date": _day(number), "kind": "holiday"}
    yield str(_day(9)), {"date": _day(9), "kind": "working_day"}  # a Saturday


def _kpis(members: int, shift: int) -> _Found:
    for number in range(KPIS):
        kpi_id = f"K{number + 1}"
        values: dict[str, Value] = {
            "kpi_id": kpi_id,
            "name": f"Index {number}",
            "owner": f"M{number % members + 1}",
            "direction": ("higher", "lower", "range")[number % 3],
            "target": 100.0,
            "low": 90.0,
            "high": 110.0,
            "weight": float(1 + number % 3),
            "frequency": "monthly",
            "aggregation": ("last", "mean", "sum")[number % 5 % 3],
            "start": dt.date(2026, 1, 1),
            "end": CYCLE.last,
        }
        if (number + shift) % 4 == 1 and number % 3 != 2:
            values["baseline"] = 50.0 if number % 3 == 0 else 150.0
        yield kpi_id, values


def _readings(shift: int) -> _Found:
    for kpi in range(KPIS):
        for month in range(READINGS):
            period = dt.date(2026, 4 + month, 1) - dt.timedelta(days=1)
            values: dict[str, Value] = {"kpi_id": f"K{kpi + 1}", "period": period}
            if (kpi + month) % 11 == 0:
                values["state"] = "not_applicable"
            else:
                values["value"] = 70.0 + (13 * kpi + 7 * month + shift) % 50
            yield f"K{kpi + 1}+{period}", values


def _delegations(members: int, count: int, shift: int) -> _Found:
    for number in range(count):
        start = _day((number + shift) % 70 - 15)
        due = start + dt.timedelta(days=7 + number % 70)
        status = _STATUSES[(number + shift) % len(_STATUSES)]
        values: dict[str, Value] = {
            "delegation_id": f"D{number + 1}",
            "title": f"Task {number}",
            "objective": f"Bring it to {number} by the end of the quarter",
            "expected_outcome": f"{number} of them",
            "success_criteria": f"at least {number}",
            "delegator": "M1",
            "delegate": f"M{1 + number % members}" if number % 50 else "Somebody else",
            "start": start,
            "due": due,
            "due_agreed": due,
            "effort_hours": float(4 + number % 37),
            "authority_level": number % 7 + 1,
            "check_in_days": 5 + number % 6,
            "progress": number % 20 / 20,
            "status": status,
        }
        if status in ("completed", "cancelled"):
            values["completed_on"] = min(due, AS_OF) - dt.timedelta(days=number % 5)
        if number % 9:
            values["accepted_on"] = start + dt.timedelta(days=1)
        yield f"D{number + 1}", values


def _milestones(delegations: int, shift: int) -> _Found:
    """Three of every second delegation."""
    for number in range(0, delegations, 2):
        for step in range(3):
            values: dict[str, Value] = {
                "delegation_id": f"D{number + 1}",
                "milestone": f"Step {step}",
                "planned_end": _day((number + shift) % 50 + 10 * step),
                "weight": float(step + 1),
                "progress": (number + step) % 5 / 4,
            }
            if (number + step) % 17 == 0:
                values["blocker"] = "Legal has not answered"
            yield f"D{number + 1}+Step {step}", values


def _check_ins(members: int, delegations: int, shift: int) -> _Found:
    """Two of each delegation."""
    for number in range(2 * delegations):
        values: dict[str, Value] = {
            "check_in_id": f"C{number + 1}",
            "date": _day((3 * number + shift) % 60),
            "delegation_id": f"D{number % delegations + 1}",
            "raised_by": f"M{number % members + 1}",
            "type": ("progress", "progress", "help_request", "corrective")[number % 4],
            "confidence": 1 + number % 5,
        }
        if number % 3:
            values["closed_on"] = _day((3 * number + shift) % 60 + 4)
        yield f"C{number + 1}", values


def _day(number: int) -> dt.date:
    return CYCLE.first + dt.timedelta(days=number)
