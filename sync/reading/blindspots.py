"""The cells for which calamine gives an empty text although they are not blank.

Error values, and formulas that were saved without their result: found in the sheet's XML. Knows no table;
says where such cells are and what stands in them. Also makes a sheet readable that calamine refuses for an
error value it does not know.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import chain
from xml.parsers import expat

from delegation.records import CellFault
from sync.reading.outline import column_number
from sync.reading.sheet_guard import is_plain

Faults = dict[tuple[int, int], CellFault]
"""By 1-based row and column of the sheet."""

_KNOWN_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
_UNCLEAR_ERROR = "#ERROR!"

# What is rare is searched for, and the cell looked back for: faster than trying every cell.
_FORMULA_MARK, _ERROR_MARK = b"><f", b't="e"'
_NO_RESULT = re.compile(rb"><f(?:>| [^>]*+>)(?:(?<=/>)|([^<]*+)</f>)(?:<v></v>|<v ?/>)?</c>")
_ERROR = re.compile(rb't="e"[^>]*+>(?:<f(?:[^>]*+(?<=/)>|[^>]*+>[^<]*+</f>))?(?:<v>([^<]*+)</v>)?')
_CELL_NAME = re.compile(rb'<c [^>]*?\br="([A-Z]+)([0-9]+)"')


def find_faults(xml: bytes) -> Faults:
    """Every error value, and every formula without a result, in the XML of a sheet."""
    if not is_plain(xml):
        return _parsed(xml)
    found: Faults = {}
    for match, fault in chain(
        ((match, _formula) for match in _matches(_NO_RESULT, _FORMULA_MARK, xml)),
        ((match, _error) for match in _matches(_ERROR, _ERROR_MARK, xml)),
    ):
        start = xml.rfind(b"<", 0, match.start())
        cell = _CELL_NAME.match(xml, start)
        if cell is None and xml.startswith(b"<c", start):
            return _parsed(xml)
        # A text that is empty is a result: Excel saves ="" as t="str" and <v></v>.
        if cell is not None and xml.find(b't="str"', start, match.start() + 1) < 0:
            text = (match.group(1) or b"").decode("utf-8", "replace")
            found[int(cell.group(2)), column_number(cell.group(1).decode())] = fault(html.unescape(text))
    return found


def _matches(pattern: re.Pattern[bytes], mark: bytes, xml: bytes) -> Iterator[re.Match[bytes]]:
    """Where the pattern matches that begins with the mark."""
    place = xml.find(mark)
    while place >= 0:
        if match := pattern.match(xml, place):
            yield match
        place = xml.find(mark, place + len(mark))


def without_unknown_errors(xml: bytes, faults: Faults) -> bytes:
    """The sheet with error values that calamine knows, so that it reads the other cells."""
    unknown = {fault.text for fault in faults.values() if fault.kind == "error"} - _KNOWN_ERRORS
    for text in sorted(unknown):
        escaped = html.escape(text, quote=False).encode()
        xml = xml.replace(b"v>" + escaped + b"</", b"v>#N/A</")
    return xml


def _formula(text: str) -> CellFault:
    return CellFault("formula", "=" + text)


def _error(text: str) -> CellFault:
    return CellFault("error", text or _UNCLEAR_ERROR)


class _CellListener:
    """Follows a sheet's XML cell by cell, whatever prefixes, quotes and line breaks it is written with."""

    def __init__(self) -> None:
        self.found: Faults = {}
        self._row = self._column = 0
        self._type = ""
        self._texts: dict[str, str] = {}
        self._inside = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif name == "c":
            match = re.fullmatch(r"([A-Z]+)([0-9]+)", attributes.get("r", ""))
            self._column = column_number(match.group(1)) if match else self._column + 1
            self._row = int(match.group(2)) if match else self._row
            self._type = attributes.get("t", "n")
            self._texts = {}
        elif name in ("f", "v"):
            self._inside = name
            self._texts.setdefault(name, "")

    def text(self, text: str) -> None:
        if self._inside:
            self._texts[self._inside] += text

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name in ("f", "v"):
            self._inside = ""
        elif name == "c":
            formula, value = self._texts.get("f"), self._texts.get("v")
            if self._type == "e":
                self.found[self._row, self._column] = _error((value or "").strip())
            elif formula is not None and not (value or "").strip() and self._type != "str":
                self.found[self._row, self._column] = _formula(formula)


def _parsed(xml: bytes) -> Faults:
    listener = _CellListener()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = listener.start
    parser.EndElementHandler = listener.end
    parser.CharacterDataHandler = listener.text
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, LookupError, ValueError):
        return listener.found  # calamine refuses such a sheet with a reason
    return listener.found
