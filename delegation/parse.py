"""Rows of raw cells + Table → rows with meanings, and what is wrong with their cells (SPEC §3, §4).

Works on one table and a column at a time. Owns which rows count, what is required, and how a row's key is
made. Knows no other table: references stay as typed until `delegation.references` has looked them up.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from delegation.cells import Fault, cell_text, cleaned_cells, fold, fold_key, parse_column
from delegation.issues import Issue, Param, Severity, catalogue
from delegation.place import cell_name
from delegation.records import RawTable, Record, TableState
from delegation.schema import Table
from delegation.tables import BY_ID

_NO_FAULTS: frozenset[str] = frozenset()


@dataclass(slots=True, eq=False)
class Row:
    """A filled row on its way to a record. `faulty`: the fields whose cells could not be used."""

    position: int  # in the raw table
    number: int  # on the sheet
    values: dict[str, Any]
    faulty: frozenset[str] = _NO_FAULTS
    key: str = ""
    rejected: bool = False

    def blank(self, field_id: str) -> bool:
        """Whether nothing stands in the cell; a cell with a fault is not blank."""
        return field_id not in self.values and field_id not in self.faulty

    def drop(self, field_id: str) -> None:
        """Make a value unusable that turned out to mean nothing."""
        self.values.pop(field_id, None)
        self.faulty |= {field_id}


class Finding(NamedTuple):
    """Something found in a row, before it has its words and its place."""

    row: Row
    field: str
    kind: str
    params: dict[str, Param]
    names_field: bool = True  # whether the code does: DLG-DUE-ORDER, but PLN-MISSED
    code: str = ""  # where table, field and kind do not make it: WL-DAYS-MISSING


@dataclass(slots=True, eq=False)
class ParsedTable:
    """A table's filled rows in the order of the sheet, and what has been found in them so far."""

    table: Table
    raw: RawTable
    rows: list[Row]
    findings: list[Finding] = field(default_factory=list)

    def report(self, row: Row, field_id: str, kind: str, **params: Param) -> None:
        """Keep a finding; one whose code is an error rejects the row."""
        self.keep(Finding(row, field_id, kind, params))

    def keep(self, finding: Finding) -> None:
        self.findings.append(finding)
        if catalogue()[self.code(finding)].severity == "error":
            finding.row.rejected = True

    def code(self, finding: Finding) -> str:
        return finding.code or self.table.code(finding.kind, finding.field if finding.names_field else None)

    def place(self, row: Row, field_id: str) -> tuple[int, str]:
        """The sheet's column and the cell of a field; of a column that is not there the row's key."""
        for each in (field_id, *self.table.key, *self.raw.columns):
            column = self.raw.columns.get(each)
            if column is not None and column.column:
                return column.column, cell_name(row.number, column.column)
        return 0, ""

    def issue(self, finding: Finding) -> Issue:
        code = self.code(finding)
        column = self.raw.columns.get(finding.field)
        return Issue(
            code=code,
            severity=catalogue()[code].severity,
            table=self.table.id,
            field=finding.field,
            key=finding.row.key,
            sheet=self.raw.sheet,
            cell=self.place(finding.row, finding.field)[1],
            value=cell_text(column.values[finding.row.position]) if column else "",
            params=finding.params,
        )

    def issues(self) -> list[Issue]:
        """Every finding as an issue, in the order in which the cells stand on the sheet.

        A remark that says the same of many rows (readings carried over from before the cycle) is made once,
        at the first of them, with the number of the others as `more`.
        """
        placed = [
            (finding.row.number, self.place(finding.row, finding.field)[0], order)
            for order, finding in enumerate(self.findings)
        ]
        told: list[Issue] = []
        remarks: dict[tuple[object, ...], int] = {}
        more: Counter[int] = Counter()
        for _, _, order in sorted(placed):
            issue = self.issue(self.findings[order])
            if issue.severity is Severity.INFO:
                first = remarks.setdefault((issue.code, *sorted(issue.params.items())), len(told))
                if first < len(told):
                    more[first] += 1
                    continue
            told.append(issue)
        for first, count in more.items():
            told[first] = dataclasses.replace(told[first], params=told[first].params | {"more": count})
        return told

    @property
    def accepted(self) -> list[Row]:
        return [row for row in self.rows if not row.rejected]

    def records(self) -> tuple[Record, ...]:
        return tuple(
            Record(self.table.id, row.key, row.number, row.values) for row in self.rows if not row.rejected
        )


