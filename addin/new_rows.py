"""New rows of a table: which cells they fill, below the last row in which anything is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from addin.changes import CellChange, Changes
from addin.contents import Content
from addin.located import LocatedTable
from addin.refusals import MissingColumnsError
from delegation.labels import Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRows:
    """`first`: the sheet's row of the first of them. `grow`: the rows that the table lacks."""

    changes: Changes
    first: int
    grow: tuple[str, int] | None


def new_rows(table: LocatedTable, rows: Sequence[Mapping[str, Content]], words: Labels) -> NewRows:
    """The rows by field id. Raises: MissingColumnsError where the table lacks a column that they fill."""
    needed = list(dict.fromkeys(field_id for row in rows for field_id in row))
    missing = tuple(words.field(table.table.id, each) for each in needed if table.column(each) is None)
    if missing:
        raise MissingColumnsError(table.area.sheet_name, missing)
    free = list(table.blank_rows())
    first = free[0] if free else table.area.last_row + 1
    cells = tuple(
        CellChange(
            sheet=table.area.sheet_name,
            row=first + number,
            column=table.column(field_id) or 0,
            before=None,
            after=content,
        )
        for number, row in enumerate(rows)
        for field_id, content in row.items()
        if content is not None
    )
    lacking = len(rows) - len(free)
    return NewRows(
        changes=Changes(cells=cells), first=first, grow=(table.table.id, lacking) if lacking > 0 else None
    )
