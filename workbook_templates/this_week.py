"""The three things to do first, each a link to its row: a talk that is due, a missing reading, what is late.

Owns what is looked for and in which order, as native formulas and in Python. Where it stands is for `home`;
the day of the next check-in is `computed`'s.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from delegation.place import sheet_reference
from delegation.tables import OPEN_STATUSES, READING_STATE, STATUS
from workbook_templates.computed.column import Columns
from workbook_templates.formulas import WEEK, Formula, serial
from workbook_templates.layout import HEADER_ROW, Layout
from workbook_templates.written import Cell

_ROW_UNIT = 10_000_000  # a date plus its row as a fraction: dates that are alike stay apart

_NAMELESS = "–"  # a row without a name has its link all the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """What is looked for: rows of a table with a date, of which the earliest comes first.

    `named_by`: the column whose text is the link; `who`: the column beside it, "" for none.
    """

    id: str
    table: str
    date: str
    named_by: str
    who: str


THINGS = (
    Thing(id="check_in", table="delegations", date="next_check_in", named_by="title", who="delegate"),
    Thing(id="reading", table="readings", date="period", named_by="kpi_id", who=""),
    Thing(id="overdue", table="delegations", date="due", named_by="title", who="delegate"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The first of the things of a kind: its rank and position (in `_lists`), and what Home shows of it."""

    rank: Formula
    position: Formula
    date: Formula
    link: Formula
    who: Formula
    count: Formula


def find(
    layout: Layout, computed: Mapping[str, Columns], thing: Thing, rank_cell: str, position_cell: str
) -> Found:
    """`rank_cell`, `position_cell`: where these two will stand, for the others to refer to."""
    sheet = layout.tables[thing.table]
    date, head = sheet.ref(thing.date), sheet.head(thing.date)
    condition = _condition(layout, thing)
    rows = sorted(_rows(layout, computed, thing))
    day, row = rows[0] if rows else (None, 0)
    rank = 0.0 if day is None else serial(day) + (row + HEADER_ROW) / _ROW_UNIT
    texts = {
        "rank": f'IFERROR(_xlfn.AGGREGATE(15,6,(INT({date})+ROW({date})/{_ROW_UNIT})/({condition}),1),"")',
        "position": (
            f'IF({rank_cell}="","",ROUND(({rank_cell}-INT({rank_cell}))*{_ROW_UNIT},0)-ROW({head}))'
        ),
        "date": f'IF({rank_cell}="","",INT({rank_cell}))',
        "link": _link(layout, thing, position_cell),
        "who": f'IF({position_cell}="","",IFERROR({_at(layout, thing, thing.who, position_cell)}&"",""))'
        if thing.who
        else '""',
        # Counted by the errors that are left out: SUMPRODUCT would stop at a cell that is one.
        "count": f"SUMPRODUCT(--ISNUMBER(1/({condition})))",
    }
    named = _nothing(layout, thing)
    if row:
        named = _text(sheet.values(thing.named_by)[row - 1]) or _NAMELESS
    who = _text(sheet.values(thing.who)[row - 1]) if row and thing.who else ""
    return Found(
        rank=Formula(texts["rank"], rank if row else ""),
        position=Formula(texts["position"], row if row else ""),
        date=Formula(texts["date"], "" if day is None else day),
        link=Formula(texts["link"], named),
        who=Formula(texts["who"], who),
        count=Formula(texts["count"], len(rows)),
    )


def _condition(layout: Layout, thing: Thing) -> str:
    """What is true of the rows that are looked for, as a product of columns."""
    sheet = layout.tables[thing.table]
    date = sheet.ref(thing.date)
    if thing.id == "check_in":
        return f"ISNUMBER({date})*({date}<as_of+{WEEK})"
    if thing.id == "overdue":
        is_open = f"ISNUMBER(MATCH({sheet.ref('status')},open_statuses,0))"
        return f"ISNUMBER({date})*({date}<as_of)*{is_open}"
    kpi, value, state = (sheet.ref(name) for name in ("kpi_id", "value", "state"))
    return f'ISNUMBER({date})*({date}<=as_of)*({kpi}<>"")*({value}="")*({state}<>label_not_applicable)'


def _rows(layout: Layout, computed: Mapping[str, Columns], thing: Thing) -> Iterator[tuple[dt.date, int]]:
    """Date and position of every row that is looked for."""
    sheet, as_of = layout.tables[thing.table], layout.spec.as_of or layout.spec.made_on
    if thing.id == "check_in":
        for row, value in enumerate(computed["delegations"][thing.date].values, 1):
            if isinstance(value, int) and value < serial(as_of) + WEEK:
                yield dt.date(1899, 12, 30) + dt.timedelta(days=value), row
        return
    is_open = {layout.labels.choice(STATUS, each).casefold() for each in OPEN_STATUSES}
    excused = layout.labels.choice(READING_STATE, "not_applicable").casefold()
    for row, cells in enumerate(sheet.rows, 1):
        date = cells.get(thing.date)
        if not isinstance(date, dt.date):
            continue
        if thing.id == "overdue":
            wanted = date < as_of and _text(cells.get("status")).casefold() in is_open
        else:
            unanswered = cells.get("kpi_id") is not None and cells.get("value") is None
            wanted = date <= as_of and unanswered and _text(cells.get("state")).casefold() != excused
        if wanted:
            yield date, row


def _at(layout: Layout, thing: Thing, column: str, position_cell: str) -> str:
    return f"INDEX({layout.tables[thing.table].ref(column)},{position_cell})"


def _link(layout: Layout, thing: Thing, position_cell: str) -> str:
    """A link to the row; where nothing is found, the words that say so."""
    named = _at(layout, thing, thing.named_by, position_cell)
    place = sheet_reference(layout.sheet_name(thing.table), "A").replace('"', '""')
    text = f'IFERROR(IF({named}="","{_NAMELESS}",{named}&""),"{_NAMELESS}")'
    otherwise = _nothing(layout, thing).replace('"', '""')
    return f'IF({position_cell}="","{otherwise}",HYPERLINK("#{place}"&ROW({named}),{text}))'


def _nothing(layout: Layout, thing: Thing) -> str:
    return layout.labels.text(f"workbook.home.no_{thing.id}")


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else ""
