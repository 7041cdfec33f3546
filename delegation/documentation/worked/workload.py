"""Workload worked out: capacity with leave, load, utilisation, bands, balance (SPEC §8)."""

from __future__ import annotations

import datetime as dt

from delegation.balance import balance
from delegation.documentation.worked.delegations import AS_OF, CALENDAR
from delegation.documentation.worked.written import Texts, added, date, equation, number, share
from delegation.labels import Labels
from delegation.load import LoadPlan, Person, plan_load, total
from delegation.records import Record, Value
from delegation.settings import DEFAULT
from delegation.workload import Band, PersonUsage, Workload, usage_of, workload

FRIDAY = dt.date(2026, 10, 16)
_DAY = dt.timedelta(days=1)
_WEEKLY, _RESERVED, _WORK_DAYS = 40.0, 0.2, 5
_HALF_DAY, _AWAY = dt.date(2026, 10, 13), FRIDAY
# Effort, progress and due date of two delegations of one person, and of one of a colleague's.
_FIRST = (30.0, 0.4, FRIDAY)
_SECOND = (14.0, 0.0, dt.date(2026, 10, 21))
_COLLEAGUES = (20.0, 0.0, FRIDAY)
_FULL_WEEK = 40.0
# Band → hours of work in a full week.
_BANDS = {Band.UNDER: 20.0, Band.HEALTHY: 30.0, Band.FULL: 36.0, Band.OVERLOADED: 44.0}
_UNCARRIED = 8.0
_SHARED = (("M1", 20.0), ("M2", 40.0), ("M3", 60.0))


def workload_texts(words: Labels) -> Texts:
    """Every number about workload, by name."""
    plan = _planned()
    return {
        "week.first": date(AS_OF, words),
        "week.last": date(FRIDAY, words),
        **_capacity(plan.people[0], words),
        **_load(plan.people[0], words),
        **_utilisation(workload(plan, AS_OF, FRIDAY), words),
        **_bands(words),
        **_balance(),
    }


def _planned() -> LoadPlan:
    """The work of two people from AS_OF on."""
    members: list[dict[str, Value]] = [
        {"weekly_hours": _WEEKLY, "reserved_share": _RESERVED},
        {"weekly_hours": _FULL_WEEK},
    ]
    leave: list[dict[str, Value]] = [
        {"member_id": "M1", "start": _HALF_DAY, "end": _HALF_DAY, "share": 0.5},
        {"member_id": "M1", "start": _AWAY, "end": _AWAY},
    ]
    work = [("M1", _FIRST), ("M1", _SECOND), ("M2", _COLLEAGUES)]
    handed_out: list[dict[str, Value]] = [
        {
            "delegate": who,
            "status": "in_progress",
            "effort_hours": effort,
            "progress": progress,
            "start": AS_OF,
            "due": due,
        }
        for who, (effort, progress, due) in work
    ]
    return plan_load(
        [Record("members", f"M{place}", place, each) for place, each in enumerate(members, 1)],
        [Record("delegations", f"D{place}", place, each) for place, each in enumerate(handed_out, 1)],
        as_of=AS_OF,
        calendar=CALENDAR,
        leave=[Record("leave", f"L{place}", place, each) for place, each in enumerate(leave, 1)],
    )


def _capacity(person: Person, words: Labels) -> Texts:
    capacity = person.capacity
    assert capacity is not None
    week = [AS_OF + number_of * _DAY for number_of in range((FRIDAY - AS_OF).days + 1)]
    parts = [capacity.hours(day, day) / capacity.hours_a_day for day in week]
    return {
        "capacity.weekly": number(_WEEKLY),
        "capacity.reserved": share(_RESERVED),
        "capacity.half_day": date(_HALF_DAY, words),
        "capacity.away": date(_AWAY, words),
        "capacity.day": equation(
            f"{number(_WEEKLY)} ÷ {_WORK_DAYS} × (1 − {share(_RESERVED)})", capacity.hours_a_day
        ),
        "capacity.sum": equation(
            f"{number(capacity.hours_a_day)} × ({added(parts)})", capacity.hours(AS_OF, FRIDAY)
        ),
    }


