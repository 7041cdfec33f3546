"""`.remit/passwords.toml`: what it may say, and that a mistake in it is told without what stands there."""

from __future__ import annotations

import traceback
from pathlib import Path
from textwrap import dedent

import pytest

from delegation.labels import labels
from sync.programme.config import ConfigError, load_programme
from sync.programme.model import Programme
from sync.programme.passwords import Passwords, passwords_path, read_passwords
from tests.sync.commandline import CONFIG

TEAMS = """
[[team]]
id = "north"
lead_workbook = true

[[team]]
id = "south.2"

[[team]]
id = "华北"
"""


@pytest.fixture
def programme(tmp_path: Path) -> Programme:
    config = tmp_path / "remit.toml"
    config.write_text(CONFIG.format(language="en") + TEAMS, encoding="utf-8")
    return load_programme(config)


def written(programme: Programme, text: str) -> Passwords:
    programme.private.mkdir(exist_ok=True)
    passwords_path(programme.private).write_text(dedent(text), encoding="utf-8")
    return read_passwords(programme)


def problems(programme: Programme, text: str, language: str = "en") -> list[str]:
    with pytest.raises(ConfigError) as caught:
        written(programme, text)
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert "hunter" not in told
    return [each.sentence(labels(language), "passwords.toml") for each in caught.value.problems]


def test_nothing_is_configured_by_default(programme: Programme) -> None:
    assert read_passwords(programme) == Passwords()
    assert Passwords().of("north") == Passwords().every() == ()


def test_a_password_or_several_for_a_workbook(programme: Programme) -> None:
    found = written(
        programme,
        r"""
        # who knows them: Ana
        north = "Grüße 密码"
        "north/lead" = ' with \ and spaces '
        "south.2" = ["new one", "old one"]
        "华北" = "old one"
        """,
    )
    assert found.of("north") == ("Grüße 密码",)
    assert found.of("north/lead") == (r" with \ and spaces ",)
    assert found.of("south.2") == ("new one", "old one")
    assert found.of("south") == ()
    assert found.every() == ("Grüße 密码", r" with \ and spaces ", "new one", "old one")


def test_they_are_not_shown_by_accident(programme: Programme) -> None:
    found = written(programme, 'north = "hunter2"')
    assert "hunter" not in f"{found} {found!r}"


SYNTAX = (
    'This is not TOML. A line for each workbook: north = "its password". What has other signs than a-z, 0-9,'
    ' - and _ stands in quotation marks on the left too: "north/lead" = …; a password with \\ in single ones:'
    " '…'. Correct this line or the one above it."
)
OWNER = (
    'The line names no workbook of remit.toml. Allowed on the left: north, "north/lead", "south.2", "华北".'
    " Correct the id, in quotation marks if it has a dot or a slash, or remove the line."
)
TEXT = (
    'What stands here is no password. Allowed: a password in quotation marks ("…"), or a list of some (["…",'
    ' "…"]). Write the password in quotation marks.'
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("\nnorth = hunter2", f"passwords.toml › line 2: {SYNTAX}"),
        ('\nnorth = "hunter\\2"', f"passwords.toml › line 2: {SYNTAX}"),
        ('north = "hunter2', f"passwords.toml › line 1: {SYNTAX}"),
        ('北 = "hunter2"', f"passwords.toml › line 1: {SYNTAX}"),
        ('north/lead = "hunter2"', f"passwords.toml › line 1: {SYNTAX}"),
        ('north = "hunter2"\nnorth = "hunter3"', f"passwords.toml › line 2: {SYNTAX}"),
        ('"hunter2" = "north"', f"passwords.toml › line 1: {OWNER}"),
        ('# \nsouth.2 = "hunter2"', f"passwords.toml › line 2: {OWNER}"),
        ('[north]\npassword = "hunter2"', f"passwords.toml › line 1 (north): {TEXT}"),
        ("north = 5832", f"passwords.toml › line 1 (north): {TEXT}"),
        ('north = ["hunter2", 7]', f"passwords.toml › line 1 (north): {TEXT}"),
        ("north = []", f"passwords.toml › line 1 (north): {TEXT}"),
        ('north = ""', f"passwords.toml › line 1 (north): {TEXT}"),
    ],
)
def test_a_mistake_is_told_without_what_stands_there(programme: Programme, text: str, told: str) -> None:
    assert problems(programme, text) == [told]
    assert "5832" not in told


def test_every_mistake_is_told_and_in_chinese(programme: Programme) -> None:
    assert problems(programme, 'north = 1\nsouth = "hunter2"', "zh") == [
        (
            "passwords.toml › 第 1 行（north）：这里填写的不是密码。"
            '可以是引号中的密码（"…"），或几个密码的列表（["…", "…"]）。请把密码写在引号里。'
        ),
        (
            "passwords.toml › 第 2 行：这一行没有对应 remit.toml 中的任何工作簿。"
            '等号左边可以是：north, "north/lead", "south.2", "华北"。'
            "请改正 id（含点号或斜杠时加引号），或删除这一行。"
        ),
    ]


def test_a_file_in_another_encoding(programme: Programme) -> None:
    programme.private.mkdir()
    passwords_path(programme.private).write_bytes('north = "hunter-Grüße"'.encode("cp1252"))
    with pytest.raises(ConfigError) as caught:
        read_passwords(programme)
    assert [(each.line, each.kind) for each in caught.value.problems] == [(1, "encoding")]
    assert "hunter" not in "".join(traceback.format_exception(caught.value))
