"""What milestones make of a delegation's progress, worked out beside them in hidden columns.

One of which a date or a number is none spoils its delegation's figures instead of being left out of them.
"""

from __future__ import annotations

import datetime as dt

from delegation.cells.text import is_none_word
from delegation.happened import Values, happened
from delegation.health import is_blocked
from workbook_templates.computed.check_ins import COUNTED, NOT_COUNTED, SPOILT, Told
from workbook_templates.computed.column import Columns, Result, column, first_of, found_row
from workbook_templates.computed.typed import Unusable, day, has_error, number, row_of, text_of
from workbook_templates.layout import Layout
from workbook_templates.written import Row

_USABLE = ",".join(
    (
        "ISNUMBER([planned_end])",
        *(f'OR(ISNUMBER([{name}]),[{name}]="")' for name in ("planned_start", "actual_end")),
        'IF([weight]="",TRUE,IF(ISNUMBER([weight]),[weight]>=0,FALSE))',
        'IF([progress]="",TRUE,IF(ISNUMBER([progress]),AND([progress]>=0,[progress]<=1),FALSE))',
    )
)
_ENDED = 'AND([actual_end]<>"",[actual_end]<=as_of)'
_BARE = "[blocker]"
for _sign in " .。!-–—":
    _BARE = f'SUBSTITUTE({_BARE},"{_sign}","")'
_ORDERED = 'IF([planned_start]="",TRUE,[planned_start]<=[planned_end])'
_FORMULAS = {
    "calc_dlg": found_row("delegations", "delegation_id", "title", "[delegation_id]"),
    "calc_counts": (
        f'IF([calc_dlg]=0,{NOT_COUNTED},IFERROR(IF(OR([milestone]="",[planned_end]=""),{NOT_COUNTED},'
        f"IF(AND({_USABLE}),IF(AND({_ORDERED},{first_of('milestones', 'milestone', 'calc_dlg')}),{COUNTED},"
        f"{NOT_COUNTED}),{SPOILT})),{SPOILT}))"
    ),
    "calc_weight": f'IF([calc_counts]={COUNTED},IF([weight]="",1,[weight]),0)',
    "calc_done": f'IF([calc_weight]=0,0,[calc_weight]*IF([progress]="",--{_ENDED},[progress]))',
    "calc_blocked": (
        f"IF([calc_counts]={COUNTED},IFERROR(--AND(SUMPRODUCT(--(none_words={_BARE}))=0,NOT({_ENDED}),"
        'ROUND(IF([progress]="",0,[progress]),9)<1),0),0)'
    ),
}


def milestones_columns(layout: Layout, as_of: dt.date) -> tuple[Columns, Told, frozenset[int]]:
    """The columns; the milestones that count, by their delegation's position; the delegations spoilt."""
    sheet, delegations = layout.tables["milestones"], layout.tables["delegations"]
    keys, titles = delegations.values("delegation_id"), delegations.values("title")
    found: dict[str, list[Result]] = {name: [] for name in _FORMULAS}
    told: Told = {}
    spoilt: set[int] = set()
    seen: set[tuple[int, str | None]] = set()
    for place in range(sheet.body):
        cells: Row = sheet.rows[place] if place < len(sheet.rows) else {}
        row = row_of(cells.get("delegation_id"), keys, titles)
        values = _values(cells) if row else None
        name = (row, text_of(cells.get("milestone")))
        if isinstance(values, dict) and name in seen:
            values = None
        seen.add(name)
        if isinstance(values, Unusable):
            spoilt.add(row)
        elif values is not None:
            told.setdefault(row, []).append(values)
        for column_id, value in zip(found, (row, *_results(values, as_of)), strict=True):
            found[column_id].append(value)
    columns = {
        name: column(layout, "milestones", text, tuple(found[name])) for name, text in _FORMULAS.items()
    }
    return columns, told, frozenset(spoilt)


def _results(values: Values | Unusable | None, as_of: dt.date) -> tuple[Result, ...]:
    """Whether it counts, its weight, how much of it is done, whether it is blocked."""
    if values is None or isinstance(values, Unusable):
        return (NOT_COUNTED if values is None else SPOILT), 0, 0, 0
    weight = values.get("weight", 1)
    done = values.get("progress", int(happened(values, "actual_end", as_of) is not None))
    return COUNTED, weight, weight * done, int(is_blocked(values, as_of))


def _values(cells: Row) -> Values | Unusable | None:
    """The milestone in these cells; None where it is none."""
    dates = ("planned_start", "planned_end", "actual_end")
    if has_error(cells, ("milestone", "weight", "progress", *dates)):
        return Unusable.UNUSABLE
    if cells.get("milestone") is None or cells.get("planned_end") is None:
        return None
    found = {name: day(cells.get(name)) for name in dates}
    weight, progress = number(cells.get("weight")), number(cells.get("progress"))
    if any(isinstance(each, Unusable) for each in (*found.values(), weight, progress)):
        return Unusable.UNUSABLE
    if isinstance(weight, int | float) and weight < 0:
        return Unusable.UNUSABLE
    if isinstance(progress, int | float) and not 0 <= progress <= 1:
        return Unusable.UNUSABLE
    start, end = found["planned_start"], found["planned_end"]
    if isinstance(start, dt.date) and isinstance(end, dt.date) and start > end:
        return None
    blocker = cells.get("blocker")
    said = None if blocker is None or has_error(cells, ("blocker",)) else text_of(blocker)
    values: dict[str, object] = {**found, "weight": weight, "progress": progress}
    if said is not None and not is_none_word(said):
        values["blocker"] = said
    return {name: value for name, value in values.items() if value is not None}
