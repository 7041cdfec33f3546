"""Filling a master in place: the rows of the managed tables anew, everything else as people left it.

Owns the order of it: read every managed sheet, decide where each text goes, write the sheets, then whatever
refers to their rows. Works on the parts of a package; which file they come from and where they go is
`sync.master.write`'s.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from delegation.labels import Labels
from delegation.place import cell_name, sheet_reference
from sync.master.attached import (
    Lost,
    follow_charts,
    follow_rules,
    move_comments,
    move_drawings,
    refresh_pivots,
)
from sync.master.cell_values import Value, cell_of, shared_strings, value_of
from sync.master.cell_writer import CellWriter
from sync.master.columns import STYLES, OwnColumn, Recognised, TemplateLooks, recognise, usual_style
from sync.master.follow import Body, Following
from sync.master.forms import CellForms
from sync.master.heads import HeadCell
from sync.master.heal import ensure_table, take_over
from sync.master.left import LeftRow, Settlement, left_name
from sync.master.managed import Managed
from sync.master.manifest import (
    KIND,
    MASTER,
    SHARED_STRINGS,
    KnownColumn,
    KnownSheet,
    Manifest,
    manifest_rows,
    read_manifest,
    serial,
    texts_of,
)
from sync.master.marks import AS_OF
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
from sync.master.rows import Row, TableRows
from sync.master.sheet_frame import SheetFrame
from sync.master.sheet_writer import SheetWriter
from sync.master.sheet_xml import SheetReader
from sync.master.styles import Styles
from sync.master.template import MASTER_LIMITS
from sync.master.texts import is_too_long, shortened
from sync.master.workbook import MasterBook, Tab, TableColumn, TableInTheWay, TablePart
from sync.package import Parts
from sync.store.stored import WrittenCell, WrittenKind
from workbook_templates.master import IDENTITY_SHEET, KEY, LEFT, Sheet


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
    trend: Callable[[], Mapping[str, int]] = field(default=dict)  # Overview: key → how many runs it shows


class MasterFill:
    """One fill of one master. First `written`, then `fill`; the parts then hold the filled master.

    `as_template`: the file is taken for a template, whatever it says of itself: it gives its looks and its
    sheets, and no row in it counts. Raises: UnreadableWorkbook, TwoTablesOfOneName, KeyColumnGone;
    `fill` raises TableInTheWay.
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
        self.shortened: list[str] = []
        self._in_full: dict[tuple[str, str], str] = {}  # by the key on Left, and the column
        if self.book.tab(IDENTITY_SHEET) is None:
            take_over(self, shipped(), IDENTITY_SHEET, state="veryHidden")
        self.managed = {sheet.id: self._managed(sheet) for sheet in wanted.sheets.values()}
        self._read_keys()
        self.forgotten = self._forget_rows() if as_template else 0
        self.new_left: dict[str, LeftRow] = {}

    # What people wrote

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

    def settled(self) -> Iterator[WrittenCell]:
        """What stands beside rows after the fill."""
        for managed in self.managed.values():
            for each in managed.written_cells():
                yield self._whole(each)
        for row in self.new_left.values():
            for name, cell in row.values.items():
                if name != KEY:
                    number = isinstance(cell, int | dt.date)
                    text = (
                        str(serial(cell, epoch_1904=self.book.epoch_1904))
                        if isinstance(cell, dt.date)
                        else str(cell)
                    )
                    kind = WrittenKind.NUMBER if number else WrittenKind.TEXT
                    yield WrittenCell(sheet=LEFT, key=row.key, column=name, kind=kind, value=text)

    def _whole(self, cell: WrittenCell) -> WrittenCell:
        """The text as it was read, where only its beginning stands in the cell; its row may have left or come
        back since.
        """
        if not self._in_full:
            return cell
        key = left_name(cell.key) if cell.sheet == LEFT else f"{cell.sheet} {cell.key}"
        found = self._in_full.get((key, cell.column), "")
        return replace(cell, value=found) if found and shortened(found) == cell.value else cell

    # Reading

    def _managed(self, sheet: Sheet) -> Managed:
        found = ensure_table(self, sheet)
        tab, table = found.tab, found.table
        known = self.manifest.sheets.get(sheet.id)
        headers = self._headers(tab, table)
        table.take_headers(headers)
        columns = recognise(sheet, table, known)
        mark = self.parts.mark(tab.part)
        as_left = bool(known and mark and known.mark == mark)
        if columns.by_number and not as_left:
            columns = self._seen(sheet, tab, table, columns)
        bare = bool(known and known.bare) and as_left and not self.as_template
        bare = bare and not self._has_comments(tab.part)
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

    def _has_comments(self, part: str) -> bool:
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

    # Filling

    def fill(self, remembered: Sequence[WrittenCell]) -> None:
        """Fills the master. `remembered`: what the history has, for tables that the file lacks."""
        self._shorten()
        left = self.managed[LEFT]
        others = [each for each in self.managed.values() if each is not left]
        for managed in others:
            managed.keep_rows(list(managed.wanted.keys))
        writers = {name: SheetWriter(self, managed) for name, managed in self.managed.items()}
        lost = {
            each.sheet.id: (*self._move_comments(each), *self._lose_links(writers, each)) for each in others
        }
        settlement = Settlement(
            left,
            others,
            self.wanted.words,
            as_of=self.wanted.as_of,
            run=self.wanted.run,
            add_column=self.add_column,
        )
        settlement.settle(remembered, lost)
        self.new_left = settlement.new_rows
        self._tell_shortened()
        left.wanted = TableRows(list(left.row_of), self._left_rows)
        self._move_comments(left)
        self._lose_links(writers, left)
        self._write(writers)

    def _shorten(self) -> None:
        """Texts that no cell of Excel can hold, put there by some other program. The history has all of
        them.
        """
        for each in self.written():
            if not is_too_long(each.value):
                continue
            managed = self.managed[each.sheet]
            column = managed.own_column(each.column)
            assert column is not None
            place = managed.place(column)
            style = managed.from_row[each.key].own[place].style
            managed.from_row[each.key].own[place] = cell_of(each, place, style)
            key = left_name(each.key) if each.sheet == LEFT else f"{each.sheet} {each.key}"
            self._in_full[key, each.column] = each.value

    def _tell_shortened(self) -> None:
        """Where they stand now: rows have moved, or left, since they were read."""
        new = (value for row in self.new_left.values() for value in row.values.values())
        if not self._in_full and not any(isinstance(value, str) and is_too_long(value) for value in new):
            return
        for each in self.settled():
            managed = self.managed[each.sheet]
            column = managed.own_column(each.column)
            if is_too_long(each.value) and column is not None:
                place = cell_name(managed.row_of[each.key], managed.place(column))
                self.shortened.append(f"{managed.tab.name}!{place}")

    def _lose_links(self, writers: Mapping[str, SheetWriter], managed: Managed) -> tuple[Lost, ...]:
        return writers[managed.sheet.id].lose_links(set(self.book.frame_cells(managed.tab).values()))

    def _left_rows(self) -> Iterator[Row]:
        for key in self.managed[LEFT].row_of:
            yield self.new_left[key].values if key in self.new_left else {KEY: key}

    def _move_comments(self, managed: Managed) -> tuple[Lost, ...]:
        if not self._has_comments(managed.tab.part):
            return ()
        return move_comments(self.parts, managed.tab.part, managed.where)

    def _check_room(self) -> None:
        """Raises: TableInTheWay."""
        managed_tables = {id(each.table) for each in self.managed.values()}
        for managed in self.managed.values():
            own = (each for each in managed.tab.tables if each is not managed.table)
            other = next((each for each in own if id(each) in managed_tables), managed.in_the_way())
            if other is not None:
                raise TableInTheWay(managed.tab.name, other.name)

    def _write(self, writers: Mapping[str, SheetWriter]) -> None:
        self._check_room()
        following = Following(
            Body(
                sheet=each.tab.name,
                first=each.first,
                last=each.last,
                new_last=each.new_last,
                left=each.table.left,
                right=each.table.right,
            )
            for each in self.managed.values()
        )
        heads = self.wanted.heads({name: each.row_of for name, each in self.managed.items()}, self.link_to)
        for name, managed in self.managed.items():
            writers[name].write(following, self.head_places(managed, heads))
        for managed in self.managed.values():
            move_drawings(self.parts, managed.tab.part, _cell_of(following, managed.tab.name))
        follow_charts(self.parts, following)
        managed_parts = {each.tab.part for each in self.managed.values()}
        own = {tab.part: tab.name for tab in self.book.tabs if tab.part not in managed_parts}
        follow_rules(self.parts, following, own)
        refresh_pivots(self.parts, following)
        self.book.names_follow(following)
        self._identify(writers)
        self.book.save()
        # Formats are found, or appended, while the rows are written: so they come behind all of these.
        self.parts.put_last(STYLES)
        self.parts.replace(STYLES, lambda: [self.styles.as_bytes()])

    def head_places(self, managed: Managed, heads: Mapping[str, HeadCell]) -> dict[tuple[int, int], HeadCell]:
        """Where the cells above a table are, and what they say."""
        places = self.book.frame_cells(managed.tab)
        return {place: heads[name] for name, place in places.items() if name in heads}

    def link_to(self, sheet_id: str, cell: str) -> str:
        """A link to a cell of the master itself."""
        return "internal:" + sheet_reference(self.managed[sheet_id].tab.name, cell)

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

    def writer(self, managed: Managed, column_id: str) -> CellWriter:
        """What writes the cells of one of Remit's columns."""
        column = managed.column(column_id)
        assert column is not None
        return CellWriter(
            column,
            managed.table.position(managed.filled[column_id]),
            self.base_style(managed, column_id),
            self.styles,
            CellForms(self.wanted.words, managed.sheet.most_lines),
            epoch_1904=self.book.epoch_1904,
        )

    def _identify(self, writers: Mapping[str, SheetWriter]) -> None:
        """The very hidden sheet, by which the next run knows what in the file is Remit's."""
        manifest = Manifest(facts={KIND: MASTER, **self.wanted.facts, "template": self.template_mark})
        for name, managed in self.managed.items():
            known = KnownSheet(table=managed.table.name, tab=managed.tab.name, bare=writers[name].is_bare)
            shipped = {own.name: own.column for own in managed.own}
            for declared in managed.sheet.columns:
                column = managed.filled.get(declared.id) or shipped[declared.id]
                style = self.base_style(managed, declared.id)
                known.columns[declared.id] = KnownColumn(header=column.header, number=column.id, style=style)
            manifest.sheets[name] = known
        tab = self.book.tab(IDENTITY_SHEET)
        assert tab is not None
        reader = SheetReader(self.parts.chunks(tab.part), tab.part)
        styles = {(row.number, cell.column): cell.style for row in reader.rows() for cell in row.cells()}
        frame = SheetFrame(reader.head, reader.tail, tab.part)
        head, tail = frame.split()
        epoch = self.book.epoch_1904

        def pieces() -> Iterator[bytes]:
            for name, known in manifest.sheets.items():
                known.mark = writers[name].mark()
                known.looks = set(writers[name].looks())
            yield head
            yield b"".join(
                manifest_rows(manifest, self.wanted.as_of, styles.get((1, 2), 0), epoch_1904=epoch)
            )
            yield tail

        self.parts.put_last(tab.part)
        self.parts.replace(tab.part, pieces)
        self.book.define(AS_OF, f"{IDENTITY_SHEET}!$B$1")


def _cell_of(following: Following, tab: str) -> Callable[[int, int], tuple[int, int]]:
    return lambda row, column: following.cell(tab, row, column)


def _written(sheet_id: str, key: str, column: str, value: Value) -> WrittenCell:
    return WrittenCell(
        sheet=sheet_id, key=key, column=column, kind=value.kind, value=value.text, result=value.result
    )
