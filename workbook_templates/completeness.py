"""How complete a workbook is: the required cells that are filled, of those of the rows that were begun.

Native formulas over every table, with the value that SPEC §11 gives.
"""

from __future__ import annotations

from workbook_templates.formulas import Formula
from workbook_templates.layout import Layout, TableSheet


def required_cells(layout: Layout, table_id: str) -> Formula:
    """How many required cells the rows of a table have in which something stands in a declared column."""
    sheet = layout.tables[table_id]
    filled = "+".join(f"(1-ISBLANK({sheet.ref(field_id)}))" for field_id in sheet.table.field_ids)
    columns = _required_columns(sheet)
    return Formula(f"{columns}*SUMPRODUCT(--(({filled})>0))", columns * _begun(sheet))


def filled_cells(layout: Layout, table_id: str) -> Formula:
    """How many of a table's required cells are filled."""
    sheet = layout.tables[table_id]
    refs = ",".join(sheet.ref(field.id) for field in sheet.table.fields if field.required)
    return Formula(f"COUNTA({refs})", _filled(sheet))


def completeness(layout: Layout, required: str, filled: str) -> Formula:
    """The share over all tables, blank when nothing is begun; given are the ranges of their numbers."""
    wanted = sum(_begun(each) * _required_columns(each) for each in layout.tables.values())
    there = sum(map(_filled, layout.tables.values()))
    text = f'IF(SUM({required})=0,"",SUM({filled})/SUM({required}))'
    return Formula(text, there / wanted if wanted else "")


def _required_columns(sheet: TableSheet) -> int:
    return sum(field.required for field in sheet.table.fields)


def _begun(sheet: TableSheet) -> int:
    declared = set(sheet.table.field_ids)
    return sum(not declared.isdisjoint(cells) for cells in sheet.rows)


def _filled(sheet: TableSheet) -> int:
    required = [field.id for field in sheet.table.fields if field.required]
    return sum(name in cells for cells in sheet.rows for name in required)
