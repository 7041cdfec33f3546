"""What a new workbook takes from the store: rows of the team's last cycle.

Owns which rows still matter in a new cycle (SPEC §2). Knows no file: records in, rows out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from delegation.records import Value
from delegation.schema import Table
from delegation.tables import LEAVE_REASONS, MOTIVATION, OPEN_STATUSES
from sync.store.stored import StoredRecord

READINGS_KEPT = 24

Rows = dict[str, list[Mapping[str, Value]]]


def carry_over(records: Iterable[StoredRecord]) -> Rows:
    """Members, KPIs with their last 24 readings, open delegations with milestones, plan and last check-in."""
    by_table = _by_table(records)
    found: Rows = {"members": _values(by_table.get("members", [])), "kpis": _values(by_table.get("kpis", []))}
    found["readings"] = _newest_readings(by_table.get("readings", []))
    delegations = _still_open(by_table)
    found["delegations"] = _values(delegations)
    still_open = {each.key for each in delegations}
    for table in ("milestones", "plan"):
        found[table] = _values(
            each for each in by_table.get(table, []) if each.values.get("delegation_id") in still_open
        )
    found["check_ins"] = _last_check_ins(by_table.get("check_ins", []), still_open)
    return {table: rows for table, rows in found.items() if rows}


def all_rows(records: Iterable[StoredRecord]) -> Rows:
    """Every record as a row, for a workbook of the same cycle that has been lost."""
    return {table: _values(rows) for table, rows in _by_table(records).items()}


def lead_rows(same: Iterable[StoredRecord], earlier: Iterable[StoredRecord]) -> Rows:
    """What a lead's workbook begins with: who is in the team and what is delegated, everybody's motivation,
    and what else is personal of this cycle.

    `same`: the team's records of this cycle, `earlier` those of the cycle before.
    """
    now, before = _by_table(same), _by_table(earlier)
    members = now.get("members") or before.get("members", [])
    delegations = now.get("delegations") or _still_open(before)
    found: Rows = {"members": _values(members), "delegations": _values(delegations)}
    found["motivation"] = [_only(MOTIVATION, each) for each in members]
    leave = (each for each in now.get("leave", []) if "reason" in each.values)
    found["leave_reasons"] = [_only(LEAVE_REASONS, each) for each in leave]
    found["evaluations"] = _values(now.get("evaluations", []))
    return {table: rows for table, rows in found.items() if rows}


def _only(table: Table, record: StoredRecord) -> Mapping[str, Value]:
    return {name: record.values[name] for name in table.field_ids if name in record.values}


def _still_open(by_table: Mapping[str, list[StoredRecord]]) -> list[StoredRecord]:
    return [each for each in by_table.get("delegations", []) if each.values.get("status") in OPEN_STATUSES]


def _by_table(records: Iterable[StoredRecord]) -> dict[str, list[StoredRecord]]:
    """In the order of the sheet."""
    found: dict[str, list[StoredRecord]] = {}
    for each in sorted(records, key=lambda record: (record.row, record.key)):
        found.setdefault(each.table, []).append(each)
    return found


def _values(records: Iterable[StoredRecord]) -> list[Mapping[str, Value]]:
    return [each.values for each in records]


def _newest_readings(readings: Iterable[StoredRecord]) -> list[Mapping[str, Value]]:
    """Rows that only plan a reading are left out: the new workbook plans its own."""
    by_kpi: dict[str, list[Mapping[str, Value]]] = {}
    for each in readings:
        if "value" in each.values or "state" in each.values:
            by_kpi.setdefault(str(each.values["kpi_id"]), []).append(each.values)
    found: list[Mapping[str, Value]] = []
    for rows in by_kpi.values():
        found += sorted(rows, key=lambda row: str(row["period"]))[-READINGS_KEPT:]
    return found


def _last_check_ins(check_ins: Iterable[StoredRecord], delegations: set[str]) -> list[Mapping[str, Value]]:
    """One a delegation: the newest, and of one day the one that stands lowest in the sheet."""
    last: dict[str, Mapping[str, Value]] = {}
    for each in check_ins:
        delegation = str(each.values["delegation_id"])
        if delegation in delegations and (
            delegation not in last or str(each.values["date"]) >= str(last[delegation]["date"])
        ):
            last[delegation] = each.values
    return list(last.values())
