"""The columns of figures that the master adds to tables of the teams, and which columns come first there.

Owns their ids, looks and widths; their headers are in the labels (`master_columns`). Of which KPI, delegation
or member a figure tells, and what it is, is known by `sync.master`.
"""

from __future__ import annotations

from collections.abc import Mapping

from delegation.labels import Labels
from workbook_templates.master_sheet import Column, Look, headed, trend_cells

_FIGURES: Mapping[str, tuple[tuple[str, Look, float], ...]] = {
    "overview": (
        ("trouble", Look.COUNT, 10),
        ("score", Look.SHARE, 11),
        ("worst", Look.SIGN, 15),
        ("utilisation", Look.SHARE, 11),
        ("band", Look.SIGN, 17),
        ("quality", Look.SHARE, 11),
        ("quality_trend", Look.TEXT, 16),
        ("timeliness", Look.SHARE, 11),
        ("completeness", Look.SHARE, 11),
        ("validity", Look.SHARE, 11),
        ("closure", Look.SHARE, 11),
    ),
    "kpis": (
        ("status", Look.SIGN, 17),
        ("signal", Look.SIGN, 18),
        ("index", Look.SHARE, 11),
        ("trend", Look.TEXT, 18),
        ("change", Look.SIGN, 17),
        ("actual", Look.NUMBER, 13),
        ("forecast", Look.NUMBER, 13),
        ("will_hit", Look.SIGN, 12),
        ("attainment", Look.SHARE, 13),
        ("expected", Look.SHARE, 13),
        ("period", Look.DATE, 13),
    ),
    "delegations": (
        ("health", Look.SIGN, 17),
        ("typed_progress", Look.SHARE, 13),
        ("expected", Look.SHARE, 13),
        ("gap", Look.DIFFERENCE, 10),
        ("next_check_in", Look.DATE, 13),
        ("on_time", Look.SIGN, 12),
        ("extensions", Look.COUNT, 12),
        ("definition", Look.SHARE, 13),
        ("initiative", Look.SHARE, 13),
    ),
    "members": (
        ("band", Look.SIGN, 18),
        ("utilisation", Look.SHARE, 11),
        ("load", Look.HOURS, 11),
        ("capacity", Look.HOURS, 11),
        ("week_band", Look.SIGN, 18),
        ("week_utilisation", Look.SHARE, 11),
        ("week_load", Look.HOURS, 11),
        ("week_capacity", Look.HOURS, 11),
        ("waiting", Look.HOURS, 11),
        ("health", Look.SIGN, 44),
        ("score", Look.SHARE, 17),
        ("coverage", Look.SHARE, 11),
        ("worst", Look.SIGN, 17),
    ),
}

# What leadership looks for comes first, before what was agreed in words.
_LEADING: Mapping[str, tuple[str, ...]] = {
    "kpis": (
        *(
            "kpi_id",
            "name",
            "status",
            "signal",
            "index",
            "trend",
            "change",
            "actual",
            "target",
            "low",
            "high",
        ),
        *("unit", "forecast", "will_hit", "attainment", "expected", "period", "owner"),
    ),
    "delegations": (
        *("delegation_id", "title", "health", "status", "progress", "typed_progress", "expected", "gap"),
        *("due", "next_check_in", "delegate", "delegator", "priority", "kpi_id"),
    ),
    "members": (
        *("member_id", "name", "role", "band", "utilisation", "load", "capacity"),
        *("week_band", "week_utilisation", "week_load", "week_capacity", "waiting"),
        *("health", "score", "coverage", "worst"),
    ),
}


def figure_columns(table_id: str, labels: Labels) -> tuple[Column, ...]:
    """The figures beside the fields of that table."""
    return headed(labels, f"master_columns.{table_id}", *_FIGURES.get(table_id, ()))


def figure_trends(table_id: str) -> tuple[str, ...]:
    """Those of them that are a trend over runs."""
    return tuple(name for name, _, _ in _FIGURES.get(table_id, ()) if name == "trend")


def trend_columns(trend: str, texts: str, look: Look, labels: Labels) -> tuple[Column, ...]:
    """The hidden columns that a trend is drawn from; `texts`: the labels' section with their headers."""
    newest = len(trend_cells(trend)) - 1
    return tuple(
        Column(
            id=name,
            header=labels.text(f"{texts}.{trend}_run", n=newest - at)
            if at < newest
            else labels.text(f"{texts}.{trend}_latest"),
            look=look,
            width=9,
            hidden=True,
        )
        for at, name in enumerate(trend_cells(trend))
    )


def arranged(
    table_id: str, fields: tuple[Column, ...], figures: tuple[Column, ...]
) -> tuple[tuple[Column, ...], tuple[Column, ...]]:
    """Those that leadership looks for, and the rest, each in the order in which they are shown."""
    order = _LEADING.get(table_id)
    if order is None:
        return fields, figures
    columns = {column.id: column for column in (*figures, *fields)}
    leading = tuple(columns[name] for name in order if name in columns)
    return leading, tuple(column for column in columns.values() if column not in leading)
