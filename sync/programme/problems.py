"""A mistake in `remit.toml`, and the reading of its tables that gathers all of them before it gives up.

Owns the form of a problem (line, key, what was found, what is allowed, what to do; in every language) and the
typed look-up of values. Knows no key by name: those are in `sync.programme.config`.
"""

from __future__ import annotations

import datetime as dt
import difflib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from delegation.labels import Labels, labels
from sync.programme.lines import KeyPath, line_of
from sync.programme.model import CONFIG_NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigProblem:
    """One mistake. `kind` names its texts, `shown` is the value in the file, `close` is what was meant."""

    line: int
    key: str
    kind: str
    shown: str = ""
    expected: str = ""
    close: str = ""
    params: Mapping[str, str] = field(default_factory=dict)

    def found(self, words: Labels) -> str:
        return words.text(f"config.problem.{self.kind}.found", **self._params(words))

    def allowed(self, words: Labels) -> str:
        return words.text(f"config.problem.{self.kind}.allowed", **self._params(words))

    def remedy(self, words: Labels) -> str:
        if self.close:
            return words.text("config.did_you_mean", close=self.close)
        return words.text(f"config.problem.{self.kind}.remedy", **self._params(words))

    def sentence(self, words: Labels, file: str) -> str:
        """The whole line: where, what was found, what is allowed, what to do."""
        return words.text(
            "config.sentence" if self.key else "config.sentence_without_key",
            file=file,
            line=self.line,
            item=self.key,
            found=self.found(words),
            allowed=self.allowed(words),
            remedy=self.remedy(words),
        ).strip()

    def _params(self, words: Labels) -> dict[str, str]:
        expected = words.text(f"config.type.{self.expected}") if self.expected else ""
        return {"item": self.key.rpartition(".")[2], "shown": self.shown, "expected": expected, **self.params}


class ConfigError(Exception):
    """`remit.toml` cannot be used; nothing was done. `language` is the file's own where it could be read."""

    def __init__(self, path: Path, problems: Iterable[ConfigProblem], language: str | None = None) -> None:
        self.path = path
        self.problems = tuple(sorted(problems, key=lambda each: each.line))
        self.language = language
        super().__init__(path, self.problems, language)

    def __str__(self) -> str:
        return self.text(labels("en"))

    def text(self, words: Labels) -> str:
        """How many mistakes there are; the mistakes themselves are `problems`."""
        if len(self.problems) == 1:
            return words.text("config.heading_one", file=self.path.name)
        return words.text("config.heading", file=self.path.name, count=len(self.problems))


class ConfigMissingError(Exception):
    """There is no `remit.toml`, neither where it was said to be nor in the folders above `start`."""

    def __init__(self, start: Path, *, named: bool) -> None:
        self.start = start
        self.named = named
        super().__init__(start, named)

    def __str__(self) -> str:
        return self.text(labels("en"))

    def text(self, words: Labels) -> str:
        if self.named:
            return words.text("config.missing_named", path=self.start)
        return words.text("config.missing", path=self.start)


def shown(value: object) -> str:
    """A value as it would stand in the file, shortened."""
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, str):
        text = json.dumps(value, ensure_ascii=False)
    elif isinstance(value, (dt.date, dt.time)):
        text = value.isoformat()
    elif isinstance(value, dict):
        text = "{" + ", ".join(f"{key} = {shown(each)}" for key, each in value.items()) + "}"
    elif isinstance(value, list):
        text = "[" + ", ".join(shown(each) for each in value) + "]"
    else:
        text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"


