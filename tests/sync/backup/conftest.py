"""A programme after its first run, with a backup of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sync.cli import main
from tests.sync.backup.steps import Maker
from tests.sync.commandline import CONFIG, NOW, TEAM, CommandLine
from tests.sync.programmes import KPIS, MEMBERS, Office


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme after its first run, with a backup of it in the folder `away`."""
    root = tmp_path_factory.mktemp("programme")
    office = Office(root, "north")
    (root / "remit.toml").write_text(
        CONFIG.format(language="en") + TEAM.format(team="north", name="North"), encoding="utf-8"
    )
    office.write("north", members=MEMBERS, kpis=KPIS)
    config = ["--config", str(root / "remit.toml")]
    (root / ".remit" / "distributed.json").write_text("{}", encoding="utf-8")
    for command in (["master", "template"], ["sync"], ["backup", str(root / "away" / "backup.zip")]):
        assert main([*command, *config], clock=lambda: NOW) == 0
    return root


@pytest.fixture
def here(made: Path, command_line: Maker) -> CommandLine:
    """A copy of it."""
    found = command_line()
    shutil.copytree(made, found.root, dirs_exist_ok=True)
    found.office = Office(found.root, "north")
    return found
