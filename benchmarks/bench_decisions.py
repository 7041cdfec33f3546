"""How long it takes to tell signals, to suggest a delegate and to even out the load.

    python -m benchmarks.bench_decisions [--rounds 5] [--teams 6]

(a) `evaluate_signals` of 2,000 KPIs with 24 readings each, beside the pandas script that people write for
an XmR chart (limits, points outside, runs); (b) their forecasts, beside SciPy's `theilslopes` for each.
(c) `suggest` for one delegation over 500 members with 5,000 delegations, skills and leave, beside a pandas
loop over members. (d) `rebalance` of made-up teams of 15 people and 60 delegations, (e) of 40 people and 200,
each with the default time limit of ten seconds: some people have much too much, half of the delegations ask
for a skill, the group as a whole is used as is said. Beside it what a person or a small script does: from the
fullest to the emptiest who may take it, until nobody is too full. Prints medians of processor time, and for
each team of (d) and (e) what was moved and what was proved. Everything is made by a random generator with a
fixed start.
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

import numpy as np
import pandas as pd
from scipy import stats

from delegation.calendar import WorkingDays
from delegation.forecast import evaluate_forecasts
from delegation.load import plan_load
from delegation.matching import suggest
from delegation.rebalance import rebalance
from delegation.rebalance_problem import Objectives, Plan, Problem, problem_of
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


def made_up_team(seed: int, people_count: int, delegations_count: int, used: float) -> dict[str, Any]:
    """What `rebalance` takes."""
    random = Random(seed)
    members, skills, leave = people(random, people_count)
    delegations = scaled(work(random, members, delegations_count), members, leave, used)
    return {
        "members": members,
        "skills": skills,
        "delegations": delegations,
        "first": FIRST,
        "last": LAST,
        "as_of": AS_OF,
        "calendar": CALENDAR,
        "leave": leave,
    }


def pandas_signals(frame: pd.DataFrame) -> pd.DataFrame:
    """Limits, points outside them and runs, KPI by KPI, as one writes it in a notebook."""

    def one(kpi: pd.DataFrame) -> pd.DataFrame:
        values = kpi.sort_values("period")["value"]
        reach = 2.66 * values.diff().abs().mean()
        side = np.sign(values - values.mean())
        outside = (values - values.mean()).abs() > reach
        run = side.rolling(7).sum().abs() == 7
        return kpi.assign(outside=outside, run=run)

    return frame.groupby("kpi_id", group_keys=False)[["period", "value"]].apply(one)


def scipy_forecasts(frame: pd.DataFrame) -> list[float]:
    """The end of a Theil–Sen line for every KPI."""
    found = []
    for _, kpi in frame.groupby("kpi_id"):
        days = [each.toordinal() for each in kpi["period"]]
        line = stats.theilslopes(kpi["value"], days, method="joint")
        found.append(float(line.intercept + line.slope * LAST.toordinal()))
    return found


def pandas_suggestion(
    row: pd.Series, members: pd.DataFrame, rows: pd.DataFrame, skills: pd.DataFrame
) -> list[Any]:
    """Who is skilled, sorted by what is left of their hours until the delegation is due, member by member."""
    start, due = max(AS_OF, row["start"]), row["due"]
    needed = dict(row["required_skills"]) if isinstance(row["required_skills"], tuple) else {}
    weeks = np.busday_count(start, due) / 5
    found = []
    for _, member in members.iterrows():
        mine = rows[(rows["delegate"] == member["name"]) & (rows["due"] >= start) & (rows["start"] <= due)]
        share = np.busday_count(
            mine["start"].clip(lower=start).tolist(), mine["due"].clip(upper=due).tolist()
        )
        days = np.busday_count(mine["start"].tolist(), mine["due"].tolist())
        load = (mine["effort_hours"] * (1 - mine["progress"]) * share / np.maximum(days, 1)).sum()
        levels = skills[skills["member_id"] == member["name"]].set_index("skill")["level"]
        if all(levels.get(skill, 0) >= level for skill, level in needed.items()):
            capacity = member["weekly_hours"] * (1 - member["reserved_share"]) * weeks
            found.append((load / capacity, member["name"]))
    return sorted(found)


def handed_down(problem: Problem) -> Plan:
    """From the fullest to whoever is left the emptiest by it, the largest first, until that helps no more."""
    plan = list(problem.as_it_is)
    while True:
        used = [each.utilisation or 0.0 for each in problem.usages(tuple(plan))]
        top = max(range(len(used)), key=used.__getitem__)
        ways = []
        for place, task in enumerate(problem.tasks):
            for option in task.options if plan[place] == top else ():
                more = option.hours / problem.people[option.person].capacity_hours
                ways.append((-task.hours, used[option.person] + more, place, option.person))
        helping = [way for way in ways if way[1] < used[top]]
        if used[top] <= problem.full or not helping:
            return tuple(plan)
        _, _, place, person = min(helping)
        plan[place] = person


def by_hand(team: dict[str, Any]) -> Objectives:
    """What the small script comes to, on the same question."""
    members, delegations, skills = team["members"], team["delegations"], team["skills"]
    plan = plan_load(members, delegations, as_of=AS_OF, calendar=CALENDAR, leave=team["leave"])
    problem = problem_of(plan, delegations, skills, first=FIRST, last=LAST, calendar=CALENDAR, full=0.85)
    return problem.objectives(handed_down(problem))


def show_rebalancing(name: str, people_count: int, delegations_count: int, teams: int) -> None:
    print(f"{name} rebalance, {people_count} people, {delegations_count} delegations")
    for used in (0.55, 0.65, 0.75, 0.85):
        taken, proved = [], 0
        for seed in range(teams):
            team = made_up_team(seed, people_count, delegations_count, used)
            start = time.process_time()
            found = rebalance(**team)
            taken.append(time.process_time() - start)
            open_at, script = found.unproved, by_hand(team)
            proved += open_at is None
            proof = "best" if open_at is None else f"{open_at.objective} open, gap {open_at.gap:.2%}"
            print(
                f"    used {used:.0%}, {_told(found.before)} → {_told(found.after)}, {taken[-1]:5.2f} s, "
                f"{proof}; by hand {_told(script)}",
                flush=True,
            )
        print(
            f"    used {used:.0%}: {proved} of {teams} proved; median {statistics.median(taken):.2f} s, "
            f"slowest {max(taken):.2f} s"
        )


def _told(reached: Objectives) -> str:
    return (
        f"{reached.above:.0f} h above, most {reached.most:.1%}, {reached.moves} moves, {reached.hours:.0f} h"
    )


def show_figures(rounds: int) -> None:
    kpis, readings = kpis_with_readings(2000, 24)
    frame = pd.DataFrame([each.values for each in readings])
    random = Random(2)
    members, skills, leave = people(random, 500)
    delegations = work(random, members, 5000)
    member_rows, rows, skill_rows = (
        pd.DataFrame([each.values for each in table]) for table in (members, delegations, skills)
    )
    question = {"as_of": AS_OF, "calendar": CALENDAR, "leave": leave}
    for name, ours, instead, theirs in (
        (
            "(a) signals of 2,000 KPIs",
            lambda: evaluate_signals(kpis, readings, AS_OF),
            "pandas",
            lambda: pandas_signals(frame),
        ),
        (
            "(b) forecasts of 2,000 KPIs",
            lambda: evaluate_forecasts(kpis, readings, AS_OF),
            "SciPy",
            lambda: scipy_forecasts(frame),
        ),
        (
            "(c) suggestions over 500 members and 5,000 delegations",
            lambda: suggest("D0007", members, skills, delegations, **question),
            "pandas",
            lambda: pandas_suggestion(rows.iloc[7], member_rows, rows, skill_rows),
        ),
    ):
        one, other = median_ms(rounds, ours), median_ms(rounds, theirs)
        print(f"{name}: {one:.0f} ms; {instead}: {other:.0f} ms, {other / one:.1f} times that", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="How long signals, suggestions and rebalancing take.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--teams", type=int, default=6)
    asked = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores; processor time")
    show_figures(asked.rounds)
    rebalance(**made_up_team(0, 3, 6, 0.7))  # loads SciPy
    show_rebalancing("(d)", 15, 60, asked.teams)
    show_rebalancing("(e)", 40, 200, max(1, asked.teams // 3))


if __name__ == "__main__":
    main()
