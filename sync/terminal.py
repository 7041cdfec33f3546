"""Text and JSON on the terminal: lines, tables with wide Chinese characters, progress bars.

Owns the look, not the contents. rich is imported when something is shown, so that the rest starts at once.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from delegation.issues import Severity
from delegation.labels import Labels

if TYPE_CHECKING:
    from rich.console import Console

Step = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, how many there are."""

_SIGNS = {Severity.ERROR: "■", Severity.WARNING: "▲", Severity.INFO: "●"}
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
_GOOD, _CARE, _BAD = "●", "▲", "■"
_STATES = {"updated": _GOOD, "unchanged": _GOOD, "locked": _CARE, "missing": _CARE}
_STYLES = {_GOOD: "green", _CARE: "yellow", _BAD: "red"}


def show_json(schema: str, contents: dict[str, Any]) -> None:
    """One object, nothing around it, as UTF-8 whatever the console speaks."""
    told = json.dumps({"schema": schema, "version": 1, **contents}, ensure_ascii=False, indent=2)
    click.echo(told.encode("utf-8", "backslashreplace"))  # a lone surrogate becomes its JSON escape


def show(line: str = "") -> None:
    click.echo(line)


def show_next(words: Labels, text: str) -> None:
    """The last line: what to do now."""
    click.echo()
    click.echo(click.style(words.text("terminal.next.line", text=text), bold=True))


def typed(path: Path) -> str:
    """A path as it has to be typed into a command."""
    return f'"{path}"' if " " in str(path) else str(path)


def own_command() -> str:
    """How this very command is called in the terminal: by its path where `remit` alone would not be found."""
    if shutil.which("remit"):
        return "remit"
    return typed(Path(sys.argv[0]).absolute())


def severity_sign(severity: Severity) -> str:
    """Never by colour alone."""
    return click.style(_SIGNS[severity], fg=_COLOURS[severity])


def state_sign(status: str) -> str:
    """The sign before a workbook's state."""
    return _STATES.get(status, _BAD)


def show_table(headers: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> None:
    """Columns of text; those in `right` are numbers. A cell that begins with ● ▲ ■ gets its colour."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for position, header in enumerate(headers):
        numbers = position in right
        table.add_column(header, justify="right" if numbers else "left", overflow="fold", no_wrap=numbers)
    for row in rows:
        table.add_row(*(Text(cell, style=_STYLES.get(cell[:1], "")) for cell in row))
    console = _console()
    with console.capture() as drawn:
        console.print(table)
    for line in drawn.get().splitlines():
        click.echo(line.rstrip())


def _console() -> Console:
    from rich.console import Console

    # In a file or a pipe there is no screen for whose sake lines would have to be wrapped.
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 160
    return Console(file=sys.stdout, highlight=False, markup=False, emoji=False, width=width)


@contextmanager
def progress(*, wanted: bool) -> Iterator[Step | None]:
    """A progress bar on stderr, when a person is watching."""
    if not wanted or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    # Drawn at every step, not by a thread of its own: workers are forked while the bar stands.
    with Progress(*columns, console=Console(file=sys.stderr), transient=True, auto_refresh=False) as bars:
        task = bars.add_task("", total=None)

        def step(what: str, done: int, total: int) -> None:
            bars.update(task, description=what, completed=done, total=total, refresh=True)

        yield step
