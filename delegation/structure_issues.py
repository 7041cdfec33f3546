"""What people are told about how their tables are built: columns renamed, moved, missing, doubled, and so on.

One issue a table and kind, however many columns it concerns. Owns which facts an issue carries; finds
nothing itself and interprets no value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from delegation.issues import Issue, Param, catalogue, listed
from delegation.place import cell_name, sheet_reference
from delegation.schema import Table
from delegation.table_place import TablePlace, kind_of


def missing_issue(table: Table, sheet: str = "") -> Issue:
    """For a table that is nowhere, or of which only its sheet is left."""
    if not sheet:
        return _issue(table, "TABLE-MISSING", {})
    columns = [_field(table, field.id) for field in table.fields if field.required]
    return _issue(table, "TABLE-UNREADABLE", {"columns": listed(columns)}, sheet=sheet)


def duplicate_issue(table: Table, places: Sequence[TablePlace]) -> Issue:
    """For a table that is there several times."""
    cells = [sheet_reference(place.sheet, _corner(place)) for place in places]
    last = places[-1]
    return _issue(table, "TABLE-DUPLICATE", {"places": listed(cells)}, sheet=last.sheet, cell=_corner(last))


def unreadable_issues(found: TablePlace) -> Iterator[Issue]:
    """For a table that lacks required columns, and about the columns in which they may have to be sought."""
    columns = [_field(found.table, each) for each in found.headers.missing_required(found.table)]
    yield _at(found, "TABLE-UNREADABLE", columns=listed(columns), **_closest(found))
    yield from _unknown_columns(found)


def place_issues(found: TablePlace, last_row: int) -> Iterator[Issue]:
    """About where the table is: on a renamed sheet, no longer an Excel table."""
    if kind_of(found.sheet) != found.table.id:
        yield _issue(found.table, "SHEET-RENAMED", {"found": found.sheet}, sheet=found.sheet)
    if found.is_range:
        last_column = found.first_column + max(found.headers.columns.values())
        cells = f"{_corner(found)}:{cell_name(max(last_row, found.header_row), last_column)}"
        yield _at(found, "TABLE-RANGE", cells=cells)


def below_issue(found: TablePlace, rows: Sequence[int]) -> Issue:
    """For rows that were typed below the end of the table."""
    cell = cell_name(rows[0], found.first_column + min(found.headers.columns.values()))
    return _issue(found.table, "ROWS-BELOW", {"rows": ", ".join(_runs(rows))}, sheet=found.sheet, cell=cell)


def column_issues(found: TablePlace) -> Iterator[Issue]:
    """About the header row."""
    table, headers, texts = found.table, found.headers, found.texts
    if headers.renamed:
        pairs = [(texts[index], _field(table, each)) for index, each in headers.renamed]
        yield _headers(
            found, "COLUMN-RENAMED", [index for index, _ in headers.renamed], columns=listed(pairs)
        )
    if headers.moved:
        indexes = [headers.columns[each] for each in headers.moved]
        yield _headers(
            found, "COLUMN-MOVED", indexes, columns=listed(_field(table, each) for each in headers.moved)
        )
    missing = [each for each in headers.missing if not table.field(each).personal]
    if missing:
        columns = listed(_field(table, each) for each in missing)
        yield _at(found, "COLUMN-MISSING", columns=columns, **_closest(found))
    yield from _unknown_columns(found)
    if headers.duplicates:
        columns = listed(texts[index] for index, _ in headers.duplicates)
        yield _headers(found, "COLUMN-DUPLICATE", [index for index, _ in headers.duplicates], columns=columns)


def _unknown_columns(found: TablePlace) -> Iterator[Issue]:
    unknown = found.headers.unknown
    if unknown:
        columns = listed(found.texts[index] for index in unknown)
        yield _headers(found, "COLUMN-UNKNOWN", unknown, columns=columns, **_closest(found))


def _closest(found: TablePlace) -> dict[str, Param]:
    """Unknown columns with the missing field that each is most like, where one is."""
    pairs = [(found.texts[index], _field(found.table, each)) for index, each in found.headers.closest]
    return {"closest": listed(pairs)} if pairs else {}


def _field(table: Table, field_id: str) -> str:
    return f"@field:{table.id}.{field_id}"


def _corner(found: TablePlace) -> str:
    return cell_name(found.header_row or found.first_row, found.first_column)


def _headers(found: TablePlace, kind: str, indexes: Sequence[int], **params: Param) -> Issue:
    """An issue that points at the first of these header cells."""
    first = min(indexes)
    cell = cell_name(found.header_row or found.first_row, found.first_column + first)
    return _issue(found.table, kind, params, sheet=found.sheet, cell=cell, value=found.texts[first])


def _at(found: TablePlace, kind: str, **params: Param) -> Issue:
    return _issue(found.table, kind, params, sheet=found.sheet, cell=_corner(found))


def _issue(
    table: Table, kind: str, params: dict[str, Param], *, sheet: str = "", cell: str = "", value: str = ""
) -> Issue:
    code = table.code(kind)
    return Issue(
        code=code,
        severity=catalogue()[code].severity,
        table=table.id,
        sheet=sheet,
        cell=cell,
        value=value,
        params=params,
    )


def _runs(rows: Sequence[int]) -> Iterator[str]:
    """Rows as people say them: 41, 43-45."""
    start = previous = rows[0]
    for row in (*rows[1:], 0):
        if row != previous + 1:
            yield str(start) if start == previous else f"{start}-{previous}"
            start = row
        previous = row
