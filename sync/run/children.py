"""Child processes that may die of what they are given: a job goes in, a result comes out, or word of a death.

Owns starting, limits, killing and replacing, and that results come in the order of the jobs. Children are
kept for a while, so that the next jobs need not start new ones. Knows nothing of workbooks.
"""

from __future__ import annotations

import faulthandler
import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from sync.limits import ChildLimits

Job = TypeVar("Job")
Result = TypeVar("Result")
Work = Callable[[Any], Any]
"""What a child does with a job. A function that can be imported: a new process has to find it."""

_IDLE_SECONDS = 60.0
_COLLECTED_EVERY = 50  # jobs
_AHEAD = 4  # jobs a child that may be done before their turn, so that results do not pile up
_STARTED = "started"  # sent before the result: who dies without having said so did not die of the job
_ATTEMPTS = 3
_KEPT_SHARE = 4  # a child that a job has left with more than this part of its memory taken is not kept


class Cause(StrEnum):
    """Why a child is dead."""

    CRASHED = "crashed"
    TIME = "time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Death:
    """A child that died of its job.

    `exit_code`: as `multiprocessing` tells it, −n for signal n. `seconds`: how many it had at most.
    """

    cause: Cause
    exit_code: int | None
    seconds: float


class _Child:
    """One process, and the two ends that this process has of its pipes."""

    def __init__(self, work: Work, limits: ChildLimits, siblings: Sequence[_Child]) -> None:
        context = multiprocessing.get_context(start_method())
        theirs, self.jobs = context.Pipe(duplex=False)
        self.results, mine = context.Pipe(duplex=False)
        # A forked child has what this process has open: it must not keep a sibling's pipe open for it.
        inherited = [end for each in siblings for end in (each.jobs, each.results)]
        inherited += [self.jobs, self.results]
        if context.get_start_method() != "fork":
            inherited = []
        arguments = (work, limits, theirs, mine, inherited)
        self.process = context.Process(target=_live, args=arguments, daemon=True)  # type: ignore[attr-defined]
        self.process.start()
        theirs.close()
        mine.close()
        self.started = False
        self.deadline = 0.0

    def give(self, job: object, seconds: float) -> bool:
        """Whether the job is on its way; a child that has gone while idle takes none."""
        self.started, self.deadline = False, time.monotonic() + seconds
        try:
            self.jobs.send(job)
        except OSError:
            return False
        return True

    def end(self) -> int | None:
        """No child any more. Gives its exit code."""
        self.process.kill()
        self.process.join()
        code: int | None = self.process.exitcode
        self.jobs.close()
        self.results.close()
        self.process.close()
        return code


class Children(Generic[Job, Result]):
    """Children that all do the same work."""

    def __init__(self, work: Callable[[Job], Result], limits: ChildLimits | None = None) -> None:
        self.work = work
        self.limits = limits or ChildLimits()
        self._kept: list[_Child] = []
        self._lock = threading.Lock()

    @contextmanager
    def working_through(
        self, jobs: Sequence[Job], count: int, lost: Callable[[Job, Death], Result]
    ) -> Iterator[Iterator[Result]]:
        """The result of every job in the order of the jobs, `lost` for those of which a child died.

        `count` children, which are there on entering; on leaving, those that still work are killed.
        """
        handing = _Handing(self, jobs, self._taken(count), lost)
        try:
            yield handing.results()
        finally:
            self._keep(handing.stop())

    def started(self, siblings: Sequence[_Child]) -> _Child:
        return _Child(self.work, self.limits, siblings)

    def _taken(self, count: int) -> list[_Child]:
        with self._lock:
            found, self._kept = self._kept[:count], self._kept[count:]
            siblings = list(self._kept)
        while len(found) < count:
            found.append(self.started([*siblings, *found]))
        return found

    def _keep(self, children: Sequence[_Child]) -> None:
        with self._lock:
            self._kept = [each for each in (*self._kept, *children) if _is_there(each)]


def _is_there(child: _Child) -> bool:
    if child.process.is_alive():
        return True
    child.end()
    return False


