"""What stands in a table of a workbook and around it, formulas as such; read without Remit, and fast."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass
from functools import cached_property
from xml.etree import ElementTree

from openpyxl.utils import coordinate_to_tuple, range_boundaries

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_TABLE_OF = re.compile(r'Target="([^"]*tables/[^"]+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table and the sheet on which it is. `cells`: what the whole sheet says, by row and column; a formula
    begins with `=`, a text that does so with `'=`.
    """

    headers: tuple[str, ...]
    left: int
    first: int
    last: int
    cells: dict[tuple[int, int], str]
    looks: dict[tuple[int, int], int]

    @property
    def right(self) -> int:
        return self.left + len(self.headers) - 1

    @property
    def rows(self) -> list[dict[str, str]]:
        """Header → text; blank cells, and the one blank row of an empty table, left out."""
        found = [self.row(number) for number in range(self.first, self.last + 1)]
        return [] if found == [{}] else found

    def row(self, number: int) -> dict[str, str]:
        places = enumerate(self.headers, start=self.left)
        return {name: self.cells[number, place] for place, name in places if (number, place) in self.cells}


class Tables:
    """The tables of a workbook."""

    def __init__(self, data: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._sheets: dict[str, str] = {}
        for name in self._archive.namelist():
            if name.startswith("xl/worksheets/_rels/"):
                sheet = f"xl/worksheets/{posixpath.basename(name).removesuffix('.rels')}"
                for target in _TABLE_OF.findall(self._archive.read(name).decode()):
                    self._sheets[posixpath.normpath(posixpath.join("/xl/worksheets", target))[1:]] = sheet

    @cached_property
    def _parts(self) -> dict[str, tuple[str, ElementTree.Element]]:
        found = {part: ElementTree.fromstring(self._archive.read(part)) for part in self._sheets}
        return {root.get("displayName", ""): (part, root) for part, root in found.items()}

    @cached_property
    def _strings(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self._archive.namelist():
            return []
        root = ElementTree.fromstring(self._archive.read("xl/sharedStrings.xml"))
        return [_text(item) for item in root]

    def names(self) -> set[str]:
        return set(self._parts)

    def table(self, name: str) -> Table:
        part, root = self._parts[name]
        left, top, _, bottom = range_boundaries(root.get("ref", ""))
        cells: dict[tuple[int, int], str] = {}
        looks: dict[tuple[int, int], int] = {}
        for cell in ElementTree.fromstring(self._archive.read(self._sheets[part])).iter(f"{_MAIN}c"):
            place = coordinate_to_tuple(cell.get("r", ""))
            looks[place] = int(cell.get("s", "0"))
            if said := self._said(cell):
                cells[place] = said
        columns = [each.get("name", "") for each in root.iter(f"{_MAIN}tableColumn")]
        return Table(headers=tuple(columns), left=left, first=top + 1, last=bottom, cells=cells, looks=looks)

    def _said(self, cell: ElementTree.Element) -> str:
        formula, value = cell.find(f"{_MAIN}f"), cell.findtext(f"{_MAIN}v") or ""
        if formula is not None:
            return f"={formula.text}"
        inline = cell.find(f"{_MAIN}is")
        if inline is not None:
            return _told(_text(inline))
        return _told(self._strings[int(value)]) if cell.get("t") == "s" else value


def _told(text: str) -> str:
    return f"'{text}" if text.startswith("=") else text


def _text(item: ElementTree.Element) -> str:
    text = "".join(each.text or "" for each in item.iter(f"{_MAIN}t"))
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
