"""`remit daemon`: the nightly run, until it is stopped."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from delegation.labels import Labels, labels
from sync.commands.building import build
from sync.commands.exits import WELL
from sync.commands.invocation import Clock, Invocation

if TYPE_CHECKING:
    from sync.programme.model import Programme


def command(words: Labels) -> click.Command:
    return build(words, "daemon", run)


def run(invocation: Invocation) -> int:
    from sync.daemon import Daemon, Outside, StopSignal
    from sync.programme.logs import log_to, log_to_terminal, stop_logging
    from sync.programme.private import ensure_private
    from sync.terminal import show_json

    programme = invocation.programme()
    ensure_private(programme.private)
    log_to(programme.private)
    log_to_terminal(json=invocation.json)
    stop = StopSignal()
    outside = Outside(
        run=lambda now_programme, as_of: nightly_run(now_programme, as_of, invocation.clock),
        last_run=last_run,
        is_waiting=is_waiting,
        publish_again=publish_again,
        clock=invocation.clock,
        sleep=stop.sleep,
        stopping=stop,
    )
    daemon = Daemon(invocation.config_path(), outside)
    try:
        daemon.serve()
    finally:
        stop_logging()
    if invocation.json:
        show_json("remit.daemon", {"runs": daemon.runs})
    return WELL


def nightly_run(programme: Programme, as_of: dt.date, clock: Clock) -> str:
    """One run; gives its line for the log."""
    from sync.commands.sync import one_line
    from sync.run.pipeline import run_sync

    return one_line(
        run_sync(programme, as_of=as_of, now=clock, command="remit daemon"), labels(programme.language)
    )


def is_waiting(programme: Programme) -> bool:
    """Whether the newest run left its master beside its place."""
    from sync.run.waiting import read_waiting

    return read_waiting(programme.private) is not None


def publish_again(programme: Programme) -> str:
    """Tries to put the master in its place; gives the line for the log, "" while it has to go on waiting."""
    from sync.run import pipeline

    published = pipeline.publish_again(programme, command="remit daemon")
    if not published.master_is_current:
        return ""
    words = labels(programme.language)
    told = words.text("terminal.daemon.swapped", master=programme.master)
    return " ".join((told, *(note.text(words) for note in published.notes)))


def last_run(programme: Programme) -> dt.datetime | None:
    """When the newest run was finished; None when there has been none."""
    from sync.store.store import Store

    if not programme.store.exists():
        return None
    with Store(programme.store) as store:
        return max((each.finished for each in store.runs(limit=1)), default=None)
