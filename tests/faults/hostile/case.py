"""One hostile file: how it comes to lie in a team's place, and what a run has to make of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.sync.workbooks import edited, replaced

Made = Callable[[bytes], bytes]
"""From the team's good workbook to the hostile file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hostile:
    """`lay` puts the file into the team's place, given the good workbook.

    `says`: words of the reason that people are told. `finds`: "CODE cell" of every issue that the good
    workbook does not have. `sees`: "table key field" → what the store has afterwards instead of what it had
    before, None where the record has gone; everything else is as it was.
    """

    name: str
    lay: Callable[[Path, bytes], None]
    status: str
    says: str = ""
    finds: tuple[str, ...] = ()
    sees: Mapping[str, object] = field(default_factory=dict)


def refused(
    name: str, made: Made, code: str, says: str, *, status: str = "unreadable", cell: str = ""
) -> Hostile:
    """A file of which nothing is taken."""
    finds = (f"{code} {cell}".strip(),)
    return Hostile(name=name, lay=laid(made), status=status, says=says, finds=finds)


def damaged(name: str, made: Made, part: str) -> Hostile:
    """A file that is no workbook any more, with the part that says so; "" where only the whole is known."""
    says = f"damaged and cannot be read ({part})" if part else "damaged and cannot be read."
    return refused(name, made, "WB-DAMAGED", says)


def read(name: str, made: Made, *finds: str, sees: Mapping[str, object] | None = None) -> Hostile:
    """A file that is taken in, with what is remarked and what is new in the store."""
    return Hostile(name=name, lay=laid(made), status="updated", finds=finds, sees=sees or {})


def held(name: str, made: Made, says: str, *finds: str, leave_held: bool = True) -> Hostile:
    """A file whose members wait for a person's decision, and mostly their leave with them."""
    finds = (*finds, "LVE-TABLE-HELD") if leave_held else finds
    return Hostile(name=name, lay=laid(made), status="held", says=says, finds=finds)


def laid(made: Made) -> Callable[[Path, bytes], None]:
    def lay(path: Path, good: bytes) -> None:
        path.write_bytes(made(good))

    return lay


def part(name: str, old: str, new: str) -> Made:
    """The good workbook with a pattern replaced in the parts whose name ends so."""
    return lambda good: replaced(good, name, old, new)


def content(name: str, made: Callable[[bytes], bytes | None]) -> Made:
    """The good workbook with the content of that part changed; None leaves it out."""
    return lambda good: edited(good, lambda each, found: made(found) if each == name else found)
