"""May this part be parsed? What is looked at in a part's XML before a parser gets it.

calamine ends the whole process where a count or a place is absurd, keeps every cell between the first filled
one and the last, and lets the last of two cells of one name win. Knows no value.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
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
_CELL = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\sr=["']([A-Za-z]+[0-9]+)["']""")
_FILLED_CELL = re.compile(rb"""\br=["']([A-Za-z]+)([0-9]+)["'][^>/]*+>""")
_ROW = re.compile(rb"""<(?:\w+:)?row(?=[\s/>])""")
_ROW_NUMBER = re.compile(rb"""[^>]*?\sr=["']([^"']*)["']""")
# A text's number that is none, or longer than that of any text: calamine would take the first text instead.
_NO_TEXT = re.compile(rb"""\st=["']s["'][^>]*+>\s*<(?:\w+:)?v(?:>(?![0-9]{1,9}</)|[\s/])""")
_AREA = re.compile(
    rb"""<(?:\w+:)?(?:mergeCell|hyperlink)\b[^>]*?\sref=["']([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)["']"""
)
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
    last_row = _check_order(part, sheet)
    if _NO_TEXT.search(part):
        raise refusal("WB-DAMAGED", part=sheet)
    _check_areas(part[max(part.rfind(b"sheetData>"), 0) :], sheet, limits)
    # Only beyond this is a closer look worth its time.
    if last_row * _NEAR_COLUMNS > limits.cells or _FAR.search(part):
        _check_extent(part, sheet, limits)


def _check_order(part: bytes, sheet: str) -> int:
    """Every row is below the one before, every cell in its row and to the right of the one before; so none is
    there twice. Gives the last row.
    """
    row = 0
    for content in _ROW.split(part)[1:]:
        said = _ROW_NUMBER.match(content)
        number = _row_number(said[1]) if said else row + 1
        # The letters of most rows are those of the row above: once compared, they are known.
        letters = b" ".join((*_CELL.findall(content), b"")).replace(b"%d " % number, b" ")
        if not row < number <= _EXCEL_ROWS or not _is_ascending(letters):
            raise refusal("WB-DAMAGED", part=sheet)
        row = number
    return row


def _row_number(text: bytes) -> int:
    """0 for what is no row's number."""
    return int(text) if text.isdigit() and len(text) <= len(str(_EXCEL_ROWS)) else 0


@lru_cache(maxsize=256)
def _is_ascending(letters: bytes) -> bool:
    """Whether these are columns of a sheet from left to right, with nothing of a row's number left."""
    names = letters.split()
    if not all(each.isalpha() and len(each) <= len("XFD") for each in names):
        return False
    columns = [0, *map(_column, names)]
    return columns[-1] <= _EXCEL_COLUMNS and all(left < right for left, right in pairwise(columns))


def _check_areas(behind_cells: bytes, sheet: str, limits: Limits) -> None:
    """Merged and linked cells: so many areas as Excel knows, and not more cells than a sheet may span."""
    if max(behind_cells.count(each) for each in (b"<hyperlink ", b"<mergeCell ")) > _EXCEL_LINKS:
        raise refusal("WB-DAMAGED", part=sheet)
    total = 0
    for left, top, right, bottom in _AREA.findall(behind_cells):
        total += (_row_number(bottom) - _row_number(top) + 1) * (_column(right[:3]) - _column(left[:3]) + 1)
    if total > limits.cells:
        raise too_large("joined", total, limits.cells, sheet=sheet)


def _check_extent(part: bytes, sheet: str, limits: Limits) -> None:
    cells = _FILLED_CELL.findall(part)
    if not cells:
        return
    columns = sorted({letters for letters, _ in cells}, key=_column)
    rows = {int(row) for _, row in cells}
    area = (max(rows) - min(rows) + 1) * (_column(columns[-1]) - _column(columns[0]) + 1)
    if area > limits.cells:
        cell = f"{columns[-1].decode()}{max(rows)}"
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
