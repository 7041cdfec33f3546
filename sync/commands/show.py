"""`remit show`: the figures, and what there is to decide upon, as a table or as JSON."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from delegation.labels import Labels
from sync.commands.building import build, day, words_of
from sync.commands.exits import WELL
from sync.commands.invocation import Invocation
from sync.commands.status import old_as_json

if TYPE_CHECKING:
    from sync.ages import Age
    from sync.decided_table import Answer
    from sync.figures import ProgrammeFigures
    from sync.programme.model import Programme
    from sync.shown import Wanted

_FIGURES = ("kpi", "workload", "health", "balance")
_DECISIONS = ("signals", "rebalance", "recognition", "review")
_VIEWS = (*_FIGURES, *_DECISIONS)
_GROUPS = ("member", "team", "department", "programme")
_GOES_WITH = {
    "--member": ("kpi", "workload", "health", "signals", "recognition", "review"),
    "--id": ("kpi", "health", "signals"),
    "--by": (*_FIGURES, "review"),
    "--sensitive": ("recognition", "review"),
    "--from": ("rebalance",),
    "--to": ("rebalance",),
    "--seconds": ("rebalance",),
}
_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What was asked for, as it was typed."""

    view: str
    team: str
    member: str
    row_id: str
    by: str | None
    sensitive: bool
    first: dt.date | None
    last: dt.date | None
    seconds: float | None


class UnknownTeamError(Exception):
    """The programme has no team of that id."""

    def __init__(self, team: str, known: tuple[str, ...]) -> None:
        self.team = team
        self.known = known
        super().__init__(team, known)

    def text(self, words: Labels) -> str:
        known = words.text("messages.form.separator").join(self.known)
        return words.text("show.error.team", team=self.team, known=known)


def command(words: Labels) -> click.Command:
    def text(name: str) -> str:
        return words.text(f"show.option.{name}")

    view = click.Argument(["view"], type=click.Choice(_VIEWS), metavar="|".join(_VIEWS))
    groups = "|".join(_GROUPS)
    options = [
        click.Option(["--team"], metavar="ID", default="", help=text("team")),
        click.Option(["--member"], metavar="NAME", default="", help=text("member")),
        click.Option(["--id", "row_id"], metavar="ID", default="", help=text("id")),
        click.Option(["--by"], type=click.Choice(_GROUPS), metavar=groups, help=text("by")),
        click.Option(["--sensitive"], is_flag=True, help=text("sensitive")),
        click.Option(["--from", "first"], callback=day, metavar="DATE", help=text("first")),
        click.Option(["--to", "last"], callback=day, metavar="DATE", help=text("last")),
        click.Option(["--seconds"], callback=_seconds, metavar="N", help=text("seconds")),
    ]
    return build(words, "show", run, params=[view, *options], as_of=True)


def run(invocation: Invocation, **given: Any) -> int:
    from sync.terminal import show_json

    asked = _Asked(**given)
    _check(invocation.words, asked)
    programme = invocation.programme()
    wanted = _wanted(programme, asked)
    figures = figures_of_the_day(programme, invocation)
    old = _old(programme, wanted, invocation) if figures else []
    answer = _answer(asked, wanted, programme, figures, invocation) if figures else None
    if invocation.json:
        as_of = invocation.as_of(programme).isoformat()
        told = {"old": [{"team": each.team} | old_as_json(each) for each in old]} if old else {}
        show_json("remit.show", {"as_of": as_of, "rows": answer.rows if answer else []} | told)
        return WELL
    _show(asked.view, programme, answer, old, invocation)
    return WELL


def figures_of_the_day(programme: Programme, invocation: Invocation) -> ProgrammeFigures | None:
    """The figures of the day; None before the first run."""
    from sync.figures import programme_figures
    from sync.store.store import Store

    if not programme.store.exists():
        return None
    with Store(programme.store) as store:
        return programme_figures(store, programme, invocation.as_of(programme))


def _old(programme: Programme, wanted: Wanted, invocation: Invocation) -> list[Age]:
    """What of that which is shown is older than the last run."""
    from sync.programme.model import team_of as whose
    from sync.status import read_ages
    from sync.store.store import Store

    as_of = invocation.as_of(programme)
    with Store(programme.store) as store:
        found = read_ages(store, programme, programme.cycle_at(as_of).id, as_of)
    return [each for each in found if wanted.team in ("", whose(each.team))]


def team_of(programme: Programme, asked: str) -> str:
    """The id of the team that is asked for, by its id or name in whatever case; "" when none is."""
    from delegation.cells import fold

    for each in programme.teams:
        if asked and fold(asked) in (fold(each.id), fold(each.name)):
            return each.id
    if asked:
        raise UnknownTeamError(asked, tuple(each.id for each in programme.teams))
    return ""


