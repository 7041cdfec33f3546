"""The shipped template of the master: every managed sheet with its table, its frame, and one blank row.

Owns how a new master looks before anything is in it. The formats of the blank row are those of every row, so
whoever changes them in the programme's template changes the master. Knows no value of a programme but its
name.
"""

from __future__ import annotations

import datetime as dt
import gc
import io
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import xlsxwriter

from delegation.labels import Labels, labels
from delegation.place import cell_name, sheet_reference
from delegation.settings import DEFAULT
from sync.limits import Limits
from sync.master.chart_template import draw_chart_sheet
from sync.master.forms import base_form
from sync.master.manifest import KIND, TEMPLATE
from sync.master.marks import AS_OF, mark, threshold_names
from sync.master.workbook import FRAME_NAMES, MAIN, reference
from sync.package import Parts
from workbook_templates.kpi_chart import CHART, CHARTS
from workbook_templates.master import (
    DECISIONS,
    EXCEPTIONS,
    IDENTITY_SHEET,
    LINES,
    LINES_ROW,
    OVERVIEW,
    SHEETS_HIGH,
    master_sheets,
)
from workbook_templates.master_decisions import REBALANCE
from workbook_templates.master_figures import USUAL_WEEKS, WORKLOAD, week_number
from workbook_templates.master_sheet import Look, Sheet, trend_cells
from workbook_templates.paper import MARGINS, footer_text, pages_wide
from workbook_templates.style import (
    HAIRLINE,
    HEADER,
    HOME_COLOUR,
    ISSUES_COLOUR,
    MIST,
    PAPER,
    PHASE_COLOURS,
    TABLE_STYLE,
    Formats,
    book_options,
)
from workbook_templates.written import clean_text

MASTER_LIMITS = Limits(
    file_bytes=1 << 30,
    members=10_000,
    part_bytes=1 << 30,
    total_bytes=2 << 30,
    ratio=200,
    cells=100_000_000,
)
"""What a master may be at most: far larger than a team's workbook, and Remit's own work for the most part."""

ROW_POINTS = 19.0  # of a row with one line of text
LINE_POINTS = 15.0  # of each line more
NUMBERS_ROW = 4  # of the Overview's large numbers
TILES = (  # over which columns each of the large numbers stands
    ("read", "team", "team"),
    ("open", "state", "state"),
    ("overdue", "read_on", "age"),
    ("soon", "open", "overdue"),
    ("score", "trouble", "worst"),
    ("used", "utilisation", "band"),
    ("rejected", "quality", "quality_trend"),
    ("errors", "rejected", "warnings"),
)
FIGURE_TILES = frozenset({"score", "used"})
_A4 = 9
_GAP = 3  # between the sentences and the list of sheets, in indents
_TOP_SHARE = 1.2
_PAST = "#B4C2CF"  # columns of a trend before the newest
_MADE = dt.datetime(2026, 1, 1)  # noqa: DTZ001 - Excel has no time zones; the same bytes whenever it is made


def build_template(
    language: str,
    programme: str,
    teams: Iterable[tuple[str, str]] = (),
    *,
    weeks: int = USUAL_WEEKS,
    sensitive: bool = False,
) -> bytes:
    """The template as the bytes of an .xlsx; equal arguments give equal bytes.

    `teams`: id and name of those that have a column of their own on the Runs sheet. `weeks`: how many have
    one on Workload.
    """
    return _built(language, programme, tuple(teams), weeks, sensitive)


@lru_cache(maxsize=8)  # a run asks for it up to three times: to know looks, to heal, to begin anew
def _built(
    language: str, programme: str, teams: tuple[tuple[str, str], ...], weeks: int, sensitive: bool
) -> bytes:
    words = labels(language)
    built = template_of(master_sheets(words, teams, weeks=weeks, sensitive=sensitive), words, programme)
    gc.collect(0)  # XlsxWriter's sheets know each other, and whoever makes a master looks for no garbage
    return built


def template_of(sheets: Sequence[Sheet], words: Labels, programme: str) -> bytes:
    """A template with these sheets, as the bytes of an .xlsx."""
    return _Template(sheets, words, programme).build()


