"""`remit addin`: what concerns the add-in for Excel; `build` makes its file.

The add-in is another package, which `sync` may not know; it is found by name, here and nowhere else.
"""

from __future__ import annotations

import importlib
from pathlib import Path

import click

from delegation.labels import Labels
from sync.commands.building import RemitGroup, build, language_option
from sync.commands.exits import WELL
from sync.commands.invocation import Invocation

_MAKER = "addin.xlam.build"
_ENDING = ".xlam"


def command(words: Labels) -> click.Command:
    group = RemitGroup(
        "addin",
        help=words.text("terminal.help.addin"),
        short_help=words.text("terminal.short.addin"),
        words=words,
        example=words.text("terminal.example.addin"),
        params=[language_option(words)],
    )
    file = click.Argument(
        ["file"], type=click.Path(path_type=Path, readable=False), metavar="[FILE]", required=False
    )
    group.add_command(build(words, "build", run, params=[file], config=False))
    return group


def run(invocation: Invocation, file: Path | None) -> int:
    from sync.terminal import show, show_json, show_next

    words, maker = invocation.words, importlib.import_module(_MAKER)
    path = Path(file or maker.FILE_NAME).absolute()
    if path.suffix.casefold() != _ENDING:
        text = words.text("terminal.addin.ending", file=path.name)
        raise click.UsageError(text, click.get_current_context())
    data: bytes = maker.build_addin()
    part = path.with_name(path.name + ".part")  # a file that is there stays whole until the new one is
    path.parent.mkdir(parents=True, exist_ok=True)
    part.write_bytes(data)
    part.replace(path)
    if invocation.json:
        show_json("remit.addin", {"file": str(path), "bytes": len(data)})
    else:
        show(words.text("terminal.addin.built", path=path))
        show_next(words, words.text("terminal.next.addin", path=path))
    return WELL
