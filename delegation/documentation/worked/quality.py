"""Data quality worked out: its four parts and their mean (SPEC §11)."""

from __future__ import annotations

import datetime as dt

from delegation.documentation.worked.delegations import AS_OF, CALENDAR
from delegation.documentation.worked.written import Texts, date, equation, number, share
from delegation.issues import Issue, Severity
from delegation.labels import Labels
from delegation.loops import feedback_loops
from delegation.quality import measure_quality
from delegation.records import Record, Value
from delegation.settings import DEFAULT
from delegation.tables import BY_ID
from delegation.validate import RowCounts

_LAST_CHANGE = dt.date(2026, 9, 28)
_CADENCE = 5
_ROWS = RowCounts(read=5, accepted=4, rejected=1)
_ACTION_DUE = dt.date(2026, 9, 30)
# When the action that was due on that day was closed.
_CLOSED = (dt.date(2026, 9, 30), dt.date(2026, 10, 9))


def quality_texts(words: Labels) -> Texts:
    """Every number about the quality of a workbook, by name."""
    loops: list[dict[str, Value]] = [
        {"date": _LAST_CHANGE, "type": "corrective", "action_due": _ACTION_DUE, "closed_on": day}
        for day in _CLOSED
    ]
    found = measure_quality(
        counts={"members": _ROWS},
        issues=[Issue(code="MBR-NAME-REQUIRED", severity=Severity.ERROR, table="members", field="name")],
        delegations=[Record("delegations", "D1", 1, {"status": "in_progress", "check_in_days": _CADENCE})],
        loops=feedback_loops(
            [Record("check_ins", f"C{place}", place, each) for place, each in enumerate(loops)],
            (),
            AS_OF,
            CALENDAR,
        ).loops,
        last_change=_LAST_CHANGE,
        as_of=AS_OF,
        calendar=CALENDAR,
    )
    parts = (found.timeliness, found.completeness, found.validity, found.closure)
    timely, complete, valid, closed = (each or 0.0 for each in parts)
    required = sum(field.required for field in BY_ID["members"].fields)
    cells, days = _ROWS.read * required, CALENDAR.elapsed(_LAST_CHANGE, AS_OF)
    in_time = sum(day <= _ACTION_DUE for day in _CLOSED)
    return {
        "quality.changed": date(_LAST_CHANGE, words),
        "quality.days": number(days),
        "quality.cadence": number(_CADENCE),
        "quality.default": number(DEFAULT.default_cadence_days),
        "quality.timeliness": equation(f"2 − {days} ÷ {_CADENCE}", timely, share),
        "quality.rows": number(_ROWS.read),
        "quality.required": number(required),
        "quality.completeness": equation(
            f"({_ROWS.read} × {required} − 1) ÷ ({_ROWS.read} × {required})", complete, share
        ),
        "quality.validity": equation(f"({_ROWS.read} − {_ROWS.rejected}) ÷ {_ROWS.read}", valid, share),
        "quality.due": number(len(_CLOSED)),
        "quality.in_time": number(in_time),
        "quality.closure": equation(f"{in_time} ÷ {len(_CLOSED)}", closed, share),
        "quality.sum": equation(
            f"({share(timely)} + {cells - 1} ÷ {cells} + {share(valid)} + {share(closed)}) ÷ 4",
            found.score or 0.0,
            share,
        ),
    }
