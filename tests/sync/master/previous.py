"""The master as the version of Remit before figures would have made it: without their columns."""

from __future__ import annotations

from dataclasses import replace

from delegation.labels import Labels, labels
from sync.master import MasterContent
from sync.master.build import wanted
from sync.master.fill import MasterFill
from sync.master.template import MASTER_LIMITS, template_of
from sync.package import Parts
from workbook_templates.figure_columns import figure_columns
from workbook_templates.master import OVERVIEW
from workbook_templates.master_sheet import Sheet, trend_cells


def previous_master(found: MasterContent) -> bytes:
    """What it said before there were figures."""
    words = labels(found.language)
    now = wanted(replace(found, figures=None))
    # Above the table of the Overview stand numbers over columns that are new: it stays as it is.
    sheets = {
        name: sheet if name == OVERVIEW else _without_figures(sheet, words)
        for name, sheet in now.sheets.items()
    }
    template = template_of(tuple(sheets.values()), words, found.programme)

    def shipped() -> Parts:
        return Parts.open(template, MASTER_LIMITS)

    fill = MasterFill(shipped(), template, replace(now, sheets=sheets), shipped, as_template=True)
    fill.fill(())
    return fill.parts.as_bytes()


def _without_figures(sheet: Sheet, words: Labels) -> Sheet:
    new = {each.id for each in figure_columns(sheet.id, words)}
    trends = tuple(each for each in sheet.trends if each not in new)
    hidden = {each for trend in new for each in trend_cells(trend)}
    columns = tuple(each for each in sheet.columns if each.id not in new | hidden)
    return replace(sheet, columns=columns, trends=trends)
