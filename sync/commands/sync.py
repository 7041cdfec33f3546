"""`remit sync`: the run that brings store, pages and master up to date."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from delegation.labels import Labels, labels
from sync.commands.building import build
from sync.commands.exits import ERRORS, FAULT, UNREAD, WELL
from sync.commands.invocation import Invocation

if TYPE_CHECKING:
    from sync.programme.model import Programme
    from sync.run.report import SyncReport, WorkbookReport


_LOG = logging.getLogger("remit")


def command(words: Labels) -> click.Command:
    params = [
        click.Option(["--full"], is_flag=True, help=words.text("terminal.option.full")),
        click.Option(
            ["--accept"], multiple=True, metavar="TEAM:TABLE", help=words.text("terminal.option.accept")
        ),
    ]
    return build(words, "sync", run, params=params, as_of=True)


def run(invocation: Invocation, full: bool, accept: Sequence[str]) -> int:
    from sync.programme.logs import log_to
    from sync.programme.private import ensure_private
    from sync.run.pipeline import run_sync
    from sync.terminal import progress

    programme = invocation.programme()
    ensure_private(programme.private)
    log_to(programme.private)
    words, words_of_log = invocation.words, labels(programme.language)
    with progress(wanted=not invocation.json) as step, _failing_into_the_log(words_of_log):
        report = run_sync(
            programme,
            as_of=invocation.as_of(programme),
            now=invocation.clock,
            full=full,
            accept=accept,
            progress=step and (lambda done, total: step(words.text("terminal.sync.progress"), done, total)),
        )
    _LOG.info(one_line(report, words_of_log))
    if invocation.json:
        _show_json(report, words)
        for note in report.notes:
            click.echo(f"▲ {note.text(words)}", err=True)
    else:
        _show(report, programme, words)
    return exit_status(report)


@contextlib.contextmanager
def _failing_into_the_log(words: Labels) -> Iterator[None]:
    """What kept the run from being made, as the daemon tells it; a fault leaves its traceback there."""
    try:
        yield
    except Exception as error:
        if hasattr(error, "text"):
            _LOG.error(words.text("terminal.sync.failed", reason=error.text(words)))
        raise


def exit_status(report: SyncReport) -> int:
    """Source: SPEC §14. Missing figures are a fault of Remit's; a master that could not be replaced is a
    workbook that is not as it should be.
    """
    from sync.run.incoming import GOOD

    if report.figures_failed:
        return FAULT
    if any(each.status not in GOOD for each in report.workbooks) or not report.master_is_current:
        return UNREAD
    return ERRORS if report.issues.error else WELL


def one_line(report: SyncReport, words: Labels) -> str:
    """A run as one line of the log."""
    from sync.run.incoming import GOOD

    read = sum(each.status in GOOD for each in report.workbooks)
    line = words.text(
        "terminal.sync.line",
        run=report.run,
        as_of=report.as_of,
        read=read,
        total=len(report.workbooks),
        added=report.changes.added,
        changed=report.changes.changed,
        removed=report.changes.removed,
        errors=report.issues.error,
        warnings=report.issues.warning,
        seconds=f"{(report.finished - report.started).total_seconds():.1f}",
    )
    return " ".join((line, *(note.text(words) for note in report.notes)))


def _show_json(report: SyncReport, words: Labels) -> None:
    from sync.terminal import show_json

    contents = report.as_json(words)
    show_json(contents.pop("schema"), contents)


def _show(report: SyncReport, programme: Programme, words: Labels) -> None:
    from sync.terminal import show, show_next, show_table

    show(words.text("terminal.sync.title", programme=programme.name, run=report.run, cycle=report.cycle))
    show(words.text("terminal.sync.as_of", as_of=report.as_of))
    show()
    headers = [
        words.text(f"terminal.column.{name}") for name in ("team", "workbook", "rows", "rejected", "reason")
    ]
    show_table(headers, [_row(each, programme, words) for each in report.workbooks], right=(2, 3))
    show()
    changes, issues = report.changes, report.issues
    show(
        words.text(
            "terminal.sync.changes", added=changes.added, changed=changes.changed, removed=changes.removed
        )
    )
    show(words.text("terminal.sync.issues", errors=issues.error, warnings=issues.warning, infos=issues.info))
    for note in report.notes:
        show(f"▲ {note.text(words)}")
    if report.master_is_current:
        show(words.text("terminal.sync.master", master=report.master))
    show_next(words, _next(report, words))


def _row(each: WorkbookReport, programme: Programme, words: Labels) -> tuple[str, ...]:
    from sync.run.incoming import state_name
    from sync.terminal import state_sign

    state = state_name(each.status, each.why.code if each.why else "")
    return (
        programme.team(each.team).name,
        f"{state_sign(each.status)} {words.text(f'terminal.state.{state}')}",
        str(sum(counts.accepted for counts in each.rows.values())) if each.rows else "",
        str(sum(counts.rejected for counts in each.rows.values())) if each.rows else "",
        each.reason(words),
    )


def _next(report: SyncReport, words: Labels) -> str:
    from sync.programme.model import team_of

    if report.held:
        first = report.held[0]
        return words.text("terminal.next.held", team=team_of(first.team), table=first.table)
    if any(each.status in ("held", "unreadable", "missing", "locked") for each in report.workbooks):
        return words.text("terminal.next.unread")
    if not report.master_is_current:
        return words.text("terminal.next.master_kept")
    if report.issues.error:
        return words.text("terminal.next.errors", master=report.master)
    return words.text("terminal.next.master", master=report.master)
