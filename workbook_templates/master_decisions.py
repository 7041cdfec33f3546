"""The master's sheets that propose: *Rebalance*, *Recognition due*, *Cycle review*.

Owns their columns. What is proposed is found by `delegation`; people decide beside each row.
"""

from __future__ import annotations

from delegation.labels import Labels
from workbook_templates.master_sheet import Column, Look, Sheet, headed

REBALANCE = "rebalance"
RECOGNITION = "recognise"  # a table of the teams is called recognition
REVIEW = "cycle_review"
PROPOSING = (REBALANCE, RECOGNITION, REVIEW)

_HEADERS = "master_decisions.column"
_LINES = 4
_COLUMNS: dict[str, tuple[tuple[str, Look, float], ...]] = {
    REBALANCE: (
        ("delegation_id", Look.ID, 12),
        ("title", Look.TEXT, 34),
        ("from", Look.TEXT, 18),
        ("to", Look.TEXT, 18),
        ("hours", Look.HOURS, 10),
        ("from_before", Look.SHARE, 11),
        ("from_after", Look.SHARE, 11),
        ("to_before", Look.SHARE, 11),
        ("to_after", Look.SHARE, 11),
        ("proof", Look.LONG, 40),
    ),
    RECOGNITION: (
        ("member_id", Look.ID, 10),
        ("person", Look.TEXT, 18),
        ("kind", Look.TEXT, 18),
        ("evidence", Look.LONG, 60),
        ("last", Look.TEXT, 16),
    ),
    REVIEW: (
        ("member_id", Look.ID, 10),
        ("person", Look.TEXT, 18),
        ("closed", Look.COUNT, 9),
        ("on_time", Look.SHARE, 13),
        ("score_start", Look.SHARE, 18),
        ("score_end", Look.SHARE, 18),
        ("opened", Look.COUNT, 10),
        ("closed_loops", Look.COUNT, 10),
        ("causes", Look.LONG, 30),
        ("authority", Look.SIGN, 14),
        ("grounds", Look.LONG, 50),
    ),
}
_TABLES = {REBALANCE: "M_Rebalance", RECOGNITION: "M_Proposals", REVIEW: "M_Review"}


def proposing_sheet(
    labels: Labels, sheet_id: str, front: tuple[Column, ...], decided: tuple[Column, ...]
) -> Sheet:
    """`front`: the columns that every managed table of teams' rows begins with; `decided`: those in which
    people write.
    """
    told = headed(labels, _HEADERS, *_COLUMNS[sheet_id])
    return Sheet(
        id=sheet_id,
        name=labels.text(f"master_decisions.sheet.{sheet_id}"),
        table=_TABLES[sheet_id],
        columns=(*front, *told, *decided),
        frozen=len(front) + 2,
        most_lines=_LINES,
    )