def _seconds(ctx: click.Context, param: click.Parameter, value: str | None) -> float | None:
    if value is None:
        return None
    try:
        found = float(value)
    except ValueError:
        found = math.nan
    if not 0 < found < math.inf:
        raise click.BadParameter(words_of(ctx).text("show.error.seconds", value=value), ctx, param)
    return found


def _check(words: Labels, asked: _Asked) -> None:
    """An option that would say nothing is a mistake. Raises: click.UsageError."""
    view, by = asked.view, f"--by {asked.by}"
    given = {
        "--member": asked.member,
        "--id": asked.row_id,
        "--by": asked.by,
        "--sensitive": asked.sensitive,
        "--from": asked.first,
        "--to": asked.last,
        "--seconds": asked.seconds,
    }
    mistakes = [(name, view) for name, value in given.items() if value and view not in _GOES_WITH[name]]
    if asked.by and asked.row_id:
        mistakes.append(("--id", by))
    if asked.by not in (None, "member") and asked.member:
        mistakes.append(("--member", by))
    if (view == "balance" and asked.by == "member") or (view == "review" and asked.by in _GROUPS[2:]):
        mistakes.append((by, view))
    for name, other in mistakes:
        raise click.UsageError(words.text("show.error.option", name=name, other=other))
    if asked.first and asked.last and asked.last < asked.first:
        raise click.UsageError(words.text("show.error.window", first=asked.first, last=asked.last))


def _wanted(programme: Programme, asked: _Asked) -> Wanted:
    from sync.shown import By, Wanted

    return Wanted(
        team=team_of(programme, asked.team),
        member=asked.member,
        row_id=asked.row_id,
        by=By(asked.by) if asked.by else None,
    )


def _answer(
    asked: _Asked,
    wanted: Wanted,
    programme: Programme,
    figures: ProgrammeFigures,
    invocation: Invocation,
) -> Answer:
    from sync.decided_table import Answer, Teller
    from sync.shown import View, rows_of
    from sync.shown_table import table_of

    if asked.view in _FIGURES:
        view = View(asked.view)
        table = table_of(view, figures, wanted, invocation.words)
        return Answer(rows=tuple(rows_of(view, figures, wanted)), table=table)
    if asked.view == "rebalance":
        return _rebalanced(asked, wanted, programme, figures, invocation)
    teller = Teller(programme, figures, invocation.words, sensitive=asked.sensitive)
    tell = {"signals": teller.signals, "recognition": teller.recognition, "review": teller.review}
    return tell[asked.view](wanted)


def _rebalanced(
    asked: _Asked,
    wanted: Wanted,
    programme: Programme,
    figures: ProgrammeFigures,
    invocation: Invocation,
) -> Answer:
    from delegation.periods import Span
    from sync.decisions import days_left, rebalancings
    from sync.kept_moves import given_answers
    from sync.moves_table import moves_answer
    from sync.store.store import Store
    from sync.terminal import progress

    left = days_left(figures)
    window = Span(asked.first or left.first, asked.last or max(left.last, asked.first or left.first))
    teams = [each for each in figures.teams if wanted.team in ("", each.team.id)]
    with Store(programme.store) as store:
        given = given_answers(store.figure_spans(figures.cycle.id, store.newest_run()))
    found = rebalancings(
        teams,
        figures,
        programme,
        window,
        given={} if asked.seconds else given,  # whoever says how long wants it looked for
        seconds=asked.seconds or _SECONDS,
    )
    by_team = {}
    with progress(wanted=not invocation.json) as step:
        for done, team in enumerate(teams):
            if step:
                step(team.team.name, done, len(teams))
            by_team[team.team.id] = next(found)
    return moves_answer(by_team, window, figures, programme, invocation.words)


def _show(
    view: str, programme: Programme, answer: Answer | None, old: Sequence[Age], invocation: Invocation
) -> None:
    from sync.terminal import show, show_next, show_table

    words, as_of = invocation.words, invocation.as_of(programme)
    cycle = programme.cycle_at(as_of).id
    title = words.text(f"show.title.{view}")
    show(words.text("show.heading", title=title, programme=programme.name, cycle=cycle, as_of=as_of))
    show()
    if answer is None:
        show(words.text("terminal.status.never"))
        show_next(words, words.text("terminal.next.first_run"))
        return
    table = answer.table
    if not table.rows and not table.below:
        show(words.text("show.nothing"))
    if table.rows:
        show_table(table.headers, table.rows, right=table.right)
    for line in table.below:
        show(line)
    for each in old:
        show(f"▲ {each.text(words)}")
