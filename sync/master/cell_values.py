"""What stands in a cell of the master that a person may have written: text, number, formula.

Owns the way from a cell's XML to a value that the history keeps, and back. Shared strings are looked up by
their place; those that nobody asks for are not kept.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from delegation.place import cell_name
from sync.master.follow import copied
from sync.master.sheet_xml import RawCell
from sync.master.texts import cell_text, escaped, shortened, shown_text, text_xml, unescaped
from sync.store.stored import WrittenCell, WrittenKind

_FORMULA = re.compile(rb"<f\b([^>]*?)(?:/>|>(.*?)</f>)", re.DOTALL)
_AREA = re.compile(rb"""\sref\s*=\s*["']\$?[A-Za-z]{1,3}\$?([0-9]+)(?::\$?([A-Za-z]{1,3})\$?([0-9]+))?["']""")
_VALUE = re.compile(rb"<v\b[^>]*>(.*?)</v>", re.DOTALL)
_TEXTS = re.compile(rb"<rPh\b.*?</rPh>|<t\b[^>]*?(?:/>|>(.*?)</t>)", re.DOTALL)
_ONE_TEXT = re.compile(rb"<is><t>([^<&]*)</t></is>")
_ITEM = re.compile(rb"<(?:\w+:)?si\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_PREFIXED_TEXTS = re.compile(rb"<(/?)\w+:(t|r|rPh)\b")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_ATTRIBUTE = re.compile(r"""\b(\w+)\s*=\s*["']([^"']*)["']""")


@dataclass(frozen=True, slots=True)
class Value:
    """What a cell says. A formula's `text` is the formula, its `result` what it last came to."""

    kind: WrittenKind
    text: str
    result: str = ""
    result_kind: WrittenKind = WrittenKind.TEXT


class SharedFormulas:
    """Formulas that Excel wrote once for a column and only points to from the other cells."""

    def __init__(self) -> None:
        self._first: dict[str, tuple[str, int, int]] = {}

    def unshared(self, cell: RawCell, row: int) -> None:
        """Gives the cell its own formula in place of a share in one; others stay as they are."""
        found = _FORMULA.search(cell.inner)
        if found is None or b"shared" not in found[1]:
            return
        attributes = dict(_ATTRIBUTE.findall(found[1].decode()))
        text = unescaped(found[2] or b"")
        number = attributes.get("si", "")
        if text:
            self._first[number] = (text, row, cell.column)
        elif number in self._first:
            first, from_row, from_column = self._first[number]
            text = _translated(first, (from_row, from_column), (row, cell.column))
        plain = b"<f>%s</f>" % escaped(text) if text else b""  # an orphan keeps what it last came to
        cell.inner = cell.inner[: found.start()] + plain + cell.inner[found.end() :]


def _translated(formula: str, origin: tuple[int, int], place: tuple[int, int]) -> str:
    if origin[1] == place[1]:
        return copied(formula, place[0] - origin[0])
    from openpyxl.formula.translate import Translator  # rare, and slow to load

    return str(Translator(f"={formula}", cell_name(*origin)).translate_formula(cell_name(*place)))[1:]


def formula_of(cell: RawCell) -> str:
    """The cell's own formula, "" where it has none."""
    found = _FORMULA.search(cell.inner)
    return unescaped(found[2] or b"") if found else ""


def with_formula(cell: RawCell, formula: str, row: int) -> bytes:
    """What the cell contains, with another formula; a formula that is an array in itself stays one."""
    found = _FORMULA.search(cell.inner)
    assert found is not None
    attributes = dict(_ATTRIBUTE.findall(found[1].decode()))
    opening = b"<f>"
    if attributes.get("t") == "array":
        opening = b'<f t="array" ref="%s">' % cell_name(row, cell.column).encode()
    return cell.inner[: found.start()] + opening + escaped(formula) + b"</f>" + cell.inner[found.end() :]


def followed_content(cell: RawCell, row: int, follow: Callable[[str], str]) -> bytes:
    """What the cell contains when it stands in that row; a formula for several cells keeps its size."""
    found = _FORMULA.search(cell.inner)
    if found is None:
        return cell.inner
    formula, area = unescaped(found[2] or b""), _AREA.search(found[1])
    opening, new = found[1], follow(formula)
    if area is not None and int(area[1]) != row:
        high = int(area[3] or area[1]) - int(area[1])
        end = b":%s%d" % (area[2], row + high) if area[2] else b""
        ref = b' ref="%s%s"' % (cell_name(row, cell.column).encode(), end)
        opening = opening[: area.start()] + ref + opening[area.end() :]
    if (new, opening) == (formula, found[1]):
        return cell.inner
    return cell.inner[: found.start()] + b"<f%s>%s</f>" % (opening, escaped(new)) + cell.inner[found.end() :]


def without_formula(cell: RawCell) -> RawCell:
    """The cell with what its formula last came to in the formula's place; with the formula as text where
    nobody has calculated it.
    """
    found = _FORMULA.search(cell.inner)
    if found is None:
        return cell
    result = cell.inner[: found.start()] + cell.inner[found.end() :]
    value = _VALUE.search(result)
    if not (value and value[1]) and (formula := unescaped(found[2] or b"")):
        return RawCell(cell.column, cell.style, b"inlineStr", text_xml(shortened(f"={formula}")).encode())
    return RawCell(cell.column, cell.style, cell.type, result)


def shared_index(cell: RawCell) -> int | None:
    """The place of the cell's text among the shared strings."""
    if cell.type != b"s":
        return None
    found = _VALUE.search(cell.inner)
    return int(found[1]) if found and found[1].strip().isdigit() else None


def value_of(cell: RawCell, shared: Mapping[int, str]) -> Value | None:
    """What the cell says; None when it is blank."""
    formula = _FORMULA.search(cell.inner)
    kind, text = _content(cell, shared)
    if formula is not None:
        written = unescaped(formula[2] or b"")
        if written:
            return Value(WrittenKind.FORMULA, written, text, kind)
    return Value(kind, text) if text else None


def _content(cell: RawCell, shared: Mapping[int, str]) -> tuple[WrittenKind, str]:
    if cell.type == b"inlineStr":
        return WrittenKind.TEXT, joined_text(cell.inner)
    found = _VALUE.search(cell.inner)
    text = unescaped(found[1]) if found else ""
    if cell.type == b"s":
        return WrittenKind.TEXT, shared.get(int(text), "") if text.strip().isdigit() else ""
    if cell.type == b"str":
        return WrittenKind.TEXT, shown_text(text)
    if cell.type == b"b":
        return WrittenKind.TRUTH, text
    if cell.type == b"e":
        return WrittenKind.ERROR, text
    return (WrittenKind.TEXT if cell.type == b"d" else WrittenKind.NUMBER), text


def cell_of(written: WrittenCell, column: int, style: int) -> RawCell:
    """The cell that says what the history has."""
    if written.kind is WrittenKind.FORMULA:
        result = b"<v>%s</v>" % cell_text(written.result).encode() if written.result else b""
        kind = b"" if is_number(written.result) else b"str"
        return RawCell(column, style, kind if result else b"", b"<f>%s</f>" % escaped(written.value) + result)
    if written.kind is WrittenKind.NUMBER and is_number(written.value):
        return RawCell(column, style, b"", b"<v>%s</v>" % written.value.encode())
    if written.kind is WrittenKind.TRUTH:
        return RawCell(column, style, b"b", b"<v>%s</v>" % escaped(written.value))
    if written.kind is WrittenKind.ERROR:
        return RawCell(column, style, b"e", b"<v>%s</v>" % escaped(written.value))
    return RawCell(column, style, b"inlineStr", text_xml(shortened(written.value)).encode())


def joined_text(xml: bytes) -> str:
    """The text of a string item without its looks; the reading aids of Japanese are no text."""
    plain = _ONE_TEXT.fullmatch(xml)  # as Remit writes them, a hundred thousand keys at a time
    if plain is not None:
        return shown_text(plain[1].decode("utf-8", "replace"))
    if b":t" in xml:
        xml = _PREFIXED_TEXTS.sub(rb"<\1\2", xml)
    return shown_text("".join(unescaped(each) for each in _TEXTS.findall(xml)))


def shared_strings(chunks: Iterable[bytes], wanted: Collection[int]) -> dict[int, str]:
    """The texts at those places among the shared strings."""
    found: dict[int, str] = {}
    last = max(wanted, default=-1)
    number, buffer = 0, b""
    for chunk in chunks:
        if number > last:
            continue  # the rest is read all the same: only then is it known to be whole
        buffer += chunk
        end = 0
        for item in _ITEM.finditer(buffer):
            if number in wanted:
                found[number] = joined_text(item[1] or b"")
            number, end = number + 1, item.end()
        buffer = buffer[end:]
    return found


def is_number(text: str) -> bool:
    """Whether XML knows it as one; `1_000` and `１２` are numbers to Python alone."""
    return _NUMBER.fullmatch(text) is not None and math.isfinite(float(text))
