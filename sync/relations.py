"""What the parts of a workbook say of each other: relationships and content types.

Owns the reading and editing of `.rels` parts and of `[Content_Types].xml`, as trees. Knows neither
the archive nor what a relationship means.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

from lxml import etree

from sync.markup import as_attribute, local_name, sibling_tag, written

CONTENT_TYPES = "[Content_Types].xml"
RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
NO_RELATIONS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
_EXTERNAL = "External"
_IN_TARGETS = "/!$&'()*+,;=:@~"  # need no quotation in the path of a target
_MARK = re.compile(rb'<([^<>]*) Id="@"/>')


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


@dataclass(frozen=True, slots=True)
class Outside:
    """A relation that leads out of the package. There may be tens of thousands of one part; as elements they
    would take ten times the memory.
    """

    id: str
    type_uri: str
    target: str

    @property
    def relation(self) -> Relation:
        kind = self.type_uri.rpartition("/")[2]
        return Relation(id=self.id, kind=kind, target=self.target, external=True)


def fresh_ids(root: etree._Element, outside: Iterable[Outside]) -> Iterator[str]:
    """Ids that no relation has: of those in the tree, and of those that are kept beside it."""
    taken = {element.get("Id", "").lower() for element in root}
    taken.update(each.id.lower() for each in outside)
    number = len(taken)
    while True:
        number += 1
        if f"rid{number}" not in taken:
            yield f"rId{number}"


def append_relation(root: etree._Element, part: str, type_uri: str, target: str, new_id: str) -> None:
    """Appends a relation to a part, or to a place in the part itself."""
    attributes = {"Id": new_id, "Type": type_uri, "Target": _relative(posixpath.dirname(part), target)}
    etree.SubElement(root, sibling_tag(root, "Relationship"), attributes)


def written_with(root: etree._Element, outside: Iterable[Outside]) -> bytes:
    """The part with this root, and with these relations behind those in the tree."""
    place = etree.SubElement(root, sibling_tag(root, "Relationship"), {"Id": "@"})
    data = written(root)
    root.remove(place)
    found = _MARK.search(data)
    assert found is not None
    tag = found[1].decode()
    made = bytearray(data[: found.start()])
    for each in outside:
        kind, target = as_attribute(each.type_uri), as_attribute(each.target)
        made += f'<{tag} Id="{each.id}" Type="{kind}" Target="{target}" TargetMode="{_EXTERNAL}"/>'.encode()
    made += data[found.end() :]
    return bytes(made)


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
