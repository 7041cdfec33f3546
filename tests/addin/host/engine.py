"""An engine of xlwings over openpyxl, so that scripts run through the real `xw.Book` on a real .xlsx file.

Has what the desktop and Office.js share and nothing else: what is missing here raises, as it would there.
What only the desktop has is marked (`desktop_only`), and raises in an Excel on the web.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import xlwings as xw
from xlwings import base_classes

from tests.addin.host.cells import cleaned
from tests.addin.host.ranges import NOT_CELLS, Range
from tests.addin.host.sheet import Sheet

if TYPE_CHECKING:
    from tests.addin.host.excel import Host


class EngineOverOpenpyxl:
    name = "openpyxl"
    type = "desktop"

    @property
    def apps(self) -> Apps:
        return Apps()

    @staticmethod
    def clean_value_data(data: Any, _dates: Any, _empty: Any, _numbers: Any, err_to_str: bool) -> Any:
        return [[cleaned(value, err_to_str) for value in row] for row in data]

    @staticmethod
    def prepare_xl_data_element(value: object, _options: object) -> object:
        return value


class EngineAsOfficeJs(EngineOverOpenpyxl):
    """Between Python and the browser everything is JSON: whole numbers are no floats, and a date is text."""

    name = "remote"
    type = "remote"

    @staticmethod
    def clean_value_data(data: Any, _dates: Any, _empty: Any, _numbers: Any, err_to_str: bool) -> Any:
        return [[_whole(cleaned(value, err_to_str)) for value in row] for row in data]

    @staticmethod
    def prepare_xl_data_element(value: object, _options: object) -> object:
        if value is None:
            return ""
        return value.date().isoformat() if isinstance(value, dt.datetime) else value


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


_DESKTOP = xw.main.Engine(impl=EngineOverOpenpyxl())
_WEB = xw.main.Engine(impl=EngineAsOfficeJs())
_running: list[Host] = []


def bring_to_front(host: Host) -> None:
    """xlwings' active engine and only app are those of this Excel."""
    _running[:] = [host]
    (_WEB if host.on_the_web else _DESKTOP).activate()


class Apps(base_classes.Apps):
    def __iter__(self) -> Iterator[App]:
        return iter([App(host) for host in _running])

    def __len__(self) -> int:
        return len(_running)

    def keys(self) -> list[int]:
        return [app.pid for app in self]


class App(base_classes.App):
    def __init__(self, host: Host) -> None:
        self.host = host

    @property
    def engine(self) -> EngineOverOpenpyxl:
        return (_WEB if self.host.on_the_web else _DESKTOP).impl

    def activate(self, steal_focus: bool = False) -> None:
        assert not steal_focus

    @property
    def pid(self) -> int:
        return id(self.host)

    @property
    def selection(self) -> Any:
        """With a picture selected the desktop has none, and Excel on the web one that is nowhere."""
        host = self.host.in_front
        if host.selected is None:
            return Range(Book(host).sheets.active, NOT_CELLS) if host.on_the_web else None
        sheet, box = host.selected
        return Range(Sheet(Book(host), sheet), box)

    def alert(self, prompt: str, title: str, buttons: str, mode: str, callback: Any) -> None:
        self.host.alert(prompt, title, mode)

    def calculate(self) -> None:
        self.host.calculations += 1


class Book(base_classes.Book):
    def __init__(self, host: Host) -> None:
        self.host = host

    @property
    def name(self) -> str:
        return self.host.name

    def activate(self) -> None:
        pass

    @property
    def app(self) -> App:
        return App(self.host)

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self)


class Sheets(base_classes.Sheets):
    def __init__(self, book: Book) -> None:
        self.book, self.host = book, book.host

    @property
    def active(self) -> Sheet:
        return Sheet(self.book, self.host.kept.active.title)

    def __call__(self, name_or_index: str | int) -> Sheet:
        if isinstance(name_or_index, int):
            return Sheet(self.book, self.host.kept.sheetnames[name_or_index - 1])
        return Sheet(self.book, self.host.kept[name_or_index].title)

    def __len__(self) -> int:
        return len(self.host.kept.sheetnames)

    def __iter__(self) -> Iterator[Sheet]:
        return iter([Sheet(self.book, name) for name in self.host.kept.sheetnames])

    def add(self, before: Sheet | None, after: Sheet | None, name: str) -> Sheet:
        return Sheet.added(self.book, name, after)


class Names(base_classes.Names):
    def __init__(self, book: Book) -> None:
        self.book, self.host = book, book.host

    def contains(self, name: str) -> bool:
        return name in self.host.kept.defined_names

    def __call__(self, name: str) -> Name:
        return Name(self.book, name)

    def __len__(self) -> int:
        return len(self.host.kept.defined_names)


class Name(base_classes.Name):
    def __init__(self, book: Book, name: str) -> None:
        self.book, self.host, self._name = book, book.host, name

    @property
    def name(self) -> str:
        return self._name

    @property
    def refers_to_range(self) -> Range:
        sheet, cells = next(self.host.kept.defined_names[self._name].destinations)
        return Sheet(self.book, sheet).range(cells.replace("$", ""))
