"""The master as a file in the making: `MasterPackage`.

Owns what makes text stay text, how many links Excel can bear, and the very hidden sheet by which a later
run knows this file. Knows no table and not where a value comes from.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from typing import Any

import xlsxwriter

from delegation.labels import Labels, labels
from delegation.place import sheet_reference
from sync.master.content import MasterContent
from sync.master.marks import AS_OF
from sync.master.rows import Cell, Linked
from workbook_templates.master import IDENTITY_SHEET, Sheet, master_sheets
from workbook_templates.style import Formats, book_options
from workbook_templates.written import clean_text

MAX_LINKS = 65_530
"""Hyperlinks on one sheet; with one more Excel offers to repair the file and drops them all."""

KIND = "master"


class MasterPackage:
    """A master tracker while it is written; `finish` gives the bytes of the file. Equal calls give equal
    bytes.
    """

    def __init__(self, content: MasterContent, *, max_links: int = MAX_LINKS) -> None:
        self.content = content
        self.max_links = max_links
        self.labels: Labels = labels(content.language)
        self.sheets = master_sheets(
            self.labels, [(team.team, team.name) for team in content.teams], sensitive=content.sensitive
        )
        self._buffer = io.BytesIO()
        self.book = xlsxwriter.Workbook(self._buffer, book_options(content.language))
        self.formats = Formats(self.book, content.language)
        self._worksheets = {sheet.id: self.book.add_worksheet(sheet.name) for sheet in self.sheets}
        self._links = dict.fromkeys(self._worksheets, 0)
        self._managed: list[tuple[Sheet, tuple[str, ...], int]] = []
        self._describe()

    def worksheet(self, sheet: Sheet) -> Any:
        """XlsxWriter's worksheet behind a managed sheet."""
        return self._worksheets[sheet.id]

    def sheet(self, sheet_id: str) -> Sheet:
        """Raises: KeyError when the master has no such sheet."""
        return next(each for each in self.sheets if each.id == sheet_id)

    def link_to(self, sheet_id: str, cell: str = "A1") -> str:
        """A link to a cell of the master itself."""
        return "internal:" + sheet_reference(self.sheet(sheet_id).name, cell)

    def links_left(self, sheet: Sheet) -> int:
        return self.max_links - self._links[sheet.id]

    def write(
        self, sheet: Sheet, row: int, column: int, value: Cell, form: Any, link_form: Any = None
    ) -> None:
        """One cell, 1-based, as what it is: text is never made into a number, a formula or a link."""
        worksheet = self._worksheets[sheet.id]
        if isinstance(value, Linked):
            if value.link and self.links_left(sheet) > 0:
                self._links[sheet.id] += 1
                worksheet.write_url(
                    row - 1, column - 1, value.link, link_form or form, clean_text(value.text)
                )
                return
            value = value.text
        if isinstance(value, str):
            worksheet.write_string(row - 1, column - 1, clean_text(value), form)
        elif isinstance(value, dt.date):
            worksheet.write_datetime(row - 1, column - 1, value, form)
        else:
            worksheet.write_number(row - 1, column - 1, value, form)

    def remember(self, sheet: Sheet, headers: Iterable[str], last_row: int) -> None:
        """Which columns and rows of a sheet are Remit's, so that a later run can tell what people added."""
        self._managed.append((sheet, tuple(headers), last_row))

    def finish(self) -> bytes:
        """Closes the workbook."""
        self._identify()
        self.book.close()
        return self._buffer.getvalue()

    def _describe(self) -> None:
        content = self.content
        finished = content.finished or dt.datetime.combine(content.as_of, dt.time())
        title = self.labels.text("master.document.title", programme=content.programme)
        subject = self.labels.text(
            "master.document.subject", cycle=content.cycle, as_of=content.as_of.isoformat(), run=content.run
        )
        self.book.set_properties({"title": title, "subject": subject, "author": "Remit", "created": finished})

    def _identify(self) -> None:
        """The very hidden sheet by which a later run knows this file, and what in it is not Remit's."""
        content = self.content
        sheet = self.book.add_worksheet(IDENTITY_SHEET)
        sheet.very_hidden()
        sheet.set_column(0, 3, 24)
        facts = [
            ("kind", KIND),
            ("language", content.language),
            ("programme", clean_text(content.programme)),
            ("cycle", content.cycle),
            ("run", str(content.run)),
            ("complete", "yes" if content.complete else "no"),
        ]
        rows: list[tuple[str, ...]] = [*facts]
        for managed, headers, last_row in self._managed:
            rows.append(("sheet", managed.name, managed.table, str(last_row)))
            rows.extend(("column", managed.name, header) for header in headers)
        form = self.formats.of("plain", "id")
        sheet.write_string(0, 0, AS_OF, form)
        sheet.write_datetime(0, 1, content.as_of, self.formats.of("plain", "date"))
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if value:
                    sheet.write_string(number, column, value, form)
        self.book.define_name(AS_OF, f"={IDENTITY_SHEET}!$B$1")
