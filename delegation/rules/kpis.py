"""Rules on KPIs and their readings (SPEC §5, §6)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from delegation.context import Context
from delegation.issues import Param
from delegation.kpi import kpi_of
from delegation.parse import Finding, Row
from delegation.reading_duties import missing_periods, unexplained_readings
from delegation.readings import readings_by_kpi
from delegation.rules.book import Book, BookRule, RowRule


def limits(row: Row, _: Context) -> Iterator[Finding]:
    """A range needs both limits, the lower one not above the upper one."""
    if row.values.get("direction") != "range":
        return
    for field_id in ("low", "high"):
        if row.blank(field_id):
            yield Finding(row, field_id, "MISSING", {})
    low, high = row.values.get("low"), row.values.get("high")
    if low is not None and high is not None and low > high:
        yield Finding(row, "low", "ORDER", {"high": high})


def target(row: Row, _: Context) -> Iterator[Finding]:
    """Higher and lower need a target, and one from which an attainment can be worked out."""
    direction = row.values.get("direction")
    if direction not in ("higher", "lower"):
        return
    if row.blank("target"):
        yield Finding(row, "target", "MISSING", {})
    goal, baseline = row.values.get("target"), row.values.get("baseline")
    if goal == 0 and (row.blank("baseline") or baseline == 0 or _is_paced(row)):
        yield Finding(row, "target", "RANGE", {})
    if goal is None or baseline is None:
        return
    if baseline == goal:
        yield Finding(row, "baseline", "EQUAL", {})
    elif (baseline > goal) == (direction == "higher"):
        params = {"target": goal, "direction": f"@choice:direction.{direction}"}
        yield Finding(row, "baseline", "SIDE", params)


def _is_paced(row: Row) -> bool:
    """Whether the KPI is judged by its pace, which does not use the baseline."""
    return row.values.get("aggregation") == "sum" and "start" in row.values and "end" in row.values


def summed(row: Row, _: Context) -> Iterator[Finding]:
    """A sum is judged by its pace, which needs start and end and has no use for a baseline."""
    if row.values.get("aggregation") != "sum":
        return
    for field_id in ("start", "end"):
        if row.blank(field_id):
            yield Finding(row, field_id, "MISSING", {})
    if "baseline" in row.values:
        yield Finding(row, "baseline", "CONFLICT", {})


def thresholds(row: Row, context: Context) -> Iterator[Finding]:
    amber = row.values.get("amber_at", context.settings.amber_at)
    green = row.values.get("green_at", context.settings.green_at)
    if amber > green and not row.faulty & {"amber_at", "green_at"}:
        yield Finding(row, "amber_at", "ORDER", {"amber_at": amber, "green_at": green})


def reported(row: Row, _: Context) -> Iterator[Finding]:
    """`reported` goes with a value, `not_applicable` without one."""
    state = row.values.get("state")
    if state == "reported" and row.blank("value"):
        yield Finding(row, "value", "MISSING", {})
    if state == "not_applicable" and "value" in row.values:
        yield Finding(row, "value", "CONFLICT", {})


def weights(book: Book) -> Iterator[tuple[str, Finding]]:
    """At least one KPI has a weight above zero (blank is 1)."""
    rows = book.accepted("kpis")
    if rows and all(row.values.get("weight") == 0 for row in rows):
        yield "kpis", Finding(rows[0], "weight", "ZERO", {})


def missed(book: Book) -> Iterator[tuple[str, Finding]]:
    """A KPI has a reading, or a `not_applicable`, `reading_due_days` after the end of each period.

    One finding a KPI, about the periods of the cycle. A cell that could not be read is no missing reading:
    its own issue says what to do.
    """
    if not book.has("readings"):
        return
    answered: dict[str, set[dt.date]] = defaultdict(set)
    for row in book.rows("readings"):
        if not row.blank("value") or row.values.get("state") == "not_applicable" or "state" in row.faulty:
            answered[row.values.get("kpi_id", "")].add(row.values.get("period", dt.date.min))
    for row in book.accepted("kpis"):
        missing = _missing(row, answered[row.key], book)
        if missing:
            days = book.context.settings.reading_due_days
            params: dict[str, Param] = {"period": missing[-1], "days": days}
            if len(missing) > 1:
                params["count"] = len(missing)
            yield "kpis", Finding(row, "kpi_id", "MISSED", params, False)


def _missing(kpi: Row, answered: set[dt.date], book: Book) -> tuple[dt.date, ...]:
    """Of the periods whose readings are due by now; without a cycle, of those since it first gave one."""
    context = book.context
    first = context.cycle_first or kpi.values.get("start") or min(answered, default=context.as_of)
    last = min(book.readings_due, context.cycle_last or context.as_of)
    return missing_periods(kpi_of(kpi.values, context.settings), answered, first, last)


def explained(book: Book) -> Iterator[tuple[str, Finding]]:
    """A reading at whose day its KPI was at caution or below has a remark.

    Of the cycle's readings alone: those that were carried over have been looked at in theirs.
    """
    context = book.context
    kpis = {row.key: kpi_of(row.values, context.settings) for row in book.accepted("kpis")}
    rows = {(row.values["kpi_id"], row.values["period"]): row for row in book.accepted("readings")}
    readings = readings_by_kpi(book.records("readings"))
    for each in unexplained_readings(kpis, readings, context.as_of):
        if context.cycle_first is None or each.period >= context.cycle_first:
            yield "readings", Finding(rows[each.kpi_id, each.period], "remark", "MISSING", {})


ROW_RULES: dict[str, tuple[RowRule, ...]] = {
    "kpis": (limits, target, summed, thresholds),
    "readings": (reported,),
}
BOOK_RULES: tuple[BookRule, ...] = (weights, missed, explained)
