"""The workbook part: sheets, views, defined names, and what calculates when the file is opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from tests.contracts.package.archive import ROOT, Package
from tests.contracts.package.findings import Findings
from tests.contracts.package.formulas import FormulaContext, check_formula
from tests.contracts.package.names import is_legal_name, is_legal_sheet_name
from tests.contracts.package.order import WORKBOOK, check_order
from tests.contracts.package.xml_parts import MAIN, RELATION, as_bool, as_int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet of the workbook; `part` is None for what is no worksheet or cannot be found."""

    name: str
    sheet_id: int | None
    visible: bool
    part: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """What the other checks have to know of the workbook."""

    part: str
    root: Element
    sheets: tuple[Sheet, ...]
    names: frozenset[str]
    formulas: FormulaContext
    dates_from_1904: bool


def read_workbook(package: Package, findings: Findings) -> Workbook | None:
    """Check the workbook part; None where there is none to read."""
    part = package.related(ROOT, "officeDocument")
    if part is None:
        if not any(entry.kind == "officeDocument" for entry in package.relationships.get(ROOT, ())):
            findings.add("package-skeleton", "_rels/.rels", "names no workbook")
        return None
    root = package.tree(part)
    if root is None:
        return None
    check_order(root, WORKBOOK, "workbook-element-order", part, findings)
    sheets = _read_sheets(package, root, part, findings)
    _check_views(root, sheets, part, findings)
    names = [(name.get("name", ""), name) for name in root.iterfind(f"{MAIN}definedNames/{MAIN}definedName")]
    words = frozenset(word.upper() for word, _ in names)
    has_macros = package.related(part, "vbaProject") is not None
    context = FormulaContext(names=None if has_macros else words)
    _check_names(names, len(sheets), context, part, findings)
    properties = root.find(MAIN + "workbookPr")
    return Workbook(
        part=part,
        root=root,
        sheets=sheets,
        names=frozenset(word.lower() for word, name in names if name.get("localSheetId") is None),
        formulas=context,
        dates_from_1904=properties is not None and as_bool(properties.get("date1904")),
    )


def _read_sheets(package: Package, root: Element, part: str, findings: Findings) -> tuple[Sheet, ...]:
    sheets: list[Sheet] = []
    for element in root.iterfind(f"{MAIN}sheets/{MAIN}sheet"):
        name, sheet_id = element.get("name", ""), as_int(element.get("sheetId"))
        if not is_legal_sheet_name(name):
            findings.add("sheet-name-illegal", part, repr(name))
        if name.lower() in {sheet.name.lower() for sheet in sheets}:
            findings.add("sheet-name-duplicate", part, repr(name))
        if not sheet_id or sheet_id in {sheet.sheet_id for sheet in sheets}:
            findings.add("sheet-id-duplicate", part, f"{name}: sheetId {element.get('sheetId')}")
        relationship_id = element.get(RELATION + "id")
        if not relationship_id:
            findings.add("relationship-undeclared", part, f"sheet {name!r} has no r:id")
        sheets.append(
            Sheet(
                name=name,
                sheet_id=sheet_id,
                visible=element.get("state", "visible") == "visible",
                part=package.by_id(part, relationship_id, "worksheet"),
            )
        )
    return tuple(sheets)


def _check_views(root: Element, sheets: tuple[Sheet, ...], part: str, findings: Findings) -> None:
    if not any(sheet.visible for sheet in sheets):
        findings.add("sheet-none-visible", part, f"none of {len(sheets)} sheets")
        return
    for view in root.iterfind(f"{MAIN}bookViews/{MAIN}workbookView"):
        active = as_int(view.get("activeTab", "0"))
        if active is None or active >= len(sheets) or not sheets[active].visible:
            findings.add("active-tab-hidden", part, f"activeTab {view.get('activeTab', '0')}")


def _check_names(
    names: list[tuple[str, Element]],
    sheet_count: int,
    context: FormulaContext,
    part: str,
    findings: Findings,
) -> None:
    seen: set[tuple[str, str | None]] = set()
    for word, element in names:
        scope = element.get("localSheetId")
        if not is_legal_name(word):
            findings.add("defined-name-illegal", part, repr(word))
        if (word.lower(), scope) in seen:
            findings.add("defined-name-duplicate", part, repr(word))
        seen.add((word.lower(), scope))
        index = as_int(scope)
        if scope is not None and (index is None or index >= sheet_count):
            findings.add(
                "defined-name-scope", part, f"{word}: localSheetId {scope}, there are {sheet_count} sheets"
            )
        check_formula(element.text or "", context, part, f"name {word}", findings)


def check_calculation(
    package: Package, workbook: Workbook, formula_cells: Mapping[int, frozenset[str]], findings: Findings
) -> None:
    """calcChain against the cells with formulas, given by sheet id; without calcChain, fullCalcOnLoad."""
    part = package.related(workbook.part, "calcChain")
    if part is not None:
        _check_chain(package, part, formula_cells, findings)
        return
    settings = workbook.root.find(MAIN + "calcPr")
    # A file without calcId is older than every Excel, which then calculates it all by itself.
    if settings is None or settings.get("calcId") is None or as_bool(settings.get("fullCalcOnLoad")):
        return
    if any(formula_cells.values()):
        findings.add("recalculation-missing", workbook.part, f"calcId {settings.get('calcId')}")


def _check_chain(
    package: Package, part: str, formula_cells: Mapping[int, frozenset[str]], findings: Findings
) -> None:
    root = package.tree(part)
    sheet_id: int | None = None
    for cell in () if root is None else root:
        # An entry without i is on the sheet of the entry before it.
        sheet_id = as_int(cell.get("i")) if cell.get("i") is not None else sheet_id
        reference = cell.get("r", "")
        if reference not in formula_cells.get(sheet_id or 0, frozenset()):
            findings.add("calc-chain-stale", part, f"sheet {sheet_id}, {reference} has no formula")
