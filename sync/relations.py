"""What the parts of a workbook say of each other: relationships and content types.

Owns the reading and editing of `.rels` parts and of `[Content_Types].xml`, as trees. Knows neither
the archive nor what a relationship means.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

from lxml import etree

from sync.markup import local_name, sibling_tag

CONTENT_TYPES = "[Content_Types].xml"
RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
NO_RELATIONS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
_EXTERNAL = "External"
_IN_TARGETS = "/!$&'()*+,;=:@~"  # need no quotation in the path of a target


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What a part refers to under `id`. `kind` is the last segment of the type: "table", "hyperlink".

    `target` is the name of a part; of an external relation, and of a place in the part itself ("#Sheet1!A1"),
    what is written there.
    """

    id: str
    kind: str
    target: str
    external: bool


def relations_part(part: str) -> str:
    """`xl/workbook.xml` → `xl/_rels/workbook.xml.rels`; "", the package itself → `_rels/.rels`."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def source_part(relations: str) -> str:
    """The part whose relations these are."""
    folder, name = posixpath.split(relations)
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


def read_relations(
    root: etree._Element, part: str, exists: Callable[[str], bool]
) -> Iterator[tuple[etree._Element, Relation]]:
    """The relations of a part, each with its element. `exists` says whether there is a part of that name."""
    folder = posixpath.dirname(part)
    for element in root:
        if local_name(element) != "Relationship":
            continue
        target = element.get("Target", "")
        external = element.get("TargetMode") == _EXTERNAL
        if not external and not target.startswith("#"):
            target = _resolved(folder, target.partition("#")[0], exists)
        relation = Relation(
            id=element.get("Id", ""),
            kind=element.get("Type", "").rpartition("/")[2],
            target=target,
            external=external,
        )
        yield element, relation


def _resolved(folder: str, target: str, exists: Callable[[str], bool]) -> str:
    target = target.replace("\\", "/")
    name = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    return name if exists(name) else unquote(name)


def append_relations(
    root: etree._Element, part: str, type_uri: str, targets: Iterable[str], *, external: bool
) -> Iterator[str]:
    """Appends a relation to each target under a fresh id, and gives the ids."""
    taken = {element.get("Id", "").lower() for element in root}
    folder = posixpath.dirname(part)
    tag = sibling_tag(root, "Relationship")
    number = len(taken)
    for target in targets:
        number += 1
        while f"rid{number}" in taken:
            number += 1
        written = target if external else _relative(folder, target)
        attributes = {"Id": f"rId{number}", "Type": type_uri, "Target": written}
        if external:
            attributes["TargetMode"] = _EXTERNAL
        etree.SubElement(root, tag, attributes)
        yield attributes["Id"]


def _relative(folder: str, target: str) -> str:
    if target.startswith("#"):
        return target
    return quote(posixpath.relpath("/" + target.lstrip("/"), "/" + folder), safe=_IN_TARGETS)


def remove_relations(root: etree._Element, ids: Collection[str]) -> bool:
    """Removes the relations with these ids; whether there were any."""
    wanted = frozenset(ids)
    found = [element for element in root if element.get("Id", "") in wanted]
    for element in found:
        root.remove(element)
    return bool(found)


def content_type(root: etree._Element, name: str) -> str:
    """The content type of the part of this name; "" when it has none."""
    for element in _overrides(root, name):
        return element.get("ContentType", "")
    return _default(root, name)


def declare(root: etree._Element, name: str, type_name: str) -> bool:
    """Gives a part its content type; whether anything had to be written for it."""
    if content_type(root, name) == type_name:
        return False
    withdraw(root, [name])
    attributes = {"PartName": "/" + quote(name, safe=_IN_TARGETS), "ContentType": type_name}
    etree.SubElement(root, sibling_tag(root, "Override"), attributes)
    return True


def withdraw(root: etree._Element, names: Sequence[str]) -> bool:
    """Removes what is said of these parts by name; whether anything was."""
    found = [element for name in names for element in _overrides(root, name)]
    for element in found:
        root.remove(element)
    return bool(found)


def _overrides(root: etree._Element, name: str) -> list[etree._Element]:
    wanted = "/" + name.lower()
    return [
        element
        for element in root
        if local_name(element) == "Override"
        and wanted in (element.get("PartName", "").lower(), unquote(element.get("PartName", "")).lower())
    ]


def _default(root: etree._Element, name: str) -> str:
    extension = name.lower().rpartition(".")[2]
    for element in root:
        if local_name(element) == "Default" and element.get("Extension", "").lower() == extension:
            return element.get("ContentType", "")
    return ""
