"""A master as a workbook: its tabs, the tables on them, its names.

Owns `xl/workbook.xml` and the table parts. Knows no row of a sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from delegation.place import cell_name, sheet_reference
from sync.markup import local_name, parsed, sibling_tag, written
from sync.master.elements import Element, child, children, main, relation_id, set_relation_id
from sync.master.follow import Following
from sync.package import Parts
from sync.reading.outline import column_number

MAIN = "xl/workbook.xml"
FRAME_NAMES = "_remit."
"""The hidden names of the cells above the tables that every run fills."""

_OF_CHARTS = "_xlchart"  # names that Excel's newer charts take their series from
TABLE_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
TABLE_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/table"
_CELL = re.compile(r"^(.*)!\$?([A-Z]{1,3})\$?([0-9]{1,7})$", re.DOTALL)
_LONGEST_HEADER = 255
_FORMULAS = ("calculatedColumnFormula", "totalsRowFormula")
_REF = re.compile(r"^\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?$")


class TwoTablesOfOneName(Exception):  # noqa: N818 - it is the file that is wrong
    """Two tables have one name: which of them is meant nobody can know."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


class TableInTheWay(Exception):  # noqa: N818 - it is what stands in the file
    """A table on the sheet `tab` stands where the one that Remit fills needs room: nothing there can be moved
    without tearing it apart.
    """

    def __init__(self, tab: str, name: str) -> None:
        self.tab = tab
        self.name = name
        super().__init__(tab, name)


@dataclass(slots=True, kw_only=True)
class TableColumn:
    """A column of a table: `header` as Excel shows it, `formula` what Excel fills it with."""

    id: int
    header: str
    formula: str = ""


@dataclass(slots=True, kw_only=True)
class TablePart:
    """A table of Excel. Rows and columns are 1-based; `last` is its last row with data, before its totals."""

    part: str
    name: str
    header_row: int
    last: int
    left: int
    columns: list[TableColumn]
    headers: int = 1
    totals: int = 0
    root: Element

    @property
    def first(self) -> int:
        """Its first row with data."""
        return self.header_row + 1 if self.headers else self.header_row

    @property
    def right(self) -> int:
        return self.left + len(self.columns) - 1

    def position(self, column: TableColumn) -> int:
        """The column's place on the sheet."""
        return self.left + self.columns.index(column)

    def take_headers(self, typed: Mapping[int, str]) -> None:
        """Columns are called what stands above them: some programs change the cell and not the table."""
        for place, column in enumerate(self.columns, start=self.left):
            others = {each.header.casefold() for each in self.columns if each is not column}
            header = typed.get(place, "")
            if header.strip() and header != column.header and header.casefold() not in others:
                column.header = header[:_LONGEST_HEADER]

    def append(self, header: str) -> TableColumn:
        """A new last column, its header made unlike all others."""
        taken = {each.header.casefold() for each in self.columns}
        wanted, number = header[:250], 1
        while header.casefold() in taken:
            number += 1
            header = f"{wanted} {number}"
        column = TableColumn(id=max((each.id for each in self.columns), default=0) + 1, header=header)
        self.columns.append(column)
        return column

    def follow(self, following: Following, tab: str, *, moves: bool) -> bool:
        """Its formulas mean what they meant once tables have got other rows; `moves`: it may lie below one of
        them. Gives whether anything has changed.
        """
        changed = False
        for each in self.root.iter():
            ref = each.get("ref", "") if moves else ""
            if (new := following.ranges(ref, tab)) != ref:
                each.set("ref", new)
                changed = True
            if (
                local_name(each) in _FORMULAS
                and (text := following.formula(each.text or "", tab)) != each.text
            ):
                each.text = text
                changed = changed or bool(text)
        return changed

    def as_bytes(self) -> bytes:
        """The part: filters and sorting cleared, its range and columns as they are now."""
        root = self.root
        ref = f"{cell_name(self.header_row, self.left)}:{cell_name(self.last + self.totals, self.right)}"
        root.set("ref", ref)
        for each in list(children(root, "sortState")):
            root.remove(each)
        for each in list(children(root, "autoFilter")):
            for kept in list(each):
                each.remove(kept)
            bottom = cell_name(self.last, self.right)
            each.set("ref", f"{cell_name(self.header_row, self.left)}:{bottom}")
        columns = child(root, "tableColumns")
        assert columns is not None
        names = {str(column.id): column.header.replace("\n", "_x000a_") for column in self.columns}
        for each in children(columns, "tableColumn"):
            name, before = names.get(each.get("id", ""), ""), each.get("name", "")
            if name and before.replace("_x000A_", "_x000a_") != name:
                each.set("name", name)
        known = {each.get("id") for each in columns}
        for column in self.columns:
            if str(column.id) not in known:
                made = etree.SubElement(columns, sibling_tag(columns, "tableColumn"))
                made.set("id", str(column.id))
                made.set("name", column.header.replace("\n", "_x000a_"))
        columns.set("count", str(len(columns)))
        return written(root)


