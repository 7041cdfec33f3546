"""Which check-ins count, worked out beside them: hidden columns for the figures of the delegations.

One of which a date or a number is none spoils its delegation's figures instead of being left out of them.
"""

from __future__ import annotations

from delegation.happened import Values
from delegation.tables import CHECK_IN_TYPE
from workbook_templates.computed.column import Columns, Result, column, first_of, found_row
from workbook_templates.computed.typed import Unusable, choice, day, has_error, is_whole, row_of
from workbook_templates.layout import Layout
from workbook_templates.written import Row

COUNTED, NOT_COUNTED, SPOILT = 1, 0, -1
_DATES = ("action_due", "actioned_on", "closed_on", "verified_on")
_CONFIDENCE = (
    'IF([confidence]="",TRUE,IF(ISNUMBER([confidence]),'
    "AND([confidence]>=1,[confidence]<=5,[confidence]=INT([confidence])),FALSE))"
)
_USABLE = ",".join(
    (
        "ISNUMBER([date])",
        "ISNUMBER(MATCH([type],choices_check_in_type,0))",
        _CONFIDENCE,
        *(f'OR(ISNUMBER([{name}]),[{name}]="")' for name in _DATES),
    )
)
_FORMULAS = {
    "calc_dlg": found_row("delegations", "delegation_id", "title", "[delegation_id]"),
    "calc_counts": (
        f'IF([calc_dlg]=0,{NOT_COUNTED},IFERROR(IF(OR([date]="",[raised_by]="",[type]=""),{NOT_COUNTED},'
        f'IF(AND({_USABLE}),IF([check_in_id]="",{COUNTED},'
        f"IF({first_of('check_ins', 'check_in_id')},{COUNTED},{NOT_COUNTED})),{SPOILT})),{SPOILT}))"
    ),
}
Told = dict[int, list[Values]]


def check_ins_columns(layout: Layout) -> tuple[Columns, Told, frozenset[int]]:
    """The columns; the check-ins that count, by their delegation's position; the delegations spoilt."""
    sheet, delegations = layout.tables["check_ins"], layout.tables["delegations"]
    keys, titles = delegations.values("delegation_id"), delegations.values("title")
    ids = sheet.values("check_in_id")
    rows: list[Result] = []
    counts: list[Result] = []
    told: Told = {}
    spoilt = set()
    for number in range(1, sheet.body + 1):
        cells: Row = sheet.rows[number - 1] if number <= len(sheet.rows) else {}
        row = row_of(cells.get("delegation_id"), keys, titles)
        values = _values(layout, cells) if row else None
        if (
            values
            and cells.get("check_in_id") is not None
            and row_of(cells["check_in_id"], ids, ()) != number
        ):
            values = None
        if isinstance(values, Unusable):
            spoilt.add(row)
        elif values is not None:
            told.setdefault(row, []).append(values)
        rows.append(row)
        counts.append(NOT_COUNTED if values is None else SPOILT if isinstance(values, Unusable) else COUNTED)
    columns = {"calc_dlg": tuple(rows), "calc_counts": tuple(counts)}
    found = {name: column(layout, "check_ins", text, columns[name]) for name, text in _FORMULAS.items()}
    return found, told, frozenset(spoilt)


def _values(layout: Layout, cells: Row) -> Values | Unusable | None:
    """The check-in in these cells; None where it is none."""
    if has_error(cells, ("date", "raised_by", "type", "confidence", "check_in_id", *_DATES)):
        return Unusable.UNUSABLE
    if any(cells.get(name) is None for name in ("date", "raised_by", "type")):
        return None
    dates = {name: day(cells.get(name)) for name in ("date", *_DATES)}
    kind = choice(cells.get("type"), CHECK_IN_TYPE, layout.labels)
    confidence = cells.get("confidence")
    usable = confidence is None or is_whole(confidence, 1, 5)
    if not usable or isinstance(kind, Unusable) or any(isinstance(each, Unusable) for each in dates.values()):
        return Unusable.UNUSABLE
    found = {**dates, "type": kind, "confidence": confidence}
    return {name: value for name, value in found.items() if value is not None}
