"""A team's raw tables → accepted records, and everything that is wrong with the rest (SPEC §4, §5).

The order in which cells, references, keys and rules are looked at is decided here and nowhere else.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from delegation.context import Context
from delegation.issues import Issue, Param, catalogue, listed
from delegation.parse import ParsedTable, make_keys, parse_table, respell
from delegation.records import RawTable, Record, TableState
from delegation.references import Directory, known_directory, resolve, settle_periods
from delegation.rules import check_book, check_rows
from delegation.rules.book import Book
from delegation.tables import BY_ID, DECLARED

__all__ = ["Context", "RowCounts", "Validation", "validate_tables"]

# Whoever is referred to comes before who refers, so that a rejected row is known as rejected by then.
_REFERRED_TO = ("members", "kpis", "delegations")
_ORDER = (*_REFERRED_TO, *(table.id for table in DECLARED if table.id not in _REFERRED_TO))


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCounts:
    """How many filled rows a table has, and what became of them."""

    read: int
    accepted: int
    rejected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """What a team's tables hold. A table that could not be read is in none of these but `issues`.

    `records`: table id → accepted rows, in the order of the sheet; an empty tuple for a table without rows.
    `rejected_keys`: table id → keys that stand in the sheet, but only in rows that were rejected.
    """

    records: dict[str, tuple[Record, ...]]
    issues: tuple[Issue, ...]
    counts: dict[str, RowCounts]
    rejected_keys: dict[str, frozenset[str]]


def validate_tables(tables: Mapping[str, RawTable], context: Context) -> Validation:
    """Parse and check the tables that are given; the same input and context always give the same answer.

    References into a table that is neither given nor known stay as typed. Where the table is given
    but unreadable, the tables that refer to it are held: what they refer to cannot be known.
    """
    parsed = {
        table_id: parse_table(_with_key(tables[table_id]), epoch_1904=context.epoch_1904)
        for table_id in _ORDER
        if table_id in tables
    }
    for table_id, spellings in context.spellings.items():
        if table_id in parsed:
            respell(parsed[table_id], spellings)
    referred_to = {field.ref for each in parsed.values() for field in each.table.fields}
    directories = {each: known_directory(each, rows) for each, rows in context.known_rows.items()}
    directories |= {
        table_id: Directory(parsed[table_id])
        for table_id in _REFERRED_TO
        if table_id in parsed
        and table_id in referred_to
        and parsed[table_id].raw.state is not TableState.UNREADABLE
    }
    for each in parsed.values():
        resolve(each, directories, context)
        if each.table.id == "readings":
            settle_periods(each, directories.get("kpis"))
        make_keys(each)
        check_rows(each, context)
    check_book(Book(parsed, context))
    return _validation(parsed, tables)


def _with_key(raw: RawTable) -> RawTable:
    """The table, unreadable where a column is missing without which no row has a key."""
    return dataclasses.replace(raw, state=TableState.UNREADABLE) if _missing_keys(raw) else raw


def _missing_keys(raw: RawTable) -> list[str]:
    if raw.state is not TableState.ROWS:
        return []
    table = BY_ID[raw.table]
    return [each for each in table.key if table.field(each).required and each not in raw.columns]


def _validation(parsed: Mapping[str, ParsedTable], tables: Mapping[str, RawTable]) -> Validation:
    records: dict[str, tuple[Record, ...]] = {}
    counts: dict[str, RowCounts] = {}
    rejected_keys: dict[str, frozenset[str]] = {}
    issues: list[Issue] = []
    for table in DECLARED:
        each = parsed.get(table.id)
        if each is None:
            continue
        if each.raw.state is TableState.UNREADABLE:
            if missing := _missing_keys(tables[table.id]):
                columns = listed(f"@field:{table.id}.{field_id}" for field_id in missing)
                issues.append(_table_issue(each, "TABLE-UNREADABLE", {"columns": columns}))
            continue
        issues.extend(each.issues())
        if unread := _unread_references(each, parsed):
            ref = listed(f"@table:{table_id}" for table_id in unread)
            issues.append(_table_issue(each, "TABLE-HELD", {"ref": ref}))
            continue
        records[table.id] = each.records()
        accepted = len(records[table.id])
        counts[table.id] = RowCounts(
            read=len(each.rows), accepted=accepted, rejected=len(each.rows) - accepted
        )
        rejected = {row.key for row in each.rows if row.rejected and row.key}
        rejected_keys[table.id] = frozenset(rejected.difference(record.key for record in records[table.id]))
    return Validation(records=records, issues=tuple(issues), counts=counts, rejected_keys=rejected_keys)


def _unread_references(each: ParsedTable, parsed: Mapping[str, ParsedTable]) -> list[str]:
    """The unreadable tables into which filled cells of the table refer."""
    found = []
    for field in each.table.fields:
        target = parsed.get(field.ref or "")
        if target is None or target.raw.state is not TableState.UNREADABLE or target.table.id in found:
            continue
        if any(field.id in row.values for row in each.rows):
            found.append(target.table.id)
    return found


def _table_issue(each: ParsedTable, kind: str, params: dict[str, Param]) -> Issue:
    code = each.table.code(kind)
    return Issue(
        code=code,
        severity=catalogue()[code].severity,
        table=each.table.id,
        sheet=each.raw.sheet,
        params=params,
    )
