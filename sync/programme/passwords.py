"""The passwords with which teams' workbooks may be opened: `passwords.toml` in the private folder, which the
administrator writes and nobody else may read.

Owns its form: a line a workbook, the id of the team (`north`, of its lead `"north/lead"`) and its password,
or a list of them while some workbooks have an older one. What stands in the file is never told, not even
where it is wrong: a mistake has its line, and at most an id of remit.toml.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sync.programme.lines import find_lines, syntax_line
from sync.programme.model import PRIVATE_NAME, Programme
from sync.programme.private import PrivateFolderError
from sync.programme.problems import ConfigError, ConfigProblem, Problems

_NAME = "passwords.toml"
SHOWN_PLACE = f"{PRIVATE_NAME}/{_NAME}"
_BARE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passwords:
    """`by_owner`: id of a team, or of its lead → the passwords of its workbooks. Not shown by `repr`."""

    by_owner: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    def of(self, owner: str) -> tuple[str, ...]:
        return self.by_owner.get(owner, ())

    def every(self) -> tuple[str, ...]:
        """For a workbook of which nobody knows whose it is."""
        return tuple(dict.fromkeys(each for found in self.by_owner.values() for each in found))


def passwords_path(private: Path) -> Path:
    return private / _NAME


def open_to_others(private: Path) -> bool:
    """Whether others than its owner may read the file; Windows keeps no such bits."""
    return os.name != "nt" and bool(passwords_path(private).stat().st_mode & 0o077)


def read_passwords(programme: Programme) -> Passwords:
    """What the file says; nothing without a file.

    Raises: ConfigError with every mistake in it; PrivateFolderError when it cannot be read.
    """
    path = passwords_path(programme.private)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Passwords()
    except OSError as error:
        raise PrivateFolderError(programme.private, detail=error.strerror or str(error)) from error
    values, problems = _parsed(data)
    found = _by_owner(values, problems, [each.id for each in programme.owners])
    if problems.found:
        raise ConfigError(path, problems.found, programme.language)
    return Passwords(by_owner=found)


def _parsed(data: bytes) -> tuple[dict[str, Any], Problems]:
    """The lines of the file. What the parser says of a mistake is left out: it may quote from the line."""
    problems = Problems({})
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        values = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.found.append(ConfigProblem(line=line, key="", kind="encoding"))
    except tomllib.TOMLDecodeError as error:
        line, _ = syntax_line(error, text)
        problems.found.append(ConfigProblem(line=line, key="", kind="password_syntax"))
    else:
        problems.lines.update(find_lines(text))
        return values, problems
    return {}, problems


def _by_owner(
    values: Mapping[str, Any], problems: Problems, owners: Collection[str]
) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    names = ", ".join(map(_as_key, owners))
    for key, value in values.items():
        owner = unicodedata.normalize("NFC", key)
        texts = value if isinstance(value, list) else [value]
        if owner not in owners:
            line = int(problems.line((key,)))
            params = {"names": names}
            problems.found.append(ConfigProblem(line=line, key="", kind="password_owner", params=params))
        elif not texts or not all(isinstance(each, str) and each for each in texts):
            problems.add((key,), "password_text")
        else:
            found[owner] = tuple(texts)
    return found


def _as_key(owner: str) -> str:
    """As it stands on the left of a line."""
    return owner if _BARE.fullmatch(owner) else json.dumps(owner, ensure_ascii=False)
