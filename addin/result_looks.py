"""How a sheet of results looks: fonts, fills, number formats and widths, by the marks of its rows.

Only ever writes formats, because Excel on the web does not tell them; so it goes by what a button has just
written. Owns no text and no position.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from addin.changes import CellChange
from addin.contents import Content
from addin.result_sheet import FIRST_COLUMN, OWN, Form, Look, forms_of
from workbook_templates.style import (
    BAD,
    BAD_SIGN,
    CAUTION,
    CAUTION_SIGN,
    DATE_FORMAT,
    GOOD,
    GOOD_SIGN,
    HAIRLINE,
    HEADER,
    HOURS_FORMAT,
    INK,
    PAPER,
    SHARE_FORMAT,
    SOFT_INK,
    display_width,
    lines,
)

_FORMATS = {
    Form.TEXT: ("", "left"),
    Form.DATE: (DATE_FORMAT, "left"),
    Form.COUNT: ("0", "center"),
    Form.NUMBER: ("0.00_)", "right"),
    Form.HOURS: (HOURS_FORMAT, "right"),
    Form.SHARE: (SHARE_FORMAT, "right"),
}
_INKS: Mapping[str, str] = {Look.HINT: SOFT_INK, Look.HEAD: PAPER}  # any other is dark
_TONES = {GOOD_SIGN: GOOD, CAUTION_SIGN: CAUTION, BAD_SIGN: BAD}
_WIDEST, _NARROWEST, _ROOM = 46.0, 9.0, 3.0
_FIGURE_WIDTH = 10  # of a number or a date as it is shown
_LINE, _AIR, _TITLE_HEIGHT = 15.0, 3.0, 26.0  # points
_POINTS = 5.3  # a column's width in points for each digit, in which Excel on the web counts

Grid = Mapping[tuple[int, int], Content]


class _Block(NamedTuple):
    """Rows of one kind below one another."""

    mark: str
    first: int
    last: int


def paint(book: Any, cells: Iterable[CellChange]) -> None:
    """Gives every sheet of results among these cells the looks of what was written."""
    for name, found in groupby(sorted(cells, key=_sheet), key=_sheet):
        grid = {(each.row, each.column): each.after for each in found}
        if (1, 1) in grid:
            _paint(book, book.sheets[name], grid)


def _sheet(cell: CellChange) -> str:
    return cell.sheet


def _paint(book: Any, sheet: Any, grid: Grid) -> None:
    """Where the first cell has no mark, the results were taken back, and so are their looks."""
    corner = (max(row for row, _ in grid), max(column for _, column in grid))
    area = sheet.range((1, 1), corner)
    area.clear_formats()
    if not str(grid[1, 1] or "").startswith(OWN):
        return
    for block in _blocks(grid, corner[0]):
        _paint_block(sheet, block)
    _paint_signs(sheet, grid)
    widths = _widths(grid, corner)
    unit = _POINTS if book.app.engine.type == "remote" else 1.0
    for column, width in enumerate(widths, 1):
        sheet.range((1, column)).column_width = width * unit
    for height, rows in groupby(range(1, corner[0] + 1), key=lambda row: _height(grid, row, widths)):
        numbers = list(rows)
        sheet.range((numbers[0], 1), (numbers[-1], 1)).row_height = height
    sheet.show_gridlines = False


def _blocks(grid: Grid, rows: int) -> Iterator[_Block]:
    marks = [(_mark(grid, row), row) for row in range(1, rows + 1)]
    for mark, found in groupby(marks, key=lambda each: each[0]):
        numbers = [row for _, row in found]
        if mark:
            yield _Block(mark, numbers[0], numbers[-1])


def _paint_block(sheet: Any, block: _Block) -> None:
    forms = forms_of(block.mark)
    last_column = FIRST_COLUMN + max(1, len(forms)) - 1
    area = sheet.range((block.first, FIRST_COLUMN), (block.last, last_column))
    look = block.mark.partition(" ")[0]
    area.vertical_alignment = "center"
    area.font.color = _INKS.get(look, INK)
    if look.startswith(OWN):
        area.font.size, area.font.bold = 18, True
    elif look == Look.SECTION:
        area.font.size, area.font.bold = 13, True
    elif look == Look.HEAD:
        area.color, area.font.bold = HEADER, True
    if forms:
        area.wrap_text = True
        area.borders.set(color=PAPER if look == Look.HEAD else HAIRLINE, line_style="continuous")
        _paint_columns(sheet, block, forms)


def _paint_columns(sheet: Any, block: _Block, forms: str) -> None:
    for column, form in enumerate(forms, FIRST_COLUMN):
        cells = sheet.range((block.first, column), (block.last, column))
        number_format, alignment = _FORMATS[Form(form)]
        cells.horizontal_alignment = alignment
        if number_format and block.mark.startswith(Look.BODY):
            cells.number_format = number_format


def _paint_signs(sheet: Any, grid: Grid) -> None:
    """A cell that begins with a sign has its colours, so that none speaks by colour alone."""
    for (row, column), content in grid.items():
        tone = _TONES.get(content[:1]) if isinstance(content, str) else None
        if tone is not None and _mark(grid, row).startswith(Look.BODY):
            cell = sheet.range((row, column))
            cell.font.color, cell.color = tone


def _widths(grid: Grid, corner: tuple[int, int]) -> list[float]:
    """Of every column, in digits; the first one, with the marks, is hidden."""
    tables = [row for row in range(1, corner[0] + 1) if forms_of(_mark(grid, row))]
    widths = [0.0]
    for column in range(FIRST_COLUMN, corner[1] + 1):
        wanted = max((_width(grid.get((row, column))) for row in tables), default=0)
        widths.append(min(_WIDEST, max(_NARROWEST, wanted + _ROOM)))
    return widths


def _height(grid: Grid, row: int, widths: Sequence[float]) -> float:
    """Of a row in points, so that wrapped text is seen whole."""
    mark = _mark(grid, row)
    if mark.startswith((OWN, Look.SECTION)):
        return _TITLE_HEIGHT
    if not forms_of(mark):
        return _LINE + _AIR
    texts = ((grid.get((row, column)), width) for column, width in enumerate(widths, 1) if column > 1)
    counts = (
        lines(text, width, "en" if text.isascii() else "zh") for text, width in texts if isinstance(text, str)
    )
    return max(counts, default=1) * _LINE + _AIR


def _mark(grid: Grid, row: int) -> str:
    return str(grid.get((row, 1)) or "")


def _width(content: Content) -> int:
    if content is None:
        return 0
    return display_width(content) if isinstance(content, str) else _FIGURE_WIDTH
