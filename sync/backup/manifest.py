"""The list inside a backup: what is in it, from where, how large, with which checksum.

Owns its form. A list that a newer Remit has written is not guessed at.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from typing import Any

from sync.backup.parts import Part

NAME = "manifest.json"
_SCHEMA = "remit.backup"
_VERSION = 1


class NoManifestError(ValueError):
    """That is no list of a backup's."""


class NewerManifestError(ValueError):
    """A newer version of Remit has made the backup."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One file of a backup. `name`: in the archive; `place`: where it lay, from the programme's folder."""

    part: Part
    name: str
    place: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds. `run`: the newest one in its store, 0 when there was none."""

    made: dt.datetime
    remit: str
    programme: str
    run: int
    entries: tuple[Entry, ...]

    def written(self) -> bytes:
        told = {
            "schema": _SCHEMA,
            "version": _VERSION,
            "made": self.made.isoformat(),
            "remit": self.remit,
            "programme": self.programme,
            "run": self.run,
            "files": [asdict(each) for each in self.entries],
        }
        return json.dumps(told, ensure_ascii=False, indent=1).encode()

    @staticmethod
    def read(data: bytes) -> Manifest:
        """Raises: NoManifestError, NewerManifestError."""
        try:
            found: Any = json.loads(data)
            if found["schema"] != _SCHEMA:
                raise NoManifestError
            if found["version"] > _VERSION:
                raise NewerManifestError
            return Manifest(
                made=dt.datetime.fromisoformat(found["made"]),
                remit=str(found["remit"]),
                programme=str(found["programme"]),
                run=int(found["run"]),
                entries=tuple(_entry(each) for each in found["files"]),
            )
        except (NoManifestError, NewerManifestError):
            raise
        except (ValueError, KeyError, TypeError) as error:
            raise NoManifestError from error


def _entry(told: dict[str, Any]) -> Entry:
    return Entry(
        part=Part(told["part"]),
        name=str(told["name"]),
        place=str(told["place"]),
        size=int(told["size"]),
        sha256=str(told["sha256"]),
    )
