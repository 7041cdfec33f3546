"""XML of parts: is it sound, and which relationships does it use. Knows no rule of Excel's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

_RELATION_URI = RELATION.strip("{}")
_MC_URI = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_PREFIX_LISTS = frozenset(f"{_MC_URI} {name}" for name in ("Ignorable", "MustUnderstand", "ProcessContent"))
_LINK_KEYS = ("urn:schemas-microsoft-com:office:office relid",)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_UNBOUND_PREFIX = expat.errors.codes[expat.errors.XML_ERROR_UNBOUND_PREFIX]
_BAD_REFERENCE = expat.errors.codes[expat.errors.XML_ERROR_BAD_CHAR_REF]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A use of a relationship: the element, the attribute and the id in it."""

    element: str
    attribute: str
    relationship_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What one pass over a part gives: (rule, detail) of what is wrong with it as XML, and its links."""

    faults: tuple[tuple[str, str], ...] = ()
    links: tuple[Link, ...] = ()
    parseable: bool = True


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Expat's handlers, with the prefixes that are in scope."""

    in_scope: Counter[str] = field(default_factory=Counter)
    undeclared: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    encoding: str | None = None

    def start_namespace(self, prefix: str | None, _uri: str) -> None:
        self.in_scope[prefix or ""] += 1

    def end_namespace(self, prefix: str | None) -> None:
        self.in_scope[prefix or ""] -= 1

    def declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self.encoding = encoding

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        for key, value in attributes.items():
            # Most attributes have no namespace: one look for the blank that expat puts between URI and name.
            if " " in key:
                self._qualified(name, key, value)
            elif key == "Requires" and name.startswith(_MC_URI):
                self._prefixes(value.split())

    def _qualified(self, element: str, key: str, value: str) -> None:
        if key in _PREFIX_LISTS:
            self._prefixes(word.split(":")[0] for word in value.split())
        elif value and (key.startswith(_RELATION_URI) or key in _LINK_KEYS):
            local = element.rpartition(" ")[2]
            self.links.append(Link(element=local, attribute=key.rpartition(" ")[2], relationship_id=value))

    def _prefixes(self, prefixes: Iterable[str]) -> None:
        for prefix in prefixes:
            if self.in_scope[prefix] <= 0:
                self.undeclared.append(prefix)


def scan_xml(data: bytes) -> Scan:
    """Read a part once: encoding, forbidden characters, well-formedness, prefixes, links."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _broken("xml-encoding", f"byte {error.start} is not UTF-8")
    if forbidden := _FORBIDDEN.search(text):
        return _broken("xml-character", f"U+{ord(forbidden[0]):04X} at character {forbidden.start()}")
    if "<!DOCTYPE" in text:
        return _broken("xml-malformed", "has a DTD")
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartNamespaceDeclHandler = reader.start_namespace
    parser.EndNamespaceDeclHandler = reader.end_namespace
    parser.XmlDeclHandler = reader.declaration
    parser.StartElementHandler = reader.start_element
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        return _broken(_rule_of(error), str(error))
    faults = [("xml-ignorable-prefix", f"prefix {prefix!r} is not declared") for prefix in reader.undeclared]
    if reader.encoding and reader.encoding.lower() not in ("utf-8", "us-ascii"):
        faults.append(("xml-encoding", f"declares {reader.encoding}"))
    return Scan(faults=tuple(faults), links=tuple(reader.links))


def _broken(rule: str, detail: str) -> Scan:
    return Scan(faults=((rule, detail),), parseable=False)


def _rule_of(error: Exception) -> str:
    code = getattr(error, "code", None)
    return {_UNBOUND_PREFIX: "xml-prefix", _BAD_REFERENCE: "xml-character"}.get(code or 0, "xml-malformed")


def local_name(tag: str) -> str:
    """The name of a tag without its namespace."""
    return tag.rpartition("}")[2]


def as_int(text: str | None) -> int | None:
    """A whole number ≥ 0 as XML writes it, None for everything else."""
    if text is None or len(text) > 18:
        return None
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() else None


def as_bool(text: str | None) -> bool:
    return text in ("1", "true")
