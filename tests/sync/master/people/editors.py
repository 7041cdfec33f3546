"""People at their tools: what each of them adds to a master on the first day, and does to it every day after.

openpyxl reads a workbook and writes all of it anew; pyOfficeEditor changes what it is told to and copies the
rest; LibreOffice opens and saves it.
"""

from __future__ import annotations

import datetime as dt
import io
import subprocess
from collections.abc import Sequence
from pathlib import Path

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import LineChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import ColorScaleRule, FormulaRule
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook as Book
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation as Validation
from pyofficeeditor.excel import (
    DataValidation,
    Dxf,
    FilterColumn,
    Table,
    Workbook,
    Worksheet,
    cell_is,
    criteria,
)

from tests.sync.master.people.own_master import PICTURE
from tests.sync.master.people.reading import area_of, opened, tables_of

WORK = "M_Delegations"
RENAMED = {"What it is about": "Title"}  # a header that a person has changed → as Remit made it


# openpyxl


def begun_with_openpyxl(data: bytes) -> bytes:
    """Own columns, a column taken away and one renamed, own sheets, a chart, formats, names, notes."""
    book = opened(data)
    tab, table = tables_of(book)[WORK]
    area = area_of(tab, table)
    at = {str(tab.cell(area.header_row, column).value): column for column in range(area.left, area.right + 1)}
    new, renamed = next(iter(RENAMED.items()))
    tab.cell(area.header_row, at[renamed]).value = new
    next(each for each in table.tableColumns if each.name == renamed).name = new
    title = at[renamed]
    beside = area.right + 1
    for offset, header in enumerate(("Budget", "Rich")):
        tab.cell(area.header_row, beside + offset).value = header
    for row in range(area.first, area.last + 1):
        tab.cell(row, beside).value = f"={get_column_letter(at['Effort hours'])}{row}*80"
        tab.cell(row, at["Comment"]).value = f"about {tab.cell(row, at['_key']).value}: =1+1"
    rich = CellRichText("half ", TextBlock(InlineFont(b=True), "bold"))
    tab.cell(area.first, beside + 1).value = rich
    tab.cell(area.first + 1, title).fill = PatternFill("solid", fgColor="FFFF00")
    tab.cell(area.first + 1, title).comment = Comment("please check", "Li")
    tab.cell(area.last + 4, at["Status"]).value = "below the table"
    hours = get_column_letter(at["Effort hours"])
    body = f"{hours}{area.first}:{hours}{area.last}"
    tab.conditional_formatting.add(body, ColorScaleRule("min", None, "FFFFFF", "max", None, "FF8800"))
    choice = Validation("list", formula1='"keep,drop"', showErrorMessage=False)
    choice.add(f"{get_column_letter(beside)}{area.first}:{get_column_letter(beside)}{area.last}")
    tab.add_data_validation(choice)
    absolute = f"'{tab.title}'!${hours}${area.first}:${hours}${area.last}"
    book.defined_names["effort"] = DefinedName("effort", attr_text=absolute)
    book.defined_names["rate"] = DefinedName("rate", attr_text="0.5")
    tab.column_dimensions[hours].hidden = True
    tab.freeze_panes = "G5"
    book.custom_doc_props.append(StringProperty(name="Confidential", value="very"))
    _own_sheet(book, absolute)
    return _saved(book)


def _own_sheet(book: Book, body: str) -> None:
    own = book.create_sheet("Mine", 0)
    own["A1"], own["A2"], own["B1"] = "my own", f"=SUM({WORK}[Effort hours])", 3.5
    own.conditional_formatting.add("A1:A9", FormulaRule(["A1>1"], fill=PatternFill(bgColor="FF0000")))
    chart = LineChart()
    chart.add_data(Reference(range_string=body))
    own.add_chart(chart, "D2")


def edited_with_openpyxl(data: bytes, number: int) -> bytes:
    """A day's work: texts written, changed and deleted, rows coloured, and now and then sorted by hand."""
    book = opened(data)
    tab, table = tables_of(book)[WORK]
    area = area_of(tab, table)
    at = {str(tab.cell(area.header_row, column).value): column for column in range(area.left, area.right + 1)}
    for row in range(area.first, area.last + 1):
        if tab.cell(row, at["_key"]).value is None:
            continue
        if row % 3 == number % 3:
            tab.cell(row, at["Decision"]).value = None if row % 2 else f"decided on day {number}"
            tab.cell(row, at["Rich"]).value = number + row / 4
        if row % 5 == number % 5:
            tab.cell(row, at["Status"]).fill = PatternFill("solid", fgColor="CCFFCC")
            tab.cell(row, at["Status"]).comment = Comment(f"day {number}", "Li")
    if number == 6:
        tab.title = "Work & care"
        book.defined_names["effort"].attr_text = book.defined_names["effort"].attr_text.replace(
            "'Delegations'", "'Work & care'"
        )
    return _saved(book)


