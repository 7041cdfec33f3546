"""Tables as arguments: a range with its header row → the rows of the table that a formula can use.

Owns when a range is no such table, and the code for that. Which of its rows are wrong is decided by
`delegation.needed_columns`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from addin.answers import Wrong, WrongArgumentError, WrongRowError
from addin.codes import table_code
from addin.ranges import columns, is_blank
from delegation.context import Context
from delegation.grids import table_from_columns
from delegation.labels import Labels
from delegation.needed_columns import NeededTables, read_needed
from delegation.records import RawTable
from delegation.tables import BY_ID


class Needs(NamedTuple):
    """The columns of a table that a formula reads, and whether it can do without the table."""

    columns: frozenset[str]
    optional: bool = False


def needs(columns_: str, *, optional: bool = False) -> Needs:
    return Needs(frozenset(columns_.split()), optional)


CALENDAR = needs("date kind", optional=True)
MILESTONES = needs("delegation_id actual_end weight progress blocker", optional=True)


class Given(NamedTuple):
    """The tables of a formula. `height`: how many rows each has below its header, blank ones counting."""

    tables: NeededTables
    heights: dict[str, int]


def read_tables(
    given: Mapping[str, object], needed: Mapping[str, Needs], as_of: dt.date, words: Labels
) -> Given:
    """The tables that were given. Raises: WrongArgumentError for a range that is no such table."""
    raw: dict[str, RawTable] = {}
    for table_id, value in given.items():
        table = _raw_table(value, table_id, needed[table_id])
        if table is not None:
            raw[table_id] = table
    reads = {table_id: each.columns for table_id, each in needed.items()}
    tables = read_needed(raw, reads, Context(language=words.language, as_of=as_of))
    return Given(tables, {table_id: len(table.rows) for table_id, table in raw.items()})


def sound_tables(
    given: Mapping[str, object], needed: Mapping[str, Needs], as_of: dt.date, words: Labels
) -> NeededTables:
    """The same where one wrong row spoils the whole answer. Raises: WrongRowError for the first one, too."""
    tables, _ = read_tables(given, needed, as_of, words)
    for row in tables.wrong(*given):
        raise WrongRowError(row)
    return tables


def _raw_table(value: object, table_id: str, needed: Needs) -> RawTable | None:
    cells = columns(value)
    if all(is_blank(each) for column in cells for each in column):
        if needed.optional:
            return None
        raise WrongArgumentError(Wrong(code=table_code(table_id, "REQUIRED")))
    raw = table_from_columns(cells, BY_ID[table_id], first_row=0)
    if not needed.columns & raw.columns.keys():
        raise WrongArgumentError(Wrong(code=table_code(table_id, "MISSING")))
    return raw
