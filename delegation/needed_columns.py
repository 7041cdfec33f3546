"""Tables for a figure that needs some of their columns: which rows can be used, what is wrong with the rest.

Owns what a wrong row is to somebody who asks for one figure: wrong in a column that the figure reads, or with
a key that stands above. Parsing, references, keys and rules are those of validation. Source: SPEC §13.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from delegation.calendar import WorkingDays
from delegation.context import Context
from delegation.issues import Issue, catalogue
from delegation.parse import Finding, ParsedTable, Row, make_keys, parse_table
from delegation.records import RawTable, Record
from delegation.references import Directory, resolve
from delegation.rules import check_rows
from delegation.schema import Kind

_REFERRED_TO = ("members", "delegations")

# Closed is closed, whoever forgot the day; and of a day's two entries the calendar knows which one counts.
_HARMLESS = frozenset(("DLG-COMPLETED-MISSING", "CAL-DUPLICATE"))


@dataclass(frozen=True, slots=True, kw_only=True)
class NeededRow:
    """A filled row, `number` on its sheet. `issue`: what is wrong with it, None where it can be used.

    `about`: the key of the row that it refers to, "" where that cannot be told.
    """

    number: int
    key: str
    about: str
    issue: Issue | None
    record: Record


@dataclass(frozen=True, slots=True, kw_only=True)
class NeededTables:
    """The filled rows of every table that was given, in the order of the sheet.

    Rows about a member or a delegation that is not in the tables given concern no figure and are not here.
    """

    rows: dict[str, tuple[NeededRow, ...]] = field(default_factory=dict)

    def records(self, table_id: str) -> tuple[Record, ...]:
        """The rows that can be used."""
        return tuple(row.record for row in self.rows.get(table_id, ()) if row.issue is None)

    def wrong(self, *table_ids: str) -> Iterator[NeededRow]:
        """The rows that cannot, table by table."""
        for table_id in table_ids:
            yield from (row for row in self.rows.get(table_id, ()) if row.issue is not None)

    def calendar(self) -> WorkingDays:
        return WorkingDays.from_records(self.records("calendar"))


def read_needed(
    tables: Mapping[str, RawTable], needed: Mapping[str, Collection[str]], context: Context
) -> NeededTables:
    """The rows of tables of which only some columns are needed; a column that a table lacks is blank."""
    order = (*_REFERRED_TO, *(table_id for table_id in tables if table_id not in _REFERRED_TO))
    directories: dict[str, Directory] = {}
    rows: dict[str, tuple[NeededRow, ...]] = {}
    for table_id in order:
        if table_id not in tables:
            continue
        parsed = parse_table(tables[table_id], epoch_1904=context.epoch_1904)
        if table_id in _REFERRED_TO:
            directories[table_id] = Directory(parsed)
        resolve(parsed, directories, context)
        make_keys(parsed)
        check_rows(parsed, context)
        rows[table_id] = tuple(_rows(parsed, needed[table_id]))
    return NeededTables(rows=rows)


def _rows(parsed: ParsedTable, needed: Collection[str]) -> Iterator[NeededRow]:
    faults = _faults(parsed, needed)
    about = next((each.id for each in parsed.table.fields if each.kind is Kind.REF and each.id in needed), "")
    for row in parsed.rows:
        finding = faults.get(row.position)
        if finding is not None and finding.kind == "UNKNOWN":
            continue
        yield NeededRow(
            number=row.number,
            key=row.key or _typed_key(parsed, row),
            about=row.values.get(about, ""),
            issue=None if finding is None else parsed.issue(finding),
            record=Record(parsed.table.id, row.key, row.number, row.values),
        )


def _faults(parsed: ParsedTable, needed: Collection[str]) -> dict[int, Finding]:
    """Of every wrong row the finding in its first column; that it concerns nobody given goes before all."""
    order = {field_id: place for place, field_id in enumerate(parsed.table.field_ids)}
    found: dict[int, Finding] = {}
    for finding in parsed.findings:
        code = parsed.code(finding)
        if code in _HARMLESS or catalogue()[code].severity != "error":
            continue
        if finding.kind == "DUPLICATE":
            if not set(parsed.table.key) & set(needed):
                continue
        elif finding.field not in needed:
            continue
        known = found.get(finding.row.position)
        if known is None or (finding.kind == "UNKNOWN", -order[finding.field]) > (
            known.kind == "UNKNOWN",
            -order[known.field],
        ):
            found[finding.row.position] = finding
    return found


def _typed_key(parsed: ParsedTable, row: Row) -> str:
    """What stands in the key's columns of a row that has no key, as far as it can be read."""
    return "+".join(str(row.values[each]) for each in parsed.table.key if each in row.values)
