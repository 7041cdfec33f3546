"""Who looks into the workbooks: this process when there are few, several when that is faster.

Owns nothing but the choice. `sync.run.intake` does the work; a result comes back as soon as it and those
before it are there.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from sync.run.incoming import Incoming
from sync.run.intake import Job, intake

PAYS_FROM = {"fork": 16, "spawn": 64}
"""So many workbooks have to be looked into before starting processes pays, by the way in which they start."""

_IN_ONE_GO = 4


@contextmanager
def looking_into(jobs: Sequence[Job]) -> Iterator[Iterator[Incoming]]:
    """Gives what every job found, in the order of the jobs. Processes are started on entering."""
    method = _start_method()
    count = min(os.cpu_count() or 1, 2 * len(jobs) // PAYS_FROM[method])
    if count < 2:
        yield map(intake, jobs)
        return
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(max_workers=count, mp_context=context, initializer=_settle) as pool:
        try:
            yield pool.map(intake, jobs, chunksize=_IN_ONE_GO)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _settle() -> None:
    """Makes a new process a worker."""
    # Ctrl-C reaches every process of a terminal; the first one decides what becomes of the run.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Looking for garbage takes a sixth of the time of reading, and a worker that lives for seconds makes
    # little.
    gc.freeze()
    gc.disable()


def _start_method() -> Literal["fork", "spawn"]:
    """Forking costs nothing, and is safe only while nothing else runs in this process."""
    if sys.platform == "linux" and len(list(Path("/proc/self/task").iterdir())) == 1:
        return "fork"
    return "spawn"
