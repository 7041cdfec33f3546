"""What it costs to let no file do harm: the guard, and child processes that may die.

    python -m benchmarks.bench_guard [--workbooks 200] [--rounds 5]

Reads well-filled workbooks in turns. Prints medians over the rounds of the processor time of this process and
its children together, in ms a workbook:

(a) reading without either: the archive opened by the standard library, no part looked at before a parser gets
it, in this process. (b) The same with the guard. (c) With the guard, in one child process that is held to its
limits and starts within the time. (d) As (c), with as many children as there are cores.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import os
import platform
import statistics
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest import mock

from benchmarks.sync_workbooks import CYCLE, make_programme
from sync.limits import ChildLimits
from sync.reading.reader import read_workbook
from sync.run.children import Children, Death

_CHECKS = (
    "sync.reading.sheet_values.check_sheet",
    "sync.reading.sheet_values.check_shared_strings",
    "sync.reading.sheet_values.check_styles",
    "sync.reading.outline.check_depth",
)


class Unguarded:
    """The parts of a package as the standard library gives them."""

    def __init__(self, data: bytes, *_: object) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._names = {name.lower(): name for name in self._archive.namelist()}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    def part_names(self) -> tuple[str, ...]:
        return tuple(self._names.values())

    def read(self, name: str) -> bytes:
        return self._archive.read(self._names[name.lower()])


@contextmanager
def no_guard() -> Iterator[None]:
    with ExitStack() as patches:
        patches.enter_context(mock.patch("sync.reading.reader.open_package", Unguarded))
        for check in _CHECKS:
            patches.enter_context(mock.patch(check, return_value=None))
        yield


def rows_in(path: Path) -> int:
    """How many rows the workbook's tables have: as little as a worker can answer."""
    return sum(len(table.rows) for table in read_workbook(path.read_bytes()).tables.values())


def in_this_process(paths: Sequence[Path]) -> list[int]:
    return [rows_in(path) for path in paths]


def without_guard(paths: Sequence[Path]) -> list[int]:
    with no_guard():
        return in_this_process(paths)


def in_children(paths: Sequence[Path], count: int) -> list[int]:
    children: Children[Path, int] = Children(rows_in, ChildLimits())
    with children.working_through(paths, count, _lost) as results:
        found = list(results)
    for each in multiprocessing.active_children():  # what they took is known once they have gone
        each.kill()
        each.join()
    return found


def _lost(path: Path, death: Death) -> int:
    raise RuntimeError(f"{path}: {death}")


def processor_seconds() -> float:
    taken = os.times()
    return taken.user + taken.system + taken.children_user + taken.children_system


def measure(paths: Sequence[Path], rounds: int) -> dict[str, float]:
    """Milliseconds a workbook, by the letters above."""
    cores = os.cpu_count() or 1
    work: dict[str, Callable[[], list[int]]] = {
        "a": lambda: without_guard(paths),
        "b": lambda: in_this_process(paths),
        "c": lambda: in_children(paths, 1),
        "d": lambda: in_children(paths, cores),
    }
    found: dict[str, list[float]] = {letter: [] for letter in work}
    rows = in_this_process(paths)
    for number in range(1, rounds + 1):
        for letter, each in work.items():
            began = processor_seconds()
            assert each() == rows
            found[letter].append((processor_seconds() - began) / len(paths) * 1000)
        print(f"  round {number} of {rounds} done", flush=True)
    return {letter: statistics.median(times) for letter, times in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description="What guard and child processes cost.")
    parser.add_argument("--workbooks", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(f"Making {asked.workbooks} workbooks …", flush=True)
        programme = make_programme(Path(folder) / "programme", asked.workbooks)
        paths = [programme.workbook_path(team, CYCLE) for team in programme.teams]
        print(f"Python {platform.python_version()}, {os.cpu_count()} cores")
        found = measure(paths, asked.rounds)
    told = {
        "a": "reading, no guard, this process",
        "b": "reading, guarded, this process",
        "c": "reading, guarded, one child process",
        "d": "reading, guarded, a child for every core",
    }
    for letter, what in told.items():
        print(f"({letter}) {what:44}{found[letter]:8.2f} ms{found[letter] / found['a']:8.2f} ÷ (a)")
    print(f"\n(c) ÷ (a) = {found['c'] / found['a']:.2f}, to be at most 1.40")


if __name__ == "__main__":
    main()
