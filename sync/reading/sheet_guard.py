"""May this part be parsed? What is looked at in a part's XML before a parser gets it.

calamine ends the whole process where a count or a place is absurd, keeps every cell between the first filled
one and the last, and lets the last of two cells of one name win. Knows no value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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
# As the common programs write a sheet. What is written differently (prefixes, single quotes, line breaks
# between elements, cells without their names) takes many times longer to look at.
_PLAIN_START = re.compile(rb"<sheetData>(?:<row [^>']*+>)?(?:<c [^>']*+>|</row>|<row )")
_ROOT_FITS_IN = 1024
# The place first. All else is looked at with patterns that take much longer.
_ROW_MARK = b'<row r="'
_OTHER_CELL = re.compile(rb'<c(?! r="|[A-Za-z])')
_COMMON_CELL = re.compile(rb'<c r="([A-Za-z]+[0-9]+)"')
_COMMON_TEXT = re.compile(rb't="s"(?!><v>[0-9]{1,9}</v>)')
_CELL = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\sr=["']([A-Za-z]+[0-9]+)["']""")
_FILLED_CELL = re.compile(rb"""\br=["']([A-Za-z]+)([0-9]+)["'][^>/]*+>""")
_ROW = re.compile(rb"""<(?:\w+:)?row(?=[\s/>])""")
_ROW_NUMBER = re.compile(rb"""[^>]*?\sr=["']([^"']*)["']""")
# A text's number that is none, or longer than that of any text: calamine would take the first text instead.
_NO_TEXT = re.compile(rb"""t=["']s["'][^<>]*+>\s*<(?:\w+:)?v(?:>(?![0-9]{1,9}</)|[\s/])""")
_AREA = re.compile(
    rb"""<(?:\w+:)?(?:mergeCell|hyperlink)\b[^>]*?\sref=["']([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)["']"""
)
_SHARED_COUNT = re.compile(rb"""(?:uniqueCount|count)\s*=\s*["']([0-9]+)["']""")


def is_plain(xml: bytes) -> bool:
    """Whether a sheet is written as the common programs write one, so that patterns find what is in it."""
    head = xml[:_ROOT_FITS_IN]
    begins = _PLAIN_START.match(xml, xml.find(b"<sheetData>"))
    return b"<worksheet" in head and b"='" not in head and begins is not None


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
    # A row that is written otherwise than the first one counts as part of the one before: its cells do not.
    is_common = is_plain(part) and _ROW_MARK in part and not _OTHER_CELL.search(part)
    last_row, last_column = _extent(part, is_common, sheet)
    if (not is_common or _COMMON_TEXT.search(part)) and _NO_TEXT.search(part):
        raise refusal("WB-DAMAGED", part=sheet)
    _check_areas(part[max(part.rfind(b"sheetData>"), 0) :], sheet, limits)
    if last_row * last_column > limits.cells:  # only then is a closer look worth its time
        _check_filled(part, sheet, limits)


def _extent(part: bytes, is_common: bool, sheet: str) -> tuple[int, int]:
    """The last row and the last column of a sheet whose every row is below the one before, every cell in its
    row and to the right of the one before; so none is there twice.
    """
    row = widest = 0
    for said, cells in _rows(part, is_common):
        number = row + 1 if said is None else _row_number(said)
        # The letters of most rows are those of the row above: once compared, they are known.
        last = _last_column(b" ".join((*cells, b"")).replace(b"%d " % number, b" "))
        if not row < number <= _EXCEL_ROWS or last is None:
            raise refusal("WB-DAMAGED", part=sheet)
        row, widest = number, max(widest, last)
    return row, widest


def _rows(part: bytes, is_common: bool) -> Iterator[tuple[bytes | None, list[bytes]]]:
    """The number of every row, where it says one, and the names of its cells."""
    if is_common:
        for content in part.split(_ROW_MARK)[1:]:
            yield content[: content.find(b'"')], _COMMON_CELL.findall(content)
        return
    for content in _ROW.split(part)[1:]:
        number = _ROW_NUMBER.match(content)
        yield number[1] if number else None, _CELL.findall(content)


def _row_number(text: bytes) -> int:
    """0 for what is no row's number."""
    return int(text) if text.isdigit() and len(text) <= len(str(_EXCEL_ROWS)) else 0


@lru_cache(maxsize=256)
def _last_column(letters: bytes) -> int | None:
    """The number of the last of these columns, 0 without any; None where they are no columns of a sheet from
    left to right, or something of a row's number is left.
    """
    names = letters.split()
    if not all(each.isalpha() and len(each) <= len("XFD") for each in names):
        return None
    columns = [0, *map(_column, names)]
    ascending = all(left < right for left, right in pairwise(columns))
    return columns[-1] if ascending and columns[-1] <= _EXCEL_COLUMNS else None


def _check_areas(behind_cells: bytes, sheet: str, limits: Limits) -> None:
    """Merged and linked cells: so many areas as Excel knows, and not more cells than a sheet may span."""
    if max(behind_cells.count(each) for each in (b"<hyperlink ", b"<mergeCell ")) > _EXCEL_LINKS:
        raise refusal("WB-DAMAGED", part=sheet)
    total = 0
    for left, top, right, bottom in _AREA.findall(behind_cells):
        total += (_row_number(bottom) - _row_number(top) + 1) * (_column(right[:3]) - _column(left[:3]) + 1)
    if total > limits.cells:
        raise too_large("joined", total, limits.cells, sheet=sheet)


def _check_filled(part: bytes, sheet: str, limits: Limits) -> None:
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
