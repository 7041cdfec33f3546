"""What a team of the demo programme has written in its workbook by the evening of a given day.

Owns the format of `teams/*.toml` and how a story told there once becomes the rows of any day: what is dated
later is not there yet. Knows no workbook and no mistake (those are in `sync.demo.people`).
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from typing import Any

from delegation.calendar import WorkingDays
from delegation.periods import periods_between
from delegation.schema import Table
from delegation.tables import BY_ID, LEAVE_REASONS, MOTIVATION

Row = dict[str, object]
Rows = dict[str, list[Row]]
Content = Mapping[str, Any]

CYCLE_FIRST = dt.date(2026, 10, 1)
CYCLE_LAST = dt.date(2026, 12, 31)
_WEEKDAYS = WorkingDays()

# What a story says of a delegation that is no cell of its row, or only once its day has come.
_NOT_TYPED_YET = {
    "accepted_on",
    "completed_on",
    "hold",
    "review",
    "returned",
    "cancelled",
    "silent",
    "pace",
    "milestones",
    "talks",
    "criteria_met",
}


def team_contents() -> tuple[Content, ...]:
    """The teams of the demo programme, in the order of their files."""
    folder = files(__package__) / "teams"
    names = sorted(part.name for part in folder.iterdir() if part.name.endswith(".toml"))
    return tuple(tomllib.loads((folder / name).read_text(encoding="utf-8")) for name in names)


def rows_on(team: Content, day: dt.date) -> Rows:
    """Every table of the team's workbook as it stands on that evening, values as records hold them."""
    rows: Rows = {table_id: [] for table_id in BY_ID}
    _people(team, rows)
    rows["calendar"] = [dict(entry) for entry in team.get("calendar", ())]
    for kpi in team["kpis"]:
        row = _kpi(kpi)
        rows["kpis"].append(row)
        rows["readings"].extend(_readings(kpi, row, day))
    for delegation in team["delegations"]:
        if delegation["start"] - dt.timedelta(days=14) > day:
            continue
        rows["delegations"].append(_delegation(team, delegation, day))
        rows["plan"].extend(_plan(team, delegation, day))
        rows["milestones"].extend(_milestones(delegation, day))
        rows["check_ins"].extend(_check_ins(team, delegation, day))
    rows["check_ins"].sort(key=lambda row: str(row["date"]))
    for number, row in enumerate(rows["check_ins"], start=1):
        row["check_in_id"] = f"C-{number:03d}"
    for table_id in ("meetings", "evaluations", "recognition", "adjustments", "reviews"):
        told = [entry for entry in team.get(table_id, ()) if entry.get("on", entry.get("date")) <= day]
        rows[table_id].extend(_not_later(entry, day) for entry in told)
    return rows


def _not_later(entry: Mapping[str, Any], day: dt.date) -> Row:
    """The entry without `on` and without what gets closed or actioned after that day."""
    later = {
        name
        for name in ("actioned_on", "closed_on", "verified_on")
        if isinstance(entry.get(name), dt.date) and entry[name] > day
    }
    if "verified_on" in later:
        later.add("verified_by")
    return {name: _value(value) for name, value in entry.items() if name != "on" and name not in later}


