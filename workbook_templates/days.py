"""The hidden sheets of days: `_calendar` (everybody's working days) and `_avail` (each member's own).

Every later figure that counts working days looks them up here, because make-up days are beyond Excel's own
functions. Native formulas over the tables, so that both follow what people edit. Source: SPEC §7, §8.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from delegation.place import column_letters
from delegation.tables import CALENDAR_KIND, WORK_DAYS, YES_NO
from workbook_templates.formulas import Formula, serial
from workbook_templates.layout import AVAILABILITY, CALENDAR_DAYS, Layout, TableSheet
from workbook_templates.specification import DAYS_AFTER, DAYS_BEFORE, ErrorValue
from workbook_templates.writer import Writer, write_formula
from workbook_templates.written import Cell, Row

SPARE_MEMBERS = 10  # columns of `_avail` for members who join later; each makes the file 8 KB larger
SPARE_LEAVE = 100  # rows of `_avail` for leave that is added later
_MAKE_UP, _HOLIDAY = 8, 9  # kinds of a day in `_avail`; 1 to 7 are the weekdays from Monday
_HEAD_ROWS = 13  # above the days of `_avail`
_FIRST_MEMBER = 4  # 0-based column


@dataclass(frozen=True, slots=True)
class Day:
    """A day as `_calendar` shows it."""

    date: dt.date
    work: int
    holiday: int
    make_up: int

    @property
    def kind(self) -> int:
        if self.make_up:
            return _MAKE_UP
        return _HOLIDAY if self.holiday else self.date.isoweekday()


def calendar_days(layout: Layout) -> list[Day]:
    """From 60 days before the cycle to 400 after it."""
    holidays, working = _listed_days(layout, "holiday"), _listed_days(layout, "working_day")
    public = dict(layout.spec.public_holidays)
    day = layout.spec.cycle_first - dt.timedelta(days=DAYS_BEFORE)
    found = []
    while day <= layout.spec.cycle_last + dt.timedelta(days=DAYS_AFTER):
        weekend = day.isoweekday() > 5
        kind = "working_day" if day in working else "holiday" if day in holidays else public.get(day)
        holiday, make_up = int(kind == "holiday"), int(weekend and kind == "working_day")
        work = 0 if holiday else make_up if weekend else 1
        found.append(Day(day, work, holiday, make_up))
        day += dt.timedelta(days=1)
    return found


def _listed_days(layout: Layout, kind: str) -> frozenset[Cell]:
    sheet, label = layout.tables["calendar"], layout.labels.choice(CALENDAR_KIND, kind).casefold()
    pairs = zip(sheet.values("date"), sheet.values("kind"), strict=True)
    return frozenset(date for date, found in pairs if isinstance(found, str) and found.casefold() == label)


def write_calendar(writer: Writer, days: Sequence[Day]) -> None:
    sheet, table = writer.sheets[CALENDAR_DAYS], writer.layout.tables["calendar"]
    head, plain, date = (writer.formats.of("hidden_head"), writer.formats.of("plain"), _date_format(writer))
    for column, name in enumerate(("date", "working", "holiday", "make-up", "running")):
        sheet.write_string(0, column, name, head)
    listed = f"COUNTIFS({table.ref('date')},A{{row}},{table.ref('kind')},{{kind}})"
    public = _write_public_holidays(writer, days)
    for row, day in enumerate(days, 2):
        holiday = listed.format(row=row, kind="label_holiday")
        working = listed.format(row=row, kind="label_working_day")
        sheet.write_number(row - 1, 0, serial(day.date), date)
        off, at_work = (f"+{letter}{row}" for letter in "FG") if public else ("", "")
        is_holiday = Formula(f"--AND({holiday}{off}>0,{working}=0)", day.holiday)
        make_up = f"{working}{at_work}>0" + (f",C{row}=0" if public else "")
        is_make_up = Formula(f"--AND(WEEKDAY(A{row},2)>5,{make_up})", day.make_up)
        write_formula(sheet, row - 1, 2, is_holiday, plain)
        write_formula(sheet, row - 1, 3, is_make_up, plain)
    work = [day.work for day in days]
    sheet.write_shared(1, 1, "IF(C2=1,0,IF(WEEKDAY(A2,2)<6,1,D2))", work, plain)
    sheet.write_shared(1, 4, "SUM(B2,E1)", list(accumulate(work)), plain)  # SUM passes over the heading
    for letter, name in zip("ABCDE", ("date", "work", "holiday", "makeup", "cum"), strict=True):
        writer.book.define_name(f"cal_{name}", f"={CALENDAR_DAYS}!${letter}$2:${letter}${len(days) + 1}")
    writer.book.define_name("cal_first", f"={CALENDAR_DAYS}!$A$2")
    writer.book.define_name("cal_last", f"={CALENDAR_DAYS}!$A${len(days) + 1}")
    sheet.set_column(0, 4, 12)
    sheet.freeze_panes(1, 1)


def _write_public_holidays(writer: Writer, days: Sequence[Day]) -> bool:
    """The programme's days as two columns of 1 beside the dates; whether there are any."""
    public = dict(writer.layout.spec.public_holidays)
    if not public:
        return False
    sheet, plain = writer.sheets[CALENDAR_DAYS], writer.formats.of("plain")
    for column, name in enumerate(("programme holiday", "programme make-up"), 5):
        sheet.write_string(0, column, name, writer.formats.of("hidden_head"))
    for row, day in enumerate(days, 1):
        if day.date in public:
            sheet.write_number(row, 5 if public[day.date] == "holiday" else 6, 1, plain)
    sheet.set_column(5, 6, 18)
    return True