def closest(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, or nothing."""
    by_lower = {each.casefold(): each for each in known}
    found = difflib.get_close_matches(word.casefold(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else ""


class Problems:
    """Gathers the mistakes of one file."""

    def __init__(self, lines: dict[KeyPath, int]) -> None:
        self.lines = lines
        self.found: list[ConfigProblem] = []

    def add(
        self,
        path: KeyPath,
        kind: str,
        value: object = "",
        /,
        *,
        expected: str = "",
        close: str = "",
        **params: str,
    ) -> None:
        self.found.append(
            ConfigProblem(
                line=line_of(self.lines, path),
                key=".".join(each for each in path if isinstance(each, str)),
                kind=kind,
                shown=shown(value),
                expected=expected,
                close=close,
                params=params,
            )
        )

    def line(self, path: KeyPath) -> str:
        return str(line_of(self.lines, path))


class Section:
    """One table of the file. A look-up notes what is wrong and gives the default, so that reading goes on."""

    def __init__(
        self, values: dict[str, Any], path: KeyPath, problems: Problems, known: Iterable[str]
    ) -> None:
        self.values = values
        self.path = path
        self.problems = problems
        self.meant: set[str] = set()  # keys that are there under a misspelt name
        names = tuple(known)
        table = "[" + ".".join(each for each in path if isinstance(each, str)) + "]" if path else CONFIG_NAME
        for key in values:
            if key not in names:
                close = closest(key, names)
                self.meant.add(close)
                problems.add(
                    (*path, key), "unknown_key", key, close=close, table=table, names=", ".join(names)
                )

    def at(self, key: str) -> KeyPath:
        return (*self.path, key)

    def missing(self, key: str) -> None:
        if key not in self.meant:
            self.problems.add(self.at(key), "missing", example=key)

    def wrong(self, key: str, kind: str, *, expected: str = "", close: str = "", **params: str) -> None:
        self.problems.add(
            self.at(key), kind, self.values.get(key, ""), expected=expected, close=close, **params
        )

    def text(
        self, key: str, default: str = "", *, required: bool = False, allowed: Iterable[str] = ()
    ) -> str:
        value = self.values.get(key)
        if value is None:
            if required:
                self.missing(key)
            return default
        if not isinstance(value, str):
            self.wrong(key, "type", expected="text")
            return default
        value = value.strip()
        if required and not value:
            self.wrong(key, "blank")
            return default
        if allowed and value not in allowed:
            self.wrong(
                key,
                "choice",
                close=closest(value, allowed),
                values=", ".join(f'"{each}"' for each in allowed),
            )
            return default
        return value

    def date(self, key: str) -> dt.date | None:
        """A TOML date, or a text in the same form."""
        value = self.values.get(key)
        if value is None:
            self.missing(key)
        elif isinstance(value, dt.datetime):
            self.wrong(key, "type", expected="date")
        elif isinstance(value, dt.date):
            return value
        elif isinstance(value, str) and re.fullmatch(r"\s*\d{4}-\d{2}-\d{2}\s*", value):
            try:
                return dt.date.fromisoformat(value.strip())
            except ValueError:
                self.wrong(key, "no_such_date")
        else:
            self.wrong(key, "type", expected="date")
        return None

    def time(self, key: str, default: dt.time) -> dt.time:
        """`"02:30"`, or a TOML time."""
        value = self.values.get(key)
        if value is None:
            return default
        if isinstance(value, dt.time):
            return value.replace(microsecond=0)
        if not isinstance(value, str):
            self.wrong(key, "type", expected="time")
            return default
        clock = re.fullmatch(r"\s*(\d{1,2})[:：](\d{2})\s*", value)
        if clock is None or int(clock[1]) > 23 or int(clock[2]) > 59:
            self.wrong(key, "time")
            return default
        return dt.time(int(clock[1]), int(clock[2]))

    def number(self, key: str, default: float, *, low: float, high: float, whole: bool) -> float:
        value = self.values.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            self.wrong(key, "type", expected="whole" if whole else "number")
            return default
        if not low <= value <= high:  # a NaN is outside too
            self.wrong(key, "range", low=f"{low:g}", high=f"{high:g}")
            return default
        return value if whole else float(value)

    def flag(self, key: str, default: bool) -> bool:
        value = self.values.get(key, default)
        if isinstance(value, bool):
            return value
        self.wrong(key, "type", expected="flag")
        return default
