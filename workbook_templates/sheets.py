"""One sheet per table, and the sheet of issues: title lines, the Excel table, panes, widths, print set-up.

Knows the frame of a sheet. What its cells accept is in `checks`, what they show in `marks`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from delegation.schema import Kind
from workbook_templates import paper, style
from workbook_templates.checks import add_checks
from workbook_templates.formulas import Formula
from workbook_templates.layout import FIRST_ROW, HEADER_ROW, HOME, ISSUE_COLUMNS, ISSUES, Column, TableSheet
from workbook_templates.marks import add_marks, mark, signed
from workbook_templates.next_ids import FIRST_IDS, next_id_line
from workbook_templates.writer import Writer, write_cell, write_formula

_A4 = 9
_AS_TYPED = ("id", "code")
_HEAD_PIXELS = (38, 22, 26, 5)  # title, help, link to Home, line of colour
_HEADER_PIXELS = 44  # two lines
_HIGHEST = 545  # pixels of a row in Excel
_ISSUE_WIDTHS = (14, 20, 12, 60, 60, 26)


def write_table(writer: Writer, table_id: str, next_ids: Mapping[str, str]) -> None:
    table, sheet = writer.layout.tables[table_id], writer.sheets[table_id]
    widths = [_width(table, number) for number in range(len(table.columns))]
    for number, (width, column) in enumerate(zip(widths, table.columns, strict=True)):
        sheet.set_column(number, number, width, None, {"hidden": True} if column.hidden else None)
    words = (table.sheet, writer.layout.labels.table_help(table_id))
    _write_head(writer, sheet, words, style.PHASE_COLOURS[table.table.phase], len(widths))
    _write_legend(writer, sheet, table, next_ids)
    _add_table(writer, sheet, table)
    _write_body(writer, sheet, table)
    pixels = _set_heights(writer, sheet, table, widths)
    add_checks(writer, sheet, table)
    add_marks(writer, sheet, table)
    sheet.freeze_panes(HEADER_ROW, table.frozen)
    printed = [0.0 if each.hidden else width for each, width in zip(table.columns, widths, strict=True)]
    _set_up_print(writer, sheet, printed, pixels, table.frozen)


def _width(table: TableSheet, number: int) -> float:
    column = table.columns[number]
    if column.computed is not None:
        return style.computed_width(column.computed, column.header)
    if column.field is None:
        return max(18.0, style.header_width(column.header))
    return style.column_width(column.field, column.header)


def _write_head(writer: Writer, sheet: Any, words: tuple[str, str], colour: str, columns: int) -> None:
    """Title and help, the link to Home, and over the table a line in the colour of the tab."""
    title, help_text = words
    sheet.hide_gridlines(2)
    sheet.set_tab_color(colour)
    for row, pixels in enumerate(_HEAD_PIXELS):
        sheet.set_row_pixels(row, pixels)
    for column in range(columns):
        sheet.write_blank(HEADER_ROW - 2, column, None, writer.formats.of("plain", bg_color=colour))
    sheet.write_string(0, 0, title, writer.formats.of("title"))
    sheet.write_string(1, 0, help_text, writer.formats.of("help"))
    text = writer.layout.labels
    tip = text.text("workbook.sheet.home_tip")
    home = writer.layout.link(HOME)
    sheet.write_url(2, 0, home, writer.formats.of("link"), text.text("workbook.sheet.home"), tip)
    sheet.set_row_pixels(HEADER_ROW - 1, _HEADER_PIXELS)


def _write_legend(writer: Writer, sheet: Any, table: TableSheet, next_ids: Mapping[str, str]) -> None:
    """Beside the link to Home: the next free id, and what the shades of header mean."""
    text, table_id = writer.layout.labels, table.table.id
    shades = [("required", style.HEADER), ("optional", style.HEADER_OPTIONAL)]
    if any(column.computed and not column.hidden for column in table.columns):
        shades.append(("computed", style.HEADER_COMPUTED))
    if table_id in FIRST_IDS:
        line = next_id_line(writer.layout, table_id, next_ids[table_id])
        write_formula(sheet, 2, 1, line, writer.formats.of("strong"))
    for offset, (name, colour) in enumerate(shades):
        form = writer.formats.of("help", font_color=colour, bold=name == "required")
        sheet.write_string(2, table.frozen + offset, "■ " + text.text(f"workbook.sheet.{name}"), form)


def _add_table(writer: Writer, sheet: Any, table: TableSheet) -> None:
    computed = writer.computed.get(table.table.id, {})
    columns = [
        {
            "header": column.header,
            "header_format": writer.formats.header(
                required=column.field is not None and column.field.required,
                computed=column.computed is not None,
            ),
            # Excel goes on with it in rows that are added.
            **({"formula": "=" + computed[column.id].formula} if column.computed is not None else {}),
        }
        for column in table.columns
    ]
    options = {"name": table.table.name, "columns": columns, "style": style.TABLE_STYLE}
    sheet.add_table(HEADER_ROW - 1, 0, table.last_row - 1, len(columns) - 1, options)


def _write_body(writer: Writer, sheet: Any, table: TableSheet) -> None:
    for number, column in enumerate(table.columns):
        if column.computed is not None:
            form = writer.formats.computed(column.computed)
            filled = writer.computed[table.table.id][column.id]
            for row, value in enumerate(filled.values, FIRST_ROW - 1):
                write_formula(sheet, row, number, Formula(filled.formula, value), form)
            continue
        form = (
            writer.formats.of("body", "text") if column.field is None else writer.formats.cell(column.field)
        )
        for row, cell in enumerate(table.values(column.id), FIRST_ROW - 1):
            write_cell(sheet, row, number, cell, form)
    _quieten(sheet, table)


def _quieten(sheet: Any, table: TableSheet) -> None:
    """No green triangle at an id of digits only, nor at a person who is not on the list of members."""
    digits = [each for each in table.columns if each.field and style.field_style(each.field) in _AS_TYPED]
    people = [each for each in table.columns if each.field and each.field.kind is Kind.PERSON]
    found = {"number_stored_as_text": digits, "list_data_validation": people}
    # XlsxWriter keeps the last call only.
    sheet.ignore_errors({error: _areas(table, columns) for error, columns in found.items() if columns})


def _areas(table: TableSheet, columns: list[Column]) -> str:
    letters = [table.letters(each.id) for each in columns]
    return " ".join(f"{each}{FIRST_ROW}:{each}{table.last_row}" for each in letters)


def _set_heights(writer: Writer, sheet: Any, table: TableSheet, widths: list[float]) -> int:
    """Rows high enough for the wrapped text in them; gives the pixels of all rows together."""
    language = writer.layout.spec.language
    usual = style.LOOKS[language].row_pixels
    total = usual * table.body
    sheet.grows_from = FIRST_ROW - 1
    wrapped = {
        column.id: widths[number] for number, column in enumerate(table.columns) if _is_wrapped(column)
    }
    for row, cells in enumerate(table.rows, FIRST_ROW - 1):
        lines = [
            style.lines(cell, wrapped[name], language)
            for name, cell in cells.items()
            if isinstance(cell, str) and name in wrapped
        ]
        if max(lines, default=1) > 1:
            pixels = min(_HIGHEST, max(lines) * usual)
            sheet.set_row_pixels(row, pixels)
            total += pixels - usual
    return total


def _is_wrapped(column: Column) -> bool:
    if column.computed is not None:
        return False
    return column.field is None or style.field_style(column.field) == "text"


def _set_up_print(writer: Writer, sheet: Any, widths: list[float], pixels: int, frozen: int) -> None:
    """Landscape, the header on every page; a wide table takes several, its first columns on each."""
    text, spec = writer.layout.labels, writer.layout.spec
    pages = paper.pages_wide(widths, frozen)
    high = pixels + sum(_HEAD_PIXELS) + _HEADER_PIXELS
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(**paper.MARGINS)
    sheet.fit_to_pages(pages, int(paper.one_page_high(high)))
    sheet.repeat_rows(HEADER_ROW - 1)
    if pages > 1:
        sheet.repeat_columns(0, frozen - 1)
    footer = text.text("workbook.sheet.footer", team=spec.team_name, cycle=spec.cycle)
    page = text.text("workbook.sheet.page", page="&P", pages="&N")
    sheet.set_footer(f"&L&8{paper.footer_text(footer, 80)}&C&8&A&R&8 {page}")


def write_issues(writer: Writer) -> None:
    """The table that the button Validate fills."""
    sheet, text = writer.sheets[ISSUES], writer.layout.labels
    words = (writer.layout.issues, text.text("workbook.issues.help"))
    _write_head(writer, sheet, words, style.ISSUES_COLOUR, len(ISSUE_COLUMNS))
    for number, width in enumerate(_ISSUE_WIDTHS):
        sheet.set_column(number, number, width)
    last = HEADER_ROW + max(1, writer.layout.spec.empty_rows)
    header = writer.formats.header(required=False)
    columns = [{"header": name, "header_format": header} for name in writer.layout.issue_headers()]
    options = {"name": "Issues", "columns": columns, "style": style.TABLE_STYLE}
    sheet.add_table(HEADER_ROW - 1, 0, last - 1, len(columns) - 1, options)
    pixels = (last - HEADER_ROW) * style.LOOKS[writer.layout.spec.language].row_pixels
    body = writer.formats.of("body", "text")
    for row in range(FIRST_ROW - 1, last):
        for number in range(len(ISSUE_COLUMNS)):
            sheet.write_blank(row, number, None, body)
    tones = {"error": style.BAD, "warning": style.CAUTION, "info": style.GOOD}
    for number, (severity, tone) in enumerate(tones.items(), 1):
        form = writer.book.add_format(mark(tone, signed(style.SEVERITY_SIGNS[severity])))
        condition = f'=AND($A{FIRST_ROW}<>"",$A{FIRST_ROW}=INDEX(choices_severity,{number}))'
        area = f"A{FIRST_ROW}:A{last}"
        sheet.conditional_format(area, {"type": "formula", "criteria": condition, "format": form})
    sheet.freeze_panes(HEADER_ROW, 1)
    _set_up_print(writer, sheet, list(_ISSUE_WIDTHS), pixels, 1)


def write_tables(writer: Writer, next_ids: Mapping[str, str]) -> None:
    for table_id in writer.layout.tables:
        write_table(writer, table_id, next_ids)
