"""Putting a new master in the place of the old one, without losing what people had added to it.

Owns the order of things: make the new file in memory, keep the old one when something in it is not Remit's,
then swap. Whatever goes wrong, the old master is still there.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from delegation.labels import Labels, labels
from sync.master.content import MasterContent
from sync.master.fill import fill
from sync.master.foreign import examine
from sync.master.frame import draw_head
from sync.master.overview import draw_overview, draw_trends
from sync.master.package import MAX_LINKS, MasterPackage
from sync.master.rows import rows_by_key
from sync.writing import write_atomically
from workbook_templates.master import OVERVIEW

_PARTS_NAMED = 5
_COPIES = 1_000  # of one run; nobody has that many, and a loop has to end
_DENIED = (errno.EACCES, errno.EPERM, errno.EBUSY, errno.EROFS)
_FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))
_NO_FOLDER = (errno.ENOENT, errno.ENOTDIR, errno.EEXIST)


class MasterNotWritable(Exception):  # noqa: N818 - it says what the matter is
    """The master at `path` could not be replaced. `reason`: folder, denied, full or other; the old file is
    untouched.
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
class Written:
    """A master that was written. `kept` is the copy of the old file, when it held `foreign` parts or was no
    master.
    """

    path: Path
    kept: Path | None = None
    foreign: tuple[str, ...] = ()

    def text(self, words: Labels) -> str:
        """What the run has to say about it; empty when nothing had to be kept."""
        if self.kept is None:
            return ""
        if not self.foreign:
            return words.text("master.kept.not_ours", file=self.path.name, kept=self.kept.name)
        separator = words.text("master.names.list_and")
        parts = separator.join(self.foreign[:_PARTS_NAMED])
        if len(self.foreign) > _PARTS_NAMED:
            parts = words.text("master.kept.more", parts=parts, n=len(self.foreign) - _PARTS_NAMED)
        return words.text("master.kept.foreign", file=self.path.name, parts=parts, kept=self.kept.name)


def build_master(content: MasterContent, *, max_links: int = MAX_LINKS) -> bytes:
    """The whole master as the bytes of an .xlsx; equal content gives equal bytes."""
    package = MasterPackage(content, max_links=max_links)
    overview = package.sheet(OVERVIEW)
    rows = {sheet.id: rows_by_key(content, sheet.id) for sheet in package.sheets}
    targets = {
        sheet.id: {key: number for number, key in enumerate(rows[sheet.id], start=sheet.header_row + 1)}
        for sheet in package.sheets
    }
    for sheet in package.sheets:
        if sheet.id != OVERVIEW:
            draw_head(package, sheet)
        fill(package, sheet, rows[sheet.id])
    draw_overview(package, overview, targets)
    draw_trends(package, overview)
    return package.finish()


def write_master(path: Path, content: MasterContent) -> Written:
    """Replaces the master in one step: readers see the old file or the complete new one.

    Raises: MasterNotWritable.
    """
    data = build_master(content)
    try:
        old = path.read_bytes() if path.exists() else None
        foreign = () if old is None else examine(old)
        if old is None or foreign == ():
            write_atomically(path, data)
            return Written(path=path)
        kept = _free_name(path, content, old)
        _keep_and_replace(path, kept, old, data)
    except OSError as error:
        raise _not_writable(path, error) from error
    return Written(path=path, kept=kept, foreign=foreign or ())


def _keep_and_replace(path: Path, kept: Path, old: bytes, new: bytes) -> None:
    """The copy first: a run that is stopped in between leaves one file too many, never one too few."""
    is_new = not kept.exists()
    if is_new:
        write_atomically(kept, old)
    try:
        write_atomically(path, new)
    except OSError:
        if is_new:  # the old master is still in its place; without this every night would leave a copy
            kept.unlink()
        raise


def _free_name(path: Path, content: MasterContent, old: bytes) -> Path:
    """A name beside the master that nothing has, or that the same copy has since an earlier run was
    stopped.
    """
    for kept in _names(path, content):
        if not kept.exists() or kept.read_bytes() == old:
            return kept
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))


def _names(path: Path, content: MasterContent) -> Iterator[Path]:
    words = labels(content.language)
    facts = {"name": path.stem, "as_of": content.as_of.isoformat(), "run": content.run, "ending": path.suffix}
    yield path.with_name(words.text("master.names.copy", **facts))
    for number in range(2, _COPIES):
        yield path.with_name(words.text("master.names.copy_again", n=number, **facts))


def _not_writable(path: Path, error: OSError) -> MasterNotWritable:
    if isinstance(error, PermissionError) or error.errno in _DENIED:
        return MasterNotWritable(path, "denied")
    if error.errno in _FULL:
        return MasterNotWritable(path, "full")
    if error.errno in _NO_FOLDER:
        return MasterNotWritable(path, "folder")
    return MasterNotWritable(path, "other", error.strerror or str(error))
