"""A run that is killed leaves the old state or the new one, whole; the next run makes up what it missed."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time

from tests.faults.launch import SECOND, Mortal, killed
from tests.faults.machine import LIBFIU, needs
from tests.faults.night import Left, Night

pytestmark = needs(LIBFIU)


def test_a_run_killed_at_any_write_leaves_the_old_or_the_new_and_the_next_makes_it_up(
    night: Night, struck: Mortal
) -> None:
    found: set[Left] = set()
    for at in range(1, len(night.calls) + 1):
        night.begins()
        assert struck.run(*night.launch.sync, now=SECOND, fault=killed(at)).exit == -signal.SIGKILL
        left = night.whole()
        if left not in found:
            found.add(left)
            night.made_up(struck)
    assert {(store, master) for store, master, _ in found} == {(False, False), (True, False), (True, True)}


def test_a_run_killed_with_a_write_half_done_leaves_the_old_or_the_new(night: Night, struck: Mortal) -> None:
    writes = [at for at, call in enumerate(night.calls[:-1], 1) if call.endswith("write")]
    for at in writes[::3]:
        night.begins()
        ended = struck.run(*night.launch.sync, now=SECOND, fault=killed(at, torn=True))
        assert ended.exit in (-signal.SIGKILL, -signal.SIGFPE)  # libfiu dies of part of an empty write
        night.whole()


def test_runs_killed_at_random_one_after_the_other_lose_nothing(night: Night, struck: Mortal) -> None:
    """Nobody tidies up between them: each begins with what the one before it has left."""
    night.begins()
    begun = time.monotonic()
    assert struck.run(*night.launch.sync, now=SECOND).exit == 0
    takes = time.monotonic() - begun
    night.begins()
    chance = random.Random(6)
    ends = set()
    for _ in range(8):
        process = struck.begin(*night.launch.sync, now=SECOND)
        time.sleep(chance.random() * takes)
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        ends.add(struck.end().exit)
        assert night.launch.seen().records in (night.old.records, night.new.records)
    assert ends <= {0, -signal.SIGKILL}
    assert struck.run(*night.launch.sync, now=SECOND).exit == 0
    assert night.launch.seen().records == night.new.records
