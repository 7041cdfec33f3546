"""`remit doctor`: is everything there that Remit needs, and how to mend what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from delegation.labels import Labels
from sync.commands.building import build
from sync.commands.exits import ERRORS, WELL, WRONG_USE
from sync.commands.invocation import Invocation

if TYPE_CHECKING:
    from sync.checked import Check
    from sync.programme.config import ConfigError, ConfigMissingError

_SIGNS = {"ok": "●", "warn": "▲", "fail": "■"}


def command(words: Labels) -> click.Command:
    return build(words, "doctor", run)


def run(invocation: Invocation) -> int:
    from sync.checked import Outcome
    from sync.doctor import examine
    from sync.programme.problems import ConfigError

    checks, error = examine(invocation.config_path, invocation.clock)
    if error is None:
        invocation.programme(looks_inside=False)  # from here on in the programme's language
    elif isinstance(error, ConfigError):
        invocation.other_language = error.language or invocation.other_language
    if invocation.json:
        _show_json(checks, error, invocation.words)
    else:
        _show(checks, error, invocation.words)
    if error is not None:
        return WRONG_USE
    return ERRORS if any(each.outcome is Outcome.FAIL for each in checks) else WELL


def _found(check: Check, words: Labels) -> str:
    error = check.params.get("error")
    if error is not None and hasattr(error, "text"):
        return str(error.text(words))
    return words.text(f"terminal.doctor.{check.text}", **check.params)


def _mend(check: Check, words: Labels) -> str:
    remedy = check.params.get("remedy")
    if remedy is not None and hasattr(remedy, "text"):
        return str(remedy.text(words))
    return "" if check.outcome == "ok" else words.text(f"terminal.mend.{check.text}", **check.params)


def _show_json(checks: list[Check], error: ConfigError | ConfigMissingError | None, words: Labels) -> None:
    from sync.commands.exits import problems_as_json
    from sync.terminal import show_json

    told = [
        {
            "check": each.name,
            "status": each.outcome.value,
            "found": _found(each, words),
            "mend": _mend(each, words),
        }
        for each in checks
    ]
    show_json("remit.doctor", {"checks": told, "problems": problems_as_json(error, words)})


def _show(checks: list[Check], error: ConfigError | ConfigMissingError | None, words: Labels) -> None:
    from sync.terminal import show, show_next, show_table

    rows = [
        (
            f"{_SIGNS[each.outcome]} {words.text(f'terminal.check.{each.name}')}",
            "\n".join(line for line in (_found(each, words), _mend(each, words)) if line),
        )
        for each in checks
    ]
    show_table([words.text("terminal.column.check"), words.text("terminal.column.found")], rows)
    for line in _config_lines(error, words):
        show(line)
    worst = {each.outcome.value for each in checks}
    if "fail" in worst:
        show_next(words, words.text("terminal.next.doctor_fail"))
    elif "warn" in worst:
        show_next(words, words.text("terminal.next.doctor_warn"))
    else:
        show_next(words, words.text("terminal.next.doctor_ok"))


def _config_lines(error: ConfigError | ConfigMissingError | None, words: Labels) -> list[str]:
    from sync.programme.config import ConfigError

    if error is None:
        return []
    if isinstance(error, ConfigError):
        return ["", *(each.sentence(words, error.path.name) for each in error.problems)]
    return ["", error.text(words)]
