"""The weeks on *Workload*: columns by their number in the cycle, their days above them.

Owns where the days stand, wherever people moved the columns; that weeks beyond the cycle are out of sight;
and that a week that comes in later looks like the others. What the days are is said in
`sync.master.figure_heads`.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from delegation.place import column_letters
from sync.master.elements import Element, child, children
from sync.master.heads import HeadCell
from sync.master.managed import Managed
from sync.master.sheet_frame import SheetFrame
from sync.master.workbook import FRAME_NAMES, MasterBook, TableColumn, reference
from sync.reading.outline import column_number
from workbook_templates.master_figures import WORKLOAD, week_number

_RANGE = re.compile(r"^\$?([A-Z]{1,3})\$?([0-9]+)(?::\$?([A-Z]{1,3})\$?([0-9]+))?$")

Places = dict[tuple[int, int], HeadCell]


def is_week_name(name: str) -> bool:
    """Whether a named cell above a table is that of a week's first day: `workload.week_3`."""
    sheet_id, _, column_id = name.partition(".")
    return sheet_id == WORKLOAD and bool(week_number(column_id))


def days_above(book: MasterBook, managed: Managed, heads: Mapping[str, HeadCell]) -> Places:
    """What is to stand above the columns of weeks, and nothing where one has stood; their names follow. What
    a person has written above a column stays, and the day goes without saying.
    """
    if managed.sheet.id != WORKLOAD:
        return {}
    named = book.frame_cells(managed.tab).items()
    before = {name: place for name, place in named if is_week_name(name)}
    cells: Places = {place: HeadCell() for place in before.values()}
    row = max((row for row, _ in cells), default=managed.table.header_row - 1)
    like = next(iter(cells), None)
    for column_id, column in _weeks(managed):
        name, place = f"{WORKLOAD}.{column_id}", (row, managed.table.position(column))
        if place not in cells and _says_something(managed, place):
            continue
        if before.get(name) != place:
            book.define(FRAME_NAMES + name, reference(managed.tab.name, *place), hidden=True)
        cells[place] = replace(heads.get(name, HeadCell()), like=like)
    return cells


def _weeks(managed: Managed) -> Iterable[tuple[str, TableColumn]]:
    return ((name, column) for name, column in managed.filled.items() if week_number(name))


def _says_something(managed: Managed, place: tuple[int, int]) -> bool:
    row = managed.old.above.get(place[0])
    cells = row.cells() if row is not None else ()
    return any(cell.column == place[1] and not cell.blank for cell in cells)


def arrange_weeks(managed: Managed, frame: SheetFrame, heads: Mapping[tuple[int, int], HeadCell]) -> None:
    """Hides weeks beyond the cycle, shows those that have come into it, and gives columns that the table did
    not have the marks of the first.
    """
    if managed.sheet.id != WORKLOAD:
        return
    told = {column: row for (row, column), head in heads.items() if head.value}
    places = [managed.table.position(column) for _, column in _weeks(managed)]
    days_row = max((row for column, row in told.items() if column in places), default=0)
    for place in places:
        if place not in told:
            _hide(frame, place, hidden=True)
        elif not _says_something(managed, (days_row, place)):
            _hide(frame, place, hidden=False)
    new = managed.table.left + managed.columns_before
    old = [place for place in places if place < new]
    if old:
        _mark_alike(frame, old[0], [place for place in places if place >= new])


def _hide(frame: SheetFrame, column: int, *, hidden: bool) -> None:
    """Hides one column, or shows it; those that share its description stay as they are."""
    holder = child(frame.root, "cols")
    for each in [] if holder is None else list(holder):
        first, last = int(each.get("min", "0")), int(each.get("max", "0"))
        if not first <= column <= last or (each.get("hidden") in ("1", "true")) == hidden:
            continue
        if first < column:
            each.addprevious(_part(each, first, column - 1))
        if column < last:
            each.addnext(_part(each, column + 1, last))
        each.set("min", str(column))
        each.set("max", str(column))
        if hidden:
            each.set("hidden", "1")
        else:
            each.attrib.pop("hidden", None)
        return


def _part(described: Element, first: int, last: int) -> Element:
    part = copy.deepcopy(described)
    part.set("min", str(first))
    part.set("max", str(last))
    return part


def _mark_alike(frame: SheetFrame, like: int, columns: Iterable[int]) -> None:
    """Formats with conditions that one column has go for these as well."""
    for each in children(frame.root, "conditionalFormatting") if columns else ():
        areas = each.get("sqref", "").split()
        rows = next((rows for area in areas if (rows := _rows_at(area, like))), None)
        if rows is None:
            continue
        for column in columns:
            if not any(_rows_at(area, column) for area in areas):
                letters = column_letters(column)
                areas.append(f"{letters}{rows[0]}:{letters}{rows[1]}")
        each.set("sqref", " ".join(areas))


def _rows_at(area: str, column: int) -> tuple[int, int] | None:
    """First and last row of a range where it has that column."""
    found = _RANGE.match(area)
    if found is None:
        return None
    left, top, right, bottom = found.groups()
    if not column_number(left) <= column <= column_number(right or left):
        return None
    return int(top), int(bottom or top)
