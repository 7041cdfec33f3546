"""The examples of the function reference: formulas as somebody would type them, and the tables they refer to.

Owns how such a formula is worked out here: its literals are read and the function is called, nothing more.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import addin.functions
from addin.ranges import Spill
from delegation.labels import labels
from delegation.tables import BY_ID

Table = tuple[tuple[Any, ...], ...]

_DAY = dt.date
_ROWS: dict[str, Table] = {
    "members": (
        ("member_id", "name", "weekly_hours", "reserved_share"),
        ("M1", "Ana", 40, 0.5),
        ("M2", "Ben", 40, 0.25),
    ),
    "delegations": (
        (
            *("delegation_id", "delegator", "delegate", "start", "due", "effort_hours"),
            *("check_in_days", "accepted_on", "progress", "status", "required_skills"),
        ),
        (
            "D1",
            "Eva",
            "Ana",
            _DAY(2026, 11, 2),
            _DAY(2026, 11, 13),
            60,
            5,
            _DAY(2026, 11, 2),
            0.5,
            "In progress",
            "",
        ),
        (
            "D2",
            "Eva",
            "Ben",
            _DAY(2026, 11, 2),
            _DAY(2026, 11, 6),
            12,
            5,
            _DAY(2026, 11, 2),
            0.25,
            "In progress",
            "",
        ),
        ("D3", "Eva", "Ben", _DAY(2026, 11, 16), _DAY(2026, 11, 27), 8, 5, None, None, "Proposed", "Excel:3"),
    ),
    "skills": (("member_id", "skill", "level"), ("Ana", "Excel", 4), ("Ben", "Excel", 2)),
    "leave": (("member_id", "start", "end"), ("Ana", _DAY(2026, 11, 5), _DAY(2026, 11, 6))),
    "check_ins": (
        ("date", "delegation_id", "raised_by", "type", "confidence"),
        (_DAY(2026, 11, 6), "D1", "Ana", "Progress", 4),
    ),
    "calendar": (("date", "kind"), (_DAY(2026, 11, 4), "Holiday")),
}

EXAMPLES: dict[str, tuple[str, ...]] = {
    "KPI_ATTAINMENT": (
        "=KPI_ATTAINMENT(80, 100)",
        '=KPI_ATTAINMENT({6;4.5}, 4, "lower", 8)',
        '=KPI_ATTAINMENT(23, , "range", , 18, 22, 2)',
        "=KPI_ATTAINMENT(80, 0)",
    ),
    "KPI_EXPECTED": ("=KPI_EXPECTED(DATE(2026,10,1), DATE(2026,12,30), DATE(2026,11,15))",),
    "KPI_STATUS": (
        "=KPI_STATUS({95;80;60}, 100)",
        (
            "=KPI_STATUS(45, 100, , , , , , DATE(2026,10,1), DATE(2026,12,30), , "
            '"sum", DATE(2026,11,15), , , , , "zh")'
        ),
    ),
    "KPI_SCORE": ('=KPI_SCORE({1.1;0.8;"Not started"}, {1;3;2})', '=KPI_SCORE({0.9;"No data"}, {1;2})'),
    "KPI_FORECAST": (
        "=KPI_FORECAST({46326;46333;46340;46347}, {10;14;18;22}, DATE(2026,11,29))",
        '=KPI_FORECAST({46326;46333;46340;46347}, {10;10;10;10}, DATE(2026,11,29), "sum")',
    ),
    "KPI_SIGNAL": (
        "=KPI_SIGNAL({50;52;49;51;50;48;51;70})",
        '=KPI_SIGNAL({50;52;49;51;50;48;51;70}, "lower", , , "zh")',
        "=KPI_SIGNAL({50;52;49})",
    ),
    "KPI_LIMITS": ("=KPI_LIMITS({50;52;49;51;50;48})",),
    "DELEGATION_HEALTH": (
        "=DELEGATION_HEALTH(Delegations[#All], DATE(2026,11,9), CheckIns[#All], , Calendar[#All])",
        '=DELEGATION_HEALTH(Delegations[#All], DATE(2026,11,5), , , , , "zh")',
    ),
    "NEXT_CHECK_IN": (
        "=NEXT_CHECK_IN(DATE(2026,11,2), 5, , , , Calendar[#All])",
        '=NEXT_CHECK_IN(DATE(2026,11,2), 5, , DATE(2026,11,6), "In progress")',
    ),
    "WORKLOAD": ("=WORKLOAD(Members[#All], Delegations[#All], DATE(2026,11,2), DATE(2026,11,6))",),
    "WORKLOAD_BALANCE": (
        "=WORKLOAD_BALANCE(Members[#All], Delegations[#All], DATE(2026,11,2), DATE(2026,11,6))",
    ),
    "SUGGEST_DELEGATE": (
        (
            '=SUGGEST_DELEGATE("D3", Members[#All], Skills[#All], Delegations[#All], DATE(2026,11,2), '
            ", , , , , {1;1;0;0;0}, TRUE)"
        ),
    ),
    "REBALANCE": (
        (
            "=REBALANCE(Members[#All], Skills[#All], Delegations[#All], DATE(2026,11,2), DATE(2026,11,6), "
            "Leave[#All])"
        ),
    ),
    "VALIDATE_TABLE": ('=VALIDATE_TABLE(Calendar[#All], "Calendar", DATE(2026,11,9))',),
    "ISSUE_HELP": ('=ISSUE_HELP("KPI-TARGET-RANGE")', '=ISSUE_HELP("ARG-SHAPE", "zh")'),
}
"""The examples of every function."""

_ARGUMENT = re.compile(
    r"""\s*(?:
        DATE\((?P<year>\d+),(?P<month>\d+),(?P<day>\d+)\)
      | "(?P<text>[^"]*)"
      | \{(?P<column>[^}]*)\}
      | (?P<table>\w+)\[\#All\]
      | (?P<number>-?[\d.]+)
      | (?P<truth>TRUE|FALSE)
      | (?P<blank>)
    )\s*(?:,|$)""",
    re.VERBOSE,
)


def tables() -> dict[str, Table]:
    """The tables that examples refer to, by name, with the headers of an English workbook."""
    words = labels("en")
    return {
        BY_ID[table_id].name: (tuple(words.field(table_id, name) for name in rows[0]), *rows[1:])
        for table_id, rows in _ROWS.items()
    }


def work_out(formula: str) -> Spill:
    """What Excel shows for an example."""
    name, _, rest = formula.removeprefix("=").partition("(")
    found: Spill = getattr(addin.functions, name)(*_arguments(rest.removesuffix(")")))
    return found


def _arguments(text: str) -> Iterator[Any]:
    at = 0
    while at < len(text):
        match = _ARGUMENT.match(text, at)
        assert match is not None, text[at:]
        yield _value(match)
        at = match.end()


def _value(found: re.Match[str]) -> Any:
    match found.lastgroup:
        case "day":
            return dt.datetime(int(found["year"]), int(found["month"]), int(found["day"]))  # noqa: DTZ001
        case "text":
            return found["text"]
        case "column":
            return [[each] for part in found["column"].split(";") for each in _arguments(part)]
        case "table":
            return tables()[found["table"]]
        case "truth":
            return found["truth"] == "TRUE"
        case "number":
            return float(found["number"])
    return None
