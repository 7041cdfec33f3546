"""What a master or template lacks of what Remit needs, put back: a table turned into a range, a sheet
deleted.

Owns how a sheet of a template comes into another workbook. What would lose what people wrote is not healed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from delegation.place import cell_name, sheet_reference
from sync.markup import local_name, parsed, written
from sync.master.cell_values import value_of
from sync.master.columns import STYLES
from sync.master.elements import SPREADSHEET, child, main, relation_id, set_relation_id
from sync.master.manifest import TEMPLATE, texts_of
from sync.master.sheet_frame import SheetFrame
from sync.master.sheet_xml import RawCell, SheetReader, row_xml
from sync.master.styles import Styles
from sync.master.texts import text_xml
from sync.master.workbook import (
    FRAME_NAMES,
    TABLE_RELATION,
    TABLE_TYPE,
    MasterBook,
    Tab,
    TablePart,
    reference,
    table_part,
)
from sync.package import Parts
from workbook_templates.master import KEY
from workbook_templates.master_sheet import Sheet

if TYPE_CHECKING:
    from sync.master.found import FoundMaster

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KEPT_IN_FRAME = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "mergeCells",
    "conditionalFormatting", "dataValidations", "printOptions", "pageMargins", "pageSetup", "headerFooter",
    "ignoredErrors", "extLst",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A managed table. `was_there`: people may have written in it, and what they wrote was read."""

    tab: Tab
    table: TablePart
    was_there: bool


def ensure_table(master: FoundMaster, sheet: Sheet) -> Found:
    """The table of a managed sheet: as it is, from the range that it was turned into, or from a template.

    Raises: UnreadableWorkbook.
    """
    known = master.manifest.sheets.get(sheet.id)
    for name in filter(None, (known.table if known else "", sheet.table)):
        there = master.book.table(name)
        if there is not None:
            was_there = not master.as_template and master.manifest.kind != TEMPLATE
            return Found(tab=there[0], table=there[1], was_there=was_there)
    for name in filter(None, (known.tab if known else "", sheet.name)):
        tab = master.book.tab(name)
        table = _range_as_table(master.book, tab, sheet) if tab is not None else None
        if tab is not None and table is not None:
            master.healed.append(tab.name)
            return Found(tab=tab, table=table, was_there=not master.as_template)
    tab, table = _from_template(master, sheet)
    if known is not None:  # and not one that a new version of Remit brings along
        master.healed.append(tab.name)
    return Found(tab=tab, table=table, was_there=False)


def _range_as_table(book: MasterBook, tab: Tab, sheet: Sheet) -> TablePart | None:
    """A table over the range whose first header is `_key`; None where the sheet has none."""
    rows = {row.number: row.cells() for row in SheetReader(book.parts.chunks(tab.part), tab.part).rows()}
    texts = texts_of(book.parts, (cell for cells in rows.values() for cell in cells))

    def said(cell: RawCell) -> str:
        value = value_of(cell, texts)
        return value.text if value else ""

    place = next(
        ((row, cell.column) for row, cells in rows.items() for cell in cells if said(cell) == KEY), None
    )
    if place is None or any(table.left <= place[1] <= table.right for table in tab.tables):
        return None
    header_row, left = place
    by_column = {cell.column: said(cell) for cell in rows[header_row]}
    headers: list[str] = []
    while by_column.get(left + len(headers)):
        headers.append(by_column[left + len(headers)])
    if len({header.casefold() for header in headers}) != len(headers):
        return None
    last = max(
        [row for row, cells in rows.items() if any(cell.column == left and said(cell) for cell in cells)]
    )
    root = etree.Element(main("table"), nsmap={None: SPREADSHEET})
    ref = f"{cell_name(header_row, left)}:{cell_name(max(last, header_row + 1), left + len(headers) - 1)}"
    for name, value in (
        ("id", str(book.free_table_id())), ("name", sheet.table), ("displayName", sheet.table), ("ref", ref),
        ("totalsRowShown", "0"),
    ):  # fmt: skip
        root.set(name, value)
    etree.SubElement(root, main("autoFilter")).set("ref", ref)
    columns = etree.SubElement(root, main("tableColumns"))
    columns.set("count", str(len(headers)))
    for number, header in enumerate(headers, start=1):
        column = etree.SubElement(columns, main("tableColumn"))
        column.set("id", str(number))
        column.set("name", header.replace("\n", "_x000a_"))
    return _attach(book, tab, written(root))


def _attach(book: MasterBook, tab: Tab, data: bytes) -> TablePart | None:
    """A table part of its own for the tab, named on the sheet."""
    part = book.free_part("xl/tables/table{}.xml")
    book.parts.add(part, TABLE_TYPE, data)
    relation = book.parts.relate(tab.part, TABLE_RELATION, part)
    reader = SheetReader(book.parts.chunks(tab.part), tab.part)
    rows = b"".join(row_xml(row.number, row.attributes, (row.inner,)) for row in reader.rows())
    frame = SheetFrame(reader.head, reader.tail, tab.part)
    frame.add_table(relation)
    head, tail = frame.split()
    book.parts.replace(tab.part, head + rows + tail)
    table = table_part(book.parts, part)
    if table is not None:
        tab.tables.append(table)
    return table


