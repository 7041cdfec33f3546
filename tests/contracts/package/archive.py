"""The package around the parts: zip members, content types, relationships. Knows nothing of sheets."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from tests.contracts.package.findings import Findings
from tests.contracts.package.xml_parts import Scan, local_name, scan_xml

CONTENT_TYPES: Final = "[Content_Types].xml"
ROOT: Final = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """One entry of a .rels part; `target` is a part's name, or as written if external or a fragment."""

    id: str
    kind: str
    target: str
    internal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """The parts of a file, with what one scan of each has told."""

    parts: Mapping[str, bytes]
    by_lower_name: Mapping[str, str]
    scans: Mapping[str, Scan]
    relationships: Mapping[str, tuple[Relationship, ...]]

    def find(self, name: str) -> str | None:
        """The part of this name, ignoring case."""
        return self.by_lower_name.get(name.lower())

    def parseable(self, part: str | None) -> bytes | None:
        """The bytes of a part, None where there is none or it cannot be parsed."""
        scan = self.scans.get(part) if part else None
        return self.parts[part] if part and scan is not None and scan.parseable else None

    def tree(self, part: str | None) -> Element | None:
        data = self.parseable(part)
        return None if data is None else ElementTree.fromstring(_sound_vml(data))

    def related(self, part: str, kind: str) -> str | None:
        """The first part that `part` has a relationship of this kind to."""
        return next(self.all_related(part, kind), None)

    def all_related(self, part: str, kind: str) -> Iterator[str]:
        for relationship in self.relationships.get(part, ()):
            if relationship.kind == kind and relationship.internal and self.find(relationship.target):
                yield self.by_lower_name[relationship.target.lower()]

    def by_id(self, part: str, relationship_id: str | None, *kinds: str) -> str | None:
        """The part behind an r:id of one of these kinds, None where it leads nowhere or elsewhere."""
        for relationship in self.relationships.get(part, ()):
            if relationship.id == relationship_id and relationship.kind in kinds and relationship.internal:
                return self.find(relationship.target)
        return None


def read_package(source: Path | bytes, findings: Findings) -> Package | None:
    """Unpack a file; None where nothing can be said about its parts."""
    parts = _read_members(source, findings)
    if parts is None:
        return None
    if CONTENT_TYPES.lower() not in {name.lower() for name in parts}:
        findings.add("package-skeleton", CONTENT_TYPES, "is missing")
        return None
    scans = {name: scan_xml(_sound_vml(data)) for name, data in parts.items() if _is_xml(name)}
    for name, scan in scans.items():
        for rule, detail in scan.faults:
            findings.add(rule, name, detail)
    by_lower_name = {name.lower(): name for name in parts}
    package = Package(parts=parts, by_lower_name=by_lower_name, scans=scans, relationships={})
    relationships = {
        source_of(name): tuple(_read_relationships(package, name, findings))
        for name in parts
        if name.lower().endswith(".rels")
    }
    return Package(parts=parts, by_lower_name=by_lower_name, scans=scans, relationships=relationships)


def _read_members(source: Path | bytes, findings: Findings) -> dict[str, bytes] | None:
    parts: dict[str, bytes] = {}
    seen: set[str] = set()
    try:
        with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as archive:
            for member in archive.infolist():
                if member.is_dir():
                    continue
                if member.filename.lower() in seen:
                    findings.add("zip-duplicate-member", member.filename, "is there more than once")
                    continue
                seen.add(member.filename.lower())
                parts[member.filename] = archive.read(member)
    # zipfile raises RuntimeError for encrypted members, its NotImplementedError for odd compression.
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as error:
        findings.add("zip-unreadable", "(archive)", f"{type(error).__name__}: {error}")
        return None
    return parts


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))


def _sound_vml(data: bytes) -> bytes:
    # Excel's own VML has HTML's <br>, which is never closed.
    return data.replace(b"<br>", b"<br/>") if b"urn:schemas-microsoft-com:vml" in data[:2000] else data


def source_of(rels_part: str) -> str:
    """ "xl/_rels/workbook.xml.rels" → "xl/workbook.xml"; "_rels/.rels" → "" (the package)."""
    folder, _, name = rels_part.rpartition("/")
    return posixpath.join(posixpath.dirname(folder), name[: -len(".rels")])


def _read_relationships(package: Package, rels_part: str, findings: Findings) -> Iterator[Relationship]:
    root = package.tree(rels_part)
    folder = posixpath.dirname(source_of(rels_part))
    seen: set[str] = set()
    for element in () if root is None else root:
        relationship_id = element.get("Id", "")
        if relationship_id in seen:
            findings.add(
                "relationship-id-duplicate", rels_part, f"{relationship_id!r} is there more than once"
            )
        seen.add(relationship_id)
        target = element.get("Target", "")
        internal = element.get("TargetMode", "Internal") != "External" and not target.startswith("#")
        if internal:
            path = unquote(target.partition("#")[0])
            target = posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")
        kind = element.get("Type", "").rpartition("/")[2]
        yield Relationship(id=relationship_id, kind=kind, target=target, internal=internal)


def content_types(package: Package, findings: Findings) -> dict[str, str]:
    """Part → content type; what is wrong with the list itself is reported."""
    root = package.tree(package.find(CONTENT_TYPES))
    defaults: dict[str, str] = {}
    overrides: dict[str, str] = {}
    for element in () if root is None else root:
        override = local_name(element.tag) == "Override"
        key = element.get("PartName" if override else "Extension", "").lower()
        known = overrides if override else defaults
        if key in known:
            findings.add("content-type-duplicate", CONTENT_TYPES, f"{key} is there more than once")
        known[key] = element.get("ContentType", "")
        if override and package.find(key.removeprefix("/")) is None:
            findings.add("content-type-dangling", CONTENT_TYPES, f"{element.get('PartName')} does not exist")
    if root is None:
        return {}
    types: dict[str, str] = {}
    for part in package.parts:
        extension = part.lower().rpartition(".")[2]
        found = overrides.get("/" + part.lower()) or defaults.get(extension)
        if found:
            types[part] = found
        elif part.lower() != CONTENT_TYPES.lower():
            findings.add("content-type-missing", part, "has neither an Override nor a Default")
    return types
