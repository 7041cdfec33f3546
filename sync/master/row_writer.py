"""The rows of a managed table as XML: Remit's cells, and beside them what people have written.

Owns which cell of a row comes from whom, the height of a row and the look that a person gave to all of it.
How Remit's cells look is `sync.master.cell_writer`'s; which text stands beside which row was decided before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from sync.master.cell_values import formula_of
from sync.master.cell_writer import CellWriter, Contents, blank, opening
from sync.master.columns import OwnColumn
from sync.master.follow import Following, copied
from sync.master.managed import Managed
from sync.master.rows import Row
from sync.master.sheet_xml import RawCell, letters
from sync.master.template import LINE_POINTS, ROW_POINTS
from sync.master.texts import escaped
from workbook_templates.master_sheet import Look
from workbook_templates.style import lines

_ROWS_AT_ONCE = 400
_WRAPPED = (Look.TEXT, Look.LONG)
_ROW_LOOK = re.compile(rb"""\b(?:s|customFormat)\s*=\s*["'][^"']*["']""")
_ROW_HEIGHT = re.compile(rb"""\bht\s*=\s*["']([0-9.]+)["']""")
_CUSTOM_HEIGHT = re.compile(rb"""\bcustomHeight\s*=\s*["'](?:1|true)["']""")


@dataclass(slots=True)
class _Column:
    """A column as the rows are written: Remit's (`writer`) or people's (`own`)."""

    place: int
    id: str
    writer: CellWriter | None
    own: OwnColumn | None
    formula: str = ""  # what Excel fills new rows with, as it stands in the first row of the table


class RowWriter:
    """Writes the rows of one table. `writers`: of Remit's columns, by id. `language`: in which its texts are
    measured.
    """

    def __init__(self, managed: Managed, writers: Mapping[str, CellWriter], language: str) -> None:
        self._managed = managed
        self._writers = writers
        self._language = language
        self._looks = row_looks(managed)

    def _columns(self) -> list[_Column]:
        managed, table = self._managed, self._managed.table
        found: dict[int, _Column] = {}
        for own in managed.own:
            place = managed.place(own)
            found[place] = _Column(place, own.name, None, own, self._calculated(own, place))
        for name, column in managed.filled.items():
            place = table.position(column)
            kept = found.get(place)
            found[place] = _Column(place, name, self._writers[name], kept.own if kept else None)
        return [found[place] for place in sorted(found)]

    def _calculated(self, own: OwnColumn, place: int) -> str:
        """The formula of a column in which every row has the same; "" where they differ or there is none."""
        rows = [row for row in self._managed.old.rows if row.key]
        cells = [(row, row.own.get(place)) for row in rows]
        found = {
            copied(formula_of(cell), self._managed.first - row.number)
            for row, cell in cells
            if cell is not None and not cell.blank
        }
        everywhere = len(rows) > 1 and all(cell is not None and not cell.blank for _, cell in cells)
        if len(found) == 1 and (everywhere or own.column.formula):
            return found.pop()
        return own.column.formula

    def rows(
        self, extra: Mapping[int, Mapping[int, RawCell]], following: Following, tab: str
    ) -> Iterator[bytes]:
        """The rows, some hundred at a time. `extra`: cells outside of the table, by row and column."""
        columns = self._columns()
        managed = self._managed
        used = managed.wanted.used
        plain = [_plain(each) for each in columns if each.writer is None or used is None or each.id in used]
        spare = any(each.formula for each in columns)
        measured = self._measured()
        batch: list[str] = []
        for key, values in zip(managed.wanted.keys, managed.wanted.rows(), strict=True):
            row = managed.row_of[key]
            old = managed.from_row.get(key)
            beside = managed.beside.get(key)
            look = self._looks.get(old.number, "") if old else ""
            if beside or spare or row in extra or (old is not None and old.looks):
                cells = self._careful(columns, row, key, values, extra.get(row, {}), following, tab)
            else:
                cells = _fast(plain, row, values)
            height = self._height(values, beside, measured) if managed.sheet.most_lines > 1 else ""
            batch.append(f'<row r="{row}"{look}{height}>{cells}</row>')
            if len(batch) >= _ROWS_AT_ONCE:
                yield "".join(batch).encode()
                batch.clear()
        if not managed.row_of:
            cells = self._careful(
                columns, managed.first, "", {}, extra.get(managed.first, {}), following, tab
            )
            batch.append(f'<row r="{managed.first}">{cells}</row>')
        yield "".join(batch).encode()

    def _careful(
        self,
        columns: list[_Column],
        row: int,
        key: str,
        values: Row,
        others: Mapping[int, RawCell],
        following: Following,
        tab: str,
    ) -> str:
        """A row in which people have written, or coloured, or that is filled by a formula of theirs."""
        managed = self._managed
        beside, old = managed.beside.get(key, {}), managed.from_row.get(key)
        looks = old.looks if old else {}
        found: dict[int, str] = {}
        for column in columns:
            cell = beside.get(column.place)
            if cell is not None:
                found[column.place] = cell.xml(row).decode("utf-8", "replace")
            elif column.writer is not None:
                value = values.get(column.id)
                if value is not None or column.place in looks or not key:  # the blank row keeps its looks
                    found[column.place] = column.writer.cell(row, value, looks.get(column.place))
            elif column.formula and old is None and key:
                found[column.place] = self._filled_down(column, row, following, tab)
            elif column.own and column.own.style:
                found[column.place] = f"{opening(column.place)}{row}{blank(column.own.style)}"
        for place, cell in others.items():
            if not cell.blank or place not in found:  # what was only coloured gives way to a new column
                found[place] = cell.xml(row).decode()
        return "".join(found[place] for place in sorted(found))

    def _filled_down(self, column: _Column, row: int, following: Following, tab: str) -> str:
        style = column.own.style if column.own else 0
        look = f' s="{style}"' if style else ""
        formula = copied(following.formula(column.formula, tab), row - self._managed.first)
        place = f"{letters(column.place).decode()}{row}"
        return f'<c r="{place}"{look}><f>{escaped(formula).decode()}</f></c>'

    def _measured(self) -> list[tuple[str, float, float]]:
        """The columns whose texts may need more than one line, with their widths, and up to how many signs
        certainly need none.
        """
        used = self._managed.wanted.used
        return [
            (column.id, column.width, column.width / 2)
            for column in self._managed.sheet.columns
            if column.look in _WRAPPED and not column.hidden and not column.written
            if used is None or column.id in used
        ]

    def _height(
        self, values: Row, beside: Mapping[int, RawCell] | None, measured: list[tuple[str, float, float]]
    ) -> str:
        """Every row as high as its longest text, up to what the table has room for: nobody else would."""
        managed = self._managed
        language = self._language
        high = 1
        get = values.get
        for name, width, short in measured:
            value = get(name)
            if isinstance(value, str) and (len(value) > short or "\n" in value):
                high = max(high, lines(value, width, language))
                if high >= managed.sheet.most_lines:
                    return _height_of(managed.sheet.most_lines)
        for place, cell in (beside or {}).items():
            own = next((each for each in managed.own if managed.place(each) == place), None)
            declared = managed.column(own.name) if own else None
            said = managed.said(cell) if declared and not cell.blank else None
            if declared is not None and said is not None and declared.look in _WRAPPED:
                high = max(high, lines(said.text, declared.width, language))
        return _height_of(min(high, managed.sheet.most_lines))


def row_looks(managed: Managed) -> dict[int, str]:
    """The format and height that people have given to whole rows, by the rows as they were found."""
    is_low = managed.sheet.most_lines == 1
    looks = {row.number: _row_look(row.attributes, is_low) for row in managed.old.rows}
    return {number: look for number, look in looks.items() if look}


def _row_look(attributes: bytes, is_low: bool) -> str:
    """Where rows are as high as their texts (not `is_low`), a height is nobody's own."""
    kept = [each.decode() for each in _ROW_LOOK.findall(attributes)]
    height = _ROW_HEIGHT.search(attributes)
    is_own = height is not None and abs(float(height[1]) - ROW_POINTS) > 1
    if height and is_own and is_low and _CUSTOM_HEIGHT.search(attributes):
        kept.append(f'ht="{height[1].decode()}" customHeight="1"')
    return "".join(f" {each}" for each in kept)


@cache
def _height_of(lines_of_text: int) -> str:
    points = ROW_POINTS + LINE_POINTS * (lines_of_text - 1)
    return f' ht="{points:g}" customHeight="1"'


def _plain(column: _Column) -> tuple[str, str, Contents | None, str]:
    """What `_fast` needs of a column: its id, how its cells begin, their contents, and what stands there when
    there is no value.
    """
    if column.writer is not None:
        return column.id, column.writer.opening, column.writer.contents, ""
    style = column.own.style if column.own else 0
    return "", opening(column.place), None, blank(style) if style else ""


def _fast(columns: list[tuple[str, str, Contents | None, str]], row: int, values: Row) -> str:
    """A row in which there is nothing but Remit's."""
    get = values.get
    return "".join(
        [
            f"{begin}{row}{empty if contents is None or value is None else contents[value]}"
            for name, begin, contents, empty in columns
            if (value := get(name)) is not None or empty
        ]
    )
