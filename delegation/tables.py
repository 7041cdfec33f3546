"""Every table and field of Remit, declared once (SPEC §3).

Template, reader, validator, store, master and documentation are all generated from here. Nothing else
spells a header, a choice or a table's name. What is personal (SPEC §12) is marked at its field or table; from
that follows what the workbook of a team has, and what that of its lead.
"""

from __future__ import annotations

from dataclasses import replace

from delegation.schema import Choices, Field, Kind, Phase, Table

YES_NO = Choices(name="yes_no", values=("yes", "no"))
WORK_DAYS = Choices(name="work_days", values=("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
SKILL_LEVEL = Choices(name="skill_level", values=("0", "1", "2", "3", "4", "5"))
CALENDAR_KIND = Choices(name="calendar_kind", values=("holiday", "working_day"))
CRITERIA_MET = Choices(name="criteria_met", values=("yes", "partly", "no"))
AUTHORITY = Choices(name="authority", values=("1", "2", "3", "4", "5", "6", "7"))
PURPOSE = Choices(
    name="development_purpose", values=("show", "coach", "tell", "check", "connect", "prepare", "motivate")
)
PRIORITY = Choices(name="priority", values=("low", "normal", "high", "critical"))
STATUS = Choices(
    name="status",
    values=(
        "draft",
        "proposed",
        "accepted",
        "in_progress",
        "on_hold",
        "awaiting_review",
        "completed",
        "returned",
        "cancelled",
    ),
)
DIRECTION = Choices(name="direction", values=("higher", "lower", "range"))
FREQUENCY = Choices(name="frequency", values=("weekly", "monthly", "quarterly"))
AGGREGATION = Choices(name="aggregation", values=("last", "sum", "mean"))
READING_STATE = Choices(name="reading_state", values=("reported", "not_applicable"))
PLAN_PHASE = Choices(name="plan_phase", values=("initial", "periodic", "summary"))
METHOD = Choices(name="method", values=("inspection", "conversation", "data", "feedback"))
CHECK_IN_TYPE = Choices(name="check_in_type", values=("progress", "praise", "corrective", "help_request"))
RECOGNITION_TYPE = Choices(
    name="recognition_type", values=("public_praise", "bonus", "development", "more_authority")
)
ADJUSTMENT = Choices(name="adjustment", values=("authority", "scope", "due", "delegate", "resources"))
CAUSE = Choices(
    name="cause",
    values=(
        "information_asymmetry",
        "low_initiative",
        "tool_effectiveness",
        "resources",
        "unclear_authority",
        "other",
    ),
)
NEXT_AUTHORITY = Choices(name="next_authority", values=("raise", "keep", "lower"))

OPEN_STATUSES = ("draft", "proposed", "accepted", "in_progress", "on_hold", "awaiting_review")
CLOSED_STATUSES = ("completed", "returned", "cancelled")
LOAD_STATUSES = ("proposed", "accepted", "in_progress")

CHOICES = (
    YES_NO,
    WORK_DAYS,
    SKILL_LEVEL,
    CALENDAR_KIND,
    CRITERIA_MET,
    AUTHORITY,
    PURPOSE,
    PRIORITY,
    STATUS,
    DIRECTION,
    FREQUENCY,
    AGGREGATION,
    READING_STATE,
    PLAN_PHASE,
    METHOD,
    CHECK_IN_TYPE,
    RECOGNITION_TYPE,
    ADJUSTMENT,
    CAUSE,
    NEXT_AUTHORITY,
)


def _id(field_id: str, *, required: bool = True) -> Field:
    return Field(id=field_id, kind=Kind.ID, required=required)


def _text(
    field_id: str, *, required: bool = False, personal: bool = False, none_words: bool = False
) -> Field:
    return Field(id=field_id, kind=Kind.TEXT, required=required, personal=personal, none_words=none_words)


def _date(field_id: str, *, required: bool = False) -> Field:
    return Field(id=field_id, kind=Kind.DATE, required=required)


def _number(
    field_id: str, *, required: bool = False, low: float | None = None, low_open: bool = False
) -> Field:
    return Field(id=field_id, kind=Kind.NUMBER, required=required, low=low, low_open=low_open)


def _share(field_id: str, *, default: float | None = None) -> Field:
    return Field(id=field_id, kind=Kind.SHARE, low=0, high=1, default=default)


def _int(
    field_id: str,
    low: int,
    high: int | None = None,
    *,
    required: bool = False,
    levels: Choices | None = None,
    personal: bool = False,
) -> Field:
    return Field(
        id=field_id, kind=Kind.INT, required=required, low=low, high=high, levels=levels, personal=personal
    )


def _choice(field_id: str, choices: Choices, *, required: bool = False, default: str | None = None) -> Field:
    return Field(id=field_id, kind=Kind.CHOICE, choices=choices, required=required, default=default)


def _ref(field_id: str, table_id: str, *, required: bool = False) -> Field:
    return Field(id=field_id, kind=Kind.REF, ref=table_id, required=required)


def _person(field_id: str, *, required: bool = False) -> Field:
    return Field(id=field_id, kind=Kind.PERSON, ref="members", required=required)


_NOTES = _text("notes")
_DELEGATION = _ref("delegation_id", "delegations", required=True)
_OPTIONAL_DELEGATION = _ref("delegation_id", "delegations")
_MEMBER = _ref("member_id", "members", required=True)

MEMBERS = Table(
    id="members",
    name="Members",
    prefix="MBR",
    phase=Phase.PEOPLE,
    key=("member_id",),
    title="name",
    first_visible=True,
    fields=(
        _id("member_id"),
        _text("name", required=True),
        _text("role"),
        _person("manager"),
        _text("email"),
        Field(id="weekly_hours", kind=Kind.NUMBER, required=True, low=0, high=168, low_open=True),
        Field(id="work_days", kind=Kind.CHOICE_LIST, choices=WORK_DAYS, default="mon, tue, wed, thu, fri"),
        _share("reserved_share"),
        _int("motivation", 1, 5, personal=True),
        _choice("active", YES_NO, default="yes"),
        _NOTES,
    ),
)

SKILLS = Table(
    id="skills",
    name="Skills",
    prefix="SKL",
    phase=Phase.PEOPLE,
    key=("member_id", "skill"),
    fields=(
        _MEMBER,
        Field(id="skill", kind=Kind.ID, required=True),
        _int("level", 0, 5, required=True, levels=SKILL_LEVEL),
        _text("evidence"),
        _NOTES,
    ),
)

LEAVE = Table(
    id="leave",
    name="Leave",
    prefix="LVE",
    phase=Phase.PEOPLE,
    key=("member_id", "start"),
    fields=(
        _MEMBER,
        _date("start", required=True),
        _date("end", required=True),
        _share("share", default=1),
        _text("reason", personal=True),
        _NOTES,
    ),
)

CALENDAR = Table(
    id="calendar",
    name="Calendar",
    prefix="CAL",
    phase=Phase.PEOPLE,
    key=("date",),
    fields=(
        _date("date", required=True),
        _choice("kind", CALENDAR_KIND, required=True),
        _text("name"),
        _NOTES,
    ),
)

DELEGATIONS = Table(
    id="delegations",
    name="Delegations",
    prefix="DLG",
    phase=Phase.HAND_OVER,
    key=("delegation_id",),
    title="title",
    first_visible=True,
    fields=(
        _id("delegation_id"),
        _text("title", required=True),
        _text("rationale"),
        _text("objective", required=True),
        _text("expected_outcome", required=True),
        _text("success_criteria"),
        _choice("criteria_met", CRITERIA_MET),
        _person("delegator", required=True),
        _ref("delegate", "members", required=True),
        _ref("kpi_id", "kpis"),
        _date("start", required=True),
        _date("due", required=True),
        _date("due_agreed"),
        _number("effort_hours", required=True, low=0),
        _int("authority_level", 1, 7, required=True, levels=AUTHORITY),
        _text("authority_limits"),
        Field(id="required_skills", kind=Kind.SKILL_LIST, low=0, high=5, default=3, levels=SKILL_LEVEL),
        _text("resources"),
        _text("system_access"),
        _text("training"),
        _text("mentor"),
        _text("escalation_trigger"),
        _int("check_in_days", 1),
        _date("accepted_on"),
        _choice("development_purpose", PURPOSE),
        _choice("priority", PRIORITY),
        _choice("pinned", YES_NO),
        _share("progress"),
        _choice("status", STATUS, required=True),
        _date("completed_on"),
        _NOTES,
    ),
)

KPIS = Table(
    id="kpis",
    name="KPIs",
    prefix="KPI",
    phase=Phase.TRACK,
    key=("kpi_id",),
    title="name",
    first_visible=True,
    fields=(
        _id("kpi_id"),
        _text("name", required=True),
        _ref("owner", "members"),
        _text("unit"),
        _choice("direction", DIRECTION, required=True),
        _number("baseline"),
        _number("target"),
        _number("low"),
        _number("high"),
        _number("tolerance", low=0, low_open=True),
        _share("green_at", default=0.9),
        _share("amber_at", default=0.75),
        _number("weight", low=0),
        _choice("frequency", FREQUENCY, required=True),
        _choice("aggregation", AGGREGATION, required=True),
        _date("start"),
        _date("end"),
        _NOTES,
    ),
)

READINGS = Table(
    id="readings",
    name="Readings",
    prefix="RDG",
    phase=Phase.TRACK,
    key=("kpi_id", "period"),
    first_visible=True,
    fields=(
        _ref("kpi_id", "kpis", required=True),
        Field(id="period", kind=Kind.PERIOD, required=True),
        _number("value"),
        _choice("state", READING_STATE),
        _text("source"),
        _text("remark"),
        _NOTES,
    ),
)

PLAN = Table(
    id="plan",
    name="Plan",
    prefix="PLN",
    phase=Phase.HAND_OVER,
    key=("delegation_id", "phase", "planned_on"),
    fields=(
        _DELEGATION,
        _choice("phase", PLAN_PHASE, required=True),
        _choice("method", METHOD, required=True),
        _date("planned_on", required=True),
        _person("responsible", required=True),
        _text("criterion"),
        _date("done_on"),
        _NOTES,
    ),
)

MILESTONES = Table(
    id="milestones",
    name="Milestones",
    prefix="MLS",
    phase=Phase.TRACK,
    key=("delegation_id", "milestone"),
    fields=(
        _DELEGATION,
        Field(id="milestone", kind=Kind.ID, required=True),
        _ref("owner", "members"),
        _date("planned_start"),
        _date("planned_end", required=True),
        _date("actual_end"),
        _number("weight", low=0),
        _share("progress"),
        _text("blocker", none_words=True),
        _NOTES,
    ),
)

CHECK_INS = Table(
    id="check_ins",
    name="CheckIns",
    prefix="CHK",
    phase=Phase.TRACK,
    key=("check_in_id",),
    derived_key=True,
    first_visible=True,
    fields=(
        _id("check_in_id", required=False),
        _date("date", required=True),
        _DELEGATION,
        _person("raised_by", required=True),
        _person("to"),
        _choice("type", CHECK_IN_TYPE, required=True),
        _int("confidence", 1, 5),
        _text("issue"),
        _text("cause"),
        _text("action"),
        _person("action_owner"),
        _date("action_due"),
        _date("actioned_on"),
        _date("closed_on"),
        _person("verified_by"),
        _date("verified_on"),
        _NOTES,
    ),
)

MEETINGS = Table(
    id="meetings",
    name="Meetings",
    prefix="MTG",
    phase=Phase.TRACK,
    key=("meeting_id",),
    derived_key=True,
    fields=(
        _id("meeting_id", required=False),
        _date("date", required=True),
        _text("topic", required=True),
        Field(id="attendees", kind=Kind.TEXT_LIST),
        _text("decision"),
        _text("action"),
        _person("action_owner"),
        _date("action_due"),
        _OPTIONAL_DELEGATION,
        _date("closed_on"),
        _NOTES,
    ),
)

EVALUATIONS = Table(
    id="evaluations",
    name="Evaluations",
    prefix="EVL",
    phase=Phase.EVALUATE,
    key=("member_id", "delegation_id", "period"),
    personal=True,
    fields=(
        _MEMBER,
        _OPTIONAL_DELEGATION,
        Field(id="period", kind=Kind.ID, required=True),
        _date("date", required=True),
        _int("quality", 1, 5, personal=True),
        _int("timeliness", 1, 5, personal=True),
        _int("initiative", 1, 5, personal=True),
        _int("communication", 1, 5, personal=True),
        _int("kpi_result", 1, 5, personal=True),
        _text("comment", personal=True),
        _person("evaluator", required=True),
        _text("reply", personal=True),
        _NOTES,
    ),
)

RECOGNITION = Table(
    id="recognition",
    name="Recognition",
    prefix="RCG",
    phase=Phase.EVALUATE,
    key=("member_id", "date", "type"),
    fields=(
        _MEMBER,
        _date("date", required=True),
        _choice("type", RECOGNITION_TYPE, required=True),
        _text("reason", required=True),
        _OPTIONAL_DELEGATION,
        _person("given_by"),
        _NOTES,
    ),
)

ADJUSTMENTS = Table(
    id="adjustments",
    name="Adjustments",
    prefix="ADJ",
    phase=Phase.IMPROVE,
    key=("delegation_id", "date", "what"),
    fields=(
        _DELEGATION,
        _date("date", required=True),
        _choice("what", ADJUSTMENT, required=True),
        _text("was"),
        _text("becomes", required=True),
        _text("reason", required=True),
        _person("decided_by", required=True),
        _NOTES,
    ),
)

REVIEWS = Table(
    id="reviews",
    name="Reviews",
    prefix="REV",
    phase=Phase.IMPROVE,
    key=("delegation_id", "cycle"),
    fields=(
        _DELEGATION,
        Field(id="cycle", kind=Kind.ID, required=True),
        _text("went_well"),
        _text("problems"),
        _choice("cause", CAUSE),
        _text("improvement"),
        _choice("next_authority", NEXT_AUTHORITY),
        _NOTES,
    ),
)

TABLES = (
    MEMBERS,
    SKILLS,
    LEAVE,
    CALENDAR,
    DELEGATIONS,
    KPIS,
    READINGS,
    PLAN,
    MILESTONES,
    CHECK_INS,
    MEETINGS,
    EVALUATIONS,
    RECOGNITION,
    ADJUSTMENTS,
    REVIEWS,
)


def _apart(table: Table, table_id: str, name: str, prefix: str) -> Table:
    """What is personal in a table, by the keys of its rows."""
    keys = tuple(_MEMBER if each == _MEMBER.id else table.field(each) for each in table.key)
    personal = tuple(field for field in table.fields if field.personal)
    return Table(
        id=table_id,
        name=name,
        prefix=prefix,
        phase=table.phase,
        key=table.key,
        fields=(*keys, *personal),
        personal=True,
        extends=table.id,
    )


MOTIVATION = _apart(MEMBERS, "motivation", "Motivation", "MTV")
LEAVE_REASONS = _apart(LEAVE, "leave_reasons", "LeaveReasons", "LVR")

TEAM_TABLES = tuple(
    replace(table, fields=tuple(field for field in table.fields if not field.personal))
    for table in TABLES
    if not table.personal
)
"""What the workbook has that a whole team opens."""
LEAD_TABLES = (MOTIVATION, LEAVE_REASONS, EVALUATIONS)
"""What the lead's own workbook has."""
DECLARED = (*TABLES, MOTIVATION, LEAVE_REASONS)
BY_ID = {table.id: table for table in DECLARED}
