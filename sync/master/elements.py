"""Finding and naming elements in the parts of a workbook, whatever prefixes its writer uses.

Knows no element's meaning.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from sync.markup import local_name

SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

Element = etree._Element


def main(name: str) -> str:
    """The tag of an element of a workbook."""
    return f"{{{SPREADSHEET}}}{name}"


def children(element: Element, name: str) -> Iterator[Element]:
    """The children of that name."""
    return (each for each in element if local_name(each) == name)


def child(element: Element, name: str) -> Element | None:
    """The first child of that name."""
    return next(children(element, name), None)


def relation_id(element: Element) -> str:
    """The relation that the element names; "" when none."""
    return element.get(f"{{{RELATIONSHIPS}}}id", "")


def set_relation_id(element: Element, relation: str) -> None:
    element.set(f"{{{RELATIONSHIPS}}}id", relation)
