"""What stands above the tables of proposals: what they propose, or why there is nothing.

Owns these words. The rows are `sync.master.decision_rows`'s.
"""

from __future__ import annotations

from collections.abc import Sequence

from delegation.labels import Labels
from sync.master.content import MasterContent
from workbook_templates.master_decisions import REBALANCE, RECOGNITION

_NAMED = 8


def decisions_text(content: MasterContent, sheet_id: str, rows: int, words: Labels) -> str:
    """How the rows are to be read, or why there are none."""
    if content.failed:
        return words.text("master_decisions.count.no_figures")
    if sheet_id == REBALANCE:
        return _moves(content, words)
    said = _proposed(rows, words) if sheet_id == RECOGNITION else _review(rows, words)
    return said if content.sensitive else f"{said} {words.text('master_decisions.count.withheld')}"


def _moves(content: MasterContent, words: Labels) -> str:
    """How many moves there are where; teams in which none is needed are named."""
    names = {team.team: team.name for team in content.teams}
    decided = content.decisions or {}
    if not decided:
        sheets = {name: words.sheet(name) for name in ("members", "delegations")}
        return words.text("master_decisions.count.nobody", **sheets)
    moving = {team: len(each.moves.moves) for team, each in decided.items() if each.moves.moves}
    calm = [names.get(team, team) for team, each in decided.items() if not each.moves.needed]
    said = []
    if moving:
        count = sum(moving.values())
        full = f"{content.settings.full_above * 100:.3g}%"
        teams = _named([names.get(team, team) for team in moving], words)
        name = "move" if count == 1 else "moves"
        said.append(words.text(f"master_decisions.count.{name}", moves=count, teams=teams, full=full))
    elif len(calm) < len(decided):
        said.append(words.text("master_decisions.count.no_moves"))
    if calm:
        said.append(words.text("master_decisions.count.calm", teams=_named(calm, words)))
    return " ".join(said)


def _named(teams: Sequence[str], words: Labels) -> str:
    shown = words.text("master.names.list_and").join(teams[:_NAMED])
    rest = len(teams) - _NAMED
    return words.text("master_decisions.count.and_more", teams=shown, n=rest) if rest > 0 else shown


def _proposed(rows: int, words: Labels) -> str:
    if not rows:
        return words.text("master_decisions.count.none_proposed")
    return words.text(f"master_decisions.count.{'proposed_one' if rows == 1 else 'proposed'}", rows=rows)


def _review(rows: int, words: Labels) -> str:
    if not rows:
        return words.text("master_decisions.count.no_review", sheet=words.sheet("members"))
    return words.text("master_decisions.count.review")
