"""`remit show kpi|workload|health|balance`: the figures, as a table with bars or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from delegation.labels import Labels
from sync.commands.building import build
from sync.commands.exits import WELL
from sync.commands.invocation import Invocation

if TYPE_CHECKING:
    from sync.figures import ProgrammeFigures
    from sync.programme.model import Programme
    from sync.shown import View, Wanted

_VIEWS = ("kpi", "workload", "health", "balance")
_GROUPS = ("member", "team", "department", "programme")


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
    view = click.Argument(["view"], type=click.Choice(_VIEWS), metavar="|".join(_VIEWS))
    options = [
        click.Option(["--team"], metavar="ID", default="", help=words.text("show.option.team")),
        click.Option(["--member"], metavar="NAME", default="", help=words.text("show.option.member")),
        click.Option(["--id", "row_id"], metavar="ID", default="", help=words.text("show.option.id")),
        click.Option(
            ["--by"],
            type=click.Choice(_GROUPS),
            metavar="|".join(_GROUPS),
            help=words.text("show.option.by"),
        ),
    ]
    return build(words, "show", run, params=[view, *options], as_of=True)


def run(invocation: Invocation, view: str, team: str, member: str, row_id: str, by: str | None) -> int:
    from sync.shown import By, View, Wanted, rows_of
    from sync.terminal import show_json

    _check(invocation.words, view, member, row_id, by)
    programme = invocation.programme()
    asked = View(view)
    wanted = Wanted(team=_team(programme, team), member=member, row_id=row_id, by=By(by) if by else None)
    figures = _figures(programme, invocation)
    rows = rows_of(asked, figures, wanted) if figures else []
    if invocation.json:
        as_of = invocation.as_of(programme).isoformat()
        show_json("remit.show", {"as_of": as_of, "rows": rows})
        return WELL
    _show(asked, wanted, programme, figures, invocation)
    return WELL


def _check(words: Labels, view: str, member: str, row_id: str, by: str | None) -> None:
    """A filter that would say nothing is a mistake. Raises: click.UsageError."""
    together = view if view == "balance" else f"--by {by}" if by not in (None, "member") else ""
    single = together or (view if view == "workload" else f"--by {by}" if by else "")
    for name, other in (
        ("--member", member and together),
        ("--id", row_id and single),
        ("--by member", by == "member" and view == "balance" and view),
    ):
        if other:
            raise click.UsageError(words.text("show.error.option", name=name, other=other))


def _team(programme: Programme, asked: str) -> str:
    """The id of the team that is asked for, by its id or name in whatever case; "" when none is."""
    from delegation.cells import fold

    for each in programme.teams:
        if asked and fold(asked) in (fold(each.id), fold(each.name)):
            return each.id
    if asked:
        raise UnknownTeamError(asked, tuple(each.id for each in programme.teams))
    return ""


def _figures(programme: Programme, invocation: Invocation) -> ProgrammeFigures | None:
    """The figures of the day; None before the first run."""
    from sync.figures import programme_figures
    from sync.store.store import Store

    if not programme.store.exists():
        return None
    with Store(programme.store) as store:
        return programme_figures(store, programme, invocation.as_of(programme))


def _show(
    view: View,
    wanted: Wanted,
    programme: Programme,
    figures: ProgrammeFigures | None,
    invocation: Invocation,
) -> None:
    from sync.shown_table import table_of
    from sync.terminal import show, show_next, show_table

    words, as_of = invocation.words, invocation.as_of(programme)
    cycle = programme.cycle_at(as_of).id
    title = words.text(f"show.title.{view}")
    show(words.text("show.heading", title=title, programme=programme.name, cycle=cycle, as_of=as_of))
    show()
    if figures is None:
        show(words.text("terminal.status.never"))
        show_next(words, words.text("terminal.next.first_run"))
        return
    table = table_of(view, figures, wanted, words)
    if not table.rows:
        show(words.text("show.nothing"))
        return
    show_table(table.headers, table.rows, right=table.right)
    for line in table.below:
        show(line)
