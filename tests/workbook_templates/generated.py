"""A team's rows by the hundred, ordinary ones and every awkward one, the same for the same seed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random

from delegation.settings import Settings
from delegation.tables import WORK_DAYS
from tests.workbook_templates.example import Rows, ordinary
from workbook_templates.team import TeamWorkbook

AS_OF = dt.date(2028, 2, 29)
OTHER = Settings(
    accept_within_days=8,
    green_at=0.7,
    amber_at=0.6,
    stale_weekly_days=2,
    stale_monthly_days=20,
    stale_quarterly_days=40,
    help_within_days=1,
    silent_after_cadences=2.25,
    low_confidence=3,
    at_risk_gap=-0.45,
    slipping_gap=-0.2,
)
"""Other thresholds than the default, each of those that a cell's figure hangs on."""
_FIRST = dt.date(2028, 1, 1)


def generated(language: str, *, kpis: int = 85, delegations: int = 150, seed: int = 7) -> TeamWorkbook:
    """The first quarter of a leap year, as of its 29 February."""
    draw = random.Random(seed)
    rows: Rows = {}
    rows["kpis"] = [*_edges(), *(_kpi(draw, number) for number in range(kpis))]
    rows["readings"] = [reading for kpi in rows["kpis"] for reading in _readings(draw, kpi)]
    rows["kpis"].append({**rows["kpis"][0], "name": "The same ID again"})
    rows |= {"members": _members(), "leave": _leave(random.Random(seed)), "calendar": _calendar()}
    rows["delegations"] = [*_halfway(draw), *(_delegation(draw, each) for each in range(delegations))]
    _hand_on(random.Random(seed), rows["delegations"])
    rows["delegations"].append({**rows["delegations"][0], "title": "The same ID again"})
    rows["milestones"] = [each for row in rows["delegations"] for each in _milestones(draw, row)]
    rows["check_ins"] = [each for row in rows["delegations"] for each in _check_ins(draw, row)]
    rows["delegations"] += _on_the_limits()
    return dataclasses.replace(
        ordinary(language),
        cycle="2028-Q1",
        cycle_first=_FIRST,
        cycle_last=dt.date(2028, 3, 31),
        made_on=_FIRST,
        as_of=AS_OF,
        rows=rows,
        empty_rows=3,
    )


def _edges() -> list[dict[str, object]]:
    """KPIs on a threshold exactly, with targets of zero and below, and with impossible goals."""
    common = {"frequency": "monthly", "aggregation": "last", "direction": "higher", "read": (75,)}
    window = {"start": _FIRST, "end": dt.date(2028, 3, 31)}
    cases: list[dict[str, object]] = [
        {"target": 100, "read": (90,)},
        {"target": 100, "read": (75,)},
        {"target": 100, "read": (89.9999999999,)},
        {"target": 0.3, "baseline": 0.2, "read": (0.29,)},
        {"target": 0},
        {"target": 0, "baseline": 50, "direction": "lower", "read": (5,)},
        {"target": -20, "read": (-21,)},
        {"target": -20, "direction": "lower", "read": (-19,)},
        {"target": 40, "baseline": 50},
        {"target": 50, "baseline": 50},
        {"direction": "range", "low": 10, "high": 20, "read": (20.4,)},
        {"direction": "range", "low": 10, "high": 20, "tolerance": 2, "read": (9.5,)},
        {"direction": "range", "low": 0, "high": 0, "read": (0,)},
        {"direction": "range", "low": 0, "high": 0, "read": (1,)},
        {"direction": "range", "low": 20, "high": 10},
        {"direction": "range", "high": 10},
        {"direction": "range", "low": 10},
        {},
        {"target": 100, "green_at": 0.5, "amber_at": 0.6},
        {"target": 100, "green_at": 0.7},
        {"target": 100, "read": ()},
        {"target": 100, "aggregation": "sum", **window, "read": (30, 34)},
        {"target": 100, "aggregation": "sum", **window, "read": ()},
        {"target": 100, "aggregation": "sum", "start": AS_OF, "end": AS_OF, "read": (100,)},
        {"target": 100, "aggregation": "sum", "start": dt.date(2028, 3, 1), "end": dt.date(2028, 3, 31)},
        {"target": 0, "baseline": 50, "direction": "lower", "aggregation": "sum", **window},
        {"target": 100, "start": dt.date(2028, 3, 1), "end": _FIRST},
        {"target": 100, "aggregation": "mean", "frequency": "weekly", "read": (80, 95, 100)},
        {"target": 100, "frequency": "quarterly", "end": dt.date(2028, 2, 10), "read": (99,)},
    ]
    return [
        {**common, "kpi_id": f"E{number:02d}", "name": f"Edge {number}", **case}
        for number, case in enumerate(cases)
    ]


