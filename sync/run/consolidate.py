"""The first half of a run: workbooks → plan → store. Everything is planned before one transaction writes all
of it.

Owns which workbooks have to be looked into. The second half, what people get to see, is `sync.run.publish`.
"""

from __future__ import annotations

import datetime as dt
import hmac
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from delegation.issues import Issue, Severity
from sync.measured import Measured
from sync.programme.model import Cycle, Programme, Team, team_of
from sync.programme.passwords import Passwords, read_passwords
from sync.programme.private import read_secret, workbook_id
from sync.reading.unreadable import refusal
from sync.run.beside import Away, away, beside
from sync.run.discover import FoundWorkbook, discover
from sync.run.incoming import FileMark, Incoming, Status
from sync.run.inputs import digest, validation_inputs
from sync.run.intake import LOCKED, Job
from sync.run.measure import Measuring
from sync.run.merge import Known, Moment, TableChanges, TeamPlan, plan_team
from sync.run.merge_issues import asks_for_members, settle_delegates
from sync.run.plan import RunPlan, plan_run
from sync.run.report import WorkbookReport
from sync.run.strays import Stray, doubles, likely
from sync.run.workers import looking_into
from sync.store.joined import SUBJECTS
from sync.store.rows import title
from sync.store.run_store import RunStore
from sync.store.stored import Adoption, HeldTable, Run

Clock = Callable[[], dt.datetime]
Progress = Callable[[int, int], None]
"""Called with how many workbooks have been looked into, and how many have to be."""
KnownRows = Mapping[str, Mapping[str, str]]
"""Table id → key → title."""
Accepted = Mapping[str, frozenset[str]]
"""Team id → the ids of its tables whose loss of rows a person has confirmed."""

