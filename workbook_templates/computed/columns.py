"""All computed columns of a workbook, table by table. Owns the order in which one table needs another."""

from __future__ import annotations

from collections.abc import Mapping

from workbook_templates.computed.check_ins import check_ins_columns
from workbook_templates.computed.column import Columns
from workbook_templates.computed.delegations import delegations_columns
from workbook_templates.computed.kpis import kpis_columns
from workbook_templates.computed.milestones import milestones_columns
from workbook_templates.computed.readings import readings_columns, typed_readings
from workbook_templates.computed.working_days import Running, calendar_columns
from workbook_templates.layout import Layout


def computed_columns(layout: Layout) -> Mapping[str, Columns]:
    """By table id and column id; the values are those of the as-of date of the specification."""
    as_of = layout.spec.as_of or layout.spec.made_on
    readings = typed_readings(layout)
    days = Running(layout)
    check_ins, told, silent = check_ins_columns(layout)
    milestones, steps, stepless = milestones_columns(layout, as_of)
    return {
        "calendar": calendar_columns(layout),
        "check_ins": check_ins,
        "milestones": milestones,
        "delegations": delegations_columns(
            layout, days, as_of, check_ins=told, milestones=steps, spoilt=silent | stepless
        ),
        "kpis": kpis_columns(layout, readings, as_of),
        "readings": readings_columns(layout, readings),
    }
