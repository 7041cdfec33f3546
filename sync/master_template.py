"""The programme's template of the master, behind `remit init` and `remit master template`.

Owns where it lies, that an old one is kept, and what is said of a workbook that cannot be one. What a
template is made of is decided in `sync.master`.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from delegation.labels import Labels, labels
from delegation.messages import sentence
from sync.master.blank import BlankTemplate, OtherLanguage, blank_template, check_template
from sync.master.template import build_template
from sync.master.workbook import TableInTheWay, TwoTablesOfOneName
from sync.master.write import NotAMaster
from sync.programme.model import Programme
from sync.reading.unreadable import UnreadableWorkbook
from sync.writing import write_atomically

_COPIES = 1_000  # of one day; nobody has that many, and a loop has to end


class TemplateError(Exception):
    """The workbook `file` cannot be the template, or the template cannot be written. `reason`: missing,
    closed, unreadable, two_tables, in_the_way, foreign, language or unwritable; `in_use`: it is the
    programme's template. Nothing was changed.
    """

    def __init__(
        self,
        file: Path,
        reason: str,
        *,
        detail: str = "",
        problem: UnreadableWorkbook | None = None,
        in_use: bool = False,
    ) -> None:
        self.file = file
        self.reason = reason
        self.detail = detail
        self.problem = problem
        self.in_use = in_use
        super().__init__(file, reason, detail)

    def text(self, words: Labels) -> str:
        """What the matter is and what to do, in the language of the labels."""
        detail = self.detail if self.problem is None else sentence(self.problem.issue, words)
        told = words.text(f"terminal.template_error.{self.reason}", file=self.file, detail=detail)
        if not self.in_use:
            return told
        return words.text("terminal.template_error.in_use", problem=told)

    def __str__(self) -> str:
        return self.text(labels("en"))


class Outcome(StrEnum):
    MADE = "made"  # there was none
    THERE = "there"  # it was only looked at
    RESET = "reset"
    TAKEN = "taken"
    UNCHANGED = "unchanged"  # it was like that already


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateReport:
    """What came of it. `kept`: the copy of the template before; `missing` and `cleared` as in
    `BlankTemplate`.
    """

    path: Path
    outcome: Outcome
    kept: Path | None = None
    missing: tuple[str, ...] = ()
    cleared: int = 0


def shipped(programme: Programme) -> bytes:
    """The template as Remit ships it. Teams come and go; their columns are put in when a master is made."""
    return build_template(programme.language, programme.name)


def ensure_template(programme: Programme) -> TemplateReport:
    """Makes the template where there is none, and else sees that the one there can be used.

    Raises: TemplateError.
    """
    path = programme.template
    if path.exists():
        examine_template(programme)
        return TemplateReport(path=path, outcome=Outcome.THERE)
    _write(path, shipped(programme))
    return TemplateReport(path=path, outcome=Outcome.MADE)


def examine_template(programme: Programme) -> None:
    """Sees that the template that is there can be used.

    Raises: TemplateError.
    """
    try:
        data = _read(programme.template)
        with _telling_of(programme.template):
            check_template(data, programme.language)
    except TemplateError as error:
        raise TemplateError(
            error.file, error.reason, detail=error.detail, problem=error.problem, in_use=True
        ) from error


def reset_template(programme: Programme, day: dt.date) -> TemplateReport:
    """The shipped template in the place of the programme's, which is kept as a copy of that day.

    Raises: TemplateError.
    """
    return _replace(programme, BlankTemplate(data=shipped(programme)), day, Outcome.RESET)


def take_template(programme: Programme, file: Path, day: dt.date) -> TemplateReport:
    """Makes that workbook the programme's template: a template, or a master, whose rows are left out.

    Raises: TemplateError.
    """
    data = _read(file)
    teams = [(team.id, team.name) for team in programme.teams]
    with _telling_of(file):
        blank = blank_template(data, programme.language, programme.name, teams)
    return _replace(programme, blank, day, Outcome.TAKEN)


@contextlib.contextmanager
def _telling_of(file: Path) -> Iterator[None]:
    """What is wrong with a workbook, as a TemplateError that names it."""
    try:
        yield
    except UnreadableWorkbook as error:
        raise TemplateError(file, "unreadable", problem=error) from error
    except TwoTablesOfOneName as error:
        raise TemplateError(file, "two_tables", detail=error.name) from error
    except TableInTheWay as error:
        raise TemplateError(file, "in_the_way", detail=error.name) from error
    except NotAMaster as error:
        raise TemplateError(file, "foreign") from error
    except OtherLanguage as error:
        raise TemplateError(file, "language", detail=error.language) from error


def _replace(programme: Programme, blank: BlankTemplate, day: dt.date, outcome: Outcome) -> TemplateReport:
    path = programme.template
    old = _read(path) if path.exists() else None
    if old == blank.data:
        return TemplateReport(path=path, outcome=Outcome.UNCHANGED)
    kept = None
    if old is not None:
        kept = next(each for each in _copies(programme, day) if not each.exists())
        _write(kept, old)
    _write(path, blank.data)
    return TemplateReport(path=path, outcome=outcome, kept=kept, missing=blank.missing, cleared=blank.cleared)


def _copies(programme: Programme, day: dt.date) -> Iterator[Path]:
    path, words = programme.template, labels(programme.language)
    yield path.with_name(words.text("terminal.template.copy", name=path.stem, day=day))
    for number in range(2, _COPIES):
        yield path.with_name(words.text("terminal.template.copy_again", name=path.stem, day=day, n=number))
    raise TemplateError(path, "unwritable", detail=str(_COPIES))


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError as error:
        raise TemplateError(file, "missing") from error
    except OSError as error:
        raise TemplateError(file, "closed", detail=error.strerror or str(error)) from error


def _write(file: Path, data: bytes) -> None:
    try:
        write_atomically(file, data)
    except OSError as error:
        raise TemplateError(file, "unwritable", detail=error.strerror or str(error)) from error
