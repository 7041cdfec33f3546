"""What people pass to a formula, and the readable text that a wrong argument gives.

Owns the defaults of blank arguments. What a cell means is for `delegation.cells`.
"""

from __future__ import annotations

import datetime as dt

from delegation.cells.dates import parse_date
from delegation.labels import LANGUAGES, Labels, labels, sheet_tables
from delegation.schema import Table, normalise
from delegation.tables import BY_ID


class WrongArgumentError(Exception):
    """An argument that a formula cannot work with; its text is what the cell shows."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(f"#{code}: {sentence}")
        self.code = code


def as_language(value: object) -> str:
    """Raises: WrongArgumentError for a language that Remit does not speak."""
    language = str(value or "en").strip().casefold()
    if language not in LANGUAGES:
        raise WrongArgumentError("ARG-LANG-CHOICE", labels("en").text("addin.wrong.language", language=value))
    return language


def as_table(value: object, words: Labels) -> Table:
    """The table of that id, name or sheet label. Raises: WrongArgumentError."""
    found = sheet_tables().get(normalise(str(value or "")))
    if found is None:
        known = ", ".join(words.sheet(table_id) for table_id in BY_ID)
        raise WrongArgumentError(
            "ARG-NAME-UNKNOWN", words.text("addin.wrong.table", name=value or "", known=known)
        )
    return BY_ID[found]


def as_date(value: object, name: str, words: Labels) -> dt.date | None:
    """A date as a cell holds it, None for a blank one. Raises: WrongArgumentError."""
    if value is None or value == "":
        return None
    day = parse_date(value)
    if not isinstance(day, dt.date):
        code = f"ARG-{name.upper().replace('_', '-')}-TYPE"
        raise WrongArgumentError(code, words.text("addin.wrong.date", value=value))
    return day
