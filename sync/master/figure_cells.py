"""What the figures say of the rows on KPIs, Delegations and Members: cells by the row's key and column id.

Owns which figure stands in which cell, and its words. Makes no figure (`sync.figures` does); a row without
figures has no cells, and what is not known is no cell, never a zero. Of a person only what SPEC §12 lets
everybody see: nothing of how reliable somebody is.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from delegation.delegation_figures import DelegationFigures
from delegation.forecast import NoForecast
from delegation.kpi import KpiFigures
from delegation.labels import Labels
from delegation.rollup import RollUp
from delegation.rounding import rounded
from delegation.signals import Signals
from delegation.workload import PersonUsage, Usage
from sync.decisions import KpiOutlook
from sync.figures import TeamFigures
from sync.kept_figures import kpi_key
from sync.master.decided import TeamDecisions
from sync.master.trends import Trends, change_since, trend_cells
from sync.signs import counted, signed

Value = str | int | float | dt.date
Cells = Mapping[str, Value]


def figure_cells(
    team: TeamFigures,
    trends: Trends,
    table_id: str,
    words: Labels,
    decided: TeamDecisions | None = None,
) -> dict[str, Cells]:
    """Key of a row of the team's (`NORTH:K1`) → its figures, to nine decimals; empty for tables that have
    none.
    """
    tell = _TOLD.get(table_id)
    if tell is None:
        return {}
    return {
        f"{team.team.id}:{key}": {
            name: rounded(value) if isinstance(value, float) else value
            for name, value in cells.items()
            if value is not None
        }
        for key, cells in tell(team, trends, words, decided)
    }


_Told = Iterator[tuple[str, Mapping[str, Value | None]]]


def _kpis(team: TeamFigures, trends: Trends, words: Labels, decided: TeamDecisions | None) -> _Told:
    for each in team.kpis.values():
        outlook = decided.outlooks.get(each.kpi_id) if decided else None
        yield (
            each.kpi_id,
            {
                **_kpi(each, trends.numbers(kpi_key(team.team.id, each.kpi_id)), words),
                **(outlook_cells(outlook, words) if outlook else {}),
            },
        )


def _kpi(each: KpiFigures, trend: Sequence[float | None], words: Labels) -> Mapping[str, Value | None]:
    judged = each.judgement
    return {
        **trend_cells("trend", trend),
        "change": change_since(trend, words),
        "status": signed("kpi_status", judged.status.value, words),
        "index": judged.index,
        "actual": each.reached.actual,
        "attainment": judged.attainment,
        "expected": judged.expected,
        "period": each.reached.period,
    }


def outlook_cells(outlook: KpiOutlook, words: Labels) -> Mapping[str, Value | None]:
    """Whether the newest reading of a KPI is news, and where it will end if it goes on like this."""
    found, forecast = outlook.signals, outlook.forecast
    word = found.signal.value if isinstance(found, Signals) else found.value
    value, will_hit = forecast.value, forecast.will_hit
    return {
        "signal": signed("signal", word, words),
        "forecast": signed("signal", value.value, words) if isinstance(value, NoForecast) else value,
        "will_hit": None if will_hit is None else _yes_or_no(will_hit, words),
    }


def _delegations(team: TeamFigures, _: Trends, words: Labels, __: TeamDecisions | None) -> _Told:
    for each in team.delegations:
        typed = team.values("delegations", each.delegation_id).get("progress")
        yield each.delegation_id, _delegation(each, typed if isinstance(typed, int | float) else None, words)


def _delegation(each: DelegationFigures, typed: float | None, words: Labels) -> Mapping[str, Value | None]:
    """The progress is the one that health and gap go by; what is typed stands beside it where it differs."""
    differs = typed is not None and rounded(typed) != rounded(each.progress)
    return {
        "health": signed("health", each.health.value, words),
        "progress": each.progress,
        "typed_progress": typed if differs else None,
        "expected": each.expected,
        "gap": each.gap,
        "next_check_in": each.next_check_in,
        "on_time": None if each.on_time is None else _yes_or_no(each.on_time, words),
        "extensions": each.extensions,
        "definition": each.definition,
        "initiative": each.initiative,
    }


def _yes_or_no(holds: bool, words: Labels) -> str:
    return words.text(f"master_columns.holds.{'yes' if holds else 'no'}")


def _members(team: TeamFigures, _: Trends, words: Labels, __: TeamDecisions | None) -> _Told:
    health: dict[str, Counter[str]] = {}
    for each in team.delegations:
        delegate = str(team.values("delegations", each.delegation_id).get("delegate", ""))
        health.setdefault(delegate, Counter())[each.health.value] += 1
    for cycle, week in zip(team.workload.people, team.week.people, strict=True):
        who = cycle.member_id
        yield (
            who,
            {
                **_used(cycle, week, words),
                "health": counted("health", health[who], words) if who in health else None,
                **(score_cells(team.owners[who], words) if who in team.owners else {}),
            },
        )


def _used(cycle: PersonUsage, week: PersonUsage, words: Labels) -> Mapping[str, Value | None]:
    return {
        **usage_cells(cycle.usage, words),
        **usage_cells(week.usage, words, "week_"),
        "waiting": cycle.waiting_hours,
    }


def usage_cells(usage: Usage, words: Labels, prefix: str = "") -> Mapping[str, Value | None]:
    """How full somebody, or a group, is."""
    return {
        f"{prefix}band": None if usage.band is None else signed("band", usage.band.value, words),
        f"{prefix}utilisation": usage.utilisation,
        f"{prefix}load": usage.load_hours,
        f"{prefix}capacity": usage.capacity_hours,
    }


def score_cells(score: RollUp, words: Labels) -> Mapping[str, Value | None]:
    """The score of several KPIs, or in words that too little is known; nothing without KPIs."""
    if not score.kpis:
        return {}
    found = score.score
    return {
        "score": found if isinstance(found, float) else signed("kpi_status", found.value, words),
        "coverage": score.coverage,
        "worst": None if score.worst is None else signed("kpi_status", score.worst.value, words),
    }


_TOLD: Mapping[str, Callable[[TeamFigures, Trends, Labels, TeamDecisions | None], _Told]] = {
    "kpis": _kpis,
    "delegations": _delegations,
    "members": _members,
}
