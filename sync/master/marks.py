"""Conditional formats of the master's tables: hairlines, states in colour, dates that have gone by.

Owns how a mark looks; which cells have one is said in `workbook_templates.master`. No mark speaks by its
colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from delegation.place import column_letters
from workbook_templates.master import MARKS, OVERVIEW
from workbook_templates.master_sheet import Look, Mark, Reason, Sheet
from workbook_templates.style import (
    BAD,
    BAD_SIGN,
    CAUTION,
    CAUTION_SIGN,
    DATE_FORMAT,
    GOOD,
    GOOD_SIGN,
    HAIRLINE,
)

AS_OF = "as_of"
"""The workbook's name for the day that its marks go by."""

_SIGNS = ((BAD_SIGN, BAD), (CAUTION_SIGN, CAUTION), (GOOD_SIGN, GOOD))
_LINE = {"bottom": 1, "bottom_color": HAIRLINE}
_COUNTS: Mapping[str, tuple[str, tuple[str, str]]] = {  # Overview: counts that should be none
    "overdue": (BAD_SIGN, BAD),
    "rejected": (BAD_SIGN, BAD),
    "age": (CAUTION_SIGN, CAUTION),
}


def mark(worksheet: Any, book: Any, sheet: Sheet, first: int, last: int) -> None:
    """Adds the conditional formats of a table whose rows are `first` to `last`, 1-based.

    `book` is XlsxWriter's: a conditional format takes the font of its cell, so its own formats name none.
    """
    for number, column in enumerate(sheet.columns, start=1):
        cells = _Cells(worksheet, book, column_letters(number), first, last)
        if column.look is Look.SIGN:
            for sign, colours in _SIGNS:
                filled = sheet.id == OVERVIEW and colours is not GOOD
                cells.when({"type": "text", "criteria": "begins with", "value": sign}, colours, filled=filled)
        elif column.look is Look.SHARE and column.id == "progress":
            cells.bar()
        if column.id in _COUNTS and column.field is None:
            sign, colours = _COUNTS[column.id]
            rule = {"type": "cell", "criteria": ">", "value": 0}
            cells.when(rule, colours, filled=False, num_format=f'"{sign} "#,##0')
    for each in MARKS.get(sheet.id, ()):
        cells = _Cells(worksheet, book, column_letters(sheet.number(each.field)), first, last)
        _mark(cells, each, sheet)
    shown = [number for number, column in enumerate(sheet.columns, start=1) if not column.hidden]
    _Cells(worksheet, book, column_letters(shown[0]), first, last, column_letters(shown[-1])).hairlines()


def _mark(cells: _Cells, each: Mark, sheet: Sheet) -> None:
    here = f"${cells.column}{cells.first}"
    if each.reason is Reason.FILLED:
        cells.when({"type": "formula", "criteria": f'={here}<>""'}, CAUTION)
    elif each.reason is Reason.LOW:
        cells.when(
            {"type": "formula", "criteria": f"=AND(ISNUMBER({here}),{here}<=2)"},
            CAUTION,
            num_format=f'"{CAUTION_SIGN} "0',
        )
    else:
        undone = "".join(
            f',OR({other}="",{other}>{AS_OF})'
            for other in (f"${column_letters(sheet.number(field))}{cells.first}" for field in each.unless)
        )
        cells.when(
            {"type": "formula", "criteria": f"=AND(ISNUMBER({here}),{here}<{AS_OF}{undone})"},
            BAD,
            num_format=f'"{BAD_SIGN} "{DATE_FORMAT}',
        )


class _Cells:
    """The cells of one column, or of some beside each other, of a table."""

    def __init__(self, worksheet: Any, book: Any, column: str, first: int, last: int, end: str = "") -> None:
        self.column = column
        self.first = first
        self._book = book
        self._worksheet = worksheet
        self._range = f"{column}{first}:{end or column}{last}"

    def when(
        self, rule: dict[str, Any], colours: tuple[str, str], *, filled: bool = True, **properties: Any
    ) -> None:
        fill = {"bg_color": colours[1]} if filled else {}
        # LibreOffice applies one rule to a cell, so each brings the line below the row along.
        form = self._book.add_format({"font_color": colours[0], **_LINE, **fill, **properties})
        self._worksheet.conditional_format(self._range, {**rule, "format": form})

    def bar(self) -> None:
        self._worksheet.conditional_format(
            self._range,
            {
                "type": "data_bar",
                "bar_color": GOOD[1],
                "bar_solid": True,
                "min_type": "num",
                "min_value": 0,
                "max_type": "num",
                "max_value": 1,
            },
        )

    def hairlines(self) -> None:
        """A line under every row that has a key, so that no cell has to be written only for its border."""
        form = self._book.add_format(_LINE)
        self._worksheet.conditional_format(
            self._range, {"type": "formula", "criteria": f'=$A{self.first}<>""', "format": form}
        )
