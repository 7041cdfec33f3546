"""What of a workbook is whose, looked at as an archive: the bytes as they lie, part by part.

Decides by the names and relationships of parts alone, with nothing of `sync`, whose work is looked at.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

_HEADER = 30  # of an entry in the archive, before its name
_MAIN = "xl/workbook.xml"
_ALWAYS = frozenset({"[Content_Types].xml", _MAIN, "xl/_rels/workbook.xml.rels", "xl/styles.xml"})
_HANGING = ("comments", "threadedComment", "vmlDrawing", "table")
_FOLLOWING = ("chart", "chartEx", "pivotCacheDefinition")
# What may differ in a part that only follows: where it points, and that Excel is to renew it.
_POINTERS = re.compile(
    rb"(<(?:c:|cx:)?f>)[^<]*(<)|(\bref=\")[^\"]*(\")|( refreshOnLoad=\")[^\"]*(\")|(<(?:xdr:)?row>)\d+(<)"
)
_REFRESH = b' refreshOnLoad=""'


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A part: what it says, and its bytes as they lie in the archive."""

    content: bytes
    packed: bytes
    packing: tuple[int, int, int]  # method, checksum, size


def entries(data: bytes) -> dict[str, Entry]:
    """The parts by name."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            at = info.header_offset
            name, extra = (
                int.from_bytes(data[at + offset : at + offset + 2], "little") for offset in (26, 28)
            )
            start = at + _HEADER + name + extra
            found[info.filename] = Entry(
                content=archive.read(info),
                packed=data[start : start + info.compress_size],
                packing=(info.compress_type, info.CRC, info.file_size),
            )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """The parts that a fill may write anew (`ours`), those in which only pointers may change
    (`following`), and all others.
    """

    ours: frozenset[str]
    following: frozenset[str]
    others: frozenset[str]


def whose(data: bytes, managed: set[str]) -> Whose:
    """Who may write in which part. `managed`: the tabs with Remit's tables, and its hidden one."""
    parts = {name: each.content for name, each in entries(data).items()}
    ours, following = set(_ALWAYS), set()
    targets = dict(_relations(parts, _MAIN))
    ours |= {target for target, kind in targets.items() if kind == "calcChain"}
    for tab, part in tabs(parts).items():
        if tab in managed:
            ours |= {part, _relations_part(part)}
            for target, kind in _relations(parts, part):
                ours |= {target} if kind in _HANGING else set()
                following |= {target} if kind == "drawing" else set()
    for source in parts:
        following |= {target for target, kind in _relations(parts, source) if kind in _FOLLOWING}
    return Whose(
        ours=frozenset(ours & parts.keys()),
        following=frozenset(following & parts.keys()),
        others=frozenset(parts.keys() - ours - following),
    )


def without_pointers(content: bytes) -> bytes:
    """A part with every reference taken out that may follow a table."""
    return _POINTERS.sub(lambda found: b"".join(each for each in found.groups() if each), content).replace(
        _REFRESH, b""
    )


def tabs(parts: dict[str, bytes]) -> dict[str, str]:
    """The part of every worksheet, by what stands on its tab."""
    ids = {identity: target for identity, target, _ in _all_relations(parts, _MAIN)}
    sheets = ElementTree.fromstring(parts[_MAIN]).find("{*}sheets")
    assert sheets is not None
    found = {}
    for each in sheets:
        identity = next(value for name, value in each.attrib.items() if name.endswith("}id"))
        found[each.get("name", "")] = ids[identity]
    return found


def _relations(parts: dict[str, bytes], source: str) -> Iterator[tuple[str, str]]:
    return ((target, kind) for _, target, kind in _all_relations(parts, source))


def _all_relations(parts: dict[str, bytes], source: str) -> Iterator[tuple[str, str, str]]:
    data = parts.get(_relations_part(source))
    for each in () if data is None else ElementTree.fromstring(data):
        target = posixpath.normpath(posixpath.join("/", posixpath.dirname(source), each.get("Target", "")))
        if each.get("TargetMode") != "External":
            yield each.get("Id", ""), target.lstrip("/"), each.get("Type", "").rpartition("/")[2]


def _relations_part(source: str) -> str:
    folder, name = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{name}.rels")
