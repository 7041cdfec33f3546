"""What a programme is, apart from the teams' workbooks: its parts, and where each of them lies.

Owns the list of what a backup holds. Opens none of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from sync.programme.model import Programme
from sync.programme.private import ledger_path, secret_path


class Part(StrEnum):
    """In the order in which parts are restored: what others depend on goes first."""

    SECRET = "secret"
    CONFIG = "config"
    STORE = "store"
    LEDGER = "ledger"
    TEMPLATE = "template"
    MASTER = "master"


PRIVATE_PARTS = (Part.SECRET, Part.STORE, Part.LEDGER)
"""Those that nobody but their owner may read."""


def parts_of(programme: Programme, config: Path) -> Iterator[tuple[Part, Path]]:
    """Every part with its place, whether or not it is there. `config`: the programme's remit.toml."""
    yield Part.SECRET, secret_path(programme.private)
    yield Part.CONFIG, config
    yield Part.STORE, programme.store
    yield Part.LEDGER, ledger_path(programme.private)
    yield Part.TEMPLATE, programme.template
    for master in programme.masters:
        yield Part.MASTER, master.file


def place(path: Path, programme: Programme) -> str:
    """Where a part lies, as it can be found on another computer: seen from the programme's folder if it is in
    there.
    """
    return path.relative_to(programme.root).as_posix() if path.is_relative_to(programme.root) else str(path)
