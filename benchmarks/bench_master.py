"""How long a master takes to be filled, side by side with XlsxWriter writing the same rows into a new file.

    python -m benchmarks.bench_master [--rows 150000] [--rounds 3]

150,000 rows of 15 columns (keys, names, states, dates, shares, numbers, sentences: 2.25 million cells), made
one at a time for both sides alike. Every measurement is a process of its own, and the sides take turns, so
that whatever else the machine does meets all of them. Prints the medians of their processor time.

(a) XlsxWriter, constant_memory: rows in formats, no table, none of what people keep in a master.
(b) XlsxWriter as it is by default, with a table.
(c) Remit: a new master from a template, with its table. (d) Remit: the master of the day before, as Remit
left it, filled with other rows. (e) Remit: the same with a remark of a person's in every tenth row, which
has to be found and put back beside it. Reading, filling and writing to disk are in the time; loading Python
and its libraries is not. Memory is the process's largest resident size, with everything that it has loaded.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import xlsxwriter

from benchmarks.master_rows import FIRST_DAY, SHEET, TABLE, table_rows
from delegation.labels import labels
from sync.master.fill import MasterFill
from sync.master.forms import base_form
from sync.master.found import Wanted
from sync.master.template import MASTER_LIMITS, template_of
from sync.package import Parts
from sync.store.stored import WrittenCell, WrittenKind
from workbook_templates.master import LEFT, master_sheets
from workbook_templates.style import Formats

WORDS = labels("en")
SHEETS = {TABLE: SHEET, LEFT: next(sheet for sheet in master_sheets(WORDS) if sheet.id == LEFT)}
NEW, OLD, REMARKED = "new.xlsx", "old.xlsx", "remarked.xlsx"
KILOBYTES = 1 << 10 if sys.platform != "darwin" else 1


def constant_memory(folder: Path, rows: int) -> None:
    book = xlsxwriter.Workbook(folder / NEW, {"constant_memory": True})
    _write_rows(book, rows)
    book.close()


def with_table(folder: Path, rows: int) -> None:
    book = xlsxwriter.Workbook(folder / NEW)
    worksheet = _write_rows(book, rows)
    columns = [{"header": column.header} for column in SHEET.columns]
    options = {"name": SHEET.table, "columns": columns}
    worksheet.add_table(SHEET.header_row - 1, 0, SHEET.header_row - 1 + rows, len(columns) - 1, options)
    book.close()


def _write_rows(book: Any, rows: int) -> Any:
    """Each value by the method for its type: the fastest that XlsxWriter has."""
    worksheet = book.add_worksheet(SHEET.name)
    of = Formats(book, WORDS.language).of
    forms = [base_form(of, column, SHEET.most_lines) for column in SHEET.columns]
    names = [column.id for column in SHEET.columns]
    for number, column in enumerate(SHEET.columns):
        worksheet.write_string(SHEET.header_row - 1, number, column.header)
    for row, values in enumerate(table_rows(rows).rows(), start=SHEET.header_row):
        for number, name in enumerate(names):
            value = values[name]
            if isinstance(value, str):
                worksheet.write_string(row, number, value, forms[number])
            elif isinstance(value, dt.date):
                worksheet.write_datetime(row, number, value, forms[number])
            else:
                worksheet.write_number(row, number, value, forms[number])
    return worksheet


def new_master(folder: Path, rows: int) -> None:
    _fill(_template(folder), folder / NEW, _template(folder), rows, 0)


def untouched(folder: Path, rows: int) -> None:
    _fill((folder / OLD).read_bytes(), folder / NEW, _template(folder), rows, 1)


def written_in(folder: Path, rows: int) -> None:
    _fill((folder / REMARKED).read_bytes(), folder / NEW, _template(folder), rows, 1)


def _fill(
    data: bytes, target: Path, template: bytes, rows: int, day: int, written: Iterable[WrittenCell] = ()
) -> None:
    wanted = Wanted(
        words=WORDS,
        sheets=SHEETS,
        rows={TABLE: table_rows(rows, day=day)},
        heads=lambda _rows, _link_to: {},
        facts={"language": WORDS.language},
        as_of=FIRST_DAY + dt.timedelta(days=day),
        run=day + 1,
        max_links=65_530,
    )
    shipped = lambda: Parts.open(template, MASTER_LIMITS)  # noqa: E731
    fill = MasterFill(Parts.open(data, MASTER_LIMITS), template, wanted, shipped)
    found = [*fill.written()]
    fill.fill([*found, *written])
    fill.parts.save(target)


def prepare(folder: Path, rows: int) -> None:
    """The template, yesterday's master, and one in which somebody has written in every tenth row."""
    template = template_of(list(SHEETS.values()), WORDS, "Benchmark")
    (folder / "template.xlsx").write_bytes(template)
    _fill(template, folder / OLD, template, rows, 0)
    remarks = [
        WrittenCell(sheet=TABLE, key=key, column="Remark", kind=WrittenKind.TEXT, value=f"ask about {key}")
        for key in table_rows(rows).keys[::10]
    ]
    _fill(template, folder / REMARKED, template, rows, 0, remarks)


