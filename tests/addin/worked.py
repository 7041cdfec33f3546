"""How a worked case is called through a formula: with raw arguments as COM hands them over (SPEC §13)."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from delegation.labels import labels
from delegation.schema import normalise
from tests.addin.classic import MISSING, call, com_time

DATES = frozenset(
    [
        "period",
        "periods",
        "date",
        "start",
        "end",
        "due",
        "due_agreed",
        "accepted_on",
        "completed_on",
        "planned_end",
        "actual_end",
        "actioned_on",
        "closed_on",
        "verified_on",
        "as_of",
        "answered",
        "first",
        "last",
        "last_check_in",
    ]
)
GOAL = ("actual", "target", "direction", "baseline", "low", "high", "tolerance")
STATUS = (
    *GOAL,
    *("start", "end", "as_of", "aggregation", "period", "frequency", "green_at", "amber_at", "answered"),
)
WORKLOAD = ("members", "delegations", "first", "last", "leave", "calendar", "milestones", "as_of")
FUNCTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "kpi_attainment": ("KPI_ATTAINMENT", GOAL),
    "kpi_expected": ("KPI_EXPECTED", ("start", "end", "as_of")),
    "kpi_status_cell": ("KPI_STATUS", STATUS),
    "kpi_score": ("KPI_SCORE", ("indexes", "weights", "cap", "min_coverage")),
    "kpi_forecast": ("KPI_FORECAST", ("periods", "values", "end", "aggregation", "frequency")),
    "kpi_signal": ("KPI_SIGNAL", ("values", "direction", "run_length", "screen")),
    "kpi_limits": ("KPI_LIMITS", ("values", "screen")),
    "delegation_health": (
        "DELEGATION_HEALTH",
        ("delegations", "as_of", "check_ins", "milestones", "calendar", "accept_within_days"),
    ),
    "next_check_in": (
        "NEXT_CHECK_IN",
        ("last_check_in", "check_in_days", "start", "due", "status", "calendar"),
    ),
    "rebalance": (
        "REBALANCE",
        ("members", "skills", "delegations", "first", "last", "leave", "calendar", "milestones", "as_of"),
    ),
    "workload": ("WORKLOAD", WORKLOAD),
    "workload_balance": ("WORKLOAD_BALANCE", WORKLOAD),
}
TABLES = frozenset(("members", "skills", "delegations", "check_ins", "milestones", "leave", "calendar"))


def raw(name: str, value: Any) -> Any:
    """An argument of a case as COM hands it over."""
    if name in TABLES and isinstance(value, list):
        return raw_table(value)
    if isinstance(value, list):
        return tuple((raw(name, each),) for each in value) or None
    if name in DATES and isinstance(value, str):
        day = dt.date.fromisoformat(value)
        return com_time(day.year, day.month, day.day)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def raw_table(table: Sequence[Sequence[Any]]) -> Any:
    """A table with its header row, the columns of dates as dates."""
    header = tuple(table[0])
    return (header, *(tuple(map(raw, header, row)) for row in table[1:]))


def ask(function: str, args: Mapping[str, Any]) -> Any:
    """What Excel gets for the function of a case."""
    return call(*formula(function, args))


def formula(function: str, args: Mapping[str, Any]) -> tuple[str, *tuple[Any, ...]]:
    """The name and the arguments with which that function stands in a cell."""
    name, order = FUNCTIONS[function]
    return (name, *(raw(each, args[each]) if each in args else MISSING for each in order))


def spilled(args: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a case of columns; a column of one row is a single cell."""
    return {
        name: values[0] if isinstance(values, list) and len(values) == 1 else values
        for name, values in args["columns"].items()
    }


def same(found: Any, expected: Any) -> bool:
    """Whether what stands in a cell is what a case expects there."""
    if isinstance(expected, dict):
        return str(found).startswith(f"#{expected['error']}: ")
    if expected is None:
        return found in (None, "")
    if isinstance(expected, float | int):
        return isinstance(found, float | int) and math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-12)
    if isinstance(found, dt.date):
        return found.strftime("%Y-%m-%d") == expected
    return str(found) == expected or normalise(str(found)) in _shown(expected)


def all_same(found: Iterable[Any], expected: Sequence[Any]) -> bool:
    found = list(found)
    return len(found) == len(expected) and all(map(same, found, expected))


def _shown(label_id: str) -> set[str]:
    """The labels that an id has wherever statuses, health and bands are shown, in English."""
    catalogue = labels("en").catalogue["show"]
    groups = (catalogue["kpi_status"], catalogue["health"], catalogue["band"], catalogue["signal"])
    return {normalise(group[label_id]) for group in groups if label_id in group}
