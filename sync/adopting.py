"""An administrator accepts a workbook knowingly, as the one of a team and cycle: behind `remit adopt`.

Owns what may be accepted (a workbook that can be read, whatever it says of itself), where it goes (into the
team's place, byte by byte, never over another file unless that is wanted, and then the other is kept), and
that it is recorded. What the next run makes of it is decided there, as of every workbook.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from delegation.issues import Issue
from delegation.labels import Labels, labels
from sync.owner_file import owner_file
from sync.programme.model import Cycle, Programme, Team, is_leads
from sync.programme.passwords import read_passwords
from sync.programme.private import read_secret
from sync.reading.identity import Claim
from sync.run.incoming import Incoming
from sync.run.intake import Job
from sync.run.workers import looking_into
from sync.store.run_store import RunStore
from sync.store.stored import Adoption
from sync.writing import write_atomically

_OVERRULED = ("WB-IDENTITY-MISSING", "WB-TEAM-CONFLICT", "WB-CYCLE-CONFLICT", "WB-TOKEN-CONFLICT")


class AdoptError(Exception):
    """The workbook was not accepted; nothing was done."""

    def __init__(self, name: str, **facts: object) -> None:
        self.name = name
        self.facts = facts
        super().__init__(name, facts)

    def text(self, words: Labels) -> str:
        """What is in the way, what to do."""
        return words.text(f"adopt.error.{self.name}", **self.facts)

    def __str__(self) -> str:
        return self.text(labels("en"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to be accepted. `by` and `at`: who, and when. `replace`: a file that lies in the
    team's place goes.
    """

    file: Path
    team: Team
    cycle: Cycle
    by: str
    at: dt.datetime
    reason: str = ""
    replace: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """What came of it. `workbook`: the team's place. `why`: what speaks against the file, or spoke until now.

    `adoption` is None when nothing was recorded: the file cannot be read, or is in its place as it should be.
    `kept`: where the file lies that was in the place before.
    """

    workbook: Path
    readable: bool
    why: Issue | None = None
    adoption: Adoption | None = None
    kept: Path | None = None


def adopt(programme: Programme, wish: Wish, *, as_of: dt.date) -> Adopted:
    """Accepts the file as the team's workbook. The programme's lock has to be held.

    Raises: AdoptError, ConfigError, PrivateFolderError, StoreError, OSError; but for what these say nothing
    was done.
    """
    place = programme.workbook_path(wish.team, wish.cycle)
    found = _looked_into(programme, wish, as_of, None)
    against = None if found.read else found.issues[0]
    adoption = _adoption(wish, found, against)
    if is_leads(adoption.says.team) is not wish.team.is_leads:
        # What is personal would be read into the team's tables, or a second set of theirs beside them.
        raise AdoptError("lead", file=wish.file, team=wish.team.id)
    if against is not None and against.code in _OVERRULED:
        found = _looked_into(programme, wish, as_of, adoption)
    if not found.read or found.mark is None:
        return Adopted(workbook=place, readable=False, why=found.issues[0])
    if _is_same(wish.file, place) and against is None:
        return Adopted(workbook=place, readable=True)
    with RunStore(programme.store) as store:
        kept = _put(wish, place, found.mark.sha256)
        store.adopt(adoption)
    return Adopted(workbook=place, readable=True, why=against, adoption=adoption, kept=kept)


def _looked_into(programme: Programme, wish: Wish, as_of: dt.date, adoption: Adoption | None) -> Incoming:
    """The file as a run would find it in the team's place."""
    job = Job(
        team=wish.team.id,
        path=wish.file.absolute(),  # a reader that is there already may be in another folder
        cycle=wish.cycle,
        as_of=as_of,
        settings=programme.settings,
        secret=read_secret(programme.private),
        public_holidays=programme.holidays.days,
        limits=programme.limits,
        adoption=adoption,
        passwords=read_passwords(programme).of(wish.team.id),
    )
    with looking_into([job], programme.reader_limits) as results:
        return next(results)


def _adoption(wish: Wish, found: Incoming, against: Issue | None) -> Adoption:
    return Adoption(
        cycle=wish.cycle.id,
        team=wish.team.id,
        file=str(wish.file.absolute()),
        sha256=found.mark.sha256 if found.mark else "",
        says=found.claim or Claim(),
        code=against.code if against else "",
        reason=wish.reason,
        by=wish.by,
        at=wish.at,
    )


def _is_same(file: Path, place: Path) -> bool:
    return place.exists() and file.samefile(place)


def _put(wish: Wish, place: Path, sha256: str) -> Path | None:
    """The file into the team's place. Gives where the one before lies now."""
    if _is_same(wish.file, place):
        return None
    if wish.file.suffix.lower() != place.suffix.lower():
        raise AdoptError("ending", file=wish.file, place=place)
    data = wish.file.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise AdoptError("changing", file=wish.file)
    kept = _kept_beside(wish, place) if place.exists() else None
    write_atomically(place, data)
    return kept


def _kept_beside(wish: Wish, place: Path) -> Path:
    """A copy of what lies in the place. Its ending is no workbook's, so that nobody takes it for one."""
    if not wish.replace or not place.is_file():
        raise AdoptError("taken", place=place)
    owner = owner_file(place)
    if owner is not None:
        raise AdoptError("open", place=place, owner=owner.name)
    kept = next(each for each in _names(place, wish.at) if not each.exists())
    write_atomically(kept, place.read_bytes())
    return kept


def _names(place: Path, at: dt.datetime) -> Iterator[Path]:
    name = f"{place.name}.replaced-{at.astimezone(dt.UTC):%Y%m%d-%H%M%S}"
    yield place.with_name(name)
    for number in count(2):
        yield place.with_name(f"{name}-{number}")
