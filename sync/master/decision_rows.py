"""What stands in the rows of *Rebalance*, *Recognition* and *Cycle review*: proposals as finished values.

Owns which row is whose, so that what people write beside it stays with it. Makes no proposal, and finds no
word for one: that is done in `sync.decisions` and `delegation.decision_words`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from delegation.authority import AuthorityProposal, next_authority
from delegation.decision_words import (
    authority_grounds,
    evidence_words,
    joined,
    last_recognised,
    next_authority_words,
    obstacle_words,
    state_words,
)
from delegation.labels import Labels
from delegation.rebalance import Move, StillFull
from delegation.review import Outcome
from delegation.rollup import RollUp
from delegation.rounding import rounded
from delegation.tables import CAUSE, RECOGNITION_TYPE
from delegation.workload import Usage
from sync.figures import ProgrammeFigures, TeamFigures
from sync.master.decided import Decisions, TeamDecisions
from sync.master.figure_cells import Value, score_cells
from sync.signs import BAD
from workbook_templates.master import KEY, TEAM
from workbook_templates.master_decisions import REBALANCE, RECOGNITION, REVIEW

DecisionRow = Mapping[str, Value]
_Cells = Iterator[tuple[str, Mapping[str, Value | None]]]


def decision_rows(
    figures: ProgrammeFigures, decisions: Decisions, sheet_id: str, words: Labels, *, sensitive: bool
) -> Iterator[DecisionRow]:
    """The rows of a sheet, teams in the programme's order. Numbers to nine decimals."""
    told: dict[str, Callable[[TeamFigures, TeamDecisions], _Cells]] = {
        REBALANCE: lambda team, found: _moves(team, found, words),
        RECOGNITION: lambda team, found: _recognition(team, found, words),
        REVIEW: lambda team, found: _review(team, found, words, sensitive=sensitive),
    }
    for team in figures.teams:
        found = decisions.get(team.team.id)
        for key, cells in told[sheet_id](team, found) if found else ():
            row = {KEY: f"{team.team.id}:{key}", TEAM: team.team.id, "team": team.team.name, **cells}
            yield {
                name: rounded(value) if isinstance(value, float) else value
                for name, value in row.items()
                if value is not None and value != ""
            }


def _moves(team: TeamFigures, found: TeamDecisions, words: Labels) -> _Cells:
    """A row a move, then whoever is more than full even so."""
    state = state_words(found.moves, words)
    for each in found.moves.moves:
        yield each.delegation_id, _move(team, each, state, words)
    for person in found.moves.still_full:
        yield f"={person.member_id}", _still_full(team, person, words)


def _move(team: TeamFigures, each: Move, state: str, words: Labels) -> Mapping[str, Value | None]:
    title = team.values("delegations", each.delegation_id).get("title")
    return {
        "delegation_id": each.delegation_id,
        "title": str(title or ""),
        "from": team.name_of(each.from_id),
        "to": team.name_of(each.to_id),
        "hours": each.hours,
        "from_before": _used(each.giver.before, words),
        "from_after": _used(each.giver.after, words),
        "to_before": _used(each.taker.before, words),
        "to_after": _used(each.taker.after, words),
        "proof": state,
    }


def _still_full(team: TeamFigures, person: StillFull, words: Labels) -> Mapping[str, Value | None]:
    share = person.usage.utilisation
    still = (
        words.text("master_decisions.state.no_capacity", sign=BAD)
        if share is None
        else words.text("master_decisions.state.still", sign=BAD, share=f"{share:.0%}")
    )
    why = obstacle_words(person, team, words)
    return {
        "from": team.name_of(person.member_id),
        "from_after": _used(person.usage, words),
        "proof": words.text("master_decisions.state.why", still=still, why=why) if why else still,
    }


def _used(usage: Usage, words: Labels) -> Value | None:
    """How full somebody is; who has work and no hours has no share."""
    if usage.utilisation is None and usage.band is not None:
        return words.text("master_figures.no_hours")
    return usage.utilisation


def _recognition(team: TeamFigures, found: TeamDecisions, words: Labels) -> _Cells:
    for each in found.review.recognition:
        yield (
            each.member_id,
            {
                "member_id": each.member_id,
                "person": team.name_of(each.member_id),
                "kind": words.choice(RECOGNITION_TYPE, each.kind.value),
                "evidence": evidence_words(each.evidence, team, words),
                "last": last_recognised(each.days_since, words),
            },
        )


def _review(team: TeamFigures, found: TeamDecisions, words: Labels, *, sensitive: bool) -> _Cells:
    """The team, under a key that no member has, then its members."""
    review = found.review
    yield "=", {"person": words.text("master_figures.level.team"), **_outcome(review.team, words)}
    for (member_id, outcome), proposal in zip(review.members.items(), review.authority, strict=True):
        yield (
            member_id,
            {
                "member_id": member_id,
                "person": team.name_of(member_id),
                **_outcome(outcome, words),
                "authority": _authority(proposal, words, sensitive=sensitive),
                "grounds": authority_grounds(proposal, team, words, sensitive=sensitive),
            },
        )


def _outcome(each: Outcome, words: Labels) -> Mapping[str, Value | None]:
    on_time = words.text("master_figures.none_closed") if each.on_time is None else each.on_time
    causes = (
        words.text("master_decisions.causes.named", cause=words.choice(CAUSE, cause), n=count)
        for cause, count in sorted(each.causes.items(), key=lambda found: (-found[1], found[0]))
    )
    return {
        "closed": each.closed,
        "on_time": on_time,
        "score_start": _score(each.score_at_start, words),
        "score_end": _score(each.score_at_end, words),
        "opened": each.loops_opened,
        "closed_loops": each.loops_closed,
        "causes": joined(causes, words),
    }


def _score(score: RollUp, words: Labels) -> Value | None:
    return score_cells(score, words).get("score")


def _authority(proposal: AuthorityProposal, words: Labels, *, sensitive: bool) -> str:
    change = next_authority(proposal, sensitive=sensitive)
    word = next_authority_words(proposal, words, sensitive=sensitive)
    return words.text(f"master_decisions.authority.{change.value if change else 'open'}", word=word)
