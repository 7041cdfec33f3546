"""Which hours of a delegation lie in the two windows of days: hidden columns beside it, for its delegate.

The formulas are SPEC §8 in steps; their values come from `delegation.load`. A delegation of which a cell
cannot be used has SPOILT hours: its delegate's load is then unknown, and nobody else's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from delegation.happened import Values, status_at
from delegation.load import LoadPlan, Spread, plan_load
from delegation.records import Record, Value
from delegation.tables import CLOSED_STATUSES, LOAD_STATUSES, OPEN_STATUSES, STATUS
from workbook_templates.computed import check_ins
from workbook_templates.computed.absences import TypedLeave
from workbook_templates.computed.column import Columns, Result, column, first_of
from workbook_templates.computed.delegations import PROGRESS, PROGRESS_USABLE
from workbook_templates.computed.people import SPOILT, TypedMember, member_of, place_of
from workbook_templates.computed.typed import Unusable, choice, day, has_error, number, row_of
from workbook_templates.computed.windows import DAYS_AFTER_KNOWN, NAMES, Window, Windows, own_days
from workbook_templates.computed.working_days import Running
from workbook_templates.layout import Layout
from workbook_templates.written import Row

assert STATUS.values[1:4] == LOAD_STATUSES  # the formulas take them by their numbers
_STATUS = "MATCH([status],choices_status,0)"
_ENDED = 'IF([completed_on]="",TRUE,IF(ISNUMBER([completed_on]),[completed_on]<=as_of,FALSE))'
_MAKES_NONE = f"IF({_STATUS}>{len(OPEN_STATUSES)},{_ENDED},OR({_STATUS}<2,{_STATUS}>4))"
_USABLE = ",".join(
    (
        "ISNUMBER([start])",
        "ISNUMBER([due])",
        "[due]>=[start]",
        "ISNUMBER([effort_hours])",
        "[effort_hours]>=0",
        f"OR({_STATUS}<=4,ISNUMBER([completed_on]))",
        *PROGRESS_USABLE,
    )
)
_FROM = "(INT(MAX(as_of,[start]))-cal_first+1)"
_LATER_DAYS = (  # of each weekday, Monday first: a Monday's serial number leaves 2 when divided by 7
    "SUMPRODUCT(INDEX(avail_days,0,[calc_col])"
    "*(INT(([due]-{2;3;4;5;6;7;8})/7)-INT((cal_last-{2;3;4;5;6;7;8})/7)))"
)
_LATER_KNOWN = (
    f'AND({DAYS_AFTER_KNOWN}=1,COUNTIFS({{leave.calc_whole}},[calc_who],{{leave.end}},">"&cal_last)=0)'
)


def _in_window(name: str) -> str:
    first, last = own_days(f"{name}_from", "[calc_col]"), own_days(f"{name}_to", "[calc_col]")
    common = f"MIN([calc_upto],{last})-MAX([calc_after],{first})"
    return (
        f'IF([calc_left]<=0,[calc_left],IF([calc_after]="",0,IF(OR([calc_upto]={SPOILT},{name}_from=""),{SPOILT},'
        f"[calc_left]*MAX(0,{common})/([calc_upto]-[calc_after]))))"
    )


_FORMULAS = {
    "calc_who": member_of("[delegate]"),
    "calc_left": (
        f'IF([delegation_id]="",0,IFERROR(IF({_MAKES_NONE},0,'
        f"IF(IF([calc_ok]=1,TRUE,{first_of('delegations', 'delegation_id')}),"
        f"IF(AND({_USABLE}),[effort_hours]*(1-IF([calc_ok]=1,[calc_progress],{PROGRESS})),{SPOILT}),0)),"
        f"{SPOILT}))"
    ),
    "calc_col": (  # of `avail_run`; the first one, everybody's, for who has no days of their own
        "IF([calc_left]>0,IF([calc_who]=0,1,IFERROR(IF(INDEX(avail_ready,1,[calc_who]+1)=1,[calc_who]+1,1),"
        f'{SPOILT})),"")'
    ),
    "calc_after": (
        f'IF([calc_left]>0,IF({_FROM}>=MAX(week_to,cycle_to),"",IF({_FROM}<1,{SPOILT},'
        f'IFERROR({own_days(_FROM, "[calc_col]")},{SPOILT}))),"")'
    ),
    "calc_upto": (
        f'IF([calc_after]="","",IF([calc_after]={SPOILT},{SPOILT},IF(INT([due])<=cal_last,MAX([calc_after]+1,'
        f"{own_days('MAX(1,INT([due])-cal_first+2)', '[calc_col]')}),IF({_LATER_KNOWN},MAX([calc_after]+1,"
        f"{own_days('ROWS(avail_run)', '[calc_col]')}+{_LATER_DAYS}),{SPOILT}))))"
    ),
    **{f"calc_{name}": _in_window(name) for name in NAMES},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Loads:
    """What formulas know of load; members and delegations go by their positions.

    Members whose cells cannot be used are none in the `plan`. `spoilt`: by window, the members of whose
    delegations one cannot be used.
    """

    plan: LoadPlan
    columns: Columns
    spoilt: Mapping[str, Set[int]]


def load_of(
    layout: Layout,
    days: Running,
    when: Windows,
    members: Sequence[TypedMember],
    leave: Sequence[TypedLeave],
    *,
    milestones: check_ins.Told,
    stepless: Set[int],
) -> Loads:
    """The hidden columns of the delegations, and the plan behind them."""
    sheet = layout.tables["delegations"]
    who = [place_of(cell, members) for cell in sheet.values("delegate")]
    typed = {place: _typed(layout, place, when.as_of, stepless) for place in range(1, sheet.body + 1)}
    delegations = [
        Record("delegations", str(place), place, {**values, "delegate": str(who[place - 1])})
        for place, values in typed.items()
        if values is not None and not isinstance(values, Unusable)
    ]
    plan = plan_load(
        [Record("members", str(each.place), each.place, {**each.values}) for each in members if each.values],
        delegations,
        as_of=when.as_of,
        calendar=days.calendar,
        leave=_absences(leave),
        milestones=_milestones(milestones),
    )
    working = {each.place for each in members if any(each.flags)}
    spreads = {each.delegation_id: each for person in plan.people for each in person.spreads}
    results: dict[str, list[Result]] = {name: [] for name in _FORMULAS}
    spoilt: dict[str, set[int]] = {name: set() for name in NAMES}
    for place, values in typed.items():
        found = _results(who[place - 1], values, spreads.get(str(place)), leave, working, when)
        for name, value in found.items():
            results[name].append(value)
        for name in NAMES:
            if found[f"calc_{name}"] == SPOILT:
                spoilt[name].add(who[place - 1])
    columns = {
        name: column(layout, "delegations", text, tuple(results[name])) for name, text in _FORMULAS.items()
    }
    return Loads(plan=plan, columns=columns, spoilt=spoilt)


def _absences(leave: Sequence[TypedLeave]) -> list[Record]:
    found = []
    for place, each in enumerate(leave):
        if each.first and each.last:
            days: dict[str, Value] = {"start": each.first, "end": each.last, "share": each.share}
            found.append(Record("leave", str(place), place, {"member_id": str(each.who), **days}))
    return found


def _milestones(told: check_ins.Told) -> list[Record]:
    return [
        Record("milestones", str(number), number, {**values, "delegation_id": str(place)})
        for place, found in told.items()
        for number, values in enumerate(found)
    ]


def _typed(layout: Layout, place: int, as_of: dt.date, stepless: Set[int]) -> Values | Unusable | None:
    """The delegation in that row; None where it makes no load for certain."""
    sheet = layout.tables["delegations"]
    cells: Row = sheet.rows[place - 1] if place <= len(sheet.rows) else {}
    ids = sheet.values("delegation_id")
    if ids[place - 1] is None:
        return None
    if has_error(cells, ("delegation_id", "status")):
        return Unusable.UNUSABLE
    status, ended = choice(cells.get("status"), STATUS, layout.labels), day(cells.get("completed_on"))
    if status is None or isinstance(status, Unusable):
        return Unusable.UNUSABLE
    if status in CLOSED_STATUSES:
        if has_error(cells, ("completed_on",)):
            return Unusable.UNUSABLE
        if ended is None or (isinstance(ended, dt.date) and ended <= as_of):
            return None
    elif status not in LOAD_STATUSES:
        return None
    if row_of(ids[place - 1], ids, ()) != place:
        return None
    found = _hours(cells)
    if found is None or place in stepless or (status in CLOSED_STATUSES and isinstance(ended, Unusable)):
        return Unusable.UNUSABLE
    return {**found, "status": status_at({"status": status, "completed_on": ended}, as_of)}


def _hours(cells: Row) -> Values | None:
    """What the hours and their days are made of; None where a cell of it cannot be used."""
    if has_error(cells, ("start", "due", "effort_hours", "progress")):
        return None
    start, due = day(cells.get("start")), day(cells.get("due"))
    effort, progress = number(cells.get("effort_hours")), number(cells.get("progress"))
    if not isinstance(start, dt.date) or not isinstance(due, dt.date) or due < start:
        return None
    if not isinstance(effort, int | float) or effort < 0 or isinstance(progress, Unusable):
        return None
    if not 0 <= (progress or 0) <= 1:
        return None
    return {"start": start, "due": due, "effort_hours": effort, "progress": progress or 0}


def _results(
    who: int,
    values: Values | Unusable | None,
    spread: Spread | None,
    leave: Sequence[TypedLeave],
    working: Set[int],
    when: Windows,
) -> dict[str, Result]:
    """What the row's hidden columns have; `spread` is None where no hours are left."""
    if spread is None or not isinstance(values, dict):
        left = SPOILT if isinstance(values, Unusable) else 0
        results: dict[str, Result] = {**dict.fromkeys(_FORMULAS, ""), "calc_who": who, "calc_left": left}
        return {**results, **{f"calc_{name}": left for name in NAMES}}
    before = spread.own_days.running(when.first.toordinal() - 1)
    from_row = when.row(max(when.as_of, values["start"]))
    after: Result = ""
    if from_row < when.end_row:
        after = SPOILT if from_row < 1 else spread.stretch.after - before
    away = any(each.whole == who and each.last and each.last > when.last for each in leave)
    known = values["due"] <= when.last or (when.after_known and not away)
    upto = after if after in ("", SPOILT) else spread.stretch.upto - before if known else SPOILT
    found: dict[str, Result] = {
        "calc_who": who,
        "calc_left": spread.hours,
        "calc_col": who + 1 if who in working else 1,
        "calc_after": after,
        "calc_upto": upto,
    }
    for name in NAMES:
        found[f"calc_{name}"] = _in(spread, when.by_name(name), upto)
    return found


def _in(spread: Spread, window: Window, upto: Result) -> Result:
    """The hours in a window; none of those that begin after both."""
    if upto == "":
        return 0
    if upto == SPOILT or window.from_row is None:
        return SPOILT
    return spread.hours_in(spread.own_days.stretch(window.counted.first, window.counted.last))
