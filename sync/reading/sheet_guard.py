"""May this part be parsed? What is looked at in a part's XML before a parser gets it.

calamine ends the whole process where a count or a place is absurd, keeps every cell between the first filled
one and the last, and lets the last of two cells of one name win. Knows no value.
"""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import pairwise
from xml.parsers import expat

from sync.limits import Limits
from sync.reading.unreadable import refusal, too_large

_EXCEL_ROWS = 1_048_576
_EXCEL_COLUMNS = 16_384
_EXCEL_FORMATS = 65_490
_EXCEL_LINKS = 65_530
_DEEPEST = 64
_HEAD = 4096
# Something in row 10,000 and below, or in column AAA and beyond.
_NEAR_ROWS, _NEAR_COLUMNS = 9_999, 702
_FAR = re.compile(rb"""r=["'](?:[A-Za-z]{3,}[0-9]|[A-Za-z]*[0-9]{5})""")
_CELL = re.compile(rb""" r=["']([A-Za-z]+[0-9]+)["']""")
_FILLED_CELL = re.compile(rb"""\br=["']([A-Za-z]+)([0-9]+)["'][^>/]*+>""")
_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\sr=["']([0-9]+)["']""")
_SHARED_COUNT = re.compile(rb"""(?:uniqueCount|count)\s*=\s*["']([0-9]+)["']""")


def check_shared_strings(part: bytes) -> None:
    """Refuses a shared-string count that the part cannot hold: calamine allocates it and aborts the process.

    Raises: UnreadableWorkbook.
    """
    head = part[:_HEAD]
    for count in _SHARED_COUNT.findall(head[: head.find(b"si>") if b"si>" in head else _HEAD]):
        # `count` is how often strings are used, so more than there are; one use costs some bytes of a sheet.
        if int(count) > 100_000_000 or (int(count) > 1_000_000 and int(count) > len(part)):
            raise refusal("WB-DAMAGED", part="xl/sharedStrings.xml")


def check_styles(part: bytes, name: str) -> None:
    """Refuses more cell formats than Excel can hold, twice over: those of styles are in the same part.

    Raises: UnreadableWorkbook.
    """
    if part.count(b"<xf ") > 2 * _EXCEL_FORMATS:
        raise refusal("WB-DAMAGED", part=name)


def check_sheet(part: bytes, sheet: str, limits: Limits) -> None:
    """Refuses a sheet whose rows and cells are not those of a sheet, or that spans more than the limit.

    Raises: UnreadableWorkbook.
    """
    rows = [int(each) for each in _ROW.findall(part)]
    cells = _CELL.findall(part)
    in_order = all(above < below for above, below in pairwise(rows))
    if not in_order or (rows and rows[-1] > _EXCEL_ROWS) or len(set(cells)) < len(cells):
        raise refusal("WB-DAMAGED", part=sheet)
    behind_cells = part[part.rfind(b"</sheetData>") :]
    if max(behind_cells.count(each) for each in (b"<hyperlink ", b"<mergeCell ")) > _EXCEL_LINKS:
        raise refusal("WB-DAMAGED", part=sheet)
    most = (
        rows[-1] if rows else _NEAR_ROWS
    ) * _NEAR_COLUMNS  # only beyond it is a closer look worth its time
    if most > limits.cells or _FAR.search(part) is not None:
        _check_extent(part, sheet, limits)


def _check_extent(part: bytes, sheet: str, limits: Limits) -> None:
    cells = _FILLED_CELL.findall(part)
    if not cells:
        return
    widest = max({letters for letters, _ in cells}, key=_column)
    rows = {int(row) for _, row in cells}
    if _column(widest) > _EXCEL_COLUMNS or max(rows) > _EXCEL_ROWS:
        raise refusal("WB-DAMAGED", part=sheet)
    first = min(_column(letters) for letters in {letters for letters, _ in cells})
    area = (max(rows) - min(rows) + 1) * (_column(widest) - first + 1)
    if area > limits.cells:
        cell = f"{widest.decode()}{max(rows)}"
        raise too_large("cells", area, limits.cells, sheet=sheet, cell=cell)


def check_depth(xml: bytes, name: str) -> None:
    """Refuses elements within elements beyond what any Office program writes; XML that is none is not judged.

    Raises: UnreadableWorkbook.
    """
    if xml.count(b"<") - xml.count(b"</") - xml.count(b"/>") <= _DEEPEST:  # so many are opened at most
        return
    depth = deepest = 0

    def opened(_: str, __: object) -> None:
        nonlocal depth, deepest
        depth += 1
        deepest = max(depth, deepest)

    def closed(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    with suppress(expat.ExpatError, LookupError, ValueError):
        parser.Parse(xml, True)
    if deepest > _DEEPEST:
        raise refusal("WB-DAMAGED", part=name)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
