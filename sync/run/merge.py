"""What a run will do to the store, decided before anything is done: values in, a plan out.

Owns the rules by which a workbook's rows become history: what counts as added, changed and removed, what
stays because its row was rejected, and when a table that shrank is held back. Knows no file, no database and
no clock.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace

from delegation.cells import fold_key
from delegation.issues import Issue, Severity
from delegation.tables import BY_ID
from sync.programme.model import team_of
from sync.run.incoming import GOOD, FileMark, Incoming, IncomingTable, Status
from sync.store.encoding import with_absent
from sync.store.stored import HeldTable, KnownFile, Places, StoredIssue, WorkbookState

EMPTIED = 0.5
"""A table that lost more than this share of its keys since the last run is held back (Source: DESIGN,
decision 6).
"""

_FORGOTTEN = KnownFile(mark=FileMark(size=-1, mtime_ns=-1, sha256=""), inputs="")
"""Of a file that could not be looked into: when it is back, it is read, even if it is what it was before."""

COPY, OPEN = "WB-COPY", "WB-OPEN"
_BESIDE = (COPY, OPEN)
"""What is found by looking into a workbook's folder, so it is fresh in every run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the store knows about one team's workbook of one cycle. `data` and `places` by table id, then
    key.
    """

    state: WorkbookState | None = None
    file: KnownFile | None = None
    issues: tuple[StoredIssue, ...] = ()
    issue_counts: Mapping[Severity, int] = field(default_factory=dict)
    held: Mapping[str, HeldTable] = field(default_factory=dict)
    data: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    places: Mapping[str, Places] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableChanges:
    """What happens to one table of one team: key → data of what is added and changed, keys of what is
    removed.

    `kept` are keys whose row was rejected, or may be one that was: their records stay. `lost` of `had` keys
    made the table held back; 0 of 0 when it is not.
    """

    added: Mapping[str, str] = field(default_factory=dict)
    changed: Mapping[str, str] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    lost: int = 0
    had: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPlan:
    """One team as it is after the run. `tables` and `places` hold only what changes, `issues` take the place
    of `known_issues`.

    `file` is what to remember of the file, None when it was not looked into.
    """

    team: str
    state: WorkbookState
    tables: Mapping[str, TableChanges] = field(default_factory=dict)
    places: Mapping[str, Places] = field(default_factory=dict)
    held: Mapping[str, HeldTable] = field(default_factory=dict)
    known_issues: tuple[StoredIssue, ...] = ()
    issues: tuple[Issue, ...] = ()
    file: KnownFile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The run that is being planned. `inputs`: what a file's issues depend on besides the file itself."""

    cycle: str
    now: dt.datetime
    run: int = 0
    inputs: str = ""


def plan_team(
    known: Known, incoming: Incoming, moment: Moment, *, file: str, accept: Set[str] = frozenset()
) -> TeamPlan:
    """What becomes of one team. `accept`: tables whose loss of rows a person has confirmed."""
    if incoming.read:
        as_stored = {
            table: _as_stored(found, known.data.get(table, {})) for table, found in incoming.tables.items()
        }
        issues = tuple(_with_way_out(each, known, incoming.team) for each in incoming.issues)
        incoming = replace(incoming, tables=as_stored, issues=issues)
        return _taken_in(known, incoming, moment, file, accept)
    return _left_alone(known, incoming, moment, file)


def _with_way_out(issue: Issue, known: Known, team: str) -> Issue:
    """Of a table that is nowhere, and of which there are records, how to confirm that this is meant."""
    if not known.data.get(issue.table) or issue.code != BY_ID[issue.table].code("TABLE-MISSING"):
        return issue
    return replace(issue, params=issue.params | {"accept": f"{team_of(team)}:{issue.table}"})


def _as_stored(found: IncomingTable, before: Mapping[str, str]) -> IncomingTable:
    """The same with keys spelled as the store has them: what differs in case, width or spaces alone is the
    same record, with its history and with what people have written beside it in the master.
    """
    if not before or all(key in before for key in (*found.keys, *found.rejected)):
        return found
    there = set(found.keys)
    stored = {fold_key(key): key for key in before if key not in there}

    def spelled(key: str) -> str:
        return key if key in before else stored.get(fold_key(key), key)

    return replace(
        found, keys=list(map(spelled, found.keys)), rejected=frozenset(map(spelled, found.rejected))
    )


def plan_table(before: Mapping[str, str], incoming: IncomingTable, *, accepted: bool = False) -> TableChanges:
    """What becomes of the records of one table that could be read."""
    now = dict(zip(incoming.keys, incoming.data, strict=True))
    if incoming.absent:
        # A column that somebody deleted is no order to blank the field in every row.
        now |= {key: with_absent(before[key], now[key], incoming.absent) for key in before if key in now}
    missing = [key for key in before if key not in now]
    rejected = [key for key in missing if key in incoming.rejected]
    gone = [key for key in missing if key not in incoming.rejected]
    lost = len(gone) - incoming.unkeyed
    if lost > EMPTIED * len(before) and not accepted:
        return TableChanges(kept=tuple(missing), lost=lost, had=len(before))
    if incoming.unkeyed and not accepted:
        # A rejected row whose key cannot be read may be any of those that seem to be gone, so none of them
        # goes.
        rejected, gone = missing, []
    return TableChanges(
        added={key: data for key, data in now.items() if key not in before},
        changed={key: data for key, data in now.items() if before.get(key, data) != data},
        removed=tuple(gone),
        kept=tuple(rejected),
    )


