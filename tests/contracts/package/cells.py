"""The cells of a sheet: order, places, types, values, styles, formulas. One pass over the rows."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from xml.etree.ElementTree import Element

from tests.contracts.package.findings import Findings
from tests.contracts.package.formulas import FormulaContext, check_formula
from tests.contracts.package.references import LAST_COLUMN, LAST_ROW, parse_cell
from tests.contracts.package.styles import Styles
from tests.contracts.package.text import check_item, check_text, plain_text, unescape
from tests.contracts.package.xml_parts import MAIN, as_int

_CELL, _VALUE, _FORMULA, _INLINE = MAIN + "c", MAIN + "v", MAIN + "f", MAIN + "is"
_KINDS = frozenset({"n", "s", "str", "inlineStr", "b", "e", "d"})
_ERRORS = frozenset(
    {
        *("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"),
        *(
            "#SPILL!",
            "#CALC!",
            "#FIELD!",
            "#BLOCKED!",
            "#CONNECT!",
            "#UNKNOWN!",
            "#BUSY!",
            "#EXTERNAL!",
            "#PYTHON!",
        ),
    }
)


class CellChecker:
    """Takes the rows of one sheet in turn; then it knows the cells with formulas and the wanted texts."""

    def __init__(
        self,
        *,
        part: str,
        styles: Styles | None,
        strings: tuple[str, ...],
        formulas: FormulaContext,
        negative_dates: bool,
        wanted: frozenset[tuple[int, int]],
        findings: Findings,
    ) -> None:
        self._part = part
        self._styles = styles
        self._strings = strings
        self._formulas = formulas
        self._negative_dates = negative_dates
        self._wanted = wanted
        self._findings = findings
        self._last_row = 0
        self._masters: Counter[str] = Counter()
        self._followers: dict[str, str] = {}
        self.texts: dict[tuple[int, int], str | None] = {}
        self.formula_cells: set[str] = set()

    def row(self, row: Element) -> None:
        """Check a row and its cells."""
        said = row.get("r")
        number = self._last_row + 1 if said is None else as_int(said)
        if number is None or not 1 <= number <= LAST_ROW:
            self._add("cell-outside-grid", f"row {said}")
            return
        if number <= self._last_row:
            self._add("row-order", f"row {number} comes after row {self._last_row}")
        self._last_row = max(number, self._last_row)
        self._style(row, f"row {number}")
        last = 0
        for cell in row:
            if cell.tag == _CELL:
                last = self._place(cell, number, last)

    def finish(self) -> None:
        """What can be said only when all rows are known."""
        for index, count in self._masters.items():
            if count > 1:
                self._add("shared-formula-master", f"si {index} has {count} masters")
        for index, where in self._followers.items():
            if index not in self._masters:
                self._add("shared-formula-master", f"{where}: si {index} has no master")

    def _add(self, rule: str, detail: str) -> None:
        self._findings.add(rule, self._part, detail)

    def _place(self, cell: Element, row: int, last: int) -> int:
        """Check where a cell is, then the cell; return its column."""
        reference = cell.get("r")
        place = (row, last + 1) if reference is None else parse_cell(reference)
        if place is None or place[0] != row or place[1] > LAST_COLUMN:
            self._add("cell-outside-grid", f"{reference} in row {row}")
            return last
        if place[1] <= last:
            self._add("cell-order", f"{reference} comes too late in row {row}")
        self._cell(cell, reference or f"column {place[1]} of row {row}", place)
        return max(last, place[1])

    def _cell(self, cell: Element, where: str, place: tuple[int, int]) -> None:
        self._style(cell, where)
        value: str | None = None
        formula: Element | None = None
        inline: Element | None = None
        for child in cell:
            if child.tag == _VALUE:
                value = child.text or ""
            elif child.tag == _FORMULA:
                formula = child
            elif child.tag == _INLINE:
                inline = child
        if formula is not None:
            self.formula_cells.add(where)
            self._formula(formula, where)
        self._content(cell, where, value, formula is not None, inline)
        if place in self._wanted:
            self.texts[place] = self._plain(cell.get("t"), value, formula, inline)

    def _style(self, element: Element, where: str) -> None:
        style = element.get("s")
        if style is not None and self._styles is not None and style not in self._styles.indexes:
            self._add("style-index", f"{where}: style {style}, there are {len(self._styles.indexes)}")

    def _formula(self, formula: Element, where: str) -> None:
        if formula.text:
            check_formula(formula.text, self._formulas, self._part, where, self._findings)
        index = formula.get("si")
        if formula.get("t") != "shared" or index is None:
            return
        if formula.text:
            self._masters[index] += 1
        else:
            self._followers.setdefault(index, where)

    def _content(
        self, cell: Element, where: str, value: str | None, has_formula: bool, inline: Element | None
    ) -> None:
        kind = cell.get("t", "n")
        if kind not in _KINDS:
            self._add("cell-type", f"{where}: t={kind}")
        elif (inline is not None) != (kind == "inlineStr") or (inline is not None and value is not None):
            self._add(
                "cell-type", f"{where}: t={kind} does not fit {'is' if inline is not None else 'no is'}"
            )
        elif inline is not None:
            check_item(inline, self._part, where, self._findings)
        elif kind == "str":
            check_text(value or "", self._part, where, self._findings)
        # A formula that was not calculated yet has an empty value, whatever its type.
        elif value is not None and not (value == "" and (has_formula or kind == "n")):
            self._typed(kind, value, cell.get("s", "0"), where)

    def _typed(self, kind: str, value: str, style: str, where: str) -> None:
        if kind == "n":
            self._number(value, style, where)
        elif kind == "s":
            index = as_int(value)
            if index is None:
                self._add("cell-type", f"{where}: t=s with {value[:40]!r}")
            elif index >= len(self._strings):
                self._add("shared-string-index", f"{where}: {index}, there are {len(self._strings)}")
        elif not (
            (kind == "b" and value in ("0", "1"))
            or (kind == "e" and value in _ERRORS)
            or (kind == "d" and _is_iso_date(value))
        ):
            self._add("cell-type", f"{where}: t={kind} with {value[:40]!r}")

    def _number(self, text: str, style: str, where: str) -> None:
        try:
            number = float(text)
        except ValueError:
            rule = "cell-number-not-finite" if "#" in text or "nan" in text.lower() else "cell-type"
            self._add(rule, f"{where}: number {text[:40]!r}")
            return
        if "_" in text:
            self._add("cell-type", f"{where}: number {text[:40]!r}")
        elif not math.isfinite(number):
            self._add("cell-number-not-finite", f"{where}: {text[:40]}")
        elif (
            number < 0
            and self._styles is not None
            and not self._negative_dates
            and style in self._styles.dates
        ):
            self._add("cell-date-negative", f"{where}: {text[:40]} in a date format")

    def _plain(
        self, kind: str | None, value: str | None, formula: Element | None, inline: Element | None
    ) -> str | None:
        """The text of a cell that is a plain string, None for everything else."""
        if formula is not None:
            return None
        if inline is not None:
            return plain_text(inline)
        index = as_int(value)
        if kind == "s" and index is not None and index < len(self._strings):
            return self._strings[index]
        return unescape(value or "") if kind == "str" else None


def _is_iso_date(text: str) -> bool:
    for kind in (dt.datetime, dt.time):
        try:
            kind.fromisoformat(text)
        except ValueError:
            continue
        return True
    return False
