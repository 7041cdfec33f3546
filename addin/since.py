"""What has become of what a button wrote: which rows stand as they were written, and where they are now.

A row goes by all of its written cells: where somebody has typed into one of them, or other rows have come to
stand there, nobody can know what of it may be taken back, and it stays whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from addin.changes import CellChange, blocks
from addin.contents import Content, Formula, content_of, shown
from addin.located import values_of

Grid = Mapping[tuple[int, int], Content]


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """`same`: the cells that still show what was written, where they are now. `typed`: those that show
    anything else; the row of such a cell is not among the same. Cells that show what was there before are
    neither.
    """

    same: tuple[CellChange, ...]
    typed: tuple[CellChange, ...]


def what_became_of(book: Any, cells: Iterable[CellChange]) -> Since:
    """Reads them where they were written and, where other rows are there now, further up and down."""
    by_sheet: dict[str, list[CellChange]] = defaultdict(list)
    for cell in cells:
        by_sheet[cell.sheet].append(cell)
    sheets = {str(each.name): each for each in book.sheets}
    same: list[CellChange] = []
    typed: list[CellChange] = []
    for name, written in by_sheet.items():
        if name not in sheets:
            typed += written
            continue
        grid = _read(book, written)
        changed = [cell for cell in written if not _stands(cell, grid) and not _is_back(cell, grid)]
        if changed and (moved := _moved(sheets[name], written)):
            same += moved
            continue
        rows = {cell.row for cell in changed}
        same += [cell for cell in written if cell.row not in rows and not _is_back(cell, grid)]
        typed += changed
    return Since(same=tuple(same), typed=tuple(typed))


def _read(book: Any, cells: Iterable[CellChange]) -> dict[tuple[int, int], Content]:
    grid: dict[tuple[int, int], Content] = {}
    for block in blocks(cells):
        for row, values in zip(block.cells, values_of(block.area(book)), strict=True):
            grid.update(
                ((cell.row, cell.column), content_of(value)) for cell, value in zip(row, values, strict=True)
            )
    return grid


def _stands(cell: CellChange, grid: Grid, rows_down: int = 0) -> bool:
    """A formula whose text is unknown yet, because nothing has calculated it, counts as there."""
    found = grid.get((cell.row + rows_down, cell.column))
    return found == shown(cell.after) or (isinstance(cell.after, Formula) and found is None)


def _is_back(cell: CellChange, grid: Grid) -> bool:
    """What was there before the button is there again, or was never overwritten."""
    return grid.get((cell.row, cell.column)) == shown(cell.before) != shown(cell.after)


def _moved(sheet: Any, cells: Sequence[CellChange]) -> list[CellChange]:
    """All of the cells so many rows further down or up, where there is one such place and only one."""
    used = sheet.used_range
    grid = {
        (row, column): content_of(value)
        for row, values in enumerate(values_of(used), used.row)
        for column, value in enumerate(values, used.column)
    }
    filled = [cell for cell in cells if shown(cell.after) is not None]
    if not filled:
        return []
    first = filled[0]
    places = [
        row - first.row
        for row, column in grid
        if column == first.column and all(_stands(cell, grid, row - first.row) for cell in cells)
    ]
    return [replace(cell, row=cell.row + places[0]) for cell in cells] if len(places) == 1 else []
