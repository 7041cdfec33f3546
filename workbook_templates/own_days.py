"""The hidden sheet `_avail`: for every day the running number of each member's own working days.

Native formulas over the tables, so that it follows what people edit. Before the members stands everybody's
column, the calendar's working days, for delegates who have no days of their own. Source: SPEC §8.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from delegation.place import column_letters
from delegation.tables import WORK_DAYS
from workbook_templates.computed.absences import TypedLeave, typed_leave
from workbook_templates.computed.people import TypedMember, typed_members
from workbook_templates.days import HOLIDAY, MAKE_UP, Day
from workbook_templates.formulas import Formula, serial
from workbook_templates.layout import AVAILABILITY, CALENDAR_DAYS
from workbook_templates.writer import Writer, write_formula

SPARE_MEMBERS = 10  # columns for members who join later; each makes the file 8 KB larger
_HEAD_ROWS = 13  # above the days
_EVERYBODY = 4  # 0-based column; the members stand right of it
_USUAL_FLAGS = (1, 1, 1, 1, 1, 0, 0, 1, 0)


def works_on(member: TypedMember, leave: Sequence[TypedLeave], day: Day) -> int:
    """Whether the day is one of their own: of their week, and not taken as a whole by leave."""
    away = any(
        each.first <= day.date <= each.last
        for each in leave
        if each.whole == member.place and each.first and each.last
    )
    return 0 if away else member.flags[day.kind - 1]


def write_availability(writer: Writer, days: Sequence[Day]) -> None:
    sheet, layout = writer.sheets[AVAILABILITY], writer.layout
    members = typed_members(layout)
    leave = typed_leave(layout, members)
    count = len(layout.tables["members"].rows) + min(layout.spec.empty_rows, SPARE_MEMBERS)
    _write_days(writer, sheet, days)
    _write_everybody(writer, sheet, days)
    for member in members[:count]:
        _write_member(writer, sheet, member, leave, days)
    names = {"avail_ready": (3, 3), "avail_days": (4, 10), "avail_run": (_HEAD_ROWS, _HEAD_ROWS + len(days))}
    first, last = column_letters(_EVERYBODY + 1), column_letters(_EVERYBODY + 1 + len(members[:count]))
    for name, (top, bottom) in names.items():
        writer.book.define_name(name, f"={AVAILABILITY}!${first}${top}:${last}${bottom}")
    columns = {"leave_who": "calc_whole", "leave_from": "start", "leave_to": "end"}
    for name, column in columns.items():
        writer.book.define_name(name, "=" + layout.tables["leave"].ref(column))
    sheet.set_column(0, 0, 14)
    sheet.freeze_panes(_HEAD_ROWS, _EVERYBODY)


def _write_days(writer: Writer, sheet: Any, days: Sequence[Day]) -> None:
    head, plain = writer.formats.of("hidden_head"), writer.formats.of("plain")
    date = writer.formats.of("plain", "date")
    names = ("member", "id", "ready", *WORK_DAYS.values, "make-up", "holiday", "running")
    for row, name in enumerate(names):
        sheet.write_string(row, 0, name, head)
    for row, day in enumerate(days, _HEAD_ROWS + 1):
        source = f"{CALENDAR_DAYS}!{{}}{row - _HEAD_ROWS + 1}"
        kind = f"IF({source.format('D')}=1,{MAKE_UP},IF({source.format('C')}=1,{HOLIDAY},WEEKDAY(A{row},2)))"
        sheet.write_number(row - 1, 0, serial(day.date), date)
        write_formula(sheet, row - 1, 1, Formula(kind, day.kind), plain)
    top, serials = _HEAD_ROWS, [serial(day.date) for day in days]
    for column, sign in ((2, "<="), (3, ">=")):
        sheet.write_shared(top, column, f'"{sign}"&A{top + 1}', [f"{sign}{day}" for day in serials], plain)


def _write_everybody(writer: Writer, sheet: Any, days: Sequence[Day]) -> None:
    plain = writer.formats.of("plain")
    for row, value in enumerate((0, "*", 1, *_USUAL_FLAGS)):
        sheet.write(row, _EVERYBODY, value, plain)
    own = [_USUAL_FLAGS[day.kind - 1] for day in days]
    _write_running(writer, sheet, _EVERYBODY, own)


def _write_member(
    writer: Writer, sheet: Any, member: TypedMember, leave: Sequence[TypedLeave], days: Sequence[Day]
) -> None:
    plain, column = writer.formats.of("plain"), _EVERYBODY + member.place
    sheet.write_number(0, column, member.place, plain)
    for row, formula in enumerate(_head(writer, member, column_letters(column + 1)), 1):
        write_formula(sheet, row, column, formula, plain)
    sheet.write_number(_HEAD_ROWS - 2, column, 0, plain)  # nobody works on a holiday
    own = [each for each in leave if each.whole == member.place]
    _write_running(writer, sheet, column, [works_on(member, own, day) for day in days])


def _head(writer: Writer, member: TypedMember, letter: str) -> list[Formula]:
    """The member's id, whether they have hours, and whether each kind of day is theirs."""
    people = writer.layout.tables["members"]
    member_id, hours, days = (
        f"INDEX({people.ref(name)},{member.place})" for name in ("calc_id", "calc_day", "work_days")
    )
    ready = member.flags[MAKE_UP - 1]
    formulas = [
        Formula(f'IFERROR({member_id}&"","")', member.plain_id),
        Formula(f"IFERROR(--(ROUND(N({hours}),9)>0),0)", ready),
    ]
    for number, value in enumerate(WORK_DAYS.values, 1):
        label = f"INDEX(choices_work_days,{number})"
        listed = f'ISNUMBER(SEARCH({label},{days}))+ISNUMBER(SEARCH("{value}",{days}))>0'
        usual = "TRUE" if number <= 5 else "FALSE"
        text = f'IFERROR({letter}$3*IF({days}="",{usual},{listed}),0)'
        formulas.append(Formula(text, member.flags[number - 1]))
    return [*formulas, Formula(f"{letter}$3", ready)]


def _write_running(writer: Writer, sheet: Any, column: int, own: Sequence[int]) -> None:
    """The running number, which begins at 0 on the day before the first."""
    letter, row, plain = column_letters(column + 1), _HEAD_ROWS + 1, writer.formats.of("plain")
    sheet.write_number(_HEAD_ROWS - 1, column, 0, plain)
    away = (
        ""
        if column == _EVERYBODY
        else f"*(COUNTIFS(leave_who,{letter}$1,leave_from,$C{row},leave_to,$D{row})=0)"
    )
    text = f"{letter}{row - 1}+INDEX({letter}$4:{letter}$12,$B{row}){away}"
    sheet.write_shared(row - 1, column, text, list(accumulate(own)), plain)
