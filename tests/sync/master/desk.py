"""A folder with a master that is filled night by night, beside a history that keeps what people write; and
what lies in the file, part by part.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from delegation.labels import labels
from delegation.place import column_letters
from sync.master import MasterContent, Written, build_master, write_master
from sync.master.template import MASTER_LIMITS
from sync.master.workbook import MasterBook
from sync.master.write import Remark, Waiting
from sync.package import Parts
from sync.store.stored import WrittenCell, WrittenKind
from tests.sync.master.editor import Content, Person
from tests.sync.master.people.nights import night
from tests.sync.master.reading import Table, Tables

NAME, WAITING = "Remit master.xlsx", "Remit master (waiting).xlsx"
WORK, WORKS = "Delegations", "M_Delegations"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


_LATIN = re.compile("[A-Za-z]{3,}")
_NAMES = {"Remit", "remit", "Excel", "toml", "master", "history", "ENCRYPTED", "SIZE"}  # not translated


@cache
def shown(number: int) -> MasterContent:
    return night(number)


@cache
def begun() -> bytes:
    """Four delegations: D1, D2 and D4 of North in the rows 5 to 7, D3 of South."""
    return build_master(shown(1))


class Desk:
    """A folder with a master, and a history that keeps what people write."""

    def __init__(self, folder: Path, data: bytes) -> None:
        self.master, self.waiting = folder / NAME, folder / WAITING
        self.history: tuple[WrittenCell, ...] = ()
        self.read: tuple[WrittenCell, ...] = ()
        self.master.write_bytes(data)

    def fill(self, number: int) -> Written:
        kept: list[tuple[WrittenCell, ...]] = []
        done = write_master(
            self.master,
            shown(number),
            remembered=self.history,
            keep=lambda cells: kept.append(tuple(cells)),
        )
        if kept:
            self.read, self.history = kept[0], kept[-1]
        return done

    def filled(self, number: int) -> bytes:
        assert self.fill(number) == Written(path=self.master)
        return self.master.read_bytes()

    def texts(self) -> dict[tuple[str, str], str]:
        """What the history got of the file as it was found, by key and column."""
        return {(each.key, each.column): each.value for each in self.read}


def in_chinese(told: Waiting | Remark, *names: str) -> None:
    """The same is said in Chinese: with all names in it, and nothing but them in Latin letters."""
    text = told.text(labels("zh"))
    assert text.endswith("。")
    assert "{" not in text
    assert "[[" not in text
    for name in names:
        assert name in text
        text = text.replace(name, "")
    assert set(_LATIN.findall(text)) <= _NAMES


def rewritten(data: bytes, edits: Mapping[str, Callable[[bytes], Iterator[bytes]]]) -> bytes:
    """The file with another content, told in pieces, of the parts of these names; new ones at its end."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        there = old.namelist()
        for name in dict.fromkeys((*there, *edits)):
            before = old.read(name) if name in there else b""
            with new.open(name, "w") as part:
                for piece in edits[name](before) if name in edits else (before,):
                    part.write(piece)
    return buffer.getvalue()


def remembered(text: str) -> WrittenCell:
    kind = WrittenKind.TEXT
    return WrittenCell(sheet="delegations", key="north:D1", column="comment", kind=kind, value=text)


def commented(data: bytes, text: str) -> bytes:
    person = Person(data)
    grid = person.grid(WORKS)
    grid.rows[0][grid.place("Comment")] = Content(text, "s")
    return person.saved()


def comments(data: bytes) -> dict[str, str]:
    return {row["_key"]: row["Comment"] for row in Tables(data).table(WORKS).rows if "Comment" in row}


def sheet_part(data: bytes, tab: str = WORK) -> str:
    """The part in which a sheet is."""
    found = MasterBook(Parts.open(data, MASTER_LIMITS)).tab(tab)
    assert found is not None
    return found.part


def row_of(table: Table, key: str) -> int:
    place = table.left + table.headers.index("_key")
    return next(row for row in range(table.first, table.last + 1) if table.cells.get((row, place)) == key)


@cache
def place_of(header: str) -> str:
    table = Tables(begun()).table(WORKS)
    return column_letters(table.left + table.headers.index(header))
