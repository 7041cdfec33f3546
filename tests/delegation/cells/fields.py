"""Fields of each kind, for tests of what their cells mean."""

from __future__ import annotations

import datetime as dt

from delegation.schema import Field
from delegation.tables import BY_ID

D = dt.date


def field(name: str) -> Field:
    """`field("delegations.due")`."""
    table_id, field_id = name.split(".")
    return BY_ID[table_id].field(field_id)


def moment(*parts: int) -> dt.datetime:
    """As Excel keeps it, without a time zone."""
    return dt.datetime(*parts)  # type: ignore[arg-type]


DUE, EFFORT, PROGRESS = (
    field("delegations.due"),
    field("delegations.effort_hours"),
    field("delegations.progress"),
)
LEVEL, STATUS, ACTIVE = (
    field("delegations.authority_level"),
    field("delegations.status"),
    field("members.active"),
)
WORK_DAYS, SKILLS = field("members.work_days"), field("delegations.required_skills")
PERIOD, TITLE, MEMBER_ID = field("readings.period"), field("delegations.title"), field("members.member_id")
BLOCKER, ATTENDEES = field("milestones.blocker"), field("meetings.attendees")
