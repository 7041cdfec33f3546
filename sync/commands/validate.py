"""`remit validate FILE…`: what is wrong in these workbooks, cell by cell; needs no programme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from delegation.labels import Labels, labels
from sync.commands.building import build
from sync.commands.exits import ERRORS, UNREAD, WELL, note
from sync.commands.invocation import Invocation

if TYPE_CHECKING:
    from sync.programme.model import Programme
    from sync.reading.checking import CheckedFile


def command(words: Labels) -> click.Command:
    path = click.Path(path_type=Path, readable=False)  # one bad file does not stop the others
    files = click.Argument(["files"], type=path, metavar="FILE...", nargs=-1, required=True)
    return build(words, "validate", run, params=[files], as_of=True)


def run(invocation: Invocation, files: Sequence[Path]) -> int:
    from delegation.issues import Severity
    from sync.reading.checking import Verdict
    from sync.terminal import show_json

    checked = _checked(files, invocation)
    for each in checked:
        if each.fault:
            note(f"{each.file}: {each.fault}", invocation)
    if invocation.json:
        show_json("remit.validate", {"files": [_as_json(each, _words(each, invocation)) for each in checked]})
    else:
        _show(checked, invocation)
    if any(each.verdict in (Verdict.HELD, Verdict.UNREADABLE) for each in checked):
        return UNREAD
    return ERRORS if any(each.count(Severity.ERROR) for each in checked) else WELL


def _checked(files: Sequence[Path], invocation: Invocation) -> list[CheckedFile]:
    """Raises: ConfigError, ConfigMissingError."""
    from sync.limits import ChildLimits
    from sync.reading.checking import job_of
    from sync.terminal import progress
    from sync.validating import checking

    programme = _programme(invocation)
    as_of = invocation.as_of(programme) if programme else invocation.asked_as_of or invocation.today()
    jobs = [job_of(file, programme=programme, as_of=as_of) for file in files]
    limits = programme.reader_limits if programme else ChildLimits()
    checked: list[CheckedFile] = []
    with (
        checking(jobs, limits) as results,
        progress(wanted=not invocation.json and len(files) > 1) as step,
    ):
        for done, file in enumerate(files):
            if step:
                step(file.name, done, len(files))
            checked.append(next(results))
    return checked


def _programme(invocation: Invocation) -> Programme | None:
    """A programme is welcome, and only one that is asked for by name has to be there."""
    from sync.programme.config import ConfigMissingError

    try:
        return invocation.programme(looks_inside=False)
    except ConfigMissingError:
        if invocation.config is not None:
            raise
        return None


def _words(checked: CheckedFile, invocation: Invocation) -> Labels:
    """The language that was asked for, else the workbook's own."""
    return labels(invocation.asked_language or checked.language or invocation.language)


def _as_json(checked: CheckedFile, words: Labels) -> dict[str, Any]:
    from delegation.messages import fix, message

    return {
        "file": str(checked.file),
        "team": checked.team,
        "status": checked.verdict.value,
        "reason": message(checked.why, words) if checked.why else "",
        "issues": [
            {
                "code": each.code,
                "severity": each.severity.value,
                "table": each.table,
                "field": each.field,
                "key": each.key,
                "sheet": each.sheet,
                "cell": each.cell,
                "value": each.value,
                "message": message(each, words),
                "fix": fix(each, words),
            }
            for each in checked.issues
        ],
        "rows": {table: asdict(counts) for table, counts in checked.rows.items()},
    }


def _show(checked: Sequence[CheckedFile], invocation: Invocation) -> None:
    from delegation.issues import Severity
    from delegation.messages import sentence
    from sync.reading.checking import Verdict
    from sync.terminal import severity_sign, show, show_next

    order = list(Severity)
    for position, each in enumerate(checked):
        words = _words(each, invocation)
        if position:
            show()
        show(_heading(each, words))
        for issue in sorted(each.issues, key=lambda issue: order.index(issue.severity)):
            show(f"  {severity_sign(issue.severity)} {sentence(issue, words, each.file.name)}")
    words = invocation.words if len(checked) > 1 else _words(checked[0], invocation)
    if any(each.verdict in (Verdict.HELD, Verdict.UNREADABLE) for each in checked):
        show_next(words, words.text("terminal.next.validate_unread"))
    elif any(each.count(Severity.ERROR) for each in checked):
        show_next(words, words.text("terminal.next.validate_errors"))
    elif any(each.issues for each in checked):
        show_next(words, words.text("terminal.next.validate_warnings"))
    else:
        show_next(words, words.text("terminal.next.validate_ok"))


def _heading(checked: CheckedFile, words: Labels) -> str:
    from delegation.issues import Severity

    verdict = words.text(f"terminal.verdict.{checked.verdict}")
    if checked.why is not None and not checked.rows:
        return words.text("terminal.validate.unread", file=checked.file, verdict=verdict)
    return words.text(
        "terminal.validate.read",
        file=checked.file,
        verdict=verdict,
        read=sum(each.read for each in checked.rows.values()),
        accepted=sum(each.accepted for each in checked.rows.values()),
        errors=checked.count(Severity.ERROR),
        warnings=checked.count(Severity.WARNING),
        infos=checked.count(Severity.INFO),
    )
