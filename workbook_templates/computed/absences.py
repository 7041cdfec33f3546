"""Who is away when, as formulas see it: the rows of the table of leave, in hidden columns beside them.

Owns which leave counts, which takes whole days (`_avail` leaves those out), and how many days leave for parts
of days comes to in the two windows, a day that several have counted once, with the largest share.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from delegation.capacity import OwnDays
from delegation.load import Person
from workbook_templates.computed.column import Columns, Result, column, first_of
from workbook_templates.computed.people import SPOILT, TypedMember, member_of, place_of
from workbook_templates.computed.typed import Unusable, day, has_error, number, text_of
from workbook_templates.computed.windows import NAMES, Windows, own_days
from workbook_templates.layout import Layout
from workbook_templates.written import Row

_LAST_DAY = dt.date(2199, 12, 31)  # later dates are stopped where they are typed
_DAY = dt.timedelta(days=1)


def _days_off(name: str) -> str:
    """How many own days leave for parts of days takes in a window; a day that several have counts for one."""
    first = f"MAX({name}_from,INT([start])-cal_first+1)"
    last = f"MIN({name}_to,INT([end])-cal_first+2)"
    col = "[calc_who]+1"
    taken = f"{own_days(last, col)}-{own_days(first, col)}"
    days = f"INDEX(cal_date,{first}):INDEX(cal_date,{last}-1)"
    upto, after = own_days(f"{first}+1", col), own_days(f"{last}-1", col)
    own = f"({upto}:{own_days(last, col)}-{own_days(first, col)}:{after})"
    better = '{leave.calc_who},[calc_who],{leave.calc_rank},">0",{leave.calc_rank},"<"&[calc_rank]'
    shared = f'COUNTIFS({better},{{leave.start}},"<="&[end],{{leave.end}},">="&[start])'
    alone = f'(COUNTIFS({better},{{leave.start}},"<="&{days},{{leave.end}},">="&{days})=0)'
    return (
        f'IF(OR([calc_rank]=0,{name}_from="",[calc_who]>=COLUMNS(avail_run)),0,IF({first}>={last},0,'
        f"[calc_share]*IF({shared}=0,{taken},SUMPRODUCT({own}*{alone}))))"
    )


_LEAVE_USABLE = (
    "ISNUMBER([start]),ISNUMBER([end]),[start]<=[end],[end]<DATE(2200,1,1),"
    'IF([share]="",TRUE,IF(ISNUMBER([share]),AND([share]>=0,[share]<=1),FALSE))'
)
_BETTER = (
    "({leave.calc_share}>[calc_share])+({leave.calc_share}=[calc_share])*(ROW({leave.calc_share})<ROW())"
)
_FORMULAS = {
    "calc_who": member_of("[member_id]"),
    "calc_share": (
        f'IF([calc_who]=0,0,IFERROR(IF(OR([start]="",[end]=""),0,IF({first_of("leave", "calc_who", "start")},'
        f'IF(AND({_LEAVE_USABLE}),IF([share]="",1,[share]),{SPOILT}),0)),{SPOILT}))'
    ),
    "calc_whole": "IF([calc_share]=1,[calc_who],0)",
    "calc_rank": (  # the larger share takes a day; of equal ones that which stands above
        "IF(AND([calc_share]>0,[calc_share]<1),"
        f"1+SUMPRODUCT(({{leave.calc_who}}=[calc_who])*({{leave.calc_share}}<1)*({_BETTER})),0)"
    ),
    **{f"calc_{name}": _days_off(name) for name in NAMES},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedLeave:
    """A row of the table of leave: whose (0: nobody's), which part of a day, from when until when.

    `share` is 0 where the row does not count and SPOILT where it cannot be used; only above 0 it has days.
    `rank`: which of a member's leave for parts of days takes a day that several have; 0 for other leave.
    """

    who: int
    share: float
    first: dt.date | None
    last: dt.date | None
    rank: int = 0

    @property
    def whole(self) -> int:
        return self.who if self.share == 1 else 0


def typed_leave(layout: Layout, members: Sequence[TypedMember]) -> tuple[TypedLeave, ...]:
    """Every row of the table, empty ones too."""
    sheet = layout.tables["leave"]
    seen: set[tuple[int, str | None]] = set()
    found = []
    for place in range(sheet.body):
        cells: Row = sheet.rows[place] if place < len(sheet.rows) else {}
        who = place_of(cells.get("member_id"), members)
        found.append(_leave(cells, who, seen))
    ranks = _ranks(found)
    return tuple(replace(each, rank=ranks.get(place, 0)) for place, each in enumerate(found))


def _ranks(leave: Sequence[TypedLeave]) -> dict[int, int]:
    """By position in the table, from 0; only of leave for parts of days."""
    parts = [place for place, each in enumerate(leave) if 0 < each.share < 1]
    ranks: dict[int, int] = {}
    taken: Counter[int] = Counter()
    for place in sorted(parts, key=lambda each: -leave[each].share):
        who = leave[place].who
        taken[who] += 1
        ranks[place] = taken[who]
    return ranks


def _leave(cells: Row, who: int, seen: set[tuple[int, str | None]]) -> TypedLeave:
    nothing = TypedLeave(who=who, share=0, first=None, last=None)
    spoilt = TypedLeave(who=who, share=SPOILT, first=None, last=None)
    if not who:
        return nothing
    if has_error(cells, ("start", "end")):
        return spoilt
    key = (who, text_of(cells.get("start")))
    again = key in seen
    seen.add(key)
    if again or cells.get("start") is None or cells.get("end") is None:
        return nothing
    first, last, share = day(cells["start"]), day(cells["end"]), number(cells.get("share"))
    if not isinstance(first, dt.date) or not isinstance(last, dt.date) or isinstance(share, Unusable):
        return spoilt
    if first > last or last > _LAST_DAY or not 0 <= (1 if share is None else share) <= 1:
        return spoilt
    return TypedLeave(who=who, share=1 if share is None else share, first=first, last=last)


def leave_columns(
    layout: Layout, leave: Sequence[TypedLeave], people: Iterable[Person], when: Windows
) -> Columns:
    """The hidden columns of the table of leave."""
    own = {int(each.member_id): each.capacity.own_days for each in people if each.capacity is not None}
    values: dict[str, list[Result]] = {name: [] for name in _FORMULAS}
    for each in leave:
        results: dict[str, Result] = {
            "calc_who": each.who,
            "calc_share": each.share,
            "calc_whole": each.whole,
            "calc_rank": each.rank,
        }
        better = [other for other in leave if other.who == each.who and 0 < other.rank < each.rank]
        for name in NAMES:
            results[f"calc_{name}"] = _taken(each, better, own.get(each.who), when, name)
        for name, column_values in values.items():
            column_values.append(results[name])
    return {name: column(layout, "leave", text, tuple(values[name])) for name, text in _FORMULAS.items()}


def _taken(
    leave: TypedLeave, better: Sequence[TypedLeave], own: OwnDays | None, when: Windows, name: str
) -> float:
    """How many own days it takes in a window, without the days that better leave has."""
    window = when.by_name(name)
    if not leave.rank or own is None or window.from_row is None or leave.first is None or leave.last is None:
        return 0
    day, last = max(leave.first, window.counted.first), min(leave.last, window.counted.last)
    days = 0
    while day <= last:
        if not any(each.first <= day <= each.last for each in better if each.first and each.last):
            days += own.running(day.toordinal()) - own.running(day.toordinal() - 1)
        day += _DAY
    return leave.share * days
