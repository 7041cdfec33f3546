"""Arguments with which every formula has an answer, as COM hands them over: what else is passed is wrong."""

from __future__ import annotations

import datetime as dt
import inspect
from decimal import Decimal
from types import FunctionType
from typing import Any

import addin.functions
from tests.addin.classic import MISSING, call, com_time
from tests.addin.worked import raw_table
from tests.grids import grid

FUNCTIONS: dict[str, FunctionType] = {
    name: function for name, function in vars(addin.functions).items() if hasattr(function, "__xlfunc__")
}
MONDAY, FRIDAY, LATER = com_time(2026, 11, 2), com_time(2026, 11, 6), com_time(2026, 11, 16)
TABLES: dict[str, Any] = {
    name: raw_table(grid(text))
    for name, text in {
        "members": """
            | member_id | name | weekly_hours | work_days | reserved_share | motivation | active |
            | M1        | Ana  | 40           | mon, tue  | 0.1            | 4          | yes    |
            | M2        | Ben  | 20           |           |                |            |        |
        """,
        "skills": """
            | member_id | skill | level |
            | M1        | Excel | 4     |
            | Ben       | Excel | 3     |
        """,
        "delegations": """
            | delegation_id | title  | delegator | delegate | start      | due        | due_agreed | effort_hours | required_skills | check_in_days | accepted_on | development_purpose | pinned | progress | status      | completed_on |
            | D1            | Server | Eva       | Ana      | 2026-11-02 | 2026-11-27 | 2026-11-27 | 20           | Excel:3         | 10            | 2026-11-02  | coach               | yes    | 0.5      | In progress |              |
            | D2            | Move   | Eva       | M2       | 2026-11-02 | 2026-11-06 | 2026-11-06 | 40           |                 | 10            | 2026-11-02  |                     | no     | 0.5      | In progress |              |
            |               |        |           |          |            |            |            |              |                 |               |             |                     |        |          |             |              |
            | D3            | Tests  | Eva       | M2       | 2026-11-02 | 2026-11-04 | 2026-11-04 | 8            |                 | 10            | 2026-11-02  |                     |        | 1        | Completed   | 2026-11-04   |
        """,  # noqa: E501  a row of a table is a line
        "leave": """
            | member_id | start      | end        | share |
            | Ana       | 2026-11-05 | 2026-11-05 | 0.5   |
        """,
        "calendar": """
            | date       | kind    | name |
            | 2026-11-04 | holiday | Day  |
        """,
        "milestones": """
            | delegation_id | milestone | planned_end | actual_end | weight | progress | blocker |
            | D1            | Half      | 2026-11-13  | 2026-11-12 | 1      | 1        |         |
            | D1            | Whole     | 2026-11-27  |            | 1      | 0        | none    |
        """,
        "check_ins": """
            | check_in_id | date       | delegation_id | raised_by | type     | confidence | closed_on  |
            | C1          | 2026-11-12 | D1            | M1        | Progress | 4          |            |
            | C2          | 2026-11-04 | D2            | M2        | Praise   | 4          | 2026-11-05 |
        """,
    }.items()
}
_VALUES = tuple((float(each),) for each in range(8))
_GOAL = {"actual": 80.0, "target": 100.0, "direction": "higher", "baseline": 20.0}
_WINDOW = {"first": MONDAY, "last": FRIDAY, "as_of": MONDAY}
_SINGLE: dict[str, dict[str, Any]] = {
    "KPI_ATTAINMENT": _GOAL,
    "KPI_EXPECTED": {"start": MONDAY, "end_": LATER, "as_of": FRIDAY},
    "KPI_STATUS": {
        **_GOAL,
        "start": MONDAY,
        "end_": LATER,
        "as_of": FRIDAY,
        "aggregation": "sum",
        "period": FRIDAY,
        "frequency": "weekly",
        "green_at": 0.9,
        "amber_at": 0.75,
        "answered": FRIDAY,
    },
    "KPI_SCORE": {"indexes": ((1.0,), (0.5,)), "weights": ((1.0,), (1.0,)), "cap": 1.2, "min_coverage": 0.5},
    "KPI_FORECAST": {
        "periods": tuple((com_time(2026, 10, day),) for day in (4, 11, 18, 25)),
        "values": ((10.0,), (20.0,), (30.0,), (40.0,)),
        "end_": FRIDAY,
        "aggregation": "mean",
        "frequency": "monthly",
    },
    "KPI_SIGNAL": {"values": _VALUES, "direction": "higher", "run_length": 7.0, "screen": False},
    "KPI_LIMITS": {"values": _VALUES, "screen": False},
    "DELEGATION_HEALTH": {"as_of": LATER, "accept_within_days": 3.0},
    "NEXT_CHECK_IN": {
        "last_check_in": MONDAY,
        "check_in_days": 5.0,
        "start": MONDAY,
        "due": LATER,
        "status": "In progress",
    },
    "WORKLOAD": _WINDOW,
    "WORKLOAD_BALANCE": _WINDOW,
    "SUGGEST_DELEGATE": {
        "delegation_id": "D1",
        "as_of": FRIDAY,
        "top": 2.0,
        "prior": 0.5,
        "weights": ((0.35,), (0.25,), (0.1,), (0.25,), (0.05,)),
        "sensitive": True,
    },
    "REBALANCE": _WINDOW,
    "VALIDATE_TABLE": {"table": TABLES["delegations"], "name": "Delegations", "as_of": MONDAY},
    "ISSUE_HELP": {"code": "DLG-DUE-ORDER"},
}


