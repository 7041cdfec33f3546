"""The hidden sheet `_calendar`: every day with everybody's working days. Members' own ones are in `own_days`.

Every later figure that counts working days looks them up, because make-up days are beyond Excel's own
functions. Native formulas over the table, so that it follows what people edit. Source: SPEC §7.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from delegation.tables import CALENDAR_KIND
from workbook_templates.formulas import Formula, serial
from workbook_templates.layout import CALENDAR_DAYS, Layout
from workbook_templates.specification import DAYS_AFTER, DAYS_BEFORE
from workbook_templates.writer import Writer, write_formula
from workbook_templates.written import Cell

MAKE_UP, HOLIDAY = 8, 9  # kinds of a day; 1 to 7 are the weekdays from Monday


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
            return MAKE_UP
        return HOLIDAY if self.holiday else self.date.isoweekday()


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