def _from_template(master: FoundMaster, sheet: Sheet) -> tuple[Tab, TablePart]:
    """The sheet as the programme's template has it, or else the shipped one."""
    source = master.looks.parts
    found = MasterBook(source).table(sheet.table)
    if found is None:
        source = master.shipped()
        found = MasterBook(source).table(sheet.table)
    assert found is not None, sheet.table
    tab = take_over(master, source, found[0].name, state="hidden" if sheet.hidden else "")
    return tab, tab.tables[0]


def take_over(
    master: FoundMaster, source: Parts, name: str, *, state: str = "", with_charts: bool = False
) -> Tab:
    """A sheet of another workbook as a new last sheet of the master: cells, formats, tables, names.

    `state`: "veryHidden" for a sheet that people never see. `with_charts`: it has charts, over its own cells.
    """
    book, other = master.book, MasterBook(source)
    old = other.tab(name)
    assert old is not None, name
    looks = Styles(source.read(STYLES))
    reader = SheetReader(source.chunks(old.part), old.part)
    rows = list(reader.rows())
    texts = texts_of(source, (cell for row in rows for cell in row.cells()))
    taken = []
    for row in rows:
        cells = []
        for cell in row.cells():
            cell.style = master.styles.adopt(looks, cell.style)
            if cell.type == b"s":
                value = value_of(cell, texts)
                cell.type, cell.inner = b"inlineStr", text_xml(value.text if value else "").encode()
            cells.append(cell.xml(row.number))
        taken.append(row_xml(row.number, row.attributes, cells))
    frame = SheetFrame(reader.head, reader.tail, old.part)
    _keep_known(frame)
    for rule in [each for each in frame.root.iter() if local_name(each) == "cfRule"]:
        if rule.get("dxfId"):
            rule.set("dxfId", str(master.styles.adopt_differential(looks, int(rule.get("dxfId", "0")))))
    part = book.free_part("xl/worksheets/sheet{}.xml")
    head, tail = frame.split()
    book.parts.add(part, _SHEET_TYPE, head + b"".join(taken) + tail)
    tab = book.add_tab(name, part, state=state)
    if with_charts:
        frame.add_drawing(_take_charts(book, source, old, tab))
        head, tail = frame.split()
        book.parts.replace(part, head + b"".join(taken) + tail)
    for table in old.tables:
        root = parsed(source.read(table.part), table.part)
        root.set("id", str(book.free_table_id()))
        _attach(book, tab, written(root))
    _take_names(book, tab, other, old)
    return tab


def _take_charts(book: MasterBook, source: Parts, old: Tab, tab: Tab) -> str:
    """The drawing of a sheet with its charts, as parts of the tab's own; gives the relation to it."""
    parts = book.parts
    drawing = next(each.target for each in source.relations(old.part) if each.kind == "drawing")
    made = book.free_part("xl/drawings/drawing{}.xml")
    parts.add(made, source.content_type(drawing), b"")
    root, ids = parsed(source.read(drawing), drawing), {}
    for each in source.relations(drawing):
        chart = book.free_part("xl/charts/chart{}.xml")
        parts.add(
            chart, source.content_type(each.target), _chart_on(tab, source.read(each.target), each.target)
        )
        ids[each.id] = parts.relate(made, f"{_RELATIONS}/{each.kind}", chart)
    for element in root.iter():
        if relation_id(element) in ids:
            set_relation_id(element, ids[relation_id(element)])
    parts.replace(made, written(root))
    return parts.relate(tab.part, f"{_RELATIONS}/drawing", made)


def _chart_on(tab: Tab, chart: bytes, part: str) -> bytes:
    """The chart over the same cells of that tab."""
    root = parsed(chart, part)
    for each in root.iter():
        if local_name(each) == "f" and each.text:
            each.text = _on_tab(each.text, tab)
    return written(root)


def _keep_known(frame: SheetFrame) -> None:
    """Only what can stand alone in another workbook: nothing that names a relation."""
    for each in list(frame.root):
        if local_name(each) not in _KEPT_IN_FRAME:
            frame.root.remove(each)
    for view in frame.root.iter():
        if local_name(view) == "sheetView":
            view.attrib.pop("tabSelected", None)
    setup = child(frame.root, "pageSetup")
    if setup is not None:
        for name in [each for each in setup.attrib if str(each).startswith("{")]:
            setup.attrib.pop(name)


def _take_names(book: MasterBook, tab: Tab, other: MasterBook, old: Tab) -> None:
    """The names of the cells above the table, and what is repeated on every printed page."""
    for name, (row, column) in other.frame_cells(old).items():
        book.define(FRAME_NAMES + name, reference(tab.name, row, column), hidden=True)
    number = str([each.name for each in other.tabs].index(old.name))
    for each in other.names():
        if each.get("localSheetId") == number and each.get("name", "").startswith("_xlnm.Print_"):
            areas = ",".join(_on_tab(area, tab) for area in (each.text or "").split(","))
            book.define_local(each.get("name", ""), tab, areas)


def _on_tab(area: str, tab: Tab) -> str:
    """The same cells of a sheet that may have another name."""
    return sheet_reference(tab.name, area.rpartition("!")[2])
