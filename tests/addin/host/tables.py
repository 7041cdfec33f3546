"""The Excel tables of a sheet: where each is, and how it grows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from tests.addin.host.ranges import Range

if TYPE_CHECKING:
    from tests.addin.host.sheet import Sheet


class Tables(base_classes.Collection, base_classes.Tables):  # type: ignore[misc]
    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.host = sheet, sheet.host

    def __iter__(self) -> Iterator[Table]:
        return iter([Table(self.sheet, name) for name in self.sheet.kept.tables])

    def __len__(self) -> int:
        return len(self.sheet.kept.tables)


class Table(base_classes.Table):
    def __init__(self, sheet: Sheet, name: str) -> None:
        self.sheet, self.host, self._name = sheet, sheet.host, name
        self.kept = sheet.kept.tables[name]

    @property
    def name(self) -> str:
        return self._name

    @property
    def parent(self) -> Sheet:
        return self.sheet

    @property
    def range(self) -> Range:
        return self.sheet.range(self.kept.ref)

    @property
    def totals_row_range(self) -> Range | None:
        if not self.kept.totalsRowCount:
            return None
        _, left, bottom, right = self.range.box
        return Range(self.sheet, (bottom, left, bottom, right))

    def resize(self, area: Any) -> None:
        cells = area.get_address(False, False, False)
        self.host.carry_out(self.sheet.name, lambda: self._cover(cells))

    def _cover(self, cells: str) -> None:
        self.kept.ref = cells
        if self.kept.autoFilter is not None:
            self.kept.autoFilter.ref = self.kept.ref

    def lengthen(self, rows: int) -> None:
        top, left, bottom, right = self.range.box
        self._cover(Range(self.sheet, (top, left, bottom + rows, right)).get_address(False, False, False))

    @property
    def rows(self) -> TableRows:
        return TableRows(self)


class TableRows(base_classes.TableRows):
    def __init__(self, table: Table) -> None:
        self.table, self.host = table, table.host

    @property
    def parent(self) -> Table:
        return self.table

    def __len__(self) -> int:
        return self.table.range.shape[0] - 1 - bool(self.table.kept.totalsRowCount)

    def __call__(self, index: int) -> TableRow:
        return TableRow(self.table)

    def add(self, values: Any, index: int | None) -> TableRow:
        assert values is None
        assert index is None
        self.host.carry_out(self.table.sheet.name, lambda: self.table.lengthen(1))
        return TableRow(self.table)


class TableRow(base_classes.TableRow):
    """Only ever the last one."""

    def __init__(self, table: Table) -> None:
        self.table, self.host = table, table.host

    def delete(self) -> None:
        self.host.carry_out(self.table.sheet.name, lambda: self.table.lengthen(-1))
