"""`remit suggest DELEGATION_ID`: whom to delegate to, with every reason in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import click

from delegation.labels import Labels
from sync.commands.building import build, words_of
from sync.commands.exits import WELL
from sync.commands.invocation import Invocation
from sync.commands.show import team_of

if TYPE_CHECKING:
    from delegation.matching import Weights
    from sync.programme.model import Programme
    from sync.suggested import Suggested

_TERMS = 5


def command(words: Labels) -> click.Command:
    def text(name: str) -> str:
        return words.text(f"suggest.option.{name}")

    wanted = click.Argument(["delegation_id"], metavar="DELEGATION_ID")
    options = [
        click.Option(["--team"], metavar="ID", default="", help=text("team")),
        click.Option(["--top"], callback=_top, metavar="N", help=text("top")),
        click.Option(["--weights"], callback=_weights, metavar="A,B,C,D,E", help=text("weights")),
        click.Option(["--sensitive"], is_flag=True, help=text("sensitive")),
    ]
    return build(words, "suggest", run, params=[wanted, *options], as_of=True)


def run(
    invocation: Invocation,
    delegation_id: str,
    team: str,
    top: int | None,
    weights: tuple[float, ...] | None,
    sensitive: bool,
) -> int:
    from delegation.matching import weights_of
    from sync.suggested import as_json
    from sync.terminal import show_json

    programme = invocation.programme()
    told = _suggested(
        delegation_id,
        team_of(programme, team),
        programme,
        invocation,
        weights=weights_of(programme.settings) if weights is None else _as_weights(weights),
        top=top,
        sensitive=sensitive,
    )
    if invocation.json:
        show_json("remit.suggest", {"as_of": invocation.as_of(programme).isoformat(), **as_json(told)})
    else:
        _show(told, programme, invocation)
    return WELL


def _top(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    if value is None:
        return None
    digits = value.strip()
    if not digits.isdecimal() or len(digits) > _TERMS or not int(digits):
        raise click.BadParameter(words_of(ctx).text("suggest.error.top", value=value), ctx, param)
    return int(digits)


def _weights(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[float, ...] | None:
    if value is None:
        return None
    try:
        found = tuple(float(each) for each in value.split(","))
    except ValueError:
        found = ()
    if len(found) != _TERMS or not all(0 <= each < math.inf for each in found) or not any(found):
        raise click.BadParameter(words_of(ctx).text("suggest.error.weights", value=value), ctx, param)
    return found


def _as_weights(given: tuple[float, ...]) -> Weights:
    from delegation.matching import Weights

    skill, spare, motivation, reliability, development = given
    return Weights(
        skill=skill, spare=spare, motivation=motivation, reliability=reliability, development=development
    )


def _suggested(
    wanted: str,
    team_id: str,
    programme: Programme,
    invocation: Invocation,
    *,
    weights: Weights,
    top: int | None,
    sensitive: bool,
) -> Suggested:
    from delegation.matching import MatchError
    from sync.asked_delegation import asked_delegation
    from sync.decisions import on_time_prior, suggestions_for
    from sync.figures import programme_figures
    from sync.store.store import Store
    from sync.suggested import Suggested

    as_of = invocation.as_of(programme)
    with Store(programme.store) as store:
        figures = programme_figures(store, programme, as_of)
        delegations = [row for each in programme.cycles for row in store.current(each.id, "delegations")]
    team, delegation_id = asked_delegation(wanted, figures, team_id)
    found = suggestions_for(
        delegation_id,
        team,
        figures,
        programme,
        prior=on_time_prior(delegations, programme, as_of),
        weights=weights,
        top=top,
    )
    if isinstance(found, MatchError):  # the delegation is there, so it is the weights
        raise click.UsageError(invocation.words.text("suggest.error.weights_sum"))
    return Suggested(team=team, found=found, weights=weights, sensitive=sensitive)


def _show(told: Suggested, programme: Programme, invocation: Invocation) -> None:
    from sync.suggested import heading, how_it_is_weighed, in_words, table, title
    from sync.terminal import show, show_table

    words, as_of = invocation.words, invocation.as_of(programme)
    show(title(told, words))
    show(words.text("suggest.of", programme=programme.name, team=told.team.team.name, as_of=as_of))
    for line in heading(told, words):
        show(line)
    show()
    drawn = table(told, words)
    if drawn.rows:
        show_table(drawn.headers, drawn.rows, right=drawn.right)
        show()
    for line in (*in_words(told, words), *how_it_is_weighed(told, words)):
        show(line)
