"""Remit's own cells as XML, fast: a master may have two million of them.

Owns what a value becomes in a cell: text always an inline string, never a formula; dates and numbers as such.
How a cell looks is `sync.master.forms`'; which rows there are is decided elsewhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sync.master.forms import LINKED, PLAIN, CellForms, plain
from sync.master.manifest import serial
from sync.master.rows import Cell, Linked
from sync.master.sheet_xml import letters
from sync.master.styles import Styles, Variant
from sync.master.texts import shortened, text_xml
from workbook_templates.master import KEY
from workbook_templates.master_sheet import Column

_KEPT = 20_000  # contents remembered for a column: names and states repeat, sentences and keys do not
_REMEMBERED = 60  # signs of a text that may repeat
_DAY_SECONDS = 86_400
_EXACT = 1e15  # up to which every whole number is a float of its own


class Contents(dict[Cell, str]):
    """What each value becomes in a cell, behind its row number: `contents[value]`, made when first asked for.

    Equal values have equal contents, whatever their types, so one may stand for the other.
    """

    __slots__ = ("_kept", "_made")

    def __init__(self, made: Callable[[Cell], str], kept: int) -> None:
        self._made = made
        self._kept = kept

    def __missing__(self, value: Cell) -> str:
        made = self._made(value)
        if len(self) < self._kept and not _is_new(value):
            self[value] = made
        return made


def _is_new(value: Cell) -> bool:
    """Whether the value will hardly come again."""
    return isinstance(value, Linked) or (isinstance(value, str) and len(value) > _REMEMBERED)


class CellWriter:
    """The cells of one column that Remit fills. `style`: the index of the format that all of them begin with.

    A cell is `opening`, its row number, and one of its `contents`. `looks` are the formats that were used, to
    be told from people's own afterwards.
    """

    def __init__(
        self, column: Column, position: int, style: int, styles: Styles, forms: CellForms, *, epoch_1904: bool
    ) -> None:
        self.column = column
        self.position = position
        self.style = style
        self.looks = {style}
        self.opening = opening(position)
        kept = 0 if column.id == KEY else _KEPT
        self.contents = Contents(lambda value: self._content(value, style), kept)
        self._styles = styles
        self._forms = forms
        self._epoch_1904 = epoch_1904
        self._variants: dict[tuple[int, Variant], int] = {}

    def cell(self, row: int, value: Cell | None, own_style: int | None = None) -> str:
        """The cell in that row. `own_style`: the look that a person has given it."""
        if value is None:
            content = blank(self.style if own_style is None else own_style)
        elif own_style is None:
            content = self.contents[value]
        else:
            content = self._content(value, own_style)
        return f"{self.opening}{row}{content}"

    def forget(self) -> None:
        """Gives back the memory that contents take; they are made anew when asked for again."""
        self.contents.clear()

    def _content(self, value: Cell, style: int) -> str:
        linked = isinstance(value, Linked)
        shown = value.text if isinstance(value, Linked) else plain(value)
        variant = self._forms.variant(self.column, shown)
        if variant is not PLAIN:
            style = self._varied(style, variant)
        if linked:
            style = self._varied(style, LINKED)
        look = f'" s="{style}"' if style else '"'
        if isinstance(shown, str):
            return f'{look} t="inlineStr">{text_xml(shortened(shown))}</c>'
        return f"{look}><v>{self._number(shown)}</v></c>"

    def _number(self, value: Cell) -> str:
        if isinstance(value, dt.datetime):
            seconds = value.hour * 3600 + value.minute * 60 + value.second
            return repr(serial(value.date(), epoch_1904=self._epoch_1904) + seconds / _DAY_SECONDS)
        if isinstance(value, dt.date):
            return str(serial(value, epoch_1904=self._epoch_1904))
        if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
            return repr(int(value))
        return repr(value)

    def _varied(self, style: int, variant: Variant) -> int:
        key = (style, variant)
        found = self._variants.get(key)
        if found is None:
            found = self._variants[key] = self._styles.variant(style, variant)
            if style in self.looks:  # and not a person's
                self.looks.add(found)
        return found


def opening(position: int) -> str:
    """What a cell of a column begins with, up to its row number."""
    return f'<c r="{letters(position).decode()}'


def blank(style: int) -> str:
    """The content of a cell in which nothing stands."""
    return f'" s="{style}"/>' if style else '"/>'
