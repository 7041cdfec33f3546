"""What can be wrong with a row, a table or a workbook: `Issue`, and the catalogue of every code (SPEC §5).

Codes are made from the declared tables, so that a new field has its codes at once; what a rule can find is
listed in `_RULES`. The sentences are in `delegation.labels`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from delegation.schema import Field, Kind, Table
from delegation.tables import DECLARED

LIST_MARK = "@list\n"

Param = str | int | float | dt.date
"""A value inside a message. Text that begins with `@` is looked up in the reader's language:
`@table:members`, `@field:delegations.due`, `@choice:status.completed`. Several values go through `listed`.
Which code has which parameters stands at the top of `delegation/labels/en/issues.toml`."""


def listed(items: Iterable[str | tuple[str, str]]) -> str:
    """Several values as one parameter; a pair is shown as `"left" → right`.

    `@list`, then one line for each item, the two of a pair parted by a tab; items themselves lose both. Of
    nothing it is the empty text.
    """
    rows = ((item,) if isinstance(item, str) else item for item in items)
    lines = "\n".join("\t".join(" ".join(part.split()) for part in row) for row in rows)
    return LIST_MARK + lines if lines else ""


class Severity(StrEnum):
    ERROR = "error"  # the row is rejected
    WARNING = "warning"  # the row is accepted
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One finding, with its place. `table` and `field` are ids, `value` is what stood in the cell as text."""

    code: str
    severity: Severity
    table: str = ""
    field: str = ""
    key: str = ""
    sheet: str = ""
    cell: str = ""
    value: str = ""
    params: dict[str, Param] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueType:
    """A code of the catalogue. `text` is the id under which labels keep its message and fix."""

    code: str
    severity: Severity
    table: str
    field: str
    text: str


_TEXT_KINDS = (Kind.TEXT, Kind.ID, Kind.REF, Kind.PERSON)
_TYPE_KINDS = (Kind.INT, Kind.NUMBER, Kind.SHARE, Kind.DATE, Kind.PERIOD, Kind.SKILL_LIST)

# Structure of a table in a workbook: one issue a kind and table, however many columns it concerns.
_STRUCTURE = {
    "COLUMN-RENAMED": Severity.INFO,
    "COLUMN-MOVED": Severity.INFO,
    "COLUMN-MISSING": Severity.WARNING,
    "COLUMN-UNKNOWN": Severity.INFO,
    "COLUMN-DUPLICATE": Severity.WARNING,
    "TABLE-RANGE": Severity.INFO,  # the Excel table was turned into a plain range
    "TABLE-MISSING": Severity.WARNING,
    "TABLE-DUPLICATE": Severity.ERROR,  # two tables of one kind
    "TABLE-UNREADABLE": Severity.ERROR,
    "TABLE-HELD": Severity.WARNING,  # refers to a table that could not be read
    "TABLE-EMPTIED": Severity.ERROR,  # more than half of the keys are gone: held back
    "ROWS-BELOW": Severity.INFO,
    "SHEET-RENAMED": Severity.INFO,
    "DUPLICATE": Severity.ERROR,
}

_WORKBOOK = {
    "WB-MISSING": Severity.ERROR,
    "WB-ABSENT": Severity.WARNING,  # not there, but for so few runs that somebody may be saving it
    "WB-LOCKED": Severity.ERROR,
    "WB-OPEN": Severity.WARNING,  # the mark that somebody has it open is days old
    "WB-COPY": Severity.WARNING,  # beside it lies another version of it, or what looks like one
    "WB-PERSONAL-IGNORED": Severity.WARNING,  # what the lead's own workbook has stands in the team's
    "WB-EMPTY": Severity.ERROR,
    "WB-TYPE": Severity.ERROR,  # not an Excel workbook: what it is stands in the params
    "WB-TRUNCATED": Severity.ERROR,
    "WB-ENCRYPTED": Severity.ERROR,
    "WB-SIZE": Severity.ERROR,  # over the limits that a workbook is read with
    "WB-DAMAGED": Severity.ERROR,
    "WB-CRASHED": Severity.ERROR,  # reading it ended the process that read it
    "WB-COSTLY": Severity.ERROR,  # reading it took more time or memory than one workbook may take
    "WB-TABLES-MISSING": Severity.ERROR,
    "WB-TEAM-CONFLICT": Severity.ERROR,
    "WB-CYCLE-CONFLICT": Severity.ERROR,
    "WB-SCHEMA-CONFLICT": Severity.ERROR,
    "WB-TOKEN-CONFLICT": Severity.ERROR,
    "WB-IDENTITY-MISSING": Severity.ERROR,
    "WB-ADOPTED": Severity.INFO,  # one of these four was overruled by somebody: remit adopt
}

