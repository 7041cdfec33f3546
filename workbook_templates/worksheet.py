"""XlsxWriter's worksheet with three habits changed: heights, repeated formulas, results without text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from delegation.place import cell_name


class _Shared(str):
    """A formula that every cell of `area` has, moved along with the cell; the first one spells it out."""

    __slots__ = ("area", "number")
    number: int
    area: str


class GrowingSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A worksheet whose rows from `grows_from` on are as high as asked, higher when people type more.

    XlsxWriter marks every height as a person's choice, and Excel then leaves it alone. Without any height
    Excel measures the rows itself, but LibreOffice, WPS and previews print wrapped lines over the next row.
    """

    grows_from: int | None = None
    shared_formulas: int = 0

    def write_shared(
        self, row: int, column: int, formula: str, values: Sequence[int | str], form: Any
    ) -> None:
        """The formula of that cell, copied down as a person would copy it, once in the file. From 0."""
        last = row + len(values)
        first_cell, other = _Shared(formula), _Shared(formula)
        first_cell.number = other.number = self.shared_formulas
        first_cell.area, other.area = f"{cell_name(row + 1, column + 1)}:{cell_name(last, column + 1)}", ""
        self.shared_formulas += 1
        for offset, value in enumerate(values):
            self.write_formula(row + offset, column, other if offset else first_cell, form, value)

    def _write_row(self, row: int, spans: Any, row_info: Any = None, empty_row: bool = False) -> None:
        self._grows = self.grows_from is not None and row >= self.grows_from
        super()._write_row(row, spans, row_info, empty_row)

    def _xml_start_tag_unencoded(self, tag: str, attributes: Any = None) -> None:
        if tag == "row" and self._grows:
            attributes = [each for each in attributes if each[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """Ours carry their prefixes; searching them for newer functions takes longer than all the rest."""
        return formula if isinstance(formula, _Shared) else formula.removeprefix("=")

    def _xml_formula_element(self, formula: str, result: Any, attributes: Any = ()) -> None:
        if result == "":  # XlsxWriter would leave it open whether there is a result
            attributes = [*attributes, ("t", "str")]
        if not isinstance(formula, _Shared):
            super()._xml_formula_element(formula, result, attributes)
            return
        named = "".join(f' {name}="{value}"' for name, value in attributes)
        area = f' ref="{formula.area}"' if formula.area else ""
        text = f">{self._escape_data(formula)}</f>" if formula.area else "/>"
        opening = f'<c{named}><f t="shared"{area} si="{formula.number}"'
        self.fh.write(f"{opening}{text}<v>{self._escape_data(result)}</v></c>")
