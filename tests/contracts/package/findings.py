"""What the checker says about a file: findings, collected in the order in which they were met."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from tests.contracts.package.rules import RULES

# One wrong column of a large sheet must not bury the other findings.
MOST_FINDINGS_OF_A_RULE_IN_A_PART = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One breach of one rule, in one part of the package."""

    rule: str
    part: str
    detail: str

    def __str__(self) -> str:
        return f"{self.part}: {self.detail} [{self.rule}] {RULES[self.rule]}"


class Findings:
    """Collects findings; of one rule in one part the first twenty."""

    def __init__(self) -> None:
        self._found: list[Finding] = []
        self._counts: Counter[tuple[str, str]] = Counter()

    def add(self, rule: str, part: str, detail: str) -> None:
        if rule not in RULES:
            raise ValueError(f"{rule!r} is not in RULES")
        self._counts[rule, part] += 1
        if self._counts[rule, part] <= MOST_FINDINGS_OF_A_RULE_IN_A_PART:
            self._found.append(Finding(rule=rule, part=part, detail=detail))

    def all(self) -> tuple[Finding, ...]:
        return tuple(self._found)