def _saved(book: Book) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


# pyOfficeEditor


def begun_with_pyofficeeditor(data: bytes) -> bytes:
    """Much the same, and threads, pictures and a filter that is set."""
    book = Workbook.from_bytes(data)
    sheet, table = _work(book)
    block = table.data_range
    assert block is not None
    hours, title = (_letter(table, header) for header in ("Effort hours", "Title"))
    beside = get_column_letter(table.ref.right + 1)
    sheet[f"{beside}{block.top - 1}"].value = "Budget"
    for row in range(block.top, block.bottom + 1):
        sheet[f"{beside}{row}"].formula = f"={hours}{row}*80"
        sheet[f"{_letter(table, 'Comment')}{row}"].value = f"about row {row}: =1+1"
    sheet["BA6"].value = "far beside the table"
    sheet.set_comment(f"{title}{block.top}", "please check", author="Li")
    when = dt.datetime(2026, 12, 1, 9, 30, tzinfo=dt.UTC)
    sheet.add_threaded_comment(f"{title}{block.top + 1}", "Why?", author="Ann", when=when)
    sheet.add_threaded_reply(f"{title}{block.top + 1}", "因为 so.", author="Wei", when=when)
    body = f"{hours}{block.top}:{hours}{block.bottom}"
    sheet.add_conditional_format(body, cell_is("greaterThan", 20), dxf=Dxf.of(fill="FFC7CE"))
    sheet.add_data_validation(
        f"{beside}{block.top}:{beside}{block.bottom}", DataValidation.any_of(["1", "2"])
    )
    absolute = f"Delegations!${hours}${block.top}:${hours}${block.bottom}"
    book.add_defined_name("effort", absolute)
    sheet.print_area = f"A{block.top - 1}:{beside}{block.bottom}"
    sheet.set_column_width(8, 33)
    sheet.freeze_panes("H5")
    sheet.add_picture("dot", PICTURE, left=40, top=400)
    own = book.add_sheet("Mine", index=0)
    own["A1"].value = "my own"
    own["A2"].formula = f"=SUM({WORK}[Effort hours])"
    own.add_picture("dot", PICTURE, left=200, top=100)
    own.add_chart(
        "column",
        f"Delegations!{title}{block.top - 1}:{_letter(table, 'Status')}{block.bottom}",
        left=10,
        top=60,
    )
    return book.to_bytes()


def edited_with_pyofficeeditor(data: bytes, number: int) -> bytes:
    """A day's work: texts, a sort, a filter, a note, a sheet moved, a tab renamed, rows inserted above."""
    book = Workbook.from_bytes(data)
    sheet, table = _work(book)
    block = table.data_range
    assert block is not None
    key, decision, comment = (_letter(table, header) for header in ("_key", "Decision", "Comment"))
    for row in range(block.top, block.bottom + 1):
        if sheet[f"{key}{row}"].value is None:
            continue
        if row % 3 == number % 3:
            sheet[f"{decision}{row}"].value = None if row % 2 else f"decided on day {number}"
        if row % 4 == number % 4:
            sheet[f"{comment}{row}"].value = f"day {number}, row {row}"
            sheet[f"{comment}{row}"].fill = "FFFF00"
    if number in (3, 7) and block.bottom > block.top:
        sheet.sort_table(WORK, "Effort hours")
    if number in (2, 6):
        column = table.column_names.index("Effort hours")
        sheet.set_table_filter(WORK, [FilterColumn(column, criteria(">15"))])
        sheet.set_comment(f"{_letter(table, 'Status')}{block.top}", f"day {number}", author="Li")
    if number == 5:
        book.rename_sheet(sheet.name, "What's to do & more")
    if number == 8:
        book.move_sheet(sheet.name, 0)
    return book.to_bytes()


def _work(book: Workbook) -> tuple[Worksheet, Table]:
    for sheet in book.sheets:
        for table in sheet.tables:
            if table.name == WORK:
                return sheet, table
    raise AssertionError(f"the table {WORK} has gone")


def _letter(table: Table, header: str) -> str:
    return get_column_letter(table.ref.left + table.column_names.index(header))


# LibreOffice


def resaved_by_libreoffice(files: Sequence[bytes], folder: Path) -> list[bytes]:
    """The workbooks as LibreOffice saves them; it starts once for all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    sources = [folder / f"book{number}.xlsx" for number in range(len(files))]
    for source, data in zip(sources, files, strict=True):
        source.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').resolve().as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    out = folder / "saved"
    subprocess.run([*command, "--outdir", out, *sources], check=True, capture_output=True, timeout=300)
    return [(out / source.name).read_bytes() for source in sources]
