"""What stands above the tables of *Figures* and *Workload*: how to read them, and which days a week has.

Owns these words. Where the days of a week stand is decided in `sync.master.week_columns`.
"""

from __future__ import annotations

from delegation.labels import Labels
from sync.master.content import MasterContent
from workbook_templates.master_figures import FIGURES, week_id


def figures_text(content: MasterContent, sheet_id: str, rows: int, words: Labels) -> str:
    """How the rows are to be read, or why there are none."""
    if sheet_id == FIGURES:
        return words.text(f"master_figures.count.{'figures' if rows else 'no_figures'}")
    if not rows:
        return words.text("master_figures.count.nobody", sheet=words.sheet("members"))
    name = "person" if rows == 1 else "people"
    full, overloaded = _share(content.settings.full_above), _share(content.settings.overloaded_above)
    return words.text(f"master_figures.count.{name}", people=rows, full=full, overloaded=overloaded)


def _share(limit: float) -> str:
    return f"{limit * 100:.3g}%"


def week_days(content: MasterContent, words: Labels) -> dict[str, str]:
    """The first day of every week of the cycle, by the id of its column."""
    return {
        week_id(number): words.text(
            "master_figures.day",
            day=week.first.day,
            month=words.text(f"master_figures.month.{week.first.month}"),
        )
        for number, week in enumerate(content.cycle_weeks, start=1)
    }
