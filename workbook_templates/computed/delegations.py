"""How far a delegation would have to be, how it is doing, and when the next talk is due, beside its row.

The formulas are SPEC §7 in steps; their values come from `delegation`. A cell that a formula cannot use makes
the row's figures ⚠, a due date before the start makes the health its code.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence, Set
from dataclasses import dataclass

from delegation.check_ins import Contact, contact_of, next_check_in
from delegation.happened import Values, status_at
from delegation.health import Health, health_of, is_blocked
from delegation.progress import expected_progress, milestone_progress, typed_progress
from delegation.tables import CLOSED_STATUSES, DELEGATIONS, OPEN_STATUSES, STATUS
from workbook_templates.computed.check_ins import COUNTED, SPOILT, Told
from workbook_templates.computed.column import Columns, Result, column, first_of, position
from workbook_templates.computed.typed import Unusable, choice, day, has_error, is_whole, number, row_of
from workbook_templates.computed.working_days import BEFORE_AS_OF, TO_AS_OF, Running, running
from workbook_templates.formulas import serial
from workbook_templates.layout import Layout
from workbook_templates.style import WARNING_SIGN
from workbook_templates.written import Row

_DATES = ("start", "due", "accepted_on", "completed_on")
_SHOWN = ("expected", "gap", "health", "next_check_in")
_STATES = tuple(Health)


def _status(status: str) -> int:
    return STATUS.values.index(status) + 1


def _health(health: Health) -> int:
    return _STATES.index(health) + 1


def _known(formula: str) -> str:
    """Only where the row's cells can be used."""
    return f'IF([calc_ok]=1,{formula},"")'


def _figure(formula: str, in_disorder: str = '""') -> str:
    """A sign in a row that cannot be computed, nothing in an empty one; something else with wrong dates."""
    return f'IF([calc_ok]=1,IF([due]<[start],{in_disorder},{formula}),IF([calc_ok]="","",label_unusable))'


_IS_CLOSED = f"[calc_status]>{len(OPEN_STATUSES)}"
_CADENCE = (
    'IF([check_in_days]="",TRUE,IF(ISNUMBER([check_in_days]),'
    "AND([check_in_days]>=1,[check_in_days]=INT([check_in_days])),FALSE))"
)
PROGRESS_USABLE = (
    'IF([progress]="",TRUE,IF(ISNUMBER([progress]),AND([progress]>=0,[progress]<=1),FALSE))',
    f"COUNTIFS({{milestones.calc_dlg}},[calc_row],{{milestones.calc_counts}},{SPOILT})=0",
)
_USABLE = ",".join(
    (
        "ISNUMBER([start])",
        "ISNUMBER([due])",
        "ISNUMBER(MATCH([status],choices_status,0))",
        *(f'OR(ISNUMBER([{name}]),[{name}]="")' for name in ("accepted_on", "completed_on")),
        _CADENCE,
        *PROGRESS_USABLE,
        f"COUNTIFS({{check_ins.calc_dlg}},[calc_row],{{check_ins.calc_counts}},{SPOILT})=0",
        first_of("delegations", "delegation_id"),
    )
)
_TOLD = (
    f"({{check_ins.calc_dlg}}=[calc_row])*({{check_ins.calc_counts}}={COUNTED})*({{check_ins.date}}<=as_of)"
)
_OPEN_CALL = (
    f"{_TOLD}*({{check_ins.type}}=label_help_request)"
    '*((({check_ins.closed_on}="")+({check_ins.closed_on}>as_of))>0)'
)
_WEIGHTS = "SUMIFS({milestones.calc_weight},{milestones.calc_dlg},[calc_row])"
_DONE = "SUMIFS({milestones.calc_done},{milestones.calc_dlg},[calc_row])"
PROGRESS = f"IF({_WEIGHTS}>0,{_DONE}/{_WEIGHTS},N([progress]))"
"""What is done of a delegation: by its milestones, else as typed."""


