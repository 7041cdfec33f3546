"""What a programme is once `remit.toml` has been read: its cycles, its teams, and where their files lie.

Owns the paths that follow from the configuration, and names that are safe as file names on Windows, macOS and
Linux. Knows neither TOML nor the clock; touches no file.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import urllib.parse
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Literal

from delegation.labels import labels
from delegation.settings import DEFAULT, Settings
from sync.backup.rule import BackupRule
from sync.limits import ChildLimits, Limits

CONFIG_NAME = "remit.toml"
PRIVATE_NAME = ".remit"
DEFAULT_WORKBOOK = "workbooks/{cycle}/{name}.xlsx"
DEFAULT_LEAD_WORKBOOK = "leads/{cycle}/{name}.xlsx"
DEFAULT_MASTER = "Remit master.xlsx"
BACKUPS_NAME = "backups"
TEMPLATE_NAME = "master-template.xlsx"
MISSING_AFTER_RUNS = 3
PLACEHOLDERS = ("team", "name", "cycle")

_LEAD = "/lead"  # behind the id of a team, where no id has a slash

# With what Remit puts after a name (".feedback.html", a temporary ending) it stays under the usual 255 bytes.
_NAME_BYTES = 150
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_WINDOWS_DEVICES = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE
)


def safe_file_name(name: str) -> str:
    """The name as one component of a path that Windows, macOS and Linux accept; unchanged where it is one."""
    text = unicodedata.normalize("NFC", name)
    text = "".join(" " if unicodedata.category(each) in ("Cc", "Zl", "Zp") else each for each in text)
    text = "".join(each for each in text if unicodedata.category(each) not in ("Cf", "Cs", "Co", "Cn"))
    text = _FORBIDDEN.sub("_", re.sub(r"\s+", " ", text))
    while len(text.encode()) > _NAME_BYTES:
        text = text[:-1]
    text = text.rstrip(". ").lstrip(" ")
    if _WINDOWS_DEVICES.match(text) or text.startswith(
        (".", "~")
    ):  # devices, hidden files, Excel's own lock files
        text = f"_{text}"
    return text or "_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """A named period; `first` and `last` are both inside it."""

    id: str
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A team as configured. `workbook` and `open_as` are patterns with {team}, {name}, {cycle}.

    `lead_workbook`, `lead_open_as`: the same of the workbook that its lead alone opens, "" where there is
    none. That workbook is handled as one of a team of its own (`lead_of`), `is_leads` is true of it.
    """

    id: str
    name: str
    language: str = "en"
    workbook: str = DEFAULT_WORKBOOK
    open_as: str = ""
    department: str = ""
    owner: str = ""
    lead_workbook: str = ""
    lead_open_as: str = ""

    @property
    def is_leads(self) -> bool:
        return is_leads(self.id)


def is_leads(owner: str) -> bool:
    """Whether rows and files of that owner are those of a lead's workbook."""
    return owner.endswith(_LEAD)


def team_of(owner: str) -> str:
    """The id of the team whose workbook, or whose lead's workbook, it is."""
    return owner.removesuffix(_LEAD)


def lead_id(team_id: str) -> str:
    """The id under which the workbook of that team's lead goes."""
    return f"{team_id}{_LEAD}"


