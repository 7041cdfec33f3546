"""How long it takes to tell signals, to suggest a delegate and to even out the load.

    python -m benchmarks.bench_decisions [--rounds 5] [--teams 6]

(a) `evaluate_signals` and (b) `evaluate_forecasts` of 2,000 KPIs with 24 readings each. (c) `suggest` for one
delegation over 500 members with 5,000 delegations, skills and leave. (d) `rebalance` of made-up teams of 15
people and 60 delegations, (e) of 40 people and 200, each with the default time limit of ten seconds: some
people have much too much, half of the delegations ask for a skill, the group as a whole is used as is said.
Prints medians of processor time, and for each team of (d) and (e) what was moved and what was proved.
Everything is made by a random generator with a fixed start.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import statistics
import time
from collections.abc import Callable
from random import Random
from typing import Any

from delegation.calendar import WorkingDays
from delegation.forecast import evaluate_forecasts
from delegation.load import plan_load
from delegation.matching import suggest
from delegation.rebalance import Rebalancing, rebalance
from delegation.records import Record
from delegation.signals import evaluate_signals
from delegation.workload import workload

AS_OF = dt.date(2026, 10, 14)
FIRST, LAST = dt.date(2026, 10, 5), dt.date(2027, 1, 3)
CALENDAR = WorkingDays((dt.date(2026, 10, day), "holiday") for day in range(1, 8))
Rows = list[Record]


def kpis_with_readings(kpis: int, readings: int) -> tuple[Rows, Rows]:
    random = Random(1)
    cells = {
        "direction": "higher",
        "target": 100.0,
        "frequency": "weekly",
        "aggregation": "last",
        "end": LAST,
    }
    rows = [Record("kpis", f"K{number}", 1, dict(cells)) for number in range(kpis)]
    weeks = [AS_OF - dt.timedelta(weeks=week) for week in range(readings)]
    return rows, [
        Record("readings", "", 1, {"kpi_id": each.key, "period": week, "value": random.gauss(100, 10)})
        for each in rows
        for week in weeks
    ]


def people(random: Random, count: int) -> tuple[Rows, Rows, Rows]:
    """Members, their skills and their leave."""
    ids = [f"M{number:03}" for number in range(count)]
    members = [
        Record(
            "members",
            each,
            1,
            {
                "name": each,
                "weekly_hours": random.choice([40.0, 40.0, 32.0, 20.0]),
                "reserved_share": random.choice([0.0, 0.1, 0.2]),
                "motivation": random.randint(1, 5),
            },
        )
        for each in ids
    ]
    skills = [
        Record("skills", "", 1, {"member_id": each, "skill": skill, "level": random.randint(1, 5)})
        for each in ids
        for skill in "abcd"
        if random.random() < 0.7
    ]
    leave = []
    for each in random.choices(ids, k=count):
        start = FIRST + dt.timedelta(days=random.randrange(90))
        end = start + dt.timedelta(days=random.randrange(10))
        leave.append(Record("leave", "", 1, {"member_id": each, "start": start, "end": end}))
    return members, skills, leave


def work(random: Random, members: Rows, count: int) -> Rows:
    shares = [random.random() ** 0.5 for _ in members]
    found = []
    for number in range(count):
        start = FIRST + dt.timedelta(days=random.randrange(-7, 77))
        values: dict[str, Any] = {
            "delegator": random.choice(["boss", random.choice(members).key]),
            "delegate": random.choices(members, shares)[0].key,
            "start": start,
            "due": start + dt.timedelta(days=random.randrange(5, 45)),
            "effort_hours": float(random.choice([8, 12, 16, 20, 24, 30, 40, 60])),
            "status": random.choice(["in_progress", "accepted", "proposed"]),
            "progress": random.choice([0.0, 0.2, 0.5]),
            "pinned": random.choice(["no"] * 9 + ["yes"]),
        }
        if random.random() < 0.5:
            values["required_skills"] = ((random.choice("abcd"), random.randint(1, 3)),)
        found.append(Record("delegations", f"D{number:04}", 1, values))
    return found


def scaled(delegations: Rows, members: Rows, leave: Rows, used: float) -> Rows:
    """The same with as many hours that the group is used that much."""
    plan = plan_load(members, delegations, as_of=AS_OF, calendar=CALENDAR, leave=leave)
    factor = used / (workload(plan, FIRST, LAST).group.utilisation or 1.0)
    return [
        each._replace(
            values={**each.values, "effort_hours": float(str(each.values["effort_hours"])) * factor}
        )
        for each in delegations
    ]


def median_ms(rounds: int, what: Callable[[], object]) -> float:
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        what()
        taken.append(time.process_time() - start)
    return statistics.median(taken) * 1000


def rebalanced(
    seed: int, people_count: int, delegations_count: int, used: float
) -> tuple[Rebalancing, float]:
    """The moves of one made-up team, and the seconds of the processor that they took."""
    random = Random(seed)
    members, skills, leave = people(random, people_count)
    delegations = scaled(work(random, members, delegations_count), members, leave, used)
    start = time.process_time()
    found = rebalance(
        members,
        skills,
        delegations,
        first=FIRST,
        last=LAST,
        as_of=AS_OF,
        calendar=CALENDAR,
        leave=leave,
    )
    return found, time.process_time() - start


def show_rebalancing(name: str, people_count: int, delegations_count: int, teams: int) -> None:
    print(f"{name} rebalance, {people_count} people, {delegations_count} delegations")
    for used in (0.55, 0.65, 0.75, 0.85):
        for seed in range(teams):
            found, seconds = rebalanced(seed, people_count, delegations_count, used)
            open_at = found.unproved
            proof = "best" if open_at is None else f"{open_at.objective} open, gap {open_at.gap:.2%}"
            print(
                f"    used {used:.0%}: {found.before.above:7.1f} h above → {found.after.above:5.1f}, "
                f"most {found.before.most:.0%} → {found.after.most:.0%}, {found.after.moves:2} moves, "
                f"{seconds:5.2f} s, {proof}",
                flush=True,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description="How long signals, suggestions and rebalancing take.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--teams", type=int, default=6)
    asked = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores; processor time")
    kpis, readings = kpis_with_readings(2000, 24)
    signals = median_ms(asked.rounds, lambda: evaluate_signals(kpis, readings, AS_OF))
    forecasts = median_ms(asked.rounds, lambda: evaluate_forecasts(kpis, readings, AS_OF))
    random = Random(2)
    members, skills, leave = people(random, 500)
    delegations = work(random, members, 5000)
    suggestions = median_ms(
        asked.rounds,
        lambda: suggest("D0007", members, skills, delegations, as_of=AS_OF, calendar=CALENDAR, leave=leave),
    )
    print(f"(a) signals of 2,000 KPIs: {signals:.0f} ms; (b) their forecasts: {forecasts:.0f} ms")
    print(f"(c) suggestions over 500 members and 5,000 delegations: {suggestions:.0f} ms")
    rebalanced(0, 3, 6, 0.7)  # loads SciPy
    show_rebalancing("(d)", 15, 60, asked.teams)
    show_rebalancing("(e)", 40, 200, max(1, asked.teams // 3))


if __name__ == "__main__":
    main()