_RULES: tuple[tuple[str, str, str, Severity], ...] = (
    # table, field, kind, severity
    ("leave", "end", "ORDER", Severity.ERROR),
    ("leave", "start", "OVERLAP", Severity.WARNING),
    ("delegations", "due", "ORDER", Severity.ERROR),
    ("delegations", "due_agreed", "ORDER", Severity.WARNING),
    ("delegations", "completed_on", "ORDER", Severity.WARNING),
    ("delegations", "completed_on", "MISSING", Severity.ERROR),
    ("delegations", "completed_on", "CONFLICT", Severity.WARNING),
    ("delegations", "progress", "CONFLICT", Severity.WARNING),
    ("delegations", "progress", "DIFFERENT", Severity.WARNING),
    ("delegations", "status", "CONFLICT", Severity.WARNING),
    ("delegations", "criteria_met", "MISSING", Severity.WARNING),
    ("delegations", "success_criteria", "MISSING", Severity.WARNING),
    ("delegations", "delegate", "INACTIVE", Severity.WARNING),
    ("delegations", "delegate", "LEAVE", Severity.WARNING),
    ("delegations", "delegate", "CONFLICT", Severity.WARNING),
    ("delegations", "delegate", "TEAM", Severity.WARNING),
    ("delegations", "authority_level", "CONFLICT", Severity.WARNING),
    ("delegations", "check_in_days", "MISSING", Severity.WARNING),
    ("delegations", "accepted_on", "MISSING", Severity.WARNING),
    ("delegations", "accepted_on", "MISSED", Severity.WARNING),
    ("delegations", "objective", "SHORT", Severity.WARNING),
    ("delegations", "objective", "VAGUE", Severity.WARNING),
    ("delegations", "required_skills", "GAP", Severity.WARNING),
    ("kpis", "end", "ORDER", Severity.ERROR),
    ("kpis", "target", "MISSING", Severity.ERROR),
    ("kpis", "target", "RANGE", Severity.ERROR),
    ("kpis", "low", "MISSING", Severity.ERROR),
    ("kpis", "high", "MISSING", Severity.ERROR),
    ("kpis", "low", "ORDER", Severity.ERROR),
    ("kpis", "baseline", "EQUAL", Severity.WARNING),
    ("kpis", "baseline", "SIDE", Severity.ERROR),
    ("kpis", "baseline", "CONFLICT", Severity.WARNING),
    ("kpis", "amber_at", "ORDER", Severity.ERROR),
    ("kpis", "weight", "ZERO", Severity.WARNING),
    ("kpis", "start", "MISSING", Severity.WARNING),
    ("kpis", "end", "MISSING", Severity.WARNING),
    ("readings", "value", "MISSING", Severity.WARNING),
    ("readings", "value", "CONFLICT", Severity.WARNING),
    ("readings", "remark", "MISSING", Severity.WARNING),
    ("readings", "period", "CYCLE", Severity.INFO),
    ("plan", "planned_on", "CYCLE", Severity.INFO),
    ("milestones", "planned_end", "ORDER", Severity.ERROR),
    ("milestones", "weight", "ZERO", Severity.WARNING),
    ("check_ins", "action", "MISSING", Severity.WARNING),
    ("check_ins", "action_owner", "MISSING", Severity.WARNING),
    ("check_ins", "action_due", "MISSING", Severity.WARNING),
    ("check_ins", "action_due", "ORDER", Severity.WARNING),
    ("check_ins", "actioned_on", "ORDER", Severity.WARNING),
    ("check_ins", "closed_on", "ORDER", Severity.WARNING),
    ("check_ins", "verified_on", "ORDER", Severity.WARNING),
    ("meetings", "date", "CYCLE", Severity.INFO),
    ("meetings", "action_owner", "MISSING", Severity.WARNING),
    ("meetings", "action_due", "MISSING", Severity.WARNING),
    ("meetings", "action_due", "ORDER", Severity.WARNING),
    ("meetings", "closed_on", "ORDER", Severity.WARNING),
)

