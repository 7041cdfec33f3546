"""When two pieces of a stylesheet say the same, whoever wrote them: `Shape`, equal for equal formats.

Owns the defaults of SpreadsheetML's formats and what its writers do differently. Edits nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from sync.markup import local_name

Shape = tuple[object, ...]

_TRUTHS = {"true": "1", "false": "0"}
_DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "alignment": {
        "horizontal": "general",
        "vertical": "bottom",
        "textRotation": "0",
        "wrapText": "0",
        "indent": "0",
        "relativeIndent": "0",
        "justifyLastLine": "0",
        "shrinkToFit": "0",
        "readingOrder": "0",
    },
    "protection": {"locked": "1", "hidden": "0"},
    "border": {"diagonalUp": "0", "diagonalDown": "0", "outline": "1"},
    "color": {"tint": "0"},
}
# What an element of a font means without its value, and the value with which it might as well not be there.
_FONT_VALUES = {"u": ("single", "none"), "vertAlign": ("", "baseline")} | dict.fromkeys(
    ("b", "i", "strike", "outline", "shadow", "condense", "extend"), ("1", "0")
)

# The codes that mean the same in every edition of Excel; dates and money of its own follow the country.
_BUILT_IN = {
    "0": "General",
    "1": "0",
    "2": "0.00",
    "3": "#,##0",
    "4": "#,##0.00",
    "9": "0%",
    "10": "0.00%",
    "11": "0.00E+00",
    "12": "# ?/?",
    "13": "# ??/??",
    "45": "mm:ss",
    "46": "[h]:mm:ss",
    "47": "mm:ss.0",
    "48": "##0.0E+0",
    "49": "@",
}
BUILT_IN_IDS: Mapping[str, str] = {code: number for number, code in _BUILT_IN.items()}
# Excel and LibreOffice put a backslash before signs that need none.
_ESCAPED = re.compile(r'("[^"]*")|\\([-+/():!^&\'~{}<>= ])')


def same_code(code: str) -> str:
    """A number format's code without the backslashes that make no difference."""
    return _ESCAPED.sub(lambda found: found.group(1) or found.group(2), code)


def number_shape(number: str, declared: Mapping[str, str]) -> Shape:
    """Of a `numFmtId`. `declared` are the codes of the workbook by id."""
    code = declared.get(number) or _BUILT_IN.get(number)
    return ("built in", number) if code is None else ("code", same_code(code))


def font_shape(font: etree._Element) -> Shape:
    found: list[Shape] = []
    for child in font:
        name = local_name(child)
        default, absent = _FONT_VALUES.get(name, ("", ""))
        if name in _FONT_VALUES:
            value = _value(child.get("val", default))
            if value != absent:
                found.append((name, value))
        elif name:
            found.append((name, element_shape(child)))
    return tuple(sorted(found, key=repr))


def fill_shape(fill: etree._Element) -> Shape:
    """The colours that a pattern does not show make no difference."""
    pattern = next((child for child in fill if local_name(child) == "patternFill"), None)
    if pattern is None:
        return element_shape(fill)
    kind = pattern.get("patternType", "none")
    hidden = {"none": ("fgColor", "bgColor"), "solid": ("bgColor",)}.get(kind, ())
    shown = [element_shape(child) for child in pattern if local_name(child) not in ("", *hidden)]
    return (kind, *sorted(shown, key=repr))


def border_shape(border: etree._Element) -> Shape:
    lines = [element_shape(line) for line in border if line.get("style", "none") != "none"]
    return (_attributes(border), *sorted(lines, key=repr))


def element_shape(element: etree._Element | None) -> Shape:
    """Of an alignment, a protection, a colour, or what has no defaults. None: of what is not there."""
    if element is None:
        return ()
    children = tuple(element_shape(child) for child in element if local_name(child))
    attributes = _attributes(element)
    if local_name(element) in ("alignment", "protection") and not attributes:
        return ()
    return (local_name(element), attributes, children)


def differential_shape(dxf: etree._Element) -> Shape:
    """Of a format that is laid over another one, where "not bold" is not the same as nothing."""
    found: list[Shape] = []
    for part in dxf:
        name = local_name(part)
        if name == "numFmt":
            found.append((name, same_code(part.get("formatCode", ""))))
        elif name == "font":
            values = (
                (local_name(child), _value(child.get("val", _FONT_VALUES[local_name(child)][0])))
                if local_name(child) in _FONT_VALUES
                else element_shape(child)
                for child in part
            )
            found.append((name, *sorted(values, key=repr)))
        elif name and name != "extLst":
            found.append((name, element_shape(part)))
    return tuple(sorted(found, key=repr))


def is_true(text: str | None) -> bool:
    return _value(text or "0") == "1"


def _attributes(element: etree._Element) -> tuple[tuple[str, str], ...]:
    """The attributes that differ from their defaults; those of other namespaces say nothing of a format."""
    defaults = _DEFAULTS.get(local_name(element), {})
    found = []
    for name, text in element.items():
        value = _value(text)
        if name == "rgb":
            value = value.upper()[
                -6:
            ]  # its first two digits, the opacity, are ignored and written differently
        if not name.startswith("{") and defaults.get(name) != value:
            found.append((name, value))
    return tuple(sorted(found))


def _value(text: str) -> str:
    return _TRUTHS.get(text, text)
