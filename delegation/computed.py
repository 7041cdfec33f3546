"""The columns of a team workbook that are computed in its cells, declared once: what stands behind the input.

Owns which there are, by table, and which of them only help the others. Nobody fills them in and nobody reads
them: readers know them by their headers and pass over them. How they are computed in a cell is for
`workbook_templates.computed`; the labels are in `delegation.labels`.
"""

from __future__ import annotations

from dataclasses import dataclass

from delegation.schema import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """A computed column. `kind`: what it shows; None for one that is hidden, whose header is its id."""

    id: str
    kind: Kind | None = None


def _hidden(*column_ids: str) -> tuple[Computed, ...]:
    return tuple(Computed(id=f"calc_{each}") for each in column_ids)


COMPUTED: dict[str, tuple[Computed, ...]] = {
    "members": (
        *_hidden("row", "id", "name", "days", "day", "ok"),
        Computed(id="capacity_week", kind=Kind.NUMBER),
        Computed(id="load_week", kind=Kind.NUMBER),
        Computed(id="utilisation_week", kind=Kind.SHARE),
        Computed(id="capacity_cycle", kind=Kind.NUMBER),
        Computed(id="load_cycle", kind=Kind.NUMBER),
        Computed(id="utilisation_cycle", kind=Kind.SHARE),
    ),
    "leave": _hidden("who", "share", "whole", "rank", "week", "cycle"),
    "calendar": _hidden("change"),
    "delegations": (
        *_hidden("row", "ok", "status", "last", "confidence", "help", "progress", "blocked"),
        *_hidden("before", "start", "due", "since", "at", "far", "review", "waited", "health"),
        *_hidden("who", "left", "col", "after", "upto", "week", "cycle"),
        Computed(id="expected", kind=Kind.SHARE),
        Computed(id="gap", kind=Kind.SHARE),
        Computed(id="health", kind=Kind.CHOICE),
        Computed(id="next_check_in", kind=Kind.DATE),
    ),
    "kpis": (
        *_hidden("row", "ok", "first", "last", "reported", "answered", "goal", "error", "index", "status"),
        Computed(id="actual", kind=Kind.NUMBER),
        Computed(id="attainment", kind=Kind.SHARE),
        Computed(id="expected", kind=Kind.SHARE),
        Computed(id="status", kind=Kind.CHOICE),
    ),
    "milestones": _hidden("dlg", "counts", "weight", "done", "blocked"),
    "check_ins": _hidden("dlg", "counts"),
    "readings": _hidden("kpi", "close", "end", "period", "key", "counts"),
}
"""By table id, in the order of the sheet: behind the declared fields, before what a team added."""
