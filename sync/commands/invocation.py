"""What one call of the command line knows: the options that every command has, the language, the clock.

Here, and nowhere below, the clock and the environment are read.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from delegation.labels import LANGUAGES, Labels, labels

if TYPE_CHECKING:
    from sync.programme.model import Programme

Clock = Callable[[], dt.datetime]
"""Gives the present moment, with a time zone."""


def system_clock() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def user_name() -> str:
    """Who runs this command, as the system knows them; "?" where it does not."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"


def environment_language(environment: Mapping[str, str] | None = None) -> str:
    """The language of the person's system, as far as Remit ships it."""
    settings = os.environ if environment is None else environment
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if settings.get(name):
            return "zh" if settings[name].lower().startswith("zh") else "en"
    if sys.platform == "win32":
        import ctypes

        chinese = 0x04
        return "zh" if ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == chinese else "en"
    import locale

    return "zh" if (locale.getlocale()[0] or "").lower().startswith("zh") else "en"


@dataclass(slots=True, kw_only=True)
class Invocation:
    """One call. It learns while it goes: the options as they are parsed, the programme when it is loaded."""

    clock: Clock = system_clock
    json: bool = False
    asked_language: str | None = None
    other_language: str = "en"  # of the programme once that is loaded, of the environment before
    config: Path | None = None
    asked_as_of: dt.date | None = None
    private: Path | None = None

    @staticmethod
    def of(arguments: Sequence[str], clock: Clock) -> Invocation:
        """What has to be known before the arguments are parsed: how help and mistakes in them are told."""
        language = _value_of("--lang", arguments)
        return Invocation(
            clock=clock,
            json=_value_of("--format", arguments) == "json",
            asked_language=language if language in LANGUAGES else None,
            other_language=environment_language(),
        )

    @property
    def language(self) -> str:
        return self.asked_language or self.other_language

    @property
    def words(self) -> Labels:
        return labels(self.language)

    def programme(self, *, looks_inside: bool = True) -> Programme:
        """The programme of `--config`, or of the folder that the person is in.

        `looks_inside`: whether there is nothing to be done without the private folder, which others than the
        one who runs Remit may not look into.

        Raises: ConfigError, ConfigMissingError, PrivateFolderError.
        """
        from sync.programme.config import load_programme
        from sync.programme.private import check_access

        programme = load_programme(self.config_path())
        self.other_language = programme.language
        if looks_inside:
            check_access(programme.private)
        self.private = programme.private
        return programme

    def config_path(self) -> Path:
        """Raises: ConfigMissingError when none is named and none is found."""
        from sync.programme.config import ConfigMissingError, find_config

        if self.config is not None:
            return self.config
        here = Path.cwd()
        found = find_config(here)
        if found is None:
            raise ConfigMissingError(here, named=False)
        return found

    def as_of(self, programme: Programme) -> dt.date:
        """The day of `--as-of`, else today where the programme is."""
        return self.asked_as_of or self.today(programme.timezone)

    def today(self, timezone: str | None = None) -> dt.date:
        """Today in that time zone; in this computer's own without one."""
        import zoneinfo

        return self.clock().astimezone(zoneinfo.ZoneInfo(timezone) if timezone else None).date()


def moment(when: dt.datetime, programme: Programme) -> str:
    """A moment as the clocks of the programme showed it."""
    import zoneinfo

    return when.astimezone(zoneinfo.ZoneInfo(programme.timezone)).strftime("%Y-%m-%d %H:%M")


def _value_of(option: str, arguments: Sequence[str]) -> str | None:
    for position, argument in enumerate(arguments):
        if argument == option and position + 1 < len(arguments):
            return arguments[position + 1]
        if argument.startswith(f"{option}="):
            return argument.partition("=")[2]
    return None
