"""The filled rows of a table: which rows are entries, and what stands in their recognised columns.

A blank row is no entry and loses none of those that follow it; a row that adds up the others is none
either. Knows nothing of headers and of what a value means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

from delegation.records import RawColumn
from delegation.schema import Table
from delegation.totals import total_rows
from sync.reading.sheet_values import SheetValues

_INVISIBLE = " \t\r\n\u00a0\u200b\u200c\u200d\u3000\ufeff"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRows:
    """Rows of the sheet (1-based), and for every recognised field its sheet column and its values."""

    table: Table
    numbers: dict[str, int]
    rows: list[int]
    values: dict[str, list[object]]

    def columns(self) -> dict[str, RawColumn]:
        return {
            field_id: RawColumn(field=field_id, column=self.numbers[field_id], values=values)
            for field_id, values in self.values.items()
        }

    def only(self, mask: Sequence[bool]) -> TableRows:
        """The rows for which the mask is true."""
        if all(mask):
            return self
        return TableRows(
            table=self.table,
            numbers=self.numbers,
            rows=list(compress(self.rows, mask)),
            values={field_id: list(compress(values, mask)) for field_id, values in self.values.items()},
        )

    def followed_by(self, other: TableRows) -> TableRows:
        """These rows and then the other's, of the same columns."""
        return TableRows(
            table=self.table,
            numbers=self.numbers,
            rows=self.rows + other.rows,
            values={field_id: values + other.values[field_id] for field_id, values in self.values.items()},
        )


def entries(table: Table, numbers: dict[str, int], sheet: SheetValues, first: int, last: int) -> TableRows:
    """The filled rows from `first` to `last`, without those that add up others."""
    found = _filled(table, numbers, sheet, first, last)
    totals = total_rows(table, found.values)
    return found.only([index not in totals for index in range(len(found.rows))]) if totals else found


def entries_below(
    table: Table, numbers: dict[str, int], sheet: SheetValues, first: int, last: int
) -> TableRows:
    """What people typed below the end of a table, from its first row `first` on.

    The rows directly below it are entries. After a blank row a single filled cell is a remark, and so are
    the single ones below it; a fuller row further down is an entry again.
    """
    found = _filled(table, numbers, sheet, first, last)
    totals = total_rows(table, found.values)
    mask: list[bool] = []
    expected = first
    for index, row in enumerate(found.rows):
        filled = sum(not _is_empty(values[index]) for values in found.values.values())
        is_remark = row != expected and filled < 2
        expected = expected if is_remark else row + 1
        mask.append(not is_remark and index not in totals)
    return found.only(mask)


def _filled(table: Table, numbers: dict[str, int], sheet: SheetValues, first: int, last: int) -> TableRows:
    columns = sheet.columns(first, last, tuple(numbers.values()))
    if sheet.faults:
        columns = _with_faults(columns, numbers, sheet, first, last)
    blank = ("",) * len(columns)
    mask = [
        row != blank and not (_is_empty(row[0]) and all(map(_is_empty, row)))
        for row in zip(*columns, strict=True)
    ]
    return TableRows(
        table=table,
        numbers=numbers,
        rows=list(compress(range(first, last + 1), mask)),
        values={
            field_id: list(compress(column, mask)) for field_id, column in zip(numbers, columns, strict=True)
        },
    )


def _with_faults(
    columns: list[Sequence[object]], numbers: dict[str, int], sheet: SheetValues, first: int, last: int
) -> list[Sequence[object]]:
    """The columns with a CellFault where calamine saw an empty text."""
    index_of = {number: index for index, number in enumerate(numbers.values())}
    changed: dict[int, list[object]] = {}
    for (row, number), fault in sheet.faults.items():
        index = index_of.get(number)
        if index is not None and first <= row <= last:
            changed.setdefault(index, list(columns[index]))[row - first] = fault
    return [changed.get(index, column) for index, column in enumerate(columns)]


def _is_empty(value: object) -> bool:
    return isinstance(value, str) and not value.strip(_INVISIBLE)
