"""The nightly run: waits for the time in remit.toml, makes up a missed run once, stops when it is asked to.

Owns when a run is due, and when a master that waits for its place is tried again. What a run is, the clock
and the waiting are handed in; the run takes the programme's lock.
"""

from __future__ import annotations

import datetime as dt
import logging
import signal
import time
import zoneinfo
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import schedule

from delegation.labels import Labels, labels
from sync.programme.config import ConfigError, ConfigMissingError, load_programme
from sync.programme.lock import ProgrammeLockedError
from sync.programme.model import PRIVATE_NAME, Programme
from sync.programme.passwords import passwords_path, read_passwords
from sync.programme.private import PrivateFolderError

_LOG = logging.getLogger("remit.daemon")
_TICK = 20.0  # seconds between two looks at the clock; a computer that was asleep is noticed by the next one
_AGAIN = dt.timedelta(minutes=10)  # between two tries to put a master that waits in its place


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """Everything that the daemon reaches beyond itself."""

    run: Callable[[Programme, dt.date], str]
    """Makes a run and gives its line for the log. Raises: ProgrammeLockedError."""
    last_run: Callable[[Programme], dt.datetime | None]
    """When the newest run was finished."""
    is_waiting: Callable[[Programme], bool]
    """Whether a filled master lies beside its place."""
    publish_again: Callable[[Programme], str]
    """Tries to put it there; gives its line for the log, "" while it has to go on waiting."""
    clock: Callable[[], dt.datetime]
    sleep: Callable[[float], None]
    stopping: Callable[[], bool]


class Daemon:
    """Serves one programme until it is asked to stop."""

    def __init__(self, config: Path, outside: Outside) -> None:
        """Raises: ConfigError, ConfigMissingError."""
        self._config = config
        self._outside = outside
        self._seen = _state(config)
        self._programme = _loaded(config)
        self._scheduler = schedule.Scheduler()
        self._tried: dt.datetime | None = None
        self._fault = ""  # of the last try, so that it is told once
        self.runs = 0

    def serve(self) -> None:
        """Returns when `stopping` says so, never in the middle of a run."""
        self._plan()
        self._run_if_due()
        while not self._outside.stopping():
            self._follow_config()
            self._scheduler.run_pending()
            self._swap_if_waiting()
            self._outside.sleep(_TICK)
        _LOG.info(self._words.text("terminal.daemon.stopped"))

    @property
    def _words(self) -> Labels:
        return labels(self._programme.language)

    def _plan(self) -> None:
        """Sets the nightly time; on days when the clock skips it, it is the moment after."""
        programme = self._programme
        self._scheduler.clear()
        at = programme.sync_at.strftime("%H:%M:%S")
        self._scheduler.every().day.at(at, programme.timezone).do(self._nightly)
        _LOG.info(
            self._words.text(
                "terminal.daemon.waiting", programme=programme.name, at=at[:5], timezone=programme.timezone
            )
        )

    def _nightly(self) -> None:
        # Without asking whether it is due: schedule counts with pytz, whose zones may be an hour from the
        # system's, and comes twice in the night after the clocks went forward. A run too many changes
        # nothing.
        if self._load():
            self._run()

    def _follow_config(self) -> None:
        """A new time holds at once; a run that a mistake in the file prevented is made up afterwards."""
        if _state(self._config) != self._seen and self._load():
            self._run_if_due()

    def _load(self) -> bool:
        """Reads remit.toml and passwords again; with mistakes in them the night's run waits until they are
        mended.
        """
        self._seen = _state(self._config)
        before = self._programme
        try:
            self._programme = _loaded(self._config)
        except (ConfigError, ConfigMissingError) as error:
            _LOG.error("%s %s", error.text(self._words), _details(error, self._words))
            return False
        if (before.sync_at, before.timezone) != (self._programme.sync_at, self._programme.timezone):
            self._plan()
        return True

    def _run_if_due(self) -> None:
        if self._is_due(self._outside.clock()):
            self._run()

    def _run(self) -> None:
        as_of = self._outside.clock().astimezone(zoneinfo.ZoneInfo(self._programme.timezone)).date()
        try:
            _LOG.info(self._outside.run(self._programme, as_of))
            self.runs += 1
        except ProgrammeLockedError as error:
            _LOG.warning(self._words.text("terminal.daemon.skipped", reason=error.text(self._words)))
        except Exception:  # tomorrow is another night; the log has what happened
            _LOG.exception(self._words.text("terminal.daemon.failed"))
        self._tried = self._outside.clock()

    def _swap_if_waiting(self) -> None:
        """Somebody closes the master in the morning, and should not have to wait for the next night."""
        now = self._outside.clock()
        if self._tried is not None and self._tried <= now < self._tried + _AGAIN:
            return
        self._tried = now
        try:
            line = self._swap()
            self._fault = ""
        except ProgrammeLockedError:  # whoever has the lock swaps it
            return
        except Exception as error:
            if str(error) != self._fault:
                _LOG.exception(self._words.text("terminal.daemon.swap_failed"))
            self._fault = str(error)
            return
        if line:
            _LOG.info(line)

    def _swap(self) -> str:
        programme = self._programme
        return self._outside.publish_again(programme) if self._outside.is_waiting(programme) else ""

    def _is_due(self, now: dt.datetime) -> bool:
        """Whether there was no run since the last nightly time. One in the future shows a wrong clock."""
        try:
            last = self._outside.last_run(self._programme)
        except Exception:  # whatever is wrong with the store, the run itself says it better
            return True
        due = last_due(now, self._programme.sync_at, self._programme.timezone)
        return last is None or not due <= last <= now


def last_due(now: dt.datetime, at: dt.time, timezone: str) -> dt.datetime:
    """The newest moment, not after `now`, at which the clocks of that time zone showed the nightly time."""
    zone = zoneinfo.ZoneInfo(timezone)
    day = now.astimezone(zone).date()
    due = dt.datetime.combine(day, at, zone)
    return due if due <= now else dt.datetime.combine(day - dt.timedelta(days=1), at, zone)


def _loaded(config: Path) -> Programme:
    """Raises: ConfigError, ConfigMissingError."""
    programme = load_programme(config)
    with suppress(PrivateFolderError):  # the run itself says it better
        read_passwords(programme)
    return programme


def _state(config: Path) -> list[tuple[int, int]]:
    """What tells that remit.toml or the passwords have changed."""
    found = []
    for path in (config, passwords_path(config.parent / PRIVATE_NAME)):
        try:
            state = path.stat()
        except OSError:
            found.append((0, 0))
        else:
            found.append((state.st_mtime_ns, state.st_size))
    return found


def _details(error: ConfigError | ConfigMissingError, words: Labels) -> str:
    if isinstance(error, ConfigMissingError):
        return ""
    return " ".join(each.sentence(words, error.path.name) for each in error.problems)


class StopSignal:
    """SIGTERM and Ctrl-C as a wish that is granted between runs; the second one as a command."""

    def __init__(self) -> None:
        self.wished = False
        for name in ("SIGTERM", "SIGINT", "SIGBREAK"):  # SIGBREAK: Ctrl-Break and closing on Windows
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._wish)

    def _wish(self, number: int, frame: FrameType | None) -> None:
        if self.wished:
            raise KeyboardInterrupt
        self.wished = True

    def __call__(self) -> bool:
        return self.wished

    def sleep(self, seconds: float) -> None:
        """As long as that, or until somebody wishes to stop."""
        until = time.monotonic() + seconds
        while not self.wished and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, 0.5))
