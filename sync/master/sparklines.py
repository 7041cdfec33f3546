"""The small charts in a sheet's cells that are Remit's: where they are drawn, and from which cells.

Owns their XML in a worksheet. What people have drawn beside them is moved by `sync.master.sheet_frame`.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence

from lxml import etree

from delegation.place import cell_name
from sync.markup import local_name
from sync.master.elements import Element, child, main
from sync.reading.outline import column_number

_CELL = re.compile(r"^\$?([A-Za-z]{1,3})\$?([0-9]{1,7})$")


def set_sparklines(root: Element, column: int, found: Sequence[tuple[int, str]]) -> None:
    """The sparklines of a column that has some: row, and the cells that it shows."""
    group = sparkline_group(root, column)
    holder = None if group is None else child(group, "sparklines")
    if holder is None:
        return
    like = next(each for each in holder if column_of(each) == column)
    made = []
    for row, cells in found:
        new = copy.deepcopy(like)
        source, where = child(new, "f"), child(new, "sqref")
        assert source is not None
        assert where is not None
        source.text, where.text = cells, cell_name(row, column)
        made.append(new)
    holder[:] = [each for each in holder if column_of(each) != column] + (made or [like])


def add_sparklines(root: Element, column: int, like: Element | None) -> None:
    """Has a sheet draw in a column as another sheet does, whose extension (`extension_of`) this is."""
    if like is None:
        return
    extension = copy.deepcopy(like)
    new = next(each for each in extension.iter() if local_name(each) == "sparklineGroup")
    for where in (each for each in new.iter() if local_name(each) == "sqref"):
        where.text = cell_name(1, column)
    there = next((each for each in root.iter() if local_name(each) == "sparklineGroups"), None)
    if there is not None:
        there.append(new)
        return
    holder = child(root, "extLst")
    if holder is None:
        holder = etree.SubElement(root, main("extLst"))
    holder.append(extension)


def sparkline_group(root: Element, column: int) -> Element | None:
    """The group that draws in that column."""
    for group in (each for each in root.iter() if local_name(each) == "sparklineGroup"):
        holder = child(group, "sparklines")
        if holder is not None and any(column_of(each) == column for each in holder):
            return group
    return None


def extension_of(root: Element, column: int) -> Element | None:
    """A copy of what a sheet says of its sparklines, with the group of that column alone."""
    again = copy.deepcopy(root)
    group = sparkline_group(again, column)
    groups = None if group is None else group.getparent()
    if group is None or groups is None:
        return None
    groups[:] = [group]
    return groups.getparent()


def column_of(sparkline: Element) -> int:
    """The column of the cell in which a sparkline is drawn."""
    where = child(sparkline, "sqref")
    cell = _CELL.match((where.text or "") if where is not None else "")
    return column_number(cell[1].upper()) if cell else 0
