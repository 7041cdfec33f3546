"""What the guides tell people to type is there: commands, options, keys of remit.toml, codes, pages."""

from __future__ import annotations

import contextlib
import dataclasses
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from delegation.issues import catalogue
from delegation.labels import labels
from delegation.settings import DEFAULT, Settings
from sync.cli import remit
from sync.programme.backups import backup_lines
from sync.programme.config import Cycle, Team, load_programme
from sync.programme.thresholds import setting_lines
from sync.programme.workbook_limits import limit_lines
from tests.hosts.server import MAIN

DOCS = Path(__file__).resolve().parents[1] / "docs"
ADMINISTRATOR = ("administrator-guide.md", "administrator-guide.zh.md")
GUIDES = (*ADMINISTRATOR, "team-guide.md", "team-guide.zh.md")

each_guide = pytest.mark.parametrize("guide", GUIDES)
each_administrator_guide = pytest.mark.parametrize("guide", ADMINISTRATOR)


def text_of(guide: str) -> str:
    return (DOCS / guide).read_text(encoding="utf-8")


def blocks(guide: str, language: str) -> list[str]:
    """The fenced blocks of that language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text_of(guide), re.MULTILINE | re.DOTALL)


def command_lines(guide: str) -> Iterator[str]:
    """What begins with `remit ` in the sh blocks and between backticks."""
    for block in blocks(guide, "sh"):
        yield from (line for line in block.splitlines() if line.startswith("remit "))
    yield from re.findall(r"`(remit [^`\n]+)`", text_of(guide))


def parse(line: str) -> list[str]:
    """The command and its options as click understands them. Raises: click.UsageError."""
    _, name, *arguments = shlex.split(line, comments=True)
    group = remit(labels("en"))
    inner = group.commands.get(name)
    if isinstance(inner, click.Group) and arguments:
        group, (name, *arguments) = inner, arguments
    if name not in group.commands:
        raise click.UsageError(f"no command {name}")
    with contextlib.suppress(click.exceptions.Exit):  # --help and --version end at once
        group.commands[name].make_context(name, arguments)
    return [name, *arguments]


@pytest.mark.parametrize("line", sorted({line for guide in GUIDES for line in command_lines(guide)}))
def test_a_command_line_can_be_typed_as_it_stands(line: str) -> None:
    parse(line)


@pytest.mark.parametrize(
    "line",
    [
        "remit conjure",
        "remit master piece",
        "remit master template --resett",
        "remit sync --force",
        "remit sync --format xml",
    ],
)
def test_a_command_line_that_cannot_be_typed_is_found(line: str) -> None:
    with pytest.raises(click.UsageError):
        parse(line)


def test_both_languages_show_the_same_commands() -> None:
    english, chinese = ({parse(line)[0] for line in command_lines(guide)} for guide in ADMINISTRATOR)
    assert english == chinese
    assert english >= {"init", "distribute", "sync", "daemon", "status", "history", "validate", "doctor"}


@each_administrator_guide
def test_the_toml_block_loads_and_its_values_are_the_defaults(guide: str, tmp_path: Path) -> None:
    block, *_ = blocks(guide, "toml")
    shown, bare = tmp_path / "shown" / "remit.toml", tmp_path / "bare" / "remit.toml"
    for path in (shown, bare):
        path.parent.mkdir()
    shown.write_text(block, encoding="utf-8")
    bare.write_text("\n".join(_needed(block)), encoding="utf-8")
    loaded, least = load_programme(shown), load_programme(bare)
    assert loaded.settings == DEFAULT
    for name in ("language", "sheets", "sync_at", "cycles", "timezone"):
        assert getattr(loaded, name) == getattr(least, name), name
    assert loaded.master.name == least.master.name
    assert loaded.teams[0] == dataclasses.replace(least.teams[0], name=loaded.teams[0].name)


def _needed(block: str) -> Iterator[str]:
    """The lines without which a remit.toml has mistakes: sections, and keys marked with a star."""
    for line in block.splitlines():
        if line.startswith(("[[", "[programme]")) or re.search(r"#\s*\*", line):
            yield line


@each_administrator_guide
def test_the_toml_block_has_every_key(guide: str) -> None:
    found = tomllib.loads(blocks(guide, "toml")[0])
    assert set(found["settings"]) == {each.name for each in dataclasses.fields(Settings)}
    (cycle,), (team,) = found["cycle"], found["team"]
    assert set(cycle) == _names(Cycle)
    assert set(team) == _names(Team) | {"lead_path"}
    assert set(found["programme"]) == {
        "name",
        "timezone",
        "language",
        "master",
        "sheets",
        "holidays",
    }
    assert set(found["sync"]) == {"at", "missing_after_runs"}


@pytest.mark.parametrize(("guide", "language"), [(ADMINISTRATOR[0], "en"), (ADMINISTRATOR[1], "zh")])
def test_a_section_is_told_in_the_words_of_a_new_programme(guide: str, language: str) -> None:
    block, *_ = blocks(guide, "toml")
    words = labels(language)
    for lines in (setting_lines(words), limit_lines(words), backup_lines(words)):
        assert "\n".join(["", *lines, ""]) in block


def _names(of: type) -> set[str]:
    return {each.name for each in dataclasses.fields(of)}


@each_guide
def test_every_code_is_one_that_is_reported(guide: str) -> None:
    assert set(re.findall(r"`([A-Z]{2,3}-[A-Z-]+)`", text_of(guide))) <= set(catalogue())


@each_guide
def test_every_link_leads_to_a_page(guide: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", text_of(guide))
    assert links
    assert [each for each in links if not (DOCS / each).is_file()] == []


@each_administrator_guide
def test_main_py_is_the_one_that_is_run_in_pyodide(guide: str) -> None:
    assert blocks(guide, "python") == [MAIN]
