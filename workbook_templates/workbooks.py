"""The workbook that a specification asks for: a team's, or its lead's."""

from __future__ import annotations

from workbook_templates.lead import build_lead_workbook
from workbook_templates.specification import TeamWorkbook
from workbook_templates.team import build_team_workbook


def build_workbook(spec: TeamWorkbook) -> bytes:
    """The bytes of the .xlsx file; the same for the same specification."""
    return build_lead_workbook(spec) if spec.is_leads else build_team_workbook(spec)
