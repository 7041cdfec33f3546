"""What people wrote into one master, in a store that has what they wrote into all of them.

Owns how the cells of one are told from those of another: those of a master beside the programme's own have
its name in front of the sheet's. Beside rows of teams that a master does not show it has none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sync.programme.model import Master, Programme
from sync.store.stored import WrittenCell

_BEHIND_NAME = " › "


@dataclass(frozen=True, slots=True)
class Memory:
    """The cells of one master. `strangers`: teams of the programme that it does not show."""

    front: str
    strangers: frozenset[str]

    @staticmethod
    def of(master: Master, programme: Programme) -> Memory:
        """That of one of the programme's masters."""
        strangers = frozenset(team.id for team in programme.teams if not master.shows(team))
        return Memory(f"{master.name}{_BEHIND_NAME}" if master.name else "", strangers)

    def own(self, cells: Iterable[WrittenCell]) -> list[WrittenCell]:
        """Those of the store's that are this master's, by its own sheets."""
        return [
            replace(each, sheet=each.sheet.removeprefix(self.front)) for each in cells if self._is_own(each)
        ]

    def changed(self, cells: Iterable[WrittenCell], now: Iterable[WrittenCell]) -> list[WrittenCell]:
        """The store's, with those for this master's that are written there now."""
        others = (each for each in cells if not self._is_own(each))
        return [*others, *(replace(each, sheet=f"{self.front}{each.sheet}") for each in now)]

    def _is_own(self, cell: WrittenCell) -> bool:
        name, behind, _ = cell.sheet.rpartition(_BEHIND_NAME)
        return f"{name}{behind}" == self.front and self.strangers.isdisjoint(cell.key.split(":"))
