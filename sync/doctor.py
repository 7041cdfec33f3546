"""Whether everything that Remit needs is there: the checks behind `remit doctor`.

Owns what is looked at and what counts as well, worrying or wrong. The words are in the labels under
`doctor` (what was found) and `mend` (what to do). Changes nothing but for a file that it writes and removes
to see that it can.
"""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import re
import sqlite3
import sys
import tempfile
import zoneinfo
from collections.abc import Callable, Iterator
from pathlib import Path

from sync.checked import Check, Outcome, checked
from sync.doctor_disks import backup, disk, rights, space, times
from sync.owner_file import OLD_OWNER, owner_file
from sync.programme.config import ConfigError, ConfigMissingError, load_programme
from sync.programme.lock import holder, is_locked
from sync.programme.model import Programme
from sync.programme.passwords import open_to_others, passwords_path, read_passwords
from sync.programme.private import (
    PrivateFolderError,
    check_access,
    readable_by_others,
    secret_is_lost,
    secret_path,
)
from sync.run.waiting import read_waiting
from sync.store.errors import StoreError
from sync.store.store import Store
from sync.store.stored import Run

_LEAST_PYTHON = (3, 11)
_OLD_RUN = dt.timedelta(days=2)
_TOLERANCE = dt.timedelta(minutes=5)  # between the clocks of two computers


def examine(
    config: Callable[[], Path], clock: Callable[[], dt.datetime]
) -> tuple[list[Check], ConfigError | ConfigMissingError | None]:
    """Every check, and what is wrong in a configuration; the checks of a programme are left out when its
    remit.toml cannot be used.
    """
    checks = [*_python(), *_packages()]
    try:
        programme = load_programme(config())
    except (ConfigError, ConfigMissingError) as error:
        count = len(error.problems) if isinstance(error, ConfigError) else 0
        text = "config_missing" if isinstance(error, ConfigMissingError) else "config_mistakes"
        return [*checks, checked("config", Outcome.FAIL, text, count=count)], error
    checks.append(
        checked("config", Outcome.OK, "config", teams=len(programme.teams), cycles=len(programme.cycles))
    )
    now = clock()
    runs: list[Run] = []
    try:
        check_access(programme.private)
    except PrivateFolderError as error:
        closed = {"folder": error.path, "detail": error.detail}
        return [*checks, checked("folder", Outcome.FAIL, "folder_closed", **closed)], None
    for part in (
        _zone(programme),
        _cycle(programme, now),
        _folders(programme),
        rights(programme),
        _secret(programme),
        disk(programme),
        space(programme),
        _workbooks(programme, now),
        _template(programme),
        _master(programme, now),
        _store(programme, runs),
        backup(programme, now),
        _clock(programme, runs, now),
        times(programme, now),
        _lock(programme),
    ):
        checks += part
    found, mistakes = _passwords(programme)
    return [*checks, *found], mistakes


def _python() -> Iterator[Check]:
    found = ".".join(map(str, sys.version_info[:3]))
    good = sys.version_info[:2] >= _LEAST_PYTHON
    facts = {"version": found, "platform": sys.platform, "sqlite": sqlite3.sqlite_version}
    yield checked("python", Outcome.OK if good else Outcome.FAIL, "python" if good else "python_old", **facts)


def own_version() -> str:
    """The version that is installed; "" when Remit runs from a folder without being installed."""
    try:
        return importlib.metadata.version("remit")
    except importlib.metadata.PackageNotFoundError:
        return ""


def _packages() -> Iterator[Check]:
    own = own_version()
    if not own:
        yield checked("packages", Outcome.WARN, "packages_source")
        return
    missing, versions = [], []
    for requirement in importlib.metadata.requires("remit") or ():
        name = re.match(r"[\w.-]+", requirement)
        if name is None or "extra ==" in requirement:
            continue
        try:
            versions.append(f"{name.group()} {importlib.metadata.version(name.group())}")
        except importlib.metadata.PackageNotFoundError:
            missing.append(name.group())
    if missing:
        yield checked("packages", Outcome.FAIL, "packages_missing", missing=", ".join(missing))
    else:
        yield checked("packages", Outcome.OK, "packages", version=own, packages=", ".join(versions))


def _zone(programme: Programme) -> Iterator[Check]:
    """The daemon's package keeps time zones of its own."""
    import pytz

    zone = programme.timezone
    known = zone in pytz.all_timezones_set
    yield checked(
        "zone", Outcome.OK if known else Outcome.FAIL, "zone" if known else "zone_unknown", zone=zone
    )


def _cycle(programme: Programme, now: dt.datetime) -> Iterator[Check]:
    today = now.astimezone(zoneinfo.ZoneInfo(programme.timezone)).date()
    cycle = programme.cycle_at(today)
    if cycle.first <= today <= cycle.last:
        yield checked("cycle", Outcome.OK, "cycle", cycle=cycle.id, first=cycle.first, last=cycle.last)
    else:
        yield checked("cycle", Outcome.WARN, "cycle_none", cycle=cycle.id, first=cycle.first, last=cycle.last)


def _folders(programme: Programme) -> Iterator[Check]:
    masters = (master.file.parent for master in programme.masters)
    for folder in dict.fromkeys((programme.root, *masters, programme.private)):
        if not folder.is_dir():
            # The private folder is made when it is first needed.
            if folder != programme.private:
                yield checked("folder", Outcome.FAIL, "folder_missing", folder=folder)
            continue
        try:
            with tempfile.TemporaryFile(dir=folder, prefix=".remit-doctor-"):
                yield checked("folder", Outcome.OK, "folder", folder=folder)
        except OSError as error:
            detail = error.strerror or str(error)
            yield checked("folder", Outcome.FAIL, "folder_closed", folder=folder, detail=detail)


