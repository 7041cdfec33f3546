"""The top of the master's Overview: numbers, sentences, the way to every sheet; and the trend beside each
team.

Owns where they stand. What the sentences say is `sync.master.lines`'.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from delegation.place import cell_name, sheet_reference
from sync.master.content import Line, Tone
from sync.master.frame import LINE_POINTS, ROW_POINTS, stamp
from sync.master.package import MasterPackage
from sync.master.rows import Linked
from workbook_templates.master import EXCEPTIONS, LINES, LINES_ROW, RUNS, Sheet
from workbook_templates.style import (
    BAD,
    BAD_SIGN,
    CAUTION,
    CAUTION_SIGN,
    GOOD,
    GOOD_SIGN,
    HAIRLINE,
    HEADER,
    INK,
    MIST,
    PAPER,
    lines,
)

_NUMBERS_ROW = 4
_TONES = {Tone.GOOD: (GOOD_SIGN, GOOD), Tone.WATCH: (CAUTION_SIGN, CAUTION), Tone.BAD: (BAD_SIGN, BAD)}
_GAP = 3  # between the sentences and the list of sheets, in indents
_PAST = "#B4C2CF"  # columns of a trend before the newest


def draw_overview(package: MasterPackage, sheet: Sheet, targets: Mapping[str, Mapping[str, int]]) -> None:
    """Everything above the table of teams. `targets`: sheet id → key → row, for the sentences' links."""
    _Overview(package, sheet).draw(targets)


def draw_trends(package: MasterPackage, sheet: Sheet) -> None:
    """Small columns of the errors over the newest runs in every team's row, from hidden cells of that row.

    All teams have one scale, so that the rows can be compared.
    """
    trend = [number for number, column in enumerate(sheet.columns, start=1) if column.id.startswith("trend_")]
    places, ranges = [], []
    for row, team in enumerate(package.content.teams, start=sheet.header_row + 1):
        runs = len(team.error_trend)
        if runs > 1:
            cells = f"{cell_name(row, trend[-runs])}:{cell_name(row, trend[-1])}"
            ranges.append(sheet_reference(sheet.name, cells))
            places.append(cell_name(row, sheet.number("trend")))
    if not places:
        return
    look = {"type": "column", "series_color": _PAST, "last_point": True, "last_color": HEADER}
    scale = {"min": 0, "max": "group", "show_hidden": True}
    package.worksheet(sheet).add_sparkline(places[0], {"location": places, "range": ranges, **look, **scale})