def _date_format(writer: Writer) -> Any:
    return writer.formats.of("plain", "date")


@dataclass(frozen=True, slots=True)
class Availability:
    """A member's column of `_avail`: which kinds of day are theirs, and which days they are away."""

    flags: tuple[int, ...]  # Monday … Sunday, make-up day, holiday
    away: tuple[tuple[dt.date, dt.date], ...]

    def works_on(self, day: Day) -> int:
        away = any(first <= day.date <= last for first, last in self.away)
        return 0 if away else self.flags[day.kind - 1]


def availability(layout: Layout, number: int) -> Availability:
    """Of the member in that row of the table, from 1."""
    rows = layout.tables["members"].rows
    row: Row = rows[number - 1] if number <= len(rows) else {}
    ready = _is_ready(layout, row)
    flags = [ready * _works_weekday(layout, row, weekday) for weekday in range(1, 8)]
    away = tuple(
        (first, last)
        for who, first, last in _full_leave(layout)
        if who == number and isinstance(first, dt.date) and isinstance(last, dt.date)
    )
    return Availability((*flags, ready, 0), away)


def _is_ready(layout: Layout, row: Row) -> int:
    hours, reserved, active = row.get("weekly_hours"), row.get("reserved_share"), row.get("active")
    inactive = isinstance(active, str) and active.casefold() == layout.labels.choice(YES_NO, "no").casefold()
    there = row.get("member_id") is not None and not inactive
    if any(isinstance(cell, ErrorValue) for cell in (row.get("member_id"), reserved, active)):
        return 0
    taken = isinstance(reserved, int | float) and reserved >= 1
    return int(there and isinstance(hours, int | float) and hours > 0 and not taken)


def _works_weekday(layout: Layout, row: Row, weekday: int) -> int:
    days = row.get("work_days")
    if days is None:
        return int(weekday <= 5)
    if not isinstance(days, str):
        return 0
    value = WORK_DAYS.values[weekday - 1]
    names = (layout.labels.choice(WORK_DAYS, value), value)
    return int(any(name.casefold() in days.casefold() for name in names))


def _full_leave(layout: Layout) -> list[tuple[int, Cell, Cell]]:
    """Leave of whole days as `_avail` reads it: the member's row (0 when unknown), first and last day."""
    people, leave = layout.tables["members"], layout.tables["leave"]
    names = [str(cell or "").casefold() for cell in people.values("name")]
    ids = [str(cell or "").casefold() for cell in people.values("member_id")]
    found = []
    for row in leave.rows:
        who, share = str(row.get("member_id", "-")).casefold(), row.get("share")
        number = names.index(who) + 1 if who in names else ids.index(who) + 1 if who in ids else 0
        whole = share is None or (isinstance(share, int | float) and share >= 1)
        dated = isinstance(row.get("start"), dt.date) and isinstance(row.get("end"), dt.date)
        found.append((number, row.get("start"), row.get("end") if whole and dated else None))
    return found


def write_availability(writer: Writer, days: Sequence[Day]) -> None:
    sheet, people = writer.sheets[AVAILABILITY], writer.layout.tables["members"]
    members = len(people.rows) + min(writer.layout.spec.empty_rows, SPARE_MEMBERS)
    _write_day_columns(writer, sheet, days)
    for number in range(1, members + 1):
        _write_member(writer, sheet, number, days)
    last = _HEAD_ROWS + len(days)
    first_letter, last_letter = column_letters(_FIRST_MEMBER + 1), column_letters(_FIRST_MEMBER + members)
    writer.book.define_name(
        "avail", f"={AVAILABILITY}!${first_letter}${_HEAD_ROWS + 1}:${last_letter}${last}"
    )
    _write_leave(writer, sheet, _FIRST_MEMBER + members + 1)
    sheet.set_column(0, 0, 14)
    sheet.freeze_panes(_HEAD_ROWS, _FIRST_MEMBER)


def _write_day_columns(writer: Writer, sheet: Any, days: Sequence[Day]) -> None:
    head, plain, date = writer.formats.of("hidden_head"), writer.formats.of("plain"), _date_format(writer)
    names = ("member", "id", "ready", *WORK_DAYS.values, "make-up", "holiday", "running")
    for row, name in enumerate(names):
        sheet.write_string(row, 0, name, head)
    for row, day in enumerate(days, _HEAD_ROWS + 1):
        source = f"{CALENDAR_DAYS}!{{}}{row - _HEAD_ROWS + 1}"
        kind = (
            f"IF({source.format('D')}=1,{_MAKE_UP},IF({source.format('C')}=1,{_HOLIDAY},WEEKDAY(A{row},2)))"
        )
        sheet.write_number(row - 1, 0, serial(day.date), date)
        write_formula(sheet, row - 1, 1, Formula(kind, day.kind), plain)
    top, serials = _HEAD_ROWS, [serial(day.date) for day in days]
    for column, sign in ((2, "<="), (3, ">=")):
        sheet.write_shared(top, column, f'"{sign}"&A{top + 1}', [f"{sign}{day}" for day in serials], plain)


