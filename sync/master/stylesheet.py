"""The collections of a stylesheet, `xl/styles.xml`: what is in them, what equals what, and what joins them.

Owns the XML: its namespace, the order that the schema wants, the counts. Only ever appends. Knows no reason
for a format.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from lxml import etree

from sync.markup import child_named, local_name, parsed, sibling_tag, written
from sync.master.style_shapes import (
    BUILT_IN_IDS,
    Shape,
    border_shape,
    differential_shape,
    element_shape,
    fill_shape,
    font_shape,
    is_true,
    number_shape,
    same_code,
)

FORMATS: Final = "cellXfs"
DIFFERENTIALS: Final = "dxfs"
COMPONENTS: Final = (
    ("fonts", "fontId", "applyFont"),
    ("fills", "fillId", "applyFill"),
    ("borders", "borderId", "applyBorder"),
)
"""Collection, attribute of a format that is an index into it, attribute that says it is to be applied."""

_PART = "xl/styles.xml"
_NUMBERS = "numFmts"
_LAST_BUILT_IN = 163
_ORDERS: Mapping[str, tuple[str, ...]] = {
    "styleSheet": (
        *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"),
        *("tableStyles", "colors", "extLst"),
    ),
    "xf": ("alignment", "protection", "extLst"),
    "font": (
        *("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color"),
        *("name", "family", "charset", "scheme"),
    ),
}
_SHAPES: Mapping[str, Callable[[etree._Element], Shape]] = {
    "fonts": font_shape,
    "fills": fill_shape,
    "borders": border_shape,
    DIFFERENTIALS: differential_shape,
}
# A stylesheet need not have any of these, but index 0 of each is what cells without a format have.
_PLAIN = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
_NO_FILL, _GREY = (f'<fill><patternFill patternType="{kind}"/></fill>' for kind in ("none", "gray125"))
_LEAST: Mapping[str, str] = {
    "fonts": '<font><sz val="11"/><name val="Calibri"/><family val="2"/></font>',
    "fills": _NO_FILL + _GREY,
    "borders": "<border><left/><right/><top/><bottom/><diagonal/></border>",
    "cellStyleXfs": _PLAIN,
    FORMATS: _PLAIN,
}


class Stylesheet:
    """A stylesheet that grows; what is in it already stays as it is."""

    def __init__(self, part: bytes) -> None:
        """Raises: UnreadableWorkbook when the part is not XML."""
        self._part = part
        self._root = parsed(part, _PART)
        self.changed = False
        self._elements: dict[str, list[etree._Element]] = {}
        self._indexes: dict[str, dict[Shape, int]] = {}
        self._same: dict[tuple[str, str], int | None] = {}
        self.numbers = {each.get("numFmtId", ""): each.get("formatCode", "") for each in self.all(_NUMBERS)}

    def as_bytes(self) -> bytes:
        """The part; the very bytes that were given when nothing was appended."""
        return written(self._root) if self.changed else self._part

    def all(self, collection: str) -> Sequence[etree._Element]:
        """The elements of a collection; those that are there without being written, too."""
        return self._list(collection)

    def at(self, collection: str, index: int | str) -> etree._Element:
        """The element of that index; the first one where there is none."""
        elements = self.all(collection)
        number = int(index) if isinstance(index, int) or index.isdecimal() else 0
        return elements[number if 0 <= number < len(elements) else 0]

    def index(self, collection: str, element: etree._Element) -> int | None:
        """The first element of the collection that says the same."""
        return self._index(collection).get(self.shape(collection, element))

    def append(self, collection: str, element: etree._Element) -> int:
        """Puts an element at the end of a collection; its index."""
        if not self.changed:
            self.changed = True
            for each in _LEAST:
                self._put(each, [element for element in self.all(each) if _is_loose(element)])
        self._same.clear()
        elements = self._list(collection)
        elements.append(element)
        self._put(collection, [element])
        if collection != _NUMBERS:
            self._index(collection).setdefault(self.shape(collection, element), len(elements) - 1)
        return len(elements) - 1

    def found(self, collection: str, element: etree._Element) -> int:
        """The index of what says the same as the element, which joins the collection when nothing does."""
        index = self.index(collection, element)
        return self.append(collection, element) if index is None else index

    def shape(self, collection: str, element: etree._Element) -> Shape:
        """Equal for elements that say the same in this stylesheet."""
        if collection != FORMATS:
            return _SHAPES[collection](element)
        # What is to be applied says how a format goes with its named style, not how a cell looks.
        components = (self._first(name, element.get(attribute, "0")) for name, attribute, _ in COMPONENTS)
        truths = (is_true(element.get(name)) for name in ("quotePrefix", "pivotButton"))
        children = (element_shape(child_named(element, name)) for name in _ORDERS["xf"])
        number = number_shape(element.get("numFmtId", "0"), self.numbers)
        return (element.get("xfId", "0"), number, *components, *truths, *children)

    def number(self, code: str) -> str:
        """The id of a number format, found or declared."""
        found = self.number_id(code)
        if found is None:
            found = self.free_number()
            self.numbers[found] = code
            self.append(_NUMBERS, self.element("numFmt", numFmtId=found, formatCode=code))
        return found

    def number_id(self, code: str) -> str | None:
        """The id of a number format that is built in or declared."""
        wanted = same_code(code)
        built_in = BUILT_IN_IDS.get(wanted)
        if built_in is not None and built_in not in self.numbers:
            return built_in
        return next((number for number, each in self.numbers.items() if same_code(each) == wanted), None)

    def free_number(self) -> str:
        """An id that neither cells nor conditional formats have given to a number format."""
        taken = [child.get("numFmtId", "") for dxf in self.all(DIFFERENTIALS) for child in dxf]
        numbers = (int(each) for each in (*taken, *self.numbers) if each.isdecimal())
        return str(max(_LAST_BUILT_IN, *numbers, _LAST_BUILT_IN) + 1)

    def element(self, name: str, **attributes: str) -> etree._Element:
        """A new element in the namespace of this stylesheet."""
        space = {self._root.prefix: etree.QName(self._root).namespace or ""}
        return etree.Element(sibling_tag(self._root, name), attributes, nsmap=space)

    def own(self, element: etree._Element) -> etree._Element:
        """A copy in the namespace of this stylesheet. What is of other ones is no format and stays behind."""
        attributes = {name: value for name, value in element.items() if not name.startswith("{")}
        copy = self.element(local_name(element), **attributes)
        space = etree.QName(element).namespace
        for child in element:
            if local_name(child) not in ("", "extLst") and etree.QName(child).namespace == space:
                copy.append(self.own(child))
        return copy

    def _list(self, collection: str) -> list[etree._Element]:
        found = self._elements.get(collection)
        if found is None:
            container = child_named(self._root, collection)
            found = [] if container is None else [each for each in container if local_name(each)]
            if not found and collection in _LEAST:
                least = parsed(f"<least>{_LEAST[collection]}</least>".encode(), _PART)
                found = [self.own(each) for each in least]
            self._elements[collection] = found
        return found

    def _index(self, collection: str) -> dict[Shape, int]:
        """The first index of each shape."""
        found = self._indexes.get(collection)
        if found is None:
            found = self._indexes[collection] = {}
            for index, element in enumerate(self.all(collection)):
                found.setdefault(self.shape(collection, element), index)
        return found

    def _first(self, collection: str, index: str) -> int | None:
        """The first element that says the same as that one."""
        key = (collection, index)
        if key not in self._same:
            self._same[key] = self.index(collection, self.at(collection, index))
        return self._same[key]

    def _put(self, collection: str, added: Sequence[etree._Element]) -> None:
        """Writes elements into the part."""
        if not added:
            return
        container = child_named(self._root, collection)
        if container is None:
            container = self.element(collection)
            insert(self._root, container)
        container.extend(added)
        container.set("count", str(len(self.all(collection))))


def insert(parent: etree._Element, child: etree._Element) -> None:
    """Puts a child where the schema wants it."""
    order = _ORDERS[local_name(parent)]
    later = order[order.index(local_name(child)) + 1 :]
    for position, each in enumerate(parent):
        if local_name(each) in later:
            parent.insert(position, child)
            return
    parent.append(child)


def _is_loose(element: etree._Element) -> bool:
    return element.getparent() is None
