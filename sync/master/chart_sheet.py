"""The sheet *KPI chart* of a master: it is there, the KPI that somebody chose stays, and its cells say what
their formulas come to.

Owns what a run does to that sheet. Everything else on it belongs to people; so do its formulas once they have
changed them. What the cells say is decided in `workbook_templates.kpi_chart`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from delegation.labels import Labels
from delegation.place import column_letters, sheet_reference
from sync.master.cell_values import formula_of, value_of
from sync.master.chart_template import BACK_NAME, CHOICE_NAME
from sync.master.heal import take_over
from sync.master.manifest import KIND, TEMPLATE, serial, texts_of
from sync.master.rows import Linked, Row
from sync.master.sheet_frame import Link, SheetFrame
from sync.master.sheet_xml import RawCell, RawRow, SheetReader, row_xml
from sync.master.texts import escaped, text_xml
from sync.master.workbook import MasterBook, Tab
from sync.signs import BAD
from workbook_templates.kpi_chart import CHART, CHARTS, CHOICE, CHOICES, Chosen, Value, chart_cells
from workbook_templates.master import OVERVIEW

if TYPE_CHECKING:
    from sync.master.fill import MasterFill
    from sync.master.found import FoundMaster

Place = tuple[int, int]


def chart_tab(book: MasterBook) -> tuple[Tab, Mapping[str, Place]] | None:
    """The tab with the chart and its named cells, whatever people call it and wherever they moved it."""
    for tab in book.tabs:
        cells = book.frame_cells(tab)
        if CHOICE_NAME in cells:
            return tab, cells
    return None


def ensure_chart(master: FoundMaster) -> str:
    """Puts the sheet back where it is missing, from the programme's template or else the shipped one; gives
    what stands on its tab, "" where nothing is wanted of it.

    Raises: UnreadableWorkbook.
    """
    if CHARTS not in master.wanted.sheets:
        return ""
    there = chart_tab(master.book)
    if there is not None:
        return there[0].name
    source = master.looks.parts
    found = chart_tab(MasterBook(source))
    if found is None:
        source = master.shipped()
        found = chart_tab(MasterBook(source))
    assert found is not None
    tab = take_over(master, source, found[0].name, with_charts=True)
    if CHART in master.manifest.facts:  # and not one that a new version of Remit brings along
        master.healed.append(tab.name)
    return tab.name


def fill_chart(fill: MasterFill) -> None:
    """The list to choose from, and the values of the formulas for what is chosen. Where nothing is, the KPI
    that asks most for a look is.
    """
    found = chart_tab(fill.book)
    if found is None:
        return
    tab, named = found
    rows = tuple(fill.wanted.rows[CHARTS].rows())
    managed = fill.managed[CHARTS]
    letters = column_letters(managed.table.position(managed.filled["label"]))
    area = f"${letters}${managed.first}:${letters}${managed.new_last}"
    fill.book.define(CHOICES, sheet_reference(managed.tab.name, area))
    reader = SheetReader(fill.parts.chunks(tab.part), tab.part)
    sheet = list(reader.rows())
    choice = (
        ""
        if fill.wanted.facts.get(KIND) == TEMPLATE
        else _said(fill, sheet, named[CHOICE_NAME]) or _first_choice(rows)
    )
    chosen = _chosen(choice, rows, fill.wanted.as_of)
    texts = {named[CHOICE_NAME]: choice}
    frame = SheetFrame(reader.head, reader.tail, tab.part)
    if BACK_NAME in named:
        texts[named[BACK_NAME]] = fill.wanted.words.text("master.overview.back")
        _link_back(fill, frame, named[BACK_NAME])
    values = _values(fill.wanted.words, chosen, named[CHOICE_NAME])
    head, tail = frame.split()
    written = [head]
    for row in sheet:
        cells = row.cells()
        for cell in cells:
            place = row.number, cell.column
            if place in texts:
                _say(cell, texts[place])
            elif place in values and formula_of(cell) == values[place][0]:
                _come_to(cell, *values[place], epoch_1904=fill.book.epoch_1904)
        written.append(row_xml(row.number, row.attributes, [cell.xml(row.number) for cell in cells]))
    fill.parts.replace(tab.part, b"".join((*written, tail)))


def _said(fill: MasterFill, sheet: Sequence[RawRow], place: Place) -> str:
    row = next((each for each in sheet if each.number == place[0]), None)
    cells = [cell for cell in row.cells() if cell.column == place[1]] if row else []
    texts = texts_of(fill.parts, cells)
    found = next(filter(None, (value_of(cell, texts) for cell in cells)), None)
    return found.text if found else ""


def _first_choice(rows: Sequence[Row]) -> str:
    """The first KPI that is worse than it used to be, else the first of all."""
    named = [(str(row["signal"]), str(row["label"])) for row in rows]
    return max(named, key=lambda each: each[0].startswith(BAD), default=("", ""))[1]


def _chosen(choice: str, rows: Sequence[Row], as_of: dt.date) -> Chosen:
    """As MATCH finds it: the first of that name, whatever its capitals."""
    folded = choice.casefold()
    for position, row in enumerate(rows, start=1):
        if str(row["label"]).casefold() == folded:
            values = {name: value for name, value in row.items() if not isinstance(value, Linked)}
            return Chosen(choice=choice, position=position, row=values, as_of=as_of)
    return Chosen(choice=choice, row={}, as_of=as_of)


def _values(words: Labels, chosen: Chosen, place: Place) -> Mapping[Place, tuple[str, Value]]:
    """Formula and value by cell, as far as the cells have moved with the one that holds the choice."""
    down, right = place[0] - CHOICE[0], place[1] - CHOICE[1]
    return {
        (each.row + down, each.column + right): (each.formula, each.value(chosen))
        for each in chart_cells(words)
    }


def _say(cell: RawCell, text: str) -> None:
    cell.type, cell.inner = (b"inlineStr", text_xml(text).encode()) if text else (b"", b"")


def _come_to(cell: RawCell, formula: str, value: Value, *, epoch_1904: bool) -> None:
    """Gives the formula its value."""
    if value is None:
        cell.type, shown = b"e", b"#N/A"
    elif isinstance(value, str):
        cell.type, shown = b"str", escaped(value)
    elif isinstance(value, dt.date):
        cell.type, shown = b"", b"%d" % serial(value, epoch_1904=epoch_1904)
    else:
        cell.type, shown = b"", repr(value).encode()
    cell.inner = b"<f>%s</f><v>%s</v>" % (escaped(formula), shown)


def _link_back(fill: MasterFill, frame: SheetFrame, place: Place) -> None:
    """The way back to the Overview, whatever people call that."""
    frame.move_links(lambda row, column: (row, column), lambda row, column: (row, column) == place, bool)
    row, column = place
    target = fill.link_to(OVERVIEW, "A1").removeprefix("internal:")
    shown = fill.wanted.words.text("master.overview.back")
    frame.add_links([(Link(row=row, column=column, location=target, shown=shown), "")])
