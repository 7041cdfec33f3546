"""What a managed sheet of the master is made of: its columns and their looks, its table, its marks.

Owns the words in which sheets are declared. Which sheets there are is said in `workbook_templates.master`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from delegation.labels import Labels
from delegation.schema import Field, Phase
from workbook_templates.style import header_width

TREND_RUNS = 12
HEADER_ROW = 4  # 1-based, on every sheet but the Overview; above it stand title, stamp and count


class Look(StrEnum):
    """How a column's values are written and aligned."""

    TEXT = "text"
    LONG = "long"  # text that is read as a whole: the row is as high as it needs
    SIGN = "sign"  # a state: a sign and a word
    ID = "id"
    INT = "int"
    COUNT = "count"  # a whole number where none is said by a dash
    NUMBER = "number"
    HOURS = "hours"
    RATIO = "ratio"  # a measure without a unit, to two places
    SHARE = "share"
    DIFFERENCE = "difference"  # between two shares: with its sign
    DATE = "date"
    TIME = "time"
    LEVEL = "level"  # a whole number that is shown with the name of its level


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. `field` is the declared field that it shows, None for what the master itself adds.

    A `written` column is empty in the template and belongs to the people who write in it.
    """

    id: str
    header: str
    look: Look
    width: float
    hidden: bool = False
    field: Field | None = None
    written: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One managed sheet, with the one Excel table on it.

    `frozen` is the number of columns that stay in sight, hidden ones included; `most_lines` how many
    lines of text a row of the table makes room for; `trends` the columns with a small chart of the hidden
    columns that `trend_cells` names. A `hidden` sheet is there for others, not for people.
    """

    id: str
    name: str
    table: str
    columns: tuple[Column, ...]
    phase: Phase | None = None
    header_row: int = HEADER_ROW
    frozen: int = 0
    most_lines: int = 1
    trends: tuple[str, ...] = ()
    hidden: bool = False

    @property
    def filled(self) -> tuple[Column, ...]:
        """The columns that Remit fills."""
        return tuple(column for column in self.columns if not column.written)

    def number(self, column_id: str) -> int:
        """The column's place on the sheet, 1-based.

        Raises: KeyError when there is no such column.
        """
        for number, column in enumerate(self.columns, start=1):
            if column.id == column_id:
                return number
        raise KeyError(f"{self.id}.{column_id}")


def headed(labels: Labels, section: str, *columns: tuple[str, Look, float]) -> tuple[Column, ...]:
    """Columns by id, look and least width; their headers stand in that section of the labels."""
    texts = [(name, labels.text(f"{section}.{name}"), look, width) for name, look, width in columns]
    return tuple(
        Column(id=name, header=header, look=look, width=max(width, header_width(header)))
        for name, header, look, width in texts
    )


def trend_cells(trend: str) -> tuple[str, ...]:
    """The ids of the hidden columns that a trend is drawn from: the oldest run first, the newest last."""
    return tuple(f"{trend}_{back}" for back in range(TREND_RUNS - 1, -1, -1))


class Reason(StrEnum):
    """Why a cell is marked."""

    PAST = "past"  # its date has gone by, and each date of `unless` is blank or later than as-of
    LOW = "low"  # a confidence that makes a delegation one at risk
    FILLED = "filled"  # there is something in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A cell that asks to be looked at. Beside its colour every mark has a sign or says it in words."""

    field: str
    reason: Reason
    unless: tuple[str, ...] = ()
