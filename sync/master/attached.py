"""What hangs on the cells of a managed sheet goes where they go: comments, drawings, charts, pivot caches.

Owns the parts beside the sheets that say where something is. Knows no cell's content; where a reference
points is decided by `follow`. A part in which nothing changes stays the very same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sync.master.comments import Lost, Moved, move_comments
from sync.master.follow import LAST_ROW, Following
from sync.master.spans import Edit, Span, attribute_edit, spans, spliced, text_edit
from sync.package import Parts

__all__ = [
    "Lost",
    "Moved",
    "follow_charts",
    "follow_rules",
    "move_comments",
    "move_drawings",
    "refresh_pivots",
]

_CHARTS = (
    "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
    "application/vnd.ms-office.chartex+xml",
)
_PIVOT_CACHE = "application/vnd.openxmlformats-officedocument.spreadsheetml.pivotCacheDefinition+xml"
_FORMULAS = ("c:f", "cx:f", "cx:nf", "c15:f", "c15:sqref")
_RULES = ("main:formula", "main:formula1", "main:formula2", "xm:f")
_SPARKLINE = "x14:sparkline"
_RULE_HINTS = (b"sparkline", b"formula", b"<xm:f")
_TITLES = ("c:tx", "cx:tx")
_SOURCES = ("main:worksheetSource", "main:rangeSet")
_ANCHORS = ("xdr:twoCellAnchor", "xdr:oneCellAnchor")


def move_drawings(parts: Parts, sheet_part: str, cell: Callable[[int, int], tuple[int, int]]) -> None:
    """Moves pictures, charts and shapes of a sheet by as many rows as the cell of their upper left corner.

    Raises: UnreadableWorkbook when a drawing is damaged.
    """
    for relation in parts.relations(sheet_part):
        if relation.kind != "drawing" or relation.external or relation.target not in parts:
            continue
        data = parts.read(relation.target)
        corners: dict[Span, dict[str, dict[str, Span]]] = {}
        for each in spans(data, (*_ANCHORS, "xdr:from", "xdr:to", "xdr:row", "xdr:col"), relation.target):
            corner = each.within
            if corner is not None and corner.within is not None:
                corners.setdefault(corner.within, {}).setdefault(corner.name, {})[each.name] = each
        edits = [edit for anchor, ends in corners.items() for edit in _moved_anchor(anchor, ends, cell)]
        parts.replace(relation.target, spliced(data, edits))


def _moved_anchor(
    anchor: Span, ends: dict[str, dict[str, Span]], cell: Callable[[int, int], tuple[int, int]]
) -> Iterator[Edit]:
    if anchor.attributes.get("editAs") == "absolute":  # "Don't move or size with cells"
        return
    row, column = (_number(ends.get("xdr:from", {}).get(name)) for name in ("xdr:row", "xdr:col"))
    if row is None or column is None:
        return
    by = cell(row + 1, column + 1)[0] - (row + 1)
    for end in ends.values() if by else ():
        at = _number(end.get("xdr:row"))
        if at is not None:
            yield text_edit(end["xdr:row"], str(max(0, min(at + by, LAST_ROW - 1))))


def follow_charts(parts: Parts, following: Following) -> None:
    """Lets the references of all charts follow. The values that a chart keeps of its cells are left: Excel
    renews them when it opens the file.

    Raises: UnreadableWorkbook when a chart is damaged.
    """
    for part in _of_type(parts, *_CHARTS):
        data = parts.read(part)
        edits = []
        for each in spans(data, (*_FORMULAS, *_TITLES), part):
            if each.name in _FORMULAS:
                # The cell with a title is a cell, also where it is the only one of its column.
                series = all(outer.name not in _TITLES for outer in each.around())
                text = following.formula(each.text, series=series)
                if text != each.text:
                    edits.append(text_edit(each, text))
        parts.replace(part, spliced(data, edits))


def follow_rules(parts: Parts, following: Following, sheets: Mapping[str, str]) -> None:
    """Lets sparklines, conditional formats and validations on people's sheets follow. Formulas in their cells
    are theirs, and stay.

    `sheets`: the parts of these sheets, with what stands on their tabs.
    Raises: UnreadableWorkbook when a sheet is damaged.
    """
    for part, tab in sheets.items():
        data = parts.read(part)
        if not any(hint in data for hint in _RULE_HINTS):
            continue
        edits = []
        for each in spans(data, (*_RULES, _SPARKLINE), part):
            series = any(outer.name == _SPARKLINE for outer in each.around())
            text = following.formula(each.text, tab, series=series) if each.name in _RULES else each.text
            if text != each.text:
                edits.append(text_edit(each, text))
        parts.replace(part, spliced(data, edits))


def refresh_pivots(parts: Parts, following: Following) -> None:
    """Has Excel renew all pivot tables over this workbook when it opens it; a source that is a range follows.

    Raises: UnreadableWorkbook when a pivot cache is damaged.
    """
    for part in _of_type(parts, _PIVOT_CACHE):
        data = parts.read(part)
        found = spans(data, ("main:pivotCacheDefinition", *_SOURCES), part)
        # A source with a relation lies in another workbook, which it names.
        sources = [each for each in found if each.name in _SOURCES and not _is_elsewhere(each)]
        if not sources:
            continue
        edits = []
        for each in sources:
            ref, sheet = each.attributes.get("ref", ""), each.attributes.get("sheet", "")
            followed = following.ranges(ref, sheet)
            if followed != ref:
                edits.append(attribute_edit(data, each, "ref", followed))
        if found[0].attributes.get("refreshOnLoad") not in ("1", "true"):
            edits.append(attribute_edit(data, found[0], "refreshOnLoad", "1"))
        parts.replace(part, spliced(data, edits))


def _is_elsewhere(source: Span) -> bool:
    return any(name.endswith(" id") for name in source.attributes)


def _of_type(parts: Parts, *types: str) -> tuple[str, ...]:
    return tuple(name for name in parts.names() if parts.content_type(name) in types)


def _number(span: Span | None) -> int | None:
    text = "" if span is None else span.text.strip()
    return int(text) if text.isdecimal() else None
