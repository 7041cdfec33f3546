"""What a KPI has reached, what that is worth, what is expected by now, and its status, beside its row.

The formulas are SPEC §6 in steps; their values come from `delegation.kpi`. A cell that a formula cannot use
makes the row's figures ⚠, an impossible goal makes the status its code.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from delegation.attainment import Direction, Goal, KpiError, goal_error
from delegation.kpi import Judgement, Kpi, KpiStatus, judge, stale_after_days
from delegation.readings import Aggregation, Frequency, Reached, Reading, counted, reached
from delegation.tables import AGGREGATION, DIRECTION, FREQUENCY
from workbook_templates.computed.column import Columns, Result, column, first_of, position
from workbook_templates.computed.readings import NOT_APPLICABLE, REPORTED, SPOILT, TypedReading
from workbook_templates.computed.typed import Unusable, choice, day, number, row_of
from workbook_templates.formulas import serial
from workbook_templates.layout import Layout
from workbook_templates.style import WARNING_SIGN
from workbook_templates.written import Row

ERRORS, STATUSES = tuple(KpiError), tuple(KpiStatus)
_NUMBERS = ("baseline", "target", "low", "high", "tolerance", "green_at", "amber_at", "start", "end")
_STALE_AFTER = ",".join(f"set_stale_{each}_days" for each in FREQUENCY.values)


def _error(error: KpiError) -> int:
    return ERRORS.index(error) + 1


def _status(status: KpiStatus) -> int:
    return STATUSES.index(status) + 1


def _kind(name: str) -> str:
    """Which choice of its list a cell holds, from 1."""
    return f"MATCH([{name}],choices_{name},0)"


def _known(formula: str) -> str:
    """Only where the row's cells can be used."""
    return f'IF([calc_ok]=1,{formula},"")'


def _figure(formula: str) -> str:
    """A sign in a row that cannot be computed, nothing in a row that is empty."""
    return f'IF([calc_ok]=1,{formula},IF([calc_ok]="","",label_unusable))'


def _reading(counts: str) -> str:
    """The newest period among the KPI's readings that count so, inside its window."""
    inside = "({readings.calc_period}>=[calc_first])*({readings.calc_period}<=[calc_last])"
    mine = f"({{readings.calc_kpi}}=[calc_row])*({{readings.calc_counts}}{counts})*{inside}"
    return f'IFERROR(_xlfn.AGGREGATE(14,6,{{readings.calc_period}}/({mine}),1),"")'


_MINE = f"{{readings.calc_kpi}},[calc_row],{{readings.calc_counts}},{REPORTED},{{readings.calc_period}}"
_WINDOW = f'{_MINE},">="&[calc_first],{{readings.calc_period}},"<="&[calc_last]'
_IS_RANGE = f"{_kind('direction')}={DIRECTION.values.index('range') + 1}"
_IS_HIGHER = f"{_kind('direction')}={DIRECTION.values.index('higher') + 1}"
_IS_SUM = f"{_kind('aggregation')}={AGGREGATION.values.index('sum') + 1}"
_GREEN, _AMBER = (f'IF([{name}]="",set_{name},[{name}])' for name in ("green_at", "amber_at"))


def _attained(share: str) -> str:
    """What the actual is worth against the goal, each of its numbers times that share, without baseline."""
    low, high, target = (f"[{name}]{share}" for name in ("low", "high", "target"))
    reach = f'IF([tolerance]="",({high}-{low})/2,[tolerance]{share})'
    distance = f"IF([actual]<{low},{low}-[actual],[actual]-{high})"
    within = f"AND(ROUND([actual],9)>=ROUND({low},9),ROUND([actual],9)<=ROUND({high},9))"
    in_range = f"IF({within},1,IF({reach}=0,0,MAX(0,1-{distance}/({reach}))))"
    gained = f"([actual]-{target})/ABS({target})"
    return f"IF({_IS_RANGE},{in_range},1+IF({_IS_HIGHER},1,-1)*{gained})"


