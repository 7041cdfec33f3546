"""The records of a team's workbook and of its lead's as those of one team.

Owns which of two workbooks a value comes from: what is personal comes from the lead's alone as soon as one
was taken in, until then from the team's. Knows no database: records in, records out.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from delegation.tables import BY_ID, LEAD_TABLES
from sync.programme.model import is_leads, team_of
from sync.store.stored import StoredRecord

JOINED = frozenset(table for each in LEAD_TABLES for table in (each.id, each.extends) if table)
"""The tables in which records of two workbooks may meet."""

SUBJECTS = ("members", "delegations")
"""The team's tables to whose rows those of a lead's workbook refer."""

_PERSONAL = {
    table.id: frozenset(field.id for field in table.fields if field.personal) for table in BY_ID.values()
}


def joined(records: Sequence[StoredRecord], leads: Collection[str]) -> Sequence[StoredRecord]:
    """The same, each under its team. `leads`: those whose own workbook was taken in."""
    if not leads:
        return records
    teams = {team_of(each) for each in leads}
    found: dict[tuple[str, str, str], StoredRecord] = {}
    for each in records:
        if not is_leads(each.team) and not (each.team in teams and BY_ID[each.table].personal):
            shared = each if each.team not in teams else _without_personal(each)
            found[each.team, each.table, each.key] = shared
    for each in records:
        if is_leads(each.team):
            _put(found, each)
    return list(found.values())


def _put(found: dict[tuple[str, str, str], StoredRecord], lead: StoredRecord) -> None:
    """Puts what a lead wrote to the row that it is about; while there is no such row it waits for one."""
    table, team = BY_ID[lead.table], team_of(lead.team)
    if not table.extends:
        found[team, table.id, lead.key] = replace(lead, team=team)
        return
    place = team, table.extends, lead.key
    if place in found:
        personal = {name: lead.values[name] for name in _PERSONAL[table.id] if name in lead.values}
        found[place] = replace(found[place], values=found[place].values | personal)


def _without_personal(record: StoredRecord) -> StoredRecord:
    personal = _PERSONAL[record.table]
    if personal.isdisjoint(record.values):
        return record
    shared = {name: value for name, value in record.values.items() if name not in personal}
    return replace(record, values=shared)
