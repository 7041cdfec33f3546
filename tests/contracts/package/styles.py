"""The stylesheet: which styles exist, which of them show dates, and whether their components exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from tests.contracts.package.archive import Package
from tests.contracts.package.findings import Findings
from tests.contracts.package.xml_parts import MAIN, as_int

MOST_STYLES: Final = 65_490

# Formats below this id are built in, some of them only in East Asian editions.
_FIRST_CUSTOM_FORMAT = 164
_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_NOT_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]|General', re.IGNORECASE)
_DATE_CODE = re.compile(r"[ymdhs]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Styles:
    """Which indexes into the stylesheet are legal, as sheets write them."""

    indexes: frozenset[str] = frozenset({"0"})
    dates: frozenset[str] = frozenset()
    dxf_count: int = 0


def check_count(
    element: Element, found: int, part: str, findings: Findings, attribute: str = "count"
) -> None:
    """Compare a count attribute, where there is one, with what is there."""
    said = element.get(attribute)
    if said is not None and as_int(said) != found:
        name = element.tag.removeprefix(MAIN)
        findings.add("count-wrong", part, f"<{name}> says {attribute} {said}, there are {found}")


def check_dxf(element: Element, dxf_count: int, part: str, where: str, findings: Findings) -> None:
    """Every attribute that is an index of a dxf: dxfId, dataDxfId, headerRowDxfId, …"""
    for name, value in element.items():
        if name.lower().endswith("dxfid"):
            index = as_int(value)
            if index is None or index >= dxf_count:
                findings.add("dxf-index", part, f"{where}: {name} {value}, there are {dxf_count} dxfs")


def check_styles(package: Package, workbook_part: str, findings: Findings) -> Styles | None:
    """Check the stylesheet; None where it cannot be read, so that nothing is said about indexes into it."""
    part = package.related(workbook_part, "styles")
    if part is None:
        return Styles()
    root = package.tree(part)
    if root is None:
        return None
    sizes = {}
    for name in ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"):
        element = root.find(MAIN + name)
        sizes[name] = 0 if element is None else len(element)
        if element is not None:
            check_count(element, len(element), part, findings)
    if sizes["cellXfs"] > MOST_STYLES:
        findings.add("style-count", part, f"{sizes['cellXfs']} cellXfs")
    formats = {fmt.get("numFmtId", ""): fmt.get("formatCode", "") for fmt in root.iter(MAIN + "numFmt")}
    for where, xf in _xfs(root):
        _check_components(xf, where, sizes, formats, part, findings)
    for element in root.iter(MAIN + "tableStyleElement"):
        check_dxf(element, sizes["dxfs"], part, "<tableStyleElement>", findings)
    cell_xfs = root.findall(f"{MAIN}cellXfs/{MAIN}xf")
    return Styles(
        indexes=frozenset(str(index) for index in range(len(cell_xfs))),
        dates=frozenset(
            str(i) for i, xf in enumerate(cell_xfs) if _is_date(xf.get("numFmtId", "0"), formats)
        ),
        dxf_count=sizes["dxfs"],
    )


def _xfs(root: Element) -> Iterator[tuple[str, Element]]:
    for collection in ("cellStyleXfs", "cellXfs", "cellStyles"):
        for index, xf in enumerate(root.iterfind(f"{MAIN}{collection}/*")):
            yield f"{collection}[{index}]", xf


def _check_components(
    xf: Element, where: str, sizes: dict[str, int], formats: dict[str, str], part: str, findings: Findings
) -> None:
    for attribute, collection in (
        ("fontId", "fonts"),
        ("fillId", "fills"),
        ("borderId", "borders"),
        ("xfId", "cellStyleXfs"),
    ):
        value = xf.get(attribute)
        # A stylesheet without cellStyleXfs still has the Normal style.
        limit = max(1, sizes[collection]) if attribute == "xfId" else sizes[collection]
        index = as_int(value)
        if value is not None and (index is None or index >= limit):
            findings.add("style-component", part, f"{where}: {attribute} {value}, there are {limit}")
    value = xf.get("numFmtId")
    number = as_int(value)
    if value is not None and (number is None or (number >= _FIRST_CUSTOM_FORMAT and value not in formats)):
        findings.add("style-component", part, f"{where}: numFmtId {value} is not declared")


def _is_date(number: str, formats: dict[str, str]) -> bool:
    if number in formats:
        # Only the first section is looked at: the one that a date is shown with.
        code = _NOT_CODE.sub("", formats[number]).partition(";")[0]
        return _DATE_CODE.search(code) is not None
    return as_int(number) in _BUILT_IN_DATES
