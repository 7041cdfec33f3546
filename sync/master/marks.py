"""Conditional formats of the master's tables: hairlines, states in colour, dates that have gone by.

Owns how a mark looks; which cells have one is said in `workbook_templates.master`. No mark speaks by its
colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from delegation.place import column_letters
from delegation.settings import DEFAULT, Settings
from workbook_templates.master import MARKS, OVERVIEW, TEAM
from workbook_templates.master_figures import FIGURES, week_number
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
    SHARE_FORMAT,
)

AS_OF = "as_of"
"""The workbook's name for the day that its marks go by."""

THRESHOLDS = ("healthy_from", "full_above", "overloaded_above", "low_confidence")
"""The settings that marks go by; the workbook has each as a name, `set_full_above`."""

_SIGNS = ((BAD_SIGN, BAD), (CAUTION_SIGN, CAUTION), (GOOD_SIGN, GOOD))
_LINE = {"bottom": 1, "bottom_color": HAIRLINE}
_COUNTS: Mapping[str, tuple[str, tuple[str, str]]] = {  # counts that should be none
    "overdue": (BAD_SIGN, BAD),
    "trouble": (BAD_SIGN, BAD),
    "rejected": (BAD_SIGN, BAD),
    "age": (CAUTION_SIGN, CAUTION),
    "blocked": (BAD_SIGN, BAD),
    "at_risk": (BAD_SIGN, BAD),
    "review_late": (BAD_SIGN, BAD),
    "not_accepted": (CAUTION_SIGN, CAUTION),
    "silent": (CAUTION_SIGN, CAUTION),
    "slipping": (CAUTION_SIGN, CAUTION),
}
_USED = ("utilisation", "week_utilisation", "fullest_utilisation")


def threshold_names(settings: Settings) -> dict[str, float]:
    """The workbook's names for what marks go by, as a team's workbook has them, and what they mean."""
    return {f"set_{name}": getattr(settings, name) for name in THRESHOLDS}


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
    for first_column, last_column in _used_columns(sheet):
        end = column_letters(last_column)
        _Cells(worksheet, book, column_letters(first_column), first, last, end).bands()
    for each in MARKS.get(sheet.id, ()):
        cells = _Cells(worksheet, book, column_letters(sheet.number(each.field)), first, last)
        _mark(cells, each, sheet)
    shown = [number for number, column in enumerate(sheet.columns, start=1) if not column.hidden]
    rows = _Cells(worksheet, book, column_letters(shown[0]), first, last, column_letters(shown[-1]))
    if sheet.id == FIGURES:
        rows.groups(column_letters(sheet.number(TEAM)))
    rows.hairlines()


def _used_columns(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """First and last of the columns beside each other that say how full somebody is."""
    places = [
        number
        for number, column in enumerate(sheet.columns, start=1)
        if column.id in _USED or week_number(column.id)
    ]
    for _, found in groupby(enumerate(places), key=lambda each: each[1] - each[0]):
        run = [place for _, place in found]
        yield run[0], run[-1]


def _mark(cells: _Cells, each: Mark, sheet: Sheet) -> None:
    here = f"${cells.column}{cells.first}"
    if each.reason is Reason.FILLED:
        cells.when({"type": "formula", "criteria": f'={here}<>""'}, CAUTION)
    elif each.reason is Reason.LOW:
        cells.when(
            {"type": "formula", "criteria": f"=AND(ISNUMBER({here}),{here}<=set_low_confidence)"},
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

    def bands(self) -> None:
        """Shades by band; a number is in it only where it says how full somebody is. Text counts as more than
        any number: whoever has work and no hours looks as one who is overloaded.
        """
        healthy, full, overloaded, _ = threshold_names(DEFAULT)
        more = {"type": "cell", "criteria": ">"}
        sign = f'"{BAD_SIGN} "{SHARE_FORMAT}'
        self.when({**more, "value": f"={overloaded}"}, BAD, bold=True, num_format=sign)
        sign = f'"{CAUTION_SIGN} "{SHARE_FORMAT}'
        self.when({**more, "value": f"={full}"}, CAUTION, num_format=sign)
        self.when({"type": "cell", "criteria": ">=", "value": f"={healthy}"}, GOOD)

    def groups(self, team: str) -> None:
        """Rows of no single team, which add up others; the level is said in words as well."""
        form = self._book.add_format({"bold": True, **_LINE})
        rule = f'=AND($A{self.first}<>"",${team}{self.first}="")'
        self._worksheet.conditional_format(self._range, {"type": "formula", "criteria": rule, "format": form})

    def hairlines(self) -> None:
        """A line under every row that has a key, so that no cell has to be written only for its border."""
        form = self._book.add_format(_LINE)
        self._worksheet.conditional_format(
            self._range, {"type": "formula", "criteria": f'=$A{self.first}<>""', "format": form}
        )
