"""Which readings count, worked out beside them: whose they are, for which period, and as what.

Hidden columns of the table of readings, for the figures of the KPIs. A reading of which the period or the
value is no true date or number spoils its KPI's figures instead of being left out of them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from delegation.periods import period_day
from delegation.tables import FREQUENCY, READING_STATE
from workbook_templates.computed.column import Columns, Result, column, found_row, position
from workbook_templates.computed.typed import Unusable, choice, day, number, row_of
from workbook_templates.formulas import serial
from workbook_templates.layout import Layout
from workbook_templates.specification import ErrorValue
from workbook_templates.written import Row

NOT_COUNTED, REPORTED, NOT_APPLICABLE, SPOILT = 0, 1, 2, -1
_KEY_UNIT = 1_000_000  # more than any day's serial number

_KPI = found_row("kpis", "kpi_id", "name", "[kpi_id]")
_FREQUENCY = "MATCH(INDEX({kpis.frequency},[calc_kpi]),choices_frequency,0)"
_START, _END = "INDEX({kpis.start},[calc_kpi])", "INDEX({kpis.end},[calc_kpi])"
_FORMULAS = {
    "calc_kpi": _KPI,
    "calc_close": (  # the last day of the week, month or quarter
        f"IFERROR(IF(AND([calc_kpi]>0,ISNUMBER([period])),CHOOSE({_FREQUENCY},INT([period])+7-WEEKDAY([period],2),"
        'EOMONTH([period],0),EOMONTH([period],MOD(3-MONTH([period]),3))),""),"")'
    ),
    "calc_end": (  # the same, or the KPI's end where it falls inside and is earlier
        f'IFERROR(IF([calc_close]="","",IF(AND(ISNUMBER({_END}),{_END}<[calc_close],{_END}>=CHOOSE({_FREQUENCY},'
        f'[calc_close]-6,EOMONTH([calc_close],-1)+1,EOMONTH([calc_close],-3)+1)),INT({_END}),[calc_close])),"")'
    ),
    "calc_period": (  # the same, or the day before the KPI's start for a day before it
        f'IFERROR(IF([calc_end]="","",IF(AND(ISNUMBER({_START}),INT([period])<{_START},{_START}<=[calc_end]),'
        f'INT({_START})-1,[calc_end])),"")'
    ),
    "calc_key": f'IF([calc_period]="","",[calc_kpi]*{_KEY_UNIT}+[calc_period])',
    "calc_counts": (
        f'IFERROR(IF(OR([calc_kpi]=0,[period]="",AND([value]="",[state]<>label_not_applicable)),{NOT_COUNTED},'
        f'IF(OR([calc_period]="",NOT(OR(ISNUMBER([value]),[value]=""))),{SPOILT},'
        f"IF(MATCH([calc_key],{{readings.calc_key}},0)<>{position('readings', 'kpi_id')},{NOT_COUNTED},"
        f'IF([state]=label_not_applicable,{NOT_APPLICABLE},IF(OR([state]="",[state]=label_reported),'
        f"{REPORTED},{SPOILT}))))),IF([calc_kpi]=0,{NOT_COUNTED},{SPOILT}))"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedReading:
    """A row of the table of readings as formulas see it. `kpi`: the position of its KPI, 0 for none."""

    kpi: int
    close: dt.date | None
    end: dt.date | None
    period: dt.date | None
    counts: int
    value: float | None


def typed_readings(layout: Layout) -> tuple[TypedReading, ...]:
    """Every row of the table, empty ones too."""
    sheet, kpis = layout.tables["readings"], layout.tables["kpis"]
    keys, names = kpis.values("kpi_id"), kpis.values("name")
    seen: set[tuple[int, dt.date]] = set()
    found = []
    for row in range(sheet.body):
        cells: Row = sheet.rows[row] if row < len(sheet.rows) else {}
        kpi = row_of(cells.get("kpi_id"), keys, names)
        typed = day(cells.get("period"))
        close, end, period = _periods(layout, kpi, typed)
        first = period is not None and (kpi, period) not in seen
        if period is not None:
            seen.add((kpi, period))
        value = number(cells.get("value"))
        counts = _counts(layout, cells, kpi, period is not None, first, value)
        found.append(
            TypedReading(
                kpi=kpi,
                close=close,
                end=end,
                period=period,
                counts=counts,
                value=None if isinstance(value, Unusable) else value,
            )
        )
    return tuple(found)


def readings_columns(layout: Layout, readings: tuple[TypedReading, ...]) -> Columns:
    """The hidden columns of the table of readings."""
    values: dict[str, tuple[Result, ...]] = {
        "calc_kpi": tuple(each.kpi for each in readings),
        "calc_close": tuple(map(_shown, (each.close for each in readings))),
        "calc_end": tuple(map(_shown, (each.end for each in readings))),
        "calc_period": tuple(map(_shown, (each.period for each in readings))),
        "calc_key": tuple(
            "" if each.period is None else each.kpi * _KEY_UNIT + serial(each.period) for each in readings
        ),
        "calc_counts": tuple(each.counts for each in readings),
    }
    return {name: column(layout, "readings", text, values[name]) for name, text in _FORMULAS.items()}


def _shown(found: dt.date | None) -> Result:
    return "" if found is None else serial(found)


def _periods(
    layout: Layout, kpi: int, typed: dt.date | Unusable | None
) -> tuple[dt.date, dt.date, dt.date] | tuple[None, None, None]:
    """The last day of the period, the same cut off at the KPI's end, and at its start too."""
    kpis = layout.tables["kpis"]
    if not kpi or typed is None or isinstance(typed, Unusable):
        return None, None, None
    frequency = choice(kpis.values("frequency")[kpi - 1], FREQUENCY, layout.labels)
    if frequency is None or isinstance(frequency, Unusable):
        return None, None, None
    start, end = (day(kpis.values(name)[kpi - 1]) for name in ("start", "end"))
    starts, ends = (None if isinstance(each, Unusable) else each for each in (start, end))
    return (
        period_day(typed, frequency),
        period_day(typed, frequency, None, ends),
        period_day(typed, frequency, starts, ends),
    )


def _counts(
    layout: Layout, cells: Row, kpi: int, dated: bool, first: bool, value: float | Unusable | None
) -> int:
    if not kpi:
        return NOT_COUNTED
    if any(isinstance(cells.get(name), ErrorValue) for name in ("period", "value", "state")):
        return SPOILT
    state = choice(cells.get("state"), READING_STATE, layout.labels)
    if cells.get("period") is None or (value is None and state != "not_applicable"):
        return NOT_COUNTED
    if not dated or isinstance(value, Unusable):
        return SPOILT
    if not first:
        return NOT_COUNTED
    if state == "not_applicable":
        return NOT_APPLICABLE
    return SPOILT if isinstance(state, Unusable) else REPORTED
