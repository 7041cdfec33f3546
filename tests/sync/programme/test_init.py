"""`remit init`: a remit.toml that can be used as it is, and nothing overwritten."""

from __future__ import annotations

import datetime as dt
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.master.template import build_template
from sync.programme.config import load_programme
from sync.programme.init import FolderError, ProgrammeExistsError, make_programme, quarter
from sync.programme.private import secret_path
from tests.sync.commandline import CommandLine

TODAY = dt.date(2026, 11, 13)


@pytest.mark.parametrize(("language", "teams"), [("en", ["North", "South"]), ("zh", ["华北", "华南"])])
def test_the_file_is_a_programme_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, teams: list[str]
) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    report = make_programme(tmp_path / "my programme", language=language, today=TODAY)
    programme = load_programme(report.config)
    assert (programme.name, programme.language, programme.timezone) == (
        "my programme",
        language,
        "Europe/Berlin",
    )
    assert [team.name for team in programme.teams] == teams
    assert programme.cycles == (quarter(TODAY),)


def test_what_a_comment_shows_can_be_used(tmp_path: Path) -> None:
    report = make_programme(tmp_path / "new", language="en", today=TODAY)
    lines = report.config.read_text(encoding="utf-8").splitlines()
    taken = [line.removeprefix("# ") if line.startswith("# ") and " = " in line else line for line in lines]
    assert taken != lines
    report.config.write_text(
        "\n".join(line for line in taken if "language =" not in line[8:]), encoding="utf-8"
    )
    programme = load_programme(report.config)
    assert programme.teams[0].open_as == r"\\server\share\{name}.xlsx"
    assert programme.settings.green_at == 0.9


@pytest.mark.parametrize(
    ("day", "cycle", "first", "last"),
    [
        ("2026-01-01", "2026-Q1", "2026-01-01", "2026-03-31"),
        ("2028-02-29", "2028-Q1", "2028-01-01", "2028-03-31"),
        ("2026-06-30", "2026-Q2", "2026-04-01", "2026-06-30"),
        ("2026-12-31", "2026-Q4", "2026-10-01", "2026-12-31"),
    ],
)
def test_the_first_cycle_is_the_quarter(day: str, cycle: str, first: str, last: str) -> None:
    found = quarter(dt.date.fromisoformat(day))
    assert (found.id, found.first.isoformat(), found.last.isoformat()) == (cycle, first, last)


def test_the_private_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    report = make_programme(tmp_path, language="en", today=TODAY)
    assert stat.S_IMODE(report.private.stat().st_mode) == 0o700
    assert stat.S_IMODE(secret_path(report.private).stat().st_mode) == 0o600
    assert (report.private / ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_a_programme_is_never_overwritten(tmp_path: Path) -> None:
    report = make_programme(tmp_path, language="en", today=TODAY)
    report.config.write_text("mine", encoding="utf-8")
    with pytest.raises(ProgrammeExistsError) as caught:
        make_programme(tmp_path, language="zh", today=TODAY)
    assert str(caught.value) == (
        f"There is a programme already: {report.config}. Edit that file, or choose another folder."
    )
    assert report.config.read_text(encoding="utf-8") == "mine"


def test_the_template_of_the_master_is_the_shipped_one_and_one_that_is_there_stays(tmp_path: Path) -> None:
    report = make_programme(tmp_path / "new", language="zh", today=TODAY)
    assert report.template == load_programme(report.config).template
    assert report.template.read_bytes() == build_template("zh", "new")
    report.config.unlink()
    report.template.write_bytes(b"mine")
    assert make_programme(tmp_path / "new", language="zh", today=TODAY).template.read_bytes() == b"mine"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FolderError) as caught:
        make_programme(tmp_path / "file" / "new", language="en", today=TODAY)
    assert str(caught.value).startswith(f"The folder {tmp_path / 'file' / 'new'} cannot be written: ")


def test_the_command_says_the_next_step(command_line: Callable[..., CommandLine]) -> None:
    here = command_line()
    told = here.run("init", "new")
    config = here.root / "new" / "remit.toml"
    assert told.exit == 0
    assert told.lines[0] == f"● New programme: {config}"
    assert told.lines[-1] == (
        f"Next: enter your teams and cycles in {config}, then: cd new && remit doctor && remit distribute"
    )
    again = here.run("init", "new", "--lang", "zh")
    assert (again.exit, again.err) == (
        2,
        f"remit：这里已有一个项目：{config}。请编辑该文件，或选择其他文件夹。\n",
    )


def test_the_command_as_json(command_line: Callable[..., CommandLine]) -> None:
    here = command_line()
    told = here.run("init", "new", "--format", "json", "--as-of", "2027-01-02", "--lang", "zh")
    folder = here.root / "new"
    assert told.json == {
        "schema": "remit.init",
        "version": 1,
        "directory": str(folder),
        "config": str(folder / "remit.toml"),
        "private": str(folder / ".remit"),
        "template": str(folder / "master-template.xlsx"),
        "language": "zh",
        "cycle": "2027-Q1",
    }
