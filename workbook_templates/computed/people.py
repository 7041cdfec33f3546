"""Who there is, as formulas see it: the rows of the table of members, judged cell by cell.

Owns the hidden columns on what names are compared by and how many hours a member has on a day of theirs, and
how a cell names a member. When they are away is for `absences`, what they carry for `load`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from delegation.happened import Values
from delegation.labels import Labels
from delegation.rounding import above
from delegation.tables import WORK_DAYS, YES_NO
from workbook_templates.computed.column import first_of, found_row, position
from workbook_templates.computed.typed import Unusable, choice, has_error, number, text_of
from workbook_templates.layout import Layout
from workbook_templates.written import Cell, Row

SPOILT = -1
_LONGEST_WEEK = 168
_LAST_DAY = dt.date(2199, 12, 31)  # later dates are stopped where they are typed
_SPACES = (" ", "\u00a0", "\u3000")
_BETWEEN = (*_SPACES, ",", ";", "，", "；", "、")
_USUAL_DAYS = 5


def folded(cell: str) -> str:
    """The text in a cell as names are compared: without spaces, which do not count (SPEC §3)."""
    return _without(cell, _SPACES)


def _without(text: str, signs: Sequence[str]) -> str:
    for sign in signs:
        text = f'SUBSTITUTE({text},"{sign}","")'
    return text


def member_of(cell: str) -> str:
    """The position of the member whom a cell names by id, else by a name that only one has; 0 for none."""
    return found_row("members", "calc_id", "calc_name", folded(cell))


def _unread_days() -> str:
    """What is left of the work days without the days and what stands between them."""
    text = "LOWER([work_days])"
    for number_of, value in enumerate(WORK_DAYS.values, 1):
        text = f'SUBSTITUTE(SUBSTITUTE({text},LOWER(INDEX(choices_work_days,{number_of})),""),"{value}","")'
    return _without(f'SUBSTITUTE(SUBSTITUTE({text},CHAR(10),""),CHAR(13),"")', _BETWEEN)


_IDS = "{" + ";".join(f'"{value}"' for value in WORK_DAYS.values) + "}"
_LISTED = (
    f"SUMPRODUCT(--(ISNUMBER(SEARCH(choices_work_days,[work_days]))+ISNUMBER(SEARCH({_IDS},[work_days]))>0))"
)
_IS_ACTIVE = f"[active]=INDEX(choices_yes_no,{YES_NO.values.index('yes') + 1})"
_RESERVED = (
    'IF([reserved_share]="",TRUE,IF(ISNUMBER([reserved_share]),'
    "AND([reserved_share]>=0,[reserved_share]<=1),FALSE))"
)
_MEMBER_USABLE = ",".join(
    (
        "ISNUMBER([weekly_hours])",
        f"[weekly_hours]>0,[weekly_hours]<={_LONGEST_WEEK}",
        _RESERVED,
        f'OR([active]="",[active]=label_no,{_IS_ACTIVE})',
        "[calc_days]>0",
    )
)
MEMBER_FORMULAS = {
    "calc_row": position("members", "member_id"),
    "calc_id": f'IFERROR({folded("[member_id]")},"")',
    "calc_name": f'IFERROR({folded("[name]")},"")',
    "calc_days": f'IFERROR(IF([work_days]="",{_USUAL_DAYS},IF({_unread_days()}="",{_LISTED},0)),0)',
    "calc_day": (
        f'IFERROR(IF([calc_id]="","",IF(AND({_MEMBER_USABLE}),IF([active]=label_no,0,'
        '[weekly_hours]/[calc_days]*(1-N([reserved_share]))),"")),"")'
    ),
    "calc_ok": (
        f'IF([calc_id]="",IF(ISERROR([member_id]),0,""),IF(AND(ISNUMBER([calc_day]),[calc_row]<COLUMNS(avail_run),'
        f"{first_of('members', 'calc_id')},"
        f"COUNTIFS({{leave.calc_who}},[calc_row],{{leave.calc_share}},{SPOILT})=0),1,0))"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedMember:
    """A row of the table of members. `values` are None where its cells cannot be used, or it is empty.

    `first`: no row above has its id. `work_days`: none where what stands there cannot be read.
    """

    place: int
    plain_id: str
    plain_name: str
    is_error: bool
    first: bool
    work_days: tuple[str, ...]
    values: Values | None

    @property
    def is_there(self) -> bool:
        return bool(self.plain_id) or self.is_error

    @property
    def hours_a_day(self) -> float | None:
        """Those of a day of theirs without leave."""
        if self.values is None:
            return None
        if self.values.get("active") == "no":
            return 0
        reserved: float = self.values.get("reserved_share", 0)
        return float(self.values["weekly_hours"] / len(self.work_days) * (1 - reserved))

    @property
    def flags(self) -> tuple[int, ...]:
        """Which kinds of day are theirs: Monday … Sunday, make-up day, holiday."""
        works = int(above(self.hours_a_day or 0, 0))
        return (*(works * (each in self.work_days) for each in WORK_DAYS.values), works, 0)


def typed_members(layout: Layout) -> tuple[TypedMember, ...]:
    """Every row of the table, empty ones too."""
    sheet = layout.tables["members"]
    seen: set[str] = set()
    found = []
    for place in range(1, sheet.body + 1):
        cells: Row = sheet.rows[place - 1] if place <= len(sheet.rows) else {}
        plain_id = fold(cells.get("member_id"))
        work_days = _work_days(cells.get("work_days"), layout.labels)
        found.append(
            TypedMember(
                place=place,
                plain_id=plain_id,
                plain_name=fold(cells.get("name")),
                is_error=has_error(cells, ("member_id",)),
                first=plain_id.casefold() not in seen,
                work_days=work_days,
                values=_member_values(layout, cells, work_days) if plain_id else None,
            )
        )
        seen.add(plain_id.casefold())
    return tuple(found)


def fold(cell: Cell) -> str:
    """A cell's text without spaces; "" for an error."""
    text = "" if cell is None or has_error({"cell": cell}, ("cell",)) else _shown(cell)
    for space in _SPACES:
        text = text.replace(space, "")
    return text


