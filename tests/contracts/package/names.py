"""Which words Excel takes as a defined name, a table's name, a sheet's name."""

from __future__ import annotations

import re

from tests.contracts.package.references import parse_cell

_R1C1 = re.compile(r"(R[0-9]*)?(C[0-9]*)?", re.IGNORECASE)
_BUILT_IN = frozenset(
    f"_xlnm.{name}".lower()
    for name in (
        "Print_Area", "Print_Titles", "_FilterDatabase", "Criteria", "Extract",
        "Consolidate_Area", "Database", "Sheet_Title",
    )
)  # fmt: skip
_FORBIDDEN_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def utf16_length(text: str) -> int:
    """The length as Excel counts it: characters beyond U+FFFF count twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def is_legal_name(name: str) -> bool:
    """Whether Excel takes this word as the name of a range, a formula or a table."""
    if not name or utf16_length(name) > 255 or name.lower() in ("true", "false"):
        return False
    if name.lower().startswith("_xlnm."):
        return name.lower() in _BUILT_IN
    if not (name[0].isalpha() or name[0] in "_\\"):
        return False
    if not all(letter.isalnum() or letter in "_.\\?" or _is_mark(letter) for letter in name):
        return False
    return parse_cell(name) is None and _R1C1.fullmatch(name) is None


def _is_mark(letter: str) -> bool:
    # Vowel signs and accents beyond ASCII are parts of words in many scripts; Excel has its own tables.
    return ord(letter) > 127 and not letter.isspace()


def is_legal_sheet_name(name: str) -> bool:
    """Whether Excel takes this as a sheet's name."""
    return (
        0 < utf16_length(name) <= 31
        and _FORBIDDEN_IN_SHEET_NAMES.search(name) is None
        and not name.startswith("'")
        and not name.endswith("'")
        and name.lower() != "history"
    )
