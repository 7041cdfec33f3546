"""How old what is shown of a team is, where its workbook, or a table of it, was not taken in by the last run.

Pure. Owns which tables that concerns and since which day; who shows rows of a team says so beside them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from delegation.issues import Issue
from delegation.labels import Labels
from delegation.tables import BY_ID
from sync.run.incoming import GOOD
from sync.store.stored import StoredIssue, WorkbookState

_MISSING = "TABLE-MISSING"
_NOT_TAKEN_IN = ("TABLE-DUPLICATE", "TABLE-UNREADABLE", "TABLE-HELD", "TABLE-EMPTIED")


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """Rows of a workbook that are of an earlier day. `tables`: only those; empty: all of them. `name`: what
    the team is called.
    """

    team: str
    name: str
    last_good: dt.date
    days: int
    tables: tuple[str, ...] = ()

    def covers(self, table: str) -> bool:
        """Whether rows of that table are that old."""
        return not self.tables or table in self.tables

    def text(self, words: Labels) -> str:
        """In words."""
        key = "today" if not self.days else "day" if self.days == 1 else "days"
        age = words.text(f"ages.{key}", last_good=self.last_good, days=self.days)
        if not self.tables:
            return words.text("ages.all", team=self.name, age=age)
        tables = words.text("messages.form.separator").join(map(words.sheet, self.tables))
        return words.text("ages.tables", team=self.name, tables=tables, age=age)


def old_tables(issues: Iterable[Issue]) -> tuple[str, ...]:
    """The tables that were not taken in, as the issues of a workbook tell."""
    found = {each.table for each in issues if each.table in BY_ID and _is_of_whole_table(each)}
    return tuple(table for table in BY_ID if table in found)


def _is_of_whole_table(issue: Issue) -> bool:
    code = BY_ID[issue.table].code
    if issue.code == code(_MISSING):
        return "accept" in issue.params  # without it nothing of the table was ever taken in
    return issue.code in map(code, _NOT_TAKEN_IN)


def ages(
    states: Iterable[WorkbookState],
    issues: Sequence[StoredIssue],
    days: Mapping[int, dt.date],
    as_of: dt.date,
    names: Mapping[str, str],
) -> tuple[Age, ...]:
    """Of every workbook that has rows from an earlier run only, in the order of the names.

    `days`: run → the day that it was made for. `names`: team → what it is called; of others nothing is said.
    """
    found = []
    by_team = {each.team: each for each in states}
    for state in (by_team[team] for team in names if team in by_team):
        last_good = days.get(state.last_good_run)
        if state.status in GOOD or last_good is None:
            continue
        reason = [each.issue for each in issues if each.team == state.team]
        whole = any(each.code == state.reason and not each.table for each in reason)
        found.append(
            Age(
                team=state.team,
                name=names[state.team],
                last_good=last_good,
                days=max(0, (as_of - last_good).days),
                tables=() if whole else old_tables(reason),
            )
        )
    return tuple(found)
