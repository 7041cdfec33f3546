"""Reading `remit.toml`: every key that it may hold, and every mistake in it at once.

Owns which keys there are and what they have to be. What comes out is a `Programme` (`sync.programme.model`);
how a mistake is told is in `sync.programme.problems`. Opens no other file and never looks at the clock.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import tomllib
import unicodedata
import zoneinfo
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, cast

from delegation.labels import LANGUAGES
from sync.programme.backups import BACKUP_KEYS, folder_in, rule_in
from sync.programme.lines import KeyPath, find_lines, syntax_line
from sync.programme.model import (
    CONFIG_NAME,
    DEFAULT_LEAD_WORKBOOK,
    DEFAULT_MASTER,
    DEFAULT_WORKBOOK,
    MISSING_AFTER_RUNS,
    PRIVATE_NAME,
    Cycle,
    Master,
    Programme,
    PublicHolidays,
    Scope,
    Team,
    lead_of,
    workbook_file,
    years_reached,
)
from sync.programme.patterns import check_file_pattern, check_pattern
from sync.programme.private import store_path
from sync.programme.problems import ConfigError, ConfigMissingError, ConfigProblem, Problems, Section, closest
from sync.programme.syntax import mended
from sync.programme.thresholds import SETTINGS, settings_in
from sync.programme.workbook_limits import LIMITS, limits_in

__all__ = [
    "ConfigError",
    "ConfigMissingError",
    "ConfigProblem",
    "Cycle",
    "Programme",
    "Team",
    "find_config",
    "load_programme",
]

_SECTIONS = ("programme", "cycle", "team", "master", "sync", "settings", "limits", "backup")
_PROGRAMME_KEYS = ("name", "timezone", "language", "master", "sheets", "holidays")
_CYCLE_KEYS = ("id", "first", "last")
_LEAD_KEYS = ("lead_workbook", "lead_path", "lead_open_as")
_TEAM_KEYS = ("id", "name", "language", "workbook", "open_as", "department", "owner", *_LEAD_KEYS)
_MASTER_KEYS = ("file", "scope", "of", "sensitive")
_SYNC_KEYS = ("at", "missing_after_runs")
_SHEETS = ("six", "full")
_DEFAULT_AT = dt.time(2, 30)
_MOST_RUNS_AWAY = 1_000
# A team's id stands before ":" in `remit history TEAM:KEY`, and in file names.
_ID = re.compile(r"[^\W_][\w.-]{0,39}")
_ZONES_BY_OTHER_NAMES = {"beijing": "Asia/Shanghai", "北京": "Asia/Shanghai", "上海": "Asia/Shanghai"}


def find_config(start: Path) -> Path | None:
    """The remit.toml of that folder or of the nearest one above it."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / CONFIG_NAME).is_file():
            return folder / CONFIG_NAME
    return None


def load_programme(path: Path, data: bytes | None = None) -> Programme:
    """The programme that the file describes; `data`: what is to be in it, by default what is.

    Raises: ConfigError with every mistake in it; ConfigMissingError when there is no such file.
    """
    text = _text(path, _read(path) if data is None else data)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(path, _syntax_problems(path, text, error), _language_in(text)) from error
    problems = Problems(find_lines(text))
    programme = _programme(path.resolve().parent, values, problems)
    if problems.found:
        language = values.get("programme", {})
        written = language.get("language") if isinstance(language, dict) else None
        raise ConfigError(path, problems.found, written if written in LANGUAGES else None)
    return programme


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        raise ConfigMissingError(path, named=True) from error
    except OSError as error:
        problem = ConfigProblem(line=1, key="", kind="unreadable", shown=error.strerror or str(error))
        raise ConfigError(path, [problem]) from error