def _kpi(draw: random.Random, number: int) -> dict[str, object]:
    direction = draw.choice(("higher", "higher", "lower", "range"))
    target = draw.choice((100, 0.95, -40, 1200, 7.5))
    found: dict[str, object] = {
        "kpi_id": f"K{number:03d}",
        "name": draw.choice((f"Rate* {number}", f"指标 {number}", f"Who's {number}?")),
        "direction": direction,
        "frequency": draw.choice(("weekly", "monthly", "quarterly")),
        "aggregation": draw.choice(("last", "sum", "mean")),
        "target": target,
    }
    if direction == "range":
        found |= {"low": target - 10, "high": target + 10}
        found |= {"tolerance": draw.choice((3, 0.5))} if draw.random() < 0.5 else {}
    elif draw.random() < 0.4:
        found["baseline"] = target + (10 if direction == "lower" else -10)
    if draw.random() < 0.6:
        start = _FIRST - dt.timedelta(days=draw.randrange(0, 120))
        found |= {"start": start, "end": start + dt.timedelta(days=draw.randrange(0, 200))}
    if draw.random() < 0.3:
        found |= {"green_at": 0.8, "amber_at": draw.choice((0.5, 0.8))}
    return found


def _readings(draw: random.Random, kpi: dict[str, object]) -> list[dict[str, object]]:
    """On any day, some twice for one period, some not applicable, some only planned, some after as-of."""
    read = kpi.pop("read", None)
    if isinstance(read, tuple):
        days = (dt.date(2028, 1, 31), dt.date(2028, 2, 13), AS_OF)
        return [
            {"kpi_id": kpi["kpi_id"], "period": day, "value": value}
            for day, value in zip(days[-len(read) :], read, strict=False)
        ]
    target = kpi["target"]
    assert isinstance(target, int | float)
    found: list[dict[str, object]] = []
    for _ in range(draw.randrange(0, 7)):
        row: dict[str, object] = {
            "kpi_id": kpi["kpi_id"],
            "period": _FIRST + dt.timedelta(days=draw.randrange(-70, 75)),
        }
        if draw.random() < 0.85:
            row["value"] = round(target * draw.uniform(0.2, 1.3), 3)
            if draw.random() < 0.3:
                row["state"] = "reported"
        elif draw.random() < 0.6:
            row["state"] = "not_applicable"
        found.append(row)
    return found


def _members() -> list[dict[str, object]]:
    """Usual weeks and odd ones, people without hours, and some who carry nothing or what is on a limit."""
    weeks: list[dict[str, object]] = [
        {"weekly_hours": 40},
        {"weekly_hours": 24, "work_days": ("mon", "wed", "thu")},
        {"weekly_hours": 40, "active": "no"},
        {"weekly_hours": 40, "reserved_share": 1},
        {"weekly_hours": 37.5, "reserved_share": 0.4, "active": "yes"},
        {"weekly_hours": 10, "work_days": ("sat", "sun")},
        {"weekly_hours": 6, "work_days": ("tue",)},
        {"weekly_hours": 168, "work_days": WORK_DAYS.values},
        {"weekly_hours": 0.5, "work_days": ("wed", "sat"), "reserved_share": 0},
        *({"weekly_hours": 40, "reserved_share": 0.1} for _ in range(8)),
    ]
    names = ("Ana Sousa", "Li Wei", "Who* is this?", "王  芳", "M02 the second", "O'Hara", "ANA")
    found = [
        {"member_id": f"M{number:02d}", "name": names[number - 1] if number <= len(names) else f"P {number}"}
        | week
        for number, week in enumerate(weeks, 1)
    ]
    idle = [{"member_id": f"I{number}", "name": f"Idle {number}", "weekly_hours": 40} for number in range(3)]
    idle[1]["active"] = "no"
    limits = [{"member_id": f"L{number}", "name": f"L {number}", "weekly_hours": 40} for number in range(3)]
    return [*found, *idle, *limits, {**found[0], "name": "The same ID again"}]


