"""How much fits on a printed page, so that what Remit's workbooks print can be read: landscape A4.

Knows widths and heights only, not what is on a sheet.
"""

from __future__ import annotations

from collections.abc import Sequence

MARGINS = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.6}  # inches
_PAGE = 146.0  # columns of a digit on landscape A4 at full size, within the margins
_PAGE_PIXELS = 680  # of rows
_ONE_PAGE_SCALE, _PAGES_SCALE = 0.6, 0.68
_CELL_EDGE = 0.7  # what Excel adds to a column's width


def pages_wide(widths: Sequence[float], repeated: int = 0) -> int:
    """On how many landscape pages side by side a table stays readable in print.

    `repeated` columns stand on every page. That all is on one page is worth smaller letters.
    """
    if _packed(widths, repeated, _PAGE / _ONE_PAGE_SCALE) == 1:
        return 1
    return _packed(widths, repeated, _PAGE / _PAGES_SCALE)


def one_page_high(pixels: int) -> bool:
    """Whether rows of that height together stay readable on one landscape page."""
    return pixels * _ONE_PAGE_SCALE <= _PAGE_PIXELS


def _packed(widths: Sequence[float], repeated: int, room: float) -> int:
    each_page = sum(width + _CELL_EDGE for width in widths[:repeated])
    pages, used = 1, 0.0
    for width in widths:
        if used > 0 and used + width + _CELL_EDGE > room:
            pages, used = pages + 1, each_page
        used += width + _CELL_EDGE
    return pages


def footer_text(text: str, longest: int) -> str:
    """The text as it stands in a footer after a font size, which would take its first digit for its own."""
    return " " + text[:longest].replace("&", "&&")