class _Template:
    def __init__(self, sheets: Sequence[Sheet], text: Labels, programme: str) -> None:
        self.text = text
        self.programme = clean_text(programme)
        self.sheets = sheets
        self.buffer = io.BytesIO()
        self.book: Any = xlsxwriter.Workbook(self.buffer, book_options(text.language))
        self.formats = Formats(self.book, text.language)
        self.form = self.formats.of
        self.worksheets: dict[str, Any] = {}
        for sheet in self.sheets:
            if sheet.id == REBALANCE:  # behind the figures
                self.worksheets[CHART] = self.book.add_worksheet(text.text("master_chart.sheet"))
            self.worksheets[sheet.id] = self.book.add_worksheet(sheet.name)

    def build(self) -> bytes:
        title = self.text.text("master.document.title", programme=self.programme)
        self.book.set_properties({"title": title, "author": "Remit", "created": _MADE})
        for sheet in self.sheets:
            self._table(sheet)
            self._set_up(sheet)
            self._trends(sheet)
            if sheet.id == OVERVIEW:
                _Overview(self, sheet).draw()
            else:
                self._head(sheet)
            if sheet.id == CHARTS:
                self._chart(sheet)
            if sheet.hidden:
                self.worksheets[sheet.id].hide()
        self._identify()
        self.book.close()
        return _with_hidden_names(self.buffer.getvalue())

    def place(
        self, sheet: Sheet, name: str, row: int, columns: tuple[int, int], form: Any, text: str = ""
    ) -> None:
        """A cell above a table that every run fills; it is found by its name, wherever people move it."""
        worksheet, (first, last) = self.worksheets[sheet.id], columns
        if first != last:
            worksheet.merge_range(row - 1, first - 1, row - 1, last - 1, "", form)
        worksheet.write_string(row - 1, first - 1, text, form) if text else worksheet.write_blank(
            row - 1, first - 1, None, form
        )
        if name:
            where = reference(sheet.name, row, first)
            self.book.define_name(f"{FRAME_NAMES}{sheet.id}.{name}", f"={where}")

    def _table(self, sheet: Sheet) -> None:
        """Header and one blank row, in the formats of all the rows to come."""
        worksheet, first = self.worksheets[sheet.id], sheet.header_row + 1
        head, hidden = self.form("header", indent=1), self.form("hidden_head")
        written = self.form("header", "header_optional", indent=1)
        columns = [
            {
                "header": each.header,
                "header_format": hidden if each.hidden else written if each.written else head,
            }
            for each in sheet.columns
        ]
        options = {"name": sheet.table, "style": TABLE_STYLE, "columns": columns}
        worksheet.add_table(first - 2, 0, first - 1, len(columns) - 1, options)
        for number, column in enumerate(sheet.columns):
            form = base_form(self.form, column, sheet.most_lines)
            worksheet.write_blank(first - 1, number, None, form)
            worksheet.set_column(number, number, column.width, None, {"hidden": column.hidden})
            if column.written and column.id == "decision":  # meetings have a field of that name
                choices = [self.text.text(f"master.decision.{each}") for each in DECISIONS]
                worksheet.data_validation(first - 1, number, first - 1, number, _list(choices))
        # Ids such as 007 are text on purpose: no green corner on each of them.
        worksheet.ignore_errors({"number_stored_as_text": f"A{first}:{cell_name(first, len(columns))}"})
        mark(worksheet, self.book, sheet, first, first)

    def _set_up(self, sheet: Sheet) -> None:
        """Columns, frozen panes, tab and print."""
        worksheet = self.worksheets[sheet.id]
        worksheet.set_row(sheet.header_row - 1, 33)
        if sheet.id != OVERVIEW:
            worksheet.set_default_row(ROW_POINTS)
            worksheet.freeze_panes(sheet.header_row, sheet.frozen)
            worksheet.repeat_rows(0, sheet.header_row - 1)
            worksheet.repeat_columns(2, max(2, sheet.frozen - 1))
        worksheet.set_tab_color(_tab_colour(sheet))
        worksheet.hide_gridlines(2)
        worksheet.set_landscape()
        worksheet.set_paper(_A4)
        worksheet.set_margins(**MARGINS)
        worksheet.fit_to_pages(_pages_across(sheet), 0)
        footer = footer_text(f"{self.programme[:80]} · {sheet.name}", 120)
        worksheet.set_footer(f"&L&8{footer}&R&8 &P / &N")

    def _trends(self, sheet: Sheet) -> None:
        """Small columns of the newest runs, from hidden cells of the same row. All rows have one scale, so
        that they can be compared; that of shares ends where a score is capped.
        """
        row = sheet.header_row + 1
        for name in sheet.trends:
            cells = [sheet.number(each) for each in trend_cells(name)]
            where = sheet_reference(sheet.name, f"{cell_name(row, cells[0])}:{cell_name(row, cells[-1])}")
            is_share = sheet.columns[cells[0] - 1].look is Look.SHARE
            look = {"type": "column", "series_color": _PAST, "last_point": True, "last_color": HEADER}
            scale = {"min": 0, "max": _TOP_SHARE if is_share else "group", "show_hidden": True}
            self.worksheets[sheet.id].add_sparkline(
                row - 1, sheet.number(name) - 1, {"range": where, **look, **scale}
            )

    def _head(self, sheet: Sheet) -> None:
        """Title, stamp and count above the table, with the way back to the Overview."""
        worksheet = self.worksheets[sheet.id]
        worksheet.set_row(0, 30)
        worksheet.set_row(2, 22)
        self.place(sheet, "", 1, (3, 3), self.form("title"), sheet.name)
        self.place(sheet, "stamp", 2, (3, 3), self.form("help"))
        self.place(sheet, "back", 3, (3, 3), self.form("link"))
        self.place(sheet, "count", 3, (4, 4), self.form("help", indent=1))
        for number, column in enumerate(sheet.columns, start=1):
            if week_number(column.id):
                self.place(sheet, column.id, 3, (number, number), self.form("help", align="right", indent=1))

    def _chart(self, charts: Sheet) -> None:
        """The sheet with the chart of a chosen KPI, over the hidden table."""
        worksheet = self.worksheets[CHART]
        tab = worksheet.get_name()

        def name(known_as: str, place: tuple[int, int]) -> None:
            self.book.define_name(FRAME_NAMES + known_as, f"={reference(tab, *place)}")

        draw_chart_sheet(self.book, worksheet, charts, self.text, self.formats, name)

    def _identify(self) -> None:
        """The very hidden sheet by which a run knows this file."""
        sheet = self.book.add_worksheet(IDENTITY_SHEET)
        sheet.very_hidden()
        sheet.set_column(0, 5, 24)
        sheet.write_string(0, 0, AS_OF, self.form("plain", "id"))
        sheet.write_datetime(0, 1, _MADE, self.form("plain", "date"))
        for number, row in enumerate(((KIND, TEMPLATE), ("language", self.text.language)), start=1):
            for column, value in enumerate(row):
                sheet.write_string(number, column, value, self.form("plain", "id"))
        self.book.define_name(AS_OF, f"={IDENTITY_SHEET}!$B$1")
        for name, limit in threshold_names(DEFAULT).items():
            self.book.define_name(name, f"={limit:.15g}")


