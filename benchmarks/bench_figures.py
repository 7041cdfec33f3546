"""How long figures take, side by side with the pandas that people would write for a part of them.

    python -m benchmarks.bench_figures [--rounds 5]

20,000 delegations with 40,000 check-ins and 30,000 milestones, 2,000 members with leave and calendars, 2,500
KPIs with 20,000 readings, in 125 teams of 8 departments. Everything is measured in one process and in turns,
so that whatever else the machine does meets all of it alike. Prints medians of processor time, in ms.

(a) Remit as sync uses it: `figures_of`, every figure of every KPI, delegation and member, two windows of
workload, roll-ups and balance of every team, department and the programme. (b) Its parts alone, without
groups: `evaluate_kpis`, `evaluate_delegations`, `plan_load` and `workload` of every team.
(c) pandas with a function for each row (`apply`), which is how such scripts begin, for a part of (b):
attainment of the last reading; working days elapsed, progress and gap; hours a member has, and utilisation.
Neither health nor status, and few of the rules. (d) The same part with `numpy.busday_count` and group-bys.
Tables are DataFrames already, as records are for (a). Nobody looks for garbage meanwhile, as in a run.
(e) WORKLOAD's computation over 5,000 delegations of 500 members: `plan_load` and `workload`. (f) What (d)
does of it, and (g) a loop over days, for as many. Nothing else is in memory then, as in Excel.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import os
import platform
import statistics
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from benchmarks.figures_rows import AS_OF, CYCLE, DELEGATIONS, TEAMS, Rows, programme, rows, stored
from delegation.calendar import WorkingDays
from delegation.delegation_figures import evaluate_delegations
from delegation.kpi import evaluate_kpis
from delegation.load import plan_load
from delegation.workload import workload
from sync.figures import figures_of

MANY_MEMBERS, MANY_DELEGATIONS = 500, 5_000
Frames = dict[str, pd.DataFrame]
Work = dict[str, Callable[[], object]]


def with_parts(teams: list[Rows]) -> None:
    for each in teams:
        calendar = WorkingDays.from_records(each["calendar"])
        evaluate_kpis(each["kpis"], each["readings"], AS_OF)
        evaluate_delegations(
            each["delegations"],
            as_of=AS_OF,
            check_ins=each["check_ins"],
            milestones=each["milestones"],
            calendar=calendar,
        )
        with_workload(each)


def with_workload(team: Rows) -> None:
    calendar = WorkingDays.from_records(team["calendar"])
    plan = plan_load(
        team["members"],
        team["delegations"],
        as_of=AS_OF,
        calendar=calendar,
        leave=team["leave"],
        milestones=team["milestones"],
    )
    workload(plan, CYCLE.first, CYCLE.last)


def with_loops(team: Rows) -> None:
    """Load a day at a time: of every open delegation, the days until it is due that are no weekend."""
    loads: dict[str, float] = {}
    for each in team["delegations"]:
        values = each.values
        first, due = max(values["start"], AS_OF), values["due"]
        days = [first + dt.timedelta(days=number) for number in range((due - first).days + 1)]
        working = [day for day in days if day.weekday() < 5]
        hours = values["effort_hours"] * (1 - values["progress"]) / max(1, len(working))
        inside = sum(day <= CYCLE.last for day in working)
        loads[values["delegate"]] = loads.get(values["delegate"], 0.0) + hours * inside


def frames_of(teams: list[Rows]) -> Frames:
    """The same records as DataFrames, a column for the team."""
    return {
        table: pd.DataFrame(
            [{"team": number, **each.values} for number, team in enumerate(teams) for each in team[table]]
        )
        for table in ("members", "leave", "calendar", "kpis", "readings", "delegations", "milestones")
    }


def with_apply(frames: Frames) -> None:
    """Row by row, with Python in between."""
    holidays = _holidays(frames)
    last = _last_readings(frames)
    last.apply(lambda row: (row.value - row.baseline) / (row.target - row.baseline), axis=1)
    delegations = _with_progress(frames)

    def gap(row: pd.Series) -> float:
        days = np.busday_count(row.start, row.due + dt.timedelta(days=1), holidays=holidays)
        done = np.busday_count(row.start, min(max(row.start, AS_OF), row.due), holidays=holidays)
        return float(row.done - (done / days if days else 0.0))

    def hours(row: pd.Series) -> float:
        first = max(row.start, AS_OF)
        days = np.busday_count(first, row.due + dt.timedelta(days=1), holidays=holidays)
        inside = np.busday_count(first, min(row.due, CYCLE.last) + dt.timedelta(days=1), holidays=holidays)
        return float(row.effort_hours * (1 - row.done) * max(0, inside) / max(1, days))

    delegations["gap"] = delegations.apply(gap, axis=1)
    delegations["load"] = delegations.apply(hours, axis=1)
    _utilisation(frames, delegations, holidays)


def with_group_bys(frames: Frames) -> None:
    """Column by column."""
    holidays = _holidays(frames)
    last = _last_readings(frames)
    last["attainment"] = (last.value - last.baseline) / (last.target - last.baseline)
    delegations = _with_progress(frames)
    delegations["gap"] = delegations.done - _elapsed(delegations, holidays)
    delegations["load"] = _load(delegations, holidays)
    _utilisation(frames, delegations, holidays)


def with_group_bys_of_load(frames: Frames) -> None:
    holidays = _holidays(frames)
    delegations = _with_progress(frames)
    delegations["load"] = _load(delegations, holidays)
    _utilisation(frames, delegations, holidays)


def _holidays(frames: Frames) -> list[dt.date]:
    calendar = frames["calendar"]
    return list(calendar.date[calendar.kind == "holiday"].unique())


def _last_readings(frames: Frames) -> pd.DataFrame:
    readings = frames["readings"]
    reported = readings[readings.value.notna() & (readings.period <= AS_OF)]
    last = reported.sort_values("period").groupby(["team", "kpi_id"]).last().reset_index()
    kpis = frames["kpis"].fillna({"baseline": 0.0})
    return last.merge(kpis[["team", "kpi_id", "target", "baseline"]], on=["team", "kpi_id"])


def _with_progress(frames: Frames) -> pd.DataFrame:
    """The open delegations that make load, with what the milestones say of them, else what is typed."""
    steps = frames["milestones"].assign(points=lambda each: each.weight * each.progress)
    sums = steps.groupby(["team", "delegation_id"])[["points", "weight"]].sum().reset_index()
    delegations = frames["delegations"]
    making_load = delegations[delegations.status.isin(["proposed", "accepted", "in_progress"])]
    found = making_load.merge(sums, on=["team", "delegation_id"], how="left")
    found["done"] = (found.points / found.weight).fillna(found.progress)
    return found


def _elapsed(delegations: pd.DataFrame, holidays: list[dt.date]) -> np.ndarray:
    start, due = (delegations[name].to_numpy("datetime64[D]") for name in ("start", "due"))
    days = np.busday_count(start, due + 1, holidays=holidays)
    until = np.minimum(np.maximum(start, np.datetime64(AS_OF)), due)
    return np.busday_count(start, until, holidays=holidays) / np.maximum(1, days)


def _load(delegations: pd.DataFrame, holidays: list[dt.date]) -> pd.Series:
    start, due = (delegations[name].to_numpy("datetime64[D]") for name in ("start", "due"))
    first, last = np.maximum(start, np.datetime64(AS_OF)), np.minimum(due, np.datetime64(CYCLE.last))
    days = np.maximum(1, np.busday_count(first, due + 1, holidays=holidays))
    inside = np.maximum(0, np.busday_count(first, last + 1, holidays=holidays))
    return delegations.effort_hours * (1 - delegations.done) * inside / days


def _utilisation(frames: Frames, delegations: pd.DataFrame, holidays: list[dt.date]) -> pd.DataFrame:
    """Load by capacity of every member, who are all taken to work Monday to Friday, without half days."""
    leave = frames["leave"]
    first = np.maximum(leave.start.to_numpy("datetime64[D]"), np.datetime64(AS_OF))
    last = np.minimum(leave.end.to_numpy("datetime64[D]"), np.datetime64(CYCLE.last))
    away = leave.assign(days=np.maximum(0, np.busday_count(first, last + 1, holidays=holidays)))
    away_days = away.groupby(["team", "member_id"]).days.sum().reset_index()
    members = frames["members"].merge(away_days, on=["team", "member_id"], how="left").fillna({"days": 0})
    days = np.busday_count(AS_OF, CYCLE.last + dt.timedelta(days=1), holidays=holidays)
    members["capacity"] = members.weekly_hours / 5 * (1 - members.reserved_share) * (days - members.days)
    load = delegations.groupby(["team", "delegate"]).load.sum().rename_axis(["team", "member_id"])
    found = members.merge(load.reset_index(), on=["team", "member_id"], how="left")
    return found.assign(utilisation=found.load.fillna(0) / found.capacity)


def measure(rounds: int) -> dict[str, float]:
    """Seconds of each piece of work, by the letters above; the median of the rounds."""
    found = _in_turns(_large_window(), 3 * rounds)
    whole = _whole_programme()
    gc.disable()
    found |= _in_turns(whole, rounds)
    gc.enable()
    return found


def _large_window() -> Work:
    many = rows(MANY_MEMBERS, MANY_DELEGATIONS)
    frames = frames_of([many])
    return {
        "e": lambda: with_workload(many),
        "f": lambda: with_group_bys_of_load(frames),
        "g": lambda: with_loops(many),
    }


def _whole_programme() -> Work:
    records, where = stored(), programme()
    teams = [rows(shift=number) for number in range(TEAMS)]
    frames = frames_of(teams)
    return {
        "a": lambda: figures_of(records, where, AS_OF),
        "b": lambda: with_parts(teams),
        "c": lambda: with_apply(frames),
        "d": lambda: with_group_bys(frames),
    }


def _in_turns(work: Work, rounds: int) -> dict[str, float]:
    found: dict[str, list[float]] = {letter: [] for letter in work}
    for _ in range(rounds):
        for letter, each in work.items():
            began = time.process_time()
            each()
            found[letter].append(time.process_time() - began)
    return {letter: statistics.median(times) for letter, times in found.items()}


def show(found: dict[str, float]) -> None:
    told = {
        "a": f"remit: every figure of {TEAMS * DELEGATIONS:,} delegations",
        "b": "remit: the domain's part of it, without groups",
        "c": "pandas, a function for each row, a part of (b)",
        "d": "pandas, columns and group-bys, a part of (b)",
        "e": f"remit: workload of {MANY_DELEGATIONS:,} delegations",
        "f": "pandas, columns and group-bys, a part of (e)",
        "g": "a loop over days, a part of (e)",
    }
    print(f"\n{'':4}{'':50}{'ms':>9}{'÷ (a)':>8}{'÷ (e)':>8}")
    for letter, what in told.items():
        each = found[letter]
        print(f"({letter}) {what:50}{each * 1000:9.1f}{each / found['a']:8.2f}{each / found['e']:8.2f}")
    print(f"\n(a) {found['a']:.2f} s, to be under 2 s; (e) {found['e'] * 1000:.0f} ms, to be under 50 ms")


def main() -> None:
    parser = argparse.ArgumentParser(description="How long figures take.")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    print(f"Python {platform.python_version()}, pandas {pd.__version__}, {os.cpu_count()} cores")
    show(measure(asked.rounds))


if __name__ == "__main__":
    main()
