"""How many working days there are up to a day, for formulas that count between two of them.

Looked up in `_calendar` where it has the day. Before and after it Monday to Friday are counted, and what the
table of the calendar changes in them: work that was carried over began before the calendar does.
"""

from __future__ import annotations

import datetime as dt

from delegation.calendar import WorkingDays
from delegation.tables import CALENDAR_KIND
from workbook_templates.computed.column import Columns, Result, column, position, spelled
from workbook_templates.computed.typed import choice, day
from workbook_templates.days import calendar_days
from workbook_templates.formulas import Formula
from workbook_templates.layout import CALENDAR_DAYS, Layout
from workbook_templates.writer import Writer, write_formula

_SAME = "(({calendar.date}=[date])*({calendar.kind}=[kind]))"
_ROWS = "(ROW({calendar.date})-ROW({calendar#date}))"
_FIRST = f"(_xlfn.AGGREGATE(15,6,{_ROWS}/{_SAME},1)={position('calendar', 'date')})"
_FORMULA = (
    f"IFERROR(IF([kind]=label_working_day,(WEEKDAY([date],2)>5)*{_FIRST},IF([kind]=label_holiday,"
    f"-(WEEKDAY([date],2)<6)*(COUNTIFS({{calendar.date}},[date],{{calendar.kind}},label_working_day)=0)*{_FIRST},"
    "0))*ISNUMBER([date]),0)"
)
_CHANGES = "SUMIFS({{calendar.calc_change}},{{calendar.date}},{0},{{calendar.date}},{1})"


def running(cell: str) -> str:
    """The running number of working days on the day in that cell, 0 on the day before `_calendar` begins."""
    before = _CHANGES.format(f'">"&{cell}', '"<"&cal_first')
    after = _CHANGES.format('">"&cal_last', f'"<="&{cell}')
    return (
        f"IF({cell}<cal_first-1,-NETWORKDAYS({cell}+1,cal_first-1)-{before},IF({cell}<cal_first,0,"
        f"IF({cell}>cal_last,INDEX(cal_cum,ROWS(cal_cum))+NETWORKDAYS(cal_last+1,{cell})+{after},"
        f"INDEX(cal_cum,INT({cell})-cal_first+1))))"
    )


TO_AS_OF, BEFORE_AS_OF = "days_to_as_of", "days_before_as_of"
"""The names of the cells with the running number on the as-of date, and on the day before it."""


def write_as_of(writer: Writer) -> None:
    """The two cells, beside the days of `_calendar`."""
    sheet, spec = writer.sheets[CALENDAR_DAYS], writer.layout.spec
    head, plain = writer.formats.of("hidden_head"), writer.formats.of("plain", num_format="0")
    as_of, numbers = spec.as_of or spec.made_on, Running(writer.layout)
    cells = ((TO_AS_OF, "as_of", as_of), (BEFORE_AS_OF, "(as_of-1)", as_of - dt.timedelta(days=1)))
    for row, (name, cell, found) in enumerate(cells):
        formula = Formula(spelled(writer.layout, "calendar", running(cell)), numbers.at(found))
        sheet.write_string(row, 8, name, head)
        write_formula(sheet, row, 9, formula, plain)
        writer.book.define_name(name, f"={CALENDAR_DAYS}!$J${row + 1}")
    sheet.set_column(8, 8, 20)


class Running:
    """The same in Python."""

    def __init__(self, layout: Layout) -> None:
        days = calendar_days(layout)
        known = {each.date for each in days}  # of the programme's days the cells know those of `_calendar`
        public = [each for each in layout.spec.public_holidays if each[0] in known]
        self.calendar = WorkingDays(_days(layout), base=WorkingDays(public))
        self._before, self._last = days[0].date - dt.timedelta(days=1), days[-1].date
        self.last_number = sum(each.work for each in days)

    def at(self, day: dt.date) -> int:
        if day < self._before:
            return -self.calendar.working_days(day + dt.timedelta(days=1), self._before)
        return self.calendar.working_days(self._before + dt.timedelta(days=1), day)

    def by_weekdays(self, number: int) -> dt.date:
        """The day of a running number before or after `_calendar`, as if it had no exceptions there."""
        if number > self.last_number:
            return WorkingDays().add_working_days(self._last, number - self.last_number)
        found = self._before
        for _ in range(1 - number):  # few: work that was carried over began some months before
            while found.weekday() >= 5:
                found -= dt.timedelta(days=1)
            found -= dt.timedelta(days=1)
        return found + dt.timedelta(days=1)


def _days(layout: Layout) -> list[tuple[dt.date, str]]:
    """The days of the table as formulas see them."""
    sheet = layout.tables["calendar"]
    found = []
    for cells in sheet.rows:
        date, kind = day(cells.get("date")), choice(cells.get("kind"), CALENDAR_KIND, layout.labels)
        if isinstance(date, dt.date) and isinstance(kind, str):
            found.append((date, kind))
    return found


def calendar_columns(layout: Layout) -> Columns:
    """The hidden column of the table of the calendar: by how much each row changes Monday to Friday."""
    sheet = layout.tables["calendar"]
    kinds = WorkingDays(_days(layout)).kinds
    seen: set[dt.date] = set()
    values: list[Result] = []
    for number in range(sheet.body):
        cells = sheet.rows[number] if number < len(sheet.rows) else {}
        date, kind = day(cells.get("date")), choice(cells.get("kind"), CALENDAR_KIND, layout.labels)
        change = 0
        if isinstance(date, dt.date) and kind == kinds.get(date) and date not in seen:
            seen.add(date)
            if (kind == "working_day") == (date.weekday() >= 5):
                change = 1 if kind == "working_day" else -1
        values.append(change)
    return {"calc_change": column(layout, "calendar", _FORMULA, tuple(values))}