def _leave(draw: random.Random) -> list[dict[str, object]]:
    """Over the whole window, a leap day, of parts of days, and several over each other on the same days."""
    day = dt.timedelta(days=1)
    rows: list[tuple[str, dt.date, int, float | None]] = [
        ("M10", _FIRST - day, 200, None),  # all that is left of the cycle, and more
        ("M11", AS_OF, 1, 1),
        ("M11", AS_OF + 2 * day, 1, 0.5),
        ("M12", AS_OF - 30 * day, 90, 0.5),
        ("M13", AS_OF - 3 * day, 20, 0.25),  # these four overlap
        ("M13", AS_OF, 12, 0.5),
        ("M13", AS_OF + 6 * day, 12, 0.5),
        ("M13", AS_OF + 8 * day, 2, None),
        ("M02", AS_OF + day, 14, 0.3),
        ("M02", AS_OF + day, 14, 0.9),  # the same member and start again
        ("M07", AS_OF + 7 * day, 1, 0.5),
        ("M01", AS_OF - 40 * day, 10, 1),
        ("M08", AS_OF + 3 * day, 9, 0),
        ("nobody", AS_OF, 9, None),
    ]
    for _ in range(20):
        who = f"M{draw.randrange(14, 18)}"
        start, share = AS_OF + draw.randrange(-20, 30) * day, draw.choice((None, 0.25, 0.5, 0.5, 0.75))
        rows.append((who, start, draw.randrange(1, 15), share))
    return [
        {"member_id": who, "start": start, "end": start + (days - 1) * day}
        | ({} if share is None else {"share": share})
        for who, start, days, share in rows
    ]


def _hand_on(draw: random.Random, delegations: list[dict[str, object]]) -> None:
    """Most of them to other members than the first two, some to who is none."""
    for row in delegations:
        if draw.random() < 0.8:
            row["delegate"] = draw.choice((*(f"M{number:02d}" for number in range(3, 18)), "Somebody else"))


def _on_the_limits() -> list[dict[str, object]]:
    """Of 24 days of 8 hours until the end of the cycle 60 %, 85 % and 100 % are taken."""
    common: dict[str, object] = {"title": "On a limit", "start": AS_OF, "due": dt.date(2028, 3, 31)}
    common |= {"objective": "20 contracts", "expected_outcome": "20 contracts", "delegator": "Head office"}
    common |= {"authority_level": 3, "status": "accepted", "accepted_on": AS_OF}
    return [
        {**common, "delegation_id": f"L{number}", "delegate": f"L{number}", "effort_hours": hours}
        for number, hours in enumerate((115.2, 163.2, 192))
    ]


def _calendar() -> list[dict[str, object]]:
    """Holidays on weekdays and at a weekend, make-up days, and a date that is both."""
    days = [
        (dt.date(2027, 10, 1), "holiday"),
        (dt.date(2027, 10, 9), "working_day"),
        (dt.date(2028, 1, 1), "holiday"),
        (dt.date(2028, 1, 26), "holiday"),
        (dt.date(2028, 1, 27), "holiday"),
        (dt.date(2028, 1, 29), "working_day"),
        (dt.date(2028, 2, 5), "working_day"),
        (dt.date(2028, 2, 5), "holiday"),
        (dt.date(2028, 2, 28), "holiday"),
    ]
    return [{"date": day, "kind": kind} for day, kind in days]


