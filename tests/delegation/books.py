"""A small sound workbook that tests of validation change in one place, and what validation says about it.

`check(delegations='''| … |''')` replaces a table by a pipe grid; the header is in row 1 of a sheet that is
called like the Excel table.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

from delegation.grids import table_from_rows
from delegation.issues import Issue
from delegation.labels import labels
from delegation.messages import sentence
from delegation.records import RawTable, TableState
from delegation.settings import Settings
from delegation.tables import BY_ID
from delegation.validate import Context, Validation, validate_tables
from tests.grids import grid, raw

CONTEXT = Context(
    language="en",
    as_of=dt.date(2026, 11, 20),
    cycle="2026-Q4",
    cycle_first=dt.date(2026, 10, 1),
    cycle_last=dt.date(2026, 12, 31),
)

SOUND = {
    "members": """
        | member_id | name      | weekly_hours |
        | M1        | Anna Berg | 40           |
        | M2        | Ben Hill  | 40           |
        | M3        | Cleo Park | 40           |
    """,
    "kpis": """
        | kpi_id | name    | direction | target | frequency | aggregation | start      | end        |
        | K1     | Revenue | higher    | 100    | monthly   | last        | 2026-11-01 | 2026-12-31 |
    """,
    "delegations": """
        | delegation_id | title  | objective                  | expected_outcome | delegator | delegate | start      | due        | effort_hours | authority_level | check_in_days | accepted_on | status      |
        | D1            | Launch | Launch the page by 1 March | A page           | Anna Berg | M2       | 2026-10-05 | 2026-12-18 | 40           | 3               | 5             | 2026-10-05  | in_progress |
        | D2            | Survey | Ask 200 customers by March | Answers          | Anna Berg | M3       | 2026-10-05 | 2026-12-18 | 20           | 3               | 5             | 2026-10-05  | in_progress |
    """,  # noqa: E501
    "readings": """
        | kpi_id | period     | value |
        | K1     | 2026-11-30 |       |
    """,
}


def tables(**changed: str | RawTable) -> dict[str, RawTable]:
    """The raw tables of the sound workbook with some of them replaced."""
    texts: dict[str, str | RawTable] = {**SOUND, **changed}
    return {
        table_id: raw(table_id, text) if isinstance(text, str) else text for table_id, text in texts.items()
    }


def variant(table_id: str, **cells: object) -> RawTable:
    """The sound table with other cells in its first row; a field that it lacks gets a column of its own."""
    header, first, *others = grid(SOUND[table_id])
    names = [str(name) for name in header]
    new = [name for name in cells if name not in names]
    changed = [cells.get(name, value) for name, value in zip(names, first, strict=True)]
    rows = [[*names, *new], [*changed, *(cells[name] for name in new)], *others]
    return table_from_rows(rows, BY_ID[table_id], sheet=BY_ID[table_id].name)


def unreadable(table_id: str) -> RawTable:
    return RawTable(table=table_id, state=TableState.UNREADABLE)


def changed_context(
    *,
    as_of: dt.date = CONTEXT.as_of,
    settings: Settings = CONTEXT.settings,
    people_elsewhere: dict[str, str] | None = None,
    former_names: dict[str, dict[str, str]] | None = None,
    spellings: dict[str, dict[str, str]] | None = None,
    public_holidays: tuple[tuple[dt.date, str], ...] = (),
) -> Context:
    return dataclasses.replace(
        CONTEXT,
        as_of=as_of,
        settings=settings,
        people_elsewhere=people_elsewhere or {},
        former_names=former_names or {},
        spellings=spellings or {},
        public_holidays=public_holidays,
    )


def check(context: Context = CONTEXT, **changed: str | RawTable) -> Validation:
    return validate_tables(tables(**changed), context)


def said(validation: Validation, language: str = "en") -> list[str]:
    """Every issue as the terminal shows it."""
    return [sentence(issue, labels(language)) for issue in validation.issues]


def codes(validation: Validation) -> list[str]:
    """Every issue as `DLG-DUE-ORDER Delegations!H2`."""
    return [brief(issue) for issue in validation.issues]


def brief(issue: Issue) -> str:
    return f"{issue.code} {issue.sheet}!{issue.cell}"


def keys(validation: Validation, table_id: str) -> list[str]:
    return [record.key for record in validation.records[table_id]]
