"""Tables: their parts, names, columns, areas and header cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from tests.contracts.package.archive import Package
from tests.contracts.package.findings import Findings
from tests.contracts.package.formulas import check_formula
from tests.contracts.package.names import is_legal_name, utf16_length
from tests.contracts.package.references import Area, overlapping, parse_area
from tests.contracts.package.styles import Styles, check_count, check_dxf
from tests.contracts.package.text import unescape
from tests.contracts.package.workbook import Workbook
from tests.contracts.package.xml_parts import MAIN, RELATION, as_int

_LONGEST_COLUMN_NAME = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table part, as far as it can be read."""

    part: str
    root: Element
    id: int | None
    name: str
    area: Area | None
    columns: tuple[tuple[str | None, str], ...]
    header_rows: int
    totals_rows: int

    def header_cells(self) -> Iterator[tuple[tuple[int, int], str]]:
        """((row, column), name) of each header cell."""
        if self.area is not None and self.header_rows:
            for offset, (_, name) in enumerate(self.columns[: self.area.width]):
                yield (self.area.top, self.area.left + offset), name


def read_tables(
    package: Package, workbook: Workbook, styles: Styles | None, findings: Findings
) -> dict[str, tuple[Table, ...]]:
    """Check every table by itself and against the others; return them by the part of their sheet."""
    by_sheet: dict[str, tuple[Table, ...]] = {}
    owners: dict[str, str] = {}
    for sheet in (sheet.part for sheet in workbook.sheets if sheet.part):
        tables = []
        for part in package.all_related(sheet, "table"):
            if part in owners:
                findings.add("table-part-pairing", part, f"belongs to {owners[part]} and {sheet}")
                continue
            owners[part] = sheet
            root = package.tree(part)
            if root is not None:
                tables.append(_read_table(part, root))
        by_sheet[sheet] = tuple(tables)
    everything = [table for tables in by_sheet.values() for table in tables]
    for table in everything:
        _check_table(table, workbook, styles, findings)
    _check_unique(everything, workbook, findings)
    return by_sheet


def _read_table(part: str, root: Element) -> Table:
    columns = root.findall(f"{MAIN}tableColumns/{MAIN}tableColumn")
    return Table(
        part=part,
        root=root,
        id=as_int(root.get("id")),
        name=root.get("displayName", ""),
        area=parse_area(root.get("ref")),
        columns=tuple((column.get("id"), unescape(column.get("name", ""))) for column in columns),
        header_rows=as_int(root.get("headerRowCount", "1")) or 0,
        totals_rows=as_int(root.get("totalsRowCount", "0")) or 0,
    )


def _check_table(table: Table, workbook: Workbook, styles: Styles | None, findings: Findings) -> None:
    part = table.part
    if not is_legal_name(table.name) or table.name.lower().startswith("_xlnm."):
        findings.add("table-name-illegal", part, repr(table.name))
    collection = table.root.find(MAIN + "tableColumns")
    if collection is not None:
        check_count(collection, len(table.columns), part, findings)
    _check_area(table, findings)
    _check_columns(table, findings)
    for element in table.root.iter():
        if styles is not None:
            check_dxf(element, styles.dxf_count, part, f"<{element.tag.removeprefix(MAIN)}>", findings)
        if element.tag in (MAIN + "calculatedColumnFormula", MAIN + "totalsRowFormula"):
            check_formula(element.text or "", workbook.formulas, part, table.name, findings)


def _check_area(table: Table, findings: Findings) -> None:
    area, part = table.area, table.part
    if area is None:
        findings.add("reference-illegal", part, f"ref {table.root.get('ref')!r}")
        return
    if area.height <= table.header_rows + table.totals_rows:
        findings.add("table-ref-height", part, f"{table.root.get('ref')} has no row below its header")
    if area.width != len(table.columns):
        findings.add(
            "table-ref-width", part, f"{table.root.get('ref')} has {len(table.columns)} tableColumns"
        )
    auto_filter = table.root.find(MAIN + "autoFilter")
    if auto_filter is None:
        return
    filtered = parse_area(auto_filter.get("ref"))
    expected = Area(top=area.top, left=area.left, bottom=area.bottom - table.totals_rows, right=area.right)
    if filtered != expected:
        findings.add(
            "table-autofilter-ref", part, f"{auto_filter.get('ref')} in a table at {table.root.get('ref')}"
        )


def _check_columns(table: Table, findings: Findings) -> None:
    ids: set[str | None] = set()
    names: set[str] = set()
    for column_id, name in table.columns:
        if column_id in ids or not as_int(column_id):
            findings.add("table-column-id-duplicate", table.part, f"id {column_id} of {name!r}")
        if name.lower() in names:
            findings.add("table-column-name-duplicate", table.part, repr(name))
        if not 1 <= utf16_length(name) <= _LONGEST_COLUMN_NAME:
            findings.add(
                "table-column-name-length", table.part, f"{name[:40]!r}: {utf16_length(name)} characters"
            )
        ids.add(column_id)
        names.add(name.lower())


def _check_unique(tables: list[Table], workbook: Workbook, findings: Findings) -> None:
    ids: set[int | None] = set()
    names = set(workbook.names)
    for table in tables:
        if not table.id or table.id in ids:
            findings.add("table-id-duplicate", table.part, f"id {table.root.get('id')}")
        own = {table.name.lower(), table.root.get("name", table.name).lower()}
        for name in sorted(own & names):
            findings.add("table-name-duplicate", table.part, repr(name))
        ids.add(table.id)
        names |= own


def check_tables_of_sheet(
    package: Package,
    part: str,
    root: Element,
    tables: tuple[Table, ...],
    texts: Mapping[tuple[int, int], str | None],
    findings: Findings,
) -> None:
    """tableParts against table parts, header cells against column names, tables against each other."""
    collection = root.find(MAIN + "tableParts")
    used = [] if collection is None else [entry.get(RELATION + "id") for entry in collection]
    if collection is not None:
        check_count(collection, len(used), part, findings)
    targets = [package.by_id(part, relationship_id, "table") for relationship_id in used]
    for table in tables:
        if targets.count(table.part) != 1:
            findings.add(
                "table-part-pairing", table.part, f"{targets.count(table.part)} tableParts in {part}"
            )
        for place, name in table.header_cells():
            if texts.get(place) != name:
                findings.add(
                    "table-header-cell", table.part, f"{name!r} at {place}: the cell has {texts.get(place)!r}"
                )
    areas = [(table.area, table.name) for table in tables if table.area is not None]
    for first, second in overlapping(areas):
        findings.add("table-overlap", part, f"{first} and {second}")
