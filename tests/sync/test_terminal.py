"""What a terminal shows: columns that line up with wide characters, JSON that is always UTF-8."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.cells import cell_len

from delegation.issues import Severity
from sync.terminal import own_command, progress, severity_sign, show_json, show_table


def shown(
    capsys: pytest.CaptureFixture[str], rows: Sequence[Sequence[str]], **options: Sequence[int]
) -> list[str]:
    show_table(["Team", "Rows"], rows, **options)
    return capsys.readouterr().out.splitlines()


def test_columns_line_up_with_wide_characters(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(capsys, [["华北销售区", "7"], ["North", "1234"]], right=(1,))
    assert lines == [
        "Team         Rows",
        "─────────────────",
        "华北销售区      7",
        "North        1234",
    ]
    assert len({cell_len(line) for line in lines}) == 1


def test_what_people_typed_is_never_markup(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, [["[bold]x[/bold] :smile:", "1"]])[-1].startswith("[bold]x[/bold] :smile:")


def test_severity_is_never_told_by_colour_alone() -> None:
    assert len({severity_sign(each)[-5:] for each in Severity}) == len(Severity)


def test_json_is_one_utf_8_object_even_with_half_a_character(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    show_json("remit.test", {"text": "华北 \ud83d"})
    sys.stdout.flush()
    assert json.loads(raw.getvalue().decode("utf-8")) == {
        "schema": "remit.test",
        "version": 1,
        "text": "华北 \ud83d",
    }


def test_no_progress_bar_when_nobody_is_watching(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(wanted=True) as step:
        assert step is None
    assert capsys.readouterr().err == ""


def test_a_command_is_shown_as_it_can_be_typed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "argv", [str(tmp_path / "my tools" / "remit"), "demo"])
    assert own_command() == f'"{tmp_path / "my tools" / "remit"}"'
    (tmp_path / "remit").touch(mode=0o755)
    assert own_command() == "remit"
