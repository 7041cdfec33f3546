"""What stands in the hidden table that *KPI chart* is drawn from: a row a KPI, its newest readings.

Owns how a KPI is called in the list to choose from, and what is said of its limits. Makes no figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from delegation.decision_words import rule_words
from delegation.labels import Labels
from delegation.rounding import rounded
from delegation.signals import FEWEST_POINTS, FULL_LIMITS_FROM, Signals
from sync.decisions import KpiOutlook
from sync.figures import TeamFigures
from sync.master.figure_cells import Value, outlook_cells
from sync.signs import signed
from workbook_templates.kpi_chart import POINTS
from workbook_templates.master import KEY, TEAM

_LONGEST_NAME = 100
ChartRow = Mapping[str, Value]


def chart_rows(
    teams: Sequence[TeamFigures], outlooks: Mapping[str, Mapping[str, KpiOutlook]], words: Labels
) -> Iterator[ChartRow]:
    """The KPIs as the teams have them in their sheets. `outlooks`: by team and KPI."""
    kpis = [(team, kpi_id, each) for team in teams for kpi_id, each in outlooks.get(team.team.id, {}).items()]
    names = [_name(team, kpi_id, words) for team, kpi_id, _ in kpis]
    uses = Counter(name.casefold() for name in names)
    for (team, kpi_id, each), name in zip(kpis, names, strict=True):
        key = f"{team.team.id}:{kpi_id}"
        label = name if uses[name.casefold()] == 1 else f"{name} [{key}]"
        row = {
            KEY: key,
            TEAM: team.team.id,
            "label": label,
            "status": signed("kpi_status", each.figures.judgement.status.value, words),
            **outlook_cells(each, words),
            **_limits(each, words),
            **_newest(each),
        }
        yield {
            column: rounded(value) if isinstance(value, float) else value
            for column, value in row.items()
            if value is not None and value != ""
        }


def _name(team: TeamFigures, kpi_id: str, words: Labels) -> str:
    name = str(team.values("kpis", kpi_id).get("name", kpi_id))[:_LONGEST_NAME]
    return words.text("master_chart.label", name=name, team=team.team.name[:_LONGEST_NAME])


def _limits(each: KpiOutlook, words: Labels) -> Mapping[str, Value | None]:
    found, count = each.signals, len(each.readings)
    if not isinstance(found, Signals):
        return {"note": words.text("master_chart.no_limits")}
    if found.limits is None:
        return {"note": words.text("master_chart.too_few", n=count, least=FEWEST_POINTS)}
    trial = words.text("master_chart.trial", n=count, full=FULL_LIMITS_FROM) if found.limits.trial else None
    limits = found.limits
    return {
        "note": trial,
        "why": rule_words(found.newest, words),
        "centre": limits.centre,
        "lower": limits.lower,
        "upper": limits.upper,
    }


def _newest(each: KpiOutlook) -> Mapping[str, Value | None]:
    """The newest readings, the newest first, and a sign for each that is part of a signal."""
    marked = (
        {place for places in each.signals.points.values() for place in places}
        if isinstance(each.signals, Signals)
        else set()
    )
    newest = list(enumerate(each.readings))[: -POINTS - 1 : -1]
    return {
        "marks": "".join("1" if place in marked else "0" for place, _ in newest),
        **{f"period_{number}": reading.period for number, (_, reading) in enumerate(newest, start=1)},
        **{f"value_{number}": reading.value for number, (_, reading) in enumerate(newest, start=1)},
    }
