"""Filling a master in place: the rows of the managed tables anew, everything else as people left it.

Owns the order of it: read every managed sheet, decide where each text goes, write the sheets, then whatever
refers to their rows. Works on the parts of a package; which file they come from and where they go is
`sync.master.write`'s.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from delegation.place import cell_name, sheet_reference
from sync.master.attached import (
    Lost,
    follow_charts,
    follow_rules,
    move_comments,
    move_drawings,
    refresh_pivots,
)
from sync.master.cell_values import cell_of
from sync.master.cell_writer import CellWriter
from sync.master.chart_sheet import fill_chart
from sync.master.columns import STYLES
from sync.master.follow import Body, Following
from sync.master.forms import CellForms
from sync.master.found import FoundMaster, Wanted
from sync.master.heads import HeadCell
from sync.master.left import LeftRow, Settlement, left_name
from sync.master.managed import Managed
from sync.master.manifest import KIND, MASTER, KnownColumn, KnownSheet, Manifest, manifest_rows, serial
from sync.master.marks import AS_OF, threshold_names
from sync.master.rows import Row, TableRows
from sync.master.sheet_frame import SheetFrame
from sync.master.sheet_list import new_lines
from sync.master.sheet_writer import SheetWriter
from sync.master.sheet_xml import SheetReader
from sync.master.texts import is_too_long, shortened
from sync.master.week_columns import days_above, is_week_name
from sync.master.workbook import TableInTheWay
from sync.package import Parts
from sync.store.stored import WrittenCell, WrittenKind
from workbook_templates.kpi_chart import CHART
from workbook_templates.master import IDENTITY_SHEET, KEY, LEFT


class MasterFill(FoundMaster):
    """One fill of one master. First `written`, then `fill`; the parts then hold the filled master.

    Raises: as FoundMaster does; `fill` raises TableInTheWay.
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
        super().__init__(parts, template, wanted, shipped, as_template=as_template)
        self.shortened: list[str] = []
        self._in_full: dict[tuple[str, str], str] = {}  # by the key on Left, and the column
        self.new_left: dict[str, LeftRow] = {}

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
        if not self.has_comments(managed.tab.part):
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
        fill_chart(self)
        self._identify(writers)
        self.book.save()
        # Formats are found, or appended, while the rows are written: so they come behind all of these.
        self.parts.put_last(STYLES)
        self.parts.replace(STYLES, lambda: [self.styles.as_bytes()])

    def head_places(self, managed: Managed, heads: Mapping[str, HeadCell]) -> dict[tuple[int, int], HeadCell]:
        """Where the cells above a table are, and what they say."""
        weeks = days_above(self.book, managed, heads)
        known = {*self.manifest.sheets, *self.manifest.facts}  # the chart is no table, and a fact
        new = new_lines(self.book, managed, heads, known)
        places = self.book.frame_cells(managed.tab)
        usual = {name: place for name, place in places.items() if name in heads and not is_week_name(name)}
        return weeks | {place: new.get(place, heads[name]) for name, place in usual.items()}

    def link_to(self, sheet_id: str, cell: str) -> str:
        """A link to a cell of the master itself."""
        tab = self.chart if sheet_id == CHART else self.managed[sheet_id].tab.name
        return "internal:" + sheet_reference(tab, cell)

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

    def _identify(self, writers: Mapping[str, SheetWriter]) -> None:
        """The very hidden sheet, by which the next run knows what in the file is Remit's."""
        manifest = Manifest(facts={KIND: MASTER, **self.wanted.facts, "template": self.template_mark})
        if self.chart:
            manifest.facts[CHART] = self.chart
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
        for name, limit in threshold_names(self.wanted.settings).items():
            self.book.define(name, f"{limit:.15g}")


def _cell_of(following: Following, tab: str) -> Callable[[int, int], tuple[int, int]]:
    return lambda row, column: following.cell(tab, row, column)
