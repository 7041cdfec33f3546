"""The mistakes and habits of the people in the demo: what makes its workbooks like real ones.

Each habit changes one team's workbook as a person would by hand. Knows which team does what; the stories
themselves are in `teams/*.toml`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable

from sync.demo.story import Row, Rows
from workbook_templates.specification import ErrorValue, TeamWorkbook

MISSING_TEAM = "support"
RESAVED_TEAM = "logistics"


def as_people_leave_it(workbook: TeamWorkbook) -> TeamWorkbook:
    """The workbook with what its team does to it on the last evening; most teams do nothing unusual."""
    habit = _HABITS.get(workbook.team_id)
    return habit(workbook) if habit else workbook


def _with_rows(workbook: TeamWorkbook, change: Callable[[Rows], None]) -> TeamWorkbook:
    rows = {table_id: [dict(row) for row in found] for table_id, found in workbook.rows.items()}
    change(rows)
    return dataclasses.replace(workbook, rows=rows)


def _row(rows: Rows, table_id: str, number: int) -> Row:
    return rows[table_id][number - 1]


def _renames_a_column(workbook: TeamWorkbook) -> TeamWorkbook:
    return dataclasses.replace(workbook, header_overrides={("delegations", "due"): "Deadline"})


def _adds_columns_and_moves_a_sheet(workbook: TeamWorkbook) -> TeamWorkbook:
    return dataclasses.replace(
        workbook,
        extra_columns={"delegations": ("Budget code", "Region lead")},
        sheet_order=("home", "check_ins", "delegations"),
    )


def _types_dates_as_text(workbook: TeamWorkbook) -> TeamWorkbook:
    def change(rows: Rows) -> None:
        _row(rows, "delegations", 1)["accepted_on"] = "2026年10月9日"
        _row(rows, "milestones", 1)["planned_end"] = "2026/10/30"
        _row(rows, "milestones", 2)["planned_end"] = "11月31日"

    return _with_rows(workbook, change)


def _plans_backwards(workbook: TeamWorkbook) -> TeamWorkbook:
    def change(rows: Rows) -> None:
        row = _row(rows, "delegations", 3)
        row["due"] = row["start"] - dt.timedelta(days=11) if isinstance(row["start"], dt.date) else row["due"]

    return _with_rows(workbook, change)


def _names_somebody_unknown(workbook: TeamWorkbook) -> TeamWorkbook:
    def change(rows: Rows) -> None:
        _row(rows, "delegations", 2)["delegate"] = "Sam (agency)"
        _row(rows, "leave", 1)["member_id"] = "Chris Doe" if rows["leave"] else ""

    return _with_rows(workbook, change)


def _leaves_an_error_value(workbook: TeamWorkbook) -> TeamWorkbook:
    def change(rows: Rows) -> None:
        filled = [row for row in rows["readings"] if "value" in row]
        filled[-1]["value"] = ErrorValue("#N/A")

    return _with_rows(workbook, change)


def _copies_a_row(workbook: TeamWorkbook) -> TeamWorkbook:
    def change(rows: Rows) -> None:
        copy = dict(_row(rows, "delegations", 1))
        copy["title"] = f"{copy['title']} (2)"
        rows["delegations"].append(copy)

    return _with_rows(workbook, change)


def _types_a_share_without_percent(workbook: TeamWorkbook) -> TeamWorkbook:
    def change(rows: Rows) -> None:
        started = [row for row in rows["delegations"] if row.get("status") == "in_progress"]
        started[0]["progress"] = 85
        started[-1]["status"] = "差不多了"

    return _with_rows(workbook, change)


_HABITS: dict[str, Callable[[TeamWorkbook], TeamWorkbook]] = {
    "mobile": _renames_a_column,
    "north": _adds_columns_and_moves_a_sheet,
    "south": _plans_backwards,
    "online": _names_somebody_unknown,
    "marketing": _leaves_an_error_value,
    "huadong": _copies_a_row,
    "kecheng": _types_dates_as_text,
    "renshi": _types_a_share_without_percent,
}
