"""A master as it was found: its managed tables, whose their columns are, and what people wrote beside rows.

Owns the reading of every managed sheet, once, and that what Remit needs is there before it is filled. What is
done with it is `sync.master.fill`'s.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from delegation.labels import Labels
from delegation.settings import DEFAULT, Settings
from sync.master.cell_values import Value, shared_strings, value_of
from sync.master.chart_sheet import ensure_chart
from sync.master.columns import STYLES, OwnColumn, Recognised, TemplateLooks, recognise, usual_style
from sync.master.heads import HeadCell
from sync.master.heal import ensure_table, take_over
from sync.master.managed import Managed
from sync.master.manifest import SHARED_STRINGS, Manifest, read_manifest, texts_of
from sync.master.old_rows import (
    COMMENTS,
    Columns,
    OldSheet,
    asked_texts,
    noted_rows,
    read_sheet,
    resolve_keys,
    take_in_neighbours,
)
from sync.master.renamed import holds_ours
from sync.master.rows import TableRows
from sync.master.sheet_frame import SheetFrame
from sync.master.sheet_xml import SheetReader
from sync.master.sparklines import extension_of
from sync.master.styles import Styles
from sync.master.template import MASTER_LIMITS
from sync.master.workbook import MasterBook, Tab, TableColumn, TablePart
from sync.package import Parts
from sync.store.stored import WrittenCell
from workbook_templates.master import IDENTITY_SHEET, KEY, LEFT
from workbook_templates.master_figures import with_weeks_there
from workbook_templates.master_sheet import Sheet


class KeyColumnGone(Exception):  # noqa: N818 - it is what has happened to the file
    """Somebody removed the column by which rows are known, and had written beside them."""

    def __init__(self, tab: str) -> None:
        self.tab = tab
        super().__init__(tab)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a master is to say: its sheets, the rows of each, the cells above them, and the facts for its
    hidden sheet. `heads` gets the rows of every key; it is asked when these are known.
    """

    words: Labels
    sheets: Mapping[str, Sheet]
    rows: Mapping[str, TableRows]
    heads: Callable[[Mapping[str, Mapping[str, int]], Callable[[str, str], str]], Mapping[str, HeadCell]]
    facts: Mapping[str, str]
    as_of: dt.date
    run: int
    max_links: int
    settings: Settings = DEFAULT


