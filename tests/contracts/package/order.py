"""The order of child elements that the schema fixes for workbook and worksheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from xml.etree.ElementTree import Element

from tests.contracts.package.findings import Findings
from tests.contracts.package.xml_parts import MAIN

_REPEATED = frozenset({"conditionalFormatting", "fileRecoveryPr"})


def _ranks(words: str) -> dict[str, int]:
    return {MAIN + word: rank for rank, word in enumerate(words.split())}


WORKSHEET: Final[Mapping[str, int]] = _ranks(
    "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection "
    "protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells "
    "phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup "
    "headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing "
    "legacyDrawing legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts "
    "extLst"
)
WORKBOOK: Final[Mapping[str, int]] = _ranks(
    "fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups "
    "externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr "
    "smartTagTypes webPublishing fileRecoveryPr webPublishObjects extLst"
)


def check_order(root: Element, ranks: Mapping[str, int], rule: str, part: str, findings: Findings) -> None:
    """Report each child that comes too late, is unknown, or is there twice; other namespaces are let pass."""
    last, last_tag = -1, ""
    for child in root:
        if not child.tag.startswith(MAIN):
            continue
        name, rank = child.tag.removeprefix(MAIN), ranks.get(child.tag)
        if rank is None:
            findings.add(rule, part, f"<{name}> is not an element of the schema")
        elif rank < last or (rank == last and name not in _REPEATED):
            findings.add(rule, part, f"<{name}> comes after <{last_tag}>")
        else:
            last, last_tag = rank, name
