"""Home's page while it is written: a grid of narrow columns, filled from top to bottom."""

from __future__ import annotations

from typing import Any

from delegation.place import column_letters, sheet_reference
from workbook_templates import style
from workbook_templates.formulas import Formula
from workbook_templates.layout import HOME
from workbook_templates.writer import Writer, write_formula

LEFT, RIGHT = 1, 24  # the first and the last column of the grid, 0-based
GRID_WIDTH = 5.0


class Page:
    """`row` is the next free one, 0-based."""

    def __init__(self, writer: Writer) -> None:
        self.writer, self.sheet, self.row = writer, writer.sheets[HOME], 0
        self.small = style.LOOKS[writer.layout.spec.language].small
        self.sheet.set_column(0, 0, 2)
        self.sheet.set_column(LEFT, RIGHT, GRID_WIDTH)
        self.sheet.set_column(RIGHT + 1, RIGHT + 1, 2)

    def form(self, *styles: str, **properties: Any) -> Any:
        return self.writer.formats.of(*styles, **{"valign": "vcenter", **properties})

    def text(self, name: str, **params: object) -> str:
        return self.writer.layout.labels.text(f"workbook.home.{name}", **params)

    def height(self, pixels: int) -> None:
        self.sheet.set_row_pixels(self.row, pixels)

    def gap(self, pixels: int) -> None:
        self.height(pixels)
        self.row += 1

    def put(self, first: int, last: int, content: str | Formula | None, form: Any) -> None:
        """Text or a formula across the columns `first` to `last` of the current row."""
        if last > first:
            self.sheet.merge_range(self.row, first, self.row, last, "", form)
        if isinstance(content, Formula):
            write_formula(self.sheet, self.row, first, content, form)
        elif content:
            self.sheet.write_string(self.row, first, content, form)
        else:
            self.sheet.write_blank(self.row, first, None, form)

    def link(self, first: int, last: int, sheet_id: str, name: str, form: Any, tip: str = "") -> None:
        if last > first:
            self.sheet.merge_range(self.row, first, self.row, last, "", form)
        self.sheet.write_url(self.row, first, self.writer.layout.link(sheet_id), form, name, tip)

    def heading(self, first: int, last: int, content: str) -> None:
        form = self.form("strong", font_size=13, bottom=2, border_color=style.INK)
        for column in range(first, last + 1):
            self.sheet.write_blank(self.row, column, None, form)
        self.sheet.write_string(self.row, first, content, form)
        self.height(28)

    def name(self, name: str, column: int) -> None:
        """Defines a name for a cell of the current row."""
        cell = f"${column_letters(column + 1)}${self.row + 1}"
        self.writer.book.define_name(name, "=" + sheet_reference(self.writer.layout.home, cell))
