"""What decisions rest on, in the reader's language: the same words in the terminal, the master and Excel.

Owns sentences only. What is proposed and why is found by the modules that decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from delegation.authority import FEWEST_CLOSED, AuthorityProposal, next_authority
from delegation.labels import Labels
from delegation.matching import Candidate, Gate
from delegation.rebalance import Rebalancing, StillFull
from delegation.recognition import Evidence, Reason
from delegation.rounding import at_least
from delegation.signals import Rule
from delegation.tables import AUTHORITY, NEXT_AUTHORITY


class Rows(Protocol):
    """Whatever knows the rows of a team, by table and key."""

    def values(self, table_id: str, key: str, /) -> Mapping[str, Any]: ...


def joined(parts: Iterable[str], words: Labels) -> str:
    return words.text("functions.form.between").join(parts)


def rule_words(rules: Iterable[Rule], words: Labels) -> str:
    """Why a newest reading is news; nothing where it is none."""
    return joined((words.text(f"decisions.rule.{each}") for each in rules), words)


def against(candidate: Candidate, words: Labels) -> str:
    """Why somebody is not suggested; nothing for who is."""
    return joined((_gate(each, candidate, words) for each in candidate.failed), words)


def _gate(gate: Gate, candidate: Candidate, words: Labels) -> str:
    if gate is Gate.ON_LEAVE:
        return words.text("decisions.against.on_leave", share=f"{candidate.leave_share:.0%}")
    if gate is Gate.SKILLS:
        missing = (
            words.text("decisions.against.skill", skill=each.skill, needed=each.needed, level=each.level)
            for each in candidate.missing
        )
        return words.text(
            "decisions.against.skills", skills=words.text("messages.form.separator").join(missing)
        )
    if gate is Gate.UTILISATION and candidate.utilisation is None:
        return words.text("decisions.against.no_capacity")
    if gate is Gate.UTILISATION:
        return words.text("decisions.against.utilisation", utilisation=f"{candidate.utilisation:.0%}")
    return words.text(f"decisions.gate.{gate}")


def authority_words(level: int, words: Labels) -> str:
    """A level of authority by number and word."""
    return f"{level} {words.choice(AUTHORITY, str(level))}"


def state_words(found: Rebalancing, words: Labels) -> str:
    """Whether there can be a better plan, or how much better one could be."""
    if found.unproved is None:
        return words.text("decisions.state.optimal")
    if at_least(found.unproved.gap, 1.0):  # nothing at all is known about how much better
        return words.text("decisions.unknown_gap")
    return words.text(f"decisions.unproved.{found.unproved.objective}", gap=f"{found.unproved.gap:.1%}")


def obstacle_words(person: StillFull, team: Rows, words: Labels) -> str:
    """Which of somebody's delegations cannot be moved, and why."""
    return joined(
        (
            words.text(f"decisions.obstacle.{obstacle}", delegation=called(team, "delegations", each))
            for each, obstacle in person.obstacles
        ),
        words,
    )


def evidence_words(evidence: Iterable[Evidence], team: Rows, words: Labels) -> str:
    """What recognition is proposed for."""
    return joined((_evidence(each, team, words) for each in evidence), words)


def _evidence(each: Evidence, team: Rows, words: Labels) -> str:
    kpi = "" if each.kpi_id is None else called(team, "kpis", each.kpi_id)
    if each.reason is Reason.DELEGATION:
        delegation = called(team, "delegations", each.key)
        return words.text("decisions.evidence.delegation", delegation=delegation, date=each.date, kpi=kpi)
    if each.reason is Reason.EVALUATION:
        return words.text("decisions.evidence.evaluation", date=each.date, mean=f"{each.mean:.2f}")
    return words.text("decisions.evidence.signal", kpi=kpi)


def last_recognised(days_since: int | None, words: Labels) -> str:
    if days_since is None:
        return words.text("decisions.recognised.never")
    return words.text("decisions.recognised.days", days=days_since)


def next_authority_words(proposal: AuthorityProposal, words: Labels, *, sensitive: bool) -> str:
    """What is proposed, as the table of reviews calls it."""
    change = next_authority(proposal, sensitive=sensitive)
    return words.text("decisions.authority.open") if change is None else words.choice(NEXT_AUTHORITY, change)


def authority_grounds(proposal: AuthorityProposal, team: Rows, words: Labels, *, sensitive: bool) -> str:
    """What that rests on."""
    return joined(_grounds(proposal, team, words, sensitive=sensitive), words)


def _grounds(proposal: AuthorityProposal, team: Rows, words: Labels, *, sensitive: bool) -> Iterator[str]:
    if proposal.on_time is None:
        yield words.text("decisions.authority.none_closed")
    else:
        share = f"{proposal.on_time:.0%}"
        yield words.text("decisions.authority.on_time", share=share, closed=proposal.closed)
        if proposal.closed < FEWEST_CLOSED:
            yield words.text("decisions.authority.few", fewest=FEWEST_CLOSED)
    if sensitive and proposal.evaluation is not None:
        yield words.text("decisions.authority.evaluated", mean=f"{proposal.evaluation:.2f}")
    elif proposal.hangs_on_evaluation:
        yield words.text(f"decisions.authority.{'not_evaluated' if sensitive else 'withheld'}")
    if proposal.neglected:
        separator = words.text("messages.form.separator")
        told = separator.join(called(team, "delegations", each) for each in proposal.neglected)
        yield words.text("decisions.authority.neglected", delegations=told)


def called(team: Rows, table: str, key: str) -> str:
    """A delegation or a KPI by its id and what it is called."""
    values = team.values(table, key)
    return f"{key} {values.get('title') or values.get('name') or ''}".rstrip()
