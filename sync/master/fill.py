"""`fill`: the one function through which every managed table of the master is written.

Owns the header, the rows and their heights. How a cell looks is `sync.master.forms`', the sheet around the
table is `sync.master.frame`'s, the marks on it are `sync.master.marks`'.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from delegation.place import cell_name
from sync.master.forms import CellForms, plain
from sync.master.frame import LINE_POINTS, ROW_POINTS, set_up
from sync.master.marks import mark
from sync.master.package import MasterPackage
from sync.master.rows import Cell, Linked, Row
from workbook_templates.master import Column, Look, Sheet
from workbook_templates.style import TABLE_STYLE, lines
from workbook_templates.written import clean_text

_LONGEST_HEADER = 255
_WRAPPED = (Look.TEXT, Look.LONG)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraColumn:
    """A column that people added to a managed table, with its cells by the rows' keys."""

    header: str
    cells: Mapping[str, Cell] = field(default_factory=dict)


def fill(
    package: MasterPackage,
    table: Sheet,
    rows_by_key: Mapping[str, Row],
    extra_columns: Sequence[ExtraColumn] = (),
) -> None:
    """Writes one managed table: its header, a row for every key in the order given, and the columns people
    added.

    A table of Excel has at least one row: without records it is blank, and the sheet's count says so.
    """
    worksheet = package.worksheet(table)
    headers = _unique(table.columns, extra_columns)
    first, last = table.header_row + 1, table.header_row + max(1, len(rows_by_key))
    package.remember(table, headers[: len(table.columns)], last)
    worksheet.add_table(
        table.header_row - 1,
        0,
        last - 1,
        len(headers) - 1,
        {"name": table.table, "style": TABLE_STYLE, "columns": _heads(package, table, headers)},
    )
    forms = CellForms(package.formats, package.labels, table.most_lines)
    for row, (key, cells) in enumerate(rows_by_key.items(), start=first):
        for number, column in enumerate(table.columns, start=1):
            if (value := cells.get(column.id)) is not None:
                _write(package, table, forms, (row, number), column, value)
        for number, extra in enumerate(extra_columns, start=len(table.columns) + 1):
            if (value := extra.cells.get(key)) is not None:
                _write(package, table, forms, (row, number), None, value)
    # Ids such as 007 are text on purpose: no green corner on each of them.
    worksheet.ignore_errors({"number_stored_as_text": f"A{first}:{cell_name(last, len(headers))}"})
    set_up(package, table, len(extra_columns))
    _set_heights(package, table, rows_by_key)
    mark(worksheet, package.book, table, first, last)


def _heads(package: MasterPackage, table: Sheet, headers: Sequence[str]) -> list[dict[str, object]]:
    head, hidden = package.formats.of("header", indent=1), package.formats.of("hidden_head")
    shown = [not column.hidden for column in table.columns] + [True] * (len(headers) - len(table.columns))
    return [
        {"header": header, "header_format": head if is_shown else hidden}
        for header, is_shown in zip(headers, shown, strict=True)
    ]


def _write(
    package: MasterPackage,
    table: Sheet,
    forms: CellForms,
    place: tuple[int, int],
    column: Column | None,
    value: Cell,
) -> None:
    if isinstance(value, Linked):
        form, link_form = forms.form(column, value.text), forms.form(column, value.text, linked=True)
    else:
        value = plain(value)
        form, link_form = forms.form(column, value), None
    package.write(table, *place, value, form, link_form)


def _unique(columns: Sequence[Column], extra: Sequence[ExtraColumn]) -> list[str]:
    """The headers as Excel would leave them: not empty, at most 255 characters, no two alike."""
    taken: set[str] = set()
    found = []
    for wanted in (*(column.header for column in columns), *(column.header for column in extra)):
        base = clean_text(wanted).strip()[: _LONGEST_HEADER - 5] or "-"
        header, number = base, 1
        while header.casefold() in taken:
            number += 1
            header = f"{base} {number}"
        taken.add(header.casefold())
        found.append(header)
    return found


def _set_heights(package: MasterPackage, table: Sheet, rows_by_key: Mapping[str, Row]) -> None:
    """Every row as high as its longest text, up to what the table's rows have room for: nobody else would."""
    if table.most_lines == 1:
        return
    worksheet, language = package.worksheet(table), package.labels.language
    wrapped = [column for column in table.columns if column.look in _WRAPPED and not column.hidden]
    for row, cells in enumerate(rows_by_key.values(), start=table.header_row):
        texts = ((cells.get(column.id), column.width) for column in wrapped)
        high = max(
            (lines(text, width, language) for text, width in texts if isinstance(text, str)), default=1
        )
        worksheet.set_row(row, ROW_POINTS + LINE_POINTS * (min(high, table.most_lines) - 1))
