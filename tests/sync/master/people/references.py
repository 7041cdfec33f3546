"""Every reference to cells that a workbook holds outside of its cells, by where it stands.

Charts, names, conditional formats, validations, sparklines and pivot sources: taken out of the parts with
patterns, so that nothing of the code that lets them follow is used to look at it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from openpyxl.utils import get_column_letter, range_boundaries

from tests.sync.master.people.parts import entries, tabs
from tests.sync.master.people.reading import Area

_NAME = re.compile(r"<(?:\w+:)?definedName\b([^>]*)>([^<]*)<")
_OF_NAME = re.compile(r'\b(name|localSheetId)="([^"]*)"')
_CHART = re.compile(r"<(?:c:|cx:)?f\b[^>]*>([^<]*)<")
_FORMAT = re.compile(r'<(conditionalFormatting|dataValidation)\b[^>]*?\ssqref="([^"]*)"')
_X14 = re.compile(r"<(x14:conditionalFormatting|x14:dataValidation)\b.*?<xm:sqref>([^<]*)<", re.DOTALL)
_SPARKLINE = re.compile(r"<x14:sparkline>\s*<xm:f>([^<]*)</xm:f>\s*<xm:sqref>([^<]*)<")
_SOURCE = re.compile(r"<worksheetSource\b([^>]*)>")
_OF_SOURCE = re.compile(r'\b(ref|sheet)="([^"]*)"')
_AREA = r"\$?[A-Z]+\$?[0-9]+(?::\$?[A-Z]+\$?[0-9]+)?"
_ON_TAB = re.compile(rf"(?:'((?:[^']|'')+)'|([^'!:,()]+))!({_AREA})$")


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference: what holds it, the tab it leads to, its range without dollars."""

    where: str
    tab: str
    range: str

    def is_body(self, area: Area) -> bool:
        """Whether it means all rows of that table, perhaps with the header, in columns of the table."""
        left, top, right, bottom = _box(self.range)
        inside = area.left <= left and right <= area.right
        return (
            self.tab == area.tab and inside and top in (area.first, area.header_row) and bottom == area.last
        )

    def moved(self, old: Area, new: Area) -> Reference:
        """The reference that means the same of the table as it is now."""
        left, top, right, _ = _box(self.range)
        ends = (get_column_letter(left) + str(top), get_column_letter(right) + str(new.last))
        assert (old.tab, old.header_row, old.left) == (new.tab, new.header_row, new.left)
        return Reference(self.where, new.tab, ":".join(dict.fromkeys(ends)))


def references(data: bytes, hosts_left_out: Iterable[Area]) -> list[Reference]:
    """All of them in the order of the parts. Sparklines that stand in rows of these tables are left out: they
    go with their row.
    """
    parts = {name: each.content for name, each in entries(data).items()}
    areas = list(hosts_left_out)
    found = list(_of_names(parts["xl/workbook.xml"].decode()))
    for name in sorted(parts):
        if name.startswith("xl/charts/chart"):
            for number, text in enumerate(_CHART.findall(parts[name].decode())):
                found += _on_tab(f"{name} {number}", text)
        elif name.startswith("xl/pivotCache/pivotCacheDefinition"):
            for each in _SOURCE.findall(parts[name].decode()):
                said = dict(_OF_SOURCE.findall(each))
                found += [Reference(name, html.unescape(said["sheet"]), said["ref"])] if "ref" in said else []
    for tab, part in tabs(parts).items():
        found += _of_sheet(tab, parts[part].decode(), [each for each in areas if each.tab == tab])
    return found


def _of_names(text: str) -> Iterator[Reference]:
    for attributes, meaning in _NAME.findall(text):
        said = dict(_OF_NAME.findall(attributes))
        yield from _on_tab(f"name {said['name']} {said.get('localSheetId', '')}".strip(), meaning)


def _of_sheet(tab: str, text: str, areas: list[Area]) -> Iterator[Reference]:
    for pattern in (_FORMAT, _X14):
        for number, (kind, ranges) in enumerate(pattern.findall(text)):
            for each in ranges.split():
                if re.fullmatch(_AREA, each):
                    yield Reference(f"{tab} {kind} {number}", tab, _shortest(each.replace("$", "")))
    for source, host in _SPARKLINE.findall(text):
        _, row, _, _ = _box(host)
        if not any(area.first <= row <= area.last for area in areas):
            yield from _on_tab(f"{tab} sparkline {host}", source)


def _on_tab(where: str, text: str) -> Iterator[Reference]:
    found = _ON_TAB.match(html.unescape(text))
    if found is not None:
        tab = found[1].replace("''", "'") if found[1] else found[2]
        yield Reference(where, tab, _shortest(found[3].replace("$", "")))


def _shortest(text: str) -> str:
    """A range of one cell as that cell."""
    return ":".join(dict.fromkeys(text.split(":")))


def _box(text: str) -> tuple[int, int, int, int]:
    left, top, right, bottom = range_boundaries(text)
    assert left is not None
    assert top is not None
    assert right is not None
    assert bottom is not None
    return left, top, right, bottom
