"""Issues from run to run: which stay, which open, which close, and the one finding that needs every team at
once.

Pure. Which issues a workbook has is found elsewhere (`delegation.validate`, `sync.run.intake`,
`sync.run.merge`).
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from delegation.cells import fold
from delegation.issues import Issue
from sync.store.encoding import encode_params
from sync.store.stored import StoredIssue

UNKNOWN_DELEGATE = "DLG-DELEGATE-UNKNOWN"
OTHER_TEAM = "DLG-DELEGATE-TEAM"
_TEAM_PARAM = "team"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueChanges:
    """`opened` with the run since which the finding has been there: earlier than now when only its cell
    moved.
    """

    opened: tuple[tuple[Issue, int], ...] = ()
    closed: tuple[Issue, ...] = ()


def identity(issue: Issue) -> tuple[str, ...]:
    """What makes two issues the same issue at the same place; the store's key."""
    return (
        issue.code,
        issue.table,
        issue.field,
        issue.key,
        issue.sheet,
        issue.cell,
        issue.value,
        encode_params(issue.params),
    )


def issue_changes(before: Sequence[StoredIssue], after: Iterable[Issue], run: int) -> IssueChanges:
    """What to close and what to open so that `before` becomes `after`; the same finding twice counts once."""
    old = {identity(each.issue): each for each in before}
    new = {identity(each): each for each in after}
    since = _first_runs(before)
    opened = [(new[key], since.get(_finding(new[key]), run)) for key in new.keys() - old.keys()]
    closed = [old[key].issue for key in old.keys() - new.keys()]
    return IssueChanges(
        opened=tuple(sorted(opened, key=lambda pair: identity(pair[0]))),
        closed=tuple(sorted(closed, key=identity)),
    )


def _finding(issue: Issue) -> tuple[str, str, str, str]:
    """What makes two issues the same finding although rows moved: without a key, the value stands for the
    row.
    """
    return issue.code, issue.table, issue.field, issue.key or issue.value


def _first_runs(before: Iterable[StoredIssue]) -> dict[tuple[str, str, str, str], int]:
    found: dict[tuple[str, str, str, str], int] = {}
    for each in before:
        finding = _finding(each.issue)
        found[finding] = min(each.since_run, found.get(finding, each.since_run))
    return found


def settle_delegates(
    issues: Mapping[str, Sequence[Issue]],
    members: Mapping[str, Mapping[str, str]],
    names: Mapping[str, str],
) -> dict[str, tuple[Issue, ...]]:
    """The issues of every team, with delegates who are nobody's member told from those of another team.

    `members`: team → member id → name, as they are after the run. `names`: what people call the teams.
    Because it looks at all teams as they end up, the order in which workbooks come in does not matter.
    """
    homes = _homes(members)
    return {
        team: tuple(_settled(each, team, homes, names) if _asks(each) else each for each in found)
        for team, found in issues.items()
    }


def asks_for_members(issues: Iterable[Issue]) -> bool:
    """Whether `settle_delegates` could change one of them."""
    return any(_asks(each) for each in issues)


def _asks(issue: Issue) -> bool:
    return issue.code in (UNKNOWN_DELEGATE, OTHER_TEAM)


def _homes(members: Mapping[str, Mapping[str, str]]) -> dict[str, list[str]]:
    """What a member may be called (id, name, either with the team in front) → the teams that have such a
    member.
    """
    homes: dict[str, list[str]] = defaultdict(list)
    for team in sorted(members):
        called = {text for pair in members[team].items() for text in pair if text}
        for text in {fold(form) for each in called for form in (each, f"{team}:{each}")}:
            homes[text].append(team)
    return homes


def _settled(issue: Issue, team: str, homes: Mapping[str, Sequence[str]], names: Mapping[str, str]) -> Issue:
    homes_of_text = [each for each in homes.get(fold(issue.value), ()) if each != team]
    params = {name: value for name, value in issue.params.items() if name != _TEAM_PARAM}
    if not homes_of_text:
        return dataclasses.replace(issue, code=UNKNOWN_DELEGATE, params=params)
    called = ", ".join(names.get(each, each) for each in homes_of_text)
    return dataclasses.replace(issue, code=OTHER_TEAM, params={**params, _TEAM_PARAM: called})