def _write_member(writer: Writer, sheet: Any, number: int, days: Sequence[Day]) -> None:
    layout, plain = writer.layout, writer.formats.of("plain")
    column = _FIRST_MEMBER + number - 1
    letter, own = column_letters(column + 1), availability(layout, number)
    sheet.write_number(0, column, number, plain)
    for row, formula in enumerate(_head_formulas(layout, number, letter, own), 1):
        write_formula(sheet, row, column, formula, plain)
    for row in (_HEAD_ROWS - 2, _HEAD_ROWS - 1):  # nobody works on a holiday; the running number begins at 0
        sheet.write_number(row, column, 0, plain)
    row = _HEAD_ROWS + 1
    text = (
        f"{letter}{row - 1}+INDEX({letter}$4:{letter}$12,$B{row})"
        f"*(COUNTIFS(leave_who,{letter}$1,leave_from,$C{row},leave_to,$D{row})=0)"
    )
    running = list(accumulate(own.works_on(day) for day in days))
    sheet.write_shared(row - 1, column, text, running, plain)


def _head_formulas(layout: Layout, number: int, letter: str, own: Availability) -> list[Formula]:
    """The member's id, whether they work at all, and whether each kind of day is theirs."""
    people = layout.tables["members"]
    member_id, hours, reserved, active, days = (
        f"INDEX({people.ref(name)},{number})"
        for name in ("member_id", "weekly_hours", "reserved_share", "active", "work_days")
    )
    found = people.values("member_id")[number - 1]
    ready = f'IFERROR(--AND({letter}2<>"",ISNUMBER({hours}),{hours}>0,N({reserved})<1,{active}<>label_no),0)'
    formulas = [
        Formula(f'IFERROR({member_id}&"","")', found if isinstance(found, str) else ""),
        Formula(ready, own.flags[_MAKE_UP - 1]),
    ]
    for weekday, value in enumerate(WORK_DAYS.values, 1):
        label = f"INDEX(choices_work_days,{weekday})"
        listed = f'ISNUMBER(SEARCH({label},{days}))+ISNUMBER(SEARCH("{value}",{days}))>0'
        usual = "TRUE" if weekday <= 5 else "FALSE"
        text = f'IFERROR({letter}$3*IF({days}="",{usual},{listed}),0)'
        formulas.append(Formula(text, own.flags[weekday - 1]))
    formulas.append(Formula(f"{letter}$3", own.flags[_MAKE_UP - 1]))
    return formulas


def _write_leave(writer: Writer, sheet: Any, column: int) -> None:
    """Leave of whole days, one row each: whose column, from, to (0 where it is not of whole days)."""
    people, leave = writer.layout.tables["members"], writer.layout.tables["leave"]
    plain, head = writer.formats.of("plain", num_format="0"), writer.formats.of("hidden_head")
    found = _full_leave(writer.layout)
    rows = leave.body + SPARE_LEAVE
    for offset, name in enumerate(("leave row", "member", "from", "to")):
        sheet.write_string(_HEAD_ROWS - 1, column + offset, name, head)
    for number in range(1, rows + 1):
        row = _HEAD_ROWS + number - 1
        who, first, last = found[number - 1] if number <= len(found) else (0, None, None)
        sheet.write_number(row, column, number, plain)
        formulas = _leave_formulas(people, leave, f"${column_letters(column + 1)}{row + 1}")
        for offset, (text, value) in enumerate(zip(formulas, (who, first, last), strict=True), 1):
            shown = value if isinstance(value, int | dt.date) else 0
            write_formula(sheet, row, column + offset, Formula(text, shown), plain)
    for offset, name in enumerate(("leave_who", "leave_from", "leave_to"), 1):
        letter = column_letters(column + offset + 1)
        area = f"${letter}${_HEAD_ROWS + 1}:${letter}${_HEAD_ROWS + rows}"
        writer.book.define_name(name, f"={AVAILABILITY}!{area}")


def _leave_formulas(people: TableSheet, leave: TableSheet, number: str) -> tuple[str, str, str]:
    who, start, end, share = (
        f"INDEX({leave.ref(name)},{number})" for name in ("member_id", "start", "end", "share")
    )
    whole = f'IF(ISNUMBER({share}),{share}>=1,{share}="")'
    return (
        f"IFERROR(MATCH({who},{people.ref('name')},0),IFERROR(MATCH({who},{people.ref('member_id')},0),0))",
        f"IFERROR(N({start}),0)",
        f"IFERROR(IF(AND(ISNUMBER({start}),ISNUMBER({end}),{whole}),{end},0),0)",
    )