class FoundMaster:
    """A master before it is filled. It has all its managed tables and columns: what was missing is put back.

    `as_template`: the file is taken for a template, whatever it says of itself: it gives its looks and its
    sheets, and no row in it counts. Raises: UnreadableWorkbook, TwoTablesOfOneName, KeyColumnGone.
    """

    def __init__(
        self,
        parts: Parts,
        template: bytes,
        wanted: Wanted,
        shipped: Callable[[], Parts],
        *,
        as_template: bool = False,
    ) -> None:
        self.parts = parts
        self.as_template = as_template
        self.wanted = wanted
        self.book = MasterBook(parts)
        self.manifest = read_manifest(self.book) or Manifest()
        self.template_mark = hashlib.sha256(template).hexdigest()[:16]
        self.looks = TemplateLooks(Parts.open(template, MASTER_LIMITS), wanted.sheets)
        self.shipped = shipped
        self._shipped_looks: TemplateLooks | None = None
        self.styles = Styles(parts.read(STYLES))
        self.healed: list[str] = []
        if self.book.tab(IDENTITY_SHEET) is None:
            take_over(self, shipped(), IDENTITY_SHEET, state="veryHidden")
        self.managed = {sheet.id: self._managed(sheet) for sheet in wanted.sheets.values()}
        self.chart = ensure_chart(self)  # what stands on the tab with the chart of a KPI
        self._read_keys()
        self.forgotten = self._forget_rows() if as_template else 0

    def written(self) -> Iterator[WrittenCell]:
        """What stands beside rows in the file as it was found."""
        for managed in self.managed.values():
            names = {managed.place(column): column.name for column in managed.own}
            for key, old in managed.from_row.items():
                for place, cell in sorted(old.own.items()):
                    value = None if cell.blank or place not in names else managed.said(cell)
                    if value is not None:
                        yield _written(managed.sheet.id, key, names[place], value)

    def is_there(self, sheet_id: str) -> bool:
        """Whether the file had the table, so that what people wrote in it was read."""
        return sheet_id in self.managed and self.managed[sheet_id].was_there

    def base_style(self, managed: Managed, column_id: str) -> int:
        """The format that the template gives to the cells of a column; 0 for columns that it does not
        know.
        """
        known = self.manifest.sheets.get(managed.sheet.id)
        column = known.columns.get(column_id) if known else None
        if column is not None and self.manifest.facts.get("template") == self.template_mark:
            return column.style
        for looks in (self.looks, None):
            source = looks or self.shipped_looks
            look = source.look(managed.sheet.id, column_id)
            if look is not None:
                return self.styles.adopt(source.styles, look.style)
        return 0

    @property
    def shipped_looks(self) -> TemplateLooks:
        """The looks of the template as it is shipped: for columns that the programme's does not have."""
        if self._shipped_looks is None:
            self._shipped_looks = TemplateLooks(self.shipped(), self.wanted.sheets)
        return self._shipped_looks

    def shipped_sparklines(self, managed: Managed, column_id: str) -> etree._Element | None:
        """How a trend is drawn in the template as it is shipped: for a sheet that an older version made."""
        parts = self.shipped_looks.parts
        found = MasterBook(parts).table(managed.sheet.table)
        if found is None:
            return None
        reader = SheetReader(parts.chunks(found[0].part), found[0].part)
        for _ in reader.rows():
            pass
        root = SheetFrame(reader.head, reader.tail, found[0].part).root
        return extension_of(root, managed.sheet.number(column_id))

    def _managed(self, sheet: Sheet) -> Managed:
        found = ensure_table(self, sheet)
        tab, table = found.tab, found.table
        known = self.manifest.sheets.get(sheet.id)
        headers = self._headers(tab, table)
        table.take_headers(headers)
        there = [column.header for column in table.columns]
        sheet = with_weeks_there(sheet, self.wanted.words, known.columns if known else (), there)
        columns = recognise(sheet, table, known)
        mark = self.parts.mark(tab.part)
        as_left = bool(known and mark and known.mark == mark)
        if columns.by_number and not as_left:
            columns = self._seen(sheet, tab, table, columns)
        bare = bool(known and known.bare) and as_left and not self.as_template
        bare = bare and not self.has_comments(tab.part)
        is_left = sheet.id == LEFT
        filled_places = [table.position(each) for each in columns.filled.values()]
        key = table.position(columns.filled[KEY]) if KEY in columns.filled else 0
        whose = Columns(
            key=key,
            filled=frozenset([key] if is_left else filled_places),
            looks=frozenset(known.looks if known else ()),
        )
        first, last = table.first, table.last
        noted = noted_rows(self.parts, tab.part)
        old = read_sheet(self.parts, tab, table, whose, bare=bare, noted=noted)
        if KEY not in columns.filled and found.was_there:
            self._without_key(tab.name, old, range(first, last + 1), noted)
        own = [OwnColumn(column, name) for name, column in columns.written.items()]
        own += [OwnColumn(column, column.header) for column in columns.others]
        if is_left:
            own += [OwnColumn(column, name) for name, column in columns.filled.items() if name != KEY]
        managed = Managed(
            sheet=sheet,
            tab=tab,
            table=table,
            filled=dict(columns.filled),
            own=own,
            was_there=found.was_there,
            old=old,
            wanted=self.wanted.rows.get(sheet.id) or TableRows((), lambda: iter(())),
            first=first,
            last=last,
            epoch_1904=self.book.epoch_1904,
            columns_before=len(table.columns),
            headers=headers,
        )
        self._take_in_neighbours(managed)
        for declared in sheet.columns:
            if declared.id not in columns.filled and declared.id not in columns.written:
                made = self._add_declared(managed, declared.id, declared.header)
                if declared.written:
                    managed.own.append(OwnColumn(made, declared.id))
                else:
                    managed.filled[declared.id] = made
                    if is_left and declared.id != KEY:
                        managed.own.append(OwnColumn(made, declared.id))
        return managed

    def _seen(self, sheet: Sheet, tab: Tab, table: TablePart, columns: Recognised) -> Recognised:
        """Columns of which only the number speaks, looked into: the key first, by which the others are
        compared.
        """
        wanted = self.wanted.rows.get(sheet.id) or TableRows((), lambda: iter(()))
        for name in sorted(columns.by_number, key=lambda each: each != KEY):
            places = {each: table.position(column) for each, column in columns.filled.items()}
            if not holds_ours(self.parts, tab, table, places, name, wanted):
                columns = columns.without(name)
        return columns

    def _take_in_neighbours(self, managed: Managed) -> None:
        """What stands right beside a table becomes a part of it, before the table gets a column there."""
        spare = self.wanted.words.text("master.column.unnamed")
        tables = managed.tab.tables
        for column in take_in_neighbours(managed.old, managed.table, managed.headers, spare, tables):
            managed.own.append(OwnColumn(column, column.header, self._usual_style(managed, column)))

    def _usual_style(self, managed: Managed, column: TableColumn) -> int:
        place = managed.table.position(column)
        return usual_style(row.own[place] for row in managed.old.rows if place in row.own)

    def _without_key(self, tab: str, old: OldSheet, body: range, noted: Collection[int]) -> None:
        """Where nobody wrote beside rows, nothing is lost when the column comes back, and no row has left."""
        beside = [cell for number in body for cell in old.others.get(number, ())]
        beside += [cell for row in old.rows for cell in row.own.values()]
        if any(not cell.blank for cell in beside) or not set(body).isdisjoint(noted):
            raise KeyColumnGone(tab)
        old.rows.clear()

    def has_comments(self, part: str) -> bool:
        """Whether notes or threads hang on cells of that sheet."""
        return any(each.kind in COMMENTS for each in self.parts.relations(part))

    def _headers(self, tab: Tab, table: TablePart) -> dict[int, str]:
        """What stands in the header row, by column; in the table and to the right of it."""
        if not table.headers:
            return {}
        reader = SheetReader(self.parts.chunks(tab.part), tab.part)
        rows = (row for row in reader.rows() if row.number >= table.header_row)
        row = next(rows, None)
        cells = row.cells() if row is not None and row.number == table.header_row else []
        texts = texts_of(self.parts, cells)
        values = {cell.column: value_of(cell, texts) for cell in cells if cell.column >= table.left}
        return {column: value.text for column, value in values.items() if value is not None}

    def _add_declared(self, managed: Managed, column_id: str, header: str) -> TableColumn:
        """A column of Remit's that the table lacks, as its last one: one that has gone, or a new one such as
        that of a new team.
        """
        known = self.manifest.sheets.get(managed.sheet.id)
        if managed.was_there and known is not None and column_id in known.columns:
            self.healed.append(f"{managed.tab.name} › {header}")
        made = managed.table.append(header)
        self._take_in_neighbours(managed)
        return made

    def add_column(self, managed: Managed, name: str) -> OwnColumn:
        """A column of people's that the table lacks: a shipped one by its id, any other by its header."""
        declared = managed.column(name)
        column = OwnColumn(managed.table.append(declared.header if declared else name), name)
        managed.own.append(column)
        self._take_in_neighbours(managed)
        return column

    def _read_keys(self) -> None:
        """Every shared string that is needed, in one pass over them."""
        asked = {index for each in self.managed.values() for index in asked_texts(each.old)}
        texts: dict[int, str] = {}
        if asked and SHARED_STRINGS in self.parts:
            texts = shared_strings(self.parts.chunks(SHARED_STRINGS), asked)
        for managed in self.managed.values():
            managed.texts = texts
            resolve_keys(managed.old, texts)
            for row in managed.old.rows:
                if row.key:
                    managed.from_row.setdefault(row.key, row)
            for column in managed.own:
                style = self._usual_style(managed, column.column)
                column.style = style or self.base_style(managed, column.name)

    def _forget_rows(self) -> int:
        """Nobody's rows are in a template; gives how many there were in which something stands."""
        rows = [row for managed in self.managed.values() for row in managed.old.rows]
        for managed in self.managed.values():
            managed.old.rows.clear()
            managed.from_row.clear()
        return sum(bool(row.key) or any(not cell.blank for cell in row.cells) for row in rows)


def _written(sheet_id: str, key: str, column: str, value: Value) -> WrittenCell:
    return WrittenCell(
        sheet=sheet_id, key=key, column=column, kind=value.kind, value=value.text, result=value.result
    )
