"""One workbook from its path to what a run has to know of it: read once, whose is it, is it well, what does
it hold.

Runs in worker processes: a `Job` goes in, an `Incoming` comes out, both small. Opens the file, copies it to
memory and closes it at once, so that nobody who saves in Excel is kept waiting; never writes. Never raises
for a file.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from delegation.context import Context
from delegation.issues import Issue, Param, Severity
from delegation.records import RawTable
from delegation.settings import Settings
from delegation.tables import BY_ID
from delegation.validate import Validation, validate_tables
from sync.limits import Limits
from sync.programme.logs import traceback_of
from sync.programme.model import Cycle
from sync.reading.identity import Identity, check_identity, claim_of
from sync.reading.personal import without_personal
from sync.reading.reader import WorkbookRead, read_workbook, without_given_up
from sync.reading.shared import open_shared
from sync.reading.unreadable import is_fault, issue_of
from sync.run.incoming import FileMark, Incoming, IncomingTable, Status
from sync.store.encoding import encode
from sync.store.stored import Adoption

_PAUSES = (0.1, 0.4)  # seconds before a file that does not keep still is tried again
# File systems count time in steps of up to two seconds: two versions saved within one look the same.
_TIME_STEP_NS = 2_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One file to look into. `known_sha256`: contents that need not be interpreted again, "" when all do.

    `former_names`, `spellings`, `known_rows` and `public_holidays` as `Context` has them.
    `has_lead_workbook`: what is personal is read from another workbook, and not from this one. `adoption`:
    the workbook that somebody has accepted in the team's place. `given_up`: tables whose loss was confirmed,
    so that a workbook without them has them empty. `passwords`: those that may open it.
    """

    team: str
    path: Path
    cycle: Cycle
    as_of: dt.date
    settings: Settings
    secret: bytes
    public_holidays: tuple[tuple[dt.date, str], ...] = ()
    known_sha256: str = ""
    limits: Limits = field(default=Limits())
    former_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    spellings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    known_rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    has_lead_workbook: bool = False
    adoption: Adoption | None = None
    given_up: frozenset[str] = frozenset()
    passwords: tuple[str, ...] = field(default=(), repr=False)


class _BeingSavedError(Exception):
    """The file changed while it was read."""


def intake(job: Job) -> Incoming:
    """What the file holds now."""
    try:
        data, mark = _copy(job.path, job.limits.file_bytes)
    except (FileNotFoundError, NotADirectoryError):
        issue = Issue(code="WB-MISSING", severity=Severity.ERROR, params={"file": job.path.name})
        return _not_read(job, Status.MISSING, issue)
    except (OSError, _BeingSavedError):
        return _not_read(job, Status.LOCKED, LOCKED)
    if mark.sha256 == job.known_sha256:
        return Incoming(team=job.team, status=Status.UNCHANGED, mark=mark)
    try:
        return _interpreted(job, data, mark)
    except Exception as error:
        # A file that nobody has thought of costs its team this update, not every team the run.
        fault = traceback_of(error) if is_fault(error) else ""
        return _not_read(job, Status.UNREADABLE, issue_of(error), mark, fault=fault)


LOCKED = Issue(code="WB-LOCKED", severity=Severity.ERROR)


def _interpreted(job: Job, data: bytes, mark: FileMark) -> Incoming:
    found = without_given_up(read_workbook(data, job.limits, job.passwords), job.given_up)
    conflict, remarks = _identified(job, found.identity)
    if conflict:
        return replace(_not_read(job, Status.HELD, conflict, mark), claim=claim_of(found.identity))
    if job.has_lead_workbook:
        found = without_personal(found)
    validation = validate_tables(found.tables, _context(job, found))
    unkeyed = _unkeyed(validation.issues)
    return Incoming(
        team=job.team,
        status=Status.UPDATED,
        read=True,
        mark=mark,
        modified_by=found.modified_by,
        modified_at=found.modified_at,
        tables={
            table: _incoming_table(found.tables[table], validation, unkeyed.get(table, 0))
            for table in validation.records
        },
        issues=(*remarks, *found.issues, *validation.issues),
        counts=dict(validation.counts),
        claim=claim_of(found.identity),
    )


