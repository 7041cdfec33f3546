"""Ten nights in the life of a master, and of the person who works in it by day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from sync.master import MasterContent, Written, write_master
from sync.store.stored import WrittenCell
from tests.sync.master.people.nights import NIGHTS, night
from tests.sync.master.people.parts import Entry, entries
from tests.sync.master.people.reading import (
    MANAGED,
    Area,
    Row,
    Rows,
    areas,
    framed_tabs,
    read_by_openpyxl,
    texts_of,
)

IDENTITY = "_remit"


@dataclass(frozen=True, kw_only=True)
class Night:
    """One fill: the file before, what was to be said, the file after."""

    tool: str
    number: int
    before: bytes
    after: bytes
    content: MasterContent
    written: Written
    renamed: Mapping[str, str]

    @cached_property
    def areas_before(self) -> dict[str, Area]:
        return areas(self.before)

    @cached_property
    def areas_after(self) -> dict[str, Area]:
        return areas(self.after)

    @cached_property
    def parts_before(self) -> dict[str, Entry]:
        return entries(self.before)

    @cached_property
    def parts_after(self) -> dict[str, Entry]:
        return entries(self.after)

    @cached_property
    def texts_before(self) -> dict[str, dict[str, Row]]:
        return texts_of(self.before, self.content, self.renamed)

    @cached_property
    def texts_after(self) -> dict[str, dict[str, Row]]:
        return texts_of(self.after, self.content, self.renamed)

    @cached_property
    def rows_after(self) -> dict[str, Rows]:
        return read_by_openpyxl(self.after, self.content, self.renamed)

    @property
    def managed_tabs(self) -> set[str]:
        """The tabs that are Remit's before the fill."""
        tables = {area.tab for name, area in self.areas_before.items() if name.startswith(MANAGED)}
        return tables | framed_tabs(self.before) | {IDENTITY}


@dataclass(slots=True)
class Life:
    """A master and its nights. `day` is what the person does before each but the first."""

    tool: str
    path: Path
    day: Callable[[bytes, int], bytes]
    renamed: Mapping[str, str] = field(default_factory=dict)
    remembered: tuple[WrittenCell, ...] = ()

    def lived(self, begun: bytes) -> list[Night]:
        self.path.write_bytes(begun)
        return [self._night(number) for number in range(1, NIGHTS + 1)]

    def _night(self, number: int) -> Night:
        if number > 1:
            self.path.write_bytes(self.day(self.path.read_bytes(), number))
        before = self.path.read_bytes()
        content = night(number)
        written = write_master(self.path, content, remembered=self.remembered, keep=self._keep)
        return Night(
            tool=self.tool,
            number=number,
            before=before,
            after=self.path.read_bytes(),
            content=content,
            written=written,
            renamed=self.renamed,
        )

    def _keep(self, cells: object) -> None:
        self.remembered = tuple(cells)  # type: ignore[arg-type]
