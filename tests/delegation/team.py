"""Teams made up by Hypothesis: members, leave, calendar, delegations as accepted rows, in 2026."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from delegation.calendar import WorkingDays
from delegation.load import LoadPlan, plan_load
from delegation.records import Record
from delegation.tables import STATUS, WORK_DAYS

# Many days of several people are looked at one by one, on machines that have other things to do.
unhurried = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MEMBER_IDS = ("M1", "M2", "M3")
SHARES = st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0])
DAYS = st.dates(dt.date(2026, 9, 21), dt.date(2026, 11, 15))
CALENDARS = st.lists(st.tuples(DAYS, st.sampled_from(["holiday", "working_day"])), max_size=12).map(
    WorkingDays
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    members: tuple[Record, ...]
    leave: tuple[Record, ...]
    delegations: tuple[Record, ...]
    calendar: WorkingDays

    def plan(self, as_of: dt.date) -> LoadPlan:
        return plan_load(
            self.members, self.delegations, as_of=as_of, calendar=self.calendar, leave=self.leave
        )


def _records(table: str, values: list[dict[str, Any]], key: str = "") -> tuple[Record, ...]:
    return tuple(Record(table, str(each.get(key, row)), row, each) for row, each in enumerate(values, 1))


@st.composite
def members(draw: st.DrawFn) -> tuple[Record, ...]:
    found = [
        {"member_id": member_id, "name": f"Name {member_id}"}
        | draw(
            st.fixed_dictionaries(
                {"weekly_hours": st.sampled_from([8.0, 24.0, 37.5, 40.0])},
                optional={
                    "work_days": st.lists(
                        st.sampled_from(WORK_DAYS.values), min_size=1, max_size=7, unique=True
                    ).map(tuple),
                    "reserved_share": SHARES,
                    "active": st.sampled_from(["yes", "yes", "yes", "no"]),
                },
            )
        )
        for member_id in MEMBER_IDS
    ]
    return _records("members", found, "member_id")


@st.composite
def spans(draw: st.DrawFn) -> tuple[dt.date, dt.date]:
    first = draw(DAYS)
    return first, first + dt.timedelta(days=draw(st.integers(0, 30)))


@st.composite
def leave(draw: st.DrawFn) -> tuple[Record, ...]:
    found = []
    for _ in range(draw(st.integers(0, 6))):
        start, end = draw(spans())
        row = {"member_id": draw(st.sampled_from(MEMBER_IDS)), "start": start, "end": end}
        found.append(row | draw(st.fixed_dictionaries({}, optional={"share": SHARES})))
    return _records("leave", found)


@st.composite
def delegations(draw: st.DrawFn) -> tuple[Record, ...]:
    found = []
    for number in range(draw(st.integers(0, 8))):
        start, due = draw(spans())
        row = {
            "delegation_id": f"D{number}",
            "delegate": draw(st.sampled_from((*MEMBER_IDS, "Ann", "Bob"))),
            "start": start,
            "due": due,
            "effort_hours": draw(st.sampled_from([0.0, 1.0, 7.5, 20.0, 80.0])),
            "status": draw(st.sampled_from(("in_progress", *STATUS.values))),
        }
        if row["status"] in ("completed", "returned", "cancelled"):
            row["completed_on"] = draw(DAYS)
        found.append(row | draw(st.fixed_dictionaries({}, optional={"progress": SHARES})))
    return _records("delegations", found, "delegation_id")


@st.composite
def teams(draw: st.DrawFn) -> Team:
    return Team(
        members=draw(members()),
        leave=draw(leave()),
        delegations=draw(delegations()),
        calendar=draw(CALENDARS),
    )