def _identified(job: Job, identity: Identity | None) -> tuple[Issue | None, tuple[Issue, ...]]:
    """What speaks against the workbook, else what there is to say of its being accepted all the same."""
    conflict = check_identity(identity, team=job.team, cycle=job.cycle.id, secret=job.secret)
    if conflict is None or job.adoption is None:
        return conflict, ()
    adopted = job.adoption
    still = check_identity(
        identity, team=job.team, cycle=job.cycle.id, secret=job.secret, adopted=adopted.says
    )
    params: dict[str, Param] = {"by": adopted.by, "date": adopted.at.date()}
    if adopted.reason:
        params["reason"] = adopted.reason
    return still, () if still else (Issue(code="WB-ADOPTED", severity=Severity.INFO, params=params),)


def _context(job: Job, found: WorkbookRead) -> Context:
    return Context(
        language=found.language,
        as_of=job.as_of,
        cycle=job.cycle.id,
        cycle_first=job.cycle.first,
        cycle_last=job.cycle.last,
        epoch_1904=found.epoch_1904,
        settings=job.settings,
        former_names=job.former_names,
        spellings=job.spellings,
        known_rows=job.known_rows,
        public_holidays=job.public_holidays,
    )


def _incoming_table(raw: RawTable, validation: Validation, unkeyed: int) -> IncomingTable:
    records = validation.records[raw.table]
    return IncomingTable(
        sheet=raw.sheet,
        keys=[each.key for each in records],
        rows=[each.row for each in records],
        data=[encode(each.values) for each in records],
        rejected=validation.rejected_keys[raw.table],
        unkeyed=unkeyed,
        absent=frozenset(BY_ID[raw.table].field_ids) - raw.columns.keys() if raw.columns else frozenset(),
    )


def _unkeyed(issues: Iterable[Issue]) -> dict[str, int]:
    """How many rejected rows of each table have no key that could be told.

    The key of a duplicate is another row's: what it would be if it were right, nobody can tell.
    """
    rows: dict[str, set[str]] = {}
    for each in issues:
        if each.severity is not Severity.ERROR or not each.cell or not each.table:
            continue
        if not each.key or each.code == BY_ID[each.table].code("DUPLICATE"):
            rows.setdefault(each.table, set()).add(each.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    return {table: len(found) for table, found in rows.items()}


def _not_read(
    job: Job, status: Status, issue: Issue, mark: FileMark | None = None, *, fault: str = ""
) -> Incoming:
    return Incoming(team=job.team, status=status, mark=mark, issues=(issue,), fault=fault)


def _copy(path: Path, most: int) -> tuple[bytes, FileMark]:
    """The file's bytes as they were at one moment; of a larger file than `most` bytes one more than that.

    Raises: OSError, or _BeingSavedError when it does not keep still.
    """
    for pause in (*_PAUSES, None):
        try:
            with open_shared(path) as file:
                before = os.fstat(file.fileno())
                data = file.read(most + 1)
                after = os.fstat(file.fileno())
        except (FileNotFoundError, PermissionError):
            # Excel deletes the old file before it gives the new one its name, and keeps others out meanwhile.
            if pause is None:
                raise
        else:
            torn = len(data) != after.st_size and after.st_size <= most
            if (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns) and not torn:
                return data, _mark(data, after)
        if pause is not None:
            time.sleep(pause)
    raise _BeingSavedError(path)


def _mark(data: bytes, found: os.stat_result) -> FileMark:
    """Just saved: its time is not to be trusted, since the next version may get the same."""
    settled = time.time_ns() - found.st_mtime_ns > _TIME_STEP_NS
    return FileMark(
        size=found.st_size,
        mtime_ns=found.st_mtime_ns if settled else -1,
        sha256=hashlib.sha256(data).hexdigest(),
    )
