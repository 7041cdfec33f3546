"""What a button has decided, before anything is written: its changes, what it says, what is shown then."""

from __future__ import annotations

from dataclasses import dataclass

from addin.changes import NOTHING, Changes
from addin.journal import Journal


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """The outcome of a press.

    `said`: the sentences for whoever pressed. `goes_to`: sheet, row and column that are shown afterwards.
    `grow`: table id → rows that its table needs beyond those it has. `makes`, `drops`: the sheet that is made
    before anything is written, or taken away afterwards. `reveals`: a sheet that is shown if it was hidden.
    `remembers`: what the workbook keeps for the next press, None where that does not change. `refit`: the
    sheet whose rows are fitted to their text.
    """

    said: tuple[str, ...]
    changes: Changes = NOTHING
    goes_to: tuple[str, int, int] | None = None
    grow: tuple[str, int] | None = None
    makes: str = ""
    drops: str = ""
    reveals: str = ""
    remembers: Journal | None = None
    refit: str = ""
