"""How a workbook is put together: its sheets, the Excel tables on them, its date system, who saved it last.

Reads the small parts of a package and knows what Excel writes there. Knows no cell, and nothing of Remit's
tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree
from xml.parsers import expat

from sync.reading.guard import Package
from sync.reading.sheet_guard import check_depth
from sync.reading.unreadable import UnreadableWorkbook, refusal

_WORKBOOK = "xl/workbook.xml"
_CORE = "docProps/core.xml"
_REF = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
_TRUE = ("1", "true", "on")
_ROOT_FITS_IN = 1024
_PLAIN_ROOT = re.compile(rb"<table [^<>&']*>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_COMMON_RELATIONS = 4096  # larger ones are nobody's template, and would fill the memory


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcelTable:
    """A table as Excel knows it. Rows and columns are 1-based and include header and totals rows."""

    name: str
    part: str
    first_row: int
    last_row: int
    first_column: int
    last_column: int
    header_rows: int = 1
    totals_rows: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A worksheet: the name on its tab, the part with its cells, its tables."""

    name: str
    part: str
    tables: tuple[ExcelTable, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What is known of a workbook before a single cell is read."""

    sheets: tuple[Sheet, ...]
    epoch_1904: bool
    shared_strings: str
    styles: str
    modified_by: str
    modified_at: str


def read_outline(package: Package, without_tables: frozenset[str] = frozenset()) -> Outline:
    """The outline of the workbook in the package.

    `without_tables` are names of sheets whose tables are not looked for.

    Raises: UnreadableWorkbook when a part that has to be there is missing or is not XML.
    """
    root = _xml(package, _WORKBOOK)
    targets = {key: (kind, part) for key, kind, part in _relations(package, _WORKBOOK)}
    by_kind = dict(targets.values())
    sheets = []
    epoch_1904 = False
    for element in root.iter():
        tag = _local(element.tag)
        if tag == "workbookPr":
            epoch_1904 = element.get("date1904", "") in _TRUE
        elif tag == "sheet":
            kind, part = targets.get(_relation_id(element), ("", ""))
            if kind == "worksheet" and part in package:
                name = element.get("name", "")
                tables = () if name in without_tables else tuple(_tables(package, part))
                sheets.append(Sheet(name=name, part=part, tables=tables))
    modified_by, modified_at = _last_saved(package)
    return Outline(
        sheets=tuple(sheets),
        epoch_1904=epoch_1904,
        shared_strings=by_kind.get("sharedStrings", ""),
        styles=by_kind.get("styles", ""),
        modified_by=modified_by,
        modified_at=modified_at,
    )


def column_names(package: Package, table: ExcelTable) -> tuple[str, ...]:
    """The headers of a table as Excel keeps them, also where its header row is switched off."""
    root = _xml(package, table.part)
    return tuple(each.get("name", "") for each in root.iter() if _local(each.tag) == "tableColumn")


def column_number(letters: str) -> int:
    """The 1-based number of a column: `A` → 1, `AB` → 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _xml(package: Package, part: str) -> ElementTree.Element:
    xml = package.read(part)
    check_depth(xml, part)
    try:
        return ElementTree.fromstring(xml)
    except (ElementTree.ParseError, LookupError, ValueError):
        raise refusal("WB-DAMAGED", part=part) from None


def _local(name: str) -> str:
    """A name without its namespace: Strict workbooks use other ones than everybody else."""
    return name.rpartition("}")[2]


def _relation_id(element: ElementTree.Element) -> str:
    return next((value for name, value in element.items() if name.endswith("}id")), "")


def _relations(package: Package, part: str) -> tuple[tuple[str, str, str], ...]:
    """Id, kind and target part of what a part refers to inside the package."""
    folder, _, name = part.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in package:
        return ()
    xml = package.read(relations)
    check_depth(xml, relations)
    parse = _parsed_relations if len(xml) <= _COMMON_RELATIONS else _parsed_relations.__wrapped__
    try:
        return parse(xml, folder)
    except (ElementTree.ParseError, LookupError, ValueError):
        raise refusal("WB-DAMAGED", part=relations) from None


@lru_cache(maxsize=256)
def _parsed_relations(xml: bytes, folder: str) -> tuple[tuple[str, str, str], ...]:
    """Kept between workbooks: those of one programme share them to the byte."""
    return tuple(
        (
            each.get("Id", ""),
            each.get("Type", "").rpartition("/")[2],
            _resolve(folder, each.get("Target", "")),
        )
        for each in ElementTree.fromstring(xml)
        if each.get("TargetMode") != "External"
    )


def _resolve(folder: str, target: str) -> str:
    target = target.replace("\\", "/")
    if target.startswith("/"):
        return target[1:]
    while target.startswith("../"):
        folder, target = folder.rpartition("/")[0], target[3:]
    return f"{folder}/{target}" if folder else target


def _tables(package: Package, sheet_part: str) -> Iterator[ExcelTable]:
    for _, kind, part in _relations(package, sheet_part):
        if kind == "table" and part in package:
            table = _table(part, package.read(part))
            if table is not None:
                yield table


def _table(part: str, xml: bytes) -> ExcelTable | None:
    """The table in this part; None when its reference makes no sense: its cells are an ordinary range."""
    root = _root_attributes(xml)
    found = _REF.fullmatch(root.get("ref", ""))
    if found is None:
        return None
    left, top, right, bottom = found.groups()
    return ExcelTable(
        name=root.get("displayName") or root.get("name", ""),
        part=part,
        first_row=int(top),
        last_row=int(bottom or top),
        first_column=column_number(left),
        last_column=column_number(right or left),
        header_rows=_count(root.get("headerRowCount"), 1),
        totals_rows=_count(root.get("totalsRowCount"), 0),
    )


def _root_attributes(xml: bytes) -> dict[str, str]:
    """The attributes of the root element. What follows is not parsed: that is ten times faster."""
    plain = _PLAIN_ROOT.search(xml, 0, _ROOT_FITS_IN)
    if plain is not None:
        return dict(_ATTRIBUTE.findall(plain.group().decode("utf-8", "replace")))
    found: list[dict[str, str]] = []
    parser = expat.ParserCreate()

    def start(_: str, attributes: dict[str, str]) -> None:
        parser.StartElementHandler = None
        found.append(attributes)

    parser.StartElementHandler = start
    try:
        parser.Parse(xml[:_ROOT_FITS_IN], False)
        if not found:
            parser.Parse(xml[_ROOT_FITS_IN:], True)
    except (expat.ExpatError, LookupError, ValueError):
        pass
    return found[0] if found else {}


def _count(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isdecimal() else default


def _last_saved(package: Package) -> tuple[str, str]:
    """Who saved the workbook last, and when, as the file says it; empty where it does not."""
    if _CORE not in package:
        return "", ""
    try:
        root = _xml(package, _CORE)
    except UnreadableWorkbook:  # nothing that people typed is in it
        return "", ""
    found = {_local(each.tag): (each.text or "").strip() for each in root}
    return found.get("lastModifiedBy", ""), found.get("modified", "")