def _taken_in(known: Known, incoming: Incoming, moment: Moment, file: str, accept: Set[str]) -> TeamPlan:
    tables = {
        table: plan_table(known.data.get(table, {}), found, accepted=table in accept)
        for table, found in incoming.tables.items()
    }
    held = _held(known, incoming, moment, tables)
    emptied = [_emptied(each, incoming) for each in held.values()]
    mark = incoming.mark
    return TeamPlan(
        team=incoming.team,
        state=_new_state(
            known,
            incoming,
            moment,
            file,
            changed=any(tables.values()),
            reasons=[*emptied, *_unread(known, incoming)],
        ),
        tables={table: changes for table, changes in tables.items() if changes},
        places=_new_places(known, incoming, tables),
        held=held,
        known_issues=known.issues,
        issues=(*incoming.issues, *emptied),
        file=KnownFile(mark=mark, inputs=moment.inputs) if mark else None,
    )


def _held(
    known: Known, incoming: Incoming, moment: Moment, tables: Mapping[str, TableChanges]
) -> dict[str, HeldTable]:
    held = {}
    for table, changes in tables.items():
        if changes.lost:
            before = known.held.get(table)
            since = before.since_run if before else moment.run
            held[table] = HeldTable(
                team=incoming.team, table=table, lost=changes.lost, had=changes.had, since_run=since
            )
    # A table that could not be read today is still waiting for the decision about yesterday's loss.
    return held | {table: each for table, each in known.held.items() if table not in incoming.tables}


def _unread(known: Known, incoming: Incoming) -> list[Issue]:
    """Why tables were not read, where that matters: an error, rows that wait for another table, or records
    that are now older than the workbook.
    """
    return [
        each
        for each in incoming.issues
        if each.table and each.table not in incoming.tables
        if each.severity is Severity.ERROR
        or each.code == BY_ID[each.table].code("TABLE-HELD")
        or known.data.get(each.table)
    ]


def _emptied(held: HeldTable, incoming: Incoming) -> Issue:
    found = incoming.tables.get(held.table)
    return Issue(
        code=BY_ID[held.table].code("TABLE-EMPTIED"),
        severity=Severity.ERROR,
        table=held.table,
        sheet=found.sheet if found else "",
        params={
            "before": held.had,
            "now": held.had - held.lost,
            "accept": f"{team_of(held.team)}:{held.table}",
        },
    )


def _new_state(
    known: Known, incoming: Incoming, moment: Moment, file: str, *, changed: bool, reasons: list[Issue]
) -> WorkbookState:
    before = known.state or _unseen(incoming.team, moment, file)
    sha256 = incoming.mark.sha256 if incoming.mark else ""
    is_new = changed or before.sha256 != sha256
    good = not reasons
    return WorkbookState(
        team=incoming.team,
        cycle=moment.cycle,
        file=file,
        status=Status.HELD if reasons else Status.UPDATED if is_new else Status.UNCHANGED,
        reason=reasons[0].code if reasons else "",
        sha256=sha256,
        read_at=moment.now if is_new else before.read_at,
        updated_run=moment.run if is_new else before.updated_run,
        changed_run=moment.run if changed else before.changed_run,
        last_good_run=moment.run if good else before.last_good_run,
        modified_by=incoming.modified_by,
        modified_at=incoming.modified_at,
        rows=incoming.counts,
    )


def _new_places(known: Known, incoming: Incoming, tables: Mapping[str, TableChanges]) -> dict[str, Places]:
    """Where rows lie now, for tables in which that is not where they lay; kept records stay where they last
    stood.
    """
    found = {}
    for table, changes in tables.items():
        if changes.lost:
            continue
        read = incoming.tables[table]
        before = known.places.get(table)
        kept = {key: before.rows[key] for key in changes.kept if key in before.rows} if before else {}
        now = Places(sheet=read.sheet, rows=dict(zip(read.keys, read.rows, strict=True)) | kept)
        if now != before and (before or now.rows):
            found[table] = now
    return found


def _left_alone(known: Known, incoming: Incoming, moment: Moment, file: str) -> TeamPlan:
    """The workbook's contents were not interpreted: its records stay, and what was found in their rows stays
    true.
    """
    before = known.state or _unseen(incoming.team, moment, file)
    remembered = KnownFile(mark=incoming.mark, inputs=moment.inputs) if incoming.mark else None
    if incoming.status is Status.UNCHANGED:
        was_good = before.status in GOOD
        state = replace(
            before,
            file=file,
            status=Status.UNCHANGED if was_good else before.status,
            last_good_run=moment.run if was_good else before.last_good_run,
        )
        stay = [each.issue for each in known.issues if each.issue.code not in _BESIDE]
    else:
        remembered = remembered or _FORGOTTEN
        state = replace(before, file=file, status=incoming.status, reason=incoming.issues[0].code)
        stay = [each.issue for each in known.issues if each.issue.table]
    return TeamPlan(
        team=incoming.team,
        state=state,
        held=known.held,
        known_issues=known.issues,
        issues=(*incoming.issues, *stay),
        file=remembered,
    )


def _unseen(team: str, moment: Moment, file: str) -> WorkbookState:
    return WorkbookState(team=team, cycle=moment.cycle, file=file, status=Status.MISSING)
