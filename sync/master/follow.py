"""References that follow a managed table when it gets more or fewer rows; formulas copied to another row.

Owns what a reference is in the text of a formula, and where it points once a table has grown as if rows had
been inserted at its end, within its columns alone. Knows no part of a package and no cell's content.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

_COLUMN = r"(\$?[A-Za-z]{1,3})"
_ROW = r"(\$?)([1-9][0-9]{0,6})"
_AREA = rf"(?:{_COLUMN}{_ROW}(?::{_COLUMN}{_ROW})?|{_ROW}:{_ROW})"
# What can hold letters and digits is taken whole, so that no reference is found inside of it. Only a
# reference has groups. A sheet's name is quoted, or a word, or two for a 3-D reference, perhaps after
# [workbook].
_TOKEN = re.compile(
    r"""
      "(?:[^"]|"")*+"                                   # text
    | \#(?:REF![\w.$:]*|[A-Z_]+(?:/[0A]!?)?[!?]?)       # error value; #REF!A1 of a sheet that was deleted
    | (?:('(?:[^']|'')++'!|(?:\[[^\[\]]*\])?[\w.]+(?::[\w.]+)?!))?"""
    + _AREA
    + r"""(?![\w.\\?!(\[])
    | '(?:[^']|'')++'!
    | \[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]         # structured reference; [1] of a workbook
    | ![\w.$:\\?]*                                      # whatever belongs to no sheet that is known
    | [\w.\\?]+                                         # number, name, function, LOG10(
    """,
    re.VERBOSE | re.DOTALL,
)
_RANGE = re.compile(_AREA)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The data rows of one managed table before, its last row after, its columns; 1-based, all inclusive."""

    sheet: str
    first: int
    last: int
    new_last: int
    left: int
    right: int


class Following:
    """Where references point after the tables with these bodies have got their new last rows.

    No two bodies of a sheet lie one above the other. A reference that has columns of a table and others too,
    but not all of the table's, stays as it is.
    """

    def __init__(self, bodies: Iterable[Body]) -> None:
        self._bodies: dict[str, tuple[Body, ...]] = {}
        for body in bodies:
            if body.new_last != body.last:
                sheet = body.sheet.lower()
                self._bodies[sheet] = (*self._bodies.get(sheet, ()), body)

    def formula(self, text: str, home: str = "", *, series: bool = False) -> str:
        """The formula, defined name, or reference of a chart or sparkline, with its references followed.

        `home`: the sheet that references without a sheet mean. `series`: a single cell that is all of a
        table's column means that column, as in charts and sparklines.
        """
        if not self._bodies:
            return text
        at_home = self._bodies.get(home.lower(), ())

        def followed(found: re.Match[str]) -> str:
            if not found.lastindex:
                return found.group()
            sheet = found.group(1)
            bodies = self._bodies.get(_sheet_name(sheet), ()) if sheet else at_home
            return _followed(found, bodies, series) if bodies else found.group()

        return _TOKEN.sub(followed, text)

    def ranges(self, sqref: str, sheet: str) -> str:
        """The ranges of one sheet, separated by spaces, followed. A single cell that is all of a table's
        column means that column; a column that becomes a single cell is written as one.
        """
        bodies = self._bodies.get(sheet.lower())
        if not bodies:
            return sqref
        old = sqref.split()
        new = [_followed_range(each, bodies) for each in old]
        return sqref if new == old else " ".join(new)

    def cell(self, sheet: str, row: int, column: int) -> tuple[int, int]:
        """Where a cell below a table is now, by 1-based row and column; any other cell stays."""
        for body in self._bodies.get(sheet.lower(), ()):
            if row > body.last and body.left <= column <= body.right:
                return _shifted(row, body), column
        return row, column


def copied(formula: str, rows: int) -> str:
    """The formula as Excel writes it when it copies the cell, or sorts it, `rows` down (or up, below zero).

    Where a row would leave the sheet the formula stays as it is.
    """
    left_the_sheet = False

    def moved(dollar: str, row: str) -> str:
        nonlocal left_the_sheet
        if dollar:
            return dollar + row
        number = int(row) + rows
        left_the_sheet = left_the_sheet or not 1 <= number <= LAST_ROW
        return str(number)

    def shifted(found: re.Match[str]) -> str:
        if not found.lastindex:
            return found.group()
        sheet, column, dollar, row, column_2, dollar_2, row_2, *rest = found.groups("")
        if not column:
            return f"{sheet}{moved(rest[0], rest[1])}:{moved(rest[2], rest[3])}"
        if not _is_column(column) or (column_2 and not _is_column(column_2)):
            return found.group()
        end = f":{column_2}{moved(dollar_2, row_2)}" if column_2 else ""
        return f"{sheet}{column}{moved(dollar, row)}{end}"

    text = _TOKEN.sub(shifted, formula)
    return formula if left_the_sheet else text


def _followed(found: re.Match[str], bodies: tuple[Body, ...], series: bool) -> str:
    """A reference in a formula. Of what stays, not a sign is written anew."""
    sheet, column, dollar, row, column_2, dollar_2, row_2, *rest = found.groups("")
    if not column:
        top, bottom = _both_rows(bodies, 1, LAST_COLUMN, int(rest[1]), int(rest[3]))
        return f"{sheet}{rest[0]}{top}:{rest[2]}{bottom}"
    left, right = sorted((_number(column), _number(column_2 or column)))
    if right > LAST_COLUMN:
        return found.group()
    if row_2:
        top, bottom = _both_rows(bodies, left, right, int(row), int(row_2))
        return f"{sheet}{column}{dollar}{top}:{column_2}{dollar_2}{bottom}"
    top, bottom = _cell_rows(bodies, left, int(row), whole=series)
    end = "" if top == bottom else f":{column}{dollar}{bottom}"
    return f"{sheet}{column}{dollar}{top}{end}"


def _followed_range(text: str, bodies: tuple[Body, ...]) -> str:
    found = _RANGE.fullmatch(text)
    if found is None:  # whole columns
        return text
    column, dollar, row, column_2, dollar_2, row_2, *rest = found.groups("")
    if not column:
        top, bottom = _both_rows(bodies, 1, LAST_COLUMN, int(rest[1]), int(rest[3]))
        return f"{rest[0]}{top}:{rest[2]}{bottom}"
    if not column_2:
        top, bottom = _cell_rows(bodies, _number(column), int(row), whole=True)
        column_2, dollar_2 = column, dollar
    else:
        left, right = sorted((_number(column), _number(column_2)))
        top, bottom = _both_rows(bodies, left, right, int(row), int(row_2))
        if (top, bottom) == (int(row), int(row_2)):
            return text
    if (column, top) == (column_2, bottom):
        return f"{column}{dollar}{top}"
    return f"{column}{dollar}{top}:{column_2}{dollar_2}{bottom}"


def _cell_rows(bodies: tuple[Body, ...], column: int, row: int, *, whole: bool) -> tuple[int, int]:
    """A single cell inside a table is a cell; `whole`: where the table has one row, its column."""
    if not whole and not any(row > body.last for body in bodies):
        return row, row
    top, bottom = _rows(bodies, column, column, row, row)
    return (top, bottom) if whole else (top, top)


def _both_rows(bodies: tuple[Body, ...], left: int, right: int, one: int, other: int) -> tuple[int, int]:
    """The rows of a range in the order in which it has them: `F9:F5` means what `F5:F9` does."""
    if one <= other:
        return _rows(bodies, left, right, one, other)
    top, bottom = _rows(bodies, left, right, other, one)
    return bottom, top


def _rows(bodies: tuple[Body, ...], left: int, right: int, top: int, bottom: int) -> tuple[int, int]:
    """The first and last row of a range after all of these bodies have changed."""
    first, last = 0, 0
    for body in bodies:
        if (body.left <= left and right <= body.right) or (left <= body.left and body.right <= right):
            rows = _rows_after(body, top, bottom)
            if rows != (top, bottom):
                # A print area over several tables beside each other goes as far as the longest of them.
                first, last = min(first or rows[0], rows[0]), max(last, rows[1])
    return (first, last) if first else (top, bottom)


def _rows_after(body: Body, top: int, bottom: int) -> tuple[int, int]:
    if top > body.last:
        return _shifted(top, body), _shifted(bottom, body)
    if bottom > body.last:  # where its first row is deleted, it begins with the one that comes after
        return min(top, body.new_last + 1), _shifted(bottom, body)
    if bottom == body.last and top <= body.first:
        return top, body.new_last
    return top, bottom


def _shifted(row: int, body: Body) -> int:
    return row if row == LAST_ROW else min(LAST_ROW, row + body.new_last - body.last)


@lru_cache(maxsize=1024)
def _sheet_name(prefix: str) -> str:
    """What stands before `!`, in lower case; no sheet is called like several sheets, or another workbook."""
    name = prefix[:-1]
    if name.startswith("'"):
        name = name[1:-1].replace("''", "'")
    return name.lower()


def _is_column(letters: str) -> bool:
    return _number(letters) <= LAST_COLUMN


@lru_cache(maxsize=1024)
def _number(letters: str) -> int:
    number = 0
    for letter in letters.lstrip("$").upper():
        number = number * 26 + ord(letter) - 64
    return number