class _Overview:
    """Everything above the table of teams."""

    def __init__(self, template: _Template, sheet: Sheet) -> None:
        self.template = template
        self.sheet = sheet
        self.worksheet = template.worksheets[sheet.id]
        self.form = template.form
        self.words = template.text

    def draw(self) -> None:
        self.worksheet.set_row(0, 34)
        self.worksheet.set_row(2, 8)
        self.template.place(self.sheet, "title", 1, (3, 3), self.form("title", font_size=20))
        self.template.place(self.sheet, "stamp", 2, (3, 3), self.form("help"))
        self._tiles()
        self._lines()
        self._sheets()
        self._teams_heading()
        first, last = 3, self.sheet.number("reason")
        self.worksheet.print_area(0, first - 1, self.sheet.header_row, last - 1)

    def _tiles(self) -> None:
        """The numbers that say how things stand, each over what it counts."""
        panel = {"bg_color": MIST, "align": "center", "left": 5, "right": 5, "border_color": PAPER}
        number = self.form("strong", **panel, text_wrap=False, font_size=22)
        label = self.form("help", **panel, text_wrap=False, valign="top", font_size=9)
        self.worksheet.set_row(NUMBERS_ROW - 1, 40)
        self.worksheet.set_row(NUMBERS_ROW, 20)
        self.worksheet.set_row(NUMBERS_ROW + 1, 10)
        for name, first, last in TILES:
            columns = (self.sheet.number(first), self.sheet.number(last))
            self.template.place(self.sheet, f"tile_{name}", NUMBERS_ROW, columns, number)
            text = (
                self.words.text(f"master_columns.overview.tile_{name}")
                if name in FIGURE_TILES
                else self.words.text(f"master.overview.tile_{name}")
            )
            self.template.place(self.sheet, "", NUMBERS_ROW + 1, columns, label, text)

    def _heading(self, row: int, first: int, last: int, text: str, *, indent: int = 0) -> None:
        rule = {"bottom": 1, "bottom_color": HAIRLINE}
        for column in range(first, last + 1):
            self.worksheet.write_blank(row - 1, column - 1, None, self.form("strong", **rule))
        form = self.form("strong", font_size=12, indent=indent, **rule)
        self.template.place(self.sheet, "", row, (first, first), form, text)
        self.worksheet.set_row(row - 1, 22)

    def _lines(self) -> None:
        """Room for the sentences; the sheet's name beside each says where it leads."""
        first, last, beside = (self.sheet.number(each) for each in ("team", "worst", "band"))
        self._heading(LINES_ROW - 1, first, beside, self.words.text("master.overview.lines"))
        sentence = self.form("plain", valign="vcenter", text_wrap=True)
        for number in range(LINES):
            row = LINES_ROW + number
            self.worksheet.set_row(row - 1, ROW_POINTS)
            self.template.place(self.sheet, f"line_{number + 1}", row, (first, last), sentence)
            link = self.form("link", align="right")
            self.template.place(self.sheet, f"go_to_{number + 1}", row, (beside, beside), link)

    def _sheets(self) -> None:
        """Every sheet with its number of rows, in two columns."""
        left, right = self.sheet.number("quality"), self.sheet.number("warnings")
        self._heading(LINES_ROW - 1, left, right, self.words.text("master.overview.sheets"), indent=_GAP)
        form = self.form("link", underline=0, indent=_GAP)
        others = [sheet.id for sheet in self.template.sheets if sheet.id != OVERVIEW and not sheet.hidden]
        if CHART in self.template.worksheets:
            others.append(CHART)
        for number, other in enumerate(others):
            columns = (left, right - 1) if number < SHEETS_HIGH else (right, right)
            row = LINES_ROW + number % SHEETS_HIGH
            self.template.place(self.sheet, f"rows_{other}", row, columns, form)

    def _teams_heading(self) -> None:
        row = self.sheet.header_row - 1
        first, last = self.sheet.number("team"), self.sheet.number("reason")
        self._heading(row, first, last, self.words.text("master.overview.teams"))
        rule = {"bottom": 1, "bottom_color": HAIRLINE}
        self.template.place(self.sheet, "teams_note", row, (first + 1, first + 1), self.form("help", **rule))


def _with_hidden_names(data: bytes) -> bytes:
    """The same workbook; the names that only a run needs are not offered to people."""
    parts = Parts.open(data, MASTER_LIMITS)
    book = parts.read(MAIN)
    name = f'<definedName name="{FRAME_NAMES}'.encode()
    parts.replace(MAIN, book.replace(name, name.replace(b" name=", b' hidden="1" name=')))
    return parts.as_bytes()


def _list(choices: list[str]) -> dict[str, Any]:
    """A drop-down that lets people write something else as well."""
    return {"validate": "list", "source": choices, "error_type": "information", "show_error": False}


def _pages_across(sheet: Sheet) -> int:
    if sheet.id in (OVERVIEW, WORKLOAD):
        return 1
    shown = [(number, column.width) for number, column in enumerate(sheet.columns) if not column.hidden]
    repeated = sum(number < sheet.frozen for number, _ in shown)
    return int(pages_wide([width for _, width in shown], repeated))


def _tab_colour(sheet: Sheet) -> str:
    if sheet.phase is not None:
        return PHASE_COLOURS[sheet.phase]
    return ISSUES_COLOUR if sheet.id == EXCEPTIONS else HOME_COLOUR
