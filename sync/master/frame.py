"""What every sheet of the master has around its table: title, stamp, count, columns, print.

Owns the words of the stamp. Writes no row of a table.
"""

from __future__ import annotations

from delegation.labels import Labels
from sync.master.content import MasterContent
from sync.master.package import MAX_LINKS, MasterPackage
from sync.master.rows import Linked
from workbook_templates.master import EXCEPTIONS, OVERVIEW, RUNS, Sheet
from workbook_templates.paper import MARGINS, footer_text, pages_wide
from workbook_templates.style import HOME_COLOUR, ISSUES_COLOUR, PHASE_COLOURS

_A4 = 9
_SEPARATOR = "   ·   "
_EXTRA_WIDTH = 20
ROW_POINTS = 19.0  # of a row with one line of text
LINE_POINTS = 15.0  # of each line more


def stamp(content: MasterContent, labels: Labels) -> str:
    """As of / run / complete?, the line that stands on every sheet."""
    if content.finished is None:
        run = labels.text("master.stamp.run", run=content.run)
    else:
        finished = content.finished.strftime("%Y-%m-%d %H:%M")
        run = labels.text("master.stamp.run_finished", run=content.run, finished=finished)
    parts = [
        labels.text("master.stamp.as_of", as_of=content.as_of.isoformat()),
        labels.text("master.stamp.cycle", cycle=content.cycle),
        run,
        labels.text(
            f"master.stamp.{_completeness(content)}",
            read=content.headline.read,
            total=content.headline.workbooks,
        ),
    ]
    if content.sensitive:
        parts.append(labels.text("master.stamp.sensitive"))
    return _SEPARATOR.join(parts)


def _completeness(content: MasterContent) -> str:
    if not content.headline.workbooks:
        return "none"
    if not content.complete:
        return "incomplete"
    return "complete_one" if content.headline.workbooks == 1 else "complete"


def count(content: MasterContent, sheet: Sheet, labels: Labels, max_links: int = MAX_LINKS) -> str:
    """How much is on the sheet, or why there is nothing."""
    if sheet.id == EXCEPTIONS:
        return _exceptions(content, labels, max_links)
    if sheet.id == RUNS:
        return _runs(content, labels)
    records = content.records.get(sheet.id, ())
    teams = len({each.team for each in records})
    if not records:
        return labels.text("master.empty.table", sheet=sheet.name)
    name = "row" if len(records) == 1 else "rows_one_team" if teams == 1 else "rows"
    return labels.text(f"master.count.{name}", rows=f"{len(records):,}", teams=teams)


def _exceptions(content: MasterContent, labels: Labels, max_links: int) -> str:
    if not content.exceptions:
        return labels.text("master.empty.exceptions")
    severities = [each.severity for each in content.exceptions]
    text = labels.text(
        "master.count.exceptions",
        errors=severities.count("error"),
        warnings=severities.count("warning"),
        infos=severities.count("info"),
    )
    if sum(bool(each.link) for each in content.exceptions) >= max_links:
        text += " " + labels.text("master.count.plain_links", limit=f"{max_links:,}")
    return text


def _runs(content: MasterContent, labels: Labels) -> str:
    shown = len(content.runs)
    if not shown:
        return labels.text("master.empty.runs")
    if content.runs_known > shown:
        return labels.text("master.count.runs_newest", shown=shown, runs=content.runs_known)
    return labels.text("master.count.run") if shown == 1 else labels.text("master.count.runs", runs=shown)


def draw_head(package: MasterPackage, sheet: Sheet) -> None:
    """Title, stamp and count above the table, with the way back to the Overview."""
    content, text, formats = package.content, package.labels, package.formats
    worksheet = package.worksheet(sheet)
    worksheet.set_row(0, 30)
    package.write(sheet, 1, 3, sheet.name, formats.of("title"))
    package.write(sheet, 2, 3, stamp(content, text), formats.of("help"))
    back = Linked(text.text("master.overview.back"), package.link_to(OVERVIEW))
    package.write(sheet, 3, 3, back, formats.of("plain"), formats.of("link"))
    package.write(sheet, 3, 4, count(content, sheet, text, package.max_links), formats.of("help", indent=1))
    worksheet.set_row(2, 22)


def set_up(package: MasterPackage, sheet: Sheet, extra_columns: int) -> None:
    """Columns, frozen panes, tab and print of a managed sheet."""
    worksheet = package.worksheet(sheet)
    for number, column in enumerate(sheet.columns):
        worksheet.set_column(number, number, column.width, None, {"hidden": column.hidden})
    if extra_columns:
        first = len(sheet.columns)
        worksheet.set_column(first, first + extra_columns - 1, _EXTRA_WIDTH)
    if sheet.id != OVERVIEW:
        worksheet.set_default_row(ROW_POINTS)
    worksheet.set_row(sheet.header_row - 1, 33)
    if sheet.id != OVERVIEW:
        worksheet.freeze_panes(sheet.header_row, sheet.frozen)
        worksheet.repeat_rows(0, sheet.header_row - 1)
        worksheet.repeat_columns(2, max(2, sheet.frozen - 1))
    worksheet.set_tab_color(_tab_colour(sheet))
    worksheet.hide_gridlines(2)
    worksheet.set_landscape()
    worksheet.set_paper(_A4)
    worksheet.set_margins(**MARGINS)
    shown = [(number, column.width) for number, column in enumerate(sheet.columns) if not column.hidden]
    repeated = sum(number < sheet.frozen for number, _ in shown)
    pages = 1 if sheet.id == OVERVIEW else pages_wide([width for _, width in shown], repeated)
    worksheet.fit_to_pages(pages, 0)
    footer = footer_text(f"{package.content.programme[:80]} · {sheet.name}", 120)
    worksheet.set_footer(f"&L&8{footer}&R&8 &P / &N")


def _tab_colour(sheet: Sheet) -> str:
    if sheet.phase is not None:
        return PHASE_COLOURS[sheet.phase]
    return ISSUES_COLOUR if sheet.id == EXCEPTIONS else HOME_COLOUR
