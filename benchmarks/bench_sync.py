"""How long a run takes, side by side with what people would use instead.

    python -m benchmarks.bench_sync [--workbooks 200] [--rounds 3] [--sample 10]

Makes well-filled workbooks in a temporary folder with the product's own template, then measures in turns, so
that whatever else the machine does meets all of them alike. Prints medians over the rounds, in ms a workbook:

(a) pandas.read_excel (openpyxl) of every table sheet, concatenated by table: the script that people write. On
a sample. (b) openpyxl in read-only mode, every cell of every table sheet. On a sample.
(c) python-calamine alone, every table sheet to Python lists: the floor for anything in Python that reads the
cells. (d) Remit: read, guard, parse, validate, and store every row of every workbook, without pages and
master. (e) Remit: a run in which nothing has changed.
(f) Remit: the next day's run over unchanged workbooks; what depends on the day is checked again.
(g) Remit: a whole first run, pages beside the workbooks and a new master included. (h) Remit: the whole run
of the next day, which fills that master in place. (i) the script of (a) to its end: the tables written with
to_excel, engine openpyxl, which reads for it too; (j) the same with engine xlsxwriter. On a sample.
(k) as (g), but without figures: none is computed or kept, and their cells stay empty.
The scripts and (c) use one process, as such scripts do; Remit uses as many as it does in earnest.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import openpyxl
import pandas as pd
import python_calamine

from benchmarks.sync_workbooks import AS_OF, CYCLE, make_programme
from delegation.labels import labels
from delegation.tables import TABLES
from sync.figures import ProgrammeFigures
from sync.programme.model import Programme
from sync.run.consolidate import consolidate
from sync.run.measure import Measuring
from sync.run.pipeline import run_sync
from sync.store.store import Store
from sync.store.stored import FigureKey, FigureValue

SHEETS = [labels("en").sheet(table.id) for table in TABLES]
NEXT_DAY = AS_OF + dt.timedelta(days=1)
NIGHT = dt.datetime(2026, 11, 28, 2, 30, tzinfo=dt.UTC)


def with_pandas(paths: Sequence[Path]) -> dict[str, pd.DataFrame]:
    found: dict[str, list[pd.DataFrame]] = {}
    for path in paths:
        for name, frame in pd.read_excel(path, sheet_name=SHEETS, engine="openpyxl").items():
            found.setdefault(name, []).append(frame)
    return {name: pd.concat(frames) for name, frames in found.items()}


def with_to_excel(paths: Sequence[Path], master: Path, engine: Literal["openpyxl", "xlsxwriter"]) -> None:
    tables = with_pandas(paths)
    with pd.ExcelWriter(master, engine=engine) as writer:
        for name, frame in tables.items():
            frame.to_excel(writer, sheet_name=name, index=False)


def with_openpyxl(paths: Sequence[Path]) -> None:
    for path in paths:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        for name in SHEETS:
            for row in book[name].iter_rows(values_only=True):
                tuple(row)
        book.close()


def with_calamine(paths: Sequence[Path]) -> None:
    for path in paths:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        for name in SHEETS:
            book.get_sheet_by_name(name).to_python()


def with_remit(programme: Programme, as_of: dt.date) -> None:
    consolidate(programme, as_of=as_of, now=lambda: NIGHT)


def with_everything(programme: Programme, as_of: dt.date) -> None:
    report = run_sync(programme, as_of=as_of, now=lambda: NIGHT)
    assert report.master_is_current, report.notes


def without_figures(programme: Programme, as_of: dt.date) -> None:
    """As if there were none to compute, to keep or to show."""
    measuring = Measuring.__call__

    def nothing(self: Measuring, _store: Store) -> dict[FigureKey, FigureValue]:
        self.figures = ProgrammeFigures(cycle=programme.cycle_at(as_of), as_of=as_of, teams=(), groups=())
        return {}

    Measuring.__call__ = nothing
    try:
        with_everything(programme, as_of)
    finally:
        Measuring.__call__ = measuring


def begin_anew(programme: Programme) -> None:
    """As if there had never been a run."""
    folder = programme.workbook_path(programme.teams[0], CYCLE).parent
    for path in (*programme.private.glob("store.*"), *folder.glob("*.html"), programme.master):
        path.unlink(missing_ok=True)


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measure(programme: Programme, rounds: int, sample: int) -> dict[str, float]:
    """Seconds a workbook, by the letters above; the median of the rounds."""
    paths = [programme.workbook_path(team, CYCLE) for team in programme.teams]
    few = paths[:: max(1, len(paths) // sample)][:sample]
    script = programme.master.with_name("script.xlsx")
    found: dict[str, list[float]] = {letter: [] for letter in "abcdefghijk"}
    for number in range(1, rounds + 1):
        begin_anew(programme)
        found["g"].append(seconds(lambda: with_everything(programme, AS_OF)) / len(paths))
        found["i"].append(seconds(lambda: with_to_excel(few, script, "openpyxl")) / len(few))
        found["h"].append(seconds(lambda: with_everything(programme, NEXT_DAY)) / len(paths))
        found["j"].append(seconds(lambda: with_to_excel(few, script, "xlsxwriter")) / len(few))
        begin_anew(programme)
        found["k"].append(seconds(lambda: without_figures(programme, AS_OF)) / len(paths))
        begin_anew(programme)
        found["a"].append(seconds(lambda: with_pandas(few)) / len(few))
        found["c"].append(seconds(lambda: with_calamine(paths)) / len(paths))
        found["d"].append(seconds(lambda: with_remit(programme, AS_OF)) / len(paths))
        found["b"].append(seconds(lambda: with_openpyxl(few)) / len(few))
        with_remit(
            programme, AS_OF
        )  # files made less than two seconds before they were read are hashed once more
        found["e"].append(seconds(lambda: with_remit(programme, AS_OF)) / len(paths))
        found["f"].append(seconds(lambda: with_remit(programme, NEXT_DAY)) / len(paths))
        print(f"  round {number} of {rounds} done", flush=True)
    return {letter: statistics.median(times) for letter, times in found.items()}


def cells(path: Path) -> int:
    """Filled cells of the table sheets."""
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    return sum(
        cell != "" for name in SHEETS for row in book.get_sheet_by_name(name).to_python() for cell in row
    )


def show(found: dict[str, float], sample: int) -> None:
    told = {
        "a": f"pandas.read_excel, openpyxl, concat ({sample} workbooks)",
        "b": f"openpyxl read-only ({sample} workbooks)",
        "c": "python-calamine alone",
        "d": "remit: read, validate, store all rows",
        "e": "remit: nothing changed",
        "f": "remit: unchanged workbooks, next day",
        "g": "remit: whole first run, pages and a new master",
        "h": "remit: whole run of the next day, master filled",
        "i": f"(a) and to_excel with openpyxl ({sample} workbooks)",
        "j": f"(a) and to_excel with xlsxwriter ({sample} workbooks)",
        "k": "remit: (g) without figures",
    }
    print(f"\n{'':4}{'':52}{'ms/workbook':>12}{'÷ (c)':>8}{'÷ (d)':>8}")
    for letter, what in told.items():
        each = found[letter]
        print(f"({letter}) {what:52}{each * 1000:12.2f}{each / found['c']:8.2f}{each / found['d']:8.2f}")
    print(f"\n(d) ÷ (c) = {found['d'] / found['c']:.2f}, to be at most 3.00")
    print(f"(e) ÷ (d) = {found['e'] / found['d']:.1%}, to be under 15.0%")
    print(f"(g) ÷ (c) = {found['g'] / found['c']:.2f}, to be at most 7.00")
    print(f"(i) ÷ (g) = {found['i'] / found['g']:.2f}, to be at least 9.00")
    print(f"(g) ÷ (k) = {found['g'] / found['k']:.2f}, to be under 1.25")


def main() -> None:
    parser = argparse.ArgumentParser(description="How long a run takes.")
    parser.add_argument("--workbooks", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sample", type=int, default=10)
    asked = parser.parse_args()
    warnings.filterwarnings("ignore", module="openpyxl")  # it says of every workbook what it does not know
    with tempfile.TemporaryDirectory() as folder:
        print(f"Making {asked.workbooks} workbooks …", flush=True)
        programme = make_programme(Path(folder) / "programme", asked.workbooks)
        first = programme.workbook_path(programme.teams[0], CYCLE)
        print(
            f"{cells(first)} filled cells in the table sheets of each, {first.stat().st_size // 1024} KB; "
            f"Python {platform.python_version()}, {os.cpu_count()} cores"
        )
        sample = min(asked.sample, asked.workbooks)
        show(measure(programme, asked.rounds, sample), sample)


if __name__ == "__main__":
    main()
