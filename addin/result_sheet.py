"""A sheet of Remit's own on which a button lays out what it has found: title, sentences, tables.

Owns where each row stands and how the sheet is known again: by the marks in its first, hidden column, which
say what kind of row each one is. So the sheet may be renamed and moved, and undo gives back the looks with
the contents. How the kinds look is in `addin.result_looks`; what is written beside the tables stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from addin.changes import CellChange
from addin.contents import Content, content_of
from addin.located import values_of
from delegation.cells import cell_text
from delegation.labels import Labels

OWN = "remit."  # begins the mark of the first row, which ends with the sheet's id
FIRST_COLUMN = 2


class Look(StrEnum):
    """What kind of row it is."""

    LEAD = "lead"
    HINT = "hint"
    BLANK = "blank"
    SECTION = "section"
    HEAD = "head"
    BODY = "body"


class Form(StrEnum):
    """What the cells of a table's column are; the mark of a row has a letter for each of them."""

    TEXT = "t"
    DATE = "d"
    COUNT = "n"
    NUMBER = "x"
    HOURS = "h"
    SHARE = "s"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its mark, and its cells from the first visible column on."""

    mark: str
    cells: tuple[Content, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultSheet:
    """Where results go. `is_new`: a sheet of that name has to be made first."""

    name: str
    is_new: bool
    cells: tuple[CellChange, ...]


def lead(text: str) -> Row:
    """A sentence that everybody has to read."""
    return Row(Look.LEAD, (text,))


def hint(text: str) -> Row:
    """A sentence that explains."""
    return Row(Look.HINT, (text,))


def table(
    words: Labels, title: str, columns: Mapping[str, Form], rows: Iterable[Mapping[str, Content]]
) -> Iterator[Row]:
    """A table of these columns under a title of its own (blank: none) and a header row."""
    forms = "".join(columns.values())
    yield Row(Look.BLANK)
    if title:
        yield Row(Look.SECTION, (title,))
    yield Row(f"{Look.HEAD} {forms}", tuple(words.text(f"results.column.{each}") for each in columns))
    for row in rows:
        yield Row(f"{Look.BODY} {forms}", tuple(row[each] for each in columns))


def lay_out(book: Any, sheet_id: str, title: str, rows: Iterable[Row], words: Labels) -> ResultSheet:
    """The rows under a title, over whatever the sheet of that id shows now."""
    new = [Row(OWN + sheet_id, (title,)), *rows]
    sheet = _find(book, sheet_id, words)
    old = [] if sheet is None else _old_rows(sheet)
    name = _free_name(book, sheet_id, words) if sheet is None else str(sheet.name)
    after = [(row.mark, *row.cells) for row in new]
    width = max(len(row) for row in (*old, *after))
    cells = tuple(
        CellChange(
            sheet=name,
            row=row + 1,
            column=column + 1,
            before=_at(old, row, column),
            after=_at(after, row, column),
        )
        for row in range(max(len(old), len(after)))
        for column in range(width)
    )
    return ResultSheet(name=name, is_new=sheet is None, cells=cells)


def _at(rows: Sequence[Sequence[Content]], row: int, column: int) -> Content:
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else None


def _find(book: Any, sheet_id: str, words: Labels) -> Any | None:
    """The sheet with that mark; of copies that somebody made to keep, the one that has the name still."""
    usual = words.text(f"results.{sheet_id}.sheet")
    found = [each for each in book.sheets if _mark(each) == OWN + sheet_id]
    return next((each for each in found if str(each.name) == usual), found[0] if found else None)


def _mark(sheet: Any) -> str:
    return cell_text(values_of(sheet.range((1, 1)))[0][0])


def _old_rows(sheet: Any) -> list[list[Content]]:
    """What stands in the columns of the results, down to the last row with a mark."""
    used = sheet.used_range
    corner = (used.row + used.shape[0] - 1, used.column + used.shape[1] - 1)
    rows = [[content_of(cell) for cell in row] for row in values_of(sheet.range((1, 1), corner))]
    while not rows[-1][0]:
        rows.pop()
    width = max(columns_of(str(row[0] or "")) for row in rows)
    return [row[:width] for row in rows]


def columns_of(mark: str) -> int:
    """How many columns a row with that mark fills, the hidden one among them."""
    return max(1, len(forms_of(mark))) + 1


def forms_of(mark: str) -> str:
    """The letter of each of a table's columns; blank for rows outside of tables."""
    return mark.partition(" ")[2]


def _free_name(book: Any, sheet_id: str, words: Labels) -> str:
    """The usual name, numbered where somebody has a sheet of that name."""
    wanted = name = words.text(f"results.{sheet_id}.sheet")
    taken = {str(each.name).casefold() for each in book.sheets}
    number = 1
    while name.casefold() in taken:
        number += 1
        name = f"{wanted} ({number})"
    return name


@contextmanager
def made(book: Any, name: str) -> Iterator[None]:
    """A new sheet of that name behind all others, taken away again when the writing fails; blank: none."""
    if not name:
        yield
        return
    active = book.sheets.active
    sheet = book.sheets.add(name, after=book.sheets[len(book.sheets) - 1])
    try:
        yield
    except Exception:
        with suppress(Exception):  # an empty sheet harms nobody
            sheet.delete()
            active.activate()
        raise


def remove(book: Any, name: str) -> None:
    """Takes a sheet away that a button had made; where Excel will not, it stays empty."""
    with suppress(Exception):
        if name:
            book.sheets[name].delete()


def holds_only(sheet: Any, cells: Iterable[CellChange]) -> bool:
    """Whether nothing stands on the sheet but these cells."""
    ours = {(each.row, each.column) for each in cells}
    used = sheet.used_range
    return all(
        cell is None or (used.row + row, used.column + column) in ours
        for row, line in enumerate(values_of(used))
        for column, cell in enumerate(line)
    )