def names(function: str) -> tuple[str, ...]:
    """The arguments of a formula."""
    return tuple(inspect.signature(FUNCTIONS[function]).parameters)


SOUND: dict[str, tuple[Any, ...]] = {
    function: tuple(
        TABLES[name] if name in TABLES else "en" if name == "lang" else single.get(name)
        for name in names(function)
    )
    for function, single in _SINGLE.items()
}
"""Every argument of every formula; None where one is best left blank."""

ODD: dict[str, Any] = {
    "nothing": None,
    "left out": MISSING,
    "no text": "",
    "a text": "soon",
    "an error as text": "#DIV/0!",
    "an error of COM": -2146826281,
    "a newer error of COM": -2146826238,
    "an error of Office.js": {"type": "Error", "basicValue": "#N/A"},
    "a truth": True,
    "a number": 7.5,
    "a whole number": 7,
    "a negative number": -1.0,
    "not a number": float("nan"),
    "infinity": float("inf"),
    "too large a number": 1.7e308,
    "a currency": Decimal("7.50"),
    "a day": com_time(2026, 11, 4),
    "a day long ago": dt.datetime(1, 1, 1),
    "a day far away": dt.datetime(9999, 12, 31),
    "a time": dt.time(8, 30),
    "an empty range": (),
    "a row": ((1.0, 2.0, 3.0),),
    "a column of other height": ((1.0,), (2.0,), (3.0,)),
    "blank rows": ((None,),) * 1000,
    "a range of errors": ((-2146826246, "#REF!"), ("#NAME?", -2146826288)),
    "a table without header": ((1.0, 2.0), (3.0, 4.0)),
    "the wrong table": (("Topic", "Decision"), ("Budget", "Approved")),
    "a title above the header": (("Everything", None), ("delegation_id", "member_id"), ("D1", "M1")),
    "merged cells": (("Delegation ID", None, "Start"), ("D1", None, None), (None, None, MONDAY)),
    "a very long text": "x" * 40_000,
}
"""What people pass that is meant otherwise, or for nothing at all, as COM hands it over."""


def sound(function: str, argument: str) -> Any:
    return SOUND[function][names(function).index(argument)]


def answer(function: str, **others: Any) -> Any:
    """What Excel gets for the sound arguments, some of them others."""
    return call(function, *({**dict(zip(names(function), SOUND[function], strict=True)), **others}).values())
