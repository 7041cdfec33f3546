"""Putting a filled master in the place of the old one, without ever losing what stands in that.

Owns the order of things: read what people wrote, fill, see that nobody has saved meanwhile, swap. A master
that somebody has open, or a file that is no master, is left alone: the filled one is kept beside it until its
place is free.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from delegation.labels import Labels, labels
from delegation.messages import sentence
from sync.master.build import master_fill, new_master, shipped_template
from sync.master.content import MasterContent
from sync.master.fill import MasterFill
from sync.master.found import KeyColumnGone
from sync.master.manifest import MASTER, TEMPLATE, read_manifest
from sync.master.template import MASTER_LIMITS
from sync.master.waiting import free_waiting_path, is_as_left, waiting_files
from sync.master.workbook import MasterBook, TableInTheWay, TwoTablesOfOneName
from sync.owner_file import OLD_OWNER, owner_file
from sync.package import Parts
from sync.reading.unreadable import UnreadableWorkbook
from sync.store.stored import WrittenCell
from sync.writing import FULL, write_atomically
from workbook_templates.master import master_sheets

_PARTS_NAMED = 5
_COPIES = 1_000  # of one run; nobody has that many, and a loop has to end
_ATTEMPTS = 3  # at a master that people save while it is filled
_DAY_SECONDS = 86_400
_DENIED = (errno.EACCES, errno.EPERM, errno.EBUSY, errno.EROFS, errno.ETXTBSY)
_NO_FOLDER = (errno.ENOENT, errno.ENOTDIR, errno.EEXIST)

Keep = Callable[[Sequence[WrittenCell]], object]
"""Puts everything that people have written into the history."""
SetAside = Callable[[bytes], object]
"""Copies a master that is about to be replaced. Raises nothing: without one it is replaced all the same."""


class MasterNotWritable(Exception):  # noqa: N818 - it says what the matter is
    """The master at `path` could not be replaced, and nothing could be kept beside it. `reason`: folder,
    denied, full or other; the old file is untouched.
    """

    def __init__(self, path: Path, reason: str, detail: str = "") -> None:
        self.path = path
        self.reason = reason
        self.detail = detail
        super().__init__(path, reason, detail)

    def text(self, words: Labels) -> str:
        """What happened and what to do, in the language of the labels."""
        return words.text(
            f"master.not_writable.{self.reason}",
            file=self.path.name,
            folder=self.path.parent,
            detail=self.detail,
        )

    def __str__(self) -> str:
        return self.text(labels("en"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The filled master lies at `path` until its place is free. `reason` is a text in `[waiting]` of
    master.toml.
    """

    master: Path
    path: Path
    reason: str
    facts: dict[str, object] = field(default_factory=dict)
    problem: UnreadableWorkbook | None = None

    def text(self, words: Labels) -> str:
        """Why, where the filled one is, and what to do."""
        facts = dict(self.facts)
        if self.problem is not None:
            facts["problem"] = sentence(self.problem.issue, words)
        return words.text(
            f"master.waiting.{self.reason}", file=self.master.name, waiting=self.path.name, **facts
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something that was done to the master and that somebody should know: a text in `[remark]` of
    master.toml.
    """

    name: str
    parts: tuple[str, ...] = ()
    facts: dict[str, object] = field(default_factory=dict)

    def text(self, words: Labels) -> str:
        separator = words.text("master.names.list_and")
        parts = separator.join(self.parts[:_PARTS_NAMED])
        if len(self.parts) > _PARTS_NAMED:
            parts = words.text("master.remark.more", parts=parts, n=len(self.parts) - _PARTS_NAMED)
        return words.text(f"master.remark.{self.name}", parts=parts, **self.facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What came of it. `waiting`: the master could not be replaced, and where the filled one lies."""

    path: Path
    waiting: Waiting | None = None
    remarks: tuple[Remark, ...] = ()


class NotAMaster(Exception):  # noqa: N818 - it says what the file is
    """The file at the master's place is a workbook, but none that Remit made."""


class OtherScope(Exception):  # noqa: N818 - it says what the file is
    """The master at that place is of other teams, or shows what is personal where this one does not, or the
    reverse: what people wrote beside rows there is not for everybody who reads this one.
    """


@dataclass(slots=True, kw_only=True)
class MasterWriter:
    """Replaces one master. `remembered`: what the history has of what people wrote; `keep` notes it anew;
    `set_aside` gets the bytes that are about to be replaced; `swap` puts the new ones into the master's
    place, or raises OSError where the system does not let it.
    """

    path: Path
    content: MasterContent
    template: bytes | None = None
    remembered: Sequence[WrittenCell] = ()
    keep: Keep = lambda _: None
    set_aside: SetAside = lambda _: None
    swap: Callable[[Path, bytes], object] = write_atomically
    remarks: list[Remark] = field(default_factory=list)

    def write(self) -> Written:
        """Readers see the old file or the complete new one.

        Raises: MasterNotWritable.
        """
        try:
            self._check_template()
            of_template = len(self.remarks)
            for attempt in range(1, _ATTEMPTS + 1):
                del self.remarks[of_template:]
                waiting = self._attempt(attempt == _ATTEMPTS)
                if waiting is None:
                    return Written(path=self.path, remarks=tuple(self.remarks))
                if waiting is not _AGAIN:  # what was done to a file that is not in its place yet, nobody sees
                    return Written(path=self.path, waiting=waiting, remarks=tuple(self.remarks[:of_template]))
        except OSError as error:
            raise _not_writable(self.path, error) from error
        raise AssertionError("the last attempt has an end")

    def _attempt(self, last: bool) -> Waiting | None:
        mark = _mark(self.path)
        if mark is None:
            filled = self._new(self.remembered)
            return self._put(filled.parts.as_bytes(), filled, None, b"", last)
        old = self.path.read_bytes()
        try:
            fill = self._fill_of(old)
            found = (*fill.written(), *(each for each in self.remembered if not fill.is_there(each.sheet)))
            self.keep(found)
            filled = self._filled(fill, found, old)
        except UnreadableWorkbook as problem:
            return self._wait("unreadable", problem=problem)
        except NotAMaster:
            return self._wait("foreign")
        except OtherScope:
            return self._wait("scope")
        except TwoTablesOfOneName as error:
            return self._wait("two_tables", table=error.name)
        except KeyColumnGone as error:
            return self._wait("key_column", sheet=error.tab)
        except TableInTheWay as error:
            return self._wait("in_the_way", sheet=error.tab, table=error.name)
        new = filled.parts.as_bytes()
        if new == old:
            self._clear_waiting()
            return None
        return self._put(new, filled, mark, old, last)

    def _fill_of(self, old: bytes) -> MasterFill:
        template = self.template if self.template is not None else shipped_template(self.content)
        _check_is_master(old, self.content)
        return master_fill(old, self.content, template)

    def _filled(self, fill: MasterFill, found: Sequence[WrittenCell], old: bytes) -> MasterFill:
        """The master with the run's rows; one in another language is kept and begun anew."""
        language = fill.manifest.facts.get("language", self.content.language)
        if language != self.content.language:
            kept = self._keep_copy(old)
            self.remarks.append(Remark(name="language", facts={"file": self.path.name, "kept": kept.name}))
            return self._new(found)
        fill.fill(self.remembered)
        if fill.healed:
            parts = tuple(dict.fromkeys(fill.healed))
            self.remarks.append(Remark(name="healed", parts=parts, facts={"file": self.path.name}))
        if fill.shortened:
            parts = tuple(dict.fromkeys(fill.shortened))
            self.remarks.append(Remark(name="shortened", parts=parts, facts={"file": self.path.name}))
        return fill

    def _new(self, written: Iterable[WrittenCell]) -> MasterFill:
        return new_master(self.content, template=self.template, written=written)

    def _put(
        self, new: bytes, filled: MasterFill, mark: _Mark | None, old: bytes, last: bool
    ) -> Waiting | None:
        """Swaps, unless somebody has the master open or has saved it since it was read."""
        owner = owner_file(self.path)
        if owner is not None and mark is not None:
            days = int((time.time() - owner.stat().st_mtime) / _DAY_SECONDS)
            reason = "open_long" if days >= OLD_OWNER.days else "open"
            return self._kept_beside(new, reason, owner=owner.name, days=days)
        if _mark(self.path) != mark:
            return self._kept_beside(new, "saving") if last else _AGAIN
        if mark is not None:
            self.set_aside(old)
        try:
            self.swap(self.path, new)
        except OSError as error:
            if error.errno not in _DENIED or mark is None:
                raise
            return self._kept_beside(new, "denied")
        self._clear_waiting()
        self.keep(tuple(filled.settled()))
        return None

    def _wait(self, reason: str, *, problem: UnreadableWorkbook | None = None, **facts: object) -> Waiting:
        """The file there is not to be touched: what it should be lies beside it."""
        new = self._new(self.remembered).parts.as_bytes()
        return self._kept_beside(new, reason, problem=problem, **facts)

    def _kept_beside(
        self, new: bytes, reason: str, *, problem: UnreadableWorkbook | None = None, **facts: object
    ) -> Waiting:
        path = free_waiting_path(self.path, self.content.language)
        if not path.is_file() or path.read_bytes() != new:
            write_atomically(path, new)
        return Waiting(master=self.path, path=path, reason=reason, facts=facts, problem=problem)

    def _clear_waiting(self) -> None:
        """The one beside is no longer waited for; nobody was asked to write in it, but somebody may have."""
        for path in tuple(waiting_files(self.path)):
            if is_as_left(path):
                path.unlink()
            else:
                self.remarks.append(Remark(name="waiting_kept", facts={"waiting": path.name}))

    def _check_template(self) -> None:
        """A template that cannot be used is told of; the shipped one takes its place."""
        if self.template is None:
            return
        try:
            book = MasterBook(Parts.open(self.template, MASTER_LIMITS))
            manifest = read_manifest(book)
        except (UnreadableWorkbook, TwoTablesOfOneName) as error:
            detail = str(error) if isinstance(error, UnreadableWorkbook) else error.name
            self.remarks.append(Remark(name="template_unusable", facts={"detail": detail}))
            self.template = None
            return
        language = manifest.facts.get("language", "") if manifest else ""
        if language and language != self.content.language:
            self.remarks.append(Remark(name="template_language"))
            self.template = None

    def _keep_copy(self, old: bytes) -> Path:
        kept = next((each for each in self._names() if not each.exists() or each.read_bytes() == old), None)
        if kept is None:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(self.path))
        if not kept.exists():
            write_atomically(kept, old)
        return kept

    def _names(self) -> Iterator[Path]:
        content, path = self.content, self.path
        words = labels(content.language)
        facts = {
            "name": path.stem,
            "as_of": content.as_of.isoformat(),
            "run": content.run,
            "ending": path.suffix,
        }
        yield path.with_name(words.text("master.names.copy", **facts))
        for number in range(2, _COPIES):
            yield path.with_name(words.text("master.names.copy_again", n=number, **facts))


