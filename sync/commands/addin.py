"""`remit addin`: the add-in for Excel; makes its file, installs it here, removes it, says how it stands.

The add-in is another package, which `sync` may not know; it is found by name, here and nowhere else.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import click

from delegation.labels import Labels
from sync.commands.building import build, group
from sync.commands.exits import ERRORS, WELL
from sync.commands.invocation import Invocation

_ENDING = ".xlam"


def command(words: Labels) -> click.Command:
    addin = group(words, "addin")
    file = click.Argument(
        ["file"], type=click.Path(path_type=Path, readable=False), metavar="[FILE]", required=False
    )
    folder = click.Option(
        ["--folder"],
        type=click.Path(path_type=Path, readable=False),
        metavar="DIR",
        help=words.text("installation.option.folder"),
    )
    addin.add_command(build(words, "build", run_build, params=[file], config=False))
    addin.add_command(build(words, "install", run_install, params=[folder], config=False))
    addin.add_command(build(words, "uninstall", run_uninstall, config=False))
    addin.add_command(build(words, "status", run_status, texts="addin_status", config=False))
    return addin


def run_build(invocation: Invocation, file: Path | None) -> int:
    from sync.terminal import show, show_json, show_next

    words, maker = invocation.words, importlib.import_module("addin.xlam.build")
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


def run_install(invocation: Invocation, folder: Path | None, computer: Any = None) -> int:
    """`computer`: another than this one, in tests."""
    installing = importlib.import_module("addin.install.installing")
    report = installing.install(computer or _this_computer(), folder=folder.absolute() if folder else None)
    return _tell(invocation, report, installed=True)


def run_uninstall(invocation: Invocation, computer: Any = None) -> int:
    removing = importlib.import_module("addin.install.removing")
    return _tell(invocation, removing.uninstall(computer or _this_computer()), installed=False)


def run_status(invocation: Invocation, computer: Any = None, ask: Any = None) -> int:
    """`ask`: whom to ask instead of the Python of the settings, in tests."""
    found = importlib.import_module("addin.install.state").state(computer or _this_computer(), ask=ask)
    if invocation.json:
        _show_state_json(found, invocation.words)
    else:
        _show_state(found, invocation.words)
    return ERRORS if found.troubles else WELL


def _this_computer() -> Any:
    return importlib.import_module("addin.install.places").this_computer()


def _tell(invocation: Invocation, report: Any, *, installed: bool) -> int:
    from sync.terminal import show, show_json, show_next

    words = invocation.words
    if invocation.json:
        steps = [{"what": each.what, "done": each.done, "file": str(each.path)} for each in report.steps]
        contents = {"installed": installed, "steps": steps, "settings": dict(report.settings)}
        show_json("remit.addin.installation", contents)
        return WELL
    for each in report.steps:
        show(words.text(f"installation.{each.what}.{each.done}", path=each.path))
        for key, value in report.settings if each.what == "settings" else ():
            show(f"    {key} = {value}")
    if installed:
        show(words.text(f"installation.works.{report.system}"))
        show_next(words, words.text("installation.next.installed"))
    elif report.steps:
        show_next(words, words.text("installation.next.removed"))
    else:
        show(words.text("installation.nothing"))
    return WELL


def _show_state_json(found: Any, words: Labels) -> None:
    from sync.terminal import show_json

    contents = {
        "file": str(found.addin),
        "installed": found.stamp is not None,
        "made_by": found.stamp.version if found.stamp else "",
        "settings": str(found.settings),
        "interpreter": found.interpreter,
        "buttons": not found.troubles,
        "formulas": found.formulas and not found.troubles,
        "troubles": [{"trouble": each, "text": _trouble(each, found, words)} for each in found.troubles],
    }
    show_json("remit.addin.status", contents)


def _show_state(found: Any, words: Labels) -> None:
    from sync.terminal import show, show_next

    if found.stamp is not None:
        made_by = f"Remit {found.stamp.version}".strip()
        show(words.text("installation.state.file", path=found.addin, made_by=made_by))
    if found.interpreter:
        show(words.text("installation.state.interpreter", path=found.interpreter))
    for each in found.troubles:
        show(words.text("installation.state.trouble", text=_trouble(each, found, words)))
    if found.troubles:
        show_next(words, words.text("installation.next.trouble"))
    else:
        show(words.text(f"installation.works.{found.system}"))
        show_next(words, words.text("installation.next.well"))


def _trouble(trouble: str, found: Any, words: Labels) -> str:
    return words.text(
        f"installation.trouble.{trouble}",
        file=found.addin,
        settings=found.settings,
        interpreter=found.interpreter,
        reason=found.answer.reason,
        xlwings=found.answer.xlwings,
    )
