"""Patterns of file names in `remit.toml`: which placeholders they may have, and where they may lead.

Owns the checks of `workbook`, `open_as` and `master`. Touches no file.
"""

from __future__ import annotations

import posixpath
import re
import string
from collections.abc import Iterable

from sync.programme.model import PLACEHOLDERS, PRIVATE_NAME, safe_file_name
from sync.programme.problems import Section, closest

_ABSOLUTE = re.compile(r"[/\\]|[A-Za-z]:[/\\]")


def check_pattern(
    section: Section,
    key: str,
    pattern: str,
    *,
    placeholders: Iterable[str] = PLACEHOLDERS,
    suffixes: tuple[str, ...] = (),
) -> bool:
    """Notes an unknown placeholder, a brace without its partner, another kind of file."""
    allowed = tuple(placeholders)
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(pattern) if name is not None]
    except ValueError:
        section.wrong(key, "braces")
        return False
    for name in names:
        if name not in allowed:
            known = ", ".join(f"{{{each}}}" for each in allowed) or "–"
            guess = closest(name, allowed)
            section.wrong(key, "placeholder", close=f"{{{guess}}}" if guess else "", name=name, names=known)
            return False
    if suffixes and not pattern.lower().endswith(suffixes):
        section.wrong(key, "suffix", suffixes=", ".join(suffixes))
        return False
    return True


def check_file_pattern(
    section: Section,
    key: str,
    pattern: str,
    *,
    placeholders: Iterable[str] = PLACEHOLDERS,
    suffixes: tuple[str, ...],
) -> bool:
    """True when paths of files can be made from the pattern.

    A relative path stays inside the programme's folder, a full path or a UNC path may lead anywhere.
    """
    if not check_pattern(section, key, pattern, placeholders=placeholders, suffixes=suffixes):
        return False
    if _ABSOLUTE.match(pattern):
        return True
    parts = posixpath.normpath(pattern.replace("\\", "/")).split("/")
    if parts[0] == "..":
        section.wrong(key, "leaves")
        return False
    if parts[0].casefold() == PRIVATE_NAME:
        section.wrong(key, "private")
        return False
    for part in parts:
        literal = part.format(team="x", name="x", cycle="x")
        if safe_file_name(literal) != literal:
            section.wrong(key, "unsafe", part=part, safe=safe_file_name(literal))
            return False
    return True
