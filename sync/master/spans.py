"""Where the elements of a part lie in its bytes, so that a few can be changed and not a byte beside them.

Owns that prefixes do not matter, namespaces do, and how an edit is written. Knows no element's meaning.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from xml.parsers import expat
from xml.sax.saxutils import escape

from sync.reading.unreadable import refusal

# What an element is called here → the namespaces it may have: of nearly every workbook, and of Strict ones.
_NAMESPACES = {
    "main": (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    ),
    "thread": ("http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments",),
    "xdr": (
        "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
        "http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing",
    ),
    "c": (
        "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "http://purl.oclc.org/ooxml/drawingml/chart",
    ),
    "c15": ("http://schemas.microsoft.com/office/drawing/2012/chart",),
    "cx": ("http://schemas.microsoft.com/office/drawing/2014/chartex",),
    "x14": ("http://schemas.microsoft.com/office/spreadsheetml/2009/9/main",),
    "xm": ("http://schemas.microsoft.com/office/excel/2006/main",),
    "v": ("urn:schemas-microsoft-com:vml",),
    "x": ("urn:schemas-microsoft-com:office:excel",),
}
_PREFIXES = {uri: prefix for prefix, uris in _NAMESPACES.items() for uri in uris}
_ATTRIBUTE = re.compile(rb"""\s([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_START_TAG = re.compile(rb"""<[^\s/>]+(?:[^>"']|"[^"]*"|'[^']*')*>""")
# Excel reads VML as a browser does, so some of it is not XML. Blanks of the same length keep every place.
_LINE_BREAK = re.compile(rb"<br\s*>", re.IGNORECASE)

Edit = tuple[int, int, bytes]
"""From here to there: these bytes instead."""


@dataclass(slots=True, kw_only=True, eq=False)
class Span:
    """An element by where it lies: its start tag is `start` to `inner`, its end tag `close` to `end`.

    `name` is like `c:f`, whatever the prefix in the part; `text` is what it holds itself, outside of elements
    in it; `within` is the nearest element around it that was asked for too.
    """

    name: str
    attributes: dict[str, str]
    within: Span | None
    start: int
    inner: int
    close: int = 0
    end: int = 0
    text: str = ""

    def around(self) -> Iterator[Span]:
        """The elements around it that were asked for, nearest first."""
        outer = self.within
        while outer is not None:
            yield outer
            outer = outer.within


def spans(data: bytes, names: Collection[str], part: str) -> tuple[Span, ...]:
    """The elements of these names, in the order in which they begin. `part` is the name it is told by.

    Raises: UnreadableWorkbook when the part is not XML.
    """
    try:
        return _Scan(data, names).run(data)
    except (expat.ExpatError, LookupError, ValueError):
        pass
    try:
        return _Scan(data, names).run(_LINE_BREAK.sub(lambda found: b" " * len(found.group()), data))
    except (expat.ExpatError, LookupError, ValueError):
        raise refusal("WB-DAMAGED", part=part) from None


def spliced(data: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes after these edits, of which none overlaps another. Without any: the very same bytes."""
    pieces: list[bytes] = []
    done = 0
    for start, end, new in sorted(edits):
        pieces += (data[done:start], new)
        done = end
    return b"".join((*pieces, data[done:])) if pieces else data


def text_edit(span: Span, text: str) -> Edit:
    """Puts a text into an element that has one."""
    return span.inner, span.close, _encoded(escape(text))


def attribute_edit(data: bytes, span: Span, name: str, value: str) -> Edit:
    """Gives an attribute without a namespace its value, or the element the attribute."""
    written = _encoded(escape(value, {'"': "&quot;", "'": "&apos;"}))
    for found in _ATTRIBUTE.finditer(data, span.start, span.inner):
        if found.group(1) == name.encode():
            group = 2 if found.group(2) is not None else 3
            return *found.span(group), written
    end = re.compile(rb"<[^\s/>]+").match(data, span.start)
    place = end.end() if end else span.inner
    return place, place, b' %s="%s"' % (name.encode(), written)


def _encoded(text: str) -> bytes:
    """In numbers beyond ASCII: right in every encoding that a part may declare."""
    return text.encode("ascii", "xmlcharrefreplace")


class _Scan:
    """One pass over a part."""

    def __init__(self, data: bytes, names: Collection[str]) -> None:
        self._data = data
        self._names = frozenset(names)
        self._known: dict[str, str] = {}  # names as the parser has them → as they are asked for, or ""
        self._found: list[Span] = []
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._open: list[Span | None] = []
        self._wanted: list[Span] = []

    def run(self, markup: bytes) -> tuple[Span, ...]:
        """Raises: ExpatError, and LookupError or ValueError for an encoding that is none."""
        self._parser.Parse(markup, True)
        return tuple(self._found)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        known = self._known.get(name)
        if known is None:
            uri, _, local = name.rpartition(" ")
            known = f"{_PREFIXES.get(uri, '')}:{local}"
            known = self._known[name] = known if known in self._names else ""
        if not known:
            self._open.append(None)
            return
        start = self._parser.CurrentByteIndex
        tag = _START_TAG.match(self._data, start)
        assert tag is not None, "the parser found a start tag here"
        within = self._wanted[-1] if self._wanted else None
        span = Span(name=known, attributes=dict(attributes), within=within, start=start, inner=tag.end())
        self._found.append(span)
        self._open.append(span)
        self._wanted.append(span)

    def _end(self, _: str) -> None:
        span = self._open.pop()
        if span is None:
            return
        self._wanted.pop()
        if self._data[span.inner - 2 : span.inner - 1] == b"/":
            span.close = span.end = span.inner
        else:
            span.close = self._parser.CurrentByteIndex
            span.end = self._data.index(b">", span.close) + 1

    def _characters(self, text: str) -> None:
        if self._open and (span := self._open[-1]) is not None:
            span.text += text