def lead_of(team: Team) -> Team:
    """Whose the lead's workbook is: the same team, under an id and a name that say so."""
    return replace(
        team,
        id=lead_id(team.id),
        name=labels(team.language).text("config.lead.name", team=team.name),
        workbook=team.lead_workbook,
        open_as=team.lead_open_as,
        lead_workbook="",
        lead_open_as="",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicHolidays:
    """A region's days off and make-up days, in the years that the programme's cycles reach.

    `region`: a country, or country-subdivision, "" where none is configured. `days`: pairs of date and kind
    (`holiday` or `working_day`), earliest first. `unsettled`: years of which not all days are known yet.
    """

    region: str = ""
    days: tuple[tuple[dt.date, str], ...] = ()
    unsettled: tuple[int, ...] = ()


class Scope(StrEnum):
    """Whose rows a master shows."""

    PROGRAMME = "programme"
    DEPARTMENT = "department"
    TEAM = "team"


@dataclass(frozen=True, slots=True, kw_only=True)
class Master:
    """A master that a run fills. `of`: the department, or the team's id, that it is about. `sensitive`: it
    shows what is personal. `name`: as configured, "" of the programme's own, which is of everybody.
    """

    file: Path
    name: str = ""
    scope: Scope = Scope.PROGRAMME
    of: str = ""
    sensitive: bool = False

    def shows(self, team: Team) -> bool:
        """Whether it has that team's rows."""
        mine = {Scope.PROGRAMME: self.of, Scope.DEPARTMENT: team.department, Scope.TEAM: team.id}
        return mine[self.scope] == self.of


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """One configured tracker. `root` is the folder of its remit.toml; relative paths start there.

    `missing_after_runs`: so many runs in a row have to find no workbook before it counts as missing.
    """

    root: Path
    name: str
    language: str
    timezone: str
    cycles: tuple[Cycle, ...]
    teams: tuple[Team, ...]
    master: Path
    store: Path
    private: Path
    settings: Settings = field(default=DEFAULT)
    sync_at: dt.time = dt.time(2, 30)
    more_masters: tuple[Master, ...] = ()
    missing_after_runs: int = MISSING_AFTER_RUNS
    sheets: Literal["six", "full"] = "six"
    holidays: PublicHolidays = field(default=PublicHolidays())
    limits: Limits = field(default=Limits())
    reader_limits: ChildLimits = field(default=ChildLimits())
    backups: BackupRule = field(default=BackupRule())
    backups_in: Path | None = None

    @property
    def backup_folder(self) -> Path:
        """Where copies of masters go, and backups that nobody has named another place for."""
        return self.backups_in or self.private / BACKUPS_NAME

    @property
    def masters(self) -> tuple[Master, ...]:
        """Every master that a run fills, the programme's own first."""
        return (Master(file=self.master), *self.more_masters)

    def seen_by(self, master: Master) -> Programme:
        """The programme as if there were only the teams that this master shows."""
        teams = tuple(team for team in self.teams if master.shows(team))
        called = self.team(master.of).name if master.scope is Scope.TEAM else master.of
        name = f"{self.name} › {called}" if called else self.name
        return replace(self, name=name, teams=teams, master=master.file, more_masters=())

    @property
    def template(self) -> Path:
        """The workbook from which a new master is made, and whose first row says how all rows look."""
        return self.root / TEMPLATE_NAME

    @property
    def owners(self) -> tuple[Team, ...]:
        """Everybody who has a workbook: each team, and behind it its lead where that has one."""
        return tuple(
            owner
            for team in self.teams
            for owner in (team, lead_of(team))
            if owner is team or team.lead_workbook
        )

    def team(self, team_id: str) -> Team:
        """A team, or the lead of one. Raises: KeyError when none has that id."""
        for team in self.teams:
            if team.id == team_id:
                return team
            if team.lead_workbook and lead_id(team.id) == team_id:
                return lead_of(team)
        raise KeyError(team_id)

    def cycle(self, cycle_id: str) -> Cycle:
        """Raises: KeyError when no cycle has that id."""
        for cycle in self.cycles:
            if cycle.id == cycle_id:
                return cycle
        raise KeyError(cycle_id)

    def cycle_at(self, as_of: dt.date) -> Cycle:
        """The cycle of that day; between cycles the one before, before all of them the first."""
        ordered = sorted(self.cycles, key=lambda each: each.first)
        begun = [each for each in ordered if each.first <= as_of]
        return begun[-1] if begun else ordered[0]

    def workbook_path(self, team: Team | str, cycle: Cycle | str) -> Path:
        """Where the team's workbook of that cycle lies, whether or not it is there."""
        return self.root / workbook_file(self._team(team), _cycle_id(cycle))

    def open_as(self, team: Team | str, cycle: Cycle | str) -> str:
        """How readers reach the workbook: a URL, a UNC path, or its own path where nothing is configured."""
        found = self._team(team)
        if not found.open_as:
            return str(self.workbook_path(found, cycle))
        names = _file_names(found, _cycle_id(cycle))
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", found.open_as):
            names = {key: urllib.parse.quote(value) for key, value in names.items()}
        return found.open_as.format(**names)

    def _team(self, team: Team | str) -> Team:
        return self.team(team) if isinstance(team, str) else team


def years_reached(cycles: Iterable[Cycle]) -> tuple[int, ...]:
    """The years in which what a cycle holds may begin or end: work is carried over, and due after its end."""
    return tuple(sorted({year for each in cycles for year in range(each.first.year - 1, each.last.year + 3)}))


def workbook_file(team: Team, cycle_id: str) -> str:
    """The team's pattern filled in; `\\` of a relative path counts as `/` on every system."""
    filled = team.workbook.format(**_file_names(team, cycle_id))
    return (
        filled if filled.startswith("\\\\") or re.match(r"[A-Za-z]:", filled) else filled.replace("\\", "/")
    )


def _file_names(team: Team, cycle_id: str) -> dict[str, str]:
    return {
        "team": safe_file_name(team_of(team.id)),
        "name": safe_file_name(team.name),
        "cycle": safe_file_name(cycle_id),
    }


def _cycle_id(cycle: Cycle | str) -> str:
    return cycle if isinstance(cycle, str) else cycle.id