def _shown(cell: Cell) -> str:
    return cell if isinstance(cell, str) else text_of(cell) or ""


def _member_values(layout: Layout, cells: Row, work_days: tuple[str, ...]) -> Values | None:
    """What the hours are made of; None where a cell of it cannot be used."""
    if has_error(cells, ("weekly_hours", "reserved_share", "active")) or not work_days:
        return None
    hours, reserved = number(cells.get("weekly_hours")), number(cells.get("reserved_share"))
    active = choice(cells.get("active"), YES_NO, layout.labels)
    if not isinstance(hours, int | float) or isinstance(reserved, Unusable) or isinstance(active, Unusable):
        return None
    if not 0 < hours <= _LONGEST_WEEK or not 0 <= (reserved or 0) <= 1:
        return None
    found = {"weekly_hours": hours, "reserved_share": reserved, "active": active, "work_days": work_days}
    return {name: value for name, value in found.items() if value is not None}


def _work_days(cell: Cell, labels: Labels) -> tuple[str, ...]:
    """The days listed by label or id; none where anything else stands there."""
    if cell is None:
        return WORK_DAYS.values[:_USUAL_DAYS]
    if not isinstance(cell, str):
        return ()
    text = rest = cell.lower()
    found = []
    for value in WORK_DAYS.values:
        names = (labels.choice(WORK_DAYS, value).lower(), value)
        if any(name in text for name in names):
            found.append(value)
        for name in names:
            rest = rest.replace(name, "")
    return () if re.sub("[" + "".join(_BETWEEN) + "\r\n]", "", rest) else tuple(found)


def place_of(cell: Cell, members: Sequence[TypedMember]) -> int:
    """The position of the member whom a cell names; 0 for none."""
    name = fold(cell).casefold()
    if not name:
        return 0
    by_id = [each.place for each in members if each.plain_id.casefold() == name]
    if by_id:
        return by_id[0]
    by_name = [each.place for each in members if each.plain_name.casefold() == name]
    return by_name[0] if len(by_name) == 1 else 0