@dataclass(slots=True, kw_only=True)
class Tab:
    """A worksheet: what stands on its tab, the part with its cells, its tables."""

    name: str
    part: str
    tables: list[TablePart] = field(default_factory=list)


class MasterBook:
    """A workbook that is, or may be, a master.

    Raises: UnreadableWorkbook, TwoTablesOfOneName.
    """

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.root = parsed(parts.read(MAIN), MAIN)
        self.tabs = list(self._tabs())
        self._refuse_twins()

    @property
    def epoch_1904(self) -> bool:
        properties = child(self.root, "workbookPr")
        return properties is not None and properties.get("date1904", "") in ("1", "true", "on")

    def tab(self, name: str) -> Tab | None:
        return next((each for each in self.tabs if each.name.casefold() == name.casefold()), None)

    def table(self, name: str) -> tuple[Tab, TablePart] | None:
        """The table of that name, with the tab it is on."""
        for tab in self.tabs:
            for table in tab.tables:
                if table.name.casefold() == name.casefold():
                    return tab, table
        return None

    def names(self) -> Iterator[Element]:
        found = child(self.root, "definedNames")
        return iter(()) if found is None else children(found, "definedName")

    def frame_cells(self, tab: Tab) -> dict[str, tuple[int, int]]:
        """The named cells above the table of a tab: `delegations.stamp` → row, column."""
        found: dict[str, tuple[int, int]] = {}
        for each in self.names():
            name = each.get("name", "")
            if not name.startswith(FRAME_NAMES):
                continue
            place = _CELL.match(each.text or "")
            if place is not None and _tab_name(place[1]).casefold() == tab.name.casefold():
                found[name.removeprefix(FRAME_NAMES)] = int(place[3]), column_number(place[2])
        return found

    def define(self, name: str, reference: str, *, hidden: bool = False) -> None:
        """Adds a name, or gives it another meaning."""
        for each in self.names():
            if each.get("name") == name and each.get("localSheetId") is None:
                each.text = reference
                return
        holder = child(self.root, "definedNames")
        if holder is None:
            holder = etree.Element(main("definedNames"))
            sheets = child(self.root, "sheets")
            assert sheets is not None
            before = [
                each for each in self.root if local_name(each) in ("functionGroups", "externalReferences")
            ]
            (before[-1] if before else sheets).addnext(holder)
        made = etree.SubElement(holder, main("definedName"))
        made.set("name", name)
        if hidden:
            made.set("hidden", "1")
        made.text = reference
        holder[:] = sorted(
            holder, key=lambda each: (each.get("name", "").casefold(), each.get("localSheetId", ""))
        )

    def names_follow(self, following: Following) -> None:
        """Names that meant the old rows of a table mean the new ones."""
        for each in self.names():
            name = each.get("name", "")
            if each.text and not name.startswith(FRAME_NAMES):
                each.text = following.formula(each.text, series=name.startswith(_OF_CHARTS))

    def save(self) -> None:
        """Puts the workbook part back; Excel recalculates everything when it opens the file."""
        calculation = child(self.root, "calcPr")
        if calculation is None:
            calculation = etree.Element(main("calcPr"))
            before = ("definedNames", "externalReferences", "functionGroups", "sheets")
            place = next(found for name in before if (found := child(self.root, name)) is not None)
            place.addnext(calculation)
        calculation.set("fullCalcOnLoad", "1")
        for name, kind, _ in self._relations():
            if kind == "calcChain" and name in self.parts:
                self.parts.drop(name)
        data = written(self.root)
        if data != self.parts.read(MAIN):
            self.parts.replace(MAIN, data)

    def free_table_id(self) -> int:
        used = [int(table.root.get("id", "0") or 0) for tab in self.tabs for table in tab.tables]
        return max(used, default=0) + 1

    def free_part(self, pattern: str) -> str:
        """The first name of the pattern (`xl/tables/table{}.xml`) that nothing has."""
        number = 1
        while pattern.format(number) in self.parts:
            number += 1
        return pattern.format(number)

    def define_local(self, name: str, tab: Tab, reference: str) -> None:
        """Adds a name that only this tab has, such as its print titles."""
        number = str(self._position(tab))
        for each in self.names():
            if each.get("name") == name and each.get("localSheetId") == number:
                return
        self.define(f"{name}\n", reference)
        made = next(each for each in self.names() if each.get("name") == f"{name}\n")
        made.set("name", name)
        made.set("localSheetId", number)

    def _position(self, tab: Tab) -> int:
        sheets = child(self.root, "sheets")
        names = [] if sheets is None else [each.get("name", "") for each in children(sheets, "sheet")]
        return names.index(tab.name)

    def add_tab(self, name: str, part: str, *, state: str = "") -> Tab:
        """A new last worksheet; its part has to be there already. A name that is taken gets a number."""
        wanted, number = name, 1
        while self.tab(name) is not None:
            number += 1
            name = f"{wanted[:27]} {number}"
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
        sheets = child(self.root, "sheets")
        assert sheets is not None
        made = etree.SubElement(sheets, sibling_tag(sheets, "sheet"))
        used = [int(each.get("sheetId", "0")) for each in sheets if each is not made]
        made.set("name", name)
        made.set("sheetId", str(max(used, default=0) + 1))
        if state:
            made.set("state", state)
        set_relation_id(made, self.parts.relate(MAIN, kind, part))
        tab = Tab(name=name, part=part)
        self.tabs.append(tab)
        return tab

    def _tabs(self) -> Iterator[Tab]:
        targets = {each.id: each for each in self.parts.relations(MAIN)}
        sheets = child(self.root, "sheets")
        for element in () if sheets is None else children(sheets, "sheet"):
            found = targets.get(relation_id(element))
            if found is not None and found.kind == "worksheet" and found.target in self.parts:
                tables = (
                    table_part(self.parts, each.target)
                    for each in self.parts.relations(found.target)
                    if each.kind == "table" and each.target in self.parts
                )
                sound = [each for each in tables if each is not None]
                yield Tab(name=element.get("name", ""), part=found.target, tables=sound)

    def _relations(self) -> Iterator[tuple[str, str, str]]:
        return ((each.target, each.kind, each.id) for each in self.parts.relations(MAIN))

    def _refuse_twins(self) -> None:
        seen: set[str] = set()
        for tab in self.tabs:
            for table in tab.tables:
                if table.name.casefold() in seen:
                    raise TwoTablesOfOneName(table.name)
                seen.add(table.name.casefold())


