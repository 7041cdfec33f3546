"""What people wrote stays with its row; what stood beside a row that has left goes to the sheet *Left*.

Owns who gets a text when rows come, go and come back. Nothing that somebody wrote is ever without a place.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from delegation.labels import Labels
from delegation.tables import BY_ID
from sync.master.attached import Lost
from sync.master.cell_values import Value, cell_of, formula_of, is_number, with_formula, without_formula
from sync.master.columns import OwnColumn
from sync.master.follow import copied
from sync.master.managed import Managed
from sync.master.old_rows import OldRow
from sync.master.rows import Row, TableRows
from sync.master.sheet_xml import RawCell
from sync.store.stored import WrittenCell, WrittenKind
from workbook_templates.master import KEY, LEFT, TEAM
from workbook_templates.master_figures import FIGURES, WORKLOAD
from workbook_templates.master_sheet import Column, Look

_FIRST_DAY = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}  # by whether the book counts from 1904
_TITLES = {FIGURES: "group", WORKLOAD: "person"}  # by what rows that are no record are called
_NUMBERED = re.compile(r" #[0-9]+$")


@dataclass(slots=True, kw_only=True)
class LeftRow:
    """A row of the sheet Left that comes in with this fill: what Remit says of it, what people had
    written.
    """

    key: str
    values: Row
    beside: dict[str, RawCell] = field(default_factory=dict)  # column name → cell


class Settlement:
    """Puts every text where it belongs. `left` is the managed table of the sheet Left."""

    def __init__(
        self,
        left: Managed,
        others: Sequence[Managed],
        words: Labels,
        *,
        as_of: dt.date,
        run: int,
        add_column: Callable[[Managed, str], OwnColumn],
    ) -> None:
        self._left = left
        self._others = {each.sheet.id: each for each in others}
        self._words = words
        self._as_of = as_of
        self._run = run
        self._add_column = add_column
        self.new_rows: dict[str, LeftRow] = {}

    def settle(self, remembered: Iterable[WrittenCell], lost: Mapping[str, Sequence[Lost]]) -> None:
        """Decides the texts beside every row, and the rows of Left.

        `remembered`: what the history has, for tables that the file lacks. `lost`: notes on cells of rows
        that have left, by sheet id.
        """
        by_sheet: dict[str, list[WrittenCell]] = {}
        for cell in remembered:
            by_sheet.setdefault(cell.sheet, []).append(cell)
        self._know_left_rows(by_sheet.get(LEFT, ()))
        self._make_room_for_returns()
        for managed in self._others.values():
            self._stay(managed)
            self._leave(managed, lost.get(managed.sheet.id, ()))
            if not managed.was_there:
                self._recall(managed, by_sheet.get(managed.sheet.id, ()))
        self._old_left_rows()

    def _know_left_rows(self, remembered: Iterable[WrittenCell]) -> None:
        """Every row of Left that says something has a key of its own, whoever typed or copied it there."""
        left = self._left
        if not left.was_there:
            self._recall_rows_of_left(remembered)
        for row in left.old.rows:
            if row.is_written_in and left.from_row.get(row.key) is not row:
                row.key = self._free_key(LEFT, row) if not row.key else self._numbered(row.key)
                left.from_row[row.key] = row

    def _make_room_for_returns(self) -> None:
        """Columns that texts on Left need beside their rows come first: a table that gets a column takes in
        what stands there.
        """
        left = self._left
        told = {column.id for column in left.sheet.columns if not column.written}
        names = {left.place(column): column.name for column in left.own if column.name not in told}
        for left_key, row in left.from_row.items():
            managed, key = self._of(left_key)
            if managed is None or key not in managed.row_of:
                continue
            for place in (place for place, cell in row.own.items() if place in names and not cell.blank):
                if managed.own_column(names[place]) is None:
                    self._add_column(managed, names[place])

    def _of(self, left_key: str) -> tuple[Managed | None, str]:
        """The table from which a row of Left has come, and its key there."""
        sheet_id, _, key = left_key.partition(" ")
        managed = self._others.get(sheet_id)
        if managed is not None and key not in managed.row_of:
            key = _NUMBERED.sub("", key)
        return managed, key

    def _stay(self, managed: Managed) -> None:
        usual = {managed.place(column): column.style for column in managed.own}
        for key, old in managed.from_row.items():
            if key in managed.row_of and old.own:
                # Blank cells in their column's format come by themselves, and there is one in every row.
                cells = {
                    place: cell
                    for place, cell in old.own.items()
                    if not cell.blank or cell.style != usual.get(place)
                }
                if cells:
                    managed.beside[key] = cells

    def _leave(self, managed: Managed, lost: Sequence[Lost]) -> None:
        notes: dict[int, list[Lost]] = {}
        for each in lost:
            notes.setdefault(each.row, []).append(each)
        for old in managed.leaving():
            if old.key in managed.row_of:
                self._join_twin(managed, old)
            typed = not old.key and any(not cell.blank for cell in old.cells)
            if managed.is_written_in(old) or typed or old.number in notes:
                self._add(managed, old, notes.get(old.number, ()))

    def _join_twin(self, managed: Managed, old: OldRow) -> None:
        """A row whose key stands twice: what has room beside the first of them is not on its way to Left."""
        first = managed.from_row[old.key]
        for column in managed.own:
            cell = old.own.get(managed.place(column))
            if cell is None or cell.blank:
                continue
            formula = formula_of(cell)
            if formula:
                new = copied(formula, first.number - old.number)
                inner = with_formula(cell, new, first.number)
                cell = RawCell(cell.column, cell.style, cell.type, inner, cell.rest)
            if self._finds_room(managed, old.key, column, cell, managed.said(cell)):
                del old.own[managed.place(column)]

    def _finds_room(
        self, managed: Managed, key: str, column: OwnColumn, cell: RawCell, value: Value | None
    ) -> bool:
        """Puts a text beside its row where nothing stands; False where something else does."""
        place = managed.place(column)
        beside = managed.beside.setdefault(key, {})
        there = beside.get(place)
        if there is not None and not there.blank:
            return managed.said(there) == value
        beside[place] = RawCell(place, cell.style, cell.type, cell.inner, cell.rest)
        return True

    def _add(self, managed: Managed, old: OldRow, notes: Sequence[Lost]) -> None:
        by_place = {managed.place(column): column.name for column in managed.own}
        said = _Said(managed, old, self._words)
        values: dict[str, object] = {
            TEAM: said.text(TEAM),
            "left_sheet": managed.tab.name,
            "team": said.text("team"),
            "left_row": said.title(old.key),
            "left_on": self._as_of,
            "left_run": self._run,
            "last_state": said.state(),
            "cell_notes": "\n".join(_note(managed, each) for each in notes),
        }
        key = self._free_key(managed.sheet.id, old)
        row: dict[str, object] = {KEY: key} | {name: value for name, value in values.items() if value != ""}
        beside = {
            by_place[place]: without_formula(cell)
            for place, cell in old.own.items()
            if not cell.blank and place in by_place and not managed.is_filled_down(old, place)
        }
        self.new_rows[key] = LeftRow(key=key, values=row, beside=beside)  # type: ignore[arg-type]

    def _free_key(self, sheet_id: str, old: OldRow) -> str:
        """`delegations NORTH:D1`; a row without a key goes by the run and the row in which it was found."""
        return self._numbered(f"{sheet_id} {old.key or f'{self._run}.{old.number}'}")

    def _numbered(self, wanted: str) -> str:
        """That key, with a number behind it where a row of Left has it already."""
        key, number = wanted, 1
        while key in self.new_rows or key in self._left.from_row:
            number += 1
            key = f"{wanted} #{number}"
        return key

    def _recall(self, managed: Managed, remembered: Iterable[WrittenCell]) -> None:
        """What the history has goes beside its row again where the file had no such table."""
        gone: dict[str, list[WrittenCell]] = {}
        for cell in remembered:
            if cell.kind is WrittenKind.NOTE:
                continue
            if cell.key not in managed.row_of:
                gone.setdefault(cell.key, []).append(cell)
                continue
            column = managed.own_column(cell.column) or self._add_column(managed, cell.column)
            place = managed.place(column)
            managed.beside.setdefault(cell.key, {})[place] = cell_of(cell, place, column.style)
        for key, cells in gone.items():
            self._recall_left(managed, key, cells)

    def _recall_left(self, managed: Managed, key: str, cells: Sequence[WrittenCell]) -> None:
        left_key = self._numbered(f"{managed.sheet.id} {key}")
        values: Row = {
            KEY: left_key,
            TEAM: key.partition(":")[0],
            "left_sheet": managed.tab.name,
            "left_row": key.partition(":")[2] or key,
            "left_on": self._as_of,
            "left_run": self._run,
        }
        beside = {cell.column: without_formula(cell_of(cell, 0, 0)) for cell in cells}
        self.new_rows[left_key] = LeftRow(key=left_key, values=values, beside=beside)

    def _old_left_rows(self) -> None:
        """Rows of Left stay, but for those that are back: their texts return beside their row."""
        left = self._left
        back = {key for key in left.from_row if self._is_back(key)}
        staying = [key for key in left.from_row if key not in back]
        for name in dict.fromkeys(name for row in self.new_rows.values() for name in row.beside):
            if left.own_column(name) is None:
                self._add_column(left, name)
        left.wanted = TableRows([*self.new_rows, *staying], lambda: iter(()))
        left.keep_rows([*self.new_rows, *staying])
        for key in staying:
            left.beside[key] = dict(left.from_row[key].own)
        for key, row in self.new_rows.items():
            cells: dict[int, RawCell] = {}
            for name, cell in row.beside.items():
                column = left.own_column(name)
                assert column is not None
                cells[left.place(column)] = RawCell(
                    left.place(column), cell.style or column.style, cell.type, cell.inner, cell.rest
                )
            left.beside[key] = cells

    def _is_back(self, left_key: str) -> bool:
        """Whether the row is there again, and everything that had been written found its place beside it."""
        managed, key = self._of(left_key)
        if managed is None or key not in managed.row_of:
            return False
        left = self._left
        names = {left.place(column): column.name for column in left.own}
        told = {column.id for column in left.sheet.columns if not column.written}
        all_back = True
        own = left.from_row[left_key].own
        for place, cell in list(own.items()):
            name = names.get(place, "")
            if cell.blank or name in told:
                # Notes have no cell any more to go back to: the row stays for them.
                all_back = all_back and (cell.blank or name != "cell_notes")
                continue
            column, plain = managed.own_column(name), without_formula(cell)
            assert column is not None
            if self._finds_room(managed, key, column, plain, left.said(plain)):
                own[place] = RawCell(place, cell.style)
            else:
                all_back = False
        return all_back

    def _recall_rows_of_left(self, remembered: Iterable[WrittenCell]) -> None:
        """The sheet Left as the history has it, where the file had none."""
        left = self._left
        number = left.first
        rows: dict[str, OldRow] = {}
        for cell in remembered:
            column = left.own_column(cell.column) or self._add_column(left, cell.column)
            place = left.place(column)
            if cell.key not in rows:
                rows[cell.key] = OldRow(number, b"", None, cell.key)
                number += 1
            rows[cell.key].own[place] = cell_of(cell, place, column.style)
        left.from_row.update(rows)


class _Said:
    """What a row that leaves said in Remit's own columns, in words."""

    def __init__(self, managed: Managed, old: OldRow, words: Labels) -> None:
        self._managed = managed
        self._cells = {cell.column: cell for cell in old.cells}
        self._words = words

    def text(self, column_id: str) -> str:
        column = self._managed.filled.get(column_id)
        cell = self._cells.get(self._managed.table.position(column)) if column else None
        value = self._managed.said(cell) if cell is not None else None
        declared = self._managed.column(column_id)
        if value is None:
            return ""
        return in_words(value, declared, epoch_1904=self._managed.epoch_1904) if declared else value.text

    def title(self, key: str) -> str:
        """By what people know the row: its id and its title."""
        sheet = self._managed.sheet.id
        name = BY_ID[sheet].title if sheet in BY_ID else _TITLES.get(sheet)
        parts = [key.partition(":")[2] or key, self.text(name) if name else ""]
        return " · ".join(dict.fromkeys(part for part in parts if part))

    def state(self) -> str:
        """Every filled cell with its header."""
        found = []
        for column in self._managed.sheet.columns:
            if column.hidden or column.written or column.id == "team":
                continue
            text = self.text(column.id)
            if text:
                found.append(f"{column.header}: {text}")
        return "\n".join(found)