def _delegation(draw: random.Random, number: int) -> dict[str, object]:
    """Windows of one day, of a weekend, of months; carried over from long ago; due long after the cycle."""
    start = AS_OF + dt.timedelta(days=draw.choice((-240, -60, -31, -20, -12, -5, -3, -1, 0, 1, 9)))
    length = draw.choice((0, 1, 2, 5, 12, 20, 33, 61, 90, 600))
    status = draw.choice(
        ("draft", "proposed", *("accepted", "in_progress") * 4, "on_hold", "awaiting_review")
    )
    found: dict[str, object] = {
        "delegation_id": f"D{number:03d}",
        "title": draw.choice((f"Price review* {number}", f"价格评审 {number}")),
        "objective": "20 contracts by 30 November",
        "expected_outcome": "20 contracts",
        "delegator": "Head office",
        "delegate": draw.choice(("M01", "M02")),
        "start": start,
        "due": start + dt.timedelta(days=length),
        "effort_hours": draw.choice((0, 8, 12.5, 40)),
        "authority_level": draw.randrange(1, 8),
        "status": status if draw.random() < 0.85 else draw.choice(("completed", "returned", "cancelled")),
    }
    if found["status"] in ("completed", "returned", "cancelled"):
        found["completed_on"] = AS_OF + dt.timedelta(days=draw.choice((-9, 0, 1)))
    if draw.random() < 0.8:
        found["accepted_on"] = start + dt.timedelta(days=draw.choice((0, 1, 30)))
    if draw.random() < 0.7:
        found["check_in_days"] = draw.choice((1, 3, 5, 10, 400))
    if draw.random() < 0.7:
        found["progress"] = draw.choice((0, 0.25, 0.5, 0.55, 0.9, 1))
    return found


def _halfway(draw: random.Random) -> list[dict[str, object]]:
    """Ten of twenty working days are over: progress on the thresholds exactly, and beside them."""
    half = {"start": dt.date(2028, 2, 14), "due": dt.date(2028, 3, 13), "accepted_on": dt.date(2028, 2, 14)}
    found = [
        {**_delegation(draw, 900 + number), **half, "status": "in_progress", "progress": progress}
        for number, progress in enumerate((0.4, 0.3999999999, 0.39, 0.25, 0.2499999999, 0.24))
    ]
    for row in found:
        row.pop("check_in_days", None)
        row.pop("completed_on", None)
    return [*found, {**found[0], "delegation_id": "D999", "status": "awaiting_review", "check_in_days": 2}]


def _milestones(draw: random.Random, delegation: dict[str, object]) -> list[dict[str, object]]:
    found = []
    for number in range(draw.choice((0, 0, 0, 1, 3))):
        row: dict[str, object] = {
            "delegation_id": delegation["delegation_id"],
            "milestone": f"Step {number}",
            "planned_end": delegation["due"],
        }
        if draw.random() < 0.5:
            row["weight"] = draw.choice((0, 1, 2.5))
        if draw.random() < 0.5:
            row["progress"] = draw.choice((0, 0.3, 1))
        if draw.random() < 0.3:
            row["actual_end"] = AS_OF + dt.timedelta(days=draw.choice((-3, 0, 4)))
        if draw.random() < 0.3:
            row["blocker"] = draw.choice(("Legal has not answered", "none", "无", "N/A", "-", "none."))
        found.append(row)
    return found


def _check_ins(draw: random.Random, delegation: dict[str, object]) -> list[dict[str, object]]:
    """Some before the start, some after as-of, several of one day, calls for help open and closed."""
    found = []
    for _ in range(draw.choice((0, 0, 1, 2, 4))):
        row: dict[str, object] = {
            "delegation_id": delegation["delegation_id"],
            "date": AS_OF - dt.timedelta(days=draw.choice((-2, 0, 1, 1, 4, 5, 8, 13, 30, 200))),
            "raised_by": draw.choice(("M01", "M02")),
            "type": draw.choice(("progress", "progress", "praise", "corrective", "help_request")),
        }
        if draw.random() < 0.6:
            row["confidence"] = draw.randrange(1, 6)
        if draw.random() < 0.3:
            row["closed_on"] = AS_OF + dt.timedelta(days=draw.choice((-1, 0, 1)))
        found.append(row)
    return found
