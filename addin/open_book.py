"""The open workbook as Remit sees it: whose it is, which day it speaks of, its tables, what is selected.

Read once when a button is pressed; everything that a button decides, it decides from this. Nothing is
written here.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from addin.contents import content_of
from addin.located import LocatedTable, locate, values_of
from addin.refusals import ForeignWorkbookError, LeadsWorkbookError, MissingTableError, OtherVersionError
from delegation.calendar import WorkingDays
from delegation.cells.dates import parse_date
from delegation.context import Context
from delegation.labels import LANGUAGES, Labels, labels
from delegation.schema import SCHEMA_VERSION
from delegation.settings import Settings
from delegation.table_place import TablePlace
from delegation.tables import BY_ID, LEAD_TABLES, TABLES
from delegation.validate import Validation, validate_tables
from workbook_templates.layout import CALENDAR_DAYS, IDENTITY

_PUBLIC = ((5, "holiday"), (6, "working_day"))  # columns of `_calendar` beside its dates, counted from 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The upper left cell of what is selected, and its last row, 1-based."""

    sheet: str
    row: int
    column: int
    last_row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBook:
    """The workbook in which a button was pressed. `book` is xlwings' own.

    `prior`: the on-time rate of the programme, None where the workbook does not say. `is_leads`: nobody but
    the team's lead opens it, so it may show what is personal.
    """

    book: Any
    words: Labels
    context: Context
    tables: Mapping[str, LocatedTable]
    doubled: Mapping[str, tuple[TablePlace, ...]]
    selection: Selection | None
    prior: float | None = None
    is_leads: bool = False

    @property
    def as_of(self) -> dt.date:
        return self.context.as_of

    def table(self, table_id: str) -> LocatedTable:
        """Raises: MissingTableError where it is not there, or not to be known by its header;
        LeadsWorkbookError where only the team's workbook has it.
        """
        found = self.tables.get(table_id)
        if found is None and self.is_leads and BY_ID[table_id] not in LEAD_TABLES:
            raise LeadsWorkbookError(str(self.book.name))
        if found is None or not found.raw.columns:
            raise MissingTableError(table_id)
        return found

    def validation(self) -> Validation:
        """What the tables hold, and what is wrong with it."""
        return validate_tables({each: found.raw for each, found in self.tables.items()}, self.context)

    def calendar(self, validation: Validation) -> WorkingDays:
        """The working days of the team: its own days over the programme's."""
        return WorkingDays.from_records(
            validation.records.get("calendar", ()), base=WorkingDays(self.context.public_holidays)
        )


def read_book(book: Any, *, today: dt.date, language: str) -> OpenBook:
    """The workbook. `language` is spoken where the workbook does not say its own.

    Raises: ForeignWorkbookError, OtherVersionError.
    """
    entries = _entries(book)
    version = entries.get("schema_version")
    if isinstance(version, int | float) and version != SCHEMA_VERSION:
        raise OtherVersionError(int(version))
    is_leads = entries.get("lead_workbook") is True
    located = locate(book, LEAD_TABLES if is_leads else TABLES)
    if not entries.get("team") and not located.tables:
        raise ForeignWorkbookError(str(book.name))
    spoken = str(entries.get("language") or language)
    words = labels(spoken if spoken in LANGUAGES else language)
    context = Context(
        language=words.language,
        as_of=_as_of(book) or today,
        cycle=str(entries.get("cycle") or ""),
        cycle_first=_day(entries.get("cycle_first")),
        cycle_last=_day(entries.get("cycle_last")),
        settings=_settings(entries),
        public_holidays=_public_holidays(book),
    )
    prior = entries.get("prior")
    return OpenBook(
        book=book,
        words=words,
        context=context,
        tables=located.tables,
        doubled=located.doubled,
        selection=_selection(book),
        prior=float(prior) if isinstance(prior, int | float) else None,
        is_leads=is_leads,
    )


def _sheet(book: Any, name: str) -> Any | None:
    return next((each for each in book.sheets if str(each.name).casefold() == name.casefold()), None)


def _entries(book: Any) -> dict[str, object]:
    """Keys and values of the sheet `_remit`."""
    sheet = _sheet(book, IDENTITY)
    if sheet is None:
        return {}
    rows = values_of(sheet.used_range)
    return {str(row[0]): content_of(row[1]) for row in rows if len(row) > 1 and row[0]}


def _day(value: object) -> dt.date | None:
    found = parse_date(value) if value is not None else None
    return found if isinstance(found, dt.date) else None


def _as_of(book: Any) -> dt.date | None:
    """The cell `as_of` on Home; None where somebody removed the cell, its sheet or its name."""
    with suppress(Exception):  # hosts differ in what they raise for a name that leads nowhere
        if "as_of" in book.names:
            cell = book.names["as_of"].refers_to_range
            return _day(content_of(cell.options(err_to_str=True).value))
    return None


def _settings(entries: Mapping[str, object]) -> Settings:
    """The programme's thresholds, each the default's where the sheet has none of its type."""
    found: dict[str, Any] = {}
    for each in dataclasses.fields(Settings):
        value, default = entries.get(each.name), each.default
        if isinstance(default, bool):
            if isinstance(value, bool):
                found[each.name] = value
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found[each.name] = int(value) if isinstance(default, int) else float(value)
    return Settings(**found)


def _public_holidays(book: Any) -> tuple[tuple[dt.date, str], ...]:
    """The programme's days off and make-up days, which the workbook carries beside its calendar."""
    sheet = _sheet(book, CALENDAR_DAYS)
    if sheet is None:
        return ()
    found = []
    for row in values_of(sheet.used_range)[1:]:
        for column, kind in _PUBLIC:
            if column < len(row) and row[column] == 1 and (day := _day(row[0])):
                found.append((day, kind))
    return tuple(found)


def _selection(book: Any) -> Selection | None:
    """None where a picture or a chart is selected, or a cell of another workbook."""
    selected = book.app.selection
    if selected is None or selected.address is None or str(selected.sheet.book.name) != str(book.name):
        return None  # a picture: the desktop has no selection then, Excel on the web one without an address
    row = selected.row
    return Selection(
        sheet=str(selected.sheet.name),
        row=row,
        column=selected.column,
        last_row=row + selected.shape[0] - 1,
    )
