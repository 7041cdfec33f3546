"""The filled master while the place of the old one is taken: where it lies, and whether it may go again.

Owns the names beside the master. A file there that somebody has saved since belongs to them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from delegation.labels import LANGUAGES, labels
from sync.master.manifest import MASTER, read_manifest
from sync.master.template import MASTER_LIMITS
from sync.master.workbook import MasterBook, TwoTablesOfOneName
from sync.owner_file import owner_file
from sync.package import Parts
from sync.reading.unreadable import UnreadableWorkbook


def waiting_path(master: Path, language: str) -> Path:
    """Where the filled master lies while its place is taken."""
    return next(_names(master, language))


def free_waiting_path(master: Path, language: str) -> Path:
    """The first of its places in which nobody's work lies.

    Raises: OSError.
    """
    return next(path for path in _names(master, language) if not path.exists() or is_as_left(path))


def waiting_files(master: Path) -> Iterator[Path]:
    """The files that lie there, in whatever language they were named.

    Raises: OSError.
    """
    for language in LANGUAGES:
        for path in _names(master, language):
            if not path.exists():
                break
            yield path


def is_as_left(path: Path) -> bool:
    """Whether Remit was the last to save the master at `path`, and nobody has it open.

    Raises: OSError.
    """
    if owner_file(path) is not None:
        return False
    try:
        book = MasterBook(Parts.open(path.read_bytes(), MASTER_LIMITS))
        manifest = read_manifest(book)
    except (UnreadableWorkbook, TwoTablesOfOneName):
        return False
    if manifest is None or manifest.kind != MASTER:
        return False
    tabs = ((known, book.tab(known.tab)) for known in manifest.sheets.values())
    return all(tab is not None and book.parts.mark(tab.part) == known.mark for known, tab in tabs)


def _names(master: Path, language: str) -> Iterator[Path]:
    words = labels(language)
    yield master.with_name(words.text("master.names.waiting", name=master.stem, ending=master.suffix))
    for number in count(2):
        name = words.text("master.names.waiting_again", name=master.stem, n=number, ending=master.suffix)
        yield master.with_name(name)
