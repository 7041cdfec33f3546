"""The buttons Log check-in and Log meeting: a new row with the next id, for the selected delegation.

Fills in what is certain (id, day, delegation) and leads to the first cell that only a person can fill.
"""

from __future__ import annotations

from addin.changes import NOTHING
from addin.contents import Content
from addin.journal import Journal
from addin.new_rows import new_rows
from addin.open_book import OpenBook
from addin.pressed import Pressed
from addin.selected import SelectedDelegation, selected_delegation
from delegation.cells import cell_text
from workbook_templates.next_ids import next_id


def log_check_in(open_book: OpenBook, journal: Journal) -> Pressed:
    """Raises: NoDelegationSelectedError, MissingTableError, MissingColumnsError."""
    return _log(open_book, journal, "check_ins", "log_check_in", {}, "raised_by")


def log_meeting(open_book: OpenBook, journal: Journal) -> Pressed:
    """Its topic is the delegation's title until somebody writes another. Raises: as `log_check_in`."""
    topic: dict[str, Content] = {"topic": selected_delegation(open_book).title or None}
    return _log(open_book, journal, "meetings", "log_meeting", topic, "attendees")


def _log(
    open_book: OpenBook,
    journal: Journal,
    table_id: str,
    button: str,
    more: dict[str, Content],
    ask_for: str,
) -> Pressed:
    table, words = open_book.table(table_id), open_book.words
    about: SelectedDelegation = selected_delegation(open_book)
    key = table.table.key[0]
    ids = table.raw.columns.get(key)
    new_id = next_id(table_id, [cell_text(each) or None for each in ids.values] if ids else [])
    row: dict[str, Content] = {key: new_id, "date": open_book.as_of, "delegation_id": about.name, **more}
    new = new_rows(table, [row], words)
    said = words.text(
        f"buttons.{button}.done", id=new_id, name=about.name, sheet=table.area.sheet_name, row=new.first
    )
    return Pressed(
        said=(said,),
        changes=new.changes,
        goes_to=(table.area.sheet_name, new.first, table.column(ask_for) or table.area.first_column),
        grow=new.grow,
        remembers=Journal(button=button, changes=new.changes or NOTHING, marks=journal.marks),
    )
