"""What a team's workbook holds that its lead's own workbook has as well: it is left out, and that is told.

Owns which of two places counts. Workbooks that were handed out before a team's lead had one of their own
still have such columns; nothing is lost, since the lead's begins with what was read from them.
"""

from __future__ import annotations

import dataclasses

from delegation.issues import Issue, Severity, listed
from delegation.records import RawColumn, RawTable
from delegation.tables import BY_ID
from sync.reading.reader import WorkbookRead

IGNORED = "WB-PERSONAL-IGNORED"


def without_personal(read: WorkbookRead) -> WorkbookRead:
    """The same without personal tables and columns; a warning where something stands in one."""
    tables, filled = {}, []
    for table_id, raw in read.tables.items():
        table = BY_ID[table_id]
        personal = [each.id for each in table.fields if each.personal and each.id in raw.columns]
        if table.personal:
            filled += [f"@table:{table_id}"] if raw.rows else []
            continue
        filled += [f"@field:{table_id}.{each}" for each in personal if _is_filled(raw.columns[each])]
        tables[table_id] = _without(raw, personal)
    ignored = [Issue(code=IGNORED, severity=Severity.WARNING, params={"columns": listed(filled)})]
    issues = (each for each in read.issues if not each.table or each.table in tables)
    return dataclasses.replace(read, tables=tables, issues=(*(ignored if filled else ()), *issues))


def _is_filled(column: RawColumn) -> bool:
    return any(value not in (None, "") for value in column.values)


def _without(raw: RawTable, personal: list[str]) -> RawTable:
    columns = {each: column for each, column in raw.columns.items() if each not in personal}
    return dataclasses.replace(raw, columns=columns)
