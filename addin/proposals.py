"""What the buttons that propose have in common: a sheet of results to write, and what they left out.

Owns how such a press is put together. What is proposed is decided in the modules of the buttons.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from addin.changes import Changes
from addin.journal import Journal
from addin.new_rows import NewRows
from addin.open_book import OpenBook
from addin.pressed import Pressed
from addin.result_sheet import FIRST_COLUMN, Row, lay_out
from delegation.validate import Validation

DECIDING_ROWS = ("members", "skills", "delegations", "leave", "calendar", "milestones")
"""The tables that say who has time and skills for what."""


def propose(
    open_book: OpenBook,
    journal: Journal,
    *,
    button: str,
    title: str,
    rows: Iterable[Row],
    said: Sequence[str],
    new_rows: NewRows | None = None,
) -> Pressed:
    """A press that lays out its results on a sheet of its own, and adds rows to a table where it has some."""
    sheet = lay_out(open_book.book, button, title, rows, open_book.words)
    more = new_rows.changes.cells if new_rows else ()
    changes = Changes(cells=(*sheet.cells, *more))
    made = sheet.name if sheet.is_new else ""
    where = open_book.words.text(f"results.{'where' if more else 'where_only'}", sheet=sheet.name)
    return Pressed(
        said=(*said, where),
        changes=changes,
        goes_to=(sheet.name, 1, FIRST_COLUMN),
        grow=new_rows.grow if new_rows else None,
        makes=made,
        reveals=more[0].sheet if more else "",
        remembers=Journal(button=button, changes=changes, made=made, marks=journal.marks),
    )


def hours_text(hours: float) -> str:
    """Hours in a sentence: with a decimal only where there is one."""
    return f"{hours:,.1f}".removesuffix(".0")


def left_out(open_book: OpenBook, validation: Validation, tables: Iterable[str]) -> tuple[str, ...]:
    """The sentence about rows of these tables that have errors and so do not count; none where all do."""
    counts = validation.counts
    rejected = sum(counts[table].rejected for table in tables if table in counts)
    return (open_book.words.text("buttons.rejected", n=rejected),) if rejected else ()
