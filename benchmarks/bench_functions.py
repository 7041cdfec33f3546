"""How long formulas take, through the real `xlwings.udfs.call_udf`, with arguments as COM has them.

    python -m benchmarks.bench_functions [--rounds 7] [--singles 2000]

(a) KPI_STATUS over a column of 10,000 against the same rows as single calls, and the same with every argument
given; (b) VALIDATE_TABLE on 5,000 delegations; (c) what importing `addin.functions` takes beyond xlwings.
Every row is another one, so that nothing is remembered. Prints the least and the median of the processor
time; (c) is wall time in processes of their own, each taking xlwings first. pywin32 is stubbed as in tests.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from delegation.labels import labels
from delegation.tables import DELEGATIONS
from tests.addin.classic import MISSING, call, com_time

ROWS, TABLE_ROWS = 10_000, 5_000
AS_OF = com_time(2026, 11, 16)
_IMPORT = """
import time
began = time.perf_counter()
import xlwings
xlwings_there = time.perf_counter()
import addin.functions
print(time.perf_counter() - xlwings_there, xlwings_there - began)
"""

Row = tuple[Any, ...]


def plain_rows(count: int) -> list[Row]:
    """Actual and target."""
    made = random.Random(1)
    return [(made.uniform(0, 120), made.uniform(60, 140)) for _ in range(count)]


def full_rows(count: int) -> list[Row]:
    """Every argument of KPI_STATUS: KPIs that add up, with windows and readings."""
    made = random.Random(2)
    start, end = com_time(2026, 10, 1), com_time(2026, 12, 31)
    days = [com_time(2026, 11, day) for day in range(1, 16)]
    fixed = (None, None, None, None, start, end, AS_OF, "sum")
    rows = []
    for actual, target in plain_rows(count):
        day = made.choice(days)
        rows.append((actual, target, "higher", *fixed, day, "monthly", 0.9, 0.75, day, "en"))
    return rows


def as_columns(rows: list[Row]) -> Row:
    """The rows as columns; what is the same in all of them as a single cell."""
    columns = zip(*rows, strict=True)
    return tuple(cells[0] if len(set(cells)) == 1 else tuple((cell,) for cell in cells) for cells in columns)


def delegations(count: int) -> tuple[Row, ...]:
    """A table of delegations with most columns filled and nothing wrong in it."""
    words = labels("en")
    header = tuple(words.field(DELEGATIONS.id, field.id) for field in DELEGATIONS.fields)
    return (header, *(_delegation(number) for number in range(count)))


def _delegation(number: int) -> Row:
    start, due = com_time(2026, 10, 1 + number % 28), com_time(2026, 12, 1 + number % 28)
    values: dict[str, Any] = {
        "delegation_id": f"D{number}",
        "title": f"Task {number}",
        "rationale": "Frees the lead for customers",
        "objective": f"Cut late deliveries to {number % 9} % by 31 March",
        "expected_outcome": "Fewer late deliveries",
        "delegator": "The lead",
        "delegate": f"Member {number % 40}",
        "start": start,
        "due": due,
        "due_agreed": due,
        "effort_hours": float(number % 60),
        "authority_level": float(1 + number % 7),
        "required_skills": "Excel:3, SQL:2",
        "check_in_days": 5.0,
        "accepted_on": start,
        "priority": "Normal",
        "progress": 0.3,
        "status": "In progress",
    }
    return tuple(values.get(field.id) for field in DELEGATIONS.fields)


def timed(work: Callable[[], object], rounds: int) -> list[float]:
    """The processor time of each round in milliseconds, after one that does not count."""
    work()
    found = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        found.append((time.process_time() - began) * 1e3)
    return found


def against_singles(name: str, make: Callable[[int], list[Row]], rounds: int, singles: int) -> None:
    rows = make(ROWS)
    columns = as_columns(rows)
    missing = [MISSING] * (17 - len(columns))
    assert [[each] for [[each]] in (call("KPI_STATUS", *row, *missing) for row in rows[:100])] == call(
        "KPI_STATUS", *columns, *missing
    )[:100]
    column = timed(lambda: call("KPI_STATUS", *columns, *missing), rounds)
    single = timed(
        lambda: [call("KPI_STATUS", *row, *missing) for row in rows[:singles]], max(2, rounds // 3)
    )
    single = [each * ROWS / singles for each in single]
    show(f"KPI_STATUS, a column of {ROWS:,}, {name}", column, "under 40 ms")
    show(f"  {ROWS:,} single calls ({singles:,} measured)", single)
    ratio = statistics.median(single) / statistics.median(column)
    print(f"{'  single calls ÷ column':58}{ratio:9.0f} ×{'':10}  at least 50 ×")


def import_overhead(rounds: int) -> None:
    """Each in a process of its own; the first, which may have to write byte code, does not count."""
    found = []
    for _ in range(rounds + 1):
        done = subprocess.run([sys.executable, "-c", _IMPORT], check=True, capture_output=True, text=True)
        found.append([float(part) * 1e3 for part in done.stdout.split()])
    show("import xlwings", [whole for _, whole in found[1:]])
    show("  and addin.functions on top of it", [ours for ours, _ in found[1:]], "at most 60 ms")


def show(what: str, milliseconds: list[float], reach: str = "") -> None:
    least, median = min(milliseconds), statistics.median(milliseconds)
    print(f"{what:58}{least:9.1f}{median:11.1f} ms  {reach}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="How long Excel waits for formulas.")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--singles", type=int, default=2000, help="how many of the single calls are made")
    asked = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores{'':32}{'least':>9}{'median':>11}")
    against_singles("two of them", plain_rows, asked.rounds, asked.singles)
    against_singles("all arguments", full_rows, asked.rounds, asked.singles)
    table = delegations(TABLE_ROWS)
    found = timed(lambda: call("VALIDATE_TABLE", table, "Delegations", AS_OF, MISSING), asked.rounds)
    show(f"VALIDATE_TABLE on {TABLE_ROWS:,} rows × {len(table[0])} columns", found, "under 150 ms")
    import_overhead(asked.rounds)


if __name__ == "__main__":
    main()
