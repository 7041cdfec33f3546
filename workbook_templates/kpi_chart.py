"""The master's sheet *KPI chart*: one KPI chosen from a list, its XmR chart, and the numbers behind it.

Owns which cell says what, as a native formula and as the value that this has: the two stand side by side, so
that a program that does not calculate shows the same. The formulas read a hidden table with a row a KPI. How
the sheet is drawn, and how it comes into a master, is the work of `sync.master`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from delegation.labels import Labels
from delegation.place import column_letters
from workbook_templates.master_sheet import Column, Look, Sheet, headed

CHARTS = "charts"  # the hidden table
CHART = "chart"  # the sheet that people see
CHOICES = "kpi_choices"
"""The name of the cells that the list to choose from has."""

POINTS = 36
"""How many readings are shown: the last of a weekly cycle and 24 that were carried over into it."""
SIGNAL_SIGN = "◆"

CHOICE = (5, 3)
FACTS_ROW = 6
FACTS = (
    *("status", "signal", "why", "period_1", "value_1", "centre", "lower", "upper", "forecast", "will_hit"),
    "note",
)
READINGS_ROW = FACTS_ROW + len(FACTS) + 2  # of the newest reading; its header stands above
LABEL, SAID, MARK = 2, 3, 4
DAY, READING, CENTRE, LOWER, UPPER, SIGNAL = range(27, 33)  # hidden: what the chart is drawn from
SERIES = {"upper": UPPER, "centre": CENTRE, "lower": LOWER, "reading": READING, "signal": SIGNAL}
AS_OF = (2, LABEL)
POSITION, TITLE, MARKS, OLDEST = ((5, column) for column in range(DAY, DAY + 4))

_TABLE = "M_Charts"
_HEADERS = "master_chart.column"

Value = str | int | float | dt.date | None
"""None: there is nothing to draw, `#N/A`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The row of the chosen KPI: its position in the table from 1, and what is in it. 0: none has the name
    that is chosen.
    """

    choice: str = ""
    position: int = 0
    row: Mapping[str, Value]
    as_of: dt.date

    def said(self, column_id: str) -> Value:
        return self.row.get(column_id, "") if self.position else ""

    def number(self, column_id: str) -> float | None:
        found = self.said(column_id)
        return found if isinstance(found, int | float) else None

    @property
    def days(self) -> tuple[Value, ...]:
        """The periods that are shown, newest first, "" behind the last."""
        return tuple(self.said(f"period_{number}") for number in range(1, POINTS + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartCell:
    """A cell of the sheet: its formula without `=`, and what that comes to for a chosen KPI."""

    row: int
    column: int
    formula: str
    value: Callable[[Chosen], Value]


def charts_sheet(labels: Labels, hidden: tuple[Column, ...]) -> Sheet:
    """The hidden table. `hidden`: the columns that every managed table begins with."""
    columns = (
        *hidden,
        *headed(
            labels,
            _HEADERS,
            ("label", Look.TEXT, 40),
            *((name, Look.SIGN, 18) for name in ("status", "signal", "why", "note")),
            *((name, Look.NUMBER, 12) for name in ("centre", "lower", "upper", "forecast")),
            ("will_hit", Look.SIGN, 12),
            ("marks", Look.ID, 12),
        ),
        *(_point(labels, "period", number, Look.DATE) for number in range(1, POINTS + 1)),
        *(_point(labels, "value", number, Look.NUMBER) for number in range(1, POINTS + 1)),
    )
    return Sheet(
        id=CHARTS, name="_charts", table=_TABLE, columns=columns, frozen=len(hidden) + 1, hidden=True
    )


def _point(labels: Labels, name: str, number: int, look: Look) -> Column:
    header = labels.text(f"{_HEADERS}.{name}", n=number)
    return Column(id=f"{name}_{number}", header=header, look=look, width=12)


def chart_cells(labels: Labels) -> Iterator[ChartCell]:
    """Every cell with a formula, in no order."""
    choice, position = _fixed(CHOICE), _fixed(POSITION)
    # MATCH takes ~ * ? for signs of its own.
    text = f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({choice},"~","~~"),"*","~*"),"?","~?")'
    names = _column(labels, "label")
    yield _cell(
        POSITION, f'IF({choice}="",0,IFERROR(MATCH({text},{names},0),0))', lambda chosen: chosen.position
    )
    yield _cell(AS_OF, "as_of", lambda chosen: chosen.as_of)
    yield _cell(MARKS, _looked_up(labels, "marks"), lambda chosen: chosen.said("marks"))
    for row, name in enumerate(FACTS, start=FACTS_ROW):
        yield _cell((row, SAID), _looked_up(labels, name), partial(_said, name=name))
    yield from _title(labels, choice, position)
    for number in range(1, POINTS + 1):
        yield from _reading(labels, number)
        yield from _drawn(number)
    days = f"{_fixed((READINGS_ROW, LABEL))}:{_fixed((READINGS_ROW + POINTS - 1, LABEL))}"
    yield _cell(OLDEST, f"IF(COUNT({days})=0,as_of,MIN({days}))", _oldest)


def _title(labels: Labels, choice: str, position: str) -> Iterator[ChartCell]:
    nothing, gone = labels.text("master_chart.sheet"), labels.text("master_chart.gone")
    note = _fixed((FACTS_ROW + FACTS.index("note"), SAID))
    between = "  ·  "

    def value(chosen: Chosen) -> Value:
        if not chosen.choice:
            return nothing
        said = chosen.said("note") if chosen.position else gone
        return f"{chosen.choice}{between}{said}" if said else chosen.choice

    formula = (
        f'IF({choice}="","{nothing}",IF({position}=0,{choice}&"{between}{gone}",'
        f'IF({note}="",{choice},{choice}&"{between}"&{note})))'
    )
    yield _cell(TITLE, formula, value)


def _reading(labels: Labels, number: int) -> Iterator[ChartCell]:
    """The row of a reading that people see; 1 is the newest."""
    row, sign = READINGS_ROW + number - 1, labels.text("master_chart.signal", sign=SIGNAL_SIGN)
    for column, name in ((LABEL, f"period_{number}"), (SAID, f"value_{number}")):
        yield _cell((row, column), _looked_up(labels, name), partial(_said, name=name))
    yield _cell(
        (row, MARK),
        f'IF(MID({_fixed(MARKS)},{number},1)="1","{sign}","")',
        lambda chosen: sign if _is_marked(chosen, number) else "",
    )


def _drawn(number: int) -> Iterator[ChartCell]:
    """The hidden row that the chart takes a reading from: oldest first, as lines are drawn. A place without
    a reading stands at the first day and draws nothing.
    """
    seen, row = READINGS_ROW + number - 1, READINGS_ROW + POINTS - number
    day, reading, mark = (f"${column_letters(column)}{seen}" for column in (LABEL, SAID, MARK))
    yield _cell(
        (row, DAY),
        f'IF({day}="",{_fixed(OLDEST)},{day})',
        lambda chosen: chosen.days[number - 1] or _oldest(chosen),
    )
    value = f"value_{number}"
    yield _cell((row, READING), f'IF({reading}="",NA(),{reading})', lambda chosen: chosen.number(value))
    for name, column in (("centre", CENTRE), ("lower", LOWER), ("upper", UPPER)):
        limit = _fixed((FACTS_ROW + FACTS.index(name), SAID))
        yield _cell(
            (row, column),
            f'IF(OR({reading}="",{limit}=""),NA(),{limit})',
            partial(_limit, name=name, value=value),
        )
    yield _cell(
        (row, SIGNAL),
        f'IF({mark}="",NA(),{reading})',
        lambda chosen: chosen.number(value) if _is_marked(chosen, number) else None,
    )


def _said(chosen: Chosen, name: str) -> Value:
    return chosen.said(name)


def _limit(chosen: Chosen, name: str, value: str) -> Value:
    return None if chosen.number(value) is None else chosen.number(name)


def _is_marked(chosen: Chosen, number: int) -> bool:
    return str(chosen.said("marks"))[number - 1 : number] == "1"


def _oldest(chosen: Chosen) -> Value:
    return min((day for day in chosen.days if isinstance(day, dt.date)), default=chosen.as_of)


def _looked_up(labels: Labels, column_id: str) -> str:
    position, column = _fixed(POSITION), _column(labels, column_id)
    found = f"INDEX({column},{position})"
    return f'IF({position}=0,"",IF({found}="","",{found}))'


def _column(labels: Labels, column_id: str) -> str:
    name, _, number = column_id.rpartition("_")
    header = (
        labels.text(f"{_HEADERS}.{name}", n=number)
        if number.isdecimal()
        else labels.text(f"{_HEADERS}.{column_id}")
    )
    return f"{_TABLE}[{header}]"


def _cell(place: tuple[int, int], formula: str, value: Callable[[Chosen], Value]) -> ChartCell:
    return ChartCell(row=place[0], column=place[1], formula=formula, value=value)


def _fixed(place: tuple[int, int]) -> str:
    row, column = place
    return f"${column_letters(column)}${row}"
