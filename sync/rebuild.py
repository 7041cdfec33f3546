"""The master of a past run, made again from the store as a separate file, behind `remit rebuild`.

Owns which run is meant, what the file is called, and that nothing else is ever overwritten. What a master
says is decided in `sync.master.figures`, what was then in `sync.store`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from delegation.labels import Labels, labels
from sync.master import MasterContent, build_master
from sync.master.figures import build_content
from sync.master.memory import Memory
from sync.programme.model import Cycle, Programme
from sync.run.publish import template_of
from sync.store.store import Store, StoreAt
from sync.store.stored import Run
from sync.writing import write_atomically

_ENDING = ".xlsx"


class OutputError(Exception):
    """The file cannot be made under that name: something else is there (`taken`), it does not end as a
    workbook does (`ending`), or the system refused it (`unwritable`). Nothing was written.
    """

    def __init__(
        self, file: Path, reason: Literal["taken", "ending", "unwritable"], detail: str = ""
    ) -> None:
        self.file = file
        self.reason = reason
        self.detail = detail
        super().__init__(file, reason, detail)

    def text(self, words: Labels) -> str:
        """What happened and what to do, in the language of the labels."""
        return words.text(f"terminal.error.output_{self.reason}", file=self.file, detail=self.detail)

    def __str__(self) -> str:
        return self.text(labels("en"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """The master of `run` as `file`; `is_new` is false when the very same file was there already."""

    run: Run
    file: Path
    is_new: bool


def rebuild(
    programme: Programme,
    *,
    run: int | None = None,
    as_of: dt.date | None = None,
    output: Path | None = None,
) -> Rebuilt:
    """Makes the master of that run, else of the newest one for that day or an earlier one, else of the
    newest of all.

    `output`: default beside the master, with the run in its name.
    Raises: StoreError, UnknownRunError, NoRunByThenError, OutputError.
    """
    if output is not None and output.suffix.lower() != _ENDING:
        raise OutputError(output, "ending")
    with Store(programme.store) as store:
        number = store.run_of(as_of or dt.date.max).run if run is None else run
        then = store.at(number)
        file = (output or _beside_the_master(programme, number)).absolute()
        data = _workbook(then, dataclasses.replace(programme, master=file))
        found = then.runs()[0]
    return Rebuilt(run=found, file=file, is_new=_written(file, data))


def content_at(then: StoreAt, programme: Programme) -> MasterContent:
    """What the master said after that run.

    Names, language, links and settings are those of the programme as it is today, and teams that have left it
    since are left out; the cycle is the run's, also where remit.toml no longer has it.
    """
    run = then.runs()[0]
    known = (each for each in programme.cycles if each.id == run.cycle)
    cycle = next(known, Cycle(id=run.cycle, first=run.as_of, last=run.as_of))
    return build_content(then, dataclasses.replace(programme, cycles=(cycle,)), run.run, run.as_of)


def _workbook(then: StoreAt, programme: Programme) -> bytes:
    written = Memory.of(programme.masters[0], programme).own(then.written())
    return build_master(content_at(then, programme), template=template_of(programme), written=written)


def _beside_the_master(programme: Programme, run: int) -> Path:
    words = labels(programme.language)
    return programme.master.with_name(
        words.text("terminal.rebuild.name", master=programme.master.stem, run=run)
    )


def _written(file: Path, data: bytes) -> bool:
    """Whether there was anything to write."""
    try:
        if file.exists():
            if file.stat().st_size == len(data) and file.read_bytes() == data:
                return False
            raise OutputError(file, "taken")
        write_atomically(file, data)
    except OSError as error:
        raise OutputError(file, "unwritable", error.strerror or str(error)) from error
    return True
