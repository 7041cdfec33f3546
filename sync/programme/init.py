"""What `remit init` writes: a commented `remit.toml` to be filled in, the private folder, the template of the
master.

Owns the wording of the file by way of the labels and the cycle it proposes. Overwrites nothing.
"""

from __future__ import annotations

import calendar
import datetime as dt
import json
import os
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from delegation.labels import Labels, labels
from sync.programme.backups import backup_lines
from sync.programme.model import (
    CONFIG_NAME,
    DEFAULT_LEAD_WORKBOOK,
    DEFAULT_MASTER,
    DEFAULT_WORKBOOK,
    MISSING_AFTER_RUNS,
    PRIVATE_NAME,
    TEMPLATE_NAME,
    Cycle,
    safe_file_name,
)
from sync.programme.private import ensure_private
from sync.programme.thresholds import setting_lines
from sync.programme.workbook_limits import limit_lines
from sync.writing import write_atomically

_ZONE_OF_LANGUAGE = {"en": "UTC", "zh": "Asia/Shanghai"}


class ProgrammeExistsError(Exception):
    """The folder has a remit.toml already."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(path)

    def __str__(self) -> str:
        return self.text(labels("en"))

    def text(self, words: Labels) -> str:
        return words.text("config.init.exists", path=self.path)


class FolderError(Exception):
    """The folder cannot be made or written to."""

    def __init__(self, path: Path, detail: str) -> None:
        self.path = path
        self.detail = detail
        super().__init__(path, detail)

    def __str__(self) -> str:
        return self.text(labels("en"))

    def text(self, words: Labels) -> str:
        return words.text("config.init.unwritable", path=self.path, detail=self.detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class InitReport:
    """What was written."""

    directory: Path
    config: Path
    private: Path
    template: Path
    language: str
    cycle: Cycle


def make_programme(directory: Path, *, language: str, today: dt.date) -> InitReport:
    """A new programme in that folder, with the quarter of `today` as its first cycle.

    Raises: ProgrammeExistsError, FolderError.
    """
    directory = directory.resolve()
    config = directory / CONFIG_NAME
    if config.exists():
        raise ProgrammeExistsError(config)
    cycle = quarter(today)
    name, template = safe_file_name(directory.name), directory / TEMPLATE_NAME
    text = config_text(language, name, local_zone(language), cycle)
    try:
        write_atomically(config, text.encode())
        if not template.exists():
            write_atomically(template, _template(language, name))
    except OSError as error:
        raise FolderError(directory, error.strerror or str(error)) from error
    private = directory / PRIVATE_NAME
    ensure_private(private)
    return InitReport(
        directory=directory,
        config=config,
        private=private,
        template=template,
        language=language,
        cycle=cycle,
    )


def _template(language: str, name: str) -> bytes:
    from sync.master.template import build_template  # slow to load, and most commands make no programme

    return build_template(language, name)


def quarter(day: dt.date) -> Cycle:
    """The calendar quarter that the day is in."""
    number = (day.month - 1) // 3 + 1
    last_month = number * 3
    return Cycle(
        id=f"{day.year}-Q{number}",
        first=dt.date(day.year, last_month - 2, 1),
        last=dt.date(day.year, last_month, calendar.monthrange(day.year, last_month)[1]),
    )


def local_zone(language: str) -> str:
    """The IANA name of this computer's time zone, where it can be told; else one that fits the language."""
    candidates = [os.environ.get("TZ", "").removeprefix(":")]
    linked = os.path.realpath("/etc/localtime")
    candidates.append(linked.partition("zoneinfo/")[2])
    for name in candidates:
        if "/" in name and not name.startswith("Etc/") and name in zoneinfo.available_timezones():
            return name
    return _ZONE_OF_LANGUAGE[language]


def config_text(language: str, name: str, timezone: str, cycle: Cycle) -> str:
    """The `remit.toml` of a new programme; every line that may be left out is a comment."""
    words = labels(language)
    return "\n".join(_lines(words, name, timezone, cycle)) + "\n"


def _lines(words: Labels, name: str, timezone: str, cycle: Cycle) -> Iterator[str]:
    yield from _comment(words.text("config.init.head"))
    yield ""
    yield "[programme]"
    yield f"name = {_quoted(name)}"
    yield f'language = "{words.language}"  # {words.text("config.init.language")}'
    yield f'timezone = "{timezone}"  # {words.text("config.init.timezone")}'
    yield f"# master = {_quoted(DEFAULT_MASTER)}  # {words.text('config.init.master')}"
    yield f'# sheets = "six"  # {words.text("config.init.sheets")}'
    yield f'# holidays = "CN"  # {words.text("config.init.holidays")}'
    yield ""
    yield "[sync]"
    yield f'at = "02:30"  # {words.text("config.init.at")}'
    yield f"# missing_after_runs = {MISSING_AFTER_RUNS}  # {words.text('config.init.missing_after_runs')}"
    yield ""
    yield from _comment(words.text("config.init.cycles"))
    yield "[[cycle]]"
    yield f'id = "{cycle.id}"'
    yield f"first = {cycle.first}"
    yield f"last = {cycle.last}"
    yield ""
    yield from _comment(words.text("config.init.teams"))
    yield from _team(words, "1")
    yield f"# workbook = {_quoted(DEFAULT_WORKBOOK)}  # {words.text('config.init.workbook')}"
    yield f"# open_as = '\\\\server\\share\\{{name}}.xlsx'  # {words.text('config.init.open_as')}"
    yield f"# lead_workbook = false  # {words.text('config.init.lead_workbook')}"
    yield f"# lead_path = {_quoted(DEFAULT_LEAD_WORKBOOK)}  # {words.text('config.init.lead_path')}"
    yield ""
    yield from _team(words, "2")
    yield ""
    yield from _comment(words.text("config.init.settings"))
    yield "[settings]"
    yield from (f"# {line}" for line in setting_lines(words))
    yield ""
    yield from _comment(words.text("limits.section"))
    yield "[limits]"
    yield from (f"# {line}" for line in limit_lines(words))
    yield ""
    yield from _comment(words.text("backup.section"))
    yield "[backup]"
    yield from (f"# {line}" for line in backup_lines(words))


def _team(words: Labels, number: str) -> Iterator[str]:
    yield "[[team]]"
    yield f"id = {_quoted(words.text(f'config.init.team_{number}_id'))}"
    yield f"name = {_quoted(words.text(f'config.init.team_{number}_name'))}"
    yield f"department = {_quoted(words.text('config.init.department'))}"
    yield f"owner = {_quoted(words.text('config.init.owner'))}"


def _comment(text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield f"# {line}".rstrip()


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON string is also a TOML string
