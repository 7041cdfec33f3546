"""A workbook as text: what a reviewer wants to see, and what changes when somebody changes the template.

`python -m tests.workbook_templates.dump` writes the golden files anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.workbook_templates.example import ordinary
from tests.workbook_templates.recalculation import opened
from workbook_templates.team import build_team_workbook

GOLDEN = Path(__file__).parents[1] / "golden"


def dump(data: bytes) -> str:
    """Names, then every sheet: state, table, panes, checks, marks, print set-up; of Home its cells too."""
    book, values = opened(data), opened(data, values=True)
    lines = ["names"]
    lines += [f"  {name} = {book.defined_names[name].attr_text}" for name in sorted(book.defined_names)]
    for sheet in book.worksheets:
        lines += ["", *_sheet(sheet)]
    lines += ["", "cells of the first sheet", *_cells(values)]
    return "\n".join(lines) + "\n"


def _sheet(sheet: Worksheet) -> Iterator[str]:
    colour = sheet.sheet_properties.tabColor
    protected = ", protected" if sheet.protection.sheet else ""
    yield f"{sheet.title} ({sheet.sheet_state}{protected}), tab {colour.rgb[2:] if colour else 'none'}"
    for table in sheet.tables.values():
        yield f"  table {table.displayName} {table.ref}: {' | '.join(table.column_names)}"
    if sheet.freeze_panes:
        yield f"  frozen at {sheet.freeze_panes}"
    pages = sheet.page_setup.fitToWidth
    yield f"  print {sheet.page_setup.orientation}, pages wide {pages}, rows {sheet.print_title_rows}"
    for check in sorted(sheet.data_validations.dataValidation, key=lambda each: str(each.sqref)):
        if check.formula1:
            yield f"  check {check.sqref} {check.type} {check.errorStyle or 'stop'} {check.formula1}"
    helped = sum(check.promptTitle is not None for check in sheet.data_validations.dataValidation)
    yield f"  cells with help: {helped}"
    for area in sheet.conditional_formatting:
        for rule in area.rules:
            yield f"  mark {area.sqref} {rule.type} {' '.join(rule.formula)}".rstrip()


def _cells(book: Workbook) -> Iterator[str]:
    for row in book.worksheets[0].iter_rows():
        found = [f"{cell.coordinate}={cell.value}" for cell in row if cell.value is not None]
        if found:
            yield "  " + "  ".join(found)


def golden_file(language: str) -> Path:
    return GOLDEN / f"team_workbook_{language}.txt"


def main() -> None:
    for language in ("en", "zh"):
        golden_file(language).write_text(dump(build_team_workbook(ordinary(language))), encoding="utf-8")


if __name__ == "__main__":
    main()
