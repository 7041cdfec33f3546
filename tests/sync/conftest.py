"""Fixtures for tests of the command line."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sync.programme.logs import stop_logging
from tests.sync.commandline import CommandLine
from tests.sync.powers import laid_down


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


@pytest.fixture
def no_more_powers_than_others() -> Iterator[None]:
    """File permissions hold, also where the tests run as root."""
    if os.name == "nt":
        pytest.skip("Windows has other permissions")
    if os.geteuid() != 0:
        yield
        return
    with laid_down():
        yield
