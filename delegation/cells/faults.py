"""What reading one cell can find wrong: `Misfit`."""

from __future__ import annotations

from dataclasses import dataclass, field

from delegation.issues import Param


@dataclass(frozen=True, slots=True)
class Misfit:
    """A cell that says nothing usable: the kind of the issue (TYPE, RANGE, …) and what its message needs."""

    kind: str
    params: dict[str, Param] = field(default_factory=dict)
