"""Do parts, relationships and content types fit each other?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.contracts.package.archive import ROOT, Package, Relationship, content_types
from tests.contracts.package.findings import Findings
from tests.contracts.package.xml_parts import Link

_SHEETS = frozenset({"worksheet", "chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"})
_EMBEDDED = frozenset({"oleObject", "package"})

# Kinds of relationship that an element may use, by (element, attribute).
_KINDS: Final[Mapping[tuple[str, str], frozenset[str]]] = {
    ("sheet", "id"): _SHEETS,
    ("externalReference", "id"): frozenset({"externalLink"}),
    ("pivotCache", "id"): frozenset({"pivotCacheDefinition"}),
    ("pivotCacheDefinition", "id"): frozenset({"pivotCacheRecords"}),
    ("hyperlink", "id"): frozenset({"hyperlink"}),
    ("drawing", "id"): frozenset({"drawing"}),
    ("legacyDrawing", "id"): frozenset({"vmlDrawing"}),
    ("legacyDrawingHF", "id"): frozenset({"vmlDrawing"}),
    ("picture", "id"): frozenset({"image"}),
    ("tablePart", "id"): frozenset({"table"}),
    ("pageSetup", "id"): frozenset({"printerSettings"}),
    ("oleObject", "id"): _EMBEDDED,
    ("externalData", "id"): _EMBEDDED,
    ("chart", "id"): frozenset({"chart", "chartEx"}),
    ("userShapes", "id"): frozenset({"chartUserShapes"}),
    ("blip", "embed"): frozenset({"image"}),
    ("imagedata", "relid"): frozenset({"image"}),
    ("slicer", "id"): frozenset({"slicer"}),
    ("slicerCache", "id"): frozenset({"slicerCache"}),
    ("webextensionref", "id"): frozenset({"webextension"}),
}

_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_WORKBOOKS = frozenset(
    {
        _SPREADSHEET + "sheet.main+xml",
        _SPREADSHEET + "template.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        "application/vnd.ms-excel.template.macroEnabled.main+xml",
        "application/vnd.ms-excel.addin.macroEnabled.main+xml",
    }
)
_TYPES: Final[Mapping[str, frozenset[str]]] = {
    "officeDocument": _WORKBOOKS,
    "theme": frozenset({"application/vnd.openxmlformats-officedocument.theme+xml"}),
    "drawing": frozenset({"application/vnd.openxmlformats-officedocument.drawing+xml"}),
    "chart": frozenset({"application/vnd.openxmlformats-officedocument.drawingml.chart+xml"}),
    "vmlDrawing": frozenset({"application/vnd.openxmlformats-officedocument.vmlDrawing"}),
    "core-properties": frozenset({"application/vnd.openxmlformats-package.core-properties+xml"}),
    "extended-properties": frozenset(
        {"application/vnd.openxmlformats-officedocument.extended-properties+xml"}
    ),
    "threadedComment": frozenset({"application/vnd.ms-excel.threadedcomments+xml"}),
    "person": frozenset({"application/vnd.ms-excel.person+xml"}),
    "slicer": frozenset({"application/vnd.ms-excel.slicer+xml"}),
    "slicerCache": frozenset({"application/vnd.ms-excel.slicerCache+xml"}),
    "vbaProject": frozenset({"application/vnd.ms-office.vbaProject"}),
    "webextension": frozenset({"application/vnd.ms-office.webextension+xml"}),
    "webextensiontaskpanes": frozenset({"application/vnd.ms-office.webextensiontaskpanes+xml"}),
    "sheetMetadata": frozenset({_SPREADSHEET + "sheetMetadata+xml"}),
} | {
    name: frozenset({f"{_SPREADSHEET}{name}+xml"})
    for name in (
        "worksheet", "chartsheet", "dialogsheet", "styles", "sharedStrings", "table", "comments", "calcChain",
        "pivotTable", "pivotCacheDefinition", "pivotCacheRecords", "externalLink", "queryTable",
        "connections",
    )
}  # fmt: skip


def check_relations(package: Package, findings: Findings) -> None:
    """Targets, ids and kinds of all relationships, and the content types of what they lead to."""
    types = content_types(package, findings)
    wrong: set[str] = set()
    for part, relationships in package.relationships.items():
        for relationship in relationships:
            _check_target(package, part, relationship, types, wrong, findings)
    for part, scan in package.scans.items():
        declared = {
            relationship.id: relationship for relationship in reversed(package.relationships.get(part, ()))
        }
        for link in scan.links:
            _check_link(part, link, declared.get(link.relationship_id), findings)


def _check_target(
    package: Package,
    part: str,
    relationship: Relationship,
    types: Mapping[str, str],
    wrong: set[str],
    findings: Findings,
) -> None:
    if not relationship.internal:
        return
    target = package.find(relationship.target)
    if target is None:
        where = part if part != ROOT else "_rels/.rels"
        findings.add("relationship-target-missing", where, f"{relationship.id} → {relationship.target}")
        return
    allowed = _TYPES.get(relationship.kind)
    found = types.get(target)
    if allowed and found and target not in wrong and found.lower() not in {kind.lower() for kind in allowed}:
        wrong.add(target)
        findings.add("content-type-wrong", target, f"{found}, but it is a {relationship.kind}")


def _check_link(part: str, link: Link, relationship: Relationship | None, findings: Findings) -> None:
    if relationship is None:
        findings.add("relationship-undeclared", part, f"<{link.element}> uses {link.relationship_id}")
        return
    allowed = _KINDS.get((link.element, link.attribute))
    if allowed and relationship.kind not in allowed:
        findings.add(
            "relationship-type-wrong",
            part,
            f"<{link.element}> uses {relationship.id}, a relationship of type {relationship.kind}",
        )
