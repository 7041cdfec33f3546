"""The figures that a run makes once the store holds its records, and which of them it keeps.

Owns that they are made once: the master is made from the same ones. What they are is decided in
`sync.figures` and `sync.data_quality`.
"""

from __future__ import annotations

import datetime as dt

from sync.data_quality import data_quality
from sync.figures import ProgrammeFigures, figures_of
from sync.kept_figures import kept_figures
from sync.programme.model import Programme
from sync.run.inputs import code, digest
from sync.store.store import Store
from sync.store.stored import FigureKey, FigureValue, StoredRecord


class Measuring:
    """What `RunStore.write` asks for the figures to keep. Once it has asked, `figures` are all of them, and
    `stored` the records that they are made from: reading these takes longer than making figures.
    """

    def __init__(self, programme: Programme, as_of: dt.date) -> None:
        self.figures: ProgrammeFigures | None = None
        self.stored: list[StoredRecord] | None = None
        self.inputs = digest(code(), programme, as_of)
        self._programme = programme
        self._as_of = as_of

    def __call__(self, store: Store) -> dict[FigureKey, FigureValue]:
        self.stored = store.current(self._programme.cycle_at(self._as_of).id)
        self.figures = figures_of(self.stored, self._programme, self._as_of)
        return kept_figures(self.figures, data_quality(store, self.figures, self._programme))