_GOAL_ERROR = (
    f'IF(AND([tolerance]<>"",[tolerance]<=0),{_error(KpiError.TOLERANCE_RANGE)},'
    f'IF({_IS_RANGE},IF([low]="",{_error(KpiError.LOW_MISSING)},IF([high]="",{_error(KpiError.HIGH_MISSING)},'
    f"IF([low]>[high],{_error(KpiError.LOW_ORDER)},0))),"
    f'IF([target]="",{_error(KpiError.TARGET_MISSING)},IF(OR([baseline]="",[baseline]=[target]),'
    f"IF([target]=0,{_error(KpiError.TARGET_RANGE)},0),"
    f"IF(([baseline]>[target])=({_IS_HIGHER}),{_error(KpiError.BASELINE_SIDE)},0)))))"
)
_ALL_ERRORS = (
    f'IF([calc_goal]>0,[calc_goal],IF(AND([expected]<>"",NOT({_IS_RANGE}),[target]=0),'
    f'{_error(KpiError.TARGET_RANGE)},IF(AND([start]<>"",[end]<>"",[end]<[start]),{_error(KpiError.END_ORDER)},'
    f"IF(OR({_GREEN}<0,{_GREEN}>1),{_error(KpiError.GREEN_RANGE)},"
    f"IF(OR({_AMBER}<0,{_AMBER}>1),{_error(KpiError.AMBER_RANGE)},"
    f"IF({_AMBER}>{_GREEN},{_error(KpiError.AMBER_ORDER)},0))))))"
)
_WITH_BASELINE = f'AND(NOT({_IS_RANGE}),[baseline]<>"",[baseline]<>[target])'
_ATTAINMENT = (
    f'IF(OR([calc_goal]>0,[actual]=""),"",IFERROR(IF({_WITH_BASELINE},'
    f'([actual]-[baseline])/([target]-[baseline]),{_attained("")}),""))'
)
_INDEX = (
    'IF([calc_error]>0,"",IF(OR([expected]="",[actual]=""),[attainment],'
    f'IF([expected]=0,1,IFERROR({_attained("*[expected]")},""))))'
)
_EXPECTED = (
    f'IF(OR(NOT({_IS_SUM}),[start]="",[end]=""),"",IF([end]<[start],"",IF([start]=[end],'
    "--(MIN(as_of,[calc_reported])>=[start]),"
    "MAX(0,MIN(1,(MIN(as_of,[calc_reported])-[start])/([end]-[start]))))))"
)
_STATUS = (
    f'IF(OR(AND([start]<>"",as_of<[start]),AND([actual]="",[expected]=0)),{_status(KpiStatus.NOT_STARTED)},'
    f'IF([calc_index]="",{_status(KpiStatus.NO_DATA)},'
    f"IF([calc_last]-[calc_answered]>CHOOSE({_kind('frequency')},{_STALE_AFTER}),{_status(KpiStatus.STALE)},"
    f"IF(ROUND([calc_index],9)>=ROUND({_GREEN},9),{_status(KpiStatus.ON_TARGET)},"
    f"IF(ROUND([calc_index],9)>=ROUND({_AMBER},9),{_status(KpiStatus.CAUTION)},"
    f"{_status(KpiStatus.BELOW)})))))"
)
_USABLE = ",".join(
    (
        *(f"ISNUMBER({_kind(name)})" for name in ("direction", "frequency", "aggregation")),
        *(f'OR(ISNUMBER([{name}]),[{name}]="")' for name in _NUMBERS),
        f"COUNTIFS({{readings.calc_kpi}},[calc_row],{{readings.calc_counts}},{SPOILT})=0",
        first_of("kpis", "kpi_id"),
    )
)
_FORMULAS = {
    "calc_row": position("kpis", "kpi_id"),
    "calc_ok": f'IFERROR(IF([kpi_id]="","",--AND({_USABLE})),0)',
    "calc_first": _known('IF([start]="",0,[start])'),
    "calc_last": _known('IF([end]="",as_of,MIN(as_of,[end]))'),
    "calc_reported": _known(_reading(f"={REPORTED}")),
    "calc_answered": _known(_reading(f">={REPORTED}")),
    "calc_goal": _known(_GOAL_ERROR),
    "calc_error": _known(_ALL_ERRORS),
    "calc_index": _known(_INDEX),
    "calc_status": _known(_STATUS),
    "actual": _figure(
        f'IF([calc_reported]="","",CHOOSE({_kind("aggregation")},'
        f"SUMIFS({{readings.value}},{_MINE},[calc_reported]),SUMIFS({{readings.value}},{_WINDOW}),"
        f"SUMIFS({{readings.value}},{_WINDOW})/COUNTIFS({_WINDOW})))"
    ),
    "attainment": _figure(_ATTAINMENT),
    "expected": _figure(_EXPECTED),
    "status": _figure(
        "IF([calc_error]>0,INDEX(kpi_errors,[calc_error]),INDEX(choices_kpi_status,[calc_status]))"
    ),
}
assert AGGREGATION.values == ("last", "sum", "mean")  # the order of CHOOSE in `actual`


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedKpi:
    """A KPI as formulas see it, with what they make of it."""

    kpi: Kpi
    last: dt.date
    reached: Reached
    judgement: Judgement


