"""What a worksheet says before and after its cells: widths, formats with conditions, links, sparklines.

Owns their editing when the table on the sheet has got other rows. Everything that it does not know stays as
it is, in its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from lxml import etree

from delegation.place import cell_name
from sync.markup import as_attribute, local_name, parsed, written
from sync.master.elements import Element, child, children, main, relation_id, set_relation_id
from sync.master.follow import Following
from sync.reading.outline import column_number
from sync.reading.unreadable import refusal

_DATA = re.compile(rb"<sheetData\b[^>]*/>|<sheetData\b[^>]*></sheetData>")
_CELL = re.compile(r"^\$?([A-Za-z]{1,3})\$?([0-9]{1,7})$")
_AREA = re.compile(
    r"^(.*!)?\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Za-z]{1,3})\$?([0-9]{1,7}))?$", re.DOTALL
)
_LINKS = re.compile(rb'<([^<> ]+)([^<>]*) ref="@" ([^<>= ]+)="@"/>')  # where those out of the workbook go
_BEFORE_LINKS = (
    "sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState",
    "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
    "dataValidations",
)  # fmt: skip
_AFTER_TABLES = ("extLst",)
_AFTER_DRAWING = (
    "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts",
    *_AFTER_TABLES,
)  # fmt: skip

Place = Callable[[int, int], tuple[int, int] | None]
"""Where a cell is after the fill, by row and column; None: its row has left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link on a cell: into the workbook (`location` alone), or out of it. `shown`: what its cell says."""

    row: int
    column: int
    target: str = ""  # of a relation that leads out of the workbook
    location: str = ""
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LostLink:
    """A link of a person whose row has left."""

    row: int
    column: int
    relation: str
    location: str


@dataclass(slots=True, kw_only=True)
class MovedLinks:
    """What became of the links: relations that nothing names any more, links whose rows have left, and how
    many of people's stay in rows of the table.
    """

    dropped: set[str] = field(default_factory=set)
    lost: list[LostLink] = field(default_factory=list)
    in_table: int = 0


class SheetFrame:
    """A worksheet without its cells.

    Raises: UnreadableWorkbook.
    """

    def __init__(self, head: bytes, tail: bytes, part: str) -> None:
        self.part = part
        self.root = parsed(head + b"<sheetData/>" + tail, part)
        self._outside: list[tuple[Link, str]] = []  # not in the tree, where each would take 1 KB

    def split(self) -> tuple[bytes, bytes]:
        """The bytes before and behind the rows; the rows go between `<sheetData>` and `</sheetData>`."""
        data = self._with_links(written(self.root))
        found = _DATA.search(data)
        if found is None:
            raise refusal("WB-DAMAGED", part=self.part)
        return data[: found.start()] + b"<sheetData>", b"</sheetData>" + data[found.end() :]

    def follow(self, following: Following, tab: str) -> None:
        """Ranges and formulas of formats, validations, merged cells and extensions."""
        for element in self.root.iter():
            name = local_name(element)
            if name in ("sheetData", "hyperlink", "selection", "pane") or _in_sparklines(element):
                continue
            for attribute in ("sqref", "ref") if name != "sheetView" else ():
                text = element.get(attribute)
                if text and name != "dimension":
                    element.set(attribute, following.ranges(text, tab))
            if name == "sqref" and element.text:
                element.text = following.ranges(element.text, tab)
            elif name in ("formula", "formula1", "formula2", "f") and element.text:
                element.text = following.formula(element.text, tab)

    def part_merged(self, left: int, right: int, below: int) -> None:
        """Parts cells below that row which are merged over an edge of these columns: what stands within the
        columns moves, what stands beside does not, and Excel repairs a file in which merged cells come upon
        a table or upon each other.
        """
        holder = child(self.root, "mergeCells")
        for each in [] if holder is None else list(holder):
            area = _AREA.match(each.get("ref", ""))
            if area is None or not area[4] or int(area[5]) <= below:
                continue
            first, last = column_number(area[2].upper()), column_number(area[4].upper())
            if first <= right and last >= left and not left <= first <= last <= right:
                _detach(each)
        if holder is not None:
            holder.set("count", str(len(holder)))
            if not len(holder):
                _detach(holder)

    def clear_filter(self) -> None:
        """No row stays hidden, so nothing is said to be filtered."""
        properties = child(self.root, "sheetPr")
        if properties is not None:
            properties.attrib.pop("filterMode", None)

    def set_dimension(self, last_row: int, last_column: int) -> None:
        """The area that has cells."""
        found = child(self.root, "dimension")
        if found is not None:
            found.set("ref", f"A1:{cell_name(max(1, last_row), max(1, last_column))}")

    def widen(self, column: int, width: float, *, hidden: bool = False) -> None:
        """Gives a column a width where it has none."""
        holder = child(self.root, "cols")
        if holder is None:
            holder = etree.Element(main("cols"))
            data = child(self.root, "sheetData")
            assert data is not None
            data.addprevious(holder)
        for each in holder:
            if int(each.get("min", "0")) <= column <= int(each.get("max", "0")):
                return
        made = etree.Element(main("col"))
        for name, value in (("min", column), ("max", column), ("width", round(width, 4))):
            made.set(name, str(value))
        if hidden:
            made.set("hidden", "1")
        made.set("customWidth", "1")
        later = [each for each in holder if int(each.get("min", "0")) > column]
        later[0].addprevious(made) if later else holder.append(made)

    def drop_dead_drawings(self, relations: Collection[str]) -> None:
        """Forgets the drawing that held the notes when the last of them is gone."""
        for each in list(children(self.root, "legacyDrawing")):
            if relation_id(each) not in relations:
                _detach(each)

    def add_drawing(self, relation: str) -> None:
        """Names a drawing that this sheet has got."""
        made = etree.Element(main("drawing"))
        set_relation_id(made, relation)
        after = [each for each in self.root if local_name(each) in _AFTER_DRAWING]
        after[0].addprevious(made) if after else self.root.append(made)

    def table_relations(self) -> list[str]:
        holder = child(self.root, "tableParts")
        return [] if holder is None else [relation_id(each) for each in holder]

    def add_table(self, relation: str) -> None:
        """Names a table that this sheet has got."""
        holder = child(self.root, "tableParts")
        if holder is None:
            holder = etree.Element(main("tableParts"))
            after = [each for each in self.root if local_name(each) in _AFTER_TABLES]
            after[0].addprevious(holder) if after else self.root.append(holder)
        set_relation_id(etree.SubElement(holder, main("tablePart")), relation)
        holder.set("count", str(len(holder)))

    def move_links(
        self, place: Place, ours: Callable[[int, int], bool], in_table: Callable[[int], bool]
    ) -> MovedLinks:
        """Takes people's links to where their cells are now, and removes Remit's."""
        holder = child(self.root, "hyperlinks")
        found = MovedLinks()
        kept: set[str] = set()
        for each in [] if holder is None else list(holder):
            area = _AREA.match(each.get("ref", ""))
            if area is None:
                continue
            row, column = int(area[3]), column_number(area[2].upper())
            mine = area[4] is None and ours(row, column)
            new = None if mine else place(row, column)
            if new is None:
                relation, location = relation_id(each), each.get("location", "")
                found.dropped.add(relation)
                if not mine:
                    found.lost.append(LostLink(row=row, column=column, relation=relation, location=location))
                _detach(each)
                continue
            kept.add(relation_id(each))
            found.in_table += in_table(row)
            end = f":{area[4]}{new[0] + int(area[5]) - row}" if area[4] else ""
            each.set("ref", cell_name(*new) + end)
        if holder is not None and not len(holder):
            _detach(holder)
        found.dropped -= {*kept, ""}
        return found

    @property
    def links(self) -> int:
        """How many links the sheet has now."""
        holder = child(self.root, "hyperlinks")
        return 0 if holder is None else len(holder)

    def add_links(self, links: Iterable[tuple[Link, str]]) -> None:
        """Adds links with the relations that those out of the workbook have."""
        links = list(links)
        if not links:
            return
        assert not self._outside, "links are added once"
        holder = child(self.root, "hyperlinks")
        if holder is None:
            holder = etree.Element(main("hyperlinks"))
            before = [each for each in self.root if local_name(each) in _BEFORE_LINKS]
            before[-1].addnext(holder)
        for link, relation in links:
            if relation:
                self._outside.append((link, relation))
                continue
            made = etree.SubElement(holder, main("hyperlink"))
            made.set("ref", cell_name(link.row, link.column))
            if link.location:
                made.set("location", link.location)
            if link.shown:
                made.set("display", link.shown)
        if self._outside:
            place = etree.SubElement(holder, main("hyperlink"))
            place.set("ref", "@")
            set_relation_id(place, "@")

    def _with_links(self, data: bytes) -> bytes:
        """The frame with the links out of the workbook in their place."""
        if not self._outside:
            return data
        found = _LINKS.search(data)
        assert found is not None
        tag, spaces, name = (each.decode() for each in found.groups())
        made = bytearray(data[: found.start()])
        for link, relation in self._outside:
            place = f' location="{as_attribute(link.location)}"' if link.location else ""
            cell = cell_name(link.row, link.column)
            made += f'<{tag}{spaces} ref="{cell}" {name}="{relation}"{place}/>'.encode()
        made += data[found.end() :]
        return bytes(made)

    def move_sparklines(
        self, place: Place, following: Following, tab: str, own_columns: Collection[int]
    ) -> None:
        """Sparklines of people go with their rows; those in `own_columns` are Remit's and stay."""
        for each in [item for item in self.root.iter() if local_name(item) == "sparkline"]:
            where, source = child(each, "sqref"), child(each, "f")
            cell = _CELL.match((where.text or "") if where is not None else "")
            if cell is None or where is None:
                continue
            row, column = int(cell[2]), column_number(cell[1].upper())
            if column in own_columns:
                continue
            new = place(row, column)
            if new is None:
                _remove_sparkline(each)
                continue
            where.text = cell_name(*new)
            if source is not None and source.text:
                source.text = _with_row(source.text, tab, row, new[0]) or following.formula(
                    source.text, tab, series=True
                )


