"""The exit statuses of the command line, and how an exception becomes one of them with words for a person.

Source: SPEC §14. A situation that Remit foresees has `text(labels)`; any other exception is a fault of
Remit's own: one readable line, and the traceback in the log.
"""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from delegation.labels import Labels
from sync.commands.invocation import Invocation
from sync.commands.usage import usage_text

WELL = 0
ERRORS = 1  # finished, with issues of severity error
WRONG_USE = 2  # wrong use or configuration; nothing was done
UNREAD = 3  # finished, but a workbook could not be read or was held back
LOCKED = 4  # another run holds the lock
FAULT = 70  # Remit itself failed (the customary EX_SOFTWARE)
INTERRUPTED = 130  # Ctrl-C


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What is told of an exception."""

    exit: int
    message: str
    lines: tuple[str, ...] = ()
    problems: tuple[dict[str, Any], ...] = ()
    next: str = ""


def report(error: BaseException, invocation: Invocation) -> int:
    """Tells the person, or the program that asked for JSON; gives the exit status."""
    failure = _failure(error, invocation)
    if invocation.json:
        import json

        told: dict[str, Any] = {"schema": "remit.error", "version": 1, "exit": failure.exit}
        told |= {"message": failure.message, "problems": failure.problems}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace"))
        return failure.exit
    click.echo(invocation.words.text("terminal.error.line", message=failure.message), err=True)
    for line in failure.lines:
        click.echo(f"  {line}", err=True)
    if failure.next:
        click.echo(failure.next, err=True)
    return failure.exit


def _failure(error: BaseException, invocation: Invocation) -> Failure:
    from sync.programme.lock import ProgrammeLockedError
    from sync.programme.problems import ConfigError
    from sync.store.errors import BusyStoreError

    words = invocation.words
    if isinstance(error, click.UsageError):
        return _usage(error, words)
    if isinstance(error, ConfigError):
        return _config(error, invocation)
    if isinstance(error, ProgrammeLockedError | BusyStoreError):
        return Failure(exit=LOCKED, message=error.text(words))
    text = getattr(error, "text", None)
    if callable(text):
        return Failure(exit=WRONG_USE, message=str(text(words)))
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return Failure(exit=INTERRUPTED, message=words.text("terminal.error.interrupted"))
    return _fault(error, invocation)


def _config(error: Any, invocation: Invocation) -> Failure:
    if error.language and not invocation.asked_language:
        invocation.other_language = error.language
    words = invocation.words
    return Failure(
        exit=WRONG_USE,
        message=error.text(words),
        lines=tuple(each.sentence(words, error.path.name) for each in error.problems),
        problems=problems_as_json(error, words),
        next=words.text("terminal.next.config", path=error.path),
    )


def problems_as_json(error: BaseException | None, words: Labels) -> tuple[dict[str, Any], ...]:
    """The mistakes in remit.toml, where there are any."""
    return tuple(
        {
            "line": each.line,
            "key": each.key,
            "found": each.found(words),
            "allowed": each.allowed(words),
            "remedy": each.remedy(words),
        }
        for each in getattr(error, "problems", ())
    )


def _usage(error: click.UsageError, words: Labels) -> Failure:
    command = error.ctx.command_path if error.ctx else "remit"
    help_line = words.text("terminal.next.help", command=command)
    return Failure(exit=WRONG_USE, message=usage_text(error, words), next=help_line)


def _fault(error: BaseException, invocation: Invocation) -> Failure:
    """The traceback goes into the log, never to a person."""
    from sync.programme.logs import traceback_of

    words = invocation.words
    log = note(traceback_of(error), invocation)
    logged = words.text("terminal.error.no_log") if log is None else str(log)
    told = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    key = {"error": told, "log": logged}
    if isinstance(error, OSError):
        return Failure(exit=FAULT, message=words.text("terminal.error.system", **key))
    return Failure(exit=FAULT, message=words.text("terminal.error.fault", **key))


def note(fault: str, invocation: Invocation) -> Path | None:
    """Writes how Remit failed into the log. Gives where that is; None when it cannot be written."""
    log, command = _log_file(invocation), " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]])
    try:
        with log.open("a", encoding="utf-8", errors="backslashreplace") as file:
            when = invocation.clock().isoformat(timespec="seconds")
            file.write(f"{when} {command}\n{fault}\n\n")
    except OSError:
        return None
    return log


def _log_file(invocation: Invocation) -> Path:
    import tempfile

    from sync.programme.private import log_path

    with contextlib.suppress(OSError):  # a folder that may not be looked into
        if invocation.private is not None and log_path(invocation.private).parent.is_dir():
            return log_path(invocation.private)
    return Path(tempfile.gettempdir()) / "remit-error.log"
