"""The XML of a workbook's small parts as a tree that can be edited and written back with its own prefixes.

Owns how such XML is parsed: nothing outside the part is ever read. Knows no part's meaning.
"""

from __future__ import annotations

from lxml import etree

from sync.reading.unreadable import refusal

_IN_ATTRIBUTES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)


def parsed(data: bytes, part: str) -> etree._Element:
    """The root of a part.

    Raises: UnreadableWorkbook when it is not XML; `part` is the name it is told by.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise refusal("WB-DAMAGED", part=part) from None


def written(root: etree._Element) -> bytes:
    """The part with this root."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def as_attribute(text: str) -> str:
    """A text as it stands between the quotation marks of an attribute."""
    return text.translate(_IN_ATTRIBUTES)


def local_name(element: etree._Element) -> str:
    """A name without its namespace: Strict workbooks use other ones than everybody else. Of a comment: ""."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def sibling_tag(element: etree._Element, name: str) -> str:
    """The tag of an element of this name in the namespace of another one."""
    return str(etree.QName(etree.QName(element).namespace, name))


def child_named(element: etree._Element, name: str) -> etree._Element | None:
    """The first child of that name, in whatever namespace."""
    return next((child for child in element if local_name(child) == name), None)
