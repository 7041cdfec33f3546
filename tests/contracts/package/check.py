"""Runs all rules over one file, each part once."""

from __future__ import annotations

from pathlib import Path

from tests.contracts.package.archive import Package, read_package
from tests.contracts.package.cells import CellChecker
from tests.contracts.package.comments import check_comments, check_drawings, check_threads
from tests.contracts.package.findings import Finding, Findings
from tests.contracts.package.formats import check_formats, check_validations
from tests.contracts.package.pivots import check_pivots, check_slicers
from tests.contracts.package.relations import check_relations
from tests.contracts.package.sheet import check_layout, read_sheet
from tests.contracts.package.styles import check_styles
from tests.contracts.package.tables import Table, check_tables_of_sheet, read_tables
from tests.contracts.package.text import check_shared_strings
from tests.contracts.package.workbook import Workbook, check_calculation, read_workbook


def check_package(source: Path | bytes) -> tuple[Finding, ...]:
    """What would make Excel offer to repair this file; empty where nothing would."""
    findings = Findings()
    package = read_package(source, findings)
    if package is not None:
        check_relations(package, findings)
        workbook = read_workbook(package, findings)
        if workbook is not None:
            _check_contents(package, workbook, findings)
    return findings.all()


def assert_clean(source: Path | bytes) -> None:
    """Raise AssertionError with a line for each finding."""
    found = check_package(source)
    if found:
        name = "the workbook" if isinstance(source, bytes) else str(source)
        raise AssertionError(
            "\n".join([f"Excel would repair {name}:", *(f"  {finding}" for finding in found)])
        )


def _check_contents(package: Package, workbook: Workbook, findings: Findings) -> None:
    styles = check_styles(package, workbook.part, findings)
    strings = check_shared_strings(package, workbook.part, findings)
    tables = read_tables(package, workbook, styles, findings)
    formula_cells: dict[int, frozenset[str]] = {}
    authors: dict[str, dict[str, str]] = {}
    for sheet in workbook.sheets:
        data = package.parseable(sheet.part)
        if sheet.part is None or data is None:
            continue
        checker = CellChecker(
            part=sheet.part,
            styles=styles,
            strings=strings,
            formulas=workbook.formulas,
            negative_dates=workbook.dates_from_1904,
            wanted=_header_places(tables.get(sheet.part, ())),
            findings=findings,
        )
        root = read_sheet(data, checker.row)
        checker.finish()
        formula_cells[sheet.sheet_id or 0] = frozenset(checker.formula_cells)
        own = tables.get(sheet.part, ())
        check_layout(package, sheet.part, root, own, styles, findings)
        check_validations(sheet.part, root, workbook.formulas, findings)
        check_formats(sheet.part, root, workbook.formulas, styles, findings)
        check_tables_of_sheet(package, sheet.part, root, own, checker.texts, findings)
        authors[sheet.part] = check_comments(package, sheet.part, root, findings)
    check_calculation(package, workbook, formula_cells, findings)
    check_threads(package, workbook, authors, findings)
    check_drawings(package, findings)
    check_slicers(package, workbook, tables, check_pivots(package, workbook, findings), findings)


def _header_places(tables: tuple[Table, ...]) -> frozenset[tuple[int, int]]:
    return frozenset(place for table in tables for place, _ in table.header_cells())
