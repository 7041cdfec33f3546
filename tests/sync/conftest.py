"""Fixtures for tests of the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sync.programme.logs import stop_logging
from tests.sync.commandline import CommandLine


@pytest.fixture
def command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., CommandLine]:
    """Makes a `CommandLine` in an empty folder, in an English environment; give it the ids of the teams."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def make(*teams: str, language: str = "en") -> CommandLine:
        return CommandLine(tmp_path, capfd, *teams, language=language)

    return make


@pytest.fixture(autouse=True)
def _logs_are_closed() -> object:
    yield
    stop_logging()
