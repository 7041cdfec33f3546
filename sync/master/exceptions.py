"""The rows of the master's Exceptions: every open issue in words, with the way back to its cell.

Owns their order and their keys. The sentences are `delegation.messages`'.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath

from delegation.issues import Issue, Severity
from delegation.labels import Labels
from delegation.messages import declared_field, fix, message
from delegation.tables import BY_ID
from sync.links import excel_link
from sync.master.content import ExceptionRow, TeamOverview
from sync.programme.model import team_of
from sync.store.rows import issue_order
from sync.store.stored import StoredIssue

_WORST_FIRST = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def exception_rows(
    issues: Iterable[StoredIssue],
    teams: Sequence[TeamOverview],
    labels: Labels,
    *,
    links: Mapping[str, str],
    sensitive: bool = False,
) -> tuple[ExceptionRow, ...]:
    """What is worst first; within a severity team by team, each workbook from its top.

    `links`: how each workbook is reached, by the team's or the lead's id. Unless the master is `sensitive`,
    of an issue in what is personal it is only said where it is.
    """
    known = {team.team: (number, team) for number, team in enumerate(teams)}
    mine = sorted(
        (each for each in issues if team_of(each.team) in known),
        key=lambda each: _place(each, known[team_of(each.team)][0]),
    )
    seen: Counter[str] = Counter()
    texts: dict[str, str] = {}

    def shared(text: str) -> str:
        """One text for all rows that say the same: a workbook that is wrong is wrong in every row."""
        return texts.setdefault(text, text)

    rows = []
    for each in mine:
        issue, field = each.issue, declared_field(each.issue)
        told = sensitive or not is_personal(issue)
        key = f"{each.team}:{issue.code}:{issue.sheet}!{issue.cell}:{issue.key if told else ''}"
        seen[key] += 1
        team = known[team_of(each.team)][1]
        rows.append(
            ExceptionRow(
                key=key if seen[key] == 1 else f"{key}#{seen[key]}",
                severity=issue.severity.value,
                team=team.team,
                team_name=team.name,
                file=shared(PurePath(each.file).name or team.file),
                sheet=shared(issue.sheet),
                cell=shared(issue.cell),
                field=labels.field(issue.table, field.id) if field is not None else "",
                value=shared(issue.value) if told else "",
                message=shared(message(issue, labels) if told else labels.text("master.personal.message")),
                fix=shared(fix(issue, labels) if told else labels.text("master.personal.fix")),
                code=shared(issue.code),
                since_run=each.since_run,
                link=shared(excel_link(links.get(each.team, team.link), issue.sheet, issue.cell)),
            )
        )
    return tuple(rows)


def is_personal(issue: Issue) -> bool:
    """Whether it is about something that only a sensitive master shows (Source: SPEC §12)."""
    table = BY_ID.get(issue.table)
    if table is None:
        return False
    return table.personal or any(field.personal and field.id == issue.field for field in table.fields)


def _place(each: StoredIssue, team: int) -> tuple[object, ...]:
    return _WORST_FIRST[each.issue.severity], team, issue_order(each.issue), each.issue.key