def _secret(programme: Programme) -> Iterator[Check]:
    if secret_is_lost(programme.private):
        yield checked("secret", Outcome.FAIL, "secret_lost", path=secret_path(programme.private))
        return
    if not secret_path(programme.private).exists():
        return
    others = readable_by_others(programme.private)
    path = secret_path(programme.private)
    yield checked(
        "secret", Outcome.WARN if others else Outcome.OK, "secret_open" if others else "secret", path=path
    )


def _passwords(programme: Programme) -> tuple[list[Check], ConfigError | None]:
    """Of a programme that has some."""
    path = passwords_path(programme.private)
    try:
        found = read_passwords(programme)
    except ConfigError as error:
        facts = {"path": path, "count": len(error.problems)}
        return [checked("passwords", Outcome.FAIL, "passwords_mistakes", **facts)], error
    except PrivateFolderError as error:
        closed = {"folder": path, "detail": error.detail}
        return [checked("passwords", Outcome.FAIL, "folder_closed", **closed)], None
    if not path.exists():
        return [], None
    if open_to_others(programme.private):
        return [checked("passwords", Outcome.WARN, "passwords_open", path=path)], None
    return [checked("passwords", Outcome.OK, "passwords", path=path, count=len(found.by_owner))], None


def _workbooks(programme: Programme, now: dt.datetime) -> Iterator[Check]:
    cycle = programme.cycle_at(now.astimezone(zoneinfo.ZoneInfo(programme.timezone)).date())
    missing, closed = [], []
    owners = programme.owners
    for team in owners:
        path = programme.workbook_path(team, cycle)
        try:
            with path.open("rb"):
                pass
        except FileNotFoundError:
            missing.append(team.name)
        except OSError as error:
            closed.append(f"{path} ({error.strerror or error})")
    total = len(owners)
    if closed:
        yield checked("workbooks", Outcome.FAIL, "workbooks_closed", files=", ".join(closed))
    if missing:
        names = ", ".join(missing)
        yield checked(
            "workbooks",
            Outcome.WARN,
            "workbooks_missing",
            count=len(missing),
            total=total,
            cycle=cycle.id,
            names=names,
        )
    if not closed and not missing:
        yield checked("workbooks", Outcome.OK, "workbooks", total=total, cycle=cycle.id)


def _template(programme: Programme) -> Iterator[Check]:
    from sync.master_template import TemplateError, examine_template

    path = programme.template
    if not path.exists():
        yield checked("template", Outcome.OK, "template_none")
        return
    try:
        examine_template(programme)
    except TemplateError as error:
        yield checked("template", Outcome.WARN, "template_unusable", remedy=error)
    else:
        yield checked("template", Outcome.OK, "template", path=path)


def _master(programme: Programme, now: dt.datetime) -> Iterator[Check]:
    """Whether the masters show the newest run, and nobody's Excel died with one open."""
    zone = zoneinfo.ZoneInfo(programme.timezone)
    waits = read_waiting(programme.private)
    if waits is not None:
        since = waits.since.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        hours = max(0, int((now - waits.since).total_seconds() // 3600))
        facts = {"since": since, "hours": hours, "run": waits.run, "file": waits.path.name}
        yield checked("master", Outcome.WARN, "master_waiting", remedy=waits, **facts)
    for master in (each.file for each in programme.masters):
        if waits is None:
            there = master.exists()
            yield checked("master", Outcome.OK, "master" if there else "master_none", path=master)
        owner = owner_file(master)
        if owner is None:
            continue
        opened = dt.datetime.fromtimestamp(owner.stat().st_mtime, dt.UTC)
        if now - opened > OLD_OWNER:
            days = (now - opened).days
            yield checked("master", Outcome.WARN, "owner_old", owner=owner, days=days)


def _store(programme: Programme, runs: list[Run]) -> Iterator[Check]:
    """Fills `runs` with the newest one."""
    if not programme.store.exists():
        yield checked("store", Outcome.OK, "store_none")
        return
    try:
        with Store(programme.store) as store:
            runs += store.runs(limit=1)
            found = store.problems()
    except StoreError as error:
        yield checked("store", Outcome.FAIL, "store_error", error=error)
        return
    if found:
        yield checked("store", Outcome.FAIL, "store_damaged", path=programme.store, detail=found[0])
    else:
        yield checked("store", Outcome.OK, "store", run=runs[0].run if runs else 0)


def _clock(programme: Programme, runs: list[Run], now: dt.datetime) -> Iterator[Check]:
    zone = zoneinfo.ZoneInfo(programme.timezone)
    shown = now.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    if not runs:
        yield checked("clock", Outcome.OK, "clock", now=shown)
        return
    last = runs[0].finished
    when = last.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    if last > now + _TOLERANCE:
        yield checked("clock", Outcome.FAIL, "clock_future", now=shown, last=when)
        return
    yield checked("clock", Outcome.OK, "clock", now=shown)
    old = now - last > _OLD_RUN
    yield checked(
        "nightly", Outcome.WARN if old else Outcome.OK, "nightly_old" if old else "nightly", last=when
    )


def _lock(programme: Programme) -> Iterator[Check]:
    if not programme.private.is_dir():
        return
    left = holder(programme.private)
    try:
        locked = is_locked(programme.private)
    except PrivateFolderError:  # told among the folders
        return
    if locked:
        yield checked("lock", Outcome.OK, "lock_held", pid=left.pid, command=left.command)
    elif left.pid:
        yield checked("lock", Outcome.WARN, "lock_left", pid=left.pid, command=left.command)
    else:
        yield checked("lock", Outcome.OK, "lock")
