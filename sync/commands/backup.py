"""`remit backup`: everything that a programme is, in one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from delegation.labels import Labels
from sync.commands.building import build
from sync.commands.exits import WELL
from sync.commands.invocation import Invocation

if TYPE_CHECKING:
    from sync.backup.archive import Backup


def command(words: Labels) -> click.Command:
    to = click.Argument(
        ["to"], type=click.Path(path_type=Path, readable=False), metavar="[TO]", required=False
    )
    return build(words, "backup", run, params=[to])


def run(invocation: Invocation, to: Path | None) -> int:
    from sync.backup.archive import make_backup
    from sync.doctor import own_version

    programme = invocation.programme()
    config = invocation.config_path().resolve()
    now = invocation.clock()
    backup = make_backup(programme, config, to and to.absolute(), now=now, remit=own_version())
    if invocation.json:
        _show_json(backup)
    else:
        _show(backup, invocation.words)
    return WELL


def _show_json(backup: Backup) -> None:
    from dataclasses import asdict

    from sync.terminal import show_json

    manifest = backup.manifest
    contents = {
        "file": str(backup.path),
        "made": manifest.made.isoformat(),
        "run": manifest.run,
        "files": [asdict(each) for each in manifest.entries],
        "missing": list(backup.missing),
        "readable_by_others": backup.readable_by_others,
    }
    show_json("remit.backup", contents)


def _show(backup: Backup, words: Labels) -> None:
    from sync.terminal import show, show_next, typed

    show(words.text("backup.made.file", file=backup.path, run=backup.manifest.run))
    for each in backup.manifest.entries:
        place = words.text("backup.made.part", part=words.text(f"backup.part.{each.part}"), place=each.place)
        show(place)
    for part in backup.missing:
        show(words.text("backup.made.missing", part=words.text(f"backup.part.{part}")))
    show(words.text("backup.made.open" if backup.readable_by_others else "backup.made.secret"))
    show_next(words, words.text("backup.made.next", file=typed(backup.path)))