def _told(number_of: int, column_id: str, condition: str) -> str:
    """The largest (14) or the smallest (15) of a column of the check-ins that count."""
    return f'IFERROR(_xlfn.AGGREGATE({number_of},6,{{check_ins.{column_id}}}/({condition}),1),"")'


def _elapsed(since: str, number_then: str) -> str:
    """The working days after a day, up to and including as_of."""
    return f"IF(as_of<={since},0,{TO_AS_OF}-{number_then})"


_EVERY = '[check_in_days]<>""'
_STUCK = f"OR([calc_status]={_status('on_hold')},[calc_waited]>set_help_within_days)"
_NOT_ACCEPTED = (
    'AND(OR([accepted_on]="",[accepted_on]>as_of),as_of>[start],'
    f"{BEFORE_AS_OF}-[calc_start]>=set_accept_within_days)"
)
_QUIET_FOR = _elapsed("[calc_since]", "[calc_at]")
_IS_SILENT = f"AND({_EVERY},ROUND({_QUIET_FOR},9)>ROUND(N([check_in_days])*set_silent_after_cadences,9))"
_SINCE_LAST = _elapsed("[calc_last]", running("[calc_last]"))
_IS_LATE = f"AND({_EVERY},[calc_review]>N([check_in_days]))"
_CLOSED_AS = ",".join(str(_health(Health(each))) for each in CLOSED_STATUSES)
_AT_RISK = (
    'OR(AND([calc_confidence]<>"",[calc_confidence]<=set_low_confidence),'
    'AND([gap]<>"",ROUND(N([gap]),9)<ROUND(set_at_risk_gap,9)))'
)
_HEALTH = (
    f"IF({_IS_CLOSED},CHOOSE([calc_status]-{len(OPEN_STATUSES)},{_CLOSED_AS}),"
    f"IF([calc_status]={_status('awaiting_review')},"
    f"IF({_IS_LATE},{_health(Health.REVIEW_LATE)},{_health(Health.IN_REVIEW)}),"
    f"IF(AND(as_of<[start],NOT({_STUCK})),{_health(Health.NOT_STARTED)},"
    f"IF([due]<as_of,{_health(Health.OVERDUE)},"
    f"IF(OR({_STUCK},[calc_blocked]>0),{_health(Health.BLOCKED)},"
    f"IF({_NOT_ACCEPTED},{_health(Health.NOT_ACCEPTED)},"
    f"IF({_IS_SILENT},{_health(Health.SILENT)},"
    f"IF({_AT_RISK},{_health(Health.AT_RISK)},"
    f'IF(AND([gap]<>"",ROUND(N([gap]),9)<ROUND(set_slipping_gap,9)),{_health(Health.SLIPPING)},'
    f"{_health(Health.ON_TRACK)})))))))))"
)
_TARGET = "([calc_at]+[check_in_days])"
_FAR_IS_RIGHT = f"AND({running('[calc_far]')}={_TARGET},{running('([calc_far]-1)')}={_TARGET}-1)"
_FORMULAS = {
    "calc_row": position("delegations", "delegation_id"),
    "calc_ok": f'IFERROR(IF([delegation_id]="","",--AND({_USABLE})),0)',
    "calc_status": _known(
        f'IF(AND(COUNTIF(closed_statuses,[status])>0,[completed_on]<>"",[completed_on]>as_of),'
        f"{_status('in_progress')},MATCH([status],choices_status,0))"
    ),
    "calc_last": _known(_told(14, "date", _TOLD)),
    "calc_confidence": _known(
        _told(
            15, "confidence", f"{_TOLD}*({{check_ins.date}}=[calc_last])*ISNUMBER({{check_ins.confidence}})"
        )
    ),
    "calc_help": _known(_told(15, "date", _OPEN_CALL)),
    "calc_progress": _known(PROGRESS),
    "calc_blocked": _known("COUNTIFS({milestones.calc_dlg},[calc_row],{milestones.calc_blocked},1)"),
    "calc_before": _known(running("([start]-1)")),
    "calc_start": _known(running("[start]")),
    "calc_due": _known(running("[due]")),
    "calc_since": _known("MAX([start],[calc_last])"),
    "calc_at": _known(running("[calc_since]")),
    "calc_far": _known(  # a day that `_calendar` does not have: by weekdays from its nearer end
        f'IF(OR({_IS_CLOSED},[check_in_days]=""),"",IF([calc_due]-[calc_at]<[check_in_days],"",'
        f"IF({_TARGET}<1,WORKDAY(cal_first,{_TARGET}-1),IF({_TARGET}>INDEX(cal_cum,ROWS(cal_cum)),"
        f'WORKDAY(cal_last,{_TARGET}-INDEX(cal_cum,ROWS(cal_cum))),""))))'
    ),
    "calc_review": _known(f'IF([calc_last]="",{_elapsed("[start]", "[calc_start]")},{_SINCE_LAST})'),
    "calc_waited": _known(f'IF([calc_help]="",0,{_elapsed("[calc_help]", running("[calc_help]"))})'),
    "calc_health": _known(_HEALTH),
    "expected": _figure(
        f'IF({_IS_CLOSED},"",IF(as_of<=[start],0,IF(as_of>[due],1,IF([calc_due]=[calc_before],0,'
        f"({BEFORE_AS_OF}-[calc_before])/([calc_due]-[calc_before])))))"
    ),
    "gap": _figure('IF([expected]="","",[calc_progress]-[expected])'),
    "health": _figure("INDEX(choices_health,[calc_health])", "INDEX(delegation_errors,1)"),
    "next_check_in": _figure(
        f'IF(OR({_IS_CLOSED},[check_in_days]=""),"",IF([calc_due]-[calc_at]<[check_in_days],[due],'
        f'IF([calc_far]="",INDEX(cal_date,MATCH({_TARGET},cal_cum,0)),'
        f"IF({_FAR_IS_RIGHT},[calc_far],label_unusable))))"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A delegation as formulas see it, and what is told of it."""

    values: Values
    milestones: Sequence[Values]
    contact: Contact


def delegations_columns(
    layout: Layout, days: Running, as_of: dt.date, *, check_ins: Told, milestones: Told, spoilt: Set[int]
) -> Columns:
    """The computed columns of the table of delegations; what is told goes by their position."""
    sheet = layout.tables["delegations"]
    ids = sheet.values("delegation_id")
    found: dict[str, list[Result]] = {name: [] for name in _FORMULAS}
    for place in range(1, sheet.body + 1):
        cells: Row = sheet.rows[place - 1] if place <= len(sheet.rows) else {}
        results: dict[str, Result] = {}
        if cells.get("delegation_id") is not None:
            values = (
                None if place in spoilt or row_of(ids[place - 1], ids, ()) != place else _typed(layout, cells)
            )
            results = {"calc_ok": 0, **dict.fromkeys(_SHOWN, WARNING_SIGN)}
            if values is not None:
                contact = contact_of(check_ins.get(place, ()), as_of)
                row = _Row(values=values, milestones=milestones.get(place, ()), contact=contact)
                results = {**_steps(row, days, as_of), **_figures(layout, row, days, as_of)}
        for name, column_values in found.items():
            column_values.append(place if name == "calc_row" else results.get(name, ""))
    return {name: column(layout, "delegations", text, tuple(found[name])) for name, text in _FORMULAS.items()}


def _typed(layout: Layout, cells: Row) -> Values | None:
    """The delegation in these cells; None when one of them cannot be used."""
    if has_error(cells, (*_DATES, "status", "check_in_days", "progress")):
        return None
    found = {name: day(cells.get(name)) for name in _DATES}
    status, progress = choice(cells.get("status"), STATUS, layout.labels), number(cells.get("progress"))
    cadence = cells.get("check_in_days")
    if any(isinstance(each, Unusable) for each in (*found.values(), status, progress)):
        return None
    if found["start"] is None or found["due"] is None or status is None:
        return None
    if isinstance(progress, int | float) and not 0 <= progress <= 1:
        return None
    if cadence is not None and not is_whole(cadence, 1, float("inf")):
        return None
    values = {**found, "status": status, "progress": progress, "check_in_days": cadence}
    return {name: value for name, value in values.items() if value is not None}


def _steps(row: _Row, days: Running, as_of: dt.date) -> dict[str, Result]:
    """What the hidden columns have on the way."""
    values, contact = row.values, row.contact
    start, due, last = values["start"], values["due"], contact.last
    since = start if last is None else max(start, last)
    progress = milestone_progress(row.milestones, as_of)
    waited = 0 if contact.help_since is None else days.calendar.elapsed(contact.help_since, as_of)
    return {
        "calc_ok": 1,
        "calc_status": _status(status_at(values, as_of)),
        "calc_last": _serial(last),
        "calc_confidence": "" if contact.confidence is None else contact.confidence,
        "calc_help": _serial(contact.help_since),
        "calc_progress": typed_progress(values) if progress is None else progress,
        "calc_blocked": sum(is_blocked(each, as_of) for each in row.milestones),
        "calc_before": days.at(start - dt.timedelta(days=1)),
        "calc_start": days.at(start),
        "calc_due": days.at(due),
        "calc_since": serial(since),
        "calc_at": days.at(since),
        "calc_far": _far(values, since, days, as_of),
        "calc_review": days.calendar.elapsed(last or start, as_of),
        "calc_waited": waited,
    }


def _far(values: Values, since: dt.date, days: Running, as_of: dt.date) -> Result:
    every = values.get("check_in_days")
    if every is None or status_at(values, as_of) in CLOSED_STATUSES:
        return ""
    target = days.at(since) + every
    if days.at(values["due"]) < target or 1 <= target <= days.last_number:
        return ""
    return serial(days.by_weekdays(target))


def _planned(values: Values, contact: Contact, status: str, days: Running) -> Result:
    """The next check-in; a sign where neither `_calendar` nor weekdays alone tell its day."""
    start, due, every = values["start"], values["due"], values.get("check_in_days")
    found = next_check_in(contact.last, every, start, due, status, days.calendar)
    if found is None or every is None:
        return ""
    target = days.at(start if contact.last is None else max(start, contact.last)) + every
    inside = days.at(due) < target or 1 <= target <= days.last_number
    return serial(found) if inside or found == days.by_weekdays(target) else WARNING_SIGN


def _figures(layout: Layout, row: _Row, days: Running, as_of: dt.date) -> dict[str, Result]:
    """What the row shows, and the number of its health."""
    values = row.values
    start, due, status = values["start"], values["due"], status_at(values, as_of)
    progress = milestone_progress(row.milestones, as_of)
    expected = None if status in CLOSED_STATUSES else expected_progress(start, due, as_of, days.calendar)
    gap = None if expected is None else (typed_progress(values) if progress is None else progress) - expected
    health = health_of(
        values,
        contact=row.contact,
        milestones=row.milestones,
        gap=gap,
        as_of=as_of,
        calendar=days.calendar,
        settings=layout.spec.settings,
    )
    if due < start:
        return {"calc_health": _health(health), "health": DELEGATIONS.code("ORDER", "due")}
    return {
        "calc_health": _health(health),
        "expected": "" if expected is None else expected,
        "gap": "" if gap is None else gap,
        "health": layout.labels.text(f"show.health.{health}"),
        "next_check_in": _planned(values, row.contact, status, days),
    }


def _serial(found: dt.date | None) -> Result:
    return "" if found is None else serial(found)
