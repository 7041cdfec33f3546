"""The very hidden sheet `_remit`: whose workbook this is, and the programme's settings as defined names.

Sync knows a workbook by it; formulas find the thresholds there (`set_green_at`).
"""

from __future__ import annotations

import dataclasses

from delegation.schema import SCHEMA_VERSION
from workbook_templates.layout import IDENTITY
from workbook_templates.writer import Writer, write_cell
from workbook_templates.written import Cell

_NAMED = ("cycle_first", "cycle_last", "prior")


def write_identity(writer: Writer) -> None:
    sheet, spec = writer.sheets[IDENTITY], writer.layout.spec
    facts: dict[str, Cell] = {
        "workbook_id": spec.workbook_id,
        "team": spec.team_id,
        "team_name": spec.team_name,
        "cycle": spec.cycle,
        "cycle_first": spec.cycle_first,
        "cycle_last": spec.cycle_last,
        "schema_version": SCHEMA_VERSION,
        "language": spec.language,
        "token": spec.token,
        "prior": spec.prior,
        "made_on": spec.made_on,
        **({"lead_workbook": True} if spec.is_leads else {}),
    }
    settings: dict[str, Cell] = dataclasses.asdict(spec.settings)
    plain = writer.formats.of("plain", align="left")
    for row, (name, value) in enumerate({**facts, **settings}.items()):
        write_cell(sheet, row, 0, name, plain)
        is_date = name in ("cycle_first", "cycle_last", "made_on")
        write_cell(sheet, row, 1, value, writer.formats.of("plain", "date") if is_date else plain)
        if name in settings:
            writer.book.define_name(f"set_{name}", f"={IDENTITY}!$B${row + 1}")
        elif name in _NAMED:
            writer.book.define_name(name, f"={IDENTITY}!$B${row + 1}")
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 40)
