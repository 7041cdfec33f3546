"""A workbook's bytes → the raw rows of its tables with their places, and issues about its structure.

Brings together what the neighbours know: `guard` (may it be opened), `outline` (sheets and Excel tables),
`tablefinder` (what is where), `sheet_values` and `blindspots` (what stands there). Interprets
no value (`delegation.parse`) and touches no disk. The result is small and can be pickled: it comes back
from a worker.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from delegation.headers import language_of
from delegation.issues import Issue, listed
from delegation.labels import LANGUAGES
from delegation.place import cell_name
from delegation.records import RawTable, TableState
from delegation.schema import Table
from delegation.structure_issues import (
    below_issue,
    column_issues,
    duplicate_issue,
    missing_issue,
    place_issues,
    unreadable_issues,
)
from delegation.tables import BY_ID, LEAD_TABLES, TABLES
from sync.limits import Limits
from sync.programme.model import is_leads
from sync.reading.guard import open_package
from sync.reading.identity import Identity, read_identity
from sync.reading.outline import Outline, read_outline
from sync.reading.sheet_values import SheetValues, Values
from sync.reading.table_rows import entries, entries_below
from sync.reading.tablefinder import (
    IDENTITY_SHEET,
    SYSTEM_SHEETS,
    Found,
    Search,
    find_tables,
    load_named,
)
from sync.reading.unreadable import UnreadableWorkbook, refusal, too_large

__all__ = ["UnreadableWorkbook", "WorkbookRead", "read_workbook"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookRead:
    """What a workbook holds. `tables` has every table that belongs into it, a missing one as UNREADABLE; a
    personal one only where a team's workbook still has it.
    """

    identity: Identity | None
    modified_by: str
    modified_at: str
    epoch_1904: bool
    language: str
    tables: dict[str, RawTable]
    issues: tuple[Issue, ...]


def read_workbook(
    data: bytes,
    limits: Limits = Limits(),  # noqa: B008 - immutable
    passwords: Sequence[str] = (),
) -> WorkbookRead:
    """Everything of the workbook in these bytes. `passwords`: those that may open it.

    Raises: UnreadableWorkbook when it is no workbook, not whole, beyond the limits, or has no Remit table.
    """
    package = open_package(data, limits, passwords)
    outline = read_outline(package, without_tables=SYSTEM_SHEETS)
    values = Values(package, outline, limits)
    named = load_named(outline, values)
    identity = _identity(outline, values)
    of_lead = identity is not None and is_leads(identity.team)
    tables = LEAD_TABLES if of_lead else TABLES

    def is_expected(table: Table) -> bool:
        return of_lead or not table.personal

    searches = find_tables(package, outline, values, named, tables, is_expected=is_expected)
    if not any(search.places for search in searches.values()):
        sheets = [sheet.name for sheet in outline.sheets if sheet.name.casefold() not in SYSTEM_SHEETS]
        raise refusal("WB-TABLES-MISSING", sheets=listed(sheets))
    issues: list[Issue] = []
    read = {
        table.id: _read_table(table, searches[table.id], values, limits, issues)
        for table in tables
        if is_expected(table) or searches[table.id] != Search()
    }
    return WorkbookRead(
        identity=identity,
        modified_by=outline.modified_by,
        modified_at=outline.modified_at,
        epoch_1904=outline.epoch_1904,
        language=_language(identity, searches),
        tables=read,
        issues=tuple(issues),
    )


def without_given_up(found: WorkbookRead, given_up: Set[str]) -> WorkbookRead:
    """The same, with tables that are nowhere in the workbook as empty ones where that is known to be
    meant.
    """
    nowhere = {
        each.table
        for each in found.issues
        if each.table and each.code == BY_ID[each.table].code("TABLE-MISSING")
    }
    gone = nowhere & given_up
    if not gone:
        return found
    empty = {table: RawTable(table=table, state=TableState.EMPTY) for table in gone}
    issues = tuple(each for each in found.issues if each.table not in gone)
    return replace(found, tables=found.tables | empty, issues=issues)


def read_whose(
    data: bytes,
    limits: Limits = Limits(),  # noqa: B008 - immutable
    passwords: Sequence[str] = (),
) -> Identity | None:
    """Only what the workbook in these bytes says of itself; None where it says nothing.

    Raises: UnreadableWorkbook.
    """
    package = open_package(data, limits, passwords)
    outline = read_outline(package, without_tables=SYSTEM_SHEETS)
    return _identity(outline, Values(package, outline, limits))


def _identity(outline: Outline, values: Values) -> Identity | None:
    for sheet in outline.sheets:
        if sheet.name.casefold() == IDENTITY_SHEET:
            cells = values.of(sheet)
            keys, found = cells.columns(cells.first_row, cells.last_row, (1, 2))
            return read_identity({str(key).strip(): value for key, value in zip(keys, found, strict=True)})
    return None


def _language(identity: Identity | None, searches: dict[str, Search]) -> str:
    if identity is not None and identity.language in LANGUAGES:
        return identity.language
    places = [place for search in searches.values() for place in search.places]
    return language_of((place.table.id, place.texts) for place in places)


def _read_table(
    table: Table, search: Search, values: Values, limits: Limits, issues: list[Issue]
) -> RawTable:
    """The rows of one table; what there is to say about it is added to the issues."""
    if not search.places:
        sheet = search.sheet.name if search.sheet is not None else ""
        issues.append(missing_issue(table, sheet))
        return RawTable(table=table.id, state=TableState.UNREADABLE, sheet=sheet)
    if len(search.places) > 1:
        issues.append(duplicate_issue(table, [each.place for each in search.places]))
        return RawTable(table=table.id, state=TableState.UNREADABLE)
    found = search.places[0]
    if found.headers.missing_required(table):
        issues.extend(unreadable_issues(found.place))
        return RawTable(table=table.id, state=TableState.UNREADABLE, sheet=found.sheet.name)
    return _read_rows(found, values.of(found.sheet), limits, issues)


def _read_rows(found: Found, values: SheetValues, limits: Limits, issues: list[Issue]) -> RawTable:
    numbers = {field: found.first_column + index for field, index in found.headers.columns.items()}
    until = values.last_row if found.until is None else min(found.until, values.last_row)
    last = until if found.last_row is None else min(found.last_row, until)
    rows = entries(found.table, numbers, values, found.first_row, last)
    issues.extend(place_issues(found.place, rows.rows[-1] if rows.rows else 0))
    issues.extend(column_issues(found.place))
    if found.excel_table is not None and until > found.excel_table.last_row:
        below = entries_below(found.table, numbers, values, found.excel_table.last_row + 1, until)
        if below.rows:
            issues.append(below_issue(found.place, below.rows))
            rows = rows.followed_by(below)
    if len(rows.rows) > limits.rows:
        cell = cell_name(rows.rows[-1], found.first_column)
        raise too_large("rows", len(rows.rows), limits.rows, sheet=found.sheet.name, cell=cell)
    return RawTable(
        table=found.table.id,
        state=TableState.ROWS if rows.rows else TableState.EMPTY,
        sheet=found.sheet.name,
        rows=rows.rows,
        columns=rows.columns(),
    )
