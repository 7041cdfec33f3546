"""The thresholds and weights that a programme may change in `remit.toml`, with defaults (SPEC §5-§9, §11).

Owns how far something may go before it is called by another word. What is part of a formula stands with it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Days are working days, those of `stale_…` calendar days; shares and gaps are -1..1.

    `silent_after_cadences` is in times `check_in_days`. Utilisation: under < `healthy_from` ≤ healthy ≤
    `full_above` < full ≤ `overloaded_above` < overloaded. Of the weights of a suggestion only the proportions
    matter. The names are those in the file and, behind `set_`, those in a team's workbook.
    """

    accept_within_days: int = 3
    reading_due_days: int = 5
    objective_min_chars: int = 20
    progress_apart: float = 0.15

    green_at: float = 0.90
    amber_at: float = 0.75
    stale_weekly_days: int = 10
    stale_monthly_days: int = 45
    stale_quarterly_days: int = 136
    score_cap: float = 1.2
    min_coverage: float = 0.5
    run_length: int = 7
    screen: bool = False

    help_within_days: int = 3
    silent_after_cadences: float = 1.5
    low_confidence: int = 2
    at_risk_gap: float = -0.25
    slipping_gap: float = -0.10

    healthy_from: float = 0.60
    full_above: float = 0.85
    overloaded_above: float = 1.00

    default_cadence_days: int = 5

    weight_skill: float = 0.35
    weight_spare: float = 0.25
    weight_motivation: float = 0.10
    weight_reliability: float = 0.25
    weight_development: float = 0.05


DEFAULT = Settings()
