"""The cell formats of a workbook: variants of a format, and formats of other workbooks, found or appended.

Owns what a variant changes in a format. Formats that are there stay what they are, so that every cell does.
Knows no cell, and not why a format is wanted.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Final, Literal

from lxml import etree

from sync.markup import child_named, local_name
from sync.master.style_shapes import element_shape, is_true
from sync.master.stylesheet import COMPONENTS, DIFFERENTIALS, FORMATS, Stylesheet, insert

MOST_FORMATS: Final = 65_490
"""Cell formats of one workbook; with more Excel offers to repair it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What differs from a cell's format; None leaves it as it is. `font_color` is "#RRGGBB"."""

    number_format: str | None = None
    quote_prefix: bool | None = None
    vertical: Literal["top", "center", "bottom"] | None = None
    wrap: bool | None = None
    font_color: str | None = None
    underline: bool | None = None


_SAME = Variant()


class Styles:
    """The formats of one workbook. A format is an index into its cellXfs, as a cell's `s` has it; one that is
    not there stands for 0.
    """

    def __init__(self, part: bytes) -> None:
        """`part` is `xl/styles.xml`.

        Raises: UnreadableWorkbook when it is not XML.
        """
        self._sheet = Stylesheet(part)
        self._variants: dict[tuple[int, Variant], int] = {}
        self._adopted: dict[tuple[Styles, int], int] = {}

    @property
    def count(self) -> int:
        """How many cell formats there are."""
        return len(self._sheet.all(FORMATS))

    @property
    def changed(self) -> bool:
        """Whether anything was appended."""
        return self._sheet.changed

    def as_bytes(self) -> bytes:
        """The part; the very bytes that were given when nothing was appended."""
        return self._sheet.as_bytes()

    def variant(self, xf: int, variant: Variant) -> int:
        """The format that differs from `xf` as said, found or appended; `xf` itself when nothing differs, or
        when there is no room for one more.
        """
        xf = xf if 0 <= xf < self.count else 0
        if variant == _SAME:
            return xf
        found = self._variants.get((xf, variant))
        if found is None:
            found = self._variants[xf, variant] = self._varied(xf, variant)
        return found

    def adopt(self, other: Styles, xf: int) -> int:
        """The format that `xf` is in another workbook, found or appended here; 0 when there is no room.

        Its named style stays behind. Colours of a theme become those of this workbook's.
        """
        found = self._adopted.get((other, xf))
        if found is None:
            found = self._adopted[other, xf] = self._taken_over(other, xf)
        return found

    def _taken_over(self, other: Styles, xf: int) -> int:
        source = other._sheet.at(FORMATS, xf)
        number = source.get("numFmtId", "0")
        code = other._sheet.numbers.get(number)
        element = self._sheet.element("xf", numFmtId=number if code is None else self._sheet.number(code))
        if element.get("numFmtId") != "0":
            element.set("applyNumberFormat", "1")
        for collection, attribute, flag in COMPONENTS:
            component = other._sheet.at(collection, source.get(attribute, "0"))
            index = self._sheet.found(collection, self._sheet.own(component))
            element.set(attribute, str(index))
            if index:
                element.set(flag, "1")
        element.set("xfId", "0")
        for name, flag in (("alignment", "applyAlignment"), ("protection", "applyProtection")):
            child = child_named(source, name)
            if child is not None and element_shape(child):
                element.append(self._sheet.own(child))
                element.set(flag, "1")
        if is_true(source.get("quotePrefix")):
            element.set("quotePrefix", "1")
        return self._format(element, 0)

    def adopt_differential(self, other: Styles, dxf: int) -> int:
        """The same for a format of conditional formats and tables, an index into the dxfs.

        Raises: IndexError when the other workbook does not have it.
        """
        element = self._sheet.own(other._sheet.all(DIFFERENTIALS)[dxf])
        number = child_named(element, "numFmt")
        if number is not None:
            declared = self._sheet.number_id(number.get("formatCode", ""))
            number.set("numFmtId", declared or self._sheet.free_number())
        return self._sheet.found(DIFFERENTIALS, element)

    def _varied(self, xf: int, variant: Variant) -> int:
        sheet = self._sheet
        base = sheet.at(FORMATS, xf)
        element = deepcopy(base)
        if variant.number_format is not None:
            element.set("numFmtId", sheet.number(variant.number_format))
            element.set("applyNumberFormat", "1")
        if variant.quote_prefix is not None:
            element.set("quotePrefix", "1" if variant.quote_prefix else "0")
        if variant.vertical is not None or variant.wrap is not None:
            self._align(element, variant)
        if variant.font_color is not None or variant.underline is not None:
            font = self._font(sheet.at("fonts", element.get("fontId", "0")), variant)
            element.set("fontId", str(sheet.found("fonts", font)))
            element.set("applyFont", "1")
        return (
            xf if sheet.shape(FORMATS, element) == sheet.shape(FORMATS, base) else self._format(element, xf)
        )

    def _align(self, element: etree._Element, variant: Variant) -> None:
        alignment = child_named(element, "alignment")
        if alignment is None:
            alignment = self._sheet.element("alignment")
            insert(element, alignment)
        if variant.vertical is not None:
            alignment.set("vertical", variant.vertical)
        if variant.wrap is not None:
            alignment.set("wrapText", "1" if variant.wrap else "0")
        element.set("applyAlignment", "1")

    def _font(self, base: etree._Element, variant: Variant) -> etree._Element:
        font = deepcopy(base)
        underline = child_named(font, "u")
        underlined = underline is not None and underline.get("val") != "none"
        if variant.underline is not None and variant.underline != underlined:
            _remove(font, "u")
            if variant.underline:
                insert(font, self._sheet.element("u"))
        if variant.font_color is not None:
            _remove(font, "color")
            colour = f"FF{variant.font_color.removeprefix('#').upper()}"
            insert(font, self._sheet.element("color", rgb=colour))
        return font

    def _format(self, element: etree._Element, plain: int) -> int:
        """The index of a format; `plain` when it is not there and there is no room for it."""
        index = self._sheet.index(FORMATS, element)
        if index is not None:
            return index
        return self._sheet.append(FORMATS, element) if self.count < MOST_FORMATS else plain


def _remove(parent: etree._Element, name: str) -> None:
    for child in [each for each in parent if local_name(each) == name]:
        parent.remove(child)