def table_part(parts: Parts, part: str) -> TablePart | None:
    """The table in that part; None when its range makes no sense."""
    root = parsed(parts.read(part), part)
    place = _REF.match(root.get("ref", ""))
    columns = child(root, "tableColumns")
    if place is None or columns is None:
        return None
    left, top, _, bottom = place.groups()
    totals, headers = int(root.get("totalsRowCount", "0")), int(root.get("headerRowCount", "1"))
    found = []
    for each in children(columns, "tableColumn"):
        formula = child(each, "calculatedColumnFormula")
        found.append(
            TableColumn(
                id=int(each.get("id", "0")),
                header=each.get("name", "").replace("_x000a_", "\n").replace("_x000A_", "\n"),
                formula=(formula.text or "") if formula is not None and not formula.get("array") else "",
            )
        )
    return TablePart(
        part=part,
        name=root.get("displayName", "") or root.get("name", ""),
        header_row=int(top),
        last=int(bottom or top) - totals,
        left=column_number(left),
        columns=found,
        headers=headers,
        totals=totals,
        root=root,
    )


def _tab_name(text: str) -> str:
    """The tab that a reference names."""
    return text[1:-1].replace("''", "'") if text.startswith("'") else text


def reference(tab: str, row: int, column: int) -> str:
    """A cell as names refer to it: `'Plan 2'!$C$5`."""
    letters = cell_name(row, column)[: -len(str(row))]
    return sheet_reference(tab, f"${letters}${row}")
