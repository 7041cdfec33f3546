"""Handing out a cycle's workbooks: one for every team, with what it carries over, never over somebody's work.

Owns which file is made, made anew or left alone. How a workbook looks is for `workbook_templates`, what it
carries over is `sync.distribution.carry_over`'s, how an untouched file is recognised is
`sync.distribution.ledger`'s.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from delegation.schema import SCHEMA_VERSION
from sync.decisions import on_time_prior
from sync.distribution.carry_over import Rows, all_rows, carry_over, lead_rows
from sync.distribution.ledger import HandedBefore, Ledger
from sync.owner_file import owner_file
from sync.programme.model import Cycle, Programme, Team, is_leads, team_of
from sync.programme.private import read_secret, workbook_id
from sync.reading.identity import make_token
from sync.store.store import Store
from sync.store.stored import StoredRecord
from sync.writing import write_atomically
from workbook_templates.specification import DAYS_AFTER, TeamWorkbook

_LOG = logging.getLogger("remit.distribute")


class Handed(StrEnum):
    """What became of a team's workbook."""

    CREATED = "created"
    RESTORED = "restored"  # it was gone; made from the records of this very cycle
    REFRESHED = "refreshed"  # nobody had touched it, and it is made from newer data now
    UNCHANGED = "unchanged"  # nobody has touched it, and there is nothing newer
    KEPT = "kept"  # somebody has worked in it, or has it open
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOut:
    """One workbook of a distribution. `reason`: why it was kept or failed (`terminal.distribute.reason`)."""

    team: str
    file: Path
    status: Handed
    reason: str = ""
    detail: str = ""
    carried: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributeReport:
    """`unsettled`: years in these workbooks whose public holidays and make-up days are not all known yet."""

    cycle: str
    made_on: dt.date
    workbooks: tuple[HandedOut, ...]
    unsettled: tuple[int, ...] = ()

    def count(self, status: Handed) -> int:
        return sum(each.status is status for each in self.workbooks)


def distribute(
    programme: Programme,
    cycle: Cycle | None = None,
    *,
    made_on: dt.date,
    progress: Callable[[int, int], None] | None = None,
) -> DistributeReport:
    """Makes the workbooks of a cycle, by default that of `made_on`. A team that fails costs only its own.

    The programme's lock has to be held.
    """
    cycle = cycle or programme.cycle_at(made_on)
    secret = read_secret(programme.private)
    past = _Past.read(programme, cycle, made_on)
    ledger = Ledger.read(programme.private)
    found: list[HandedOut] = []
    owners = programme.owners
    for position, team in enumerate(owners):
        if progress:
            progress(position, len(owners))
        file = programme.workbook_path(team, cycle)
        maker = _Maker(programme, team, cycle, secret, past, made_on)
        try:
            found.append(_hand_out(file, maker, ledger))
        except OSError as error:
            reason = "locked" if isinstance(error, PermissionError) else "unwritable"
            found.append(_failed(team, file, reason, error.strerror or str(error)))
        except Exception as error:  # one team's workbook must not cost the others theirs
            _LOG.exception("team %s: the workbook could not be made", team.id)
            found.append(_failed(team, file, "unexpected", f"{type(error).__name__}: {error}"))
    return DistributeReport(
        cycle=cycle.id, made_on=made_on, workbooks=tuple(found), unsettled=_unsettled(programme, cycle)
    )


def _unsettled(programme: Programme, cycle: Cycle) -> tuple[int, ...]:
    last = cycle.last + dt.timedelta(days=DAYS_AFTER)
    return tuple(year for year in programme.holidays.unsettled if cycle.first.year <= year <= last.year)


def _failed(team: Team, file: Path, reason: str, detail: str = "") -> HandedOut:
    return HandedOut(team=team.id, file=file, status=Handed.FAILED, reason=reason, detail=detail)


@dataclass(frozen=True, slots=True)
class _Past:
    """What the store knows, as far as new workbooks need it."""

    earlier: dict[str, list[StoredRecord]]  # by team, of its newest earlier cycle
    same: dict[str, list[StoredRecord]]  # by team, of the very cycle
    taken_in: frozenset[str]  # teams and leads of whose workbook of the very cycle something is known
    prior: float

    @staticmethod
    def read(programme: Programme, cycle: Cycle, made_on: dt.date) -> _Past:
        if not programme.store.exists():
            return _Past({}, {}, frozenset(), on_time_prior((), programme, made_on))
        ordered = sorted(programme.cycles, key=lambda each: each.first)
        earlier: dict[str, list[StoredRecord]] = {}
        delegations: list[StoredRecord] = []
        with Store(programme.store) as store:
            for each in ordered:
                delegations += store.current(each.id, table="delegations")
                if each.first < cycle.first:
                    earlier |= _by_team(store.current(each.id))
            same = _by_team(store.current(cycle.id))
            read = {
                each.team for each in store.workbooks(cycle.id) if is_leads(each.team) and each.updated_run
            }
        return _Past(earlier, same, frozenset(same) | read, on_time_prior(delegations, programme, made_on))