def _text(path: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")  # Notepad puts a byte order mark in front
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(path, [ConfigProblem(line=line, key="", kind="encoding")]) from error


def _syntax_problems(path: Path, text: str, error: tomllib.TOMLDecodeError) -> list[ConfigProblem]:
    """What is no TOML, and, where the rest can be made out, what is wrong with that."""
    found = mended(text)
    if found is None:
        line, detail = syntax_line(error, text)
        return [ConfigProblem(line=line, key="", kind="syntax", shown=detail)]
    lines = find_lines(found.text)
    problems = Problems(lines)
    _programme(path.resolve().parent, found.values, problems)
    told = [each for each in problems.found if each.line not in found.faults]
    for line, detail in (found.faults | found.moments).items():
        if all(each.line != line for each in told):
            keys = next(key for key, at in reversed(lines.items()) if at == line)
            key = ".".join(each for each in keys if isinstance(each, str))
            told.append(ConfigProblem(line=line, key=key, kind="syntax", shown=detail))
    return told


def _language_in(text: str) -> str | None:
    """The language of a file that cannot be parsed, by the line that probably names it first."""
    found = re.search(r'^\s*language\s*=\s*["\'](\w+)["\']', text, re.MULTILINE)
    return found[1] if found and found[1] in LANGUAGES else None


def _programme(root: Path, values: dict[str, Any], problems: Problems) -> Programme:
    Section(values, (), problems, _SECTIONS)
    main = _table(values, "programme", problems, _PROGRAMME_KEYS)
    name = main.text("name", required=True)
    timezone = main.text("timezone", required=True)
    if timezone and not _is_zone(timezone):
        main.wrong("timezone", "zone", close=_closest_zone(timezone))
    language = main.text("language", "en", allowed=LANGUAGES)
    master = main.text("master", DEFAULT_MASTER)
    check_file_pattern(main, "master", master, placeholders=(), suffixes=(".xlsx",))
    sheets = main.text("sheets", "six", allowed=_SHEETS)
    cycles = _cycles(values, problems)
    holidays = _holidays(main, cycles.values())
    teams = _teams(values, problems, language)
    masters = _masters(values, problems, root, teams.values())
    _check_files(root, master, masters, cycles, teams, problems)
    nightly = _table(values, "sync", problems, _SYNC_KEYS)
    limits, reader_limits = limits_in(_table(values, "limits", problems, LIMITS))
    copies = _table(values, "backup", problems, BACKUP_KEYS)
    private = root / PRIVATE_NAME
    return Programme(
        root=root,
        name=name,
        language=language,
        timezone=timezone,
        cycles=tuple(cycles.values()),
        teams=tuple(teams.values()),
        more_masters=tuple(masters.values()),
        settings=settings_in(_table(values, "settings", problems, SETTINGS)),
        sync_at=nightly.time("at", _DEFAULT_AT),
        missing_after_runs=int(
            nightly.number("missing_after_runs", MISSING_AFTER_RUNS, low=1, high=_MOST_RUNS_AWAY, whole=True)
        ),
        master=root / master.replace("\\", "/"),
        store=store_path(private),
        private=private,
        sheets=cast(Literal["six", "full"], sheets),
        holidays=holidays,
        limits=limits,
        reader_limits=reader_limits,
        backups=rule_in(copies),
        backups_in=folder_in(copies, root),
    )


def _table(values: dict[str, Any], name: str, problems: Problems, known: tuple[str, ...]) -> Section:
    """The section of that name; an absent one is empty."""
    table = values.get(name, {})
    if isinstance(table, dict):
        return Section(table, (name,), problems, known)
    problems.add((name,), "section", table, name=name)
    return Section({}, (name,), Problems({}), known)  # what is missing in it is no second mistake


def _array(
    values: dict[str, Any], name: str, problems: Problems, known: tuple[str, ...]
) -> Iterator[Section]:
    """The sections written as [[name]]."""
    tables = values.get(name, [])
    if isinstance(tables, dict):
        problems.add((name,), "single_brackets", name=name)
        tables = [tables]
    elif not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
        problems.add((name,), "section_list", tables, name=name)
        return
    elif not tables:
        problems.add((name,), "none", name=name)
    for position, table in enumerate(tables):
        yield Section(table, (name, position), problems, known)


def _id(section: Section) -> str:
    found = unicodedata.normalize("NFC", section.text("id", required=True))
    if found and not _ID.fullmatch(found):
        section.wrong("id", "characters")
    return found


def _cycles(values: dict[str, Any], problems: Problems) -> dict[KeyPath, Cycle]:
    """The cycles, by where they stand."""
    found: dict[KeyPath, Cycle] = {}
    ids: dict[str, KeyPath] = {}
    for section in _array(values, "cycle", problems, _CYCLE_KEYS):
        cycle_id = _id(section)
        _check_unique(section, "id", cycle_id, ids)
        first, last = section.date("first"), section.date("last")
        if first is None or last is None:
            continue
        if last < first:
            section.wrong("last", "cycle_order", first=first.isoformat())
            continue
        for path, other in found.items():
            if first <= other.last and other.first <= last:
                section.wrong("first", "overlap", other=other.id, line=problems.line(path))
        found[section.path] = Cycle(id=cycle_id, first=first, last=last)
    return found


def _teams(values: dict[str, Any], problems: Problems, language: str) -> dict[KeyPath, Team]:
    """The teams, by where they stand."""
    found: dict[KeyPath, Team] = {}
    ids: dict[str, KeyPath] = {}
    names: dict[str, KeyPath] = {}
    for section in _array(values, "team", problems, _TEAM_KEYS):
        team_id = _id(section)
        _check_unique(section, "id", team_id, ids)
        name = section.text("name", team_id) or team_id
        _check_unique(section, "name", name, names)
        workbook = section.text("workbook", DEFAULT_WORKBOOK)
        open_as, lead_open_as = section.text("open_as"), section.text("lead_open_as")
        check_pattern(section, "open_as", open_as)
        check_pattern(section, "lead_open_as", lead_open_as)
        lead_path = section.text("lead_path", DEFAULT_LEAD_WORKBOOK)
        usable = check_file_pattern(section, "lead_path", lead_path, suffixes=(".xlsx",))
        has_lead_workbook = section.flag("lead_workbook", default=False)
        if check_file_pattern(section, "workbook", workbook, suffixes=(".xlsx", ".xlsm")) and usable:
            found[section.path] = Team(
                id=team_id,
                name=name,
                language=section.text("language", language, allowed=LANGUAGES),
                workbook=workbook,
                open_as=open_as,
                department=section.text("department"),
                owner=section.text("owner"),
                lead_workbook=lead_path if has_lead_workbook else "",
                lead_open_as=lead_open_as,
            )
    return found


def _masters(
    values: dict[str, Any], problems: Problems, root: Path, teams: Iterable[Team]
) -> dict[KeyPath, Master]:
    """The masters beside the programme's own, by where they stand."""
    known = tuple(teams)
    found: dict[KeyPath, Master] = {}
    sections = _array(values, "master", problems, _MASTER_KEYS) if "master" in values else ()
    for section in sections:
        name = section.text("file", required=True)
        scope = Scope(section.text("scope", Scope.PROGRAMME.value, allowed=tuple(Scope)) or Scope.PROGRAMME)
        of = section.text("of", required=scope is not Scope.PROGRAMME)
        allowed = {
            Scope.TEAM: [team.id for team in known],
            Scope.DEPARTMENT: sorted({team.department for team in known if team.department}),
        }.get(scope, [])
        if of and of not in allowed:
            section.wrong("of", "choice", close=closest(of, allowed), values=", ".join(allowed) or "–")
            continue
        usable = check_file_pattern(section, "file", name, placeholders=(), suffixes=(".xlsx",))
        sensitive = section.flag("sensitive", default=False)
        if name and usable and (of or scope is Scope.PROGRAMME):
            file = root / name.replace("\\", "/")
            found[section.path] = Master(file=file, name=name, scope=scope, of=of, sensitive=sensitive)
    return found


def _check_unique(section: Section, key: str, value: str, seen: dict[str, KeyPath]) -> None:
    same = unicodedata.normalize("NFC", value).casefold()
    if same in seen:
        section.wrong(key, "duplicate", line=section.problems.line((*seen[same], key)))
    elif value:
        seen[same] = section.path


def _check_files(
    root: Path,
    master: str,
    masters: dict[KeyPath, Master],
    cycles: dict[KeyPath, Cycle],
    teams: dict[KeyPath, Team],
    problems: Problems,
) -> None:
    """No two workbooks, of whichever team and cycle, nor the masters may be one file, on Windows either."""
    taken: dict[str, tuple[KeyPath, str]] = {_same_file(root, master): (("programme", "master"), "")}
    for path, each in masters.items():
        own = ((*path, "file"), "")
        other = taken.setdefault(_same_file(root, each.name), own)
        if other != own:
            problems.add(own[0], "same_file", each.name, line=problems.line(other[0]))
    workbooks = [(path, "workbook", team) for path, team in teams.items()]
    workbooks += [(path, "lead_path", lead_of(team)) for path, team in teams.items() if team.lead_workbook]
    for path, key, owner in workbooks:
        for cycle in cycles.values():
            file = workbook_file(owner, cycle.id)
            own = ((*path, key), cycle.id)
            other = taken.setdefault(_same_file(root, file), own)
            if other == own:
                continue
            kind = "same_file_every_cycle" if other[0] == own[0] else "same_file"
            problems.add((*path, key), kind, file, line=problems.line(other[0]))
            break


def _same_file(root: Path, file: str) -> str:
    return unicodedata.normalize("NFC", os.path.normpath(root / file)).casefold()


def _holidays(main: Section, cycles: Iterable[Cycle]) -> PublicHolidays:
    region = main.text("holidays")
    if not region:
        return PublicHolidays()
    # Only a programme that names a region waits for the library to load.
    from sync.programme.public_holidays import UnknownRegionError, public_holidays

    try:
        return public_holidays(region, years_reached(cycles))
    except UnknownRegionError as error:
        main.wrong("holidays", "region", close=error.close)
        return PublicHolidays()


def _is_zone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):  # "America" is a folder of the data
        return False
    return True


def _closest_zone(name: str) -> str:
    zones = sorted(zoneinfo.available_timezones())
    if name.casefold() in _ZONES_BY_OTHER_NAMES:
        return _ZONES_BY_OTHER_NAMES[name.casefold()]
    by_city = [
        each
        for each in zones
        if each.rpartition("/")[2].casefold() == name.strip().replace(" ", "_").casefold()
    ]
    return by_city[0] if by_city else closest(name, zones)
