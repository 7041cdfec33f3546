"""Rows that a table lacks for what a button writes: added at its end, taken back when the writing fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from addin.open_book import OpenBook
from workbook_templates.layout import ISSUES

_ONE_BY_ONE = 20  # more rows at once: each takes Excel its time, but brings the formats of the row above


@contextmanager
def grown(open_book: OpenBook, wanted: tuple[str, int] | None) -> Iterator[None]:
    """The table of that id with so many more rows; a plain range needs none."""
    excel_table = _excel_table(open_book, wanted[0]) if wanted else None
    if excel_table is None or wanted is None:
        yield
        return
    rows = len(excel_table.rows)
    try:
        _add(excel_table, wanted[1])
        yield
    except Exception:
        with suppress(Exception):  # an empty row at the end of a table harms nobody
            while len(excel_table.rows) > rows:
                excel_table.rows[len(excel_table.rows) - 1].delete()
        raise


def _add(excel_table: Any, count: int) -> None:
    whole, sheet = excel_table.range, excel_table.parent
    last, used = whole.row + whole.shape[0] - 1, sheet.used_range
    nothing_below = used.row + used.shape[0] - 1 <= last and excel_table.totals_row_range is None
    if count > _ONE_BY_ONE and nothing_below:
        corner = (whole.row, whole.column)
        excel_table.resize(sheet.range(corner, (last + count, whole.column + whole.shape[1] - 1)))
        return
    for _ in range(count):
        excel_table.rows.add()


def _excel_table(open_book: OpenBook, table_id: str) -> Any | None:
    if table_id != ISSUES:
        return open_book.table(table_id).area.excel_table
    tables = (each for sheet in open_book.book.sheets for each in sheet.tables)
    return next((each for each in tables if str(each.name).casefold() == ISSUES), None)
