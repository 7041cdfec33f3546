"""A process whose runs may be killed, or be refused what they ask of the system:
`python -m tests.faults.mortal`.

Everything is loaded once; each command line that it is asked for runs in a fork of it, which nobody else
notices. libfiu, where it is loaded, stands between that fork and the system, and asks before every call that
changes something. A request and each answer is one line of JSON.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import gc
import io
import json
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sync.cli import main as remit
from sync.run.workers import readers
from tests.sync.programmes import KPIS, MEMBERS, Office

CHANGES = (
    "posix/io/rw/write",
    "posix/io/rw/pwrite",
    "posix/io/rw/ftruncate",
    "posix/io/sync/fsync",
    "posix/io/sync/fdatasync",
    "posix/io/dir/rename",
    "posix/io/dir/unlink",
)
"""The calls by which a run changes what is on the disk."""

KILL, TEAR = "kill", "tear"
_PART = "/reduce"  # libfiu's word for a call that writes less than it was given
_ASKED = ctypes.CFUNCTYPE(
    ctypes.c_int,
    ctypes.c_char_p,
    ctypes.POINTER(ctypes.c_int),
    ctypes.POINTER(ctypes.c_void_p),
    ctypes.POINTER(ctypes.c_uint),
)


@dataclass
class Fault:
    """What happens at the `at`-th of those calls: the process is killed (`KILL`), or writes a part and is
    killed at the next (`TEAR`), or the call fails with an `errno`, and so does every later one if it `lasts`.
    """

    at: int
    what: str | int = ""
    lasts: bool = False
    calls: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._own = os.getpid()
        self._fiu = ctypes.CDLL("libfiu.so.0")
        self._asked = _ASKED(self._strikes)  # kept, or it would be collected under libfiu's feet

    def arm(self) -> None:
        error = ctypes.c_void_p(self.what if isinstance(self.what, int) else 0)
        parts = [point + _PART for point in CHANGES if point.endswith("write")]
        for point in (*CHANGES, *(parts if self.what == TEAR else ())):
            if self._fiu.fiu_enable_external(point.encode(), 1, error, 0, self._asked):
                raise OSError(point)

    def _strikes(self, point: bytes, *_: object) -> int:
        if os.getpid() != self._own:  # the readers of workbooks are struck in tests of their own
            return 0
        name = point.decode()
        if name.endswith(_PART):
            return int(len(self.calls) == self.at)
        self.calls.append(name)
        now = len(self.calls)
        if now == self.at + (self.what == TEAR) and self.what in (KILL, TEAR):
            os.kill(self._own, signal.SIGKILL)
        return int(isinstance(self.what, int) and (now == self.at or (self.lasts and now > self.at)))


def _requests() -> Iterator[dict[str, Any]]:
    for line in sys.stdin:
        yield json.loads(line)


def _answer(**told: object) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def _run(request: dict[str, Any]) -> int:
    """In the fork: one command line. What it says is kept until the fault is over, and then lies in the
    folder `told`.
    """
    told = Path(request["told"])
    said = {"out": io.BytesIO(), "err": io.BytesIO()}
    os.dup2(os.open(told / "err", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
    for name in ("out", "calls"):
        (told / name).write_bytes(b"")
    sys.stdout, sys.stderr = (io.TextIOWrapper(each, "utf-8", write_through=True) for each in said.values())
    now = dt.datetime.fromisoformat(request["now"])
    fault = Fault(**request["fault"]) if request["fault"] else None
    if fault:
        fault.arm()
    status = remit(request["arguments"], clock=lambda: now)
    if fault:
        fault.what = ""
        (told / "calls").write_text(json.dumps(fault.calls), "utf-8")
    for name, each in said.items():
        (told / name).write_bytes(each.getvalue())
    return status


def _warm_up() -> None:
    """A run as any other, so that everything that runs load and keep is there before the forks."""
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder), "NORTH")
        office.write("NORTH", members=MEMBERS, kpis=KPIS)
        office.run()
    readers.cache_clear()  # the processes that are kept are this one's: a fork starts its own
    gc.collect()
    gc.freeze()


def main() -> None:
    _warm_up()
    for request in _requests():
        pid = os.fork()
        if pid == 0:
            sys.stdin.close()
            status = 70
            try:
                status = _run(request)
            except BaseException:
                traceback.print_exc(file=sys.__stderr__)
                sys.__stderr__.flush()
            os._exit(status)
        _answer(pid=pid)
        _, status = os.waitpid(pid, 0)
        _answer(exit=os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
