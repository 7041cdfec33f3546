"""The programme's private folder `.remit`: what Remit keeps for itself and nobody else should read or edit.

Owns which files lie in it (store, secret, lock, log) and that the secret is made once, readable by its owner
alone: a lost one is never replaced in silence, since no workbook would be recognised by a new one. Knows
nothing of their contents but the secret.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import uuid
from pathlib import Path

from delegation.labels import Labels, labels
from sync.writing import write_atomically

SECRET_NAME = "secret"
_SECRET_BYTES = 32
_SHORTEST_SECRET = 16


class PrivateFolderError(Exception):
    """The private folder, or the secret in it, cannot be used."""

    def __init__(self, path: Path, *, damaged: bool = False, lost: bool = False, detail: str = "") -> None:
        self.path = path
        self.damaged = damaged
        self.lost = lost
        self.detail = detail
        super().__init__(path, damaged, lost, detail)

    def __str__(self) -> str:
        return self.text(labels("en"))

    def text(self, words: Labels) -> str:
        if self.damaged:
            return words.text("config.private.secret_damaged", path=self.path)
        if self.lost:
            return words.text("config.private.secret_lost", path=self.path)
        return words.text("config.private.unwritable", path=self.path, detail=self.detail)


def secret_path(private: Path) -> Path:
    return private / SECRET_NAME


def store_path(private: Path) -> Path:
    return private / "store.sqlite3"


def secret_is_lost(private: Path) -> bool:
    """Whether workbooks have been handed out or read with a secret that is no longer there."""
    used = store_path(private).exists() or ledger_path(private).exists()
    return used and not secret_path(private).exists()


def lock_path(private: Path) -> Path:
    return private / "lock"


def ledger_path(private: Path) -> Path:
    return private / "distributed.json"


def log_path(private: Path) -> Path:
    return private / "logs" / "remit.log"


def check_access(private: Path) -> None:
    """That what lies in the folder can be looked at; a folder that is not there yet is no obstacle.

    Raises: PrivateFolderError.
    """
    try:
        secret_path(private).stat()
    except FileNotFoundError:
        return
    except OSError as error:
        raise PrivateFolderError(private, detail=error.strerror or str(error)) from error


def ensure_private(private: Path, *, secret: bytes | None = None, anew: bool = False) -> None:
    """The folder and a secret, where they are not there yet. `secret`: this one instead of a random one;
    `anew`: also where there was one once.

    Raises: PrivateFolderError when they cannot be made, or there was a secret once.
    """
    if secret_is_lost(private) and not anew:
        raise PrivateFolderError(secret_path(private), lost=True)
    try:
        private.mkdir(mode=0o700, parents=True, exist_ok=True)
        (private / "logs").mkdir(exist_ok=True)
        ignore = private / ".gitignore"
        if not ignore.exists():  # a programme's folder may lie under version control; the secret must not
            ignore.write_text("*\n", encoding="utf-8")
        if not secret_path(private).exists():
            write_atomically(secret_path(private), secret or secrets.token_bytes(_SECRET_BYTES), mode=0o600)
    except OSError as error:
        raise PrivateFolderError(private, detail=error.strerror or str(error)) from error


def read_secret(private: Path) -> bytes:
    """The programme's secret, which signs the identity of every workbook; made when there is none yet.

    Raises: PrivateFolderError when it cannot be read or is not what Remit wrote.
    """
    ensure_private(private)
    try:
        found = secret_path(private).read_bytes()
    except OSError as error:
        raise PrivateFolderError(private, detail=error.strerror or str(error)) from error
    if len(found) < _SHORTEST_SECRET:
        raise PrivateFolderError(secret_path(private), damaged=True)
    return found


def workbook_id(secret: bytes, team: str, cycle: str) -> str:
    """The id of the team's workbook of that cycle: the same every time, and never another programme's."""
    programme = uuid.UUID(bytes=hmac.digest(secret, b"programme", hashlib.sha256)[:16])
    return str(uuid.uuid5(programme, f"{team}\n{cycle}"))


def readable_by_others(private: Path) -> bool:
    """Whether others than the owner may read or change the secret; Windows keeps no such bits."""
    return os.name != "nt" and bool(secret_path(private).stat().st_mode & 0o077)
