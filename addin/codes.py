"""The codes of arguments that are no field of a table: ARG-SHAPE, ARG-AS-OF-TYPE … (SPEC §5).

Owns which there are and which sentence belongs to each. All other codes are `delegation.issues`'.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from delegation.labels import Labels
from delegation.schema import Field, Kind, Phase, Table
from delegation.tables import BY_ID

ARG = Table(
    id="arguments",
    name="Arguments",
    prefix="ARG",
    phase=Phase.TRACK,
    key=("name",),
    fields=(
        Field(id="actual", kind=Kind.NUMBER),
        Field(id="answered", kind=Kind.PERIOD),
        Field(id="as_of", kind=Kind.DATE, required=True),
        Field(id="indexes", kind=Kind.NUMBER),
        Field(id="cap", kind=Kind.NUMBER, low=0, low_open=True),
        Field(id="min_coverage", kind=Kind.SHARE, low=0, high=1),
        Field(id="last_check_in", kind=Kind.DATE),
        Field(id="accept_within_days", kind=Kind.INT, low=0),
        Field(id="first", kind=Kind.DATE, required=True),
        Field(id="last", kind=Kind.DATE, required=True),
        Field(id="periods", kind=Kind.PERIOD, required=True),
        Field(id="values", kind=Kind.NUMBER),
        Field(id="run_length", kind=Kind.INT, low=3),
        Field(id="top", kind=Kind.INT, low=1),
        Field(id="prior", kind=Kind.SHARE, low=0, high=1),
        Field(id="weights", kind=Kind.NUMBER, low=0),
        Field(id="name", kind=Kind.ID, required=True),
        Field(id="code", kind=Kind.ID, required=True),
    ),
)

TABLES = ("members", "skills", "delegations", "check_ins", "milestones", "leave", "calendar")
"""The tables that are passed as an argument of their own name."""

_OTHERS = (
    "ARG-SHAPE",
    "ARG-LANG-CHOICE",
    "ARG-LAST-ORDER",
    "ARG-FREQUENCY-REQUIRED",
    "ARG-VALUES-RANGE",
    "ARG-SOLVER-MISSING",
    "DLG-UNKNOWN",
    "ARG-NAME-UNKNOWN",
    "ARG-CODE-UNKNOWN",
    "ARG-TABLE-MISSING",
    "ARG-UNEXPECTED",
)

_FLAGS = ("SCREEN", "SENSITIVE")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArgumentCode:
    """`text`: the id of its sentence, of the issues' catalogue where it is a fault that columns have, too."""

    code: str
    text: str
    field: Field | None = None

    def message(self, words: Labels) -> str:
        """The template of its sentence."""
        if self.field is not None and self.text not in ("error", "required"):
            return words.message(self.text)
        return words.text(f"functions.wrong.{self.text}.message")

    def fix(self, words: Labels) -> str:
        """The template of what to do about it."""
        if self.field is not None and self.text not in ("error", "required"):
            return words.fix(self.text)
        return words.text(f"functions.wrong.{self.text}.fix")


@cache
def argument_codes() -> dict[str, ArgumentCode]:
    """Every code of an argument."""
    return {each.code: each for each in _codes()}


def table_code(table_id: str, kind: str) -> str:
    """The code of a table that is an argument: `ARG-CHECK-INS-MISSING`."""
    return f"ARG-{table_id.upper().replace('_', '-')}-{kind}"


def _codes() -> Iterator[ArgumentCode]:
    for code in _OTHERS:
        yield ArgumentCode(code=code, text=code)
    for name in _FLAGS:
        yield ArgumentCode(code=f"ARG-{name}-CHOICE", text="flag")
        yield ArgumentCode(code=f"ARG-{name}-ERROR", text="error")
    for table_id in TABLES:
        for kind in ("REQUIRED", "MISSING"):
            yield ArgumentCode(code=table_code(BY_ID[table_id].id, kind), text=f"table_{kind.lower()}")
    for field in ARG.fields:
        for kind, text in _kinds(field):
            yield ArgumentCode(code=ARG.code(kind, field.id), text=text, field=field)


def _kinds(field: Field) -> Iterator[tuple[str, str]]:
    """The faults of an argument, each with the id of its text."""
    yield "ERROR", "error"
    if field.required:
        yield "REQUIRED", "required"
    if field.kind is not Kind.ID:
        yield "TYPE", f"TYPE-{field.kind}"
    if field.kind in (Kind.DATE, Kind.PERIOD):
        yield "AMBIGUOUS", f"AMBIGUOUS-{field.kind}"
    if field.kind is Kind.SHARE:
        yield "RANGE", "RANGE-share"
    elif field.low is not None:
        yield "RANGE", "RANGE-above" if field.low_open else "RANGE-from"
