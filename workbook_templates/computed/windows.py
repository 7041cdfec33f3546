"""The two windows of days that hours are counted in, what is left of this week and of this cycle.

In cells a window is two rows of `avail_run`, the running numbers of own days: the one before its first day
and the one of its last. The days themselves are those of `_calendar`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from delegation.periods import Span
from workbook_templates.computed.typed import day
from workbook_templates.days import calendar_days
from workbook_templates.formulas import Formula
from workbook_templates.layout import CALENDAR_DAYS, Layout
from workbook_templates.writer import Writer, write_formula

NAMES = ("week", "cycle")
_FIRST_ROW = 2  # below the running numbers of the as-of date, 0-based
_SUNDAY = "INT(as_of)+7-WEEKDAY(as_of,2)"
_FORMULAS = {
    "week_from": f'IF(AND(as_of>=cal_first,{_SUNDAY}<=cal_last),INT(as_of)-cal_first+1,"")',
    "week_to": f'IF(week_from="","",{_SUNDAY}-cal_first+2)',
    "cycle_from": "MIN(MAX(cycle_first,INT(as_of))-cal_first+1,cycle_to)",
    "cycle_to": "cycle_last-cal_first+2",
}
DAYS_AFTER_KNOWN = "days_after_known"
"""The name of the cell that says whether after the last day of `_calendar` every week is like the other."""


def own_days(row: str, col: str) -> str:
    """The running number of own days in that row and column of `avail_run`."""
    return f"INDEX(avail_run,{row},{col})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """`counted`: its days from the as-of date on. The rows are None where `_calendar` has not all of them."""

    days: Span
    counted: Span
    from_row: int | None
    to_row: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """The windows as of a day. `after_known`: see DAYS_AFTER_KNOWN."""

    as_of: dt.date
    first: dt.date
    last: dt.date
    week: Window
    cycle: Window
    after_known: bool

    @property
    def end_row(self) -> int:
        """The last row that a window has."""
        return max(self.week.to_row or 0, self.cycle.to_row or 0)

    def by_name(self, name: str) -> Window:
        return self.week if name == "week" else self.cycle

    def row(self, date: dt.date) -> int:
        """The row of `avail_run` before that day, from 1."""
        return (date - self.first).days + 1


def windows(layout: Layout, as_of: dt.date) -> Windows:
    days = calendar_days(layout)
    first, last = days[0].date, days[-1].date
    sunday = as_of + dt.timedelta(days=6 - as_of.weekday())
    known = first <= as_of and sunday <= last
    from_row, to_row = (as_of - first).days + 1, (sunday - first).days + 2
    cycle_to = (layout.spec.cycle_last - first).days + 2
    cycle_from = min((max(layout.spec.cycle_first, as_of) - first).days + 1, cycle_to)
    listed = map(day, layout.tables["calendar"].values("date"))
    dates = [*listed, *(each for each, _ in layout.spec.public_holidays)]
    return Windows(
        as_of=as_of,
        first=first,
        last=last,
        week=Window(
            days=Span(as_of - dt.timedelta(days=as_of.weekday()), sunday),
            counted=Span(as_of, sunday),
            from_row=from_row if known else None,
            to_row=to_row if known else None,
        ),
        cycle=Window(
            days=Span(layout.spec.cycle_first, layout.spec.cycle_last),
            counted=Span(max(layout.spec.cycle_first, as_of), layout.spec.cycle_last),
            from_row=cycle_from,
            to_row=cycle_to,
        ),
        after_known=not any(isinstance(each, dt.date) and each > last for each in dates),
    )


def write_windows(writer: Writer) -> None:
    """The cells of the windows, beside the days of `_calendar`."""
    sheet, spec = writer.sheets[CALENDAR_DAYS], writer.layout.spec
    head, plain = writer.formats.of("hidden_head"), writer.formats.of("plain", num_format="0")
    found = windows(writer.layout, spec.as_of or spec.made_on)
    rows = (found.week.from_row, found.week.to_row, found.cycle.from_row, found.cycle.to_row)
    cells = {
        name: Formula(text, "" if row is None else row)
        for (name, text), row in zip(_FORMULAS.items(), rows, strict=True)
    }
    later = sum(each > found.last for each, _ in spec.public_holidays)
    listed = f'COUNTIFS({writer.layout.tables["calendar"].ref("date")},">"&cal_last)'
    cells[DAYS_AFTER_KNOWN] = Formula(f"--({listed}+{later}=0)", int(found.after_known))
    for row, (name, formula) in enumerate(cells.items(), _FIRST_ROW):
        sheet.write_string(row, 8, name, head)
        write_formula(sheet, row, 9, formula, plain)
        writer.book.define_name(name, f"={CALENDAR_DAYS}!$J${row + 1}")
