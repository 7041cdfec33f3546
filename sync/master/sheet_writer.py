"""One managed sheet anew: the frame, the cells above its table, its rows, and what stands below.

Owns what happens to a sheet and its table, and in which order. The frame is `sync.master.sheet_frame`'s, the
rows of the table are `sync.master.row_writer`'s.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from delegation.place import cell_name, sheet_reference
from sync.links import relationship
from sync.markup import written
from sync.master.attached import Lost
from sync.master.cell_values import SharedFormulas, followed_content, formula_of, with_formula
from sync.master.cell_writer import CellWriter
from sync.master.follow import LAST_ROW, Following, copied
from sync.master.heads import HeadCell
from sync.master.managed import Managed
from sync.master.row_writer import RowWriter, row_looks
from sync.master.rows import Linked
from sync.master.sheet_frame import Link, SheetFrame
from sync.master.sheet_xml import RawCell, RawRow, row_xml
from sync.master.sparklines import add_sparklines, set_sparklines, sparkline_group
from sync.master.texts import shortened, text_xml
from sync.master.week_columns import arrange_weeks
from workbook_templates.master import EXCEPTIONS, LEFT, OVERVIEW
from workbook_templates.master_sheet import trend_cells

if TYPE_CHECKING:
    from sync.master.fill import MasterFill

LINKED_COLUMNS: Mapping[str, frozenset[str]] = {
    OVERVIEW: frozenset({"team"}),
    EXCEPTIONS: frozenset({"file", "sheet", "cell"}),
}
"""The columns whose cells Remit links, by sheet id."""

_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_PLAIN_TEXT = (b"s", b"inlineStr")
_EXTRA_WIDTH = 20.0


class SheetWriter:
    """Writes one managed sheet. First `lose_links`, then `write`."""

    def __init__(self, fill: MasterFill, managed: Managed) -> None:
        self.managed = managed
        self._fill = fill
        self._parts = fill.parts
        self._part = managed.tab.part
        old = managed.old
        self._frame = SheetFrame(old.head, old.tail, self._part)
        self._writers: dict[str, CellWriter] = {}
        self._mark = ""
        self._peoples_links = 0
        self._row_looks = row_looks(managed)

    @property
    def is_bare(self) -> bool:
        """Nobody has written beside the rows or given them a look: the next run need not look at them."""
        managed = self.managed
        looked_at = any(managed.beside.values()) or self._peoples_links
        looked_at = looked_at or any(
            not managed.table.left <= cell.column <= managed.table.right
            for row, cells in managed.old.others.items()
            for cell in cells
            if row <= managed.new_last
        )
        looked_at = looked_at or (managed.sheet.id == LEFT and bool(managed.row_of))  # nobody else has these
        looked_at = looked_at or any(
            column.name not in managed.filled and column.style != self._fill.base_style(managed, column.name)
            for column in managed.own
        )
        staying = [row for key, row in managed.from_row.items() if key in managed.row_of]
        return not looked_at and not any(row.looks or row.number in self._row_looks for row in staying)

    def looks(self) -> Iterator[int]:
        """Every format that was used for Remit's cells; known once the sheet is written."""
        for writer in self._writers.values():
            # The rows of Left are kept as they lie: a look in them is nobody's question.
            yield from (writer.style,) if self.managed.sheet.id == LEFT else writer.looks

    def mark(self) -> str:
        """The sign of the part that was written (`Parts.mark`)."""
        return self._mark

    def lose_links(self, heads: Collection[tuple[int, int]]) -> tuple[Lost, ...]:
        """Takes people's links to where their rows are now, and Remit's away; gives those whose rows have
        left.
        """
        managed, table = self.managed, self.managed.table
        linked = {
            table.position(managed.filled[name])
            for name in LINKED_COLUMNS.get(managed.sheet.id, ())
            if name in managed.filled
        }

        def ours(row: int, column: int) -> bool:
            if (row, column) in heads:
                return True
            return column in linked and managed.first <= row <= managed.last

        targets = {each.id: each.target for each in self._parts.relations(self._part)}
        moved = self._frame.move_links(managed.where, ours, lambda row: managed.first <= row <= managed.last)
        self._parts.unrelate(self._part, moved.dropped)
        self._peoples_links = moved.in_table
        return tuple(
            Lost(
                row=each.row,
                column=each.column,
                kind="link",
                author="",
                text=" ".join(filter(None, (targets.get(each.relation, ""), each.location))),
            )
            for each in moved.lost
        )

    def write(self, following: Following, heads: Mapping[tuple[int, int], HeadCell]) -> None:
        """Puts the new sheet and its table into the package."""
        managed, frame, table = self.managed, self._frame, self.managed.table
        self._writers = {name: self._fill.writer(managed, name) for name in managed.filled}
        tab = managed.tab.name
        relations = {each.id for each in self._parts.relations(self._part)}
        frame.drop_dead_drawings(relations)
        if managed.growth:
            frame.part_merged(table.left, table.right, managed.last)
        frame.follow(following, tab)
        frame.clear_filter()
        self._sparklines(following, tab)
        self._widen()
        arrange_weeks(managed, frame, heads)
        self._link(heads)
        extra = self._extra(following, tab)
        last_row = max([managed.new_last + table.totals, *extra])
        frame.set_dimension(last_row, max(table.right, *(max(cells) for cells in extra.values()), 1))
        head, tail = frame.split()
        del self._frame  # its links alone may take more than all that is kept of the rows
        above = list(self._above(heads, following, tab))
        rows = RowWriter(managed, self._writers, self._fill.wanted.words.language)
        self._formulas_follow(following, tab)

        def pieces() -> Iterator[bytes]:
            yield head
            yield from above
            yield from rows.rows(extra, following, tab)
            yield from self._below(extra)
            yield tail
            for writer in self._writers.values():
                writer.forget()

        self._parts.replace(self._part, lambda: self._marked(pieces()))
        table.last = managed.new_last
        table.follow(following, tab, moves=False)
        self._parts.replace(table.part, table.as_bytes())
        for own in managed.tab.tables:
            if own is not table and own.follow(following, tab, moves=True):
                self._parts.replace(own.part, written(own.root))

    def _formulas_follow(self, following: Following, tab: str) -> None:
        """What people calculate beside a row goes on meaning that row, and is known as it then stands."""
        managed = self.managed
        for key, cells in managed.beside.items():
            row, old = managed.row_of[key], managed.from_row.get(key)
            for place, cell in cells.items():
                formula = formula_of(cell)
                if not formula or old is None:  # what the history has means the rows as they will be
                    continue
                new = copied(following.formula(formula, tab), row - old.number)
                if new != formula or b"ref=" in cell.inner:
                    inner = with_formula(cell, new, row)
                    cells[place] = RawCell(place, cell.style, cell.type, inner, cell.rest)

    def _marked(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        crc, size = 0, 0
        for piece in pieces:
            crc, size = zlib.crc32(piece, crc), size + len(piece)
            yield piece
        self._mark = f"{crc:08x}-{size}"

    # The frame

    def _sparklines(self, following: Following, tab: str) -> None:
        managed, table = self.managed, self.managed.table
        own = {name: table.position(managed.filled[name]) for name in managed.sheet.trends}
        self._frame.move_sparklines(managed.where, following, tab, frozenset(own.values()))
        for name, place in own.items():
            cells = [table.position(managed.filled[each]) for each in trend_cells(name)]
            shown = [
                (managed.row_of[key], _reference(tab, managed.row_of[key], cells[-runs], cells[-1]))
                for key, runs in self._trend_runs(name)
            ]
            first = (managed.first, _reference(tab, managed.first, cells[-2], cells[-1]))
            if sparkline_group(self._frame.root, place) is None:
                add_sparklines(self._frame.root, place, self._fill.shipped_sparklines(managed, name))
            set_sparklines(self._frame.root, place, shown or [first])

    def _trend_runs(self, name: str) -> Iterator[tuple[str, int]]:
        """Key → how many runs its trend shows, of the rows in which it shows more than one."""
        wanted = self.managed.wanted
        for key, row in zip(wanted.keys, wanted.rows(), strict=True):
            shown = [runs for runs, each in enumerate(reversed(trend_cells(name)), start=1) if each in row]
            if len(shown) > 1:
                yield key, shown[-1]

    def _widen(self) -> None:
        """Columns that the sheet did not have get a width."""
        managed = self.managed
        for column in managed.table.columns[managed.columns_before :]:
            name = next((name for name, each in managed.filled.items() if each is column), "")
            own = next((each.name for each in managed.own if each.column is column), "")
            declared = managed.column(name or own)
            width = declared.width if declared else _EXTRA_WIDTH
            place = managed.table.position(column)
            self._frame.widen(place, width, hidden=bool(declared and declared.hidden))

    def _link(self, heads: Mapping[tuple[int, int], HeadCell]) -> None:
        links: list[Link] = []
        for place, cell in heads.items():
            link = _link_of(*place, cell.value) if isinstance(cell.value, Linked) else None
            links += [link] if link else []
        links += self._row_links(self._fill.wanted.max_links - len(links) - self._frame.links)
        outside = [link.target for link in links if link.target]
        ids = iter(self._parts.relate_all(self._part, _HYPERLINK, outside, external=True))
        self._frame.add_links((link, next(ids) if link.target else "") for link in links)

    def _row_links(self, room: int) -> list[Link]:
        """The links of the rows, as many as Excel can bear on one sheet."""
        managed = self.managed
        names = LINKED_COLUMNS.get(managed.sheet.id)
        if names is None:
            return []
        found: list[Link] = []
        targets: dict[str, str] = {}  # every link has its own copy of where its workbook and sheet are
        for key, row in zip(managed.wanted.keys, managed.wanted.rows(), strict=True):
            for name, value in row.items():
                if isinstance(value, Linked) and name in managed.filled and len(found) < room:
                    place = managed.table.position(managed.filled[name])
                    link = _link_of(managed.row_of[key], place, value)
                    if link is not None:
                        target = targets.setdefault(link.target, link.target)
                        location = targets.setdefault(link.location, link.location)
                        found.append(replace(link, target=target, location=location))
        return found

    # The rows

    def _above(
        self, heads: Mapping[tuple[int, int], HeadCell], following: Following, tab: str
    ) -> Iterator[bytes]:
        old, table = self.managed.old, self.managed.table
        by_row: dict[int, dict[int, HeadCell]] = {}
        for (number, column), said in heads.items():
            if number < table.first:
                by_row.setdefault(number, {})[column] = said
        numbers = set(old.above) | set(by_row) | ({table.header_row} if table.headers else set())
        formulas = SharedFormulas()
        for number in sorted(numbers):
            row = old.above.get(number) or RawRow(number, b"", b"")
            is_header = bool(table.headers) and number == table.header_row
            if number not in by_row and not is_header and b"<f" not in row.inner:
                yield row_xml(number, row.attributes, (row.inner,))
                continue
            cells = {cell.column: cell for cell in row.cells()}
            for cell in cells.values():
                formulas.unshared(cell, number)
                _follow_formula(cell, number, following, tab)
            if is_header:
                self._headers(cells)
            height = None
            for column, head in by_row.get(number, {}).items():
                cells[column] = self._head(cells.get(column), column, head)
                height = head.height if head.height is not None else height
            xml = [cells[column].xml(number) for column in sorted(cells)]
            yield row_xml(number, row.attributes, xml, height)

    def _headers(self, cells: dict[int, RawCell]) -> None:
        """Header cells say as plain text what their column is called, or Excel offers to repair the
        table.
        """
        managed, table = self.managed, self.managed.table
        beside = cells.get(table.left + managed.columns_before - 1)
        for place, column in enumerate(table.columns, start=table.left):
            there = cells.get(place)
            is_text = there is not None and there.type in _PLAIN_TEXT
            if there is None or not is_text or managed.headers.get(place) != column.header:
                style = there.style if there and there.style else beside.style if beside else 0
                text = text_xml(column.header).encode()
                cells[place] = RawCell(place, style, b"inlineStr", text)

    def _head(self, there: RawCell | None, column: int, head: HeadCell) -> RawCell:
        text = head.value.text if isinstance(head.value, Linked) else head.value
        style = there.style if there else 0
        style = self._fill.styles.variant(style or self._style_above(head.like), head.variant)
        if not text:
            return RawCell(column, style)
        return RawCell(column, style, b"inlineStr", text_xml(shortened(text)).encode())

    def _style_above(self, place: tuple[int, int] | None) -> int:
        """The format that a cell above the table had."""
        row = self.managed.old.above.get(place[0]) if place else None
        cells = row.cells() if row is not None and place else ()
        return next((cell.style for cell in cells if place and cell.column == place[1]), 0)

    def _extra(self, following: Following, tab: str) -> dict[int, dict[int, RawCell]]:
        """Cells that are in no row of the table, by where they are now."""
        managed = self.managed
        found: dict[int, dict[int, RawCell]] = {}
        for number, cells in managed.old.others.items():
            for cell in cells:
                place = managed.where(number, cell.column) if number > managed.last else (number, cell.column)
                if place is None or place[0] < managed.first:
                    continue
                _follow_formula(cell, place[0], following, tab)
                found.setdefault(place[0], {})[cell.column] = cell
        return found

    def _below(self, extra: Mapping[int, Mapping[int, RawCell]]) -> Iterator[bytes]:
        managed = self.managed
        shifted = {number + managed.growth: text for number, text in managed.old.attributes.items()}
        for number in sorted(row for row in {*extra, *shifted} if managed.new_last < row <= LAST_ROW):
            cells = extra.get(number, {})
            yield row_xml(
                number, shifted.get(number, b""), [cells[each].xml(number) for each in sorted(cells)]
            )


def _follow_formula(cell: RawCell, row: int, following: Following, tab: str) -> None:
    cell.inner = followed_content(cell, row, lambda formula: following.formula(formula, tab))


def _reference(tab: str, row: int, first: int, last: int) -> str:
    return sheet_reference(tab, f"{cell_name(row, first)}:{cell_name(row, last)}")


def _link_of(row: int, column: int, value: Linked) -> Link | None:
    if not value.link:
        return None
    target, location = relationship(value.link)
    return Link(row=row, column=column, target=target, location=location, shown=value.text)