_LOG = logging.getLogger("remit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Consolidated:
    """A run that stands in the store: what was found, what became of each workbook, and what it came to.

    Not how it was planned: everything that the workbooks said would stay in memory while the pages and the
    master are made. `held`: by team. `idle`: what was accepted although it was not held back. `measured`:
    None where nothing that figures are made from has changed.
    """

    cycle: Cycle
    found: tuple[FoundWorkbook, ...]
    run: Run
    workbooks: tuple[WorkbookReport, ...] = ()
    held: tuple[HeldTable, ...] = ()
    idle: tuple[str, ...] = ()
    measured: Measured | None = None


def consolidate(
    programme: Programme,
    *,
    as_of: dt.date,
    now: Clock,
    full: bool = False,
    accept: Accepted | None = None,
    progress: Progress | None = None,
) -> Consolidated:
    """Brings the store up to date with the workbooks. The caller holds the programme's lock.

    `full`: every workbook is read again, changed or not. `accept`: team → tables whose loss of rows is
    confirmed. Raises: ConfigError, StoreError, PrivateFolderError; the store is then as it was.
    """
    started = now().astimezone(dt.UTC)
    cycle, secret = programme.cycle_at(as_of), read_secret(programme.private)
    passwords = read_passwords(programme)
    discovered = discover(programme, cycle, started)
    found = discovered.workbooks
    configured = {each.path: passwords.of(each.team.id) for each in found}
    with RunStore(programme.store) as store:
        adopted = {each.team: each for each in store.adoptions(cycle.id)}
        given_up = store.given_up(cycle.id)
    task = _Task(
        programme=programme,
        cycle=cycle,
        as_of=as_of,
        secret=secret,
        inputs=validation_inputs(programme, cycle, as_of, secret),
        full=full,
        accept=accept or {},
        doubles=doubles(
            [
                Stray(path=each, limits=programme.limits, passwords=likely(each, configured))
                for each in discovered.strays
            ],
            _ids(secret, cycle, found, adopted),
            programme.reader_limits,
        ),
        adopted=adopted,
        given_up=given_up,
        passwords=passwords,
    )
    plans = _plans(task, started, [each for each in found if not each.team.is_leads], {}, progress)
    if leads := [each for each in found if each.team.is_leads]:
        # What they write about has to be known by then, as it will be after this very run.
        subjects = _subjects(programme, cycle, leads, plans)
        plans += _plans(task, started, leads, subjects, progress)
    with RunStore(programme.store) as store:
        known = store.known(cycle.id)
        moment = Moment(cycle=cycle.id, now=started, run=store.newest_run() + 1, inputs=task.inputs)
        plan = plan_run(
            _settled(store, programme, plans, cycle),
            known,
            moment,
            as_of=as_of,
            started=started,
            accepted=_spelled(task.accept),
        )
        measure = Measuring(programme, as_of)
        run = store.write(plan, now().astimezone(dt.UTC), measure=measure, inputs=measure.inputs)
    return Consolidated(
        cycle=cycle,
        found=tuple(found),
        run=run,
        workbooks=tuple(_reports(found, plan)),
        held=tuple(each for team in plan.teams for each in team.plan.held.values()),
        idle=_idle(task.accept, known, plans),
        measured=measure.measured,
    )


def _reports(found: Sequence[FoundWorkbook], plan: RunPlan) -> Iterator[WorkbookReport]:
    """What became of each workbook, as configured."""
    plans = {each.plan.team: each.plan for each in plan.teams}
    for each in found:
        of_team = plans[each.team.id]
        state = of_team.state
        yield WorkbookReport(
            team=of_team.team,
            file=state.file,
            status=state.status,
            why=next((issue for issue in of_team.issues if issue.code == state.reason), None),
            rows=state.rows,
        )


def _plans(
    task: _Task,
    started: dt.datetime,
    found: Sequence[FoundWorkbook],
    subjects: Mapping[str, KnownRows],
    progress: Progress | None,
) -> list[TeamPlan]:
    """What becomes of these workbooks. `subjects`: the rows that a lead's workbook may write about."""
    programme, cycle = task.programme, task.cycle
    inputs = {each.team.id: task.inputs_of(each.team, subjects) for each in found}
    with RunStore(programme.store) as store:
        known = store.known(cycle.id)
        jobs = {each.team.id: task.job(each, known.get(each.team.id), inputs[each.team.id]) for each in found}
        waiting = _remembering(store, cycle, [job for job in jobs.values() if job], subjects)
    # The workers start before the store is opened again: they must not inherit it.
    with looking_into(waiting, programme.reader_limits) as results, RunStore(programme.store) as store:
        run = store.newest_run() + 1
        taken_in = _counted(results, len(waiting), progress)
        plans = []
        for each in found:
            team = each.team.id
            moment = Moment(cycle=cycle.id, now=started, run=run, inputs=inputs[team])
            incoming = next(taken_in) if jobs[team] else _without_reading(each)
            before = known.get(team, Known())
            facts = Away(
                run=run,
                after=programme.missing_after_runs,
                last_good=_last_good(store, before),
                doubles=task.doubles.get(each.path, ()),
            )
            incoming = _with_surroundings(each, before, incoming, facts)
            accepted = task.accept.get(team, frozenset())
            plans.append(_planned(store, each, before, incoming, moment, accepted))
    return plans


def _subjects(
    programme: Programme, cycle: Cycle, leads: Sequence[FoundWorkbook], plans: Sequence[TeamPlan]
) -> dict[str, KnownRows]:
    """By the lead's id: the team's members and delegations as the plans leave them, key → title."""
    planned = {each.team: each.tables for each in plans}
    found: dict[str, KnownRows] = {}
    with RunStore(programme.store) as store:
        for each in leads:
            team = team_of(each.team.id)
            rows = {table: store.titles(cycle.id, team, table) for table in SUBJECTS}
            for table, titles in rows.items():
                changes = planned[team].get(table, TableChanges())
                for key in changes.removed:
                    titles.pop(key, None)
                for key, data in (*changes.added.items(), *changes.changed.items()):
                    titles[key] = title(table, data)
            found[each.team.id] = {table: dict(sorted(titles.items())) for table, titles in rows.items()}
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """What is asked of the run, and what follows from it for every workbook."""

    programme: Programme
    cycle: Cycle
    as_of: dt.date
    secret: bytes
    inputs: str
    full: bool
    accept: Accepted
    doubles: Mapping[Path, tuple[Path, ...]]
    adopted: Mapping[str, Adoption]
    given_up: Mapping[str, frozenset[str]]
    passwords: Passwords

    def inputs_of(self, owner: Team, subjects: Mapping[str, KnownRows]) -> str:
        """What the records and issues of that workbook depend on besides its contents."""
        inputs = self.inputs
        if passwords := self.passwords.of(owner.id):
            # A bare hash, which the store keeps, would let somebody guess them.
            inputs = digest(inputs, hmac.digest(self.secret, repr(passwords).encode(), "sha256"))
        if owner.is_leads or owner.lead_workbook:
            return digest(inputs, subjects.get(owner.id))
        return inputs

    def job(self, found: FoundWorkbook, known: Known | None, inputs: str) -> Job | None:
        """What has to be done about a workbook; None when it cannot be opened, or is as it was. One that was
        there until now gets a second look.
        """
        before = self._still_true(found, known, inputs)
        if found.status and not (found.status is Status.MISSING and _was_there(known)):
            return None
        if not found.status and before and (found.size, found.mtime_ns) == (before.size, before.mtime_ns):
            return None
        return Job(
            team=found.team.id,
            path=found.path,
            cycle=self.cycle,
            as_of=self.as_of,
            settings=self.programme.settings,
            secret=self.secret,
            public_holidays=self.programme.holidays.days,
            has_lead_workbook=found.team.lead_workbook != "",
            known_sha256=before.sha256 if before else "",
            limits=self.programme.limits,
            adoption=self.adopted.get(found.team.id),
            given_up=self.given_up.get(found.team.id, frozenset())
            | self.accept.get(found.team.id, frozenset()),
            passwords=self.passwords.of(found.team.id),
        )

    def _still_true(self, found: FoundWorkbook, known: Known | None, inputs: str) -> FileMark | None:
        """The contents whose interpretation still holds, if any do."""
        if self.full or found.team.id in self.accept or known is None or known.file is None:
            return None
        return known.file.mark if known.file.inputs == inputs else None


def _ids(
    secret: bytes, cycle: Cycle, found: Sequence[FoundWorkbook], adopted: Mapping[str, Adoption]
) -> dict[str, Path]:
    """Workbook id → registered workbook. A team's own id goes before one that another team's accepted
    workbook carries.
    """
    theirs = {adopted[each.team.id].says.workbook_id: each.path for each in found if each.team.id in adopted}
    theirs.pop("", None)
    return theirs | {workbook_id(secret, each.team.id, cycle.id): each.path for each in found}


def _was_there(known: Known | None) -> bool:
    return known is not None and known.file is not None and known.file.mark.sha256 != ""


def _remembering(
    store: RunStore, cycle: Cycle, jobs: Sequence[Job], subjects: Mapping[str, KnownRows]
) -> list[Job]:
    """The same, knowing what the teams' rows are and were called and how their ids are spelled, so that a row
    may still say an old name, and an id that is typed otherwise is still the same.
    """
    teams = [team_of(job.team) for job in jobs]
    names, spellings = store.former_names(cycle.id, teams), store.spellings(cycle.id, teams)
    return [
        replace(
            job,
            former_names=names.get(team_of(job.team), {}),
            spellings=spellings.get(team_of(job.team), {}),
            known_rows=subjects.get(job.team, {}),
        )
        for job in jobs
    ]


def _counted(results: Iterator[Incoming], total: int, progress: Progress | None) -> Iterator[Incoming]:
    for done, each in enumerate(results, 1):
        if each.fault:
            _LOG.error("%s: Remit itself failed on this workbook\n%s", each.team, each.fault)
        if progress:
            progress(done, total)
        yield each


def _without_reading(found: FoundWorkbook) -> Incoming:
    """What is clear without opening the file: that it is as it was, or that it cannot be opened."""
    if found.status is None:
        return Incoming(team=found.team.id, status=Status.UNCHANGED)
    why = {
        Status.MISSING: Issue(code="WB-MISSING", severity=Severity.ERROR, params={"file": found.path.name}),
        Status.LOCKED: LOCKED,
        Status.UNREADABLE: refusal("WB-TYPE", found=f"@file:{found.instead}").issue,
    }
    return Incoming(team=found.team.id, status=found.status, issues=(why[found.status],))


def _last_good(store: RunStore, known: Known) -> dt.date | None:
    """The day as of which the workbook's records are."""
    run = known.state.last_good_run if known.state else 0
    return store.as_of(run) if run else None


def _with_surroundings(found: FoundWorkbook, known: Known, incoming: Incoming, facts: Away) -> Incoming:
    """The same with what is told of its folder, and of its not being there."""
    is_there = incoming.status is not Status.MISSING
    if not is_there:
        incoming = away(found, known, incoming, facts)
    beside_it = beside(found, facts.doubles, is_there=is_there)
    return replace(incoming, issues=(*incoming.issues, *beside_it))


def _planned(
    store: RunStore,
    found: FoundWorkbook,
    known: Known,
    incoming: Incoming,
    moment: Moment,
    accept: frozenset[str],
) -> TeamPlan:
    if incoming.read:
        known = store.with_contents(known, moment.cycle, found.team.id)
    return plan_team(known, incoming, moment, file=found.path.name, accept=accept)


def _settled(
    store: RunStore, programme: Programme, plans: Sequence[TeamPlan], cycle: Cycle
) -> Sequence[TeamPlan]:
    """The same plans, with delegates of other teams told from those whom nobody knows."""
    if not any(asks_for_members(each.issues) for each in plans):
        return plans
    members = store.members(cycle.id)
    for each in plans:
        changes = each.tables.get("members", TableChanges())
        names = {
            key: title("members", data) for key, data in (*changes.added.items(), *changes.changed.items())
        }
        stay = {key: name for key, name in members.get(each.team, {}).items() if key not in changes.removed}
        members[each.team] = stay | names
    issues = settle_delegates(
        {each.team: each.issues for each in plans}, members, {team.id: team.name for team in programme.teams}
    )
    return [replace(each, issues=issues[each.team]) for each in plans]


def _spelled(accept: Accepted) -> list[str]:
    return [f"{team}:{table}" for team in sorted(accept) for table in sorted(accept[team])]


def _idle(accept: Accepted, known: Mapping[str, Known], plans: Sequence[TeamPlan]) -> tuple[str, ...]:
    """What was accepted although it was neither held back nor lost."""
    held = {f"{team}:{table}" for team, each in known.items() for table in each.held}
    lost = {f"{plan.team}:{table}" for plan in plans for table, each in plan.tables.items() if each.removed}
    return tuple(each for each in _spelled(accept) if each not in held | lost)