class _Handing(Generic[Job, Result]):
    """One list of jobs on its way through the children: a thread hands out and takes in."""

    def __init__(
        self,
        children: Children[Job, Result],
        jobs: Sequence[Job],
        free: list[_Child],
        lost: Callable[[Job, Death], Result],
    ) -> None:
        self._children = children
        self._jobs = jobs
        self._lost = lost
        self._free = free
        self._busy: dict[_Child, int] = {}
        self._next = 0
        self._room = _AHEAD * len(free)
        self._attempts: dict[int, int] = {}
        self._done: dict[int, Result] = {}
        self._fetched = 0
        self._error: BaseException | None = None
        self._stopping = False
        self._changed = threading.Condition()
        self._bell, self._rope = multiprocessing.Pipe(duplex=False)
        self._thread = threading.Thread(target=self._run, name="remit children", daemon=True)
        self._thread.start()

    def results(self) -> Iterator[Result]:
        for index in range(len(self._jobs)):
            with self._changed:
                while index not in self._done:
                    if self._error is not None:
                        raise self._error
                    self._changed.wait()
                found = self._done.pop(index)
                self._fetched = index + 1
            self._rope.send(None)
            yield found

    def stop(self) -> list[_Child]:
        """Ends the thread. Gives the children that can be used again; the others are dead."""
        self._stopping = True
        self._rope.send(None)
        self._thread.join()
        self._rope.close()
        self._bell.close()
        for each in self._busy:
            each.end()
        return self._free

    def _run(self) -> None:
        try:
            while not self._stopping and (self._next < len(self._jobs) or self._busy):
                self._hand_out()
                self._take_in()
        except BaseException as error:  # whoever waits for results has to hear of it
            with self._changed:
                self._error = error
                self._changed.notify_all()

    def _hand_out(self) -> None:
        while self._free and self._next < min(len(self._jobs), self._fetched + self._room):
            self._give(self._free.pop(), self._next)
            self._next += 1

    def _give(self, child: _Child, index: int) -> None:
        while not child.give(self._jobs[index], self._children.limits.wall_seconds):
            child = self._replaced(child)
        self._busy[child] = index

    def _replaced(self, child: _Child) -> _Child:
        child.end()
        return self._children.started([*self._free, *self._busy])

    def _take_in(self) -> None:
        """Waits until something has happened, and does what follows."""
        soonest = min((each.deadline for each in self._busy), default=None)
        seconds = None if soonest is None else max(0.0, soonest - time.monotonic())
        by_end = {each.results: each for each in self._busy}
        ready = wait([self._bell, *by_end], seconds)
        if self._bell in ready:
            self._bell.recv()
        for end, child in by_end.items():
            if end in ready:
                self._hear(child)
        now = time.monotonic()
        for late in [each for each in self._busy if each.deadline <= now]:
            self._bury(late, Cause.TIME)

    def _hear(self, child: _Child) -> None:
        try:
            said = child.results.recv()
        except (EOFError, OSError):
            self._bury(child, Cause.CRASHED)
            return
        if said == _STARTED:
            child.started = True
            return
        self._finish(self._busy.pop(child), said)
        self._free.append(child)

    def _bury(self, child: _Child, cause: Cause) -> None:
        """A child is dead or has to be; its job is lost, unless it had not begun it."""
        index = self._busy.pop(child)
        begun = child.started
        child.process.join(1.0 if cause is Cause.CRASHED else 0.0)  # that it ends by itself tells why
        code = child.end()
        fresh = self._children.started([*self._free, *self._busy])
        self._attempts[index] = self._attempts.get(index, 0) + 1
        if not begun and cause is Cause.CRASHED and self._attempts[index] < _ATTEMPTS:
            self._give(fresh, index)
            return
        self._free.append(fresh)
        self._finish(index, self._lost(self._jobs[index], _death(cause, code, self._children.limits)))

    def _finish(self, index: int, result: Result) -> None:
        with self._changed:
            self._done[index] = result
            self._changed.notify_all()


def _death(cause: Cause, code: int | None, limits: ChildLimits) -> Death:
    if sys.platform != "win32" and code == -signal.SIGXCPU:
        return Death(cause=Cause.TIME, exit_code=code, seconds=limits.cpu_seconds)
    return Death(cause=cause, exit_code=code, seconds=limits.wall_seconds)


def start_method() -> Literal["fork", "spawn"]:
    """Forking costs nothing, and is safe only while nothing else runs in this process."""
    if sys.platform == "linux" and len(list(Path("/proc/self/task").iterdir())) == 1:
        return "fork"
    return "spawn"


def _live(
    work: Work, limits: ChildLimits, jobs: Connection, results: Connection, inherited: Sequence[Connection]
) -> None:
    """A child's life: one job after the other, until nobody has one for a while or the parent has gone."""
    for end in inherited:
        end.close()
    _settle(limits)
    taken = _address_space()
    done = 0
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while jobs.poll(_IDLE_SECONDS):
            job = jobs.recv()
            results.send(_STARTED)
            _allow_cpu(limits)
            results.send(work(job))
            done += 1
            if _address_space() - taken > limits.memory_bytes // _KEPT_SHARE:
                return  # the next job would have less than it may use
            if done % _COLLECTED_EVERY == 0:
                gc.collect()


def _settle(limits: ChildLimits) -> None:
    # Ctrl-C reaches every process of a terminal; the first one decides what becomes of the run.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A forked child has the daemon's own way of taking this one, which would not end it.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # Looking for garbage takes a sixth of the time of reading, and there is little of it.
    gc.freeze()
    gc.disable()
    # What a library prints while it dies is for nobody: the parent says what happened.
    faulthandler.disable()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        _lower(resource.RLIMIT_AS, _address_space() + limits.memory_bytes)


def _address_space() -> int:
    """How many bytes this process has, where that is limited; else 0."""
    if sys.platform != "linux":
        return 0
    import resource

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


def _allow_cpu(limits: ChildLimits) -> None:
    """So much from now on; the signal that comes then ends the process."""
    if sys.platform != "win32":
        import resource

        _lower(resource.RLIMIT_CPU, int(time.process_time()) + 1 + limits.cpu_seconds)


def _lower(limit: int, to: int) -> None:
    """The soft limit of this process; no more than its hard one."""
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(limit)
        resource.setrlimit(limit, (to if hard == resource.RLIM_INFINITY else min(to, hard), hard))
