"""Child processes: results in order, deaths told, nobody else concerned."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.limits import ChildLimits
from sync.run.children import Cause, Children, Death

Told = tuple[str, object]
_KEPT: list[bytes] = []


def work(job: Told) -> Told:
    """Does what the job says; what it does is in the result, with the process that did it."""
    what, argument = job
    if what == "pid":
        return "pid", os.getpid()
    if what == "abort":
        os.abort()
    if what == "leave":
        os._exit(int(str(argument)))
    if what == "sleep":
        time.sleep(float(str(argument)))
    if what == "burn":
        while True:
            pass
    if what == "eat":
        try:
            return "eaten", len(bytearray(int(str(argument))))
        except MemoryError:
            return "refused", argument
    if what == "keep":
        _KEPT.append(bytes(int(str(argument))))
    if what == "mark":
        with Path(str(argument)).open("a", encoding="ascii") as file:
            file.write(".")
    if what == "many":
        return "many", "x" * int(str(argument))
    return "done", argument


def lost(job: Told, death: Death) -> Told:
    return f"lost {job[0]}", (death.cause, death.exit_code)


def of(children: Children[Told, Told], *jobs: Told, count: int = 2) -> list[Told]:
    with children.working_through(jobs, count, lost) as results:
        return list(results)


@pytest.fixture
def children() -> Iterator[Children[Told, Told]]:
    found: Children[Told, Told] = Children(work, ChildLimits(wall_seconds=60.0))
    yield found
    for each in found._kept:
        each.end()


def test_results_come_in_the_order_of_the_jobs(children: Children[Told, Told]) -> None:
    jobs = [("sleep", 0.2), *(("same", number) for number in range(40))]
    assert of(children, *jobs) == [("done", argument) for _, argument in jobs]


def test_no_jobs_need_no_children(children: Children[Told, Told]) -> None:
    assert of(children, count=0) == []
    assert children._kept == []


def test_a_large_result_arrives_whole(children: Children[Told, Told]) -> None:
    assert [len(str(text)) for _, text in of(children, ("many", 3_000_000), ("many", 5))] == [3_000_000, 5]


def test_a_child_that_dies_costs_its_job_only(children: Children[Told, Told]) -> None:
    found = of(children, ("same", 1), ("abort", None), ("same", 2), ("leave", 7), ("same", 3))
    assert found == [
        ("done", 1),
        ("lost abort", (Cause.CRASHED, -signal.SIGABRT)),
        ("done", 2),
        ("lost leave", (Cause.CRASHED, 7)),
        ("done", 3),
    ]


def test_every_child_may_die_in_turn(children: Children[Told, Told]) -> None:
    found = of(children, *[("leave", number) for number in range(1, 5)], ("same", 9))
    assert [what for what, _ in found] == ["lost leave"] * 4 + ["done"]


def test_a_job_that_takes_too_long_is_stopped() -> None:
    children: Children[Told, Told] = Children(work, ChildLimits(wall_seconds=3.0))
    found = of(children, ("sleep", 600), ("same", 1))
    assert found == [("lost sleep", (Cause.TIME, -signal.SIGKILL)), ("done", 1)]


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
def test_memory_is_limited() -> None:
    children: Children[Told, Told] = Children(work, ChildLimits(memory_bytes=200 << 20))
    found = of(children, ("eat", 900 << 20), ("eat", 1 << 20), count=1)
    assert found == [("refused", 900 << 20), ("eaten", 1 << 20)]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit of this kind on Windows")
def test_cpu_is_limited() -> None:
    children: Children[Told, Told] = Children(work, ChildLimits(cpu_seconds=0))
    found = of(children, ("burn", None), ("same", 1), count=1)
    assert found == [("lost burn", (Cause.TIME, -signal.SIGXCPU)), ("done", 1)]


def test_children_are_kept_for_the_next_jobs(children: Children[Told, Told]) -> None:
    [first] = of(children, ("pid", None), count=1)
    [second] = of(children, ("pid", None), count=1)
    assert first == second
    assert first != ("pid", os.getpid())


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
@pytest.mark.parametrize(("megabytes", "is_kept"), [(1, True), (90, False)])
def test_what_a_job_leaves_behind_is_no_burden_to_the_next(megabytes: int, is_kept: bool) -> None:
    children: Children[Told, Told] = Children(work, ChildLimits(memory_bytes=200 << 20))
    before, _, after = of(children, ("pid", None), ("keep", megabytes << 20), ("pid", None), count=1)
    assert (before == after) == is_kept


def test_a_kept_child_that_has_gone_meanwhile_is_replaced(children: Children[Told, Told]) -> None:
    [(_, pid)] = of(children, ("pid", None), count=1)
    os.kill(int(str(pid)), signal.SIGKILL)
    assert of(children, ("same", 1), count=1) == [("done", 1)]


def test_who_leaves_early_leaves_no_child_at_work(children: Children[Told, Told]) -> None:
    jobs = [("same", 1), ("sleep", 600), ("sleep", 600)]
    begun = time.monotonic()
    with children.working_through(jobs, 2, lost) as results:
        assert next(results) == ("done", 1)
    assert time.monotonic() - begun < 60
    assert of(children, ("same", 2)) == [("done", 2)]


def test_results_do_not_pile_up(children: Children[Told, Told], tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    with children.working_through([("mark", begun)] * 100, 1, lost) as results:
        assert next(results) == ("done", begun)
        time.sleep(0.5)
        assert begun.stat().st_size <= 10
        assert len(list(results)) == 99
    assert begun.stat().st_size == 100
