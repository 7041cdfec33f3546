"""The language in which the tables of Remit are declared: Kind, Choices, Field, Table.

Owns what a declaration can say, and the spelling of issue codes that follows from it. Knows no table (that is
`delegation.tables`), no label (`delegation.labels`), no cell (`delegation.cells`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

SCHEMA_VERSION = 1  # of the tables as they are declared; a workbook carries the version that it was made with

# Spaces of all kinds, dashes, and signs that show nothing: soft hyphen, zero-width ones, byte order mark.
_DOES_NOT_COUNT = re.compile(r"[\s_\-\u2010-\u2015\u2212\u00ad\u200b-\u200f\u2060\ufeff]+")
_SILENT_ENDINGS = ("_on", "_at", "_days", "_id")


class Kind(StrEnum):
    """What a field holds, and so the Python type of its parsed value."""

    TEXT = "text"  # str
    ID = "id"  # str, a key or part of one
    INT = "int"  # int
    NUMBER = "number"  # float
    SHARE = "share"  # float in 0..1, shown as %
    DATE = "date"  # datetime.date
    PERIOD = "period"  # datetime.date: the last day of the week, month or quarter (SPEC §3)
    CHOICE = "choice"  # str, one of Field.choices
    REF = "ref"  # str, the key of a row in Field.ref
    PERSON = "person"  # str: a member's id where it equals a member's id or name, else the text
    TEXT_LIST = "text_list"  # tuple[str, ...]
    CHOICE_LIST = "choice_list"  # tuple[str, ...] out of Field.choices
    SKILL_LIST = "skill_list"  # tuple[tuple[str, int], ...]: skill, level


class Phase(StrEnum):
    """The part of the delegation cycle (SPEC §1) that a sheet belongs to; it colours the sheet's tab."""

    PEOPLE = "people"
    HAND_OVER = "hand_over"
    TRACK = "track"
    EVALUATE = "evaluate"
    IMPROVE = "improve"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """A closed set of values under a name; the labels of the values are looked up by that name."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of a table.

    `low` and `high` bound numbers (inclusive unless `low_open`). `levels` names the steps of an int whose
    values have names (authority 1-7, skill 0-5): people may type number or name. `personal` fields are left
    out where SPEC §12 says so. `none_words`: "-", "none", "无" and the like mean blank. Labels and help
    texts are in `delegation.labels`.
    """

    id: str
    kind: Kind
    required: bool = False
    choices: Choices | None = None
    levels: Choices | None = None
    ref: str | None = None
    low: float | None = None
    high: float | None = None
    low_open: bool = False
    default: str | float | None = None
    personal: bool = False
    none_words: bool = False

    @property
    def code(self) -> str:
        """The FIELD part of an issue code: `accepted_on` → `ACCEPTED` (Source: SPEC §5)."""
        name = self.id
        for ending in _SILENT_ENDINGS:
            if name.endswith(ending) and name != ending.lstrip("_"):
                name = name.removesuffix(ending)
                break
        return name.upper().replace("_", "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table, and so one sheet of a team workbook, one store table, one sheet of the master.

    `name` is the name of the Excel table object, the same in every language (formulas refer to it). `title`
    is the field by whose value people call a row; a reference accepts it where it is unique. `derived_key`:
    the key field may stay blank and is then made from other fields (SPEC §3). `personal`: all of it is
    (SPEC §12). `extends`: the table whose rows get these values, by their keys.
    """

    id: str
    name: str
    prefix: str
    phase: Phase
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    title: str | None = None
    derived_key: bool = False
    first_visible: bool = False
    personal: bool = False
    extends: str = ""

    def field(self, field_id: str) -> Field:
        """The declared field of that id.

        Raises: KeyError when the table has no such field.
        """
        for field in self.fields:
            if field.id == field_id:
                return field
        raise KeyError(f"{self.id}.{field_id}")

    @property
    def field_ids(self) -> tuple[str, ...]:
        return tuple(field.id for field in self.fields)

    def code(self, kind: str, field_id: str | None = None) -> str:
        """The issue code of that kind: `DLG-DUE-ORDER`, or `DLG-DUPLICATE` without a field.

        Source: SPEC §5.
        """
        if field_id is None:
            return f"{self.prefix}-{kind}"
        return f"{self.prefix}-{self.field(field_id).code}-{kind}"


def normalise(text: str) -> str:
    """How names of columns, choices and people are compared.

    Case, spaces, `_`, dashes, invisible signs and the full width of Chinese keyboards do not count.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _DOES_NOT_COUNT.sub("", text).casefold()