# About the whole row: the code names no field, the issue still points at that field's cell.
_ROW_RULES: tuple[tuple[str, str, str, Severity], ...] = (
    ("plan", "planned_on", "MISSED", Severity.WARNING),
    ("kpis", "kpi_id", "MISSED", Severity.WARNING),
)

# About what a row comes to together with others: the code begins with another prefix than the table's.
_FIGURE_RULES: tuple[tuple[str, str, str, Severity], ...] = (
    ("delegations", "due", "WL-DAYS-MISSING", Severity.WARNING),
)


def _field_kinds(table: Table, field: Field) -> Iterator[tuple[str, Severity, str]]:
    """Kind, severity and text id of what reading a cell of that field can find."""
    if field.required:
        yield "REQUIRED", Severity.ERROR, "REQUIRED"
    if field.kind in _TYPE_KINDS:
        named = field.kind is Kind.INT and field.levels is not None
        yield "TYPE", Severity.ERROR, "TYPE-level" if named else f"TYPE-{field.kind}"
    if field.kind in (Kind.DATE, Kind.PERIOD):
        yield "AMBIGUOUS", Severity.ERROR, f"AMBIGUOUS-{field.kind}"
    if field.low is not None or field.high is not None:
        yield "RANGE", Severity.ERROR, _range_text(field)
    if field.choices is not None:
        yield "CHOICE", Severity.ERROR, "CHOICE"
    if field.kind is Kind.REF:
        # A delegate who is not a member still carries load (SPEC §8); an optional reference costs no row.
        soft = not field.required or (table.id, field.id) == ("delegations", "delegate")
        yield "UNKNOWN", Severity.WARNING if soft else Severity.ERROR, "UNKNOWN"
        yield "AMBIGUOUS", Severity.ERROR, "AMBIGUOUS-ref"
        yield "REJECTED", Severity.INFO, "REJECTED"  # the row referred to has its own error
        yield "RENAMED", Severity.INFO, "RENAMED"  # a name that the row referred to had before
    if field.kind is Kind.PERSON:
        yield "AMBIGUOUS", Severity.WARNING, "AMBIGUOUS-ref"  # kept as typed: anybody may be named here
    if field.kind in _TEXT_KINDS:
        yield "CLEANED", Severity.WARNING, "CLEANED"  # of what no cell can hold
    yield "ERROR", Severity.ERROR, "ERROR"
    yield "FORMULA", Severity.ERROR, "FORMULA"


def _range_text(field: Field) -> str:
    if field.kind is Kind.SHARE:
        return "RANGE-share"
    if field.low is not None and field.high is not None:
        return "RANGE-above-to" if field.low_open else "RANGE-from-to"
    return "RANGE-above" if field.low_open else "RANGE-from"


@cache
def catalogue() -> dict[str, IssueType]:
    """Every code that Remit can report, in the order of the tables (Source: SPEC §5)."""
    return {kind.code: kind for kind in declared_types()}


def declared_types() -> Iterator[IssueType]:
    """Every kind of issue as it is declared: of workbooks, then of each table its structure, cells, rules."""
    for code, severity in _WORKBOOK.items():
        yield IssueType(code=code, severity=severity, table="", field="", text=code)
    for table in DECLARED:
        for kind, severity in _STRUCTURE.items():
            yield _type(table, "", table.code(kind), severity, kind)
        for each in table.fields:
            for kind, severity, text in _field_kinds(table, each):
                yield _type(table, each.id, table.code(kind, each.id), severity, text)
        for table_id, field_id, kind, severity in _RULES:
            if table_id == table.id:
                yield _type(table, field_id, table.code(kind, field_id), severity)
        for table_id, field_id, kind, severity in _ROW_RULES:
            if table_id == table.id:
                yield _type(table, field_id, table.code(kind), severity)
        for table_id, field_id, code, severity in _FIGURE_RULES:
            if table_id == table.id:
                yield _type(table, field_id, code, severity)


def _type(table: Table, field_id: str, code: str, severity: Severity, text: str = "") -> IssueType:
    return IssueType(code=code, severity=severity, table=table.id, field=field_id, text=text or code)
