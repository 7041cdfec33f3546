"""The rows of the master's Exceptions: every open issue in words, with the way back to its cell.

Owns their order and their keys. The sentences are `delegation.messages`'.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from delegation.issues import Severity
from delegation.labels import Labels
from delegation.messages import declared_field, fix, message
from sync.links import excel_link
from sync.master.content import ExceptionRow, TeamOverview
from sync.store.rows import issue_order
from sync.store.stored import StoredIssue

_WORST_FIRST = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def exception_rows(
    issues: Iterable[StoredIssue], teams: Sequence[TeamOverview], labels: Labels
) -> tuple[ExceptionRow, ...]:
    """What is worst first; within a severity team by team, each workbook from its top."""
    known = {team.team: (number, team) for number, team in enumerate(teams)}
    mine = sorted(
        (each for each in issues if each.team in known), key=lambda each: _place(each, known[each.team][0])
    )
    seen: Counter[str] = Counter()
    rows = []
    for each in mine:
        issue, field = each.issue, declared_field(each.issue)
        key = f"{each.team}:{issue.code}:{issue.sheet}!{issue.cell}:{issue.key}"
        seen[key] += 1
        team = known[each.team][1]
        rows.append(
            ExceptionRow(
                key=key if seen[key] == 1 else f"{key}#{seen[key]}",
                severity=issue.severity.value,
                team=each.team,
                team_name=team.name,
                file=PurePath(each.file).name or team.file,
                sheet=issue.sheet,
                cell=issue.cell,
                field=labels.field(issue.table, field.id) if field is not None else "",
                value=issue.value,
                message=message(issue, labels),
                fix=fix(issue, labels),
                code=issue.code,
                since_run=each.since_run,
                link=excel_link(team.link, issue.sheet, issue.cell),
            )
        )
    return tuple(rows)


def _place(each: StoredIssue, team: int) -> tuple[object, ...]:
    return _WORST_FIRST[each.issue.severity], team, issue_order(each.issue), each.issue.key
