"""A computed column on its way into a table, and how its formula is written down.

Owns the short form of formulas: `[due]` is the column's cell in the same row, `{members.name}` a whole
column of a table, `{members#name}` its header cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from workbook_templates.layout import Layout

Result = str | int | float

_SHORT = re.compile(r"\[(\w+)\]|\{(\w+)([.#])(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The formula of every cell, without its "=", and the value of each at the time of writing."""

    formula: str
    values: tuple[Result, ...]


Columns = Mapping[str, Column]
"""By column id."""


def column(layout: Layout, table_id: str, short: str, values: tuple[Result, ...]) -> Column:
    """A column of that table from its formula in the short form."""
    return Column(formula=spelled(layout, table_id, short), values=values)


def spelled(layout: Layout, table_id: str, short: str) -> str:
    """The formula as it stands in a cell of that table."""

    def reference(found: re.Match[str]) -> str:
        own, other, way, name = found.groups()
        if own:
            return layout.tables[table_id].this(own)
        return layout.tables[other].head(name) if way == "#" else layout.tables[other].ref(name)

    return _SHORT.sub(reference, short)


def position(table_id: str, column_id: str) -> str:
    """The position of the row in its table, from 1."""
    return f"(ROW()-ROW({{{table_id}#{column_id}}}))"


def found_row(table_id: str, key: str, title: str, cell: str) -> str:
    """The position of the row that a cell names by id, else by a name that only one row has; 0 for none.

    Compares cells one by one where a search would take "*" in a name for anything.
    """
    rows = f"(ROW({{{table_id}.{key}}})-ROW({{{table_id}#{key}}}))"

    def nth(name: str, number: int) -> str:
        same = f'({{{table_id}.{name}}}&""={cell}&"")'
        return f"_xlfn.AGGREGATE(15,6,{rows}/{same},{number})"

    by_title = f"IF(ISNUMBER({nth(title, 2)}),0,{nth(title, 1)})"
    return f'IFERROR(IF({cell}="",0,IFERROR({nth(key, 1)},{by_title})),0)'


def first_of(table_id: str, column_id: str, *others: str) -> str:
    """Whether no row above has the same text in that column, and the same numbers in the others."""
    rows = f"(ROW({{{table_id}.{column_id}}})-ROW({{{table_id}#{column_id}}}))"
    same = f'({{{table_id}.{column_id}}}&""=[{column_id}]&"")'
    same += "".join(f"*({{{table_id}.{other}}}=[{other}])" for other in others)
    return f"_xlfn.AGGREGATE(15,6,{rows}/({same}),1)={position(table_id, column_id)}"