def left_name(key: str) -> str:
    """A key of Left without the number that tells it from an equal one: `delegations NORTH:D1`."""
    return _NUMBERED.sub("", key)


def in_words(value: Value, column: Column, *, epoch_1904: bool = False) -> str:
    """A value of a cell as Excel shows it."""
    kind = value.result_kind if value.kind is WrittenKind.FORMULA else value.kind
    text = value.result if value.kind is WrittenKind.FORMULA else value.text
    if kind is not WrittenKind.NUMBER or not is_number(text):  # a formula that nobody has calculated yet
        return text
    number = float(text)
    if column.look in (Look.DATE, Look.TIME) and 0 < number < 2_958_466:
        return (_FIRST_DAY[epoch_1904] + dt.timedelta(days=int(number))).isoformat()
    if column.look in (Look.SHARE, Look.DIFFERENCE):
        return f"{number * 100:.1f} %".replace(".0 %", " %")
    return f"{number:.15g}" if number != int(number) or abs(number) > 1e15 else str(int(number))


def _note(managed: Managed, lost: Lost) -> str:
    headers = {managed.table.position(column): column.header for column in managed.table.columns}
    author = f" ({lost.author})" if lost.author else ""
    return f"{headers.get(lost.column, '')}{author}: {lost.text}"
