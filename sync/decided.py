"""What a manager decides upon, as rows with field ids as keys: what `remit show` and `remit suggest` tell.

Owns which facts stand in a row. Makes no figure (`sync.decisions` does) and no sentence; dates are ISO texts,
so that rows are JSON as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from delegation.authority import AuthorityProposal, next_authority
from delegation.matching import Candidate
from delegation.periods import Span
from delegation.rebalance import Move, Rebalancing, StillFull
from delegation.recognition import Evidence, Proposal
from delegation.review import CycleReview, Outcome
from delegation.rollup import RollUp
from delegation.rounding import above
from delegation.signals import SignalError
from sync.decisions import KpiOutlook
from sync.figures import TeamFigures
from sync.shown import Row, plain


def outlook_rows(team: TeamFigures, outlooks: Mapping[str, KpiOutlook]) -> Iterator[Row]:
    """A row for each KPI."""
    for kpi_id, each in outlooks.items():
        declared = team.values("kpis", kpi_id)
        newest = each.readings[-1] if each.readings else None
        yield {
            "team": team.team.id,
            "kpi_id": kpi_id,
            **{field: plain(declared.get(field)) for field in ("name", "unit", "direction")},
            "owner": each.figures.owner or None,
            "status": each.figures.judgement.status.value,
            "newest": newest.value if newest else None,
            "period": plain(newest.period) if newest else None,
            "readings": len(each.readings),
            **_signal(each),
            "end": plain(declared.get("end")),
            "forecast": each.forecast.value,
            "forecast_attainment": each.forecast.attainment,
            "will_hit": each.forecast.will_hit,
        }


def _signal(each: KpiOutlook) -> Row:
    found = each.signals
    if isinstance(found, SignalError):
        return {
            "signal": found.value,
            "rules": [],
            "centre": None,
            "lower": None,
            "upper": None,
            "trial": None,
        }
    limits = found.limits
    return {
        "signal": found.signal.value,
        "rules": [rule.value for rule in found.newest],
        "centre": limits.centre if limits else None,
        "lower": limits.lower if limits else None,
        "upper": limits.upper if limits else None,
        "trial": limits.trial if limits else None,
    }


def rebalancing_row(team: TeamFigures, found: Rebalancing, window: Span, full: float) -> Row:
    """The row of a team; its moves are inside. Below `full` the fullest person is not told apart."""
    unproved = found.unproved
    return {
        "team": team.team.id,
        "first": plain(window.first),
        "last": plain(window.last),
        "needed": found.needed,
        "state": "best_found" if unproved else "optimal",
        "unproved": unproved.objective.value if unproved else None,
        "gap": unproved.gap if unproved else 0.0,
        "hours_above_before": found.before.above,
        "hours_above_after": found.after.above,
        "max_before": found.before.most if above(found.before.most, full) else None,
        "max_after": found.after.most if above(found.after.most, full) else None,
        "moves": [_move(team, each) for each in found.moves],
        "still_full": [_still_full(each) for each in found.still_full],
    }


def _move(team: TeamFigures, each: Move) -> Row:
    return {
        "delegation_id": each.delegation_id,
        "title": team.values("delegations", each.delegation_id).get("title"),
        "from": each.from_id,
        "to": each.to_id,
        "hours": each.hours,
        "from_before": each.giver.before.utilisation,
        "from_after": each.giver.after.utilisation,
        "to_before": each.taker.before.utilisation,
        "to_after": each.taker.after.utilisation,
    }


def _still_full(each: StillFull) -> Row:
    return {
        "member_id": each.member_id,
        "load_hours": each.usage.load_hours,
        "capacity_hours": each.usage.capacity_hours,
        "utilisation": each.usage.utilisation,
        "cannot_move": [
            {"delegation_id": delegation_id, "reason": reason.value}
            for delegation_id, reason in each.obstacles
        ],
    }


def recognition_rows(team: TeamFigures, proposals: Sequence[Proposal]) -> Iterator[Row]:
    """A row for each member who has earned recognition."""
    for each in proposals:
        yield {
            "team": team.team.id,
            "member_id": each.member_id,
            "name": team.name_of(each.member_id),
            "type": each.kind.value,
            "days_since": each.days_since,
            "evidence": [_evidence(found) for found in each.evidence],
        }


def _evidence(each: Evidence) -> Row:
    return {
        "reason": each.reason.value,
        "key": each.key,
        "date": plain(each.date),
        "kpi_id": each.kpi_id,
        "mean": each.mean,
    }


def review_rows(team: TeamFigures, review: CycleReview, *, sensitive: bool) -> Iterator[Row]:
    """The row of a team, whose member is None, and one for each member."""
    kpis = [asdict(each) for each in review.kpis]
    yield {"team": team.team.id, "member_id": None, "name": None, **_outcome(review.team), "kpis": kpis}
    for (member_id, outcome), proposal in zip(review.members.items(), review.authority, strict=True):
        yield {
            "team": team.team.id,
            "member_id": member_id,
            "name": team.name_of(member_id),
            **_outcome(outcome),
            **_authority(proposal, sensitive=sensitive),
        }


def _outcome(each: Outcome) -> Row:
    return {
        "closed": each.closed,
        "on_time": each.on_time,
        "score_at_start": _score(each.score_at_start),
        "score_at_end": _score(each.score_at_end),
        "loops_opened": each.loops_opened,
        "loops_closed": each.loops_closed,
        "causes": dict(each.causes),
    }


def _score(rolled: RollUp) -> float | str:
    return rolled.score if isinstance(rolled.score, float) else rolled.score.value


def _authority(proposal: AuthorityProposal, *, sensitive: bool) -> Row:
    change = next_authority(proposal, sensitive=sensitive)
    return {
        "next_authority": change.value if change else None,
        "evaluation": proposal.evaluation,
        "neglected": list(proposal.neglected),
    }


def candidate_row(each: Candidate, *, sensitive: bool) -> Row:
    """The row of somebody as the delegate; motivation and reliability only for those who may see them
    (SPEC §12).
    """
    terms = asdict(each.terms)
    if not sensitive:
        del terms["motivation"], terms["reliability"]
    return {
        "member_id": each.member_id,
        "name": each.name,
        "rank": each.rank,
        "score": each.score,
        **terms,
        "utilisation_after": each.utilisation,
        "leave_share": each.leave_share,
        "missing_skills": [asdict(skill) for skill in each.missing],
        "style": each.style.value,
        "authority": each.authority,
        "failed": [gate.value for gate in each.failed],
    }
