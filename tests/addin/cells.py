"""Whatever a host of xlwings may hand over for an argument, and what may come back from a formula.

Cells of every type there is in COM, in Office.js and in Pyodide; ranges of any shape; tables with headers of
Remit's own and cells that fit, nearly fit or do not.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from addin.answers import explained
from delegation.labels import labels
from delegation.schema import Field, Kind, Table
from delegation.tables import BY_ID
from tests.addin.classic import MISSING, com_time

COM_ERRORS = [-2146828288 + number for number in (2000, 2007, 2015, 2023, 2029, 2036, 2042, 2043, 2045, 2099)]
TEXTS = [
    *("", " ", "\u00a0", "-", "soon", "#N/A", "#DIV/0!", "#SPILL!", "#KPI-TARGET-RANGE: …", "=1+1", "100"),
    *(
        "１２３",
        "1,234.5",
        "85%",
        "-3",
        "1e999",
        "nan",
        "inf",
        "TRUE",
        "是",
        "yes",
        "{value}",
        "[[x]]",
        "@field:x.y",
    ),
    *(
        "2026-11-06",
        "2026年11月6日",
        "31/02/2026",
        "03/04/2026",
        "9999-12-31",
        "2026-Q4",
        "higher",
        "range",
        "sum",
    ),
    *(
        "weekly",
        "zh",
        "Completed",
        "进行中",
        "D1",
        "M1",
        "Ana",
        "Excel:3, SQL：9",
        "mon, 周二",
        "a" * 40_000,
        "\ud83d",
    ),
]
FLOATS = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    2.5,
    5.0,
    7.0,
    100.0,
    46332.0,
    46332.75,
    60.0,
    2958465.0,
    5e-324,
    1e15,
    1.7e308,
]
DAYS = [com_time(*day) for day in ((1, 1, 1), (1900, 1, 1), (2026, 11, 2), (2026, 11, 6), (2028, 2, 29))]
CELLS = st.one_of(
    st.none(),
    st.sampled_from(FLOATS),
    st.sampled_from(DAYS),
    st.sampled_from(TEXTS),
    st.sampled_from(COM_ERRORS),
    st.booleans(),
    st.sampled_from(
        [math.nan, math.inf, -math.inf, -1.7e308, 10**400, Decimal("7.50"), Decimal("NaN"), MISSING]
    ),
    st.sampled_from(
        [dt.datetime(2026, 11, 6, 8, 30), dt.date(2026, 11, 6), dt.datetime(9999, 12, 31), dt.time(8)]
    ),
    st.sampled_from([{"type": "Error", "basicValue": "#N/A"}, {"type": "Double", "basicValue": 7.5}, {}]),
    st.text(max_size=8),
    st.floats(),
)


@st.composite
def ranges(draw: st.DrawFn) -> tuple[tuple[Any, ...], ...]:
    """A rectangle of cells, now and then without any, or with a thousand rows of the same."""
    width, height = draw(st.sampled_from([1, 1, 1, 2, 5])), draw(st.integers(0, 5))
    rows = draw(st.lists(st.tuples(*[CELLS] * width), min_size=height, max_size=height))
    return tuple(rows) * draw(st.sampled_from([1, 1, 1, 1, 200]))


@st.composite
def tables(draw: st.DrawFn, table: Table) -> tuple[tuple[Any, ...], ...]:
    """A table with some of its own columns, in any order, their headers in any language."""
    fields = draw(st.lists(st.sampled_from(table.fields), unique=True, max_size=len(table.fields)))
    words = labels(draw(st.sampled_from(["en", "zh"])))
    header = tuple(words.field(table.id, field.id) for field in fields)
    height = draw(st.integers(0, 4))
    rows = draw(st.lists(st.tuples(*map(_fitting, fields)), min_size=height, max_size=height))
    return (header, *rows) if header else ()


def _fitting(field: Field) -> st.SearchStrategy[Any]:
    """Mostly what the column is for, so that tables are read beyond their first cell."""
    return st.one_of(st.none(), _of_kind(field), _of_kind(field), _of_kind(field), CELLS)


def _of_kind(field: Field) -> st.SearchStrategy[Any]:
    if field.choices is not None:
        return st.sampled_from(field.choices.values)
    match field.kind:
        case Kind.DATE | Kind.PERIOD:
            return st.sampled_from(DAYS)
        case Kind.INT | Kind.NUMBER | Kind.SHARE:
            return st.sampled_from([0.0, 0.5, 1.0, 2.0, 5.0, 40.0])
        case Kind.SKILL_LIST:
            return st.sampled_from(["Excel:3", "Excel, SQL:5"])
        case _:
            return st.sampled_from(["D1", "D2", "M1", "M2", "Excel", "Ana"])


def arguments(name: str, sound: Any) -> st.SearchStrategy[Any]:
    """What may be passed where `sound` belongs; what would do comes often, so that others get their turn."""
    given = st.one_of(CELLS, ranges())
    if name in BY_ID:
        given |= tables(BY_ID[name])
    return st.one_of(st.just(sound), st.just(sound), given)


def unreadable(spilled: Any) -> list[Any]:
    """What a host cannot take or a person not read: nothing, unless something is wrong with the product."""
    rows = [list(row) for row in spilled]
    if not rows or len({len(row) for row in rows}) != 1 or not rows[0]:
        return [spilled]
    return [cell for row in rows for cell in row if not _can_be_read(cell)]


def _can_be_read(cell: Any) -> bool:
    if isinstance(cell, str):
        return len(cell) <= 32_767 and (cell[:1] != "#" or _is_explained(cell))
    return isinstance(cell, int | float | dt.datetime) and (
        not isinstance(cell, float) or math.isfinite(cell)
    )


def _is_explained(text: str) -> bool:
    """`#CODE: sentence`, of a code that ISSUE_HELP knows and that is no fault of ours."""
    found = re.fullmatch(r"#([A-Z]+(?:-[A-Z]+)+): (.+)", text, re.DOTALL)
    return (
        found is not None
        and len(text) <= 255
        and found[1] != "ARG-UNEXPECTED"
        and explained(found[1], labels("en")) is not None
    )
