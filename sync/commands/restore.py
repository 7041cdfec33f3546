"""`remit restore`: a backup, or parts of it, put back in place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from delegation.labels import Labels
from sync.backup.parts import Part
from sync.commands.building import build
from sync.commands.exits import UNREAD, WELL
from sync.commands.invocation import Invocation, moment

if TYPE_CHECKING:
    from sync.backup.restore import Restored, RestoredPart

_SIGNS = {"restored": "●", "unchanged": "●"}


def command(words: Labels) -> click.Command:
    params = [
        click.Argument(["backup"], type=click.Path(path_type=Path, readable=False), metavar="FROM"),
        click.Option(
            ["--only"],
            type=click.Choice([each.value for each in Part]),
            multiple=True,
            metavar="|".join(Part),
            help=words.text("terminal.option.only"),
        ),
    ]
    return build(words, "restore", run, params=params)


def run(invocation: Invocation, backup: Path, only: Sequence[str]) -> int:
    from sync.backup.restore import restore
    from sync.programme.config import find_config
    from sync.programme.model import CONFIG_NAME

    here, backup = Path.cwd(), backup.absolute()
    config = invocation.config or find_config(here) or here / CONFIG_NAME
    restored = restore(backup, config, only=[Part(each) for each in only], now=invocation.clock())
    invocation.other_language = restored.programme.language
    if invocation.json:
        _show_json(restored, backup)
    else:
        _show(restored, backup, invocation)
    return WELL if restored.complete else UNREAD


def _show_json(restored: Restored, backup: Path) -> None:
    from sync.terminal import show_json

    contents = {
        "backup": str(backup),
        "made": restored.manifest.made.isoformat(),
        "run": restored.manifest.run,
        "files": [
            {"part": each.part, "file": str(each.path), "outcome": each.outcome} for each in restored.parts
        ],
        "kept": str(restored.kept) if restored.kept else "",
    }
    show_json("remit.restore", contents)


def _show(restored: Restored, backup: Path, invocation: Invocation) -> None:
    from sync.terminal import show, show_next

    words, manifest = invocation.words, restored.manifest
    made = moment(manifest.made, restored.programme)
    show(words.text("backup.restored.from", file=backup, made=made, run=manifest.run))
    for each in restored.parts:
        show(f"{_SIGNS.get(each.outcome, '▲')} {_told(each, words)}")
    if restored.kept is not None:
        show(words.text("backup.restored.kept", folder=restored.kept))
    show_next(words, words.text("backup.restored.next" if restored.complete else "backup.restored.again"))


def _told(each: RestoredPart, words: Labels) -> str:
    part = words.text(f"backup.part.{each.part}")
    return words.text(f"backup.restored.{each.outcome}", part=part, path=each.path, folder=each.path.parent)
