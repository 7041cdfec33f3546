"""XlsxWriter's worksheet with two habits changed: heights that grow again, and formulas taken as they are."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet


class GrowingSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A worksheet whose rows from `grows_from` on are as high as asked, and higher when people type more.

    XlsxWriter marks every height as a person's choice, and Excel then leaves it alone. Without any height
    Excel measures the rows itself, but LibreOffice, WPS and previews print wrapped lines over the next row.
    """

    grows_from: int | None = None

    def _write_row(self, row: int, spans: Any, row_info: Any = None, empty_row: bool = False) -> None:
        self._grows = self.grows_from is not None and row >= self.grows_from
        super()._write_row(row, spans, row_info, empty_row)

    def _xml_start_tag_unencoded(self, tag: str, attributes: Any = None) -> None:
        if tag == "row" and self._grows:
            attributes = [each for each in attributes if each[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """Ours carry their prefixes; searching them for newer functions takes longer than all the rest."""
        return formula.removeprefix("=")
