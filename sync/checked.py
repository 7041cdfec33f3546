"""What `remit doctor` tells of one thing that it looked at: as facts, whose words are in the labels."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at. `text` names its sentence, `params` are filled in there.

    A param `error` has words of its own for what was found, a param `remedy` for how to mend it.
    """

    name: str
    outcome: Outcome
    text: str
    params: dict[str, object] = field(default_factory=dict)


def checked(name: str, outcome: Outcome, text: str, **params: object) -> Check:
    return Check(name=name, outcome=outcome, text=text, params=params)
