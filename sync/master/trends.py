"""What the kept figures were after each of the newest runs, from spans of runs: the trends of the master.

Owns nothing but that, and how two runs are compared in words. Which figures are kept is decided in
`sync.kept_figures`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import dropwhile

from delegation.labels import Labels
from sync.store.stored import FigureKey, FigureSpan, FigureValue

_POINTS = 100  # of a share, in which a difference is said


@dataclass(frozen=True, slots=True, kw_only=True)
class Trends:
    """`runs`: oldest first; `values`: what each figure was after each of these, None where it was not
    known.
    """

    runs: tuple[int, ...] = ()
    values: Mapping[FigureKey, tuple[FigureValue | None, ...]] = field(default_factory=dict)

    def of(self, key: FigureKey) -> tuple[FigureValue | None, ...]:
        """From the run on that first knew the figure; empty when none did."""
        return tuple(dropwhile(lambda value: value is None, self.values.get(key, ())))

    def numbers(self, key: FigureKey) -> tuple[float | None, ...]:
        """The same of a figure that is a number."""
        return tuple(value if isinstance(value, float) else None for value in self.of(key))


NO_TRENDS = Trends()


def trends_of(spans: Iterable[FigureSpan], runs: Sequence[int]) -> Trends:
    """The trends over these runs, which stand oldest first."""
    found: dict[FigureKey, list[FigureValue | None]] = {}
    for span in spans:
        values = found.setdefault(span.key, [None] * len(runs))
        for place, run in enumerate(runs):
            if span.first_run <= run and (span.until_run is None or run < span.until_run):
                values[place] = span.value
    return Trends(runs=tuple(runs), values={key: tuple(values) for key, values in found.items()})


def trend_cells(column: str, values: Sequence[float | None]) -> dict[str, float]:
    """The hidden cells that a trend is drawn from: `trend_0` is the newest run."""
    newest = len(values) - 1
    return {f"{column}_{newest - at}": value for at, value in enumerate(values) if value is not None}


def change_since(values: Sequence[float | None], words: Labels) -> str | None:
    """How the newest run's share compares with that of the run before, in points; None where it is not
    known.
    """
    if not values or values[-1] is None:
        return None
    if len(values) < 2 or values[-2] is None:
        return words.text("master.overview.trend_none")
    points = round((values[-1] - values[-2]) * _POINTS)
    if points == 0:
        return words.text("master.overview.trend_same")
    name = f"{'better' if points > 0 else 'worse'}{'_one' if abs(points) == 1 else ''}"
    return words.text(f"master_columns.change.{name}", points=abs(points))
