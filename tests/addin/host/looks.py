"""What a cell looks like, as scripts set it. Reading a format back raises, as it does in Excel on the web."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from openpyxl import styles
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from xlwings import base_classes

_LINES = {"continuous": "thin"}


class WritesLooks:
    """The part of a range that formats its cells. `box` and `sheet` are the range's."""

    sheet: Any
    host: Any
    box: tuple[int, int, int, int]

    def _each_cell(self, change: Callable[[Any], None]) -> None:
        """Excel is told to do that to every cell."""
        top, left, bottom, right = self.box
        cells = [each for row in self.sheet.kept.iter_rows(top, bottom, left, right) for each in row]
        self.host.carry_out(self.sheet.name, *(partial(change, each) for each in cells))

    def clear_formats(self) -> None:
        self._each_cell(lambda cell: setattr(cell, "_style", StyleArray()))

    def _set_color(self, color: Any) -> None:
        self._each_cell(lambda cell: setattr(cell, "fill", styles.PatternFill("solid", fgColor=_argb(color))))

    color = property(None, _set_color)

    def _set_number_format(self, value: str) -> None:
        self._each_cell(lambda cell: setattr(cell, "number_format", value))

    number_format = property(None, _set_number_format)

    def _align(self, **options: Any) -> None:
        def align(cell: Any) -> None:
            now = cell.alignment
            kept = {name: getattr(now, name) for name in ("horizontal", "vertical", "wrap_text")}
            cell.alignment = styles.Alignment(**{**kept, **options})

        self._each_cell(align)

    wrap_text = property(None, lambda self, value: self._align(wrap_text=value))
    horizontal_alignment = property(None, lambda self, value: self._align(horizontal=value))
    vertical_alignment = property(None, lambda self, value: self._align(vertical=value))

    def _set_column_width(self, width: float) -> None:
        def widen(letters: str) -> None:
            dimension = self.sheet.kept.column_dimensions[letters]
            dimension.width, dimension.hidden = width or 1, not width

        columns = map(get_column_letter, range(self.box[1], self.box[3] + 1))
        self.host.carry_out(self.sheet.name, *(partial(widen, each) for each in columns))

    column_width = property(None, _set_column_width)

    def _set_row_height(self, height: float) -> None:
        rows = [self.sheet.kept.row_dimensions[row] for row in range(self.box[0], self.box[2] + 1)]
        self.host.carry_out(self.sheet.name, *(partial(setattr, each, "height", height) for each in rows))

    row_height = property(None, _set_row_height)

    @property
    def font(self) -> Font:
        return Font(self)

    @property
    def borders(self) -> Borders:
        return Borders(self)


class Font(base_classes.Font):
    def __init__(self, area: WritesLooks) -> None:
        self.area = area

    def _set(self, **options: Any) -> None:
        def change(cell: Any) -> None:
            now = cell.font
            kept = {"name": now.name, "size": now.size, "bold": now.bold, "color": now.color}
            cell.font = styles.Font(**{**kept, **options})

        self.area._each_cell(change)

    size = property(None, lambda self, value: self._set(size=value))
    bold = property(None, lambda self, value: self._set(bold=value))
    color = property(None, lambda self, value: self._set(color=_argb(value)))


class Borders(base_classes.Borders):
    def __init__(self, area: WritesLooks) -> None:
        self.area = area

    def set(self, which: Any, *, line_style: Any = None, weight: Any = None, color: Any = None) -> None:
        side = styles.Side(style=_LINES[line_style], color=_argb(color))
        border = styles.Border(left=side, right=side, top=side, bottom=side)
        self.area._each_cell(lambda cell: setattr(cell, "border", border))


def _argb(color: Any) -> str:
    """Hexadecimal digits from a colour as xlwings takes it."""
    if isinstance(color, str):
        return color.removeprefix("#")
    return "".join(f"{part:02X}" for part in color)
