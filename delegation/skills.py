"""Which skills members have, and which of those that a delegation requires are missing (SPEC §8, §9).

Owns how levels are held against each other. Who is chosen is the work of `delegation.matching` and
`delegation.rebalance`; that training or a mentor ought to be named is a rule of `delegation.rules`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from delegation.cells import fold
from delegation.happened import Values
from delegation.records import Record

HIGHEST_LEVEL = 5
LEARNING_PURPOSES = ("coach", "prepare")
"""Delegations for these purposes are there to lift a skill, so they ask for one level less."""

Levels = Mapping[str, int]
"""The levels of one member by skill, folded; what is not listed is 0."""

NO_SKILLS: Levels = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingSkill:
    """A skill of which somebody has a lower level than is asked for. `skill`: as the delegation has it."""

    skill: str
    level: int
    needed: int


def skills_by_member(records: Iterable[Record]) -> dict[str, Levels]:
    """The levels of every member, from accepted rows of `skills`; of two rows for one skill the first."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for record in records:
        row: Values = record.values
        found[row["member_id"]].setdefault(fold(row["skill"]), row["level"])
    return dict(found)


def is_for_learning(delegation: Values) -> bool:
    return delegation.get("development_purpose") in LEARNING_PURPOSES


def missing_skills(delegation: Values, held: Levels) -> tuple[MissingSkill, ...]:
    """Which skills somebody lacks for being given the delegation, in its order. Source: SPEC §8."""
    less = 1 if is_for_learning(delegation) else 0
    return tuple(
        MissingSkill(skill=skill, level=level, needed=required - less)
        for skill, level, required in _compared(delegation, held)
        if level < required - less
    )


def has_all_levels(delegation: Values, held: Levels) -> bool:
    """Whether somebody has every skill at the level that the delegation names, whatever its purpose."""
    return all(level >= required for _, level, required in _compared(delegation, held))


def skill_match(delegation: Values, held: Levels) -> float:
    """How well skills fit, 0..1: 1 is one level above each that is required, or nothing required.

    Source: SPEC §9.
    """
    parts = [
        min(1.0, level / min(HIGHEST_LEVEL, required + 1))
        for _, level, required in _compared(delegation, held)
    ]
    return sum(parts) / len(parts) if parts else 1.0


def lifts_a_skill(delegation: Values, held: Levels) -> bool:
    """Whether a required level is exactly one above what somebody has. Source: SPEC §9."""
    return any(required == level + 1 for _, level, required in _compared(delegation, held))


def _compared(delegation: Values, held: Levels) -> list[tuple[str, int, int]]:
    """Of every required skill its name, the level held and the level required."""
    return [
        (skill, held.get(fold(skill), 0), required)
        for skill, required in delegation.get("required_skills", ())
    ]
