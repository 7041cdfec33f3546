"""All computed columns of a workbook, table by table. Owns the order in which one table needs another."""

from __future__ import annotations

from collections.abc import Mapping

from workbook_templates.computed.absences import leave_columns, typed_leave
from workbook_templates.computed.check_ins import check_ins_columns
from workbook_templates.computed.column import Columns
from workbook_templates.computed.delegations import delegations_columns
from workbook_templates.computed.kpis import kpis_columns
from workbook_templates.computed.load import load_of
from workbook_templates.computed.members import members_columns
from workbook_templates.computed.milestones import milestones_columns
from workbook_templates.computed.people import typed_members
from workbook_templates.computed.readings import readings_columns, typed_readings
from workbook_templates.computed.windows import windows
from workbook_templates.computed.working_days import Running, calendar_columns
from workbook_templates.layout import Layout


def computed_columns(layout: Layout) -> Mapping[str, Columns]:
    """By table id and column id; the values are those of the as-of date of the specification."""
    as_of = layout.spec.as_of or layout.spec.made_on
    readings = typed_readings(layout)
    days = Running(layout)
    check_ins, told, silent = check_ins_columns(layout)
    milestones, steps, stepless = milestones_columns(layout, as_of)
    when, members = windows(layout, as_of), typed_members(layout)
    leave = typed_leave(layout, members)
    loads = load_of(layout, days, when, members, leave, milestones=steps, stepless=stepless)
    figures = delegations_columns(
        layout, days, as_of, check_ins=told, milestones=steps, spoilt=silent | stepless
    )
    return {
        "members": members_columns(layout, members, leave, loads, when),
        "leave": leave_columns(layout, leave, loads.plan.people, when),
        "calendar": calendar_columns(layout),
        "check_ins": check_ins,
        "milestones": milestones,
        "delegations": {**figures, **loads.columns},
        "kpis": kpis_columns(layout, readings, as_of),
        "readings": readings_columns(layout, readings),
    }
