"""A programme of many teams with well-filled workbooks, for measuring: always the same rows, no chance."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from sync.distribution.distribute import team_workbook
from sync.programme.model import Cycle, Programme, Team
from sync.programme.private import read_secret
from workbook_templates.team import build_team_workbook

CYCLE = Cycle(id="2026-Q4", first=dt.date(2026, 10, 1), last=dt.date(2026, 12, 31))
AS_OF = dt.date(2026, 11, 27)
MEMBERS, KPIS, DELEGATIONS = 10, 20, 32  # 7,300 filled cells, computed ones among them
_WORDS = [
    "customers",
    "launch",
    "pricing",
    "supplier",
    "training",
    "quality",
    "contract",
    "budget",
    "release",
    "support",
]

Rows = Mapping[str, Sequence[Mapping[str, object]]]


def make_programme(root: Path, teams: int) -> Programme:
    """The programme with a workbook for every team, made by the product's own template."""
    programme = Programme(
        root=root,
        name="Benchmark",
        language="en",
        timezone="UTC",
        cycles=(CYCLE,),
        teams=tuple(Team(id=f"T{number:03}", name=f"Team {number:03}") for number in range(1, teams + 1)),
        master=root / "master.xlsx",
        store=root / ".remit" / "store.sqlite3",
        private=root / ".remit",
    )
    secret = read_secret(programme.private)
    paths = [programme.workbook_path(team, CYCLE) for team in programme.teams]
    paths[0].parent.mkdir(parents=True)
    with ProcessPoolExecutor() as pool:
        made = pool.map(_make, [programme] * teams, programme.teams, [secret] * teams, chunksize=4)
        for path, data in zip(paths, made, strict=True):
            path.write_bytes(data)
    return programme


def _make(programme: Programme, team: Team, secret: bytes) -> bytes:
    spec = team_workbook(programme, team, CYCLE, made_on=CYCLE.first, secret=secret)
    return build_team_workbook(dataclasses.replace(spec, rows=rows(team.id)))


def rows(team: str) -> Rows:
    """What a busy team has filled in by the end of the second month."""
    return {
        "members": [_member(number) for number in range(MEMBERS)],
        "skills": [
            {
                "member_id": _id("M", member),
                "skill": skill,
                "level": (member + number) % 5 + 1,
                "evidence": "course",
            }
            for member in range(MEMBERS)
            for number, skill in enumerate(_WORDS[:4])
        ],
        "leave": [
            {
                "member_id": _id("M", number),
                "start": _day(20 + number),
                "end": _day(22 + number),
                "reason": "holiday",
            }
            for number in range(MEMBERS)
        ],
        "delegations": [_delegation(number, team) for number in range(DELEGATIONS)],
        "kpis": [_kpi(number) for number in range(KPIS)],
        "readings": [
            {"kpi_id": _id("K", kpi), "period": period, "value": 80.0 + kpi + month, "source": "report"}
            for kpi in range(KPIS)
            for month, period in enumerate(_month_ends(8))
        ],
        "plan": [
            {
                "delegation_id": _id("D", number),
                "phase": phase,
                "method": "conversation",
                "planned_on": _day(10 * step + number % 7),
                "responsible": _id("M", number % MEMBERS),
                "criterion": f"{_word(number)} agreed",
                **({"done_on": _day(10 * step + number % 7)} if number % 8 else {}),
            }
            for number in range(DELEGATIONS)
            for step, phase in enumerate(("initial", "periodic", "summary"), 1)
        ],
        "milestones": [
            {
                "delegation_id": _id("D", number),
                "milestone": f"{_word(number + step)} {step}",
                "owner": _id("M", number % MEMBERS),
                "planned_start": _day(10 * step),
                "planned_end": _day(10 * step + 9),
                "progress": 0.25 * (step % 4),
            }
            for number in range(DELEGATIONS)
            for step in range(1, 4)
        ],
        "check_ins": [_check_in(number) for number in range(2 * DELEGATIONS)],
        "meetings": [
            {
                "date": _day(7 * number),
                "topic": f"{_word(number)} review",
                "decision": "go on",
                "attendees": ("Name 1", "Name 2"),
            }
            for number in range(8)
        ],
        "evaluations": [
            {
                "member_id": _id("M", number),
                "period": "2026-Q4",
                "date": _day(50),
                "quality": 4,
                "timeliness": 3,
                "initiative": 5,
                "communication": 4,
                "comment": f"{_word(number)} went well",
                "evaluator": _id("M", 0),
            }
            for number in range(MEMBERS)
        ],
    }


def _member(number: int) -> Mapping[str, object]:
    return {
        "member_id": _id("M", number),
        "name": f"Name {number + 1}",
        "role": _word(number),
        "email": f"name{number + 1}@example.com",
        "weekly_hours": 40.0,
        "reserved_share": 0.2,
        "active": "yes",
    }


def _delegation(number: int, team: str) -> Mapping[str, object]:
    return {
        "delegation_id": _id("D", number),
        "title": f"{_word(number)} {_word(number + 3)} {number}",
        "rationale": f"{team} knows {_word(number)} best",
        "objective": f"Bring {_word(number)} to {number + 10} by the end of the quarter",
        "expected_outcome": f"{number + 10} {_word(number)}",
        "success_criteria": f"at least {number + 8} {_word(number)}",
        "delegator": _id("M", 0),
        "delegate": _id("M", 1 + number % (MEMBERS - 1)),
        "kpi_id": _id("K", number % KPIS),
        "start": _day(number % 20),
        "due": _day(60 + number % 25),
        "due_agreed": _day(60 + number % 25),
        "effort_hours": 10.0 + number,
        "authority_level": number % 7 + 1,
        "required_skills": ((_WORDS[number % 4], 2),),
        "resources": "as agreed",
        "training": "on the job",
        "check_in_days": 5,
        "accepted_on": _day(number % 20 + 1),
        "priority": "normal",
        "progress": 0.5,
        "status": "in_progress",
    }


def _kpi(number: int) -> Mapping[str, object]:
    return {
        "kpi_id": _id("K", number),
        "name": f"{_word(number)} index {number}",
        "owner": _id("M", number % MEMBERS),
        "unit": "points",
        "direction": "higher",
        "baseline": 50.0,
        "target": 100.0,
        "weight": 1.0,
        "frequency": "monthly",
        "aggregation": "last",
        "start": dt.date(2026, 1, 1),
        "end": CYCLE.last,
    }


def _check_in(number: int) -> Mapping[str, object]:
    return {
        "check_in_id": _id("C", number),
        "date": _day(5 + number // 2),
        "delegation_id": _id("D", number % DELEGATIONS),
        "raised_by": _id("M", number % MEMBERS),
        "to": _id("M", 0),
        "type": "progress",
        "confidence": 4,
        "issue": f"{_word(number)} is late",
        "cause": "too many requests",
        "action": f"ask {_word(number + 1)}",
        "action_owner": _id("M", number % MEMBERS),
        "action_due": _day(15 + number // 2),
    }


def _id(letter: str, number: int) -> str:
    return f"{letter}{number + 1}"


def _word(number: int) -> str:
    return _WORDS[number % len(_WORDS)]


def _day(number: int) -> dt.date:
    return CYCLE.first + dt.timedelta(days=number)


def _month_ends(count: int) -> Iterator[dt.date]:
    for month in range(4, 4 + count):
        yield dt.date(2026, month, 1) - dt.timedelta(days=1)