def _detach(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _remove_sparkline(sparkline: Element) -> None:
    """With what has become empty around it: Excel allows no group of none."""
    element: Element | None = sparkline
    while element is not None and local_name(element) in (
        "sparkline", "sparklines", "sparklineGroup", "sparklineGroups", "ext", "extLst",
    ):  # fmt: skip
        parent = element.getparent()
        if parent is None:
            return
        parent.remove(element)
        rest = [each for each in parent if local_name(each) in ("sparkline", "sparklines", "sparklineGroup")]
        if rest or (local_name(parent) == "extLst" and len(parent)):
            return
        element = parent


def _with_row(text: str, tab: str, row: int, new: int) -> str:
    """The reference with another row where it lies in that row of the sheet; "" where it does not."""
    area = _AREA.match(text)
    if area is None or int(area[3]) != row or int(area[5] or area[3]) != row:
        return ""
    sheet = area[1] or ""
    if sheet.rstrip("!").strip("'").replace("''", "'").casefold() != tab.casefold():
        return ""
    end = f":{area[4]}{new}" if area[4] else ""
    return f"{sheet}{area[2]}{new}{end}"


def _in_sparklines(element: Element) -> bool:
    return any(local_name(each).startswith("sparkline") for each in (element, *element.iterancestors()))
