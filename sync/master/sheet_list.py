"""The Overview's list of sheets: one that a new version of Remit brings along gets a line in a master that is
there already.

Owns where it stands: where the list has room. A line that people removed stays away.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import replace

from sync.master.heads import HeadCell
from sync.master.managed import Managed
from sync.master.workbook import FRAME_NAMES, MasterBook, reference
from workbook_templates.master import OVERVIEW

_LINE = f"{OVERVIEW}.rows_"

Places = dict[tuple[int, int], HeadCell]


def new_lines(
    book: MasterBook, managed: Managed, heads: Mapping[str, HeadCell], known: Container[str]
) -> Places:
    """The lines of sheets that the master did not have, now with names. `known`: the ids of those that it
    had.
    """
    if managed.sheet.id != OVERVIEW:
        return {}
    named = book.frame_cells(managed.tab)
    listed = [place for name, place in named.items() if name.startswith(_LINE)]
    asked = [name for name in heads if name.startswith(_LINE) and name not in named]
    wanted = [name for name in asked if name.removeprefix(_LINE) not in known]
    found: Places = {}
    for name, place in zip(wanted, _room(managed, listed), strict=False):
        book.define(FRAME_NAMES + name, reference(managed.tab.name, *place), hidden=True)
        found[place] = replace(heads[name], like=listed[0])
    return found


def _room(managed: Managed, listed: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Cells of the list in which nothing stands, down to the line above the heading of the teams."""
    if not listed:
        return
    columns = sorted({column for _, column in listed})
    for row in range(min(row for row, _ in listed), managed.table.header_row - 1):
        above = managed.old.above.get(row)
        taken = {cell.column for cell in above.cells() if not cell.blank} if above else set()
        for column in columns:
            if column not in taken and (row, column) not in listed:
                yield row, column
