"""Rules on days: which comes after which, and what lies outside the cycle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from delegation.context import Context
from delegation.parse import Finding, Row
from delegation.rules.book import RowRule


class Order(NamedTuple):
    """`later` may not lie before any of `earlier`; `name` is what the message calls the earlier day."""

    later: str
    earlier: tuple[str, ...]
    name: str


ORDERS: dict[str, tuple[Order, ...]] = {
    "leave": (Order("end", ("start",), "start"),),
    "delegations": (
        Order("due", ("start",), "start"),
        Order("due_agreed", ("start",), "start"),
        Order("completed_on", ("start",), "start"),
    ),
    "kpis": (Order("end", ("start",), "start"),),
    "milestones": (Order("planned_end", ("planned_start",), "start"),),
    "check_ins": (
        Order("action_due", ("date",), "date"),
        Order("actioned_on", ("date",), "date"),
        Order("closed_on", ("date",), "date"),
        Order("verified_on", ("date", "closed_on"), "date"),
    ),
    "meetings": (
        Order("action_due", ("date",), "date"),
        Order("closed_on", ("date",), "date"),
    ),
}
_OF_A_CYCLE = {"plan": "planned_on", "readings": "period", "meetings": "date"}


def in_order(orders: tuple[Order, ...]) -> RowRule:
    """The rule that these days come one after the other."""

    def rule(row: Row, _: Context) -> Iterator[Finding]:
        values = row.values
        for later, earlier, name in orders:
            day = values.get(later)
            if day is None:
                continue
            for each in earlier:
                before = values.get(each)
                if before is not None and day < before:
                    yield Finding(row, later, "ORDER", {name: before})
                    break

    return rule


def in_cycle(field_id: str) -> RowRule:
    """The rule that a day lies in the cycle; where the cycle's days are not known nothing is said."""

    def rule(row: Row, context: Context) -> Iterator[Finding]:
        first, last, day = context.cycle_first, context.cycle_last, row.values.get(field_id)
        if day is not None and first is not None and last is not None and not first <= day <= last:
            yield Finding(row, field_id, "CYCLE", {"first": first, "last": last})

    return rule


ROW_RULES: dict[str, tuple[RowRule, ...]] = {
    table_id: (
        *((in_order(ORDERS[table_id]),) if table_id in ORDERS else ()),
        *((in_cycle(_OF_A_CYCLE[table_id]),) if table_id in _OF_A_CYCLE else ()),
    )
    for table_id in (*ORDERS, *(each for each in _OF_A_CYCLE if each not in ORDERS))
}
