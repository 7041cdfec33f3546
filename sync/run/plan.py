"""The whole of a run as one value: what every team's plan adds up to, ready to be written in one transaction.

Pure. What becomes of one team is decided in `sync.run.merge`, what becomes of an issue in
`sync.run.merge_issues`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from delegation.issues import Severity
from sync.run.incoming import GOOD, Status
from sync.run.merge import Known, Moment, TeamPlan
from sync.run.merge_issues import IssueChanges, issue_changes
from sync.store.stored import HeldTable, Run, WorkbookState


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamChanges:
    """What is written for one team; `state` and the changes of held tables only where they differ from
    before.
    """

    plan: TeamPlan
    state: WorkbookState | None
    issues: IssueChanges
    held: tuple[HeldTable, ...]
    released: tuple[str, ...]

    def __bool__(self) -> bool:
        plan, issues = self.plan, self.issues
        return bool(
            plan.tables
            or plan.places
            or self.state
            or issues.opened
            or issues.closed
            or self.held
            or self.released
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPlan:
    """Everything that one run writes. Teams stand in the order of their ids, whatever order they came in."""

    run: Run
    teams: tuple[TeamChanges, ...]

    def __bool__(self) -> bool:
        """Whether anything but the list of runs changes."""
        return any(self.teams)


def plan_run(
    plans: Sequence[TeamPlan],
    known: Mapping[str, Known],
    moment: Moment,
    *,
    as_of: dt.date,
    started: dt.datetime,
    accepted: Sequence[str] = (),
) -> RunPlan:
    """Adds the teams up. `started` stands in for the end of the run until the store writes it."""
    ordered = sorted(plans, key=lambda each: each.team)
    statuses = Counter(each.state.status for each in ordered)
    changes = tuple(_team_changes(each, known.get(each.team, Known()), moment) for each in ordered)
    severities: Counter[Severity] = Counter()
    for team in changes:
        severities.update(known.get(team.plan.team, Known()).issue_counts)
        severities.update(issue.severity for issue, _ in team.issues.opened)
        severities.subtract(issue.severity for issue in team.issues.closed)
    tables = [changes for each in ordered for changes in each.tables.values()]
    run = Run(
        run=moment.run,
        cycle=moment.cycle,
        as_of=as_of,
        started=started,
        finished=started,
        complete=all(each.state.status in GOOD for each in ordered),
        **{status.value: statuses[status] for status in Status},
        added=sum(len(each.added) for each in tables),
        changed=sum(len(each.changed) for each in tables),
        removed=sum(len(each.removed) for each in tables),
        errors=severities[Severity.ERROR],
        warnings=severities[Severity.WARNING],
        infos=severities[Severity.INFO],
        accepted=tuple(accepted),
    )
    return RunPlan(run=run, teams=changes)


def _team_changes(plan: TeamPlan, known: Known, moment: Moment) -> TeamChanges:
    return TeamChanges(
        plan=plan,
        state=plan.state if _is_new(known.state, plan.state) else None,
        issues=issue_changes(plan.known_issues, plan.issues, moment.run),
        held=tuple(each for table, each in plan.held.items() if known.held.get(table) != each),
        released=tuple(table for table, each in known.held.items() if plan.held.get(table) != each),
    )


def _is_new(before: WorkbookState | None, after: WorkbookState) -> bool:
    """Whether the state says something new: that a well-kept workbook is still well is no news."""
    if before is None:
        return True
    if before.status in GOOD and after.status in GOOD:
        before = dataclasses.replace(before, status=after.status, last_good_run=after.last_good_run)
    return before != after
