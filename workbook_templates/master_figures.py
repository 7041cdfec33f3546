"""The master's two sheets of figures: *Figures*, a row a team, department and programme, and *Workload*,
people × weeks.

Owns their columns. The weeks are columns by their number in the cycle, so that formulas, charts and pivots go
on meaning them in the next one; which days they are of is said above them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from delegation.health import Health
from delegation.labels import Labels
from workbook_templates.master_sheet import Column, Look, Sheet, headed
from workbook_templates.style import header_width

FIGURES = "figures"
WORKLOAD = "workload"

USUAL_WEEKS = 14  # that a quarter touches
OTHER_HEALTH = "other_health"
SHOWN_HEALTH = (
    Health.OVERDUE,
    Health.BLOCKED,
    Health.NOT_ACCEPTED,
    Health.SILENT,
    Health.AT_RISK,
    Health.SLIPPING,
    Health.REVIEW_LATE,
    Health.ON_TRACK,
    Health.IN_REVIEW,
    Health.COMPLETED,
)
"""The health that has a column of its own on *Figures*; the others are counted together."""

_HEADERS = "master_figures.column"
_WEEK = "week_"
_WEEK_WIDTH = 9.6


def figures_sheet(labels: Labels, hidden: tuple[Column, ...]) -> Sheet:
    """A row a group. `hidden`: the columns that every managed table begins with."""
    columns = (
        *hidden,
        *headed(
            labels,
            _HEADERS,
            ("level", Look.TEXT, 14),
            ("group", Look.TEXT, 24),
            ("score", Look.SHARE, 18),
            ("coverage", Look.SHARE, 10),
            ("worst", Look.SIGN, 14),
            ("kpis", Look.COUNT, 8),
            ("capacity", Look.HOURS, 11),
            ("load", Look.HOURS, 11),
            ("utilisation", Look.SHARE, 11),
            ("band", Look.SIGN, 15),
            ("week_utilisation", Look.SHARE, 11),
            ("waiting", Look.HOURS, 11),
            ("people", Look.COUNT, 10),
            ("cv", Look.RATIO, 10),
            ("gini", Look.RATIO, 10),
            ("fullest", Look.TEXT, 22),
            ("fullest_utilisation", Look.SHARE, 11),
            ("delegations", Look.COUNT, 12),
        ),
        *(_health_column(labels, health) for health in SHOWN_HEALTH),
        *headed(labels, _HEADERS, (OTHER_HEALTH, Look.COUNT, 9), ("on_time", Look.SHARE, 13)),
    )
    return Sheet(
        id=FIGURES,
        name=labels.text("master.sheet.figures"),
        table="M_Figures",
        columns=columns,
        frozen=len(hidden) + 2,
    )


def workload_sheet(labels: Labels, front: tuple[Column, ...], weeks: int = USUAL_WEEKS) -> Sheet:
    """A row a person. `front`: the columns that every managed table of teams' rows begins with."""
    columns = (
        *front,
        *headed(
            labels,
            _HEADERS,
            ("member_id", Look.ID, 10),
            ("person", Look.TEXT, 18),
            ("capacity", Look.HOURS, 10),
            ("load", Look.HOURS, 10),
            ("utilisation", Look.SHARE, 9),
            ("band", Look.SIGN, 14),
            ("waiting", Look.HOURS, 10),
        ),
        *(_week_column(labels, number) for number in range(1, weeks + 1)),
    )
    return Sheet(
        id=WORKLOAD,
        name=labels.text("master.sheet.workload"),
        table="M_Workload",
        columns=columns,
        frozen=len(front) + 2,
    )


def week_id(number: int) -> str:
    """The column of a week by its number in the cycle, from 1."""
    return f"{_WEEK}{number}"


def week_number(column_id: str) -> int:
    """The number of a column's week; 0 where it is no week's."""
    number = column_id.removeprefix(_WEEK)
    return int(number) if number != column_id and number.isdecimal() else 0


def weeks_in(sheet: Sheet) -> int:
    """How many weeks the sheet has columns for."""
    return max((week_number(column.id) for column in sheet.columns), default=0)


def with_weeks_there(sheet: Sheet, labels: Labels, ids: Iterable[str], headers: Iterable[str]) -> Sheet:
    """The sheet with a column for every week that a table has already, by id or header: those beyond the
    cycle are Remit's as well, and blank.
    """
    if sheet.id != WORKLOAD:
        return sheet
    taken = {header.casefold() for header in headers}
    last = max([weeks_in(sheet), *map(week_number, ids)])
    while _week_column(labels, last + 1).header.casefold() in taken:
        last += 1
    more = (_week_column(labels, number) for number in range(weeks_in(sheet) + 1, last + 1))
    return replace(sheet, columns=(*sheet.columns, *more))


def _week_column(labels: Labels, number: int) -> Column:
    header = labels.text("master_figures.week", number=number)
    return Column(id=week_id(number), header=header, look=Look.SHARE, width=_WEEK_WIDTH)


def _health_column(labels: Labels, health: Health) -> Column:
    header = labels.text(f"show.health.{health.value}")
    return Column(id=health.value, header=header, look=Look.COUNT, width=max(9, header_width(header)))
