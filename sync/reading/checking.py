"""One workbook looked at for the person who asks: `remit validate`. Stores nothing, needs no programme.

Owns what is known of a file by where it lies: a team's registered workbook is judged as the nightly run
judges it, any other file by its contents alone. The file is read in another process (`sync.validating`): a
`CheckJob` goes in, a `CheckedFile` comes out, both small.
"""

from __future__ import annotations

import datetime as dt
import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from delegation.context import Context
from delegation.issues import Issue, Severity
from delegation.labels import LANGUAGES
from delegation.settings import DEFAULT
from delegation.tables import BY_ID
from delegation.validate import RowCounts, Validation, validate_tables
from sync.limits import Limits
from sync.programme.logs import traceback_of
from sync.programme.model import Cycle, Programme, Team, team_of
from sync.programme.passwords import read_passwords
from sync.programme.private import PrivateFolderError, secret_path
from sync.reading.filetype import kind_of_entry
from sync.reading.identity import Claim, Identity, check_identity, check_layout
from sync.reading.personal import without_personal
from sync.reading.reader import WorkbookRead, read_workbook, without_given_up
from sync.reading.shared import open_shared
from sync.reading.unreadable import UnreadableWorkbook, is_fault, issue_of, refusal
from sync.store.errors import StoreError
from sync.store.joined import SUBJECTS
from sync.store.rows import FormerNames, Spellings
from sync.store.store import Store


class Verdict(StrEnum):
    """What became of a file (SPEC §14)."""

    OK = "ok"
    ISSUES = "issues"
    HELD = "held"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedFile:
    """`why` explains held and unreadable. `language` is the workbook's, "" when that is not known. `fault`:
    how Remit itself failed on the file, for the log.
    """

    file: Path
    verdict: Verdict
    team: str = ""
    language: str = ""
    why: Issue | None = None
    issues: tuple[Issue, ...] = ()
    rows: dict[str, RowCounts] = field(default_factory=dict)
    fault: str = ""

    def count(self, severity: Severity) -> int:
        return sum(each.severity is severity for each in self.issues)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Remembered:
    """What the nightly run would know of a team's registered workbook."""

    former_names: FormerNames = field(default_factory=dict)
    spellings: Spellings = field(default_factory=dict)
    rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    adopted: Claim | None = None
    given_up: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckJob:
    """One file to check. `team` and `cycle`: whose workbook it is by its path, None for nobody's.

    `path`: where the file is, also for a process in another folder. `passwords`: those that may open it.
    """

    file: Path
    path: Path
    as_of: dt.date
    limits: Limits
    programme: Programme | None = None
    team: Team | None = None
    cycle: Cycle | None = None
    known: _Remembered = field(default=_Remembered())
    secret: bytes | None = field(default=None, repr=False)
    passwords: tuple[str, ...] = field(default=(), repr=False)


def job_of(file: Path, *, programme: Programme | None, as_of: dt.date) -> CheckJob:
    """What is known of the file without looking into it.

    Raises: ConfigError when the programme's passwords are written wrongly.
    """
    team, cycle = _registered(file, programme)
    return CheckJob(
        file=file,
        path=file.absolute(),
        as_of=as_of,
        limits=programme.limits if programme else Limits(),
        programme=programme,
        team=team,
        cycle=cycle,
        known=_remembered(programme, team, cycle),
        secret=_secret(programme) if programme else None,
        passwords=_passwords(programme, team),
    )


def check(job: CheckJob) -> CheckedFile:
    """Reads the file and checks every row of it. Never raises for a file; who calls it may die of one."""
    try:
        return _checked(job, read_workbook(_contents(job.path, job.limits), job.limits, job.passwords))
    except Exception as error:
        fault = traceback_of(error) if is_fault(error) else ""
        return unread(job, issue_of(error), fault=fault)


def unread(job: CheckJob, issue: Issue, *, fault: str = "") -> CheckedFile:
    """The file as one of which nothing can be read."""
    return CheckedFile(
        file=job.file,
        verdict=Verdict.UNREADABLE,
        team=job.team.id if job.team else "",
        why=issue,
        issues=(issue,),
        fault=fault,
    )


def _checked(job: CheckJob, found: WorkbookRead) -> CheckedFile:
    language = found.language if found.language in LANGUAGES else ""
    named = job.team.id if job.team else found.identity.team if found.identity else ""
    if conflict := _conflict(found.identity, job):
        return CheckedFile(
            file=job.file,
            verdict=Verdict.HELD,
            team=named,
            language=language,
            why=conflict,
            issues=(conflict,),
        )
    found = without_given_up(found, job.known.given_up)
    if job.team and job.team.lead_workbook:
        found = without_personal(found)
    context = replace(
        _context(found, job.programme, job.as_of),
        former_names=job.known.former_names,
        spellings=job.known.spellings,
        known_rows=job.known.rows,
    )
    validation = validate_tables(found.tables, context)
    issues = (*found.issues, *validation.issues)
    why = _unread(issues, validation)
    return CheckedFile(
        file=job.file,
        verdict=Verdict.HELD if why else Verdict.ISSUES if issues else Verdict.OK,
        team=named,
        language=language,
        why=why,
        issues=issues,
        rows=dict(validation.counts),
    )


