"""What tests do to the clean sample to spoil it: edits of its parts, and the names of those parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.contracts.package.samples import AddedPart, add_part

Edit = Callable[[dict[str, bytes]], None]

TYPES, ROOT_RELS, CORE = "[Content_Types].xml", "_rels/.rels", "docProps/core.xml"
BOOK, STYLES, STRINGS = "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"
WORK, LISTS, HIDDEN = (f"xl/worksheets/sheet{number}.xml" for number in (1, 2, 3))
WORK_RELS = "xl/worksheets/_rels/sheet1.xml.rels"
WORK_TABLE, TEAM_TABLE, PLAN_TABLE = (f"xl/tables/table{number}.xml" for number in (1, 2, 3))
COMMENTS, VML = "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"
THREADS, PERSONS = "xl/threadedComments/threadedComment1.xml", "xl/persons/person.xml"
PIVOT, PIVOT_CACHE = "xl/pivotTables/pivotTable1.xml", "xl/pivotCache/pivotCacheDefinition1.xml"
SLICER, SLICER_CACHE = "xl/slicers/slicer1.xml", "xl/slicerCaches/slicerCache1.xml"

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPREADSHEETML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
TEXT_CELL = '<c r="K2" t="s"><v>9</v></c>'
FORMULA = "<f>SUM(A1:A3)+LOG10(Work[[#This Row],[Amount]])</f>"
CALCULATION = '<calcPr calcId="124519" fullCalcOnLoad="1"/>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """An edit of the sample, with the only rule that it breaks and the part that is reported for it."""

    rule: str
    part: str
    edit: Edit


def swap(part: str, old: str | bytes, new: str | bytes) -> Edit:
    """Replace the first occurrence of a text, which has to be there."""
    before, after = (text.encode() if isinstance(text, str) else text for text in (old, new))

    def edit(parts: dict[str, bytes]) -> None:
        assert before in parts[part], f"{part} has no {before!r}"
        parts[part] = parts[part].replace(before, after, 1)

    return edit


def all_of(*edits: Edit) -> Edit:
    def edit(parts: dict[str, bytes]) -> None:
        for one in edits:
            one(parts)

    return edit


def drop(part: str) -> Edit:
    return lambda parts: parts.__delitem__(part)


def put(part: str, data: bytes) -> Edit:
    return lambda parts: parts.__setitem__(part, data)


def copy(part: str, name: str) -> Edit:
    return lambda parts: parts.__setitem__(name, parts[part])


def add(added: AddedPart) -> Edit:
    return lambda parts: add_part(parts, added)


def faults(rule: str, part: str, *edits: Edit) -> Iterator[Fault]:
    return (Fault(rule=rule, part=part, edit=edit) for edit in edits)


def in_cell(*cells: str) -> Iterator[Edit]:
    return (swap(WORK, TEXT_CELL, cell) for cell in cells)


def in_formula(*formulas: str) -> Iterator[Edit]:
    return (swap(WORK, FORMULA, f"<f>{formula}</f>") for formula in formulas)


def renamed_column(name: str) -> Edit:
    """Plan's second column and its header cell, both."""
    return all_of(swap(PLAN_TABLE, "Column2", name), swap(STRINGS, "Column2", name))


def calc_chain(cells: str) -> AddedPart:
    return AddedPart(
        name="xl/calcChain.xml",
        content_type=f"{SPREADSHEETML}.calcChain+xml",
        source=BOOK,
        relationship_id="rId95",
        kind=f"{OFFICE}/calcChain",
        text=f'<calcChain xmlns="{MAIN}">{cells}</calcChain>',
    )


CALC_CHAIN = calc_chain('<c r="K4" i="1"/><c r="C2"/>')
STALE_CHAIN = calc_chain('<c r="K4" i="1"/><c r="A1"/>')
TABLE_OVER_TEAM = AddedPart(
    name="xl/tables/table4.xml",
    content_type=f"{SPREADSHEETML}.table+xml",
    source=WORK,
    relationship_id="rId95",
    kind=f"{OFFICE}/table",
    text=f'<table xmlns="{MAIN}" id="4" name="Over" displayName="Over" ref="F1:F3">'
    '<tableColumns count="1"><tableColumn id="1" name="Hours"/></tableColumns></table>',
)