class _Overview:
    def __init__(self, package: MasterPackage, sheet: Sheet) -> None:
        self.package = package
        self.sheet = sheet
        self.worksheet: Any = package.worksheet(sheet)
        self.text = package.labels
        self.form = package.formats.of

    def draw(self, targets: Mapping[str, Mapping[str, int]]) -> None:
        self._title()
        self._tiles()
        self._lines(targets)
        self._sheets()
        self._teams_heading()
        first, last = 3, self.sheet.number("reason")
        rows = self.sheet.header_row + max(1, len(self.package.content.teams))
        self.worksheet.print_area(0, first - 1, rows - 1, last - 1)

    def _title(self) -> None:
        content = self.package.content
        self.worksheet.set_row(0, 34)
        self.worksheet.set_row(2, 8)
        title = self.text.text("master.document.title", programme=content.programme)
        self.package.write(self.sheet, 1, 3, title, self.form("title", font_size=20))
        tone = Tone.GOOD if content.complete else Tone.WATCH
        form = self.form("help", font_color=INK if content.complete else _TONES[tone][1][0])
        self.package.write(self.sheet, 2, 3, stamp(content, self.text), form)

    def _tiles(self) -> None:
        """The numbers that say how things stand, each over what it counts; one that asks for somebody has a
        sign.
        """
        numbers = self.package.content.headline
        read = self.text.text("master.overview.tile_read_value", read=numbers.read, total=numbers.workbooks)
        tiles = (
            ("team", "team", "read", read, Tone.WATCH if numbers.read < numbers.workbooks else None),
            ("state", "state", "open", numbers.open, None),
            ("read_on", "age", "overdue", numbers.overdue, Tone.BAD if numbers.overdue else None),
            ("open", "overdue", "soon", numbers.soon, Tone.WATCH if numbers.soon else None),
            ("rejected", "errors", "rejected", numbers.rejected, Tone.BAD if numbers.rejected else None),
            ("warnings", "warnings", "errors", numbers.errors, Tone.BAD if numbers.errors else None),
        )
        self.worksheet.set_row(_NUMBERS_ROW - 1, 40)
        self.worksheet.set_row(_NUMBERS_ROW, 20)
        self.worksheet.set_row(_NUMBERS_ROW + 1, 10)
        for first, last, name, value, tone in tiles:
            self._tile(first, last, self.text.text(f"master.overview.tile_{name}"), value, tone)

    def _tile(self, first: str, last: str, label: str, value: str | int, tone: Tone | None) -> None:
        sign, (colour, _) = _TONES[tone] if tone else ("", (INK, PAPER))
        panel = {
            "bg_color": MIST,
            "align": "center",
            "left": 5,
            "right": 5,
            "border_color": PAPER,
            "text_wrap": False,
        }
        number = self.form("strong", **panel, font_size=22, font_color=colour)
        columns = (self.sheet.number(first), self.sheet.number(last))
        shown = f"{value:,}" if isinstance(value, int) else value
        self._span(_NUMBERS_ROW, columns, f"{sign} {shown}".strip(), number)
        self._span(
            _NUMBERS_ROW + 1, columns, label, self.form("help", **{**panel, "valign": "top"}, font_size=9)
        )

    def _span(self, row: int, columns: tuple[int, int], value: str | Linked, form: Any) -> None:
        """One cell over several columns."""
        first, last = columns
        if first != last:
            self.worksheet.merge_range(row - 1, first - 1, row - 1, last - 1, "", form)
        self.package.write(self.sheet, row, first, value, form)

    def _heading(self, row: int, first: int, last: int, text: str, *, indent: int = 0) -> None:
        rule = {"bottom": 1, "bottom_color": HAIRLINE}
        for column in range(first, last + 1):
            self.worksheet.write_blank(row - 1, column - 1, None, self.form("strong", **rule))
        self.package.write(
            self.sheet, row, first, text, self.form("strong", font_size=12, indent=indent, **rule)
        )
        self.worksheet.set_row(row - 1, 22)

    def _lines(self, targets: Mapping[str, Mapping[str, int]]) -> None:
        """The sentences, each one a link to the row it speaks of; the sheet's name beside it says where
        that is.
        """
        first, last, beside = (
            self.sheet.number("team"),
            self.sheet.number("errors"),
            self.sheet.number("warnings"),
        )
        width = sum(column.width for column in self.sheet.columns[first - 1 : last])
        self._heading(LINES_ROW - 1, first, beside, self.text.text("master.overview.lines"))
        for row in range(LINES_ROW, LINES_ROW + LINES):
            self.worksheet.set_row(row - 1, ROW_POINTS)
        for row, line in enumerate(self.package.content.lines, start=LINES_ROW):
            sign, (colour, _) = _TONES[line.tone]
            text = f"{sign}  {line.text}"
            plain = line.tone is Tone.GOOD
            form = self.form("plain", valign="vcenter", text_wrap=True, font_color=INK if plain else colour)
            link = self._place(line, targets)
            self._span(row, (first, last), Linked(text, link), form)
            name = self.text.text("master.overview.go_to", sheet=self.package.sheet(line.target.sheet).name)
            self.package.write(self.sheet, row, beside, Linked(name, link), self.form("link", align="right"))
            self.worksheet.set_row(
                row - 1, ROW_POINTS + LINE_POINTS * (lines(text, width, self.text.language) - 1)
            )

    def _place(self, line: Line, targets: Mapping[str, Mapping[str, int]]) -> str:
        sheet = self.package.sheet(line.target.sheet)
        row = targets.get(sheet.id, {}).get(line.target.key)
        column = next(number for number, each in enumerate(sheet.columns, start=1) if not each.hidden)
        return self.package.link_to(sheet.id, cell_name(row, column) if row else "A1")

    def _sheets(self) -> None:
        """Every sheet with its number of rows, in two columns."""
        left, right = self.sheet.number("trend"), self.sheet.number("reason")
        self._heading(LINES_ROW - 1, left, right, self.text.text("master.overview.sheets"), indent=_GAP)
        content = self.package.content
        others = [sheet for sheet in self.package.sheets if sheet.id != self.sheet.id]
        rows = {EXCEPTIONS: len(content.exceptions), RUNS: len(content.runs)}
        form = self.form("link", underline=0, indent=_GAP)
        for number, sheet in enumerate(others):
            count = rows.get(sheet.id, len(content.records.get(sheet.id, ())))
            text = self.text.text("master.overview.sheet_rows", sheet=sheet.name, rows=f"{count:,}")
            row = LINES_ROW + number % LINES
            columns = (left, right - 1) if number < LINES else (right, right)
            self._span(row, columns, Linked(text, self.package.link_to(sheet.id)), form)

    def _teams_heading(self) -> None:
        row = self.sheet.header_row - 1
        first, last = self.sheet.number("team"), self.sheet.number("reason")
        self._heading(row, first, last, self.text.text("master.overview.teams"))
        note = "teams_note" if self.package.content.teams else ""
        text = self.text.text(f"master.overview.{note}") if note else self.text.text("master.empty.teams")
        rule = {"bottom": 1, "bottom_color": HAIRLINE}
        self.package.write(self.sheet, row, first + 1, text, self.form("help", **rule))