def _value(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _people(team: Content, rows: Rows) -> None:
    for member in team["members"]:
        row = {name: _value(value) for name, value in member.items() if name not in ("skills", "leave")}
        rows["members"].append(row)
        for skill, level in member.get("skills", {}).items():
            rows["skills"].append({"member_id": member["member_id"], "skill": skill, "level": level})
        rows["motivation"].append(_only(MOTIVATION, member))
        for absence in member.get("leave", ()):
            rows["leave"].append({"member_id": member["member_id"], **absence})
            if "reason" in absence:
                rows["leave_reasons"].append(_only(LEAVE_REASONS, rows["leave"][-1]))


def _only(table: Table, row: Mapping[str, Any]) -> Row:
    return {name: row[name] for name in table.field_ids if name in row}


def _kpi(kpi: Mapping[str, Any]) -> dict[str, Any]:
    told = ("values", "remarks", "source")
    row = {name: value for name, value in kpi.items() if name not in told}
    if kpi["aggregation"] == "sum":
        row.setdefault("start", CYCLE_FIRST)
        row.setdefault("end", CYCLE_LAST)
    return row


def _readings(kpi: Mapping[str, Any], row_of_kpi: Mapping[str, Any], day: dt.date) -> Iterator[Row]:
    """One row a period of the cycle; typed are those that have ended and have a value in the story."""
    periods = periods_between(
        CYCLE_FIRST, CYCLE_LAST, kpi["frequency"], row_of_kpi.get("start"), row_of_kpi.get("end")
    )
    for number, period in enumerate(periods):
        row: Row = {"kpi_id": kpi["kpi_id"], "period": period}
        if period <= day and number < len(kpi["values"]):
            value = kpi["values"][number]
            if value == "n/a":
                row["state"] = "not_applicable"
            elif value != "":
                row["value"] = value
            if value != "" and "source" in kpi:
                row["source"] = kpi["source"]
            if str(number + 1) in kpi.get("remarks", {}):
                row["remark"] = kpi["remarks"][str(number + 1)]
        yield row


def _delegation(team: Content, told: Mapping[str, Any], day: dt.date) -> Row:
    row: Row = {name: _value(value) for name, value in told.items() if name not in _NOT_TYPED_YET}
    row["required_skills"] = tuple((skill, level) for skill, level in told.get("required_skills", {}).items())
    row.setdefault("delegator", team["lead"])
    row["status"] = _status(told, day)
    accepted = told.get("accepted_on")
    if accepted and accepted <= day:
        row["accepted_on"] = accepted
        row.setdefault("due_agreed", told["due"])
    if row["status"] in ("completed", "returned", "cancelled"):
        row["completed_on"] = told.get("completed_on") or told.get("returned") or told.get("cancelled")
    if row["status"] == "completed":
        row["criteria_met"] = told.get("criteria_met", "yes")
    row["progress"] = _progress(told, str(row["status"]), day)
    return row


def _status(told: Mapping[str, Any], day: dt.date) -> str:
    """The last step of its story that has happened by that day."""
    steps = (
        ("completed_on", "completed"),
        ("returned", "returned"),
        ("cancelled", "cancelled"),
        ("review", "awaiting_review"),
        ("hold", "on_hold"),
    )
    for name, status in steps:
        if told.get(name) and told[name] <= day:
            return status
    if told.get("accepted_on") and told["accepted_on"] <= day:
        return "in_progress" if told["start"] <= day else "accepted"
    return "proposed" if told["start"] - dt.timedelta(days=7) <= day else "draft"


def _progress(told: Mapping[str, Any], status: str, day: dt.date) -> float:
    if status in ("completed", "awaiting_review"):
        return 1.0
    marks = told.get("milestones", ())
    if marks:
        done = sum(1 for mark in marks if mark.get("actual_end") and mark["actual_end"] <= day)
        return round(done / len(marks), 2)
    until = min(day, told.get("hold", day))
    if until <= told["start"] or status in ("draft", "proposed"):
        return 0.0
    elapsed = _WEEKDAYS.working_days(told["start"], until)
    share = elapsed / _WEEKDAYS.working_days(told["start"], told["due"])
    return round(min(0.95, share * float(told.get("pace", 1.0))) * 20) / 20


def _milestones(told: Mapping[str, Any], day: dt.date) -> Iterator[Row]:
    for mark in told.get("milestones", ()):
        row: Row = {"delegation_id": told["delegation_id"], "owner": told["delegate"]}
        row |= {
            name: value for name, value in mark.items() if name not in ("actual_end", "blocker", "blocked_on")
        }
        if mark.get("actual_end") and mark["actual_end"] <= day:
            row |= {"actual_end": mark["actual_end"], "progress": 1.0}
        elif mark.get("blocker") and mark.get("blocked_on", day) <= day:
            row |= {"blocker": mark["blocker"], "progress": 0.25}
        yield row


def _plan(team: Content, told: Mapping[str, Any], day: dt.date) -> Iterator[Row]:
    """The three phases: a first talk, checks in the rhythm agreed, a summary at the end (SPEC §1)."""
    every = told.get("check_in_days", 10)
    rounds = max(1, _WEEKDAYS.working_days(told["start"], told["due"]) // every - 1)
    first = _WEEKDAYS.add_working_days(told["start"], min(2, every))
    steps = [("initial", "conversation", first)]
    for number in range(1, min(rounds, 4) + 1):
        method = ("inspection", "data", "feedback", "conversation")[number % 4]
        steps.append(("periodic", method, _WEEKDAYS.add_working_days(told["start"], every * number)))
    steps.append(("summary", "feedback", told["due"]))
    for phase, method, planned in steps:
        row: Row = {
            "delegation_id": told["delegation_id"],
            "phase": phase,
            "method": method,
            "planned_on": planned,
            "responsible": told.get("delegator", team["lead"]),
            "criterion": team["criteria"][phase],
        }
        if planned <= day and (told.get("accepted_on") or phase == "initial"):
            row["done_on"] = planned
        yield row


def _check_ins(team: Content, told: Mapping[str, Any], day: dt.date) -> Iterator[Row]:
    """What was said: the talks that the story tells, and between them the short ones of the rhythm agreed."""
    talks = told.get("talks", ())
    told_on = {talk["date"] for talk in talks}
    common = {"delegation_id": told["delegation_id"]}
    for talk in talks:
        if talk["date"] <= day:
            row = {
                "raised_by": told["delegate"],
                "to": told.get("delegator", team["lead"]),
                **_not_later(talk, day),
            }
            yield common | row
    for date, number in _rhythm(told, day):
        if date in told_on:
            continue
        by_delegate = number % 3 != 0
        lead = told.get("delegator", team["lead"])
        yield common | {
            "date": date,
            "raised_by": told["delegate"] if by_delegate else lead,
            "to": lead if by_delegate else told["delegate"],
            "type": "progress",
            "confidence": 4 if told.get("pace", 1.0) >= 0.9 else 3,
        }


def _rhythm(told: Mapping[str, Any], day: dt.date) -> Iterable[tuple[dt.date, int]]:
    if not told.get("accepted_on") or not told.get("check_in_days"):
        return
    ends = [told.get(name) for name in ("completed_on", "returned", "cancelled", "hold", "review", "silent")]
    last = min([day, told["due"], *(end for end in ends if end)])
    date = _WEEKDAYS.add_working_days(told["start"], told["check_in_days"])
    number = 1
    while date <= last:
        yield date, number
        number += 1
        date = _WEEKDAYS.add_working_days(date, told["check_in_days"])