def _conflict(identity: Identity | None, job: CheckJob) -> Issue | None:
    """What speaks against the workbook as a whole: where it lies, if anywhere known, else its layout."""
    if job.team and job.cycle:
        return check_identity(
            identity,
            team=job.team.id,
            cycle=job.cycle.id,
            secret=job.secret,
            adopted=job.known.adopted,
        )
    return check_layout(identity) if identity else None


def _secret(programme: Programme) -> bytes | None:
    """None before there is one, and for people who may not look into the private folder."""
    try:
        return secret_path(programme.private).read_bytes()
    except OSError:
        return None


def _passwords(programme: Programme | None, owner: Team | None) -> tuple[str, ...]:
    """Those of its team, of a file that is nobody's those of every team; none for people who may not look
    into the private folder.
    """
    if programme is None:
        return ()
    try:
        found = read_passwords(programme)
    except PrivateFolderError:
        return ()
    return found.of(owner.id) if owner else found.every()


def _remembered(programme: Programme | None, owner: Team | None, cycle: Cycle | None) -> _Remembered:
    """Nothing before the first run, while the store cannot be read, and of a file that is nobody's."""
    if programme is None or owner is None or cycle is None:
        return _Remembered()
    team = team_of(owner.id)
    try:
        with Store(programme.store) as store:
            adopted = [each.says for each in store.adoptions(cycle.id) if each.team == owner.id]
            subjects = {table: store.titles(cycle.id, team, table) for table in SUBJECTS}
            return _Remembered(
                former_names=store.former_names(cycle.id, [team]).get(team, {}),
                spellings=store.spellings(cycle.id, [team]).get(team, {}),
                rows=subjects if owner.is_leads else {},
                adopted=adopted[-1] if adopted else None,
                given_up=store.given_up(cycle.id).get(owner.id, frozenset()),
            )
    except StoreError:
        return _Remembered()


def _unread(issues: Sequence[Issue], validation: Validation) -> Issue | None:
    """Why rows that stand in the workbook would not be taken in as a table, None when all would be.

    A sheet that is not there at all has no rows; whether they are missed only the store knows.
    """
    unread = [each for each in issues if each.table and each.table not in validation.records]
    broken = [each for each in unread if each.severity is Severity.ERROR]
    waiting = [each for each in unread if each.code == BY_ID[each.table].code("TABLE-HELD")]
    return next(iter((*broken, *waiting)), None)


def _contents(file: Path, limits: Limits) -> bytes:
    try:
        found = file.stat()  # opening a pipe would wait for whoever writes into it
        if not stat.S_ISREG(found.st_mode):
            raise refusal("WB-TYPE", found=f"@file:{kind_of_entry(found.st_mode)}")
        with open_shared(file) as opened:
            return opened.read(limits.file_bytes + 1)
    except FileNotFoundError as error:
        issue = Issue(code="WB-MISSING", severity=Severity.ERROR, params={"file": file.name})
        raise UnreadableWorkbook(issue) from error
    except OSError as error:
        raise UnreadableWorkbook(Issue(code="WB-LOCKED", severity=Severity.ERROR)) from error


def _registered(file: Path, programme: Programme | None) -> tuple[Team | None, Cycle | None]:
    """Whose workbook it is, of which cycle, by its path."""
    if programme is None:
        return None, None
    wanted = _comparable(file)
    for team in programme.owners:
        for cycle in programme.cycles:
            if _comparable(programme.workbook_path(team, cycle)) == wanted:
                return team, cycle
    return None, None


def _comparable(file: Path) -> str:
    return os.path.normcase(os.path.realpath(file))


def _context(found: WorkbookRead, programme: Programme | None, as_of: dt.date) -> Context:
    """With the programme's thresholds, holidays and days of the cycle where the workbook is one of it, else
    with the days that the workbook itself gives."""
    identity = found.identity
    cycle = identity.cycle if identity else ""
    known: Cycle | None = None
    if programme and identity and any(team.id == identity.team for team in programme.owners):
        known = next((each for each in programme.cycles if each.id == cycle), None)
    days = (identity.cycle_first, identity.cycle_last) if identity else (None, None)
    first, last = (known.first, known.last) if known else days
    return Context(
        language=found.language,
        as_of=as_of,
        cycle=cycle,
        cycle_first=first,
        cycle_last=last,
        epoch_1904=found.epoch_1904,
        settings=programme.settings if programme and known else DEFAULT,
        public_holidays=programme.holidays.days if programme and known else (),
    )