def parse_table(raw: RawTable, *, epoch_1904: bool = False) -> ParsedTable:
    """What the cells of a table mean, row by row, without empty rows."""
    table = BY_ID[raw.table]
    if raw.state is not TableState.ROWS:
        return ParsedTable(table, raw, [])
    columns: dict[str, list[Any]] = {}
    faults: dict[int, list[tuple[str, str, dict[str, Param]]]] = defaultdict(list)
    cleaned: list[tuple[str, Fault]] = []
    for each in table.fields:
        column = raw.columns.get(each.id)
        if column is None:
            continue
        found, wrong = parse_column(each, column.values, epoch_1904=epoch_1904)
        if found.count(None) < len(found):
            columns[each.id] = found
        for position, kind, params in wrong:
            faults[position].append((each.id, kind, params))
        cleaned += [(each.id, fault) for fault in cleaned_cells(each, column.values)]
    parsed = ParsedTable(table, raw, _rows(raw, columns, faults.keys()))
    for row in parsed.rows if faults else ():
        row.faulty = frozenset(field_id for field_id, _, _ in faults.get(row.position, ()))
        for field_id, kind, params in faults.get(row.position, ()):
            parsed.report(row, field_id, kind, **params)
    rows = {row.position: row for row in parsed.rows} if cleaned else {}
    for field_id, fault in cleaned:
        if fault.position in rows:  # else nothing is left of the row, and nothing was in it
            parsed.report(rows[fault.position], field_id, fault.kind, **fault.params)
    _require(parsed)
    return parsed


def _rows(raw: RawTable, columns: dict[str, list[Any]], faulty: Set[int]) -> list[Row]:
    """The rows in which something stands, be it a fault."""
    filled: list[dict[str, Any]] = [{} for _ in raw.rows]
    for field_id, parsed in columns.items():
        for values, value in zip(filled, parsed, strict=True):
            if value is not None:
                values[field_id] = value
    return [
        Row(position, number, values)
        for position, (number, values) in enumerate(zip(raw.rows, filled, strict=True))
        if values or position in faulty
    ]


def _require(parsed: ParsedTable) -> None:
    for each in parsed.table.fields:
        if each.required:
            for row in parsed.rows:
                if each.id not in row.values and each.id not in row.faulty:
                    parsed.report(row, each.id, "REQUIRED")


def respell(parsed: ParsedTable, spellings: Mapping[str, str]) -> None:
    """Spell every id as it has been spelled until now: `m1`, or `Ｍ１`, is still M1, and who refers to it."""
    field_id = parsed.table.key[0]
    for row in parsed.rows:
        if (typed := row.values.get(field_id)) is not None:
            row.values[field_id] = spellings.get(fold(typed), typed)


def make_keys(parsed: ParsedTable) -> None:
    """Give every row its key and reject later rows with the key of an earlier one (SPEC §2, §3).

    References have to be looked up before: they are parts of keys. A row whose key cannot be made has none.
    """
    if parsed.table.derived_key:
        _derive_keys(parsed)
    else:
        _join_keys(parsed)
    folded = [fold_key(row.key) for row in parsed.rows]
    if len(set(folded)) < len(folded):
        _reject_duplicates(parsed, folded)


def _reject_duplicates(parsed: ParsedTable, folded: list[str]) -> None:
    """Of rows with one key the first is kept; where a day is a holiday and a working day, the latter."""
    rows = [(key, row) for key, row in zip(folded, parsed.rows, strict=True) if key]
    if parsed.table.id == "calendar":
        rows.sort(key=lambda each: each[1].values.get("kind") != "working_day")  # Source: SPEC §3
    kept: dict[str, Row] = {}
    field_id = parsed.table.key[-1]
    for key, row in rows:
        first = kept.setdefault(key, row)
        if first is not row:
            place = parsed.place(first, field_id)[1]
            parsed.keep(Finding(row, field_id, "DUPLICATE", {"first": place}, names_field=False))


def _join_keys(parsed: ParsedTable) -> None:
    fields = parsed.table.key
    for row in parsed.rows:
        try:
            parts = [row.values[each] for each in fields]
        except KeyError:
            absent = [each for each in fields if each not in row.values]
            if any(each in row.faulty or parsed.table.field(each).required for each in absent):
                continue
            parts = [row.values.get(each, "-") for each in fields]
        row.key = "+".join([part if type(part) is str else _key_text(part) for part in parts])


def _derive_keys(parsed: ParsedTable) -> None:
    """Typed keys as they are; else date, delegation or topic, who raised it, and an ordinal."""
    key_field = parsed.table.key[0]
    taken = {fold(row.values[key_field]) for row in parsed.rows if key_field in row.values}
    ordinals: dict[str, int] = defaultdict(int)
    for row in parsed.rows:
        if key_field in row.values:
            row.key = row.values[key_field]
            continue
        about = row.values.get("delegation_id") if parsed.table.id == "check_ins" else row.values.get("topic")
        date = row.values.get("date")
        if key_field in row.faulty or about is None or date is None:
            continue
        stem = "+".join([_key_text(date), str(about), *filter(None, [row.values.get("raised_by")])])
        same = fold(stem)  # "Kick-off" and "kick-off" of one day are two meetings, not one twice
        ordinals[same] += 1
        while fold(f"{stem}+{ordinals[same]}") in taken:
            ordinals[same] += 1
        row.key = f"{stem}+{ordinals[same]}"


def _key_text(value: object) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)
