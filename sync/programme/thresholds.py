"""The section `[settings]` of `remit.toml`: how far each threshold may be moved, and which lies below which.

Owns ranges and orders. What a threshold does is known where it is used, its default in
`delegation.settings`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from delegation.labels import Labels
from delegation.settings import DEFAULT, Settings
from sync.programme.problems import Section, shown

SETTINGS = tuple(each.name for each in dataclasses.fields(Settings))
_WEIGHTS = ("weight_skill", "weight_spare", "weight_motivation", "weight_reliability")
"""Those of the terms that count for every delegation: they cannot all be nothing."""
_RANGES: dict[str, tuple[float, float]] = {
    "accept_within_days": (0, 365),
    "reading_due_days": (0, 365),
    "objective_min_chars": (0, 10_000),
    "progress_apart": (0, 1),
    "green_at": (0, 1),
    "amber_at": (0, 1),
    "stale_weekly_days": (1, 3650),
    "stale_monthly_days": (1, 3650),
    "stale_quarterly_days": (1, 3650),
    "score_cap": (1, 100),
    "min_coverage": (0, 1),
    "run_length": (3, 1000),
    "help_within_days": (0, 365),
    "silent_after_cadences": (1, 100),
    "low_confidence": (0, 5),
    "at_risk_gap": (-1, 0),
    "slipping_gap": (-1, 0),
    "healthy_from": (0, 10),
    "full_above": (0, 10),
    "overloaded_above": (0, 10),
    "default_cadence_days": (1, 365),
    **dict.fromkeys((*_WEIGHTS, "weight_development"), (0, 1000)),
}
_ORDERS = (
    ("amber_at", "green_at"),
    ("at_risk_gap", "slipping_gap"),
    ("healthy_from", "full_above"),
    ("full_above", "overloaded_above"),
)
"""Pairs of which the first is at most the second."""


def settings_in(section: Section) -> Settings:
    """The thresholds that the section sets, every other one its default; mistakes are noted in it."""
    read: dict[str, Any] = {}
    for name in SETTINGS:
        default = getattr(DEFAULT, name)
        if isinstance(default, bool):
            read[name] = section.flag(name, default)
        else:
            low, high = _RANGES[name]
            read[name] = section.number(name, default, low=low, high=high, whole=isinstance(default, int))
    for lower, upper in _ORDERS:
        if read[lower] > read[upper] and all(_as_written(section, each, read) for each in (lower, upper)):
            section.wrong(
                lower if lower in section.values else upper,
                "order",
                lower=lower,
                upper=upper,
                less=f"{read[lower]:g}",
                more=f"{read[upper]:g}",
            )
    if not any(read[name] for name in _WEIGHTS) and all(
        _as_written(section, each, read) for each in _WEIGHTS
    ):
        section.wrong(_WEIGHTS[0], "weights", keys=", ".join(_WEIGHTS))
    return Settings(**read)


def _as_written(section: Section, name: str, read: dict[str, Any]) -> bool:
    """Whether this value holds; of one that is a mistake already nothing more has to be said."""
    return bool(section.values.get(name, read[name]) == read[name])


def setting_lines(words: Labels) -> Iterator[str]:
    """Every key with its default and what it does, as lines of a `remit.toml`."""
    for name in SETTINGS:
        assigned = f"{name} = {shown(getattr(DEFAULT, name))}"
        yield f"{assigned:<30} # {words.text(f'config.setting.{name}')}"
