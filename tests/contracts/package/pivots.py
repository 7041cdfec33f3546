"""Pivot tables with their caches, and slicers with theirs."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from tests.contracts.package.archive import Package
from tests.contracts.package.findings import Findings
from tests.contracts.package.tables import Table
from tests.contracts.package.workbook import Workbook
from tests.contracts.package.xml_parts import MAIN, RELATION, as_bool, as_int, local_name


def check_pivots(package: Package, workbook: Workbook, findings: Findings) -> dict[int, frozenset[str]]:
    """Pivot tables ↔ caches ↔ pivotCaches; returns the names of pivot tables by sheet id."""
    caches = _read_caches(package, workbook, findings)
    names: dict[int, frozenset[str]] = {}
    for sheet in workbook.sheets:
        own = set()
        for part in package.all_related(sheet.part, "pivotTable") if sheet.part else ():
            root = package.tree(part)
            if root is None:
                continue
            own.add(root.get("name", ""))
            definition = package.related(part, "pivotCacheDefinition")
            if definition is None or caches.get(root.get("cacheId", "")) != definition:
                findings.add(
                    "pivot-cache", part, f"cacheId {root.get('cacheId')} is not that of {definition}"
                )
        names[sheet.sheet_id or 0] = frozenset(own)
    return names


def _read_caches(package: Package, workbook: Workbook, findings: Findings) -> dict[str, str]:
    caches: dict[str, str] = {}
    for entry in workbook.root.iterfind(f"{MAIN}pivotCaches/{MAIN}pivotCache"):
        cache_id = entry.get("cacheId", "")
        part = package.by_id(workbook.part, entry.get(RELATION + "id"), "pivotCacheDefinition")
        if cache_id in caches:
            findings.add("pivot-cache", workbook.part, f"cacheId {cache_id} is there more than once")
        if part is None:
            continue
        caches[cache_id] = part
        root = package.tree(part)
        has_records = package.related(part, "pivotCacheRecords") is not None
        if root is not None and not has_records and not as_bool(root.get("refreshOnLoad")):
            findings.add("pivot-refresh", part, "has neither records nor refreshOnLoad")
    return caches


def check_slicers(
    package: Package,
    workbook: Workbook,
    tables: Mapping[str, tuple[Table, ...]],
    pivots: Mapping[int, frozenset[str]],
    findings: Findings,
) -> None:
    """Slicers against caches, caches against tables' columns and pivot tables."""
    columns = {
        (table.id, as_int(column_id))
        for own in tables.values()
        for table in own
        for column_id, _ in table.columns
    }
    caches = set()
    for part in package.all_related(workbook.part, "slicerCache"):
        root = package.tree(part)
        if root is not None:
            caches.add(root.get("name", ""))
            _check_cache(part, root, columns, pivots, findings)
    for sheet in tables:
        for part in package.all_related(sheet, "slicer"):
            root = package.tree(part)
            for slicer in () if root is None else root:
                if slicer.get("cache", "") not in caches:
                    findings.add("slicer-source", part, f"cache {slicer.get('cache')!r} does not exist")


def _check_cache(
    part: str,
    root: Element,
    columns: set[tuple[int | None, int | None]],
    pivots: Mapping[int, frozenset[str]],
    findings: Findings,
) -> None:
    for element in root.iter():
        name = local_name(element.tag)
        if name == "tableSlicerCache":
            table, column = as_int(element.get("tableId")), as_int(element.get("column"))
            if (table, column) not in columns:
                findings.add("slicer-source", part, f"table {table} has no column {column}")
        elif name == "pivotTable":
            sheet = as_int(element.get("tabId")) or 0
            if element.get("name", "") not in pivots.get(sheet, frozenset()):
                findings.add(
                    "slicer-source", part, f"sheet {sheet} has no pivot table {element.get('name')!r}"
                )