def _by_team(records: list[StoredRecord]) -> dict[str, list[StoredRecord]]:
    found: dict[str, list[StoredRecord]] = {}
    for each in records:
        found.setdefault(each.team, []).append(each)
    return found


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the workbook of one team, or of its lead, for whichever day."""

    programme: Programme
    team: Team
    cycle: Cycle
    secret: bytes
    past: _Past
    made_on: dt.date

    def rows(self, status: Handed) -> Rows:
        """What the team carries over; everything it had in this cycle when its workbook is gone. A lead's
        workbook always begins with what is known of this cycle, and with the names of whom it is about.
        """
        if self.team.is_leads:
            team = team_of(self.team.id)
            return lead_rows(self.past.same.get(team, ()), self.past.earlier.get(team, ()))
        if status is Handed.RESTORED:
            return all_rows(self.past.same[self.team.id])
        return carry_over(self.past.earlier.get(self.team.id, ()))

    @property
    def is_lost(self) -> bool:
        """Whether there was a workbook, from which something was taken in."""
        return self.team.id in self.past.taken_in

    def make(self, made_on: dt.date, rows: Rows) -> bytes:
        from workbook_templates.workbooks import build_workbook

        workbook = team_workbook(self.programme, self.team, self.cycle, made_on=made_on, secret=self.secret)
        return build_workbook(dataclasses.replace(workbook, rows=rows, prior=self.past.prior))


def team_workbook(
    programme: Programme, team: Team, cycle: Cycle, *, made_on: dt.date, secret: bytes
) -> TeamWorkbook:
    """The order for the workbook of that team, or of its lead, without rows."""
    identity = workbook_id(secret, team.id, cycle.id)
    return TeamWorkbook(
        team_id=team.id,
        team_name=team.name,
        language=team.language,
        cycle=cycle.id,
        cycle_first=cycle.first,
        cycle_last=cycle.last,
        workbook_id=identity,
        token=make_token(secret, identity, team.id, cycle.id, SCHEMA_VERSION),
        made_on=made_on,
        sheets=programme.sheets,
        settings=programme.settings,
        department=team.department,
        owner=team.owner,
        public_holidays=programme.holidays.days,
        is_leads=team.is_leads,
    )


def _hand_out(file: Path, maker: _Maker, ledger: Ledger) -> HandedOut:
    if file.suffix.lower() != ".xlsx":
        return _failed(maker.team, file, "macro_workbook")
    if owner_file(file) is not None:
        return _kept(maker.team, file, "open")
    if not file.exists():
        lost = maker.is_lost
        return _write(file, maker, ledger, Handed.RESTORED if lost else Handed.CREATED)
    handed = ledger.of(maker.team, maker.cycle)
    if _sha256(file) not in handed.hashes:
        return _kept(maker.team, file, "filled_in")
    rows = maker.rows(Handed.REFRESHED)
    current = handed.hashes[-1] == _sha256(file)
    if current and (handed.restored or handed.hashes[-1] == _sha256_of(maker.make(handed.made_on, rows))):
        return HandedOut(team=maker.team.id, file=file, status=Handed.UNCHANGED, carried=_counts(rows))
    return _write(file, maker, ledger, Handed.REFRESHED)


def _write(file: Path, maker: _Maker, ledger: Ledger, status: Handed) -> HandedOut:
    rows = maker.rows(status)
    data = maker.make(maker.made_on, rows)
    before = ledger.of(maker.team, maker.cycle).hashes
    # First the record, then the file: cut short between the two, the file still counts as untouched.
    handed = HandedBefore((*before, _sha256_of(data)), maker.made_on, status is Handed.RESTORED)
    ledger.add(maker.team, maker.cycle, handed)
    if file.exists() and _sha256(file) not in before:  # saved by somebody since we looked
        return _kept(maker.team, file, "filled_in")
    write_atomically(file, data)
    return HandedOut(team=maker.team.id, file=file, status=status, carried=_counts(rows))


def _kept(team: Team, file: Path, reason: str) -> HandedOut:
    return HandedOut(team=team.id, file=file, status=Handed.KEPT, reason=reason)


def _counts(rows: Rows) -> dict[str, int]:
    return {table: len(found) for table, found in rows.items()}


def _sha256(file: Path) -> str:
    return _sha256_of(file.read_bytes())


def _sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
