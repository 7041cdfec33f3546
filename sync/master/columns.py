"""Which column of a managed table is which, however people have renamed or moved it; and how it looks.

Owns the recognition of Remit's columns in a table as it is found, and the formats that the programme's
template gives them. Whatever is not recognised belongs to the people who added it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from delegation.labels import LANGUAGES, labels
from sync.master.elements import child
from sync.master.manifest import KnownSheet
from sync.master.sheet_frame import SheetFrame
from sync.master.sheet_xml import RawCell, SheetReader
from sync.master.styles import Styles
from sync.master.workbook import MasterBook, TableColumn, TablePart
from sync.package import Parts
from workbook_templates.master import master_sheets
from workbook_templates.master_sheet import Sheet

STYLES = "xl/styles.xml"


@dataclass(slots=True)
class OwnColumn:
    """A column that belongs to people. `name`: by which the history knows it. `style`: of new cells."""

    column: TableColumn
    name: str
    style: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """A table's columns: those that Remit fills and the shipped ones that people fill, by id; the rest.

    `by_number`: those that Remit fills of which only the number speaks. A program that counts columns anew
    gives it to a column that somebody added in the place of one that is gone, so what stands in it has to be
    seen.
    """

    filled: dict[str, TableColumn]
    written: dict[str, TableColumn]
    others: tuple[TableColumn, ...]
    by_number: frozenset[str] = frozenset()

    def without(self, column_id: str) -> Recognised:
        """The same; that column is not Remit's."""
        return Recognised(
            filled={name: each for name, each in self.filled.items() if name != column_id},
            written=self.written,
            others=(*self.others, self.filled[column_id]),
            by_number=self.by_number - {column_id},
        )


def recognise(sheet: Sheet, table: TablePart, known: KnownSheet | None) -> Recognised:
    """Tells Remit's columns from those that people added: by their header as it was left, by their header in
    any language, else by their number in the table, which stays when a header is renamed.

    A column that Remit had not put into this table is none of Remit's, whatever it is called.
    """
    by_header = {_folded(column.header): column for column in reversed(table.columns)}
    exactly = {column.header: column for column in table.columns}
    found: dict[str, TableColumn] = {}
    taken: set[int] = set()
    passes: tuple[Mapping[str, Iterable[str]], ...] = (
        {name: [column.header] for name, column in (known.columns if known else {}).items()},
        {
            column.id: _headers(sheet.id, column.id, column.header)
            for column in sheet.columns
            if known is None or column.id in known.columns
        },
    )
    for headers in passes:
        for column in sheet.columns:
            for header in headers.get(column.id, ()):
                match = exactly.get(header) or by_header.get(_folded(header))
                if column.id not in found and match is not None and match.id not in taken:
                    found[column.id] = match
                    taken.add(match.id)
    by_name = set(found)
    numbers = {column.id: column for column in table.columns}
    for column in sheet.columns:
        number = known.columns[column.id].number if known and column.id in known.columns else 0
        if column.id not in found and number in numbers and number not in taken:
            found[column.id] = numbers[number]
            taken.add(number)
    people = {column.id for column in sheet.columns if column.written}
    return Recognised(
        filled={name: each for name, each in found.items() if name not in people},
        written={name: each for name, each in found.items() if name in people},
        others=tuple(each for each in table.columns if each.id not in taken),
        by_number=frozenset(found) - by_name - people,
    )


def _folded(header: str) -> str:
    return " ".join(header.split()).casefold()


def _headers(sheet_id: str, column_id: str, header: str) -> list[str]:
    found = [header]
    for language in LANGUAGES:
        for sheet in _sheets(language):
            if sheet.id == sheet_id:
                found += [column.header for column in sheet.columns if column.id == column_id]
    return found


_SHEETS: dict[str, tuple[Sheet, ...]] = {}


def _sheets(language: str) -> tuple[Sheet, ...]:
    if language not in _SHEETS:
        _SHEETS[language] = master_sheets(labels(language), sensitive=True)
    return _SHEETS[language]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnLook:
    """How a column looks in a template: the formats of its first row and its header, its width in
    characters.
    """

    style: int
    header_style: int
    width: float
    hidden: bool


@dataclass(slots=True)
class TemplateLooks:
    """The looks that a template gives to the columns of the managed tables.

    Raises: UnreadableWorkbook, TwoTablesOfOneName.
    """

    parts: Parts
    sheets: Mapping[str, Sheet]
    styles: Styles = field(init=False)
    _looks: dict[tuple[str, str], ColumnLook] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.styles = Styles(self.parts.read(STYLES))
        book = MasterBook(self.parts)
        for sheet in self.sheets.values():
            found = book.table(sheet.table)
            if found is None:
                continue
            tab, table = found
            reader = SheetReader(self.parts.chunks(tab.part), tab.part)
            rows = {row.number: row.cells() for row in reader.rows() if row.number <= table.first}
            widths = _widths(SheetFrame(reader.head, reader.tail, tab.part))
            known = recognise(sheet, table, None)
            for name, column in (*known.filled.items(), *known.written.items()):
                place = table.position(column)
                width, hidden = widths.get(place, (0.0, False))
                self._looks[sheet.id, name] = ColumnLook(
                    style=_style(rows.get(table.first, []), place),
                    header_style=_style(rows.get(table.header_row, []), place),
                    width=width,
                    hidden=hidden,
                )

    def look(self, sheet_id: str, column_id: str) -> ColumnLook | None:
        """None where the template lacks the column."""
        return self._looks.get((sheet_id, column_id))


def _style(cells: Iterable[RawCell], column: int) -> int:
    return next((cell.style for cell in cells if cell.column == column), 0)


def _widths(frame: SheetFrame) -> dict[int, tuple[float, bool]]:
    """Width and whether it is hidden, by column; wide ranges of columns to the right are nobody's."""
    found: dict[int, tuple[float, bool]] = {}
    holder = child(frame.root, "cols")
    for each in () if holder is None else holder:
        for column in range(int(each.get("min", "0")), min(int(each.get("max", "0")), 500) + 1):
            found[column] = float(each.get("width", "0") or 0), each.get("hidden", "") in ("1", "true")
    return found


def usual_style(cells: Iterable[RawCell]) -> int:
    """The format that most of the cells have."""
    counted = Counter(cell.style for cell in cells)
    return counted.most_common(1)[0][0] if counted else 0
