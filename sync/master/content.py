"""What a master tracker says, as plain values: `MasterContent`.

Owns the shape that `sync.master.figures` fills from the store and that `sync.master` writes into a workbook.
Knows neither of them, no sheet and no cell. Values are those of records (`delegation.records`): references
are keys, choices are ids.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from delegation.periods import Span
from delegation.quality import Quality
from delegation.records import Value
from delegation.settings import DEFAULT, Settings
from delegation.workload import weeks_between
from sync.ages import Age
from sync.figures import ProgrammeFigures
from sync.master.decided import Decisions
from sync.master.trends import NO_TRENDS, Trends
from sync.run.incoming import GOOD, Status


class Tone(StrEnum):
    """How a sentence or a state is meant; shown as a sign, a word and a colour together, never as a colour
    alone.
    """

    GOOD = "good"
    WATCH = "watch"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A row of the master that a sentence leads to: the sheet's id, and the row's key (blank: the sheet's
    top).
    """

    sheet: str
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sentence at the top of the Overview."""

    tone: Tone
    text: str
    target: Target


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamOverview:
    """How one team stands. `link` is where its readers reach the workbook, blank when nobody said.

    `last_good_run` is 0 and `read_on` and `age_days` are None when no run ever took anything in. `age_days`
    is the age of the rows that the master shows, in calendar days. `error_trend` has the errors after each
    of the newest runs, oldest first, this run last.
    """

    team: str
    name: str
    file: str
    link: str = ""
    status: Status
    reason: str = ""
    reason_code: str = ""
    held_table: str = ""  # the one table that is held back, where the rest of the workbook was read
    changed_by: str = ""
    last_good_run: int = 0
    read_on: dt.date | None = None
    age_days: int | None = None
    old: Age | None = None  # what of its rows is older than this run
    rows: Mapping[str, int] = field(default_factory=dict)  # table id → records shown
    rejected: int = 0
    open: int = 0
    overdue: int = 0
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    error_trend: tuple[int, ...] = ()

    @property
    def read(self) -> bool:
        return self.status in GOOD

    @property
    def arrived(self) -> bool:
        """Whether the master has anything of the team at all."""
        return self.read or self.last_good_run > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterRecord:
    """One accepted record of one team. `key` is unique in its table, qualified by the team's id
    (`NORTH:D1`).
    """

    key: str
    team: str
    team_name: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionRow:
    """One issue, in the words of the master's language, with the way back to its cell."""

    key: str
    severity: str
    team: str
    team_name: str
    file: str
    sheet: str = ""
    cell: str = ""
    field: str = ""
    value: str = ""
    message: str
    fix: str
    code: str
    since_run: int
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One run, as it ended. Times are those of the programme's time zone, without it."""

    run: int
    cycle: str
    as_of: dt.date
    started: dt.datetime
    finished: dt.datetime
    complete: bool
    read: int
    workbooks: int
    added: int
    changed: int
    removed: int
    errors: int
    warnings: int
    infos: int
    errors_by_team: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The few numbers above the sentences."""

    read: int = 0
    workbooks: int = 0
    open: int = 0
    overdue: int = 0
    soon: int = 0
    rejected: int = 0
    errors: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterContent:
    """Everything that one master tracker shows. Rows are in the order in which they are written.

    A `sensitive` master holds the personal fields of SPEC §12; by default neither their columns nor their
    values are there. `scope`: of which teams it is, "" of all; a file is never filled for another scope.
    `figures` are those of the same records on the same day, and `decisions` what follows from them, None
    where Remit itself failed on them; `trends` what some figures were after the newest runs.
    """

    language: str
    programme: str
    cycle: str
    as_of: dt.date
    run: int
    complete: bool
    finished: dt.datetime | None = None
    sensitive: bool = False
    scope: str = ""
    headline: Headline = Headline()
    lines: tuple[Line, ...] = ()
    teams: tuple[TeamOverview, ...] = ()
    records: Mapping[str, tuple[MasterRecord, ...]] = field(default_factory=dict)
    exceptions: tuple[ExceptionRow, ...] = ()
    runs: tuple[RunRow, ...] = ()  # newest first
    figures: ProgrammeFigures | None = None
    decisions: Decisions | None = None
    trends: Trends = NO_TRENDS
    settings: Settings = DEFAULT
    quality: Mapping[str, Quality] = field(default_factory=dict)  # team → of its workbook
    runs_known: int = 0  # how many runs the store has; more than are shown where the oldest are left out

    @property
    def failed(self) -> bool:
        """Whether Remit itself failed on something that belongs here."""
        return self.figures is None or self.decisions is None

    @property
    def cycle_weeks(self) -> tuple[Span, ...]:
        """The weeks that the cycle touches; none where there are no figures."""
        cycle = self.figures.cycle if self.figures else None
        return weeks_between(cycle.first, cycle.last) if cycle else ()
