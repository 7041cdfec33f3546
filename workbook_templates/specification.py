"""What a team workbook is made from: `TeamWorkbook`. Owns the order form, not how it is carried out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from delegation.settings import DEFAULT, Settings

DAYS_BEFORE, DAYS_AFTER = 60, 400  # how far a workbook's days reach beyond its cycle


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """A cell that shows an Excel error, as people's formulas leave them behind: `ErrorValue("#N/A")`."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamWorkbook:
    """The workbook of one team for one cycle, or that of its lead (`is_leads`).

    `rows` holds values as records hold them (references as keys), by table id and field id; an extra
    column's cells go by its header. A value may also be what people leave in a cell: text where a date
    belongs, an `ErrorValue`. `as_of` is the date typed on Home; None leaves today's date in force.
    `public_holidays`: the programme's, as pairs of date and kind (`holiday` or `working_day`); the table
    `calendar` corrects them. `header_overrides` and `sheet_order` (table ids; "home" and "issues" too)
    imitate people who rename columns and move sheets. Rows and columns that have no place in the workbook
    (what is personal in a team's, members and delegations in its lead's) are not written.
    """

    team_id: str
    team_name: str
    language: str
    cycle: str
    cycle_first: dt.date
    cycle_last: dt.date
    workbook_id: str
    token: str
    made_on: dt.date
    sheets: Literal["six", "full"] = "six"
    settings: Settings = DEFAULT
    prior: float = 0.5
    rows: Mapping[str, Sequence[Mapping[str, object]]] = field(default_factory=dict)
    as_of: dt.date | None = None
    department: str = ""
    owner: str = ""
    saved_by: str = "Remit"
    public_holidays: Sequence[tuple[dt.date, str]] = ()
    empty_rows: int = 30
    extra_columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    header_overrides: Mapping[tuple[str, str], str] = field(default_factory=dict)
    sheet_order: Sequence[str] | None = None
    is_leads: bool = False