def _template(folder: Path) -> bytes:
    return (folder / "template.xlsx").read_bytes()


WORK: dict[str, tuple[str, Callable[[Path, int], None]]] = {
    "a": ("XlsxWriter, constant_memory, no table", constant_memory),
    "b": ("XlsxWriter, default, with a table", with_table),
    "c": ("remit: a new master", new_master),
    "d": ("remit: filled again, untouched", untouched),
    "e": ("remit: filled again, a remark in every 10th row", written_in),
}


def measured(letter: str, folder: Path, rows: int) -> tuple[float, float]:
    """Seconds and MB of one piece of work, in a process of its own."""
    this = [sys.executable, "-m", "benchmarks.bench_master"]
    command = [*this, "--rows", str(rows), "--only", letter, "--in", str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout)
    return found["seconds"], found["megabytes"]


def only(letter: str, folder: Path, rows: int) -> None:
    """One piece of work, here; prints what it took."""
    began = time.process_time()
    WORK[letter][1](folder, rows)
    seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KILOBYTES
    print(json.dumps({"seconds": seconds, "megabytes": peak / 1e6}))


def show(found: dict[str, list[tuple[float, float]]]) -> None:
    seconds = {letter: statistics.median(time for time, _ in each) for letter, each in found.items()}
    print(f"\n{'':4}{'':50}{'seconds':>9}{'÷ (a)':>8}{'÷ (b)':>8}{'MB':>7}")
    for letter, (what, _) in WORK.items():
        each, peak = seconds[letter], max(memory for _, memory in found[letter])
        ratios = f"{each / seconds['a']:8.1%}{each / seconds['b']:8.1%}"
        print(f"({letter}) {what:50}{each:9.2f}{ratios}{peak:7.0f}")
    print("\n(c) ÷ (a) to be under 25 %, with less than 300 MB")


def main() -> None:
    parser = argparse.ArgumentParser(description="How long a master takes to be filled.")
    parser.add_argument("--rows", type=int, default=150_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=WORK, help=argparse.SUPPRESS)
    parser.add_argument("--in", type=Path, dest="folder", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only:
        only(asked.only, asked.folder, asked.rows)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, asked.rows)
        print(f"{asked.rows:,} rows × {len(SHEET.columns)} columns; "
              f"Python {platform.python_version()}, {os.cpu_count()} cores")  # fmt: skip
        found: dict[str, list[tuple[float, float]]] = {letter: [] for letter in WORK}
        for number in range(1, asked.rounds + 1):
            for letter in WORK:
                found[letter].append(measured(letter, folder, asked.rows))
            print(f"  round {number} of {asked.rounds} done", flush=True)
        show(found)


if __name__ == "__main__":
    main()