def _load(person: Person, words: Labels) -> Texts:
    first, second = person.spreads
    week = first.own_days.stretch(AS_OF, FRIDAY)
    own, all_own = (each.stretch.upto - each.stretch.after for each in (first, second))
    (effort, progress, _), (other_effort, _, other_due) = _FIRST, _SECOND
    inside = second.hours_in(week)
    return {
        "load.effort": number(effort),
        "load.progress": share(progress),
        "load.remaining": equation(f"{number(effort)} × (1 − {share(progress)})", first.hours),
        "load.own": number(own),
        "load.a_day": equation(f"{number(first.hours)} ÷ {own}", first.hours / own),
        "load.second": number(other_effort),
        "load.second_due": date(other_due, words),
        "load.days": equation(f"{own} + {all_own - own}", all_own),
        "load.second_day": equation(f"{number(second.hours)} ÷ {all_own}", second.hours / all_own),
        "load.inside": equation(f"{own} × {number(second.hours / all_own)}", inside),
        "load.sum": equation(
            f"{number(first.hours)} + {number(inside)}", total([first.hours_in(week), inside])
        ),
    }


def _utilisation(week: Workload, words: Labels) -> Texts:
    one, other = (each.usage for each in week.people)
    assert one.utilisation is not None
    assert other.utilisation is not None
    assert week.group.utilisation is not None
    hours = (one.load_hours, one.capacity_hours, other.load_hours, other.capacity_hours)
    load, capacity, more_load, more_capacity = map(number, hours)
    return {
        "utilisation.sum": equation(f"{load} ÷ {capacity}", one.utilisation, share),
        "utilisation.band": words.text(f"show.band.{one.band}"),
        "group.capacity": more_capacity,
        "group.load": more_load,
        "group.other": equation(f"{more_load} ÷ {more_capacity}", other.utilisation, share),
        "group.sum": equation(
            f"({load} + {more_load}) ÷ ({capacity} + {more_capacity})", week.group.utilisation, share
        ),
        "group.mean": equation(
            f"({load} ÷ {capacity} + {more_load} ÷ {more_capacity}) ÷ 2",
            (one.utilisation + other.utilisation) / 2,
            share,
        ),
        "group.band": words.text(f"show.band.{week.group.band}"),
    }


def _bands(words: Labels) -> Texts:
    found: Texts = {
        "band.healthy_from": share(DEFAULT.healthy_from),
        "band.full_above": share(DEFAULT.full_above),
        "band.overloaded_above": share(DEFAULT.overloaded_above),
        "band.no_capacity": words.text(f"show.band.{usage_of(0, _UNCARRIED).band}"),
        "band.no_capacity.hours": number(_UNCARRIED),
        "band.week": number(_FULL_WEEK),
    }
    for band, hours in _BANDS.items():
        usage = usage_of(_FULL_WEEK, hours)
        assert usage.band is band
        assert usage.utilisation is not None
        found[f"band.{band}"] = words.text(f"show.band.{usage.band}")
        found[f"band.{band}.sum"] = equation(
            f"{number(hours)} ÷ {number(_FULL_WEEK)}", usage.utilisation, share
        )
    return found


def _balance() -> Texts:
    people = [
        PersonUsage(member_id=who, name=who, usage=usage_of(_FULL_WEEK, hours), waiting_hours=0.0)
        for who, hours in _SHARED
    ]
    found = balance(people)
    used = [hours / _FULL_WEEK for _, hours in _SHARED]
    mean = sum(used) / len(used)
    assert found.cv is not None
    assert found.gini is not None
    assert found.most is not None
    assert found.member_id is not None
    squares = " + ".join(f"({number(each)} − {number(mean)})²" for each in used)
    apart = [abs(one - other) for place, one in enumerate(used) for other in used[place + 1 :]]
    return {
        **{f"balance.{name}": share(each) for name, each in zip("abc", used, strict=True)},
        "balance.mean": equation(f"({added(used)}) ÷ {len(used)}", mean),
        "balance.cv": equation(f"√(({squares}) ÷ {len(used)}) ÷ {number(mean)}", found.cv),
        "balance.gini": equation(f"2 × ({added(apart)}) ÷ (2 × {len(used)} × ({added(used)}))", found.gini),
        "balance.most": share(found.most),
        "balance.who": "CBA"[-int(found.member_id[1:])],
    }
