"""The command line as a person in the programme's folder uses it, with a clock that stands still."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sync.cli import main
from tests.sync.programmes import Office

NOW = dt.datetime(2026, 11, 13, 20, 0, tzinfo=dt.UTC)

CONFIG = """\
[programme]
name = "Launch"
timezone = "Asia/Shanghai"
language = "{language}"

[[cycle]]
id = "2026-Q4"
first = 2026-10-01
last = 2026-12-31
"""
TEAM = """
[[team]]
id = "{team}"
name = "{name}"
"""


@dataclass(frozen=True, slots=True)
class Told:
    """What one command left behind."""

    exit: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found

    @property
    def lines(self) -> list[str]:
        """What is on stdout, without blank lines and the space that aligns columns."""
        return [" ".join(line.split()) for line in self.out.splitlines() if line.strip()]

    @property
    def shown(self) -> list[str]:
        """The lines of a command that went well, without those that are drawn."""
        assert (self.exit, self.err) == (0, "")
        return [line for line in self.lines if not set(line) <= {"─"}]


class CommandLine:
    """A folder with a remit.toml, workbooks made by `office`, and the commands run there."""

    def __init__(
        self, root: Path, capfd: pytest.CaptureFixture[str], *teams: str, language: str = "en"
    ) -> None:
        self.root = root
        self._capfd = capfd
        self.office = Office(root, *teams)
        if teams:
            sections = (TEAM.format(team=team, name=team.title()) for team in teams)
            self.config(CONFIG.format(language=language) + "".join(sections))

    def config(self, text: str) -> Path:
        path = self.root / "remit.toml"
        path.write_text(text, encoding="utf-8")
        return path

    def run(self, *arguments: str | Path) -> Told:
        self._capfd.readouterr()
        status = main([str(each) for each in arguments], clock=lambda: NOW)
        out, err = self._capfd.readouterr()
        return Told(status, out, err)
