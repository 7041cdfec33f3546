"""A team's tables as the rules see them: accepted rows by what they are about."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from delegation.calendar import WorkingDays
from delegation.cells import fold
from delegation.context import Context
from delegation.parse import Finding, ParsedTable, Row
from delegation.records import Record, TableState
from delegation.tables import WORK_DAYS

RowRule = Callable[[Row, Context], Iterator[Finding]]
_WORK_WEEK = ("mon", "tue", "wed", "thu", "fri")


class Book:
    """The parsed tables of one workbook, after the rules for single rows have spoken."""

    def __init__(self, tables: Mapping[str, ParsedTable], context: Context) -> None:
        self.tables = tables
        self.context = context

    def has(self, table_id: str) -> bool:
        """Whether the table was read, be it without rows; of one that was not nothing can be said."""
        parsed = self.tables.get(table_id)
        return parsed is not None and parsed.raw.state is not TableState.UNREADABLE

    def rows(self, table_id: str) -> list[Row]:
        parsed = self.tables.get(table_id)
        return parsed.rows if parsed is not None else []

    def accepted(self, table_id: str) -> list[Row]:
        return [row for row in self.rows(table_id) if not row.rejected]

    def records(self, table_id: str) -> tuple[Record, ...]:
        """The accepted rows, as the figures take them."""
        parsed = self.tables.get(table_id)
        return parsed.records() if parsed is not None else ()

    def cell(self, table_id: str, row: Row, field_id: str) -> str:
        return self.tables[table_id].place(row, field_id)[1]

    @cached_property
    def calendar(self) -> WorkingDays:
        """The team's days over the programme's."""
        programme = WorkingDays(self.context.public_holidays)
        days = self.accepted("calendar")
        return WorkingDays(((row.values["date"], row.values["kind"]) for row in days), programme)

    @cached_property
    def readings_due(self) -> dt.date:
        """The last day on which a period may have ended for its reading to be due by now."""
        return self.calendar.day_before(self.context.as_of, self.context.settings.reading_due_days)

    @cached_property
    def members(self) -> dict[str, Row]:
        return {row.key: row for row in self.accepted("members")}

    @cached_property
    def statuses(self) -> dict[str, str]:
        """The status of every accepted delegation."""
        return {row.key: row.values["status"] for row in self.accepted("delegations")}

    @cached_property
    def skills(self) -> dict[str, dict[str, int]]:
        """Per member the level of every skill, by its folded name."""
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for row in self.accepted("skills"):
            found[row.values["member_id"]][fold(row.values["skill"])] = row.values["level"]
        return found

    @cached_property
    def leave(self) -> dict[str, list[Row]]:
        """Per member the leave, earliest first."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(self.accepted("leave"), key=lambda row: (row.values["start"], row.position)):
            found[row.values["member_id"]].append(row)
        return found

    def is_own_day(self, member: Row, day: dt.date) -> bool:
        """Whether the member works on that day, leave aside (Source: SPEC §8)."""
        kind = self.calendar.kinds.get(day)
        if WORK_DAYS.values[day.weekday()] in member.values.get("work_days", _WORK_WEEK):
            return kind != "holiday"
        return kind == "working_day" and day.weekday() >= 5


BookRule = Callable[[Book], Iterator[tuple[str, Finding]]]
"""Gives the table of each finding with it."""