_Mark = tuple[int, int, int]
_AGAIN = Waiting(master=Path(), path=Path(), reason="again")


def write_master(
    path: Path,
    content: MasterContent,
    *,
    template: bytes | None = None,
    remembered: Sequence[WrittenCell] = (),
    keep: Keep = lambda _: None,
    set_aside: SetAside = lambda _: None,
) -> Written:
    """Fills the master at `path` in place, or makes it.

    `template`: the programme's, the shipped one by default. `remembered`: what the history has of what people
    wrote; `keep` is called with all of it as it was read, and again as it stands once the master is swapped.
    `set_aside` is called with the old master before that.
    Raises: MasterNotWritable.
    """
    return MasterWriter(
        path=path,
        content=content,
        template=template,
        remembered=remembered,
        keep=keep,
        set_aside=set_aside,
        swap=write_atomically,
    ).write()


def _check_is_master(data: bytes, content: MasterContent) -> None:
    book = MasterBook(Parts.open(data, MASTER_LIMITS))
    manifest = read_manifest(book)
    if manifest is not None and manifest.kind in (MASTER, TEMPLATE):
        facts = manifest.facts
        was = facts.get("scope", ""), facts.get("sensitive", "no")
        if was != (content.scope, "yes" if content.sensitive else "no"):
            raise OtherScope
        return
    sheets = master_sheets(labels(content.language))
    if not any(book.table(sheet.table) is not None for sheet in sheets):
        raise NotAMaster


def _mark(path: Path) -> _Mark | None:
    """How to see that somebody saved the file; None when it is not there."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino


def _not_writable(path: Path, error: OSError) -> MasterNotWritable:
    if isinstance(error, PermissionError) or error.errno in _DENIED:
        return MasterNotWritable(path, "denied")
    if error.errno in FULL:
        return MasterNotWritable(path, "full")
    if error.errno in _NO_FOLDER:
        return MasterNotWritable(path, "folder")
    return MasterNotWritable(path, "other", error.strerror or str(error))
