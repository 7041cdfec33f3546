"""How full everybody is, this week and this cycle: capacity, load and utilisation beside a member's row.

The formulas are SPEC §8; their values come from `delegation.workload`. A cell of the member's or of their
leave that a formula cannot use makes the row's figures ⚠; one of a delegation's its delegate's load.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from delegation.workload import Usage, workload
from workbook_templates.computed.absences import TypedLeave
from workbook_templates.computed.column import Columns, Result, column
from workbook_templates.computed.load import Loads
from workbook_templates.computed.people import MEMBER_FORMULAS, SPOILT, TypedMember
from workbook_templates.computed.windows import NAMES, Windows, own_days
from workbook_templates.layout import Layout
from workbook_templates.style import WARNING_SIGN

_KINDS = ("capacity", "load", "utilisation")


def _figure(formula: str) -> str:
    """A sign in a row that cannot be computed, nothing in an empty one."""
    return f'IF([calc_ok]=1,IFERROR({formula},label_unusable),IF([calc_ok]="","",label_unusable))'


def _capacity(name: str) -> str:
    col = "[calc_row]+1"
    days = f"{own_days(f'{name}_to', col)}-{own_days(f'{name}_from', col)}"
    off = f"SUMIFS({{leave.calc_{name}}},{{leave.calc_who}},[calc_row])"
    return f'IF({name}_from="",label_unusable,[calc_day]*({days}-{off}))'


def _load(name: str) -> str:
    mine = "{delegations.calc_who},[calc_row]"
    spoilt = f"COUNTIFS({mine},{{delegations.calc_{name}}},{SPOILT})"
    return f'IF(OR({name}_from="",{spoilt}>0),label_unusable,SUMIFS({{delegations.calc_{name}}},{mine}))'


def _utilisation(name: str) -> str:
    capacity, load = f"[capacity_{name}]", f"[load_{name}]"
    without = f'IF(ROUND({load},9)>0,label_no_capacity,"")'
    return (
        f"IF(COUNT({capacity},{load})<2,label_unusable,IF(ROUND({capacity},9)>0,{load}/{capacity},{without}))"
    )


_FIGURES = {
    f"{figure}_{name}": _figure(formula(name))
    for name in NAMES
    for figure, formula in (("capacity", _capacity), ("load", _load), ("utilisation", _utilisation))
}


def members_columns(
    layout: Layout,
    members: Sequence[TypedMember],
    leave: Sequence[TypedLeave],
    loads: Loads,
    when: Windows,
) -> Columns:
    """The computed columns of the table of members."""
    usages = {name: _usages(loads, name, when) for name in NAMES}
    away = {each.who for each in leave if each.share == SPOILT}
    found: dict[str, list[Result]] = {name: [] for name in (*MEMBER_FORMULAS, *_FIGURES)}
    for member in members:
        hours = member.hours_a_day
        usable = hours is not None and member.first and member.place not in away
        results: dict[str, Result] = {
            "calc_row": member.place,
            "calc_id": member.plain_id,
            "calc_name": member.plain_name,
            "calc_days": len(member.work_days),
            "calc_day": "" if hours is None else hours,
            "calc_ok": int(usable) if member.is_there else "",
        }
        for name in NAMES:
            shown: Mapping[str, Result] = dict.fromkeys(_KINDS, WARNING_SIGN if member.is_there else "")
            if usable:
                shown = _shown(layout, member.place, usages[name], loads, when, name)
            results |= {f"{kind}_{name}": shown[kind] for kind in _KINDS}
        for name, values in found.items():
            values.append(results[name])
    formulas = {**MEMBER_FORMULAS, **_FIGURES}
    return {name: column(layout, "members", text, tuple(found[name])) for name, text in formulas.items()}


def _usages(loads: Loads, name: str, when: Windows) -> Mapping[int, Usage]:
    """Of the members, by position."""
    days = when.by_name(name).days
    return {int(each.member_id): each.usage for each in workload(loads.plan, days.first, days.last).people}


def _shown(
    layout: Layout, place: int, usages: Mapping[int, Usage], loads: Loads, when: Windows, name: str
) -> dict[str, Result]:
    """The figures of a member whose row can be used."""
    unknown: dict[str, Result] = dict.fromkeys(_KINDS, WARNING_SIGN)
    if when.by_name(name).from_row is None:
        return unknown
    usage = usages[place]
    if place in loads.spoilt[name]:
        return {**unknown, "capacity": usage.capacity_hours}
    full: Result = "" if usage.band is None else layout.labels.text(f"show.band.{usage.band}")
    return {
        "capacity": usage.capacity_hours,
        "load": usage.load_hours,
        "utilisation": full if usage.utilisation is None else usage.utilisation,
    }
