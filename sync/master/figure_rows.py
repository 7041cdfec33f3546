"""What stands in the rows of the sheets *Figures* and *Workload*: a programme's figures as finished values.

Owns what is said in words because there is no number for it. Makes no figure (`sync.figures` does) and knows
no file. What is personal (SPEC §12) is not in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from delegation.labels import Labels
from delegation.rollup import RollUp
from delegation.rounding import rounded
from delegation.settings import Settings
from delegation.workload import Band, PersonUsage, Usage
from sync.figures import GroupFigures, Level, ProgrammeFigures, TeamFigures, weeks_of
from sync.master.figure_cells import Value, score_cells, usage_cells
from workbook_templates.master import KEY, TEAM
from workbook_templates.master_figures import OTHER_HEALTH, SHOWN_HEALTH, week_id

FigureRow = Mapping[str, Value]
_Row = dict[str, Value | None]


def group_rows(figures: ProgrammeFigures, words: Labels) -> Iterator[FigureRow]:
    """A row a team, then departments, then the programme; each is Σ ÷ Σ over its people and KPIs."""
    teams = {each.team.id: each for each in figures.teams}
    for group in figures.groups:
        row: _Row = {
            KEY: _key(group),
            TEAM: group.group_id if group.level is Level.TEAM else None,
            "level": words.text(f"master_figures.level.{group.level.value}"),
            "group": group.name,
            **_score(group.score, words),
            "kpis": group.score.kpis,
            **_used(group.usage, words),
            "week_utilisation": _share(group.week, words),
            "waiting": group.waiting_hours,
            **_balance(group, teams, words),
            **_health(group),
            "on_time": group.on_time,
        }
        if group.on_time is None:
            row["on_time"] = words.text("master_figures.none_closed")
        yield _filled(row)


def _key(group: GroupFigures) -> str:
    """There is one programme, whatever it is called in another year."""
    if group.level is Level.PROGRAMME:
        return group.level.value
    return f"{group.level.value}:{group.group_id}"


def _score(score: RollUp, words: Labels) -> Mapping[str, Value | None]:
    if not score.kpis:
        return {"score": words.text("master_figures.no_kpis")}
    return score_cells(score, words)


def _used(usage: Usage, words: Labels) -> Mapping[str, Value | None]:
    return {**usage_cells(usage, words), "utilisation": _share(usage, words)}


def _share(usage: Usage, words: Labels) -> float | str | None:
    if usage.band is Band.NO_CAPACITY:
        return words.text("master_figures.no_hours")
    return usage.utilisation


def _balance(group: GroupFigures, teams: Mapping[str, TeamFigures], words: Labels) -> _Row:
    found = group.balance
    return {
        "people": group.people,
        "cv": found.cv,
        "gini": found.gini,
        "fullest": _who(group, teams, words),
        "fullest_utilisation": found.most,
    }


def _who(group: GroupFigures, teams: Mapping[str, TeamFigures], words: Labels) -> str | None:
    """The fullest person, with the team where there are several."""
    found = group.balance.member_id
    if found is None:
        return None
    if group.level is Level.TEAM:
        return teams[group.group_id].name_of(found)
    team, _, member_id = found.partition(":")
    name = teams[team].name_of(member_id)
    return words.text("master_figures.person_of", name=name, team=teams[team].team.name)


def _health(group: GroupFigures) -> _Row:
    shown = {health.value: group.health.get(health, 0) for health in SHOWN_HEALTH}
    count = sum(group.health.values())
    return {"delegations": count, **shown, OTHER_HEALTH: count - sum(shown.values())}


def people_rows(figures: ProgrammeFigures, settings: Settings, words: Labels) -> Iterator[FigureRow]:
    """A row a person, as the teams have them in their sheets; nobody's row adds up others."""
    for team in figures.teams:
        weekly = weeks_of(team, figures.cycle, settings)
        for person, of_weeks in zip(team.workload.people, weekly.people, strict=True):
            yield _filled(
                {
                    KEY: f"{team.team.id}:{person.member_id}",
                    TEAM: team.team.id,
                    "team": team.team.name,
                    **_person(person, words),
                    **{
                        week_id(number): _share(usage, words)
                        for number, usage in enumerate(of_weeks.weeks, start=1)
                    },
                }
            )


def _person(person: PersonUsage, words: Labels) -> _Row:
    return {
        "member_id": person.member_id,
        "person": person.name,
        **_used(person.usage, words),
        "waiting": person.waiting_hours,
    }


def _filled(row: Mapping[str, Value | None]) -> FigureRow:
    """The row without what is not known. Numbers to nine decimals, as bands are told apart: a format with a
    condition says of a cell what the band does.
    """
    return {
        name: rounded(value) if isinstance(value, float) else value
        for name, value in row.items()
        if value is not None and value != ""
    }
