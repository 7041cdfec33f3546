"""An .xlsx file as parts that can be read, replaced, added and dropped, and written back: `Parts`.

Everything that nobody touched is copied with its compressed bytes as they lie. Owns that content types and
relationships stay right; knows what no part means. What may be opened is decided by `sync.reading.guard`.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from lxml import etree

from sync.archive import Archive, Entry, entries, inflated
from sync.limits import Limits
from sync.markup import parsed, written
from sync.reading.guard import open_package
from sync.reading.unreadable import refusal
from sync.relations import (
    CONTENT_TYPES,
    NO_RELATIONS,
    RELATIONS_TYPE,
    Outside,
    Relation,
    append_relation,
    content_type,
    declare,
    fresh_ids,
    read_relations,
    relations_part,
    remove_relations,
    source_part,
    withdraw,
    written_with,
)
from sync.writing import write_atomically

Content = bytes | Callable[[], Iterable[bytes]]
"""What is put into a part: bytes, or what gives them in pieces, asked each time the package is written."""

_PIECE = 1 << 20
_MARKUP = (".xml", ".rels", ".vml")
_DOCUMENT_TYPE = b"<!DOCTYPE"


class Parts:
    """The parts of one workbook. Names are compared as in the package: their case does not count."""

    __slots__ = ("_changed", "_contents", "_data", "_entries", "_names", "_outside", "_trees", "_unwritten")

    def __init__(self, data: bytes, found: Iterable[Entry]) -> None:
        self._data = data
        self._entries = {_key(entry.info.filename): entry for entry in found}
        self._names = {key: entry.info.filename for key, entry in self._entries.items()}
        self._contents: dict[str, Content] = {}
        self._trees: dict[str, etree._Element] = {}
        self._outside: dict[str, list[Outside]] = {}  # what a tree of relations does not hold
        self._unwritten: set[str] = set()  # parts whose tree says more than their content
        self._changed = False

    @classmethod
    def open(cls, data: bytes, limits: Limits) -> Parts:
        """The parts of the workbook in these bytes.

        Raises: UnreadableWorkbook.
        """
        open_package(data, limits)
        parts = cls(data, entries(data))
        if CONTENT_TYPES not in parts:
            raise refusal("WB-DAMAGED", part=CONTENT_TYPES)
        return parts

    @property
    def changed(self) -> bool:
        """Whether writing gives another file than the one that was read."""
        return self._changed

    def names(self) -> tuple[str, ...]:
        """The parts that there are now, spelled as in the package; new ones at the end."""
        return tuple(name for name in self._names.values() if not name.endswith("/"))

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._names

    def read(self, name: str) -> bytes:
        """The content of a part as it is now.

        Raises: UnreadableWorkbook when there is no such part, or it is damaged.
        """
        return b"".join(self.chunks(name))

    def chunks(self, name: str, size: int = _PIECE) -> Iterator[bytes]:
        """The content of a part as it is now, in pieces: never all of it in memory.

        Raises: UnreadableWorkbook when there is no such part, or (perhaps behind its last piece) when it is
        damaged.
        """
        key = _key(name)
        self._settle(key)
        content = self._contents.get(key)
        if content is not None:
            yield from (content,) if isinstance(content, bytes) else content()
            return
        if key not in self._names:
            raise refusal("WB-DAMAGED", part=name)
        pieces = inflated(self._entries[key], size)
        yield from _without_document_type(pieces, name) if key.endswith(_MARKUP) else pieces

    def mark(self, name: str) -> str:
        """A sign of what a part held in the file that was read, whatever happened to it since; "" when the
        file had no such part. Two files with equal signs hold the same in it.
        """
        entry = self._entries.get(_key(name))
        return "" if entry is None else f"{entry.info.CRC:08x}-{entry.info.file_size}"

    def replace(self, name: str, content: Content) -> None:
        """Puts something else into a part. Bytes that it holds already change nothing.

        Raises: KeyError when there is no such part.
        """
        key = _key(name)
        if key not in self._names:
            raise KeyError(name)
        if isinstance(content, bytes) and self._holds(key, content):
            return
        self._trees.pop(key, None)
        self._outside.pop(key, None)
        self._unwritten.discard(key)
        self._contents[key] = content
        self._changed = True

    def put_last(self, name: str) -> None:
        """Has the part written behind all others: its content may depend on what theirs came to.

        Raises: KeyError when there is no such part.
        """
        key = _key(name)
        self._names[key] = self._names.pop(key)

    def add(self, name: str, type_name: str, content: Content) -> None:
        """A new part with its content type.

        Raises: KeyError when there is one of that name.
        """
        key = _key(name)
        if key in self._names:
            raise KeyError(name)
        self._names[key] = name.lstrip("/")
        self._contents[key] = content
        self._changed = True
        if declare(self._tree(CONTENT_TYPES), self._names[key], type_name):
            self._edited(CONTENT_TYPES)

    def drop(self, name: str) -> None:
        """Removes a part, its own relations, and every relation to it. Elements that name such a relation are
        the caller's.

        Raises: KeyError when there is no such part.
        """
        key = _key(name)
        if key not in self._names:
            raise KeyError(name)
        gone = [key, relations_part(key)]
        for each in gone:
            self._names.pop(each, None)
            self._contents.pop(each, None)
            self._trees.pop(each, None)
            self._outside.pop(each, None)
            self._unwritten.discard(each)
        self._changed = True
        if withdraw(self._tree(CONTENT_TYPES), gone):
            self._edited(CONTENT_TYPES)
        for source in self._sources():
            self.unrelate(source, {each.id for each in self.relations(source) if _leads_to(each, key)})

    def content_type(self, name: str) -> str:
        """The content type of a part; "" when the package says none."""
        return content_type(self._tree(CONTENT_TYPES), _key(name))

    def relations(self, part: str) -> tuple[Relation, ...]:
        """What a part refers to; "" stands for the package itself.

        Raises: UnreadableWorkbook when that cannot be read.
        """
        name = relations_part(_key(part))
        if name not in self:
            return ()
        found = read_relations(self._tree(name), _spelled(part), self.__contains__)
        inside = tuple(self._as_named(relation) for _, relation in found)
        return *inside, *(each.relation for each in self._outside.get(_key(name), ()))

    def relate(self, part: str, type_uri: str, target: str, *, external: bool = False) -> str:
        """A relation from a part to another part, or to a URL; gives its id."""
        return self.relate_all(part, type_uri, [target], external=external)[0]

    def relate_all(
        self, part: str, type_uri: str, targets: Iterable[str], *, external: bool = False
    ) -> tuple[str, ...]:
        """Relations of one type, many at once; gives their ids in the order of the targets."""
        name = relations_part(_spelled(part))
        if name not in self:
            self.add(name, RELATIONS_TYPE, NO_RELATIONS)
        root, outside = self._tree(name), self._outside.setdefault(_key(name), [])
        fresh = fresh_ids(root, tuple(outside))
        ids = []
        for target in targets:
            new_id = next(fresh)
            ids.append(new_id)
            if external:
                outside.append(Outside(new_id, type_uri, target))
            else:
                append_relation(root, _spelled(part), type_uri, target, new_id)
        if ids:
            self._edited(name)
        return tuple(ids)

    def unrelate(self, part: str, ids: Collection[str]) -> None:
        """Removes relations of a part; ids that it does not have are left alone."""
        name = relations_part(_key(part))
        if not ids or name not in self:
            return
        wanted, outside = frozenset(ids), self._outside.get(_key(name), [])
        kept = [each for each in outside if each.id not in wanted]
        if remove_relations(self._tree(name), wanted) or len(kept) < len(outside):
            self._outside[_key(name)] = kept
            self._edited(name)

    def write(self, file: BinaryIO) -> None:
        """Writes the package into a file that can be sought in. An unchanged one is the file that was read.

        Raises: PartTooLong; whatever a content that is asked for its pieces raises.
        """
        if not self._changed:
            file.write(self._data)
            return
        archive = Archive(file)
        for key, name in self._names.items():
            content = self._from_tree(key) if key in self._unwritten else self._contents.get(key)
            if content is None:
                archive.copy(self._entries[key])
            else:
                archive.put(name, content if isinstance(content, bytes) else content())
        archive.finish()

    def save(self, path: Path) -> None:
        """Writes the package as a whole or not at all.

        Raises: OSError; see `sync.writing.write_atomically`.
        """
        write_atomically(path, self.write)

    def as_bytes(self) -> bytes:
        stream = io.BytesIO()
        self.write(stream)
        return stream.getvalue()

    def _holds(self, key: str, content: bytes) -> bool:
        now = self._contents.get(key)
        if key in self._unwritten or callable(now):
            return False
        if now is not None:
            return now == content
        info = self._entries[key].info
        if info.file_size != len(content) or zlib.crc32(content) != info.CRC:
            return False
        return b"".join(inflated(self._entries[key], _PIECE)) == content

    def _tree(self, name: str) -> etree._Element:
        """The part as a tree, kept until somebody replaces the part."""
        key = _key(name)
        root = self._trees.get(key)
        if root is None:
            root = self._trees[key] = parsed(self.read(name), name)
        return root

    def _edited(self, name: str) -> None:
        self._unwritten.add(_key(name))
        self._changed = True

    def _settle(self, key: str) -> None:
        if key in self._unwritten:
            self._contents[key] = self._from_tree(key)
            self._unwritten.discard(key)

    def _from_tree(self, key: str) -> bytes:
        root, outside = self._trees[key], self._outside.get(key)
        return written_with(root, outside) if outside else written(root)

    def _sources(self) -> tuple[str, ...]:
        """The parts that refer to others, the package itself among them."""
        return tuple(source_part(name) for name in self.names() if _key(name).endswith(".rels"))

    def _as_named(self, relation: Relation) -> Relation:
        """The relation with its target as the package spells it."""
        name = None if relation.external else self._names.get(_key(relation.target))
        if name is None or name == relation.target:
            return relation
        return Relation(id=relation.id, kind=relation.kind, target=name, external=False)


def _leads_to(relation: Relation, key: str) -> bool:
    return not relation.external and _key(relation.target) == key


def _spelled(name: str) -> str:
    """Some writers separate folders with a backslash, or begin at the root."""
    return name.replace("\\", "/").lstrip("/")


def _key(name: str) -> str:
    return _spelled(name).lower()


def _without_document_type(pieces: Iterable[bytes], name: str) -> Iterator[bytes]:
    """The pieces of a part, as long as they are what Excel writes: UTF-8 without a document type."""
    end = b""
    for number, piece in enumerate(pieces):
        seen = end + piece
        if _DOCUMENT_TYPE in seen or (
            number == 0 and (seen.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in seen[:4])
        ):
            raise refusal("WB-DAMAGED", part=name)
        yield piece
        end = piece[-len(_DOCUMENT_TYPE) :]
