"""Which delegation is meant by what is selected: its own row, or a row of another table that names one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from addin.located import LocatedTable
from addin.open_book import OpenBook, Selection
from addin.refusals import (
    ClosedDelegationError,
    NoDelegationSelectedError,
    SeveralDelegationsSelectedError,
    UnusableDelegationError,
)
from delegation.cells import cell_text, fold, fold_key
from delegation.happened import status_at
from delegation.records import Record
from delegation.tables import CLOSED_STATUSES
from delegation.validate import Validation


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectedDelegation:
    """`name` is how other tables refer to it: its title, or its id where the title is not its own alone."""

    delegation_id: str
    title: str
    name: str


def selected_delegation(open_book: OpenBook) -> SelectedDelegation:
    """Raises: NoDelegationSelectedError, SeveralDelegationsSelectedError; MissingTableError where there is no
    table of delegations.
    """
    table, selection = open_book.table("delegations"), open_book.selection
    if selection is None:
        raise NoDelegationSelectedError
    ids, titles = _texts(table, "delegation_id"), _texts(table, "title")
    found = {each for each in _rows_of(table, selection) if ids[each]}
    found |= set(_named(open_book, selection, ids, titles))
    if not found:
        raise NoDelegationSelectedError
    if len(found) > 1:
        raise SeveralDelegationsSelectedError
    index = found.pop()
    title = titles[index]
    known = [fold(each) for each in (*ids, *titles)]
    alone = bool(title) and known.count(fold(title)) == 1
    return SelectedDelegation(delegation_id=ids[index], title=title, name=title if alone else ids[index])


def open_delegation(validation: Validation, about: SelectedDelegation, as_of: dt.date) -> Record:
    """The accepted row of the selected delegation. Raises: UnusableDelegationError, ClosedDelegationError."""
    wanted = fold_key(about.delegation_id)
    for record in validation.records.get("delegations", ()):
        if fold_key(record.key) == wanted:
            if status_at(record.values, as_of) in CLOSED_STATUSES:
                raise ClosedDelegationError(about.name)
            return record
    codes = {
        issue.code
        for issue in validation.issues
        if issue.table == "delegations" and fold_key(issue.key) == wanted and issue.severity == "error"
    }
    raise UnusableDelegationError(about.name, tuple(sorted(codes)))


def _texts(table: LocatedTable, field_id: str) -> list[str]:
    column = table.raw.columns.get(field_id)
    return [cell_text(value) for value in column.values] if column else [""] * len(table.raw.rows)


def _rows_of(table: LocatedTable, selection: Selection) -> list[int]:
    """The selected rows of that table, as their indexes."""
    if selection.sheet != table.area.sheet_name:
        return []
    return [index for index, row in enumerate(table.raw.rows) if selection.row <= row <= selection.last_row]


def _named(
    open_book: OpenBook, selection: Selection, ids: Sequence[str], titles: Sequence[str]
) -> Iterator[int]:
    """The delegations to which the selected rows of other tables refer."""
    for table in open_book.tables.values():
        if "delegation_id" not in table.raw.columns or table.table.id == "delegations":
            continue
        names = _texts(table, "delegation_id")
        for wanted in {fold(names[index]) for index in _rows_of(table, selection)} - {""}:
            for texts in (ids, titles):
                found = [row for row, text in enumerate(texts) if fold(text) == wanted]
                if len(found) == 1:
                    yield found[0]
                    break
