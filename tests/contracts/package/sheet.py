"""A worksheet part: order of its elements, columns, merges, hyperlinks, filter."""

from __future__ import annotations

import io
from collections.abc import Callable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from tests.contracts.package.archive import Package
from tests.contracts.package.findings import Findings
from tests.contracts.package.order import WORKSHEET, check_order
from tests.contracts.package.references import LAST_COLUMN, Area, overlapping, parse_area
from tests.contracts.package.styles import Styles, check_count
from tests.contracts.package.tables import Table
from tests.contracts.package.xml_parts import MAIN, RELATION, as_int

MOST_HYPERLINKS = 65_530
LONGEST_LOCATION = 255
LONGEST_TARGET = 2_079

_MUST_NOT_BE_EMPTY = ("cols", "mergeCells", "dataValidations", "hyperlinks")


def read_sheet(data: bytes, on_row: Callable[[Element], None]) -> Element:
    """Parse a worksheet, give each row to `on_row` and forget it; return the root with empty rows."""
    element = Element("none")
    for _, element in ElementTree.iterparse(io.BytesIO(data), events=("end",)):
        if element.tag == MAIN + "row":
            on_row(element)
            element.clear()
    return element


def check_layout(
    package: Package,
    part: str,
    root: Element,
    tables: tuple[Table, ...],
    styles: Styles | None,
    findings: Findings,
) -> None:
    """Everything of a sheet but its cells, formats, tables and comments."""
    check_order(root, WORKSHEET, "sheet-element-order", part, findings)
    for name in _MUST_NOT_BE_EMPTY:
        element = root.find(MAIN + name)
        if element is not None and len(element) == 0:
            findings.add("sheet-collection-empty", part, f"<{name}>")
    dimension = root.find(MAIN + "dimension")
    if dimension is not None and parse_area(dimension.get("ref")) is None:
        findings.add("reference-illegal", part, f"dimension {dimension.get('ref')!r}")
    _check_columns(part, root, styles, findings)
    _check_merges(part, root, tables, findings)
    _check_hyperlinks(package, part, root, findings)
    _check_filter(part, root, tables, findings)


def _check_columns(part: str, root: Element, styles: Styles | None, findings: Findings) -> None:
    last = 0
    for column in root.iterfind(f"{MAIN}cols/{MAIN}col"):
        low, high = as_int(column.get("min")), as_int(column.get("max"))
        if low is None or high is None or not 1 <= low <= high <= LAST_COLUMN:
            findings.add("reference-illegal", part, f"col {column.get('min')} to {column.get('max')}")
            continue
        if low <= last:
            findings.add("column-overlap", part, f"col {low} to {high} comes after column {last}")
        last = max(last, high)
        style = column.get("style")
        if style is not None and styles is not None and style not in styles.indexes:
            findings.add("style-index", part, f"col {low}: style {style}, there are {len(styles.indexes)}")


def _check_merges(part: str, root: Element, tables: tuple[Table, ...], findings: Findings) -> None:
    collection = root.find(MAIN + "mergeCells")
    if collection is None:
        return
    check_count(collection, len(collection), part, findings)
    areas: list[tuple[Area, str]] = []
    for merge in collection:
        reference = merge.get("ref", "")
        area = parse_area(reference)
        if area is None:
            findings.add("reference-illegal", part, f"mergeCell {reference!r}")
            continue
        if area.height * area.width == 1:
            findings.add("merge-single-cell", part, reference)
        for table in tables:
            if table.area is not None and area.overlaps(table.area):
                findings.add("merge-over-table", part, f"{reference} and table {table.name}")
        areas.append((area, reference))
    for first, second in overlapping(areas):
        findings.add("merge-overlap", part, f"{first} and {second}")


def _check_hyperlinks(package: Package, part: str, root: Element, findings: Findings) -> None:
    links = root.findall(f"{MAIN}hyperlinks/{MAIN}hyperlink")
    if len(links) > MOST_HYPERLINKS:
        findings.add("hyperlink-count", part, f"{len(links)} hyperlinks")
    targets = {relationship.id: relationship.target for relationship in package.relationships.get(part, ())}
    for link in links:
        reference = link.get("ref")
        if parse_area(reference) is None:
            findings.add("reference-illegal", part, f"hyperlink {reference!r}")
        for length, text in (
            (LONGEST_LOCATION, link.get("location", "")),
            (LONGEST_LOCATION, link.get("tooltip", "")),
            (LONGEST_TARGET, targets.get(link.get(RELATION + "id", ""), "")),
        ):
            if len(text) > length:
                findings.add("hyperlink-length", part, f"{reference}: {len(text)} characters, {text[:40]!r}…")


def _check_filter(part: str, root: Element, tables: tuple[Table, ...], findings: Findings) -> None:
    auto_filter = root.find(MAIN + "autoFilter")
    if auto_filter is None:
        return
    area = parse_area(auto_filter.get("ref"))
    if area is None:
        findings.add("reference-illegal", part, f"autoFilter {auto_filter.get('ref')!r}")
        return
    for table in tables:
        if table.area is not None and area.overlaps(table.area):
            findings.add("autofilter-over-table", part, f"{auto_filter.get('ref')} and table {table.name}")