def kpis_columns(layout: Layout, readings: Sequence[TypedReading], as_of: dt.date) -> Columns:
    """The computed columns of the table of KPIs; `readings` are the rows of theirs."""
    sheet = layout.tables["kpis"]
    ids = sheet.values("kpi_id")
    found: dict[str, list[Result]] = {name: [] for name in _FORMULAS}
    for row in range(1, sheet.body + 1):
        cells: Row = sheet.rows[row - 1] if row <= len(sheet.rows) else {}
        mine = [each for each in readings if each.kpi == row]
        again = row_of(cells.get("kpi_id"), ids, ()) != row
        values = _values(layout, cells, mine, as_of, again=again)
        for name, results in found.items():
            results.append(row if name == "calc_row" else values.get(name, ""))
    return {name: column(layout, "kpis", text, tuple(found[name])) for name, text in _FORMULAS.items()}


def _values(
    layout: Layout, cells: Row, readings: Sequence[TypedReading], as_of: dt.date, *, again: bool
) -> dict[str, Result]:
    """What a row shows; `again`: its id is that of a row above."""
    if cells.get("kpi_id") is None:
        return {}
    kpi = _typed_kpi(layout, cells)
    if again or kpi is None or any(each.counts == SPOILT for each in readings):
        shown = dict.fromkeys(("actual", "attainment", "expected", "status"), WARNING_SIGN)
        return {"calc_ok": 0, **shown}
    what = reached(counted(_answers(readings), as_of, kpi.start, kpi.end), kpi.aggregation)
    judged = judge(kpi, what, as_of)
    last = as_of if kpi.end is None else min(as_of, kpi.end)
    status, goal = judged.status, goal_error(kpi.goal)
    return {
        "calc_ok": 1,
        "calc_first": _serial(kpi.start) if kpi.start else 0,
        "calc_last": _serial(last),
        "calc_reported": _serial(what.period),
        "calc_answered": _serial(what.answered),
        "calc_goal": 0 if goal is None else _error(goal),
        "calc_error": _error(status) if isinstance(status, KpiError) else 0,
        "calc_index": _plain(judged.index),
        "calc_status": _numbered_status(kpi, what, judged, as_of),
        "actual": _plain(what.actual),
        "attainment": _plain(judged.attainment),
        "expected": _plain(judged.expected),
        "status": _shown(layout, status),
    }


def _numbered_status(kpi: Kpi, what: Reached, judged: Judgement, as_of: dt.date) -> int:
    """The status as a number; of a KPI that cannot be judged the one that it would have without index."""
    if isinstance(judged.status, KpiStatus):
        return _status(judged.status)
    early = kpi.start is not None and as_of < kpi.start
    waits = what.actual is None and judged.expected == 0
    return _status(KpiStatus.NOT_STARTED if early or waits else KpiStatus.NO_DATA)


def _shown(layout: Layout, status: KpiStatus | KpiError) -> str:
    """Its label, or the code of what is wrong."""
    return str(status) if isinstance(status, KpiError) else layout.labels.text(f"show.kpi_status.{status}")


def _answers(readings: Sequence[TypedReading]) -> list[Reading]:
    """The readings that count, oldest first."""
    found = [
        Reading(period=each.period, value=None if each.counts == NOT_APPLICABLE else each.value)
        for each in readings
        if each.period is not None and each.counts in (REPORTED, NOT_APPLICABLE)
    ]
    return sorted(found, key=lambda each: each.period)


def _typed_kpi(layout: Layout, cells: Row) -> Kpi | None:
    """The KPI in these cells; None when one of them cannot be used."""
    settings = layout.spec.settings
    direction, frequency, aggregation = (
        choice(cells.get(each.name), each, layout.labels) for each in (DIRECTION, FREQUENCY, AGGREGATION)
    )
    if not (isinstance(direction, str) and isinstance(frequency, str) and isinstance(aggregation, str)):
        return None
    numbers = {name: number(cells.get(name)) for name in _NUMBERS[:-2]}
    days = [day(cells.get(name)) for name in ("start", "end")]
    if any(isinstance(each, Unusable) for each in (*numbers.values(), *days)):
        return None
    typed = {name: None if isinstance(each, Unusable) else each for name, each in numbers.items()}
    start, end = (None if isinstance(each, Unusable) else each for each in days)
    green, amber = typed.pop("green_at"), typed.pop("amber_at")
    return Kpi(
        goal=Goal(direction=Direction(direction), **typed),
        aggregation=Aggregation(aggregation),
        frequency=Frequency(frequency),
        start=start,
        end=end,
        green_at=settings.green_at if green is None else green,
        amber_at=settings.amber_at if amber is None else amber,
        stale_after_days=stale_after_days(Frequency(frequency), settings),
    )


def _serial(found: dt.date | None) -> Result:
    return "" if found is None else serial(found)


def _plain(found: float | None) -> Result:
    return "" if found is None else found
