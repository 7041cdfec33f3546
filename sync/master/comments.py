"""Comments go where their cells go: notes, their shapes, and threads with their replies.

Owns the comments part, the threaded comments and the VML of one sheet. Knows not why a cell has moved, and no
cell's content. Texts keep their formatting: their XML is never read and written anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from delegation.place import cell_name
from sync.master.follow import LAST_COLUMN, LAST_ROW
from sync.master.spans import Edit, Span, attribute_edit, spans, spliced, text_edit
from sync.package import Parts
from sync.reading.outline import column_number

Cell = tuple[int, int]
Moved = Callable[[int, int], Cell | None]
"""Row and column, 1-based → where that cell is now; None: it has left."""

_WORKBOOK = "xl/workbook.xml"
_REF = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NOWHERE = (0, 0)  # where a comment is whose `ref` is no cell: it stays as it is
_TWIN = "tc="  # the author of the note that stands for a thread where Excel does not know threads
_SHAPES = tuple(
    f"v:{name}"
    for name in ("shape", "group", "rect", "roundrect", "oval", "line", "polyline", "arc", "curve", "image")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """What hung on a cell that has left, by the cell it hung on. Of a thread there is one for each entry."""

    row: int
    column: int
    kind: Literal["comment", "thread", "link"]
    author: str
    text: str


def move_comments(parts: Parts, sheet_part: str, moved: Moved) -> tuple[Lost, ...]:
    """Moves the comments of a sheet with their cells; gives those whose cells have left, in their order.

    Where two end on one cell the first stays. A part that holds no comment any more is dropped, with every
    relation to it: a `<legacyDrawing>` whose id `parts.relations(sheet_part)` has no more is the caller's to
    remove.

    Raises: UnreadableWorkbook when one of the parts is damaged.
    """
    fates = _Fates(moved)
    threads = [_Threads(parts, each) for each in _related(parts, sheet_part, "threadedComment")]
    ids = {each.attributes.get("id", "").upper() for part in threads for each in part.found}
    lost = [
        each
        for part in _related(parts, sheet_part, "comments")
        for each in _move_notes(parts, part, fates, ids)
    ]
    lost += [each for part in threads for each in part.move(fates)]
    for part in _related(parts, sheet_part, "vmlDrawing"):
        _move_shapes(parts, part, fates)
    return tuple(sorted(lost, key=lambda each: (each.row, each.column)))


class _Fates:
    """Where cells with comments are now. Asked in the order in which comments have a right to a cell."""

    def __init__(self, moved: Moved) -> None:
        self._moved = moved
        self._fates: dict[Cell, Cell | None] = {}
        self._taken: set[Cell] = set()

    def of(self, cell: Cell) -> Cell | None:
        if cell == _NOWHERE:
            return cell
        if cell not in self._fates:
            to = self._moved(*cell)
            self._fates[cell] = None if to in self._taken else to
            if to is not None:
                self._taken.add(to)
        return self._fates[cell]


class _Threads:
    """The threaded comments in one part: entries, of which the replies name the one they reply to."""

    def __init__(self, parts: Parts, part: str) -> None:
        self._parts = parts
        self._part = part
        self._data = parts.read(part)
        self._all = spans(self._data, ("thread:threadedComment", "thread:text"), part)
        self.found = tuple(each for each in self._all if each.name == "thread:threadedComment")
        self._by_id = {own.upper(): each for each in self.found if (own := each.attributes.get("id"))}

    def move(self, fates: _Fates) -> Iterator[Lost]:
        """Moves the threads; gives the entries of those that have left."""
        placed = [(each, _cell(self._first(each))) for each in self.found]
        texts = {each.within: each.text for each in self._all if each.name == "thread:text"}
        names: dict[str, str] | None = None
        for each, cell in placed:
            if fates.of(cell) is None:
                names = _persons(self._parts) if names is None else names
                author = names.get(each.attributes.get("personId", "").upper(), "")
                yield Lost(
                    row=cell[0], column=cell[1], kind="thread", author=author, text=texts.get(each, "")
                )
        _settle(self._parts, self._part, self._data, [(each, cell, fates.of(cell)) for each, cell in placed])

    def _first(self, entry: Span) -> Span:
        """The entry that began the thread; what replies to nothing that is there began one itself."""
        seen = {entry}
        while (parent := self._by_id.get(entry.attributes.get("parentId", "").upper())) is not None:
            if parent in seen:
                break
            seen.add(parent)
            entry = parent
        return entry


def _move_notes(parts: Parts, part: str, fates: _Fates, threads: set[str]) -> Iterator[Lost]:
    """`threads`: ids of entries that speak for themselves, so that the note that stands for one need not."""
    data = parts.read(part)
    found = spans(data, ("main:author", "main:comment", "main:t", "main:rPh"), part)
    authors = [each.text for each in found if each.name == "main:author"]
    texts: dict[Span, list[str]] = {}
    for each in found:
        if each.name == "main:t" and each.within is not None:  # within rPh: how Japanese is pronounced
            texts.setdefault(each.within, []).append(_plain(each.text))
    notes = [(each, _cell(each)) for each in found if each.name == "main:comment"]
    for note, cell in notes:
        author = _author(authors, note)
        twin = author[: len(_TWIN)].lower() == _TWIN
        if fates.of(cell) is None and not (twin and author[len(_TWIN) :].upper() in threads):
            text = "".join(texts.get(note, ()))
            yield Lost(row=cell[0], column=cell[1], kind="comment", author="" if twin else author, text=text)
    _settle(parts, part, data, [(note, cell, fates.of(cell)) for note, cell in notes])


def _settle(parts: Parts, part: str, data: bytes, placed: list[tuple[Span, Cell, Cell | None]]) -> None:
    """Writes the comments whose cells are left in the order of their cells, as Excel does."""
    if all(to == cell for _, cell, to in placed):
        return
    kept = [(to, _at(data, span, to if to != cell else None)) for span, cell, to in placed if to is not None]
    if not kept:
        parts.drop(part)
        return
    kept.sort(key=lambda each: each[0])
    before, after = data[: placed[0][0].start], data[placed[-1][0].end :]
    parts.replace(part, b"".join((before, *(each for _, each in kept), after)))


def _at(data: bytes, span: Span, to: Cell | None) -> bytes:
    """The comment with another cell; None: with the one that it has."""
    if to is None:
        return data[span.start : span.end]
    start, end, ref = attribute_edit(data, span, "ref", cell_name(*to))
    return data[span.start : start] + ref + data[end : span.end]


def _move_shapes(parts: Parts, part: str, fates: _Fates) -> None:
    """The shapes of notes, in a part that may hold form controls and pictures of the page header too."""
    data = parts.read(part)
    found = spans(data, (*_SHAPES, "x:ClientData", "x:Row", "x:Column", "x:Anchor"), part)
    facts: dict[Span, dict[str, Span]] = {}
    for each in found:
        if each.within is not None and each.within.name == "x:ClientData":
            facts.setdefault(each.within, {})[each.name] = each
    edits: list[Edit] = []
    gone: set[Span] = set()
    for each, own in facts.items():
        cell = _cell_of_note(each, own)
        if cell is None or each.within is None:
            continue
        to = fates.of(cell)
        if to is None:
            gone.add(each.within)
        elif to != cell:
            edits += _moved_note(own, cell, to)
    if gone and all(each in gone for each in found if each.name in _SHAPES):
        parts.drop(part)
    else:
        edits += ((each.start, each.end, b"") for each in gone)
        parts.replace(part, spliced(data, edits))


def _cell_of_note(data: Span, facts: dict[str, Span]) -> Cell | None:
    if data.attributes.get("ObjectType") != "Note":
        return None
    numbers = [facts[name].text.strip() for name in ("x:Row", "x:Column") if name in facts]
    if len(numbers) != 2 or not all(each.isdecimal() for each in numbers):
        return None
    return int(numbers[0]) + 1, int(numbers[1]) + 1


def _moved_note(facts: dict[str, Span], cell: Cell, to: Cell) -> Iterator[Edit]:
    """A note without an anchor is placed by Excel itself when it is shown."""
    yield text_edit(facts["x:Row"], str(to[0] - 1))
    yield text_edit(facts["x:Column"], str(to[1] - 1))
    anchor = facts.get("x:Anchor")
    corners = [each.strip() for each in anchor.text.split(",")] if anchor is not None else []
    if anchor is None or len(corners) != 8 or not all(each.isdecimal() for each in corners):
        return
    numbers = [int(each) for each in corners]  # left, offset, top, offset, right, offset, bottom, offset
    columns = _within(to[1] - cell[1], numbers[0], numbers[4], LAST_COLUMN)
    rows = _within(to[0] - cell[0], numbers[2], numbers[6], LAST_ROW)
    for place, by in ((0, columns), (2, rows), (4, columns), (6, rows)):
        numbers[place] += by
    yield text_edit(anchor, ", ".join(str(each) for each in numbers))


def _within(by: int, first: int, last: int, size: int) -> int:
    """How far a shape can go that way without leaving the sheet; it keeps its size. 0-based."""
    return max(-first, min(by, size - 1 - last))


def _related(parts: Parts, part: str, kind: str) -> list[str]:
    return [
        each.target
        for each in parts.relations(part)
        if each.kind == kind and not each.external and each.target in parts
    ]


def _persons(parts: Parts) -> dict[str, str]:
    """Names of the people who wrote in threads, by id."""
    people: Iterable[Span] = (
        each
        for part in _related(parts, _WORKBOOK, "person")
        for each in spans(parts.read(part), ("thread:person",), part)
    )
    return {each.attributes.get("id", "").upper(): each.attributes.get("displayName", "") for each in people}


def _author(authors: list[str], note: Span) -> str:
    index = note.attributes.get("authorId", "")
    return authors[int(index)] if index.isdecimal() and int(index) < len(authors) else ""


def _cell(span: Span) -> Cell:
    found = _REF.fullmatch(span.attributes.get("ref", ""))
    return _NOWHERE if found is None else (int(found[2]), column_number(found[1].upper()))


def _plain(text: str) -> str:
    """What Excel shows for the content of a `<t>`: `_x000D_` is a carriage return."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
