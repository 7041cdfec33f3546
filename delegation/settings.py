"""The thresholds that a programme may change in `remit.toml`, with their defaults (SPEC §5-§9)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Days are working days; shares are 0..1."""

    accept_within_days: int = 3
    reading_due_days: int = 5
    objective_min_chars: int = 20
    green_at: float = 0.90
    amber_at: float = 0.75
    score_cap: float = 1.2
    min_coverage: float = 0.5
    run_length: int = 7
    screen: bool = False


DEFAULT = Settings()
