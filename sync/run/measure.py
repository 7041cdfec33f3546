"""The figures that a run makes once the store holds its records, and which of them it keeps.

Owns that they are made once: the master is made from the same ones. What they are, and that a fault in them
does not touch the records, is decided in `sync.measured`.
"""

from __future__ import annotations

import datetime as dt

from sync.kept_figures import kept_figures
from sync.kept_moves import given_answers, kept_moves, nightly_moves
from sync.measured import Measured, measure, unless_at_fault
from sync.programme.model import Programme
from sync.run.inputs import code, digest
from sync.store.store import Store
from sync.store.stored import FigureKey, FigureValue


class Measuring:
    """What `RunStore.write` asks for the figures to keep. Once it has asked, `measured` are all of them, with
    the records that they are made from: reading these takes longer than making figures.
    """

    def __init__(self, programme: Programme, as_of: dt.date) -> None:
        self.measured: Measured | None = None
        self.inputs = digest(code(), programme, as_of)
        self._programme = programme
        self._as_of = as_of

    def __call__(self, store: Store) -> dict[FigureKey, FigureValue] | None:
        found = self.measured = measure(store, self._programme, self._as_of)
        figures, programme = found.figures, self._programme
        kept = unless_at_fault(lambda: kept_figures(figures, found.quality)) if figures else None
        if figures is None or kept is None:
            return None
        given = given_answers(store.figure_spans(figures.cycle.id, store.newest_run()))
        moves = unless_at_fault(lambda: kept_moves(nightly_moves(figures, programme, given)))
        return kept | (moves or {})
